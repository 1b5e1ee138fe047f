"""What the page shows of an answer, a refusal, and of how the question was read."""

from __future__ import annotations

from datetime import date

import pytest

from rag.receipt import Terms
from rag.types import (
    Answer,
    Article,
    Citation,
    Conflict,
    Correction,
    Hit,
    Passage,
    Searched,
    Sentence,
    Support,
    SupportLabel,
    When,
)
from tests.test_ui_render import Seen
from ui import answered, chips, copied, refusing, sources, turns

FERRY = Article(
    "f",
    "Ferry ends",
    "The Courier",
    "https://courier.example/ferry",
    "The ferry ends in March.\nEleven voted for it.",
    date(2024, 2, 13),
)
FIRST, SECOND = "The ferry ends in March.", "Eleven voted for it."
ALL = Passage("f:0-45", "f", FERRY.text, 0, 45)
WELL = Support("supported", 1.0, ("word for word in the text",))


def cited(number: int, start: int, end: int, *marks: tuple[int, int], passage: Passage = ALL) -> Citation:
    return Citation(number, FERRY, passage, FERRY.text[start:end], start, end, marks)


def answer(*supports: Support, **more: object) -> Answer:
    """The two sentences of the article, the second with both of its quotes."""
    first, second = supports or (WELL, WELL)
    return Answer(
        "When does it end?",
        f"{FIRST} {SECOND}",
        (Sentence(FIRST, (1,), first), Sentence(SECOND, (2, 1), second)),
        (cited(1, 0, 24, (18, 23)), cited(2, 25, 45)),
        **more,  # type: ignore[arg-type]
    )


def values(seen: Seen, kind: str) -> list[str | None]:
    return [
        a.get("value") for tag, a in seen.tags if tag == "button" and kind in (a.get("class") or "").split()
    ]


# Sentences


def test_every_sentence_carries_the_numbers_of_its_sources() -> None:
    seen = Seen(answered.answer(4, answer()))
    assert values(seen, "cite") == ["4-1", "4-2", "4-1"]
    assert "Quoted word for word · 2 quotes from 1 article" in seen.text
    cards = Seen(sources.sources(4, "When does it end?", answer()))
    assert [a["id"] for tag, a in cards.tags if tag == "li"] == ["card-4-1", "card-4-2"]


@pytest.mark.parametrize(
    ("label", "flag", "told"),
    [
        ("supported", "", "Supported. Its sources say this: because"),
        ("partial", "partly supported", "Partly supported. Its sources say only part of this: because"),
        ("unsupported", "not supported", "Not supported. Its sources do not say this: because"),
        ("contradicted", "contradicted", "Contradicted. Its sources say otherwise: because"),
    ],
)
def test_each_sentence_is_marked_for_its_support_and_says_why(
    label: SupportLabel, flag: str, told: str
) -> None:
    seen = Seen(answered.support(Support(label, 0.5, ("because", "and because"))))
    assert [a["class"] for tag, a in seen.tags if tag == "button"] == [f"support {label}"]
    assert seen.text == f"{flag} {told}; and because.".lstrip()


def test_the_words_that_answer_are_set_off_in_the_sentence_and_in_its_card() -> None:
    # "March" stands at 18 to 23.
    assert 'The ferry ends in <b class="key">March</b>.' in answered.answer(1, answer())
    assert 'The ferry ends in <b class="key">March</b>.' in sources.citation_card(
        1, cited(1, 0, 24, (18, 23))
    )


def test_key_words_are_found_again_where_a_line_end_became_a_blank() -> None:
    # The whole text is quoted over its line end, which the sentence has as a blank: "Eleven" is at 25 to 31.
    whole = cited(1, 0, 45, (18, 23), (25, 31))
    said = Sentence(f"{FIRST} {SECOND}", (1,), WELL)
    assert answered.words(said, [whole]) == (
        'The ferry ends in <b class="key">March</b>. <b class="key">Eleven</b> voted for it.'
    )
    reworded = Sentence("It ends in March.", (1,), WELL)
    assert answered.words(reworded, [whole]) == "It ends in March."


def test_an_answer_that_grows_says_so_and_offers_nothing_yet() -> None:
    growing = turns.answered(1, "When?", answer(), Terms(), growing=True)
    seen = Seen(growing)
    assert "Reading on…" in seen.text and "Quoted word for word" not in seen.text
    offered = [a for tag, a in seen.tags if tag == "button" and a["class"] == "act"]
    assert len(offered) == 4 and all("disabled" in a for a in offered)
    done = Seen(turns.answered(1, "When?", answer(), Terms(), growing=False))
    assert values(done, "act") == ["copy-plain 1", "copy-cited 1", "again 1", "edit 1"]
    assert not any("disabled" in a for _, a in done.tags)


def test_what_is_set_right_leads_the_answer() -> None:
    right = Sentence(
        "The archive reports March, not May.", (1,), Support("supported", 0.9, ("it stands there",))
    )
    found = answer(corrections=(Correction("May", "March", 1, "date"),))
    found = Answer(
        **{f: getattr(found, f) for f in found.__slots__} | {"sentences": (right, *found.sentences)}
    )
    seen = Seen(answered.answer(1, found))
    before, after = seen.text.index("not May"), seen.text.index(FIRST)
    assert before < after and "takes for granted" in seen.text[:before]
    assert "below what is set right" in seen.text


def test_a_conflict_shows_its_sides_with_day_outlet_and_words() -> None:
    found = answer(conflicts=(Conflict("When does it end", ((1, "March"), (2, "Eleven")), "update"),))
    seen = Seen(answered.answer(2, found))
    panel = seen.text[seen.text.index("Updated since") :]
    assert panel.index("March") < panel.index(SECOND)
    assert panel.count("The Courier · 13 February 2024") == 2
    assert values(seen, "cite") == ["2-1", "2-2", "2-1", "2-1", "2-2"]


def test_a_card_marks_the_quote_where_it_stands_in_the_passage() -> None:
    # The passage starts at 10, so "ends in March" (10 to 23) stands at its beginning.
    passage = Passage("1", "f", FERRY.text[10:], 10, 45)
    card = sources.citation_card(1, cited(1, 10, 23, passage=passage))
    assert "<mark>ends in March</mark>." in card
    assert "start=10&amp;end=23" in card  # and leads to it in the whole article


def test_a_quote_that_leaves_its_passage_is_shown_by_itself() -> None:
    passage = Passage("1", "f", FERRY.text[:9], 0, 9)
    card = sources.citation_card(1, cited(1, 10, 23, passage=passage))
    assert "<mark>ends in March</mark></blockquote>" in card


def test_nothing_shown_is_made_from_the_texts_of_articles() -> None:
    """A conversation that was kept has none of them."""
    bare = Article("f", "Ferry ends", "The Courier", FERRY.url, "", FERRY.published)
    full = answer(hits=(Hit(ALL, FERRY, 1.0),))
    slim = Answer(
        full.question,
        full.text,
        full.sentences,
        tuple(Citation(c.number, bare, c.passage, c.quote, c.start, c.end, c.marks) for c in full.citations),
        hits=(Hit(ALL, bare, 1.0),),
    )
    for one, other in ((full, slim), (refused(full.hits), refused(slim.hits))):
        assert turns.answered(1, "When?", one, Terms(), False) == turns.answered(
            1, "When?", other, Terms(), False
        )
        assert sources.sources(1, "When?", one) == sources.sources(1, "When?", other)


# Refusals


def refused(hits: tuple[Hit, ...], **more: object) -> Answer:
    return Answer("Zebras?", "", refused=True, reason="Nothing on zebras.", hits=hits, **more)  # type: ignore[arg-type]


def test_a_refusal_gives_its_reason_and_the_nearest_passages() -> None:
    found = refused((Hit(ALL, FERRY, 0.1),) * 9)
    seen = Seen(refusing.refusal(1, found, Terms()))
    assert "Nothing on zebras." in seen.text and "No answer in the archive." in seen.text
    assert values(seen, "near") == ["1-1"]  # they are of one article
    beside = Seen(sources.sources(1, "Zebras?", found))
    assert [a["id"] for tag, a in beside.tags if tag == "li"] == [f"near-1-{n}" for n in (1, 2, 3, 4)]
    assert "mark" not in [tag for tag, _ in beside.tags]


def test_a_refusal_says_what_was_searched_and_offers_what_may_help() -> None:
    found = refused(
        (),
        searched=Searched(3, unknown=("zebras",)),
        standalone="Zebras of Lisle?",
        when=When("last week", None, date(2024, 1, 1), date(2024, 1, 7), "published"),
    )
    terms = Terms(after=date(2023, 1, 1), sources=("The Courier",))
    seen = Seen(refusing.refusal(5, found, terms))
    assert "Searched: 3 articles." in seen.text
    assert values(seen, "act") == ["anytime 5", "anyday 5", "anywhere 5", "alone 5"]
    assert "Ask without “last week”" in seen.text and "Spell “zebras” otherwise" in seen.text
    plain = Seen(refusing.refusal(5, refused(()), Terms()))
    assert values(plain, "act") == [] and "There is no answer to that." in plain.text


# How it was read


def test_a_question_taken_as_it_stands_has_no_chips() -> None:
    assert chips.chips(1, answer(), Terms()) == ""


def test_what_was_read_and_set_is_on_chips_that_can_be_taken_away() -> None:
    found = answer(
        standalone="When does <b>it</b> end?",
        when=When("this year", (0, 9), date(2024, 1, 1), date(2024, 12, 31), "published"),
    )
    terms = Terms(before=date(2024, 6, 1), sources=("The Courier", "The Post"))
    seen = Seen(chips.chips(3, found, terms))
    assert values(seen, "chip") == ["alone 3", "anyday 3", "anytime 3", "outlet 3 0", "outlet 3 1"]
    assert (
        "Read as When does <b>it</b> end?. Ask again without it and take the question by itself" in seen.text
    )
    assert "Only published up to 1 June 2024" in seen.text
    assert "Only published 1 January 2024 to 31 December 2024 (“this year”)" in seen.text
    told = answer(when=When("on 4 March", (0, 10), date(2024, 3, 4), date(2024, 3, 4), "told"))
    assert "Time read as 4 March 2024 (“on 4 March”)" in Seen(chips.chips(3, told, Terms())).text


# Copies


def test_an_answer_is_copied_with_its_sources_numbered() -> None:
    assert copied.plain(answer()) == f"{FIRST} {SECOND}"
    where = "The Courier, “Ferry ends”, 13 February 2024, https://courier.example/ferry"
    assert copied.cited(answer()) == f"{FIRST} [1] {SECOND} [2] [1]\n\n[1] {where}\n[2] {where}"


def test_a_copy_tells_no_address_that_is_not_to_be_followed() -> None:
    odd = Article("x", "", "", "javascript:alert(1)", "Words.", path="a.txt")
    citation = Citation(1, odd, Passage("p", "x", "Words.", 0, 6), "Words.", 0, 6)
    assert copied.source(citation) == "“a.txt”, undated"
    assert copied.copies(1, refused(())) == ""
