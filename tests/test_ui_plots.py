"""Coverage in time: what is drawn, and the same in words for those who do not see it."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from rag.findings import Topic
from rag.types import Answer, Article, Citation, Passage
from ui.periods import Periods
from ui.plots import COLOURS, OTHERS, Picture, answer_in_time, coverage


def article(id: str, source: str, published: date | None) -> Article:
    return Article(id, source=source, published=published, text="Words.")


def drawn(picture: Picture) -> dict[str, Any]:
    assert picture.plot is not None and picture.plot.type == "plotly"
    plot: dict[str, Any] = json.loads(picture.plot.plot)
    return plot


def rows(told: str) -> list[list[str]]:
    """The cells of the table that tells the same."""
    lines = re.findall(r"<tr>(.*?)</tr>", told)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", line)] for line in lines
    ]


HELD = [
    article("a", "Courier", date(2024, 11, 30)),
    article("b", "Courier", date(2024, 11, 2)),
    article("c", "Post", date(2024, 11, 2)),
    article("d", "Post", date(2025, 2, 1)),
    article("e", "Post", None),
]


def test_each_outlet_has_a_bar_for_each_month_and_none_is_left_out() -> None:
    plot = drawn(coverage(HELD))
    courier, post = sorted(plot["data"], key=lambda trace: trace["name"])
    assert courier["x"] == post["x"] == ["2024-11-01", "2024-12-01", "2025-01-01", "2025-02-01"]
    assert (courier["y"], post["y"]) == ([2, 0, 0, 0], [1, 0, 0, 1])
    assert plot["layout"]["barmode"] == "stack"
    assert plot["layout"]["yaxis"]["dtick"] == 1  # at most 3 in a month: each has its mark


def test_the_same_is_told_in_words_and_figures() -> None:
    told = coverage(HELD).told
    assert "4 articles from November 2024 to February 2025, by month; 1 article without a date." in told
    assert rows(told) == [
        ["Month", "Courier", "Post"],
        ["November 2024", "2", "1"],
        ["February 2025", "0", "1"],
    ]
    assert "\n" not in told  # one line, or Markdown would read it


def test_of_many_outlets_the_largest_are_named_and_the_rest_counted_together() -> None:
    held = [article(f"{n}-{m}", f"Outlet {n}", date(2025, 3, 1)) for n in range(9) for m in range(10 - n)]
    plot = drawn(coverage(held))
    names = [trace["name"] for trace in plot["data"]]
    assert names == [*(f"Outlet {n}" for n in range(6)), "3 other outlets"]
    # The three smallest have 10 - 6, 10 - 7 and 10 - 8 articles.
    assert plot["data"][-1]["y"] == [4 + 3 + 2]
    assert [trace["marker"]["color"] for trace in plot["data"]] == [*COLOURS, OTHERS]


def test_many_months_become_years() -> None:
    held = [article("a", "Courier", date(1999, 5, 1)), article("b", "Courier", date(2004, 5, 1))]
    plot = drawn(coverage(held))
    assert plot["data"][0]["x"] == [f"{year}-01-01" for year in range(1999, 2005)]
    assert plot["data"][0]["y"] == [1, 0, 0, 0, 0, 1]
    assert "from 1999 to 2004, by year" in coverage(held).told


@pytest.mark.parametrize(
    ("held", "words"),
    [([], "There are no articles."), ([article("a", "Courier", None)], "No article has a date.")],
)
def test_where_there_is_nothing_to_draw_it_says_so(held: list[Article], words: str) -> None:
    picture = coverage(held)
    assert picture.plot is None and words in picture.told


def test_an_outlet_cannot_put_markup_into_the_plot_or_the_table() -> None:
    nasty = '<a href="https://evil.example">x</a>\u202e<img src=x>' + "y" * 400
    picture = coverage([article("a", nasty, date(2025, 3, 1))])
    assert picture.plot is not None
    name = drawn(picture)["data"][0]["name"]
    assert "<" not in name + json.loads(picture.plot.plot)["data"][0]["hovertemplate"].replace(
        "<extra>", ""
    ).replace("</extra>", "")
    assert "&lt;a href=" in name and "\u202e" not in name and len(name) < 100
    assert "<a " not in picture.told and "<img" not in picture.told


# An answer on its topic

TOPIC = Topic(("dam",), articles=7, months=(("2025-01", 2), ("2025-03", 5)))


def answer(*cited: Article) -> Answer:
    passage = Passage("p", "a", "Words.", 0, 6)
    citations = tuple(Citation(n, one, passage, "Words.", 0, 6) for n, one in enumerate(cited, 1))
    return Answer("What of the dam?", "Words.", citations=citations)


def test_the_sources_stand_at_their_days_above_what_the_archive_tells() -> None:
    cited = answer(article("a", "Courier", date(2025, 3, 9)), article("b", "Post", date(2025, 3, 20)))
    picture = answer_in_time(cited, TOPIC)
    bars, marks = drawn(picture)["data"]
    assert (bars["x"], bars["y"]) == (["2025-01-01", "2025-02-01", "2025-03-01"], [2, 0, 5])
    assert (marks["x"], marks["text"]) == (["2025-03-09", "2025-03-20"], ["1", "2"])
    # One step is an eighth of the highest bar: 5 / 8; the second mark of a month stands one step higher.
    assert marks["y"] == [5 + 5 / 8, 5 + 2 * 5 / 8]
    assert "7 articles with “dam”; cited: 1 (Courier, 9 March 2025), 2 (Post, 20 March 2025)" in picture.told


def test_an_article_that_is_cited_twice_has_one_mark_with_both_numbers() -> None:
    one = article("a", "Courier", date(2025, 3, 9))
    assert drawn(answer_in_time(answer(one, one), TOPIC))["data"][1]["text"] == ["1, 2"]


def test_without_a_topic_or_a_day_there_is_no_picture() -> None:
    dated, undated = article("a", "Courier", date(2025, 3, 9)), article("b", "Post", None)
    assert answer_in_time(answer(dated), Topic()) == Picture(None, "")
    assert answer_in_time(answer(undated), TOPIC) == Picture(None, "")
    assert "2 (Post, undated)" in answer_in_time(answer(dated, undated), TOPIC).told


def test_periods_have_no_gaps_across_a_new_year() -> None:
    periods = Periods.of([date(2024, 12, 31), date(2025, 1, 1)])
    assert periods.starts == ("2024-12-01", "2025-01-01")
    assert (periods.first, periods.last, periods.unit) == ("December 2024", "January 2025", "month")
    # 36 months are months still, 37 are years
    assert not Periods.of([date(2022, 1, 1), date(2024, 12, 1)]).yearly
    assert Periods.of([date(2022, 1, 1), date(2025, 1, 1)]).starts == tuple(
        f"{y}-01-01" for y in range(2022, 2026)
    )


def test_a_lone_month_is_named_once_and_as_wide_as_any() -> None:
    picture = coverage([article("a", "Courier", date(2025, 12, 21))])
    plot = drawn(picture)
    assert plot["layout"]["xaxis"]["range"] == ["2025-12-01", "2026-01-01"]
    assert plot["layout"]["xaxis"]["dtick"] == "M1"
    assert plot["data"][0]["width"] == pytest.approx(0.85 * 30 * 24 * 3600 * 1000)
    assert "1 article in December 2025." in picture.told
