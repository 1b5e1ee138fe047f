"""What an archive tells of a question, in the order in which it was published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from rag.answer.chain import Found
from rag.answer.choose import same
from rag.answer.quotes import Count, Quote, rank
from rag.answer.values import values
from rag.answer.when.plan import Plan
from rag.findings import NamedDate, Timeline, TimelineEntry
from rag.retrieve.dated import moment
from rag.retrieve.excerpt import read_words
from rag.retrieve.placed import places
from rag.store.catalog import Catalog
from rag.types import Scope

HITS = 60  # passages whose sentences are looked at
EACH = 3  # sentences of one article at most
LEAST, SHARE = 1.0, 0.6  # what a sentence must score: at all, and of the best one's score
WHOLE = len("2025-03-04")  # of a date in ISO 8601; what leaves out the year or the day is longer or shorter

Find = Callable[[str, Scope], Found]


def timeline(planned: Plan, find: Find, count: Count, catalog: Catalog, most: int) -> Timeline:
    """The sentences that bear on the question, at most the `most` that do so best, by day of publication.

    They are ranked as `quotes.rank` ranks them, but by what they say alone: one of a passage that was
    found late counts no less. Of those that say the same the earliest stands for all; of one article
    the best three are told.
    """
    reading = planned.reading
    limited = reading is not None and reading.when.how == "published" and not planned.any_time
    question, scope = (planned.rest, planned.scope) if limited else (planned.question, planned.given)
    found = find(question, scope)
    hits = [replace(hit, score=0.0) for hit in found.hits]
    ranked = rank(question, found.query, hits, found.vectors, count)
    good = [quote for quote in ranked if quote.score >= max(LEAST, SHARE * ranked[0].score)]
    told = _different([earliest_copy(_entry(quote), catalog, found.revision, scope) for quote in good])
    entries = _of_each(told, EACH)[:most]
    return Timeline(
        question=planned.question,
        entries=tuple(sorted((entry for entry in entries if entry.published), key=_order)),
        undated=tuple(entry for entry in entries if not entry.published),
        when=reading.when if reading is not None and limited else None,
        revision=found.revision,
        notices=(found.notice,) if found.notice else (),
    )


def _entry(quote: Quote) -> TimelineEntry:
    return TimelineEntry(
        article=quote.hit.article,
        passage=quote.hit.passage,
        quote=quote.text,
        start=quote.start,
        end=quote.end,
        score=quote.score,
        dates=named_dates(quote.text, quote.start),
        carried=quote.hit.carried,
    )


def named_dates(text: str, start: int) -> tuple[NamedDate, ...]:
    """The full dates that a sentence names; `start` is its place in the article.

    Not "March 4", whose year would be a guess, nor 04/03/2025, which is one of two days.
    """
    return tuple(
        NamedDate(date.fromisoformat(value.normal), value.span[0] + start, value.span[1] + start)
        for value in values(text)
        if value.kind == "date" and len(value.normal) == WHOLE and len(value.readings) == 1
    )


def earliest_copy(entry: TimelineEntry, catalog: Catalog, revision: int, scope: Scope) -> TimelineEntry:
    """The same sentence in the earliest article of its cluster that has it word for word."""
    if entry.carried is None:
        return entry
    carrying = catalog.articles_of(revision, entry.carried.articles).values()
    wanted = read_words(entry.quote)
    for article in sorted(carrying, key=lambda article: (moment(article), article.id)):
        if article.id == entry.article.id:
            return entry
        words = read_words(article.text)
        at = places(wanted.texts, words.texts)
        if not at or not scope.admits(article):
            continue
        start, end = words.span(at[0], at[0] + len(wanted.texts))
        for passage in catalog.passages_of(article.id, revision):
            sentence = next((s for s in passage.sentences if s[0] <= start and end <= s[1]), None)
            if sentence is not None:
                text = article.text[slice(*sentence)]
                dates = named_dates(text, sentence[0])
                return replace(
                    entry,
                    article=article,
                    passage=passage,
                    quote=text,
                    start=sentence[0],
                    end=sentence[1],
                    dates=dates,
                )
    return entry


def _different(entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """Without those that say what an earlier published one says; in the order given."""
    kept: list[TimelineEntry] = []
    for entry in sorted(entries, key=_order):
        if not any(same(entry.quote, other.quote) for other in kept):
            kept.append(entry)
    return sorted(kept, key=lambda entry: (-entry.score, entry.article.id, entry.start))


def _of_each(entries: Sequence[TimelineEntry], many: int) -> list[TimelineEntry]:
    """The first so many of each article, in the order given: a long one does not crowd out all else."""
    taken: Counter[str] = Counter()
    kept: list[TimelineEntry] = []
    for entry in entries:
        taken[entry.article.id] += 1
        if taken[entry.article.id] <= many:
            kept.append(entry)
    return kept


def _order(entry: TimelineEntry) -> tuple[tuple[int, float], str, int]:
    return moment(entry.article), entry.article.id, entry.start
