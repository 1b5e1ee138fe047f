"""Copies shown once: of passages that repeat one another in articles of one cluster, the best stands for all.

A passage that says something else than its copies, another number or name or a negation where they
have none, is no repetition: which of them is right is for the reader to see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from rag.ingest.clusters import origins
from rag.ingest.shingles import RUN, WORD, shared, shingles
from rag.retrieve import fuse
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
Runs = frozenset[tuple[str, ...]]


class Repeats:
    """Which passages repeat which; reads each passage once. `above`: see the setting `repeats_above`."""

    def __init__(self, passages: Mapping[str, Passage], clusters: Clusters, above: float) -> None:
        self._passages, self._clusters, self._above = passages, clusters, above
        self._words: dict[str, list[str]] = {}
        self._runs: dict[str, Runs] = {}

    def groups(self, scores: Mapping[str, float]) -> list[list[str]]:
        """The passages, best first, each in the group of the first one before that it repeats.

        Each group begins with its best passage; of those that score the same, with the earliest.
        """
        found: list[list[str]] = []
        led: dict[str, list[list[str]]] = {}  # the groups of each cluster
        for id in fuse.best(scores, len(scores)):
            cluster = self._clusters.of.get(article_of(id)) if id in self._passages else None
            same = next((group for group in led.get(cluster or "", ()) if self._repeats(id, group[0])), None)
            if same is not None:
                same.append(id)
                continue
            found.append([id])
            if cluster is not None:
                led.setdefault(cluster, []).append(found[-1])
        return [self._earliest_first(group, scores) if len(group) > 1 else group for group in found]

    def _earliest_first(self, group: list[str], scores: Mapping[str, float]) -> list[str]:
        equal = [id for id in group if scores[group[0]] - scores[id] < TIE]
        first = min(equal, key=self._age)
        return [first, *(id for id in group if id != first)]

    def _age(self, id: str) -> tuple[date, str]:
        """By the dates of their articles, then by their ids; those without a date last."""
        article = article_of(id)
        members = self._clusters.members[self._clusters.of[article]]
        return next(m.published for m in members if m.id == article) or date.max, id

    def _repeats(self, id: str, leader: str) -> bool:
        """Whether a passage of one article says what one of another does: no article repeats itself."""
        if article_of(id) == article_of(leader):
            return False
        one, other = self._run(id), self._run(leader)
        common = len(one & other)
        if common < self._above * max(1, min(len(one), len(other))):
            return False
        return not differ(self._words[id], self._words[leader])

    def _run(self, id: str) -> Runs:
        if id not in self._runs:
            words = WORD.findall(self._passages[id].text)
            low = [word.lower() for word in words]
            self._words[id] = words
            self._runs[id] = frozenset(tuple(low[i : i + RUN]) for i in range(max(1, len(low) - RUN + 1)))
        return self._runs[id]


def differ(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one text has, in the midst of what both say, another name or number, or the one a negation."""
    rows = blocks([word.lower() for word in one], [word.lower() for word in other])
    return any(
        not row.same and _facts_differ(one[row.i1 : row.i2], other[row.j1 : row.j2]) for row in rows[1:-1]
    )


def _facts_differ(one: Sequence[str], other: Sequence[str]) -> bool:
    here, there = _telling(one), _telling(other)
    if here and there and not here & there:
        return True
    low = [{word.lower() for word in words} & NEGATIONS for words in (one, other)]
    return bool(low[0]) != bool(low[1])


def _telling(words: Sequence[str]) -> set[str]:
    return {
        NUMBERS.get(word.lower(), word.lower())
        for word in words
        if word[0].isdigit() or word[0].isupper() or word.lower() in NUMBERS
    }


def spread(scores: Mapping[str, float], repeats: Repeats, n: int, least: int) -> tuple[list[str], bool]:
    """The n best passages or more, so that at least `least` say different things; whether they do.

    Few are of one group: copies do not crowd out all else.
    """
    turns = {id: turn for group in repeats.groups(scores) for turn, id in enumerate(group)}
    chosen: list[str] = []
    different = 0
    for id in fuse.best(scores, len(scores)):
        if len(chosen) >= n and different >= least:
            break
        if turns[id] < TRIED:
            chosen.append(id)
            different += turns[id] == 0
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
