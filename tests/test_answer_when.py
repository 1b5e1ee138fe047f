"""Times in a question: which are read, as which days, and as days of what.

All are asked on Thursday, 10 April 2025; its week began on Monday, 7 April.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.when.days import days
from rag.answer.when.reading import Reading, published_when, read
from rag.types import Article

TODAY = date(2025, 4, 10)
Span = tuple[str | None, str | None]


def seen(question: str) -> Reading:
    found = read(question, TODAY)
    assert found is not None, question
    return found


def days_read(question: str) -> Span:
    when = seen(question).when
    return (str(when.after) if when.after else None, str(when.before) if when.before else None)


# Which days


@pytest.mark.parametrize(
    ("time", "after", "before"),
    [
        ("yesterday", "2025-04-09", "2025-04-09"),
        ("the day before yesterday", "2025-04-08", "2025-04-08"),
        ("this week", "2025-04-07", "2025-04-13"),
        ("last week", "2025-03-31", "2025-04-06"),
        ("last weekend", "2025-04-05", "2025-04-06"),
        ("this month", "2025-04-01", "2025-04-30"),
        ("last month", "2025-03-01", "2025-03-31"),
        ("this year", "2025-01-01", "2025-12-31"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("last Tuesday", "2025-04-08", "2025-04-08"),
        ("last March", "2025-03-01", "2025-03-31"),
        ("last April", "2024-04-01", "2024-04-30"),  # not the month it is
        ("in the past 3 days", "2025-04-07", "2025-04-10"),
        ("over the last two weeks", "2025-03-27", "2025-04-10"),
        ("in the last two months", "2025-02-10", "2025-04-10"),
        ("in the past week", "2025-04-03", "2025-04-10"),
        ("this past week", "2025-04-03", "2025-04-10"),
        ("last night", "2025-04-09", "2025-04-09"),
        ("this morning", "2025-04-10", "2025-04-10"),
        ("yesterday evening", "2025-04-09", "2025-04-09"),
        ("over the past year", "2024-04-10", "2025-04-10"),
        ("since Tuesday", "2025-04-08", None),
        ("since Thursday", "2025-04-03", None),  # today is one; it is the one before
        ("since yesterday", "2025-04-09", None),
        ("since last week", "2025-03-31", None),
        ("before this month", None, "2025-03-31"),
        ("between last week and yesterday", "2025-03-31", "2025-04-09"),
    ],
)
def test_times_counted_from_today_are_days_of_publication(
    time: str, after: str | None, before: str | None
) -> None:
    question = f"What did the mayor say {time}?"
    assert days_read(question) == (after, before)
    found = seen(question)
    assert found.when.how == "published" and found.rest == "What did the mayor say?"
    assert found.when.span is not None and question[slice(*found.when.span)] == found.when.words


@pytest.mark.parametrize(
    ("time", "after", "before"),
    [
        ("on April 8", "2025-04-08", "2025-04-08"),
        ("on April 11", "2024-04-11", "2024-04-11"),  # this year's has not come yet
        ("on the 9th of April", "2025-04-09", "2025-04-09"),
        ("on 4 Sept. 2024", "2024-09-04", "2024-09-04"),
        ("on March 4, 2025", "2025-03-04", "2025-03-04"),
        ("on 2025-03-04", "2025-03-04", "2025-03-04"),
        ("on 3/4/2025", "2025-03-04", "2025-03-04"),  # with strokes the month comes first,
        ("on 4.3.2025", "2025-03-04", "2025-03-04"),  # with points the day, as articles are read
        ("in March 2025", "2025-03-01", "2025-03-31"),
        ("in February of 2024", "2024-02-01", "2024-02-29"),
        ("in march", "2025-03-01", "2025-03-31"),
        ("in May", "2024-05-01", "2024-05-31"),
        ("in 2025-03", "2025-03-01", "2025-03-31"),
        ("in 2024", "2024-01-01", "2024-12-31"),
        ("in the first half of 2025", "2025-01-01", "2025-06-30"),
        ("in the first half of this year", "2025-01-01", "2025-06-30"),
        ("in the second half of March 2025", "2025-03-16", "2025-03-31"),
        ("in the third quarter of 2024", "2024-07-01", "2024-09-30"),
        ("in Q1 2025", "2025-01-01", "2025-03-31"),
        ("in early March", "2025-03-01", "2025-03-10"),
        ("in mid-2024", "2024-05-01", "2024-08-31"),
        ("in late February 2025", "2025-02-21", "2025-02-28"),
        ("in the last week of March", "2025-03-25", "2025-03-31"),
        ("in the week of March 5", "2025-03-03", "2025-03-09"),
        ("between March 1 and March 10", "2025-03-01", "2025-03-10"),
        ("between March 1 and 10", "2025-03-01", "2025-03-10"),
        ("between 1 and 10 March 2025", "2025-03-01", "2025-03-10"),
        ("between 1 March and 10 March", "2025-03-01", "2025-03-10"),
        ("on 1–10 March 2025", "2025-03-01", "2025-03-10"),
        ("in March or April 2025", "2025-03-01", "2025-04-30"),
        ("in 2023 and 2024", "2023-01-01", "2024-12-31"),
        ("during the month of March 2025", "2025-03-01", "2025-03-31"),
        ("since the beginning of April", "2025-04-01", None),
        ("on or after April 3", "2025-04-03", None),
        ("on or before April 3", None, "2025-04-03"),
        ("from March 28 to April 2, 2024", "2024-03-28", "2024-04-02"),
        ("between March 1 and April 20", "2025-03-01", "2025-04-20"),
        ("between November and February", "2024-11-01", "2025-02-28"),
        ("between March 1, 2024 and April 3", "2024-03-01", "2025-04-03"),
        ("on March 1–10, 2025", "2025-03-01", "2025-03-10"),
        ("since March 2025", "2025-03-01", None),
        ("after 9 April", "2025-04-10", None),
        ("before April", None, "2025-03-31"),
        ("until April 9", None, "2025-04-09"),
        ("from April 3 on", "2025-04-03", None),
        ("three weeks ago", "2025-03-17", None),  # and told of since
    ],
)
def test_other_times_are_of_what_is_asked_about(time: str, after: str | None, before: str | None) -> None:
    question = f"What did the mayor say {time}?"
    found = seen(question)
    assert (found.when.how, found.when.words) == ("told", time)
    assert days_read(question) == (after, before)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What was reported on April 8?", "on April 8"),
        ("What has been reported about the port since March 2025?", "since March 2025"),
        ("In March 2025, what was reported about the port?", "In March 2025"),
        ("What did the newspapers write in March 2025?", "in March 2025"),
        ("articles from March 2025", "from March 2025"),
        ("articles about the canal from March 2025", "from March 2025"),
        ("articles that were published between March 1 and 10 on the canal", "between March 1 and 10"),
        ("According to reports before April, who bought the ports?", "before April"),
        ("According to reports from before April, who bought the ports?", "before April"),
        ("Tuesday's news about the ferry", "Tuesday"),
        ("last week's reports on Panama", "last week"),
        ("March 2025 coverage of the canal", "March 2025"),
        ("headlines of April 8", "of April 8"),
        ("What was in the news three weeks ago?", "three weeks ago"),
        ("Which articles mention Cosco in 2025?", "in 2025"),
        ("stories on Cosco, March 2025", "March 2025"),
        ("List all stories on Cosco published after 20 March 2025.", "after 20 March 2025"),
        ("According to the newspapers of April 8, who won?", "of April 8"),
    ],
)
def test_what_words_of_reporting_own_is_when_it_was_published(question: str, words: str) -> None:
    found = seen(question)
    assert (found.when.how, found.when.words) == ("published", words)
    assert published_when(question, TODAY) == found.when
    for word in words.split():
        assert word not in found.rest.split()


@pytest.mark.parametrize(
    "question",
    [
        "Who signed the deal on March 4?",
        "Which company agreed on March 4 to sell?",
        "What happened on March 19 in Lima?",
        "Which loss was reported on March 4?",  # by a company, not by the press
        "On March 4, which company reported a loss?",
        "Who reported that the trip began on March 4?",
        "news about the attack on September 11",
        "reports about the deal signed in March 2025",
        "What was said in the news conference on March 4?",
        "What was reported about the vote in March 2025?",  # the vote, or the reports? Nothing is left out
        "Who has been mayor since 2020?",
        "How did last week's vote end?",
        "Who leads Peru today?",  # nowadays
    ],
)
def test_the_date_of_an_event_is_no_day_of_publication(question: str) -> None:
    assert seen(question).when.how == "told" and published_when(question, TODAY) is None


def test_what_belongs_to_last_week_may_be_told_of_since() -> None:
    found = seen("How did last week's vote end?")
    assert (found.when.after, found.when.before) == (date(2025, 3, 31), None)
    assert found.of_its_time(Article("a", published=TODAY), "")
    assert not found.of_its_time(Article("a", published=date(2025, 3, 30)), "")


@pytest.mark.parametrize(
    "question",
    [
        "What was agreed before the vote?",
        "What happened before Friday's vote?",
        "Who was arrested on Friday?",  # each article counts its own Friday
        "Who reported that the trip begins on Monday?",
        "What will happen this week?",
        "What is planned for next month?",
        "What is scheduled for May 1?",
        "Who may march?",
        "What news may come?",
        "Who won March Madness?",
        "Who is April Jones?",
        "What happened after May resigned?",
        "What did USA Today say?",
        "What did Last Week Tonight say about it?",
        "Who survived the 2004 tsunami?",
        "Who won the 2025-03-04 match?",
        "What happened in the 1990s?",
        "What happened in the last year of the war?",
        "What did he do in his last year?",
        "What happened later this week?",
        "What has happened recently?",
        "Where were 1,900 of 2,024 homes flooded?",
        "What happened on February 30?",
        "What happened between March 10, 2025 and March 1, 2025?",
        "What is reported in “Frost in the last week of April 2024”?",
        "What will he do in the second week of his stay?",
        "How long does the trip last?",
        "What was decided by March 2025?",
        "Is 2024 a leap year?",
        "Between 5 and 10 people came.",
        "",
    ],
)
def test_what_is_no_time_to_search_by_is_not_read(question: str) -> None:
    assert read(question, TODAY) is None


def test_a_time_of_publication_goes_before_one_of_the_event() -> None:
    found = seen("What was said on March 4 of the port, in the reports since Tuesday?")
    assert (found.when.how, found.when.words) == ("published", "since Tuesday")
    assert found.rest == "What was said on March 4 of the port, in the reports?"


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Yesterday, what happened in Lima?", "what happened in Lima?"),
        ("What happened yesterday, and why?", "What happened and why?"),
        ("last week's reports on Panama", "reports on Panama"),
        ("WHAT HAPPENED IN LIMA LAST WEEK?", "WHAT HAPPENED IN LIMA?"),
        ("last week", "last week"),  # nothing would be left to look for
    ],
)
def test_the_words_of_the_time_leave_the_question(question: str, rest: str) -> None:
    assert seen(question).rest == rest


@given(st.text(st.sampled_from("March 1 to 20,2025 since last week’s.-/ab04"), max_size=60), st.dates())
def test_no_text_breaks_it_and_what_is_read_stands_there(text: str, today: date) -> None:
    found = read(text, today)
    if found:
        when = found.when
        assert when.span is not None and text[slice(*when.span)] == when.words
        assert when.after is None or when.before is None or when.after <= when.before


@given(st.dates(date(1900, 1, 1), date(2150, 12, 31)), st.integers(0, 400))
def test_a_day_written_out_is_read_as_that_day(day: date, later: int) -> None:
    names = "January February March April May June July August September October November December".split()
    today = day + timedelta(days=later)
    for written in (
        f"{names[day.month - 1]} {day.day}, {day.year}",
        f"{day.day} {names[day.month - 1]} {day.year}",
        day.isoformat(),
    ):
        assert days(written, today) == (day, day)
        found = read(f"What was reported on {written}?", today)
        assert found is not None and (found.when.after, found.when.before) == (day, day)
