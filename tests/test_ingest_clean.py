"""Clean text: what a reader sees, all of it, and the same when cleaned again."""

from __future__ import annotations

import textwrap
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.ingest import characters
from rag.ingest.clean import clean, one_line

ORDINARY = [
    "It holds if a < b and b > c, and if x<y>z.",
    "AT&T and R&D; Q&A; fish & chips",
    "The price was $5 | $6 a barrel.",
    "Home | News | Sport",
    "He came -- late -- and left --- at once – or so — they say…",
    "The water table > 3 m down, p > 0.05, i > 0",
    "-----",
    "Use <angle> brackets, 2 << 3, <3 and ->",
    "a | b\nc | d",
    "Straße, naïve, Ærø, 東京, מים, ไทย, हिन्दी, 👨‍👩‍👧 ❤️ 1️⃣ 👍🏽",
    "5' 11\" 50% #1 @home ~3 ^2 {x} [y] \\z `code` *star* _line_",
    "- one\n- two\n\n1. three",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Peru&rsquo;s &amp; Chile&#8217;s navies", "Peru’s & Chile’s navies"),
        ("fish &amp;amp; chips &amp;quot;here&amp;quot;", 'fish & chips "here"'),
        ("R&amp;amp;amp;amp;D &#38;lt;", "R&D <"),
        ("&unknown; &copyright; &#xD800; &#0;", "&unknown; &copyright; � �"),
        ("a&nbsp;b&#8203;c&shy;d", "a bcd"),
    ],
)
def test_entities_become_their_characters_however_often_escaped(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("in\u200bvis\u00adible\ufeff", "invisible"),
        ("left\u202eright\u2066x\u2069", "leftrightx"),
        ("tag\U000e0069\U000e0067nore", "tagnore"),
        ("private\ue000use\U0010fffd", "privateuse"),
        ("bell\x07 nul\0 esc\x1b[0m c1\x9b", "bell nul esc[0m c1"),
        ("selector a\ufe0f b\U000e0101 c\ufe01", "selector a b c"),
        ("joiner a\u200db, family 👩\u200d👧, half 👩\u200d.", "joiner ab, family 👩\u200d👧, half 👩."),
        ("half \ud83d of a pair", "half of a pair"),
        ("cafe\u0301 A\u030a", "café Å"),
        ("one\r\ntwo\rthree\u2028four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
        ("wide\u00a0 \u3000\t  spaces  \n  here  ", "wide spaces\nhere"),
        ("one\n\n\n \n\ntwo", "one\n\ntwo"),
    ],
)
def test_what_cannot_be_seen_goes_and_space_is_put_in_order(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_rows_of_a_table_carry_the_names_of_their_columns() -> None:
    text = """Activity | Date | Venue |
---|---|---|
Harbor Visit | May 3 | Port Lee |
School Day | , May 4 | |
After the table."""
    assert clean(text).split("\n") == [
        "Activity: Harbor Visit; Date: May 3; Venue: Port Lee.",
        "Activity: School Day; Date: May 4.",
        "After the table.",
    ]


def test_a_table_of_broken_tags_is_read_like_any_other() -> None:
    text = """Goal | Year |
---|---|
Peace | 2020 |
< strong >Plan< / strong > th > | < strong >Aim< / strong > th > < / tr > < /thead > |
---|---|
Patrols< / td > | Fewer thefts of fish & crab. td > < tr /> |
Sharing of data td> | Quicker help. td> tr> tbody> table> What comes next
The talks go on. |
Day | Place |
---|---|
Monday | Lima |
The ships sail home. |"""
    assert clean(text).split("\n") == [
        "Goal: Peace; Year: 2020.",
        "Plan: Patrols; Aim: Fewer thefts of fish & crab.",
        "Plan: Sharing of data; Aim: Quicker help.",
        "What comes next",
        "The talks go on.",
        "Day: Monday; Place: Lima.",
        "The ships sail home.",
    ]


def test_a_table_without_a_header_has_readable_rows_and_a_header_without_rows_stays() -> None:
    assert clean("| Lima | 3 |\n| Callao | 4 |") == "Lima; 3.\nCallao; 4."
    assert clean("Port | Ships\n---|---") == "Port; Ships."


def test_a_table_of_one_column_is_a_table() -> None:
    assert clean("Port |\n---|\nLima |\nCallao |") == "Port: Lima.\nPort: Callao."


def test_row_labels_without_a_column_name_stand_alone() -> None:
    assert clean("| | 2023 | 2024 |\n|---|---|---|\n| Ships | 5 | 6 |") == "Ships; 2023: 5; 2024: 6."


def test_tags_go_without_gluing_or_parting_words() -> None:
    assert clean("<p>The <b>big</b>, <a href='x'>old</a> port.</p><p>It is shut.</p>") == (
        "The big, old port.\nIt is shut."
    )
    assert clean("one<br/>two<!-- hidden -->three") == "one\ntwo three"
    assert clean("<tr><td>Lima</td><td>3</td></tr>") == "Lima; 3"


STORY = (
    "The commander of the fleet came to the harbor on Wednesday for talks on a long-term plan with the navy. "
    "Officials of both countries said that they had asked for the visit in January. They also said that "
    "President Ruiz would meet him on Friday, before the ships sail for Callao and then for home."
)


@pytest.mark.parametrize("width", range(50, 81))
def test_wrapped_lines_are_joined_and_a_hyphen_keeps_its_word_together(width: int) -> None:
    wrapped = textwrap.fill(STORY, width)
    text = f"{wrapped}\n\nA short line\nstays.\n\n{wrapped}"
    assert clean(text) == f"{STORY}\n\nA short line\nstays.\n\n{STORY}"


def test_lines_that_were_broken_on_purpose_stay() -> None:
    poem = (
        "The ships go out\nand come again,\nthe harbor waits\nin wind and rain,\nand no one asks\nthem when"
    )
    assert clean(poem) == poem


def test_a_pile_of_accents_is_cut_short() -> None:
    assert len(clean("a" + "\u0323\u0301" * 50_000)) <= 9


def test_markup_nested_to_never_end_is_given_up_in_few_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each level shows only when the one around it is gone; the passes over the text stay few."""
    passes = 0
    visible = characters.visible

    def counted(text: str) -> str:
        nonlocal passes
        passes += 1
        return visible(text)

    monkeypatch.setattr("rag.ingest.clean.visible", counted)
    nested = "&#5" * 2_000 + "6;" * 2_000
    cleaned = clean(nested + "<b" * 2_000 + ">" * 2_000 + " The end.")
    assert cleaned.endswith("The end.")
    assert passes <= 2 * 12
    assert clean(cleaned) == cleaned


def test_one_line_is_one_and_no_longer_than_asked() -> None:
    assert one_line(" Ships &amp;\n boats\tleave ", 100) == "Ships & boats leave"
    assert one_line("x" * 50, 10) == "x" * 9 + "…"


MARKUP = "< > / & ; amp; lt; gt; #38; #60 &#8205; td tr> <b> </td><td> table> <!-- --> | ---|---| - -- , a 1."
DEBRIS = st.lists(
    st.sampled_from(
        [
            *MARKUP.split(),
            *"\u200d😀\u0301\u0344\ufe0f\x85\r\n \u2028\ud800\u00ad",
            *("\n\n", "|\n", " td>", "< strong >", "< / td >", "table >", "The word ", "- ", ". "),
            "The long line of words that may be wrapped at a column of it\n",
        ]
    ),
    max_size=80,
).map("".join)


@settings(deadline=None)
@given(st.one_of(DEBRIS, st.text(max_size=100)))
@example("&l<b>t;b>")
@example("a |\n---|---\nb |\n|\n---|--")
def test_cleaning_twice_changes_nothing_and_nothing_unseen_is_left(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert "\n\n\n" not in cleaned and "  " not in cleaned
    unseen = {c for c in cleaned if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn", "Cs")}
    assert unseen <= {"\n", "\u200d"} | characters.VISIBLE


@settings(deadline=None)
@given(
    st.lists(st.text("abcdefghijklmnopqrstuvwxyzABC0123456789.,'$%()", min_size=1, max_size=12), max_size=60)
)
def test_no_word_of_ordinary_text_is_lost(words: list[str]) -> None:
    assert clean(" ".join(words)).split() == words
