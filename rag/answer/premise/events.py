"""What a question says happened, where a sentence denies it or says the contrary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer.names import Name, names, same_name
from rag.answer.pieces import stem
from rag.answer.premise.found import Instead
from rag.answer.premise.near import Near, Nearby, polarity_of, root
from rag.answer.premise.slots import set_apart
from rag.answer.tokens import Token, tokens
from rag.models.words import is_function
from rag.types import Span

LEAST, DENYING = 0.5, 0.45  # how much of the rest a sentence must speak of that has the contrary, or denies
ALIKE = 0.05  # how much less one may speak of it that says more
SPECIFIC = 20.0  # what the rest must tell, see `Nearby.telling`
REACH = 10  # tokens behind its subject in which a verb is looked for
BESIDE = 6  # tokens between what happened and what it happened to
FEWEST_WORDS = 4  # of a clause that is shown by itself
_ASKS_WHETHER = frozenset(
    "is are was were do does did has have had can could will would should may might am shall".split()
)
_ROWS = """
    end ends ended settle settles settled resolve resolves resolved / unresolved unsettled stalled ongoing
    begin begins began begun start starts started launch launched / cancelled canceled postponed scrapped
    buy buys bought buying purchase purchased acquire acquired / sell sells sold selling
    win wins won / lose loses lost
    accept accepts accepted approve approves approved / reject rejects rejected
    rise rises rose risen increase increased grow grew / fall falls fell fallen decrease decreased
    support supports supported back backed / oppose opposes opposed
    survive survives survived / die dies died
    acquit acquitted acquits / convict convicted convicts
    free freed release released / jail jailed detain detained imprison imprisoned
    open opens opened reopen reopened / close closes closed shut
"""
_SIDES = [[frozenset(side.split()) for side in row.split("/")] for row in _ROWS.strip().splitlines()]
_CONTRARY = {word: other for one, two in _SIDES for own, other in ((one, two), (two, one)) for word in own}
_SAME = {word: side for row in _SIDES for side in row for word in side}
_OF_THINGS = 2  # rows that tell what becomes of a thing, whoever does it: what one sells another buys
_THINGS = frozenset(word for row in _SIDES[:_OF_THINGS] for side in row for word in side)
_NOUN_BEFORE = frozenset("a an the each either every its his her their this that no".split())
_LEAD = re.compile(r"\A[ ,;:–—(]*(?:(?:when|that|which|who|where|and|but|because|while)\s)?")
_CLAUSE = re.compile(r"[,;:–—()]\s|\s[–—]\s|\.$")


def of_event(question: str, nearby: Nearby) -> Instead | None:
    """What the archive says instead of what the question takes to have happened; None where all seems well.

    A question whether something is so takes nothing for granted.
    """
    row = tokens(question)
    if not row or row[0].lower in _ASKS_WHETHER:
        return None
    return _contrary(question, row, nearby) or _denied(question, row, nearby)


def _contrary(question: str, row: Sequence[Token], nearby: Nearby) -> Instead | None:
    """ "X sold it" where the question has X buy it; "the dispute is unresolved" where it was ended."""
    named = names(question)
    for place, token in enumerate(row):
        if token.lower not in _CONTRARY or (place and row[place - 1].lower in _NOUN_BEFORE):
            continue
        subject = next((n for n in named if n.span[1] <= token.start and _follows(row, n, place)), None)
        thing = next((t.lower for t in row[place + 1 : place + 1 + BESIDE] if not is_function(t.lower)), "")
        ranked = nearby.without(frozenset([token.lower]))
        said, other = _SAME[token.lower], _CONTRARY[token.lower]
        for found in (
            _of_subject(subject, token, said, other, ranked) if subject else None,
            _of_thing(thing, token, said, other, ranked) if thing and token.lower in _THINGS else None,
        ):
            if found is not None:
                return found
    return None


def _follows(row: Sequence[Token], name: Name, place: int) -> bool:
    """Whether the verb at `place` stands right behind the name."""
    between = [t for t in row[:place] if t.start >= name.span[1]]
    return len(between) <= 1


def _of_subject(
    subject: Name, token: Token, said: frozenset[str], other: frozenset[str], ranked: Sequence[Near]
) -> Instead | None:
    found: list[Instead] = []
    for near in ranked:
        text = near.sentence.quote.text
        row = tokens(text)
        for name in near.sentence.names:
            if not same_name(name, subject):
                continue
            behind = [t for t in row if t.start >= name.span[1]][:REACH]
            if any(t.lower in said for t in behind):
                return None
            verb = next((t for t in behind if t.lower in other), None)
            if verb is not None and near.rest >= LEAST:
                found.append(_instead(token, near, (name.span[0], verb.end)))
    return found[0] if found else None


def _of_thing(
    thing: str, token: Token, said: frozenset[str], other: frozenset[str], ranked: Sequence[Near]
) -> Instead | None:
    found: list[Instead] = []
    for near in ranked:
        row = tokens(near.sentence.quote.text)
        for place, own in enumerate(row):
            if stem(own.lower) != stem(thing):
                continue
            beside = row[max(0, place - BESIDE) : place + 1 + BESIDE]
            if any(t.lower in said for t in beside):
                return None
            word = next((t for t in beside if t.lower in other), None)
            if word is not None and near.rest >= LEAST:
                found.append(_instead(token, near, (min(own.start, word.start), max(own.end, word.end))))
    return found[0] if found else None


def _denied(question: str, row: Sequence[Token], nearby: Nearby) -> Instead | None:
    """A word of the question that a sentence about the same has only under a negation.

    The sentence names what the question names first; no other near sentence says the word without one.
    """
    ours = polarity_of(question)
    named = names(question)
    first = next((n for n in named if n.sure), None)
    if first is None:
        return None
    inside = {w for n in named for w in n.words}
    for place, token in enumerate(row):
        word = token.lower
        if set_apart(row, place):
            break
        if is_function(word) or not token.is_word or word in inside or ours.get(root(word), (0, 1))[1]:
            continue
        ranked = nearby.without(frozenset([word]))
        with_it = [(near, near.sentence.polarity.get(root(word))) for near in ranked]
        if any(found and found[0] for _, found in with_it):
            continue
        telling = nearby.telling(frozenset([word])) >= SPECIFIC
        denying = [
            near
            for near, found in with_it
            if found and telling and near.rest >= DENYING and near.sentence.says(first)
        ]
        if denying:  # of several alike the one that says most
            alike = [near for near in denying if near.rest >= denying[0].rest - ALIKE]
            near = max(alike, key=lambda near: near.sentence.quote.words)
            return _instead(token, near, _word_at(near.sentence.quote.text, root(word)))
    return None


def _word_at(text: str, wanted: str) -> Span:
    return next(((t.start, t.end) for t in tokens(text) if root(t.lower) == wanted), (0, len(text)))


def _instead(token: Token, near: Near, core: Span) -> Instead:
    """With the clause that has the core, or the whole sentence where that is short."""
    quote = near.sentence.quote
    start, end = _clause(quote.text, core)
    span = (quote.start + start, quote.start + end)
    return Instead(token.text, quote.text[start:end], "event", quote, span, near.rest)


def _clause(text: str, core: Span) -> Span:
    borders = [0, *_borders(text), len(text)]
    start = max(b for b in borders if b <= core[0])
    end = min((b for b in borders if b >= core[1]), default=len(text))
    piece = text[start:end]
    lead = len(piece) - len(_LEAD.sub("", piece, count=1))
    trail = len(piece) - len(piece.rstrip(" ,;:–—()."))
    if len(piece.split()) < FEWEST_WORDS:
        return 0, len(text)
    return start + lead, end - trail


def _borders(text: str) -> Iterator[int]:
    for match in _CLAUSE.finditer(text):
        yield match.start()
