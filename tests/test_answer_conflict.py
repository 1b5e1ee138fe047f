"""Where articles differ on what is asked: seen, told with both sides; not seen where they only seem to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import conflict
from rag.answer.chain import Found, Inquiry, build_chain
from rag.answer.choose import choose
from rag.answer.growing import growing
from rag.settings import Settings
from rag.types import Answer, Article, Scope
from tests.fakes import FakeEmbedder
from tests.found import searched

ALWAYS = Settings(refuse_below=0)
FIRST, SECOND = date(2025, 3, 1), date(2025, 3, 2)


def article(name: str, text: str, published: date | None = None) -> Article:
    return Article(name, title=f"Report {name}", source=f"The {name}", text=text, published=published)


def asked(question: str, *articles: Article) -> Answer:
    def find(question: str, scope: Scope) -> Found:
        found = searched(question, articles)
        return Found(question, found.query, found.hits, found.vectors, 1, "")

    return build_chain(find, FakeEmbedder().count, ALWAYS).invoke(Inquiry(question))


def values(answer: Answer) -> list[str]:
    """The values of the conflict, in its order; none where no conflict is shown."""
    return [value for conflict in answer.conflicts for _, value in conflict.claims]


def between(question: str, one: str, other: str) -> set[str]:
    """The values of two articles without dates."""
    return set(values(asked(question, article("Herald", one), article("Post", other))))


DEAD = "How many people died when the ferry of Arden sank?"
TWELVE = "The ferry of Arden sank in a storm off the harbour, and 12 people died, the coast guard said."
TWENTY = "The ferry of Arden sank in a storm off the harbour, and 20 people died, the coast guard said."


def test_a_later_count_is_an_update_and_leads_the_answer() -> None:
    answer = asked(DEAD, article("Herald", TWELVE, FIRST), article("Post", TWENTY, SECOND))
    (conflict,) = answer.conflicts
    assert conflict.kind == "update" and conflict.about == DEAD.rstrip("?")
    assert values(answer) == ["12", "20"]  # in the order of time
    assert answer.text == f"{TWENTY} {TWELVE}"  # the latest first
    cited = {c.number: c for c in answer.citations}
    assert [cited[n].article.id for n, _ in conflict.claims] == ["Herald", "Post"]
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
    assert all(sentence.citations for sentence in answer.sentences)


@pytest.mark.parametrize("days", [(FIRST, FIRST), (None, None), (FIRST, None), (None, SECOND)])
def test_of_one_day_or_without_a_date_it_is_a_disagreement(days: tuple[date | None, date | None]) -> None:
    answer = asked(DEAD, article("Herald", TWELVE, days[0]), article("Post", TWENTY, days[1]))
    (conflict,) = answer.conflicts
    assert conflict.kind == "disagreement" and set(values(answer)) == {"12", "20"}
    assert "12 people" in answer.text and "20 people" in answer.text


def test_the_day_on_which_it_was_said_is_not_the_day_it_happened() -> None:
    one, other = TWELVE.replace("said.", "said on Monday."), TWENTY.replace("said.", "said on Tuesday.")
    assert between(DEAD, one, other) == {"12", "20"}
    fell = "On Monday {} ships waited in the roads of Arden for the tide, the pilots reckoned."
    other = fell.format(40).replace("Monday", "Tuesday")
    assert between("How many ships waited in the roads of Arden?", fell.format(30), other) == set()


def test_three_values_are_three_sides() -> None:
    third = TWELVE.replace("12", "31")
    answer = asked(
        DEAD,
        article("Post", TWENTY, SECOND),
        article("Star", third, date(2025, 3, 5)),
        article("Herald", TWELVE, FIRST),
    )
    assert values(answer) == ["12", "20", "31"]
    assert answer.text == f"{third} {TWENTY} {TWELVE}"


@pytest.mark.parametrize(
    "other",
    [
        TWELVE,  # a copy
        TWELVE.replace("12", "twelve"),  # another form
        TWELVE.replace("12", "a dozen"),
        TWELVE.replace("12 people", "more than 10 people"),  # an approximation that holds it
        TWELVE.replace("and 12 people died, ", ""),  # nothing said of it
        TWELVE.replace("Arden", "Brill").replace("12", "20"),  # another ferry
        "The ferry of Arden has 20 lifeboats, and most of them were new.",  # another count
    ],
)
def test_what_can_be_the_same_or_is_of_another_thing_is_no_conflict(other: str) -> None:
    assert between(DEAD, TWELVE, other) == set()


def test_one_article_is_not_held_against_itself() -> None:
    assert values(asked(DEAD, article("Herald", f"{TWELVE}\n\n{TWENTY}"))) == []


def test_a_fact_that_is_not_asked_for_makes_no_conflict() -> None:
    one = "Mayor Holt opened the new bridge of Arden on Monday with 300 guests from the valley."
    other = one.replace("300", "400")
    assert between("Who opened the new bridge of Arden?", one, other) == set()
    assert between("How many guests saw Mayor Holt open the bridge of Arden?", one, other) == {"300", "400"}


OPENED = "The new bridge of Arden was opened on 4 March 2025 by the mayor and a brass band."


@pytest.mark.parametrize(
    ("other", "shown"),
    [
        ("9 March 2025", {"4 March 2025", "9 March 2025"}),
        ("March 4, 2025", set()),
        ("4 March", set()),
        ("March 2025", set()),  # coarser
    ],
)
def test_dates_conflict_where_a_part_that_both_say_differs(other: str, shown: set[str]) -> None:
    question = "When was the new bridge of Arden opened?"
    assert between(question, OPENED, OPENED.replace("4 March 2025", other)) == shown


def test_names_in_each_others_place_conflict() -> None:
    one = "Maria Holt won the election in Arden with most of the votes of the northern district."
    other = one.replace("Maria Holt", "Peter Quill")
    question = "Who won the election in Arden?"
    assert between(question, one, other) == {"Maria Holt", "Peter Quill"}
    assert between(question, one, one.replace("Maria Holt", "Holt")) == set()


def test_a_sentence_on_the_same_pattern_about_another_year_is_no_conflict() -> None:
    one = "Maria Holt won the 2019 election in Arden with most of the votes of the district."
    other = "Peter Quill won the 2023 election in Arden with most of the votes of the district."
    assert between("Who won the 2019 election in Arden?", one, other) == set()
    assert between("Who won the election in Arden?", one, other) == set()


def test_names_told_in_other_words_conflict_beside_the_word_that_asks() -> None:
    one = "After a long search the Arden shipyard hired Maria Holt as its chief executive."
    other = "The Arden shipyard told its workers in May that it had hired Peter Quill to lead it."
    question = "Whom has the Arden shipyard hired?"
    assert between(question, one, other) == {"Maria Holt", "Peter Quill"}


def test_figures_told_in_other_words_conflict_where_both_tell_of_one_event() -> None:
    one = (
        "A boiler burst in the cellar of the Arden brewery before dawn and tore the copper roof away. "
        "The blast at the brewery injured 14 workers of the night shift."
    )
    other = (
        "When the boiler in the cellar of the Arden brewery burst, its copper roof flew over the canal. "
        "According to the guild, 19 workers of the night shift were injured by the blast."
    )
    assert between("How many workers did the blast at the Arden brewery injure?", one, other) == {"14", "19"}


def test_an_outcome_and_its_opposite_conflict() -> None:
    one = "The owners of the Arden quarry agreed on Friday to sell the quarry to a firm from Brill."
    other = "Talks on the sale of the Arden quarry have stalled, two people close to the owners said."
    question = "Has the sale of the Arden quarry been agreed?"
    assert between(question, one, other) == {"agreed", "stalled"}
    assert between(question, one, "The owners may have stalled the sale of the Arden quarry.") == set()


@pytest.mark.parametrize(
    "question",
    [
        "Has the Arden quarry been sold?",
        "What happened to the sale of the Arden quarry?",
        "What is the status of the Arden quarry sale?",
        "How did the sale of the Arden quarry end?",
    ],
)
def test_how_it_came_out_may_be_asked_in_many_ways(question: str) -> None:
    one = "The owners agreed to sell the Arden quarry to a rival from Brill, the notary said."
    other = "Talks on selling the Arden quarry have come to an impasse, two people close to the owners said."
    assert between(question, one, other) == {"agreed to sell", "impasse"}
    assert between(question, one, one.replace("notary", "mayor")) == set()
    assert between("Who owns the Arden quarry?", one, other) == set()


def test_yes_against_no() -> None:
    one = "The council of Arden raised the harbour tax in its last session before the summer."
    other = "The council of Arden has not raised the harbour tax, a clerk told the paper."
    question = "Has the council of Arden raised the harbour tax?"
    assert between(question, one, other) == {"raised", "not raised"}
    assert between(question, one, one.replace("last", "second")) == set()


def test_a_name_against_not_known() -> None:
    one = "A consortium led by Maria Holt controls the port of Arden after the sale in spring."
    other = "It is unclear who controls the port of Arden since the guild withdrew."
    shown = between("Who controls the port of Arden?", one, other)
    assert shown == {"Maria Holt", "unclear who"}


def test_a_growing_answer_tells_the_conflict_once_all_sides_are_told() -> None:
    answer = asked(DEAD, article("Herald", TWELVE, FIRST), article("Post", TWENTY, SECOND))
    assert [bool(partial.conflicts) for partial in growing(answer)] == [False, True]


def test_without_a_conflict_the_answer_is_as_it_was() -> None:
    answer = asked(DEAD, article("Herald", TWELVE, FIRST))
    assert answer.conflicts == () and answer.text == TWELVE


@given(
    st.lists(st.integers(2, 900), min_size=2, max_size=3, unique=True),
    st.lists(st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 5)), min_size=3, max_size=3),
)
def test_whatever_the_days_every_side_is_cited_and_in_its_place(
    counts: list[int], days: list[date | None]
) -> None:
    texts = [TWELVE.replace("12", str(count)) for count in counts]
    answer = asked(
        DEAD, *(article(f"a{n}", text, day) for n, (text, day) in enumerate(zip(texts, days, strict=False)))
    )
    (shown,) = answer.conflicts
    cited = {c.number: c for c in answer.citations}
    sides = [cited[number] for number, _ in shown.claims]
    assert sorted(values(answer)) == sorted(map(str, counts))
    assert all(value in cited[number].quote for number, value in shown.claims)
    dated = [side.article.published for side in sides if side.article.published is not None]
    assert dated == sorted(dated)  # the undated come behind
    assert [side.article.published is None for side in sides] == [False] * len(dated) + [True] * (
        len(sides) - len(dated)
    )
    assert (shown.kind == "update") == (len(set(dated)) == len(sides))
    if len(dated) > 1:  # the latest leads
        assert answer.citations[0].article.published == dated[-1]


@pytest.mark.parametrize(
    ("question", "confidence"),
    [
        (DEAD, 0.6),  # both have all that it names, and differ in nothing but the answer
        ("How many people died in the fire of the Brill quarry?", 0.1),  # neither speaks of Brill
    ],
)
def test_a_pair_at_odds_about_what_is_asked_answers_it(question: str, confidence: float) -> None:
    found = searched(question, [article("Herald", TWELVE), article("Post", TWENTY)])
    chosen = choose(question, found.query, found.ranked, ALWAYS)
    clash = conflict.clashing(question, found.query, chosen, found.ranked)
    assert clash is not None
    assert conflict.confidence(0.1, clash) == confidence
    assert conflict.confidence(0.9, clash) == 0.9
    assert conflict.confidence(0.1, None) == 0.1


PAST = "Who won the election in Arden?"


@pytest.mark.parametrize(
    ("question", "days", "kind"),
    [
        (PAST, 2, "update"),  # a count that went on
        (PAST, 400, "disagreement"),  # a year later nobody knows better as such
        ("Who is the winner of the election in Arden?", 400, "update"),
    ],
)
def test_a_name_for_what_is_past_is_updated_in_the_same_weeks_only(
    question: str, days: int, kind: str
) -> None:
    one = "Maria Holt is the winner of the election in Arden, won with most of the votes of the district."
    answer = asked(
        question,
        article("Herald", one, FIRST),
        article("Post", one.replace("Maria Holt", "Peter Quill"), FIRST + timedelta(days)),
    )
    assert [c.kind for c in answer.conflicts] == [kind]
