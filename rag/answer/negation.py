"""Whether words are said or denied: the cues of negation and doubt, how far they reach, and opposites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.models.words import is_function

NOT = "not"
NEGATORS = frozenset(
    """
    not no never none nobody nothing neither nor cannot without hardly barely scarcely unable failed
    fails fail failing refused refuses refuse refusing declined declines lacks lacked lacking stopped
    ceased false falsely untrue impossible avoided prevented prevents halted cancelled canceled scrapped
    nowhere
    """.split()
)
DENIERS = frozenset(
    """
    denied denies deny denying denial refuted refutes disputed disputes dismissed dismisses rejected
    rejects contradicted disproved debunked
    """.split()
)
DOUBTS = frozenset(
    """
    if unless whether may might could would possibly perhaps allegedly alleged reportedly rumors rumours
    rumored rumoured unlikely doubt doubted doubts suspected hypothetical supposedly unconfirmed
    """.split()
)
_STOPS = frozenset(', ; : . ! ? ( ) “ ” " but and that which who because although while'.split())
_STOPS_DENIAL = frozenset("; : . ! ? but although while".split())
REACH, REACH_OF_DENIAL = 3, 8  # content words behind a cue that it negates
_OPPOSED = """
    rose/fell rise/fall rising/falling increase/decrease increased/decreased more/less more/fewer
    higher/lower up/down before/after won/lost win/lose accepted/rejected accept/reject agreed/refused
    approved/rejected open/closed opened/closed opens/closes began/ended begin/end started/ended
    allow/ban allowed/banned allows/bans support/oppose supported/opposed supports/opposes
    guilty/innocent convicted/acquitted alive/dead survived/died best/worst largest/smallest
    highest/lowest first/last north/south east/west northern/southern eastern/western win/loss
    gained/lost bought/sold buys/sells import/export imports/exports male/female man/woman men/women
    boy/girl husband/wife son/daughter father/mother brother/sister above/below inside/outside all/none
    always/never major/minor safe/dangerous true/false possible/impossible legal/illegal likely/unlikely
    optimistic/pessimistic include/exclude included/excluded arrived/left gain/loss
    strengthened/weakened
"""
_OPPOSITES = frozenset(frozenset(pair.split("/")) for pair in _OPPOSED.split())


@dataclass(frozen=True, slots=True)
class Polarity:
    """How often a word is said and how often denied, and the cue that denied it last."""

    said: int
    denied: int
    cue: str


def opposite(one: str, other: str) -> bool:
    """Whether two lowercase words say opposite things in one place: "rose" and "fell"."""
    return frozenset((one, other)) in _OPPOSITES


def plain(words: Sequence[str]) -> list[str]:
    """The lowercase words with contractions taken apart: "didn't" is "did not"."""
    found: list[str] = []
    for word in words:
        if word.endswith(("n't", "n’t")):
            found += [{"ca": "can", "wo": "will"}.get(word[:-3], word[:-3]), NOT]
        else:
            found.append(word)
    return found


def polarity(words: Sequence[str]) -> Mapping[str, Polarity]:
    """For each content word of the lowercase tokens (marks included), whether it stands under a negation.

    A cue reaches over the next few content words, not over a mark or a conjunction; a denial reaches
    further. "Not only" negates nothing; two cues in one reach undo each other.
    """
    counts: dict[str, Polarity] = {}
    left, cue, stops = 0, "", _STOPS
    for place, word in enumerate(words):
        if word in stops:
            left = 0
        elif word in NEGATORS or word in DENIERS:
            if not (word == NOT and words[place + 1 : place + 2] == ["only"]):
                denial = word in DENIERS
                fresh = left == 0
                left = (REACH_OF_DENIAL if denial else REACH) if fresh else 0
                stops = _STOPS_DENIAL if denial else _STOPS
                cue = " ".join([*words[place - 1 : place][: word == NOT], word])
        elif not is_function(word):
            old = counts.get(word, Polarity(0, 0, ""))
            counts[word] = Polarity(old.said + (not left), old.denied + bool(left), cue if left else old.cue)
            left = max(0, left - 1)
    return counts
