"""Lines become paragraphs, the place of each page is kept, and what programs write of files is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest.clean import clean
from rag.ingest.document_info import own_author, own_title
from rag.ingest.layout import Line, flowing
from rag.ingest.pdf import _placed


def lines(*texts: str) -> str:
    return flowing([[Line(text, 10, 40, 700 - 12 * n) for n, text in enumerate(texts)]])[0]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("the end of the nego-", "tion was near, they all said", "negotion was near"),  # no word ends so
        ("it was the govern\u00ad", "ment that spoke, they all said", "government that spoke"),
        ("the north-", "western wind blew, they all said", "north-western wind"),  # as far as can be seen
        ("the Anglo-", "American fleet was there, they said", "Anglo-American fleet"),
        ("in the years 2024-", "25 the fleet was here, they said", "2024-25 the fleet"),
        ("the fleet -", "as they said - was here for long", "fleet - as they"),
        ("they were here for one month --", "or two months, as some of us say", "month -- or two"),
    ],
)
def test_a_hyphen_goes_only_where_it_surely_broke_a_word(first: str, second: str, joined: str) -> None:
    assert joined in lines("This is a line that is as long as any", first, second)


def test_the_other_words_of_a_text_tell_how_a_broken_one_is_written() -> None:
    assert "the harbor was" in lines(
        "The harbor of the town is large and", "the har-", "bor was full of ships then"
    )
    told = lines("A co-op of the town that is large and", "then the co-", "op was full of people then")
    assert "the co-op was" in told


@settings(deadline=None)
@given(
    st.lists(
        st.lists(
            st.text("ab -.,;|<>&#\u00ad\u0301\u200dé\n", min_size=1, max_size=12).map(
                lambda t: clean(t).replace("\n", " ")
            ),
            max_size=5,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_pages_begin_where_their_first_line_does(texts: list[list[str]]) -> None:
    pages = [[Line(t, 10, 40, 700 - 12 * n) for n, t in enumerate(page) if t] for page in texts]
    text, starts = _placed(*flowing(pages))
    assert clean(text) == text
    if not starts:
        return
    assert list(starts) == sorted(starts) and len(starts) == len(pages) and starts[0] == 0
    for page, start in zip(pages, starts, strict=True):
        letters = [c for c in page[0].text if c.isalpha()] if page else []
        assert not letters or [c for c in text[start:] if c.isalpha()][: len(letters)] == letters


@pytest.mark.parametrize(
    "title",
    [
        "Untitled",
        "untitled document 3",
        "Layout 1",
        "ships.indd",
        "final version.docx",
        "Document1",
        "Ships",
        "",
    ],
)
def test_a_title_nobody_gave_is_none(title: str) -> None:
    assert own_title(title) == ""


@pytest.mark.parametrize(
    "author", ["alee", "Admin", "Office User", "HARBOR\\alee", "ann lee@example.org", ""]
)
def test_an_account_is_no_author(author: str) -> None:
    assert own_author(author) == ""
