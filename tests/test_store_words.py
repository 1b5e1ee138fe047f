"""Words in one spelling, and every passage that holds one."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.store.lexical import LexicalIndex, write_lexical
from rag.store.spelling import fold, folded, placed_words, words
from rag.types import Article, Passage, Scope

# What decides where a word ends, and letters of several scripts, far more often than by chance.
PIECES = st.sampled_from(
    [
        *"aBs9 .,'’-–—\n",
        "U.S.",
        "8,000",
        "'s",
        "’s",
        "é",
        "e\u0301",
        "ß",
        "ﬁ",
        "½",
        "हि",
        "東",
        "\xad",
        "\u200b",
        "İ",
    ]
)
TEXTS = st.one_of(
    st.text(), st.lists(PIECES).map("".join), st.lists(st.one_of(PIECES, st.characters())).map("".join)
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The U.S. Army's 8,000 men", "the us army 8000 men"),
        ("US army 8000", "us army 8000"),
        ("the U.S.'s debt, the U.S.-led force", "the us debt the us led force"),
        ("Élan, NAÏVE, cafe\u0301, Müller, smørrebrød, Łódź", "elan naive cafe muller smorrebrod lodz"),
        ("infor\xadmation and a zero\u200bwidth space", "information and a zerowidth space"),
        ("don’t — “quote”…twice", "don t quote twice"),
        ("12,34 and 1,234,567 and 3.5", "12 34 and 1234567 and 3 5"),
        ("J.R.R. Tolkien at 5 p.m.", "jrr tolkien at 5 pm"),
        ("the ﬁrst ½ of ＦＵＬＬ width", "the first 1 2 of full width"),
        ("हिन्दी में Ελλάδα", "हिन्दी में ελλαδα"),
        ("€5 −3 © ™", "5 3"),
        ("", ""),
    ],
)
def test_words_have_one_spelling(text: str, found: str) -> None:
    assert words(text) == found.split()


@given(TEXTS)
@example("x's.y a.'s.b s.'s.t. 1,000's")
def test_the_quick_way_and_the_placed_way_find_the_same_words(text: str) -> None:
    assert words(text) == [word.text for word in placed_words(fold(text))]


@given(TEXTS)
def test_a_word_stands_where_it_is_said_to(text: str) -> None:
    """What lies at a word's place is that word: found again when it is read alone, but for `'s`."""
    before = 0
    for word in placed_words(fold(text)):
        assert before <= word.start < word.end <= len(text) or word.start < before <= word.end  # `½` is two
        before = word.end
        assert "".join(words(text[word.start : word.end])).find(word.text) >= 0


@given(TEXTS)
def test_a_text_folds_to_letters_of_one_case_and_ascii(text: str) -> None:
    result = fold(text)
    assert len(result.places) == len(result.text) + 1
    assert list(result.places) == sorted(result.places)
    assert all(c.isascii() or c.isalnum() or unicodedata.category(c)[0] == "M" for c in result.text)
    assert result.text == result.text.lower() or not result.text.isascii()


def test_every_character_there_is_folds_to_letters_or_ascii_and_then_stays() -> None:
    """Also in lower case: the parts of a text may then be folded in any order."""
    wrong = [
        hex(code)
        for code in range(0x110000)
        for c in folded(chr(code))
        if not (c.isascii() or c.isalnum() or unicodedata.category(c)[0] == "M")
        or folded(c) != c
        or c.lower() != c
    ]
    assert wrong == []


# The index


def indexed(*articles: Article) -> LexicalIndex:
    """One passage for every ten characters, as a passage's border may fall anywhere."""
    rows = [
        (Passage(f"{a.id}:{s:03}", a.id, a.text[s : s + 10], s, min(s + 10, len(a.text))), a)
        for a in articles
        for s in range(0, len(a.text), 10)
    ]
    return write_lexical(None, rows)


def test_every_passage_that_holds_a_word_is_listed() -> None:
    index = indexed(
        Article(
            "a", text="A bridge. Two bridges and a Brücke", title="The collapse", published=date(2024, 3, 4)
        ),
        Article("b", text="a bridge", source="BBC"),
    )
    assert index.holding("bridge") == ["a:000", "b:000"]
    assert index.holding("brucke") == ["a:020", "a:030"]  # cut by a border, whole on either side
    assert index.holding("collapse") == ["a:000", "a:010", "a:020", "a:030"]  # the title goes with each
    assert index.holding("tunnel") == []
    assert index.frequency("bridge") == 2 and index.frequency("tunnel") == 0
    assert index.holding("bridge", Scope(sources=frozenset({"BBC"}))) == ["b:000"]
    assert index.holding("bridge", Scope(before=date(2024, 3, 4))) == ["a:000"]
    assert index.holding("bridge", Scope(before=date(2024, 3, 3))) == []


def test_the_forms_of_a_word_share_its_stem() -> None:
    index = indexed(Article("a", text="elect elected elections election electric dying die diet"))
    assert index.forms("elected") == ["elect", "elected", "election", "elections"]
    assert index.forms("die") == ["die", "dying"]  # a stem need not begin as its words do
    assert index.forms("unheard") == ["unheard"]


@settings(max_examples=50, deadline=None)
@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=4))
def test_the_index_holds_every_word_of_every_text(texts: list[str]) -> None:
    articles = [Article(f"a{n}", text=text) for n, text in enumerate(texts)]
    index = indexed(*articles)
    for word in {word for article in articles for word in words(article.text)}:
        expected = {article.id for article in articles if word in words(article.text)}
        assert expected <= {id.rpartition(":")[0] for id in index.holding(word)}, word
