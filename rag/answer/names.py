"""The names of a text: people, places, organisations, each with what it is known by.

A name is a run of capitalised words, joined over "of", "de", "al" and the like. `same_name` holds two
against each other: accents, titles, possessives and full stops do not count, a last name alone stands for
the full name, initials for what they begin, "U.S." for "United States". Weekdays and months are values,
not names. English, written in mixed case.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answer.aliases import ALSO_NAMES, CONNECTORS, KNOWN_AS, LINKS, NOT_NAMES, TITLES, place_of
from rag.answer.dates import BEFORE_MONTH
from rag.answer.rarity import is_common
from rag.answer.tokens import Token, glued, lower_at, tokens
from rag.models.words import is_function
from rag.remembered import remembering
from rag.types import Span

ENDS = frozenset('.!?:;"“”„«»()[]•*–—…|')  # a capital behind one of these may be there for the sentence
LONGEST_JOINT = 2  # words between two capitalised ones of one name: "de la"
SHORTEST = 2  # letters of a name of one word, unless it has a figure


@dataclass(frozen=True, slots=True)
class Name:
    """One name as the text has it: `text[span[0]:span[1]] == text`.

    `words` are its words in lower case without accents, titles and possessive endings; `key` is what equal
    names share ("united states" for "the U.S."). `sure` is False where the capital may be there for the
    sentence, the line or the headline alone. `title` is what stood before it ("president").
    """

    text: str
    span: Span
    words: tuple[str, ...]
    key: str
    sure: bool = True
    title: str = ""


@remembering(4_000)
def names(text: str) -> tuple[Name, ...]:
    """Every name of the text in order, none overlapping, in time linear in the text."""
    return names_among(text, tokens(text))


def names_among(text: str, found: Sequence[Token]) -> tuple[Name, ...]:
    """`names` of a text whose tokens are known."""
    read: list[Name] = []
    place = 0
    while place < len(found):
        last = _run_end(text, found, place)
        name = _name(text, found, place, last) if last > place else None
        if name is not None:
            read.append(name)
        place = max(last, place + 1)
    return tuple(read)


def same_name(one: Name, other: Name) -> bool:
    """Whether the two can be one and the same: "Mr. Mulino" and "José Raúl Mulino", "IAEA" and its full name.

    A first name alone is not taken for the full name, nor "Panama" for "Panama City".
    """
    if one.key == other.key or place_of(one.key) == place_of(other.key):
        return True
    short, long = sorted((one.words, other.words), key=len)
    if len(short) == 1:
        letters = "".join(w[0] for w in long if w not in CONNECTORS)
        return short[0] == long[-1] or (len(long) > 1 and short[0].replace(".", "") == letters)
    if short[-1] != long[-1] and not _initials_of(short[-1], long[-1]):
        return short == long[: len(short)] and len(short) > 1  # "CK Hutchison" of "CK Hutchison Holdings"
    return all(any(_initials_of(word, full) for full in long) for word in short[:-1])


def folded(word: str) -> str:
    """In lower case, without accents and possessive ending: "José’s" is "jose"."""
    plain = unicodedata.normalize("NFKD", word.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'")
    return plain.removesuffix("'s").removesuffix("'")


def carried(name: Name, others: Iterable[Name]) -> bool:
    """Whether one of the others can be this name."""
    return any(same_name(name, other) for other in others)


def _initials_of(word: str, full: str) -> bool:
    return (
        word == full
        or (len(word) == 1 and full.startswith(word))
        or (len(full) == 1 and word.startswith(full))
    )


def _run_end(text: str, found: Sequence[Token], place: int) -> int:
    """Where the run of capitalised words that begins at `place` ends; `place` itself where none does."""
    end = place
    while end < len(found) and _capital(found, end):
        end += 1
        while lower_at(found, end) == "." and _abbreviated(found, end):
            end += 1
        if end >= len(found):
            break
        joint = end
        while joint < len(found) and joint - end < LONGEST_JOINT and _joins(found, joint):
            joint += 1
        if joint < len(found) and found[joint].is_figure and glued(found, joint) and end >= joint - 1:
            return joint + 1  # A320, COVID-19
        if found[end].lower in TITLES and found[end].text[0].isupper():
            break  # "U.S. President Donald Trump" names two
        if joint > end and joint < len(found) and _capital(found, joint) and not _possessive(found[end - 1]):
            end = joint
        elif _possessive(found[end - 1]) or _parted(text, found, end):
            break
    return end


def _capital(found: Sequence[Token], place: int) -> bool:
    token = found[place]
    if not token.text[0].isupper() or token.lower in NOT_NAMES:
        return False
    around = found[max(0, place - 1) : place + 2]
    dated = lower_at(found, place - 1) in BEFORE_MONTH or any(t.is_figure for t in around)
    return not (dated and token.lower in ALSO_NAMES)


def _joins(found: Sequence[Token], place: int) -> bool:
    return found[place].lower in CONNECTORS or (found[place].text in "-‐’'&" and glued(found, place))


def _possessive(token: Token) -> bool:
    return token.lower.endswith(("'s", "’s"))


def _abbreviated(found: Sequence[Token], place: int) -> bool:
    """Whether the full stop at `place` belongs to the name: an initial, "U.S.", "Sen.", "St."."""
    word = found[place - 1]
    short = len(word.text) == 1 or word.lower in TITLES or word.lower in ("st", "mt", "ft")
    return short and glued(found, place)


def _parted(text: str, found: Sequence[Token], place: int) -> bool:
    """Whether a line break parts the two tokens."""
    return "\n" in text[found[place - 1].end : found[place].start]


def _opens(text: str, found: Sequence[Token], place: int) -> bool:
    """Whether a sentence, a line, a quotation or a bracket begins there."""
    if place == 0 or _parted(text, found, place):
        return True
    before = found[place - 1]
    if before.text == "." and place > 1 and _abbreviated(found, place - 1):
        return False
    return before.text in ENDS


def _name(text: str, found: Sequence[Token], first: int, last: int) -> Name | None:
    """The name in the run, without what only looks like one at its front."""
    sure = True
    if _opens(text, found, first):
        word = found[first].lower
        if is_function(word) or (last - first > 1 and word in LINKS):
            first += 1
            if lower_at(found, first) == "do":  # "What do Americans"
                first += 1
        elif last - first == 1:
            sure = (
                not is_common(folded(word)) and not word.endswith(("ly", "ing", "ed")) and word not in LINKS
            )
    if first < last and is_function(found[first].lower) and len(found[first].text) > 2:
        first += 1
    first, title = _title(found, first, last)
    words = tuple(folded(t.text) for t in found[first:last] if t.text[0].isalnum())
    if not words or (last - first == 1 and len(words[0]) < SHORTEST):
        return None
    span = (found[first].start, found[last - 1].end)
    if _shouted(text, found, first, last):
        sure = False
    return Name(text[slice(*span)], span, words, _key(words), sure, title)


def _title(found: Sequence[Token], first: int, last: int) -> tuple[int, str]:
    """Behind the titles at the front, and the last of them; a title alone stays ("the President")."""
    title, place = "", first
    while place < last and found[place].lower in TITLES | {"."}:
        title = found[place].lower if found[place].text != "." else title
        place += 1
    return (first, "") if place >= last else (place, title)


def _shouted(text: str, found: Sequence[Token], first: int, last: int) -> bool:
    """Whether all words around it are in capitals, too, as in a headline."""
    run = [t.text for t in found[first:last] if t.is_word]
    if len(run) > 2 and all(word.isupper() and len(word) > 1 for word in run):
        return True
    around = [t.text for t in found[max(0, first - 3) : last + 3] if t.is_word and len(t.text) > 1]
    return len(around) > 2 and all(word.isupper() for word in around)


def _key(words: Sequence[str]) -> str:
    joined = "".join(words) if all(len(w) == 1 for w in words) else " ".join(words)
    return KNOWN_AS.get(joined, joined)
