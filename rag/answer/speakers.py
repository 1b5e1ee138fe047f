"""Who says what a sentence reports: "Cabrera said …", "…, said Cabrera", "according to the firm"."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.aliases import TITLES
from rag.answer.names import Name, names
from rag.answer.tokens import Token, tokens

SAID = frozenset(
    """
    said says say saying told tells added adds announced announces asked asks argued argues claimed
    claims confirmed confirms explained insisted insists noted notes reported reports stated states
    warned warns wrote writes acknowledged admitted admits declared denied denies tweeted suggested
    testified vowed predicted
    """.split()
)
NEAR = 12  # tokens between a verb of saying and its speaker, an apposition among them
TO_SOMEBODY = frozenset("told tells asked asks warned warns".split())  # whom they name behind is addressed


def speakers(text: str) -> tuple[Name, ...]:
    """The named speakers of the text in order; a pronoun or "officials" names nobody.

    The name that the verb follows, else the one right behind it. In "Cabrera, the ambassador, said" the
    name before the apposition counts.
    """
    found, named = tokens(text), names(text)
    spoken: list[Name] = []
    for place, token in enumerate(found):
        if token.lower in SAID:
            name = _before(found, named, place)
            ends = place > 0 and not found[place - 1].is_word  # ", said Cabrera"; not "he said Lima was"
            if name is None and ends and token.lower not in TO_SOMEBODY:
                name = _behind(found, named, place)
        elif token.lower == "according" and place + 2 < len(found):
            name = _behind(found, named, place + 1)
        else:
            continue
        if name is not None and name not in spoken:
            spoken.append(name)
    return tuple(spoken)


def _before(found: Sequence[Token], named: Sequence[Name], place: int) -> Name | None:
    """The nearest name before the verb, with nothing between but an apposition or an adverb."""
    first = max(0, place - NEAR)
    near = [n for n in named if found[first].start <= n.span[0] and n.span[1] <= found[place].start]
    for name in reversed(near):
        between = [t for t in found[first:place] if t.start >= name.span[1]]
        if not between or (len(between) == 1 and between[0].is_word):
            return name
        if between[0].text == "," and (between[-1].text == "," or between[-1].lower == "who"):
            return name
    return None


def _behind(found: Sequence[Token], named: Sequence[Name], place: int) -> Name | None:
    """The name right behind the verb, titles and "the" between them at most."""
    for name in named:
        between = [t for t in found[place + 1 : place + 5] if t.end <= name.span[0]]
        if name.span[0] >= found[place].end:
            titled = all(t.lower in TITLES or t.lower in (".", "the", "a") for t in between)
            return name if titled else None
    return None
