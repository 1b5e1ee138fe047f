"""Copies shown once: of passages that repeat one another in articles of one cluster, the best stands for all.

A passage that says something else than its copies, another number or name or a negation where they
have none, is no repetition: which of them is right is for the reader to see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from rag.ingest.clusters import origins
from rag.ingest.shingles import shared, shingles
from rag.retrieve.said import Said, differ
from rag.store.catalog import Catalog
from rag.store.reader import OpenIndex
from rag.store.records import Clusters, Member
from rag.types import EVERYTHING, Article, Carried, Hit, Passage, Scope, article_of

TIE = 1e-5  # scores this close are of equal texts
TRIED = 3  # passages of one group that are rescored: whichever is best then stands for it


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
        return _carried_by(having, clusters)

    return [replace(hit, carried=carry(hit)) if members[hit.passage.id] else hit for hit in hits]


def cluster_of(article: str, index: OpenIndex) -> Carried | None:
    """The whole cluster that an article is of; None where it has no copies."""
    members = _admitted(article, EVERYTHING, index.clusters)
    return _carried_by(members, index.clusters) if len(members) > 1 else None


def _carried_by(members: Sequence[Member], clusters: Clusters) -> Carried:
    sources = tuple(dict.fromkeys(member.source for member in members if member.source))
    return Carried(tuple(member.id for member in members), sources, origins(members, clusters.of))


def _admitted(article: str, scope: Scope, clusters: Clusters) -> list[Member]:
    """The articles of the article's cluster that the scope admits; none where it has no copies."""
    cluster = clusters.of.get(article)
    return [
        member
        for member in (clusters.members[cluster] if cluster is not None else ())
        if scope.admits(Article(member.id, source=member.source, published=member.published))
    ]
