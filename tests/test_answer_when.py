"""Times in a question: which are read, as which days, and what becomes of the answer.

All are asked on Thursday, 10 April 2025; its week began on Monday, 7 April.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.when.days import days
from rag.answer.when.in_time import answer_in_time, days_of, search_in_time
from rag.answer.when.plan import Plan, plan
from rag.answer.when.reading import Reading, published_when, read
from rag.types import (
    EVERYTHING,
    Answer,
    Article,
    Citation,
    Hit,
    Passage,
    Scope,
    Sentence,
    Support,
    Turn,
    When,
)

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
        ("over the past year", "2024-04-10", "2025-04-10"),
        ("since Tuesday", "2025-04-08", None),
        ("since Thursday", "2025-04-03", None),  # today is one; it is the one before
        ("since yesterday", "2025-04-09", None),
        ("since last week", "2025-03-31", None),
        ("before this month", None, "2025-03-31"),
        ("between last week and yesterday", "2025-03-31", "2025-04-09"),
        ("in the first half of this year", "2025-01-01", "2025-06-30"),
    ],
)
def test_times_counted_from_today_are_days_of_publication(
    time: str, after: str | None, before: str | None
) -> None:
    question = f"What did the mayor say {time}?"
    assert days_read(question) == (after, before)
    found = seen(question)
    if time.startswith("in the first half"):  # a part of a year is a date of its own
        assert found.when.how == "told"
        return
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
        ("three weeks ago", "2025-03-17", "2025-03-23"),
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


# Whether a text names it


@pytest.mark.parametrize(
    ("time", "text", "names"),
    [
        ("on March 4", "They signed on March 4 in Lima.", True),
        ("on March 4", "They signed on the 4th of March.", True),
        ("on March 4", "They signed on Mar. 4, 2025.", True),
        ("on March 4", "They signed on March 14.", False),
        ("on March 4", "In March, 4 of them signed.", False),
        ("on March 4, 2025", "They signed on March 4.", True),  # articles leave out their own year
        ("on March 4, 2025", "They signed on March 4, 2024.", False),
        ("in March 2025", "It began in March.", True),
        ("in March 2025", "It began in March 2024.", False),
        ("in March 2025", "They march on.", False),
        ("in 2024", "It began in 2024.", True),
        ("in 2024", "It began in 12024 places.", False),
        ("three weeks ago", "It sank three weeks ago.", True),
        ("between March 1 and 10", "It sank on March 10.", True),
        ("before April", "It sank in April.", False),  # only the day of publication can tell
    ],
)
def test_a_text_may_name_the_time_that_is_asked_about(time: str, text: str, names: bool) -> None:
    found = seen(f"What happened {time}?")
    assert found.of_its_time(Article("undated"), text) is names
    assert found.of_its_time(Article("a", published=found.when.after or found.when.before), "") is True
    assert found.of_its_time(Article("a", published=date(1999, 1, 1)), text) is (
        names or found.when.after is None
    )


# A conversation


def test_a_follow_up_keeps_the_time_of_the_question_it_leans_on() -> None:
    history = (Turn("user", "What was reported about the ferry last week?"), Turn("assistant", "It sank."))
    made = plan("Who steered it?", history, EVERYTHING, TODAY)
    assert made.question == "What was reported about the ferry last week? Who steered it?"
    assert made.rest == "What was reported about the ferry? Who steered it?"
    assert made.scope == Scope(date(2025, 3, 31), date(2025, 4, 6))
    assert made.reading is not None and made.reading.when.span is None  # it stands in no word of this one


def test_a_follow_up_with_a_time_of_its_own_leaves_the_earlier_one() -> None:
    history = (Turn("user", "What was reported about the ferry last week?"),)
    made = plan("And what was reported of it yesterday?", history, EVERYTHING, TODAY)
    assert made.question == "What was reported about the ferry? And what was reported of it yesterday?"
    assert made.rest == "What was reported about the ferry? And what was reported of it?"
    assert made.scope == Scope(date(2025, 4, 9), date(2025, 4, 9))


def test_a_question_that_stands_alone_has_no_earlier_time() -> None:
    history = (Turn("user", "What was reported about the ferry last week?"),)
    assert plan("Which company bought the quarry of Arden?", history, EVERYTHING, TODAY).reading is None
    made = plan("Which company bought the quarry of Arden this week?", history, EVERYTHING, TODAY)
    assert made.rest == "Which company bought the quarry of Arden?"  # "this week" leans on nothing


def test_what_is_given_limits_what_is_read() -> None:
    limits = Scope(date(2025, 4, 3), None, frozenset({"BBC"}))
    made = plan("What was reported last week?", (), limits, TODAY)
    assert (
        made.scope == Scope(date(2025, 4, 3), date(2025, 4, 6), frozenset({"BBC"})) and made.given == limits
    )


def test_without_a_today_nothing_is_read() -> None:
    assert plan("What was reported last week?", (), EVERYTHING, None) == Plan(
        "What was reported last week?", EVERYTHING
    )


# The answer, from a search that is made here

MARCH = Article(
    "march",
    "The deal is near",
    "BBC",
    text="The deal is to be signed on Tuesday.",
    published=date(2025, 3, 3),
)
APRIL = Article(
    "april", "Who signed", "BBC", text="Ann signed the deal on March 4.", published=date(2025, 4, 9)
)
MAY = Article("may", "Again", "BBC", text="Bob signed another deal.", published=date(2024, 5, 2))
UNDATED = Article("undated", "Some deal", text="Cid signed a deal.")


class Search:
    """Answers with the first article of the scope whose text has all long words of the question."""

    def __init__(self, *articles: Article) -> None:
        self.articles, self.asked = articles, list[tuple[str, Scope]]()

    def hits(self, question: str, scope: Scope) -> list[Hit]:
        self.asked.append((question, scope))
        found = [article for article in self.articles if scope.admits(article)]
        return [Hit(Passage(a.id, a.id, a.text, 0, len(a.text)), a, 1.0) for a in found]

    def __call__(self, question: str, scope: Scope) -> Answer:
        words = {word for word in question.lower().strip("?").split() if len(word) > 3} - {"what", "signed"}
        hits = tuple(self.hits(question, scope))
        for hit in hits:
            if words <= set(hit.article.text.lower().strip(".").split()):
                cited = Citation(1, hit.article, hit.passage, hit.passage.text, 0, hit.passage.end)
                said = Sentence(hit.passage.text, (1,), Support("supported", 1.0))
                return Answer(question, said.text, (said,), (cited,), hits=hits)
        return Answer(question, "", refused=True, reason="It does not say.", hits=hits)


def asked(question: str, search: Search, any_time: bool = False) -> Answer:
    return answer_in_time(plan(question, (), EVERYTHING, TODAY, any_time), search)


def test_an_article_of_april_tells_of_march() -> None:
    """The heart of it: that the deal is of March 4 does not mean that it was published then."""
    for question in ("Who signed the deal on March 4?", "Who signed the deal in March 2025?"):
        answer = answer_in_time(
            plan(question, (), EVERYTHING, TODAY), found_whatever := lenient(APRIL, MARCH)
        )
        assert answer.text == APRIL.text and answer.notices == ()
        assert answer.when is not None and answer.when.how == "told"
        assert found_whatever.asked == [(question, EVERYTHING)]  # nothing was left out, nothing asked again


def lenient(*articles: Article) -> Search:
    """A search that answers with whatever comes first in the scope."""

    class First(Search):
        def __call__(self, question: str, scope: Scope) -> Answer:
            hits = self.hits(question, scope)
            if not hits:
                return Answer(question, "", refused=True, reason="Nothing.")
            return Search(hits[0].article)("", EVERYTHING)

    return First(*articles)


def test_what_is_not_of_the_time_gives_way_to_what_was_published_then() -> None:
    answer = asked("Who signed the deal in March 2025?", found := lenient(MAY, MARCH))
    assert answer.text == MARCH.text
    assert answer.when is not None and answer.when.how == "published"
    assert found.asked[-1] == ("Who signed the deal?", Scope(date(2025, 3, 1), date(2025, 3, 31)))


def test_what_is_not_of_the_time_is_said_not_to_be() -> None:
    answer = asked("Who signed the deal in March 2023?", lenient(MAY))
    assert answer.text == MAY.text and answer.when is not None and answer.when.how == "told"
    assert answer.notices == (
        "“in March 2023” is not borne out: what is quoted was published on 2024-05-02 "
        "and does not name that time.",
    )
    assert asked("Who signed the deal in March 2023?", lenient(UNDATED)).notices == ()  # nobody can say


def test_only_what_was_published_then_is_searched() -> None:
    answer = asked("What was reported last month about the deal?", found := lenient(APRIL, MARCH))
    assert answer.text == MARCH.text and answer.notices == ()
    assert found.asked == [("What was reported about the deal?", Scope(date(2025, 3, 1), date(2025, 3, 31)))]


def test_an_answer_outside_of_the_time_is_offered_and_not_given() -> None:
    answer = asked("Who signed the deal last year?", lenient(APRIL))
    assert answer.refused and answer.citations == () and APRIL.text not in str(answer)
    assert answer.reason == answer.text
    assert (
        answer.reason == "The archive has no passage published from 2024-01-01 to 2024-12-31 (“last year”)."
    )
    (notice,) = answer.notices
    assert "Without “last year” there is an answer, from “Who signed”, BBC, 2025-04-09" in notice
    near = asked("What tram last week?", Search(replace_day(MAY, date(2025, 4, 1))))
    assert near.refused and near.reason == "It does not say." and near.notices == ()


def replace_day(article: Article, day: date) -> Article:
    return Article(article.id, article.title, article.source, text=article.text, published=day)


def test_the_time_is_left_out_on_demand() -> None:
    """First it is looked for as words; where these are what is not found, without them."""
    answer = asked("Who signed the deal last year?", found := Search(APRIL), any_time=True)
    assert answer.text == APRIL.text and answer.when is None and answer.notices == ()
    assert found.asked == [
        ("Who signed the deal last year?", EVERYTHING),
        ("Who signed the deal?", EVERYTHING),
    ]
    assert asked("Who signed the deal on March 4?", lenient(MAY), any_time=True).text == MAY.text


def test_where_no_article_has_a_date_no_time_is_kept_to() -> None:
    answer = asked("Who signed the deal last year?", lenient(UNDATED))
    assert answer.text == UNDATED.text and answer.when is None
    assert answer.notices == ("“last year” was left out of account: the articles found have no date.",)


def hits_of(question: str, search: Callable[[str, Scope], list[Hit]]) -> list[str]:
    found = search_in_time(plan(question, (), EVERYTHING, TODAY), search)
    return [hit.article.id for hit in found]


def test_a_search_keeps_to_a_time_of_publication_alone() -> None:
    assert hits_of("deal since last month", Search(MAY, MARCH, APRIL).hits) == ["march", "april"]
    assert hits_of("deal signed on March 4", Search(MAY, MARCH, APRIL).hits) == ["may", "march", "april"]
    assert hits_of("deal since yesterday", Search(MAY, MARCH).hits) == []
    assert hits_of("deal since yesterday", Search(UNDATED).hits) == ["undated"]


@pytest.mark.parametrize(
    ("after", "before", "words"),
    [
        (TODAY, None, "since 2025-04-10"),
        (None, TODAY, "up to 2025-04-10"),
        (TODAY, TODAY, "on 2025-04-10"),
        (date(2025, 4, 1), TODAY, "from 2025-04-01 to 2025-04-10"),
    ],
)
def test_days_are_told_in_words(after: date | None, before: date | None, words: str) -> None:
    assert days_of(When("x", None, after, before, "published")) == words
