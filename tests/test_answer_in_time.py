"""What becomes of an answer when the question says a time: what is searched, shown, and left out.

All is asked on Thursday, 10 April 2025.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from rag.answer.when.days import days_of
from rag.answer.when.in_time import answer_in_time, search_in_time
from rag.answer.when.plan import Plan, plan
from rag.answer.when.reading import read
from rag.types import (
    EVERYTHING,
    Answer,
    Article,
    Citation,
    Correction,
    Hit,
    Passage,
    Scope,
    Sentence,
    Support,
    Turn,
    When,
)

TODAY = date(2025, 4, 10)

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
    found = read(f"What happened {time}?", TODAY)
    assert found is not None
    assert found.of_its_time(Article("undated"), text) is names
    assert found.of_its_time(Article("a", published=found.when.after or found.when.before), "") is True
    assert found.of_its_time(Article("a", published=date(1999, 1, 1)), text) is (
        names or found.when.after is None
    )


# A conversation


def test_a_follow_up_keeps_the_time_of_the_question_it_leans_on() -> None:
    history = (Turn("user", "What was reported about the ferry last week?"), Turn("assistant", "It sank."))
    made = plan("Who steered it?", history, EVERYTHING, TODAY)
    assert made.question == made.rest == "Who steered the ferry?"
    assert made.scope == Scope(date(2025, 3, 31), date(2025, 4, 6))
    assert made.reading is not None and made.reading.when.span is None  # it stands in no word of this one


def test_a_follow_up_with_a_time_of_its_own_leaves_the_earlier_one() -> None:
    history = (Turn("user", "What was reported about the ferry last week?"),)
    made = plan("And what was reported of it yesterday?", history, EVERYTHING, TODAY)
    assert made.question == "What was reported of the ferry yesterday?"
    assert made.rest == "What was reported of the ferry?"
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
        answer = answer_in_time(plan(question, (), EVERYTHING, TODAY), found := lenient(APRIL, MARCH))
        assert answer.text == APRIL.text and answer.notices == ()
        assert answer.when is not None and answer.when.how == "told"
        assert found.asked == [(question, EVERYTHING)]  # nothing was left out, nothing asked again


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


def test_it_is_not_said_twice_where_the_answer_puts_the_date_right() -> None:
    inner = lenient(MAY)

    def corrects(question: str, scope: Scope) -> Answer:
        found = inner(question, scope)
        right = Correction("in March 2023", "in May 2024", 1, "date")
        return found if found.refused else replace(found, corrections=(right,))

    planned = plan("Who signed the deal in March 2023?", (), EVERYTHING, TODAY, False)
    answer = answer_in_time(planned, corrects)
    assert answer.corrections and answer.notices == () and answer.when is not None


def test_only_what_was_published_then_is_searched() -> None:
    answer = asked("What was reported last month about the deal?", found := lenient(APRIL, MARCH))
    assert answer.text == MARCH.text and answer.notices == ()
    assert found.asked == [("What was reported about the deal?", Scope(date(2025, 3, 1), date(2025, 3, 31)))]


def test_what_happened_then_may_be_told_later() -> None:
    """What happened last month is told this month too: a later article answers, and the notice says so."""
    answer = asked("Who signed the deal last month?", found := lenient(MAY, APRIL))
    assert answer.text == APRIL.text
    assert answer.when is not None and (answer.when.after, answer.when.before) == (date(2025, 3, 1), None)
    assert answer.notices == (
        "Nothing published from 2025-03-01 to 2025-03-31 (“last month”) answers this; later articles do.",
    )
    assert found.asked == [
        ("Who signed the deal?", Scope(date(2025, 3, 1), date(2025, 3, 31))),
        ("Who signed the deal?", Scope(date(2025, 3, 1))),
    ]
    assert hits_of("deal last month", Search(MAY, MARCH, APRIL).hits) == ["march"]
    assert hits_of("deal last month", Search(MAY, APRIL).hits) == ["april"]
    for strict in (
        "What was reported last month about the deal?",
        "Who signed the deal in the news of March?",
    ):
        assert asked(strict, lenient(APRIL)).refused


def test_an_answer_outside_of_the_time_is_offered_and_not_given() -> None:
    answer = asked("What was reported last year about the deal?", lenient(APRIL))
    assert answer.refused and answer.citations == () and APRIL.text not in str(answer)
    assert answer.reason == answer.text
    assert (
        answer.reason == "The archive has no passage published from 2024-01-01 to 2024-12-31 (“last year”)."
    )
    (notice,) = answer.notices
    assert "Without “last year” there is an answer, from “Who signed”, BBC, 2025-04-09" in notice
    near = asked("What was reported last week on trams?", Search(replace_day(MAY, date(2025, 4, 1))))
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
    answer = asked("Who signed the deal last week?", lenient(UNDATED))
    assert answer.text == UNDATED.text and answer.when is None
    assert answer.notices == ("“last week” was left out of account: the articles found have no date.",)


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
