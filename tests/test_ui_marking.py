"""What is shown of an article is the article, what is marked in it the quotes, whatever text it is."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from tests.reading import Shown, at
from ui.marking import words
from ui.place import Place
from ui.render import showable

LINE_END = re.compile(r"[\r\n]+")
texts = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
        st.sampled_from(
            ["\n", "\n\n", "\r\n", "\r", " \n ", "<b>", "&amp;", '"', "🙂", "e\u0301", "\u202e", "\x00"]
        ),
    ),
    max_size=12,
).map("".join)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Place]]:
    """A text with some places in it, each of its own number, which may overlap."""
    text = draw(texts.filter(bool))
    spans = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=4))
    wide = [(min(span), max(span)) for span in spans if span[0] != span[1]]
    margin = draw(st.integers(0, 5))
    around = [(max(0, first - margin), min(len(text), last + margin)) for first, last in wide]
    places = [
        at(text, first, last, number, passage)
        for number, ((first, last), passage) in enumerate(zip(wide, around, strict=True), 1)
    ]
    return text, places


@given(marked_texts())
@example(("a\r\nb", [Place(0, 2, "", 1, (0, 3)), Place(2, 4, "", 2, (1, 4))]))  # cut between \r and \n
def test_what_is_shown_is_the_article_and_what_is_marked_the_quotes(given: tuple[str, list[Place]]) -> None:
    text, places = given
    shown = Shown(words(text, places, places[0] if places else None))
    assert shown.text == showable(text)
    assert shown.tags <= {"p", "span", "mark"}
    for place in places:
        quote = LINE_END.sub("", showable(text[place.start : place.end]))
        assert shown.marks.get(str(place.number), "") == quote
    shaded = {n for place in places for n in range(*place.passage)}
    assert shown.passages == LINE_END.sub("", showable("".join(text[n] for n in sorted(shaded))))
    if places:
        assert shown.quote == shown.marks.get("1", "")


@given(marked_texts(), st.lists(st.integers(0, 40), max_size=4))
def test_pages_are_signs_beside_the_words(given: tuple[str, list[Place]], starts: list[int]) -> None:
    text, places = given
    pages = sorted(starts)
    shown = Shown(words(text, places, None, pages))
    assert shown.text == showable(text)
    # Page 1 has no sign; a page that begins where no word follows has none either.
    later = [number for number, start in enumerate(pages, 1) if number > 1 and LINE_END.sub("", text[start:])]
    assert [int(page) for page in shown.pages][: len(later)] == later


def test_each_citation_is_numbered_where_it_begins_and_the_one_asked_for_is_the_quote() -> None:
    text = "The ferry ends in March.\n\nEleven voted for it, two against."
    # Quote 1 is "ferry ends", quote 2 "ends in March", quote 3 the whole second paragraph.
    places = [at(text, 4, 14, 1), at(text, 10, 23, 2), at(text, 26, len(text), 3)]
    made = words(text, places, places[1])
    shown = Shown(made)
    assert shown.marks == {"1": "ferry ends", "2": "ends in March", "3": "Eleven voted for it, two against."}
    assert shown.labels == ["1", "2", "3"] and shown.quote == "ends in March"
    assert (
        '<mark id="quote" class="here" tabindex="-1" data-numbers="1 2" data-begins="2">ends</mark>' in made
    )
    assert made.count('id="quote"') == 1


def test_paragraphs_are_paragraphs_and_lines_are_lines() -> None:
    made = words("Head\nBy Ann Other\n\nText.")
    assert made == (
        '<p class="line" dir="auto">Head<span class="end">&#10;</span></p>'
        '<p dir="auto">By Ann Other<span class="end">&#10;&#10;</span></p>'
        '<p dir="auto">Text.</p>'
    )
