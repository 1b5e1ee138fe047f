"""Copies shown once: of passages that repeat one another in articles of one cluster, the best stands for all.

A passage that says something else than its copies, another number or name or a negation where they
have none, is no repetition: which of them is right is for the reader to see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.ingest.clusters import origins
from rag.ingest.shingles import WORD, shared, shingles
from rag.retrieve.align import blocks
from rag.store.catalog import Catalog
from rag.store.reader import OpenIndex
from rag.store.records import Clusters, Member
from rag.types import Article, Carried, Hit, Passage, Scope, article_of

TIE = 1e-5  # scores this close are of equal texts
TRIED = 3  # passages of one group that are rescored: whichever is best then stands for it
NEGATIONS = frozenset("not no never nor without t".split())  # t: of don't and its like
NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
SMALL_FACTS = NEGATIONS | NUMBERS.keys()


@dataclass(frozen=True, slots=True)
class Said:
    """A passage as its words, in lower case, and what tells it from another on the same pattern."""

    words: list[str]
    runs: frozenset[tuple[str, ...]]  # of three words
    facts: list[str]  # names, numbers and negations, in order

    @classmethod
    def of(cls, text: str) -> Said:
        found = WORD.findall(text)
        words = [word.lower() for word in found]
        # a word that lower case changes has a capital; of all words only those of digits sort before ":"
        facts = [
            NUMBERS.get(low, low)
            for word, low in zip(found, words, strict=True)
            if word != low or low < ":" or low in SMALL_FACTS
        ]
        runs = frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset([tuple(words)])
        return cls(words, runs, facts)


class Repeats:
    """Which passages repeat which; reads each passage once. `above`: see the setting `repeats_above`."""

    def __init__(self, passages: Mapping[str, Passage], clusters: Clusters, above: float) -> None:
        self._passages, self._clusters, self._above = passages, clusters, above
        self._said: dict[str, Said] = {}
        self._known: dict[tuple[str, str], bool] = {}
        touched = {clusters.of.get(article_of(id), "") for id in passages}
        self._days = {m.id: m.published for cluster in touched for m in clusters.members.get(cluster, ())}

    def groups(self, scores: Mapping[str, float]) -> list[list[str]]:
        """The passages, best first, each in the group of the first one before that it repeats.

        Each group begins with its best passage; of those that score the same, with the earliest.
        """
        found: list[list[str]] = []
        for _, group in self.grouped(scores):
            if len(group) == 1:
                found.append(group)
        return [self._earliest_first(group, scores) if len(group) > 1 else group for group in found]

    def grouped(self, scores: Mapping[str, float]) -> Iterator[tuple[str, list[str]]]:
        """Passage by passage, best first and of equals the earliest, with its group so far."""
        led: dict[str, list[list[str]]] = {}  # the groups of each cluster
        for id in sorted(scores, key=lambda id: (-scores[id], *self._age(id))):
            cluster = self._clusters.of.get(article_of(id)) if id in self._passages else None
            group = next((group for group in led.get(cluster or "", ()) if self._repeats(id, group[0])), [])
            group.append(id)
            if len(group) == 1 and cluster is not None:
                led.setdefault(cluster, []).append(group)
            yield id, group

    def _earliest_first(self, group: list[str], scores: Mapping[str, float]) -> list[str]:
        equal = [id for id in group if scores[group[0]] - scores[id] < TIE]
        first = min(equal, key=self._age)
        return [first, *(id for id in group if id != first)]

    def _age(self, id: str) -> tuple[date, str]:
        """Copies by the dates of their articles, then by their ids; what has no date, and others, last."""
        return self._days.get(article_of(id)) or date.max, id

    def _repeats(self, id: str, leader: str) -> bool:
        """Whether a passage of one article says what one of another does: no article repeats itself."""
        pair = (min(id, leader), max(id, leader))
        if pair not in self._known:
            self._known[pair] = article_of(id) != article_of(leader) and self._same(*pair)
        return self._known[pair]

    def _same(self, id: str, other: str) -> bool:
        one, two = self._read(id), self._read(other)
        common = len(one.runs & two.runs)
        return common >= self._above * min(len(one.runs), len(two.runs)) and not differ(one, two)

    def _read(self, id: str) -> Said:
        if id not in self._said:
            self._said[id] = Said.of(self._passages[id].text)
        return self._said[id]


def differ(one: Said, other: Said) -> bool:
    """Whether one text has, in the midst of what both say, another name or number, or the one a negation."""
    here, there = set(one.facts), set(other.facts)
    both = here & there
    kept = [[fact for fact in said.facts if fact in both] for said in (one, other)]
    only = here - both, there - both
    if kept[0] == kept[1] and not (only[0] and only[1]) and not (only[0] | only[1]) & NEGATIONS:
        return False  # the most of copies: nothing stands where another thing does
    rows = blocks(one.words, other.words)
    inner = [row for row in rows[1:-1] if not row.same]
    return any(
        _facts_differ(_facts(one.words[r.i1 : r.i2], here), _facts(other.words[r.j1 : r.j2], there))
        for r in inner
    )


def _facts(words: Sequence[str], facts: set[str]) -> set[str]:
    return {NUMBERS.get(word, word) for word in words} & facts


def _facts_differ(here: set[str], there: set[str]) -> bool:
    named = here - NEGATIONS, there - NEGATIONS
    if named[0] and named[1] and not named[0] & named[1]:
        return True
    return bool(here & NEGATIONS) != bool(there & NEGATIONS)


def spread(scores: Mapping[str, float], repeats: Repeats, n: int, least: int) -> tuple[list[str], bool]:
    """The n best passages or more, so that at least `least` say different things; whether they do.

    Few are of one group: copies do not crowd out all else.
    """
    chosen: list[str] = []
    different = 0
    for id, group in repeats.grouped(scores):
        if len(chosen) >= n and different >= least:
            break
        different += len(group) == 1
        if len(group) <= TRIED:
            chosen.append(id)
    return chosen, different >= least


def carried(hits: Sequence[Hit], scope: Scope, index: OpenIndex, catalog: Catalog, above: float) -> list[Hit]:
    """The hits, those that others carry too with who does, of the articles that the scope admits.

    A copy carries a passage if it has the share `above` of its runs of three words: one that was cut
    short does not carry what was cut.
    """
    clusters = index.clusters
    members = {hit.passage.id: _admitted(hit.article.id, scope, clusters) for hit in hits}
    others = {member.id for some in members.values() for member in some}
    held = catalog.shingles_of(index.revision, others) if others else {}

    def carry(hit: Hit) -> Carried | None:
        runs = shingles(hit.passage.text)
        having = [
            member
            for member in members[hit.passage.id]
            if member.id == hit.article.id
            or (member.id in held and shared(runs, held[member.id]) >= above * len(runs))
        ]
        if len(having) < 2:
            return None
        sources = tuple(dict.fromkeys(member.source for member in having if member.source))
        return Carried(tuple(member.id for member in having), sources, origins(having, clusters.of))

    return [replace(hit, carried=carry(hit)) if members[hit.passage.id] else hit for hit in hits]


def _admitted(article: str, scope: Scope, clusters: Clusters) -> list[Member]:
    """The articles of the article's cluster that the scope admits; none where it has no copies."""
    cluster = clusters.of.get(article)
    return [
        member
        for member in (clusters.members[cluster] if cluster is not None else ())
        if scope.admits(Article(member.id, source=member.source, published=member.published))
    ]
