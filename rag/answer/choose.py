"""Choosing among ranked sentences the few that answer, each with what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rag.answer.asked import Kind, alike, asked, focus, offers
from rag.answer.company import together
from rag.answer.quotes import Quote
from rag.ingest.wrapping import starts_item
from rag.models.words import content_words, is_function
from rag.retrieve.rerank import telling
from rag.settings import Settings
from rag.types import QueryVectors, Span

# Chosen on NewsQA: what a further sentence may lack of the best's score, and what speaks for it.
WORSE = 0.5
ADDS, OFFERS, BESIDE, LISTS = 0.3, 0.1, 0.2, 0.3
SAID_ALL = 0.9  # the cosine from which a word of the question counts as said
BEYOND = 0.5  # of the words allowed: what the company of sentences may take besides
ALIKE = 0.8  # share of the shorter one's words from which two sentences say the same

_WORD = re.compile(r"\w+")


def choose(question: str, query: QueryVectors, ranked: Sequence[Quote], settings: Settings) -> list[Quote]:
    """The best sentence and at most as many further ones as the settings allow, in reading order.

    A further one scores near the best. Among such, it speaks for one that it matches words of the
    question that are not matched yet, offers the kind of thing asked for, announces what is asked for, and
    stands beside one that was chosen. There is none once the kind is offered and all content words are
    matched.

    Each brings its company: its list, its lead-in, its speaker, what its pronoun means
    (`company.together`). The sentences by themselves keep to `answer_words`, but a best one that is
    longer stands alone; with their company and lists they may take half as much again, and what does
    not fit is left out. Reading order: the article of the best sentence first, each article's in its order.
    """
    if not ranked:
        return []
    weights = telling(query, np.stack([q.matches for q in ranked]))
    kind = asked(question)
    chosen = [ranked[0]]
    taken = _brought(ranked[0], [], settings)
    covered = ranked[0].matches
    near = [q for q in ranked if ranked[0].score - q.score <= WORSE]
    while len(chosen) < settings.answer_sentences and not _complete(question, query, kind, chosen, covered):
        fitting = [q for q in near if _fits(q, chosen, taken, settings)]
        worth = {id(q): _worth(q, weights, covered, chosen, kind, question) for q in fitting}
        ordered = sorted(fitting, key=lambda q: -worth[id(q)])
        best = next((q for q in ordered if _brought(q, taken, settings)), None)
        if best is None:
            break
        chosen.append(best)
        taken = _brought(best, taken, settings)
        covered = np.maximum(covered, best.matches)
    order = {a: i for i, a in enumerate(dict.fromkeys(q.hit.article.id for q in chosen))}
    return sorted(taken, key=lambda q: (order[q.hit.article.id], q.start))


def _complete(
    question: str, query: QueryVectors, kind: Kind, chosen: Sequence[Quote], covered: NDArray[np.float32]
) -> bool:
    """Whether all that is asked was said, as far as words tell."""
    said = all(
        cosine > SAID_ALL for cosine, w in zip(covered, query.words, strict=True) if not is_function(w)
    )
    return said and kind != "other" and any(offers(kind, q.text, question) for q in chosen)


def _fits(quote: Quote, chosen: Sequence[Quote], taken: Sequence[Quote], settings: Settings) -> bool:
    """Whether it is new and the words allow it."""
    if any(_overlap(quote, other) for other in taken) or any(same(quote.text, o.text) for o in taken):
        return False
    limit = int(settings.answer_words * (1 + BEYOND))
    return _words(chosen) + quote.words <= settings.answer_words and _words(taken) + quote.words <= limit


def _worth(
    quote: Quote,
    weights: NDArray[np.float32],
    covered: NDArray[np.float32],
    chosen: Sequence[Quote],
    kind: Kind,
    question: str,
) -> float:
    return (
        quote.score
        + ADDS * float(weights @ np.maximum(0.0, quote.matches - covered))
        + OFFERS * (kind != "other" and offers(kind, quote.text, question))
        + BESIDE * any(_beside(quote, other) for other in chosen)
        + LISTS * _announces(quote.text, question)
    )


def _announces(sentence: str, question: str) -> bool:
    """Whether it ends with ":" and speaks of what exactly is asked for: its list is the answer."""
    words = content_words(sentence)
    return sentence.endswith(":") and any(alike(w, thing) for thing in focus(question) for w in words)


def _brought(quote: Quote, taken: Sequence[Quote], settings: Settings) -> list[Quote]:
    """What was taken and the quote with its company, as far as that fits; none overlaps another.

    Empty where what the quote announces does not fit beside what was taken.
    """
    most = settings.answer_words
    limit = int(most * (1 + BEYOND))
    text = quote.hit.article.text
    spans = together(text, (quote.start, quote.end), most)
    main = next(s for s in spans if s[0] <= quote.start and quote.end <= s[1])
    whole = _at(quote, main)
    others = [o for o in taken if not _inside(o, quote, main)]
    runs_on = main[1] > quote.end and not starts_item(text[quote.end : main[1]])
    if _words(others) + whole.words > (most if runs_on else limit) or any(_overlap(whole, o) for o in others):
        if taken and main[1] > quote.end:
            return []
        whole, others = quote, list(taken)
    found = [*others, whole]
    for span in spans:
        if span != main:
            company = _at(quote, span)
            known = any(_overlap(company, o) or same(company.text, o.text) for o in found)
            if not known and _words(found) + company.words <= limit:
                found.append(company)
    return found


def _at(quote: Quote, span: Span) -> Quote:
    """Words of the same article at another place."""
    return replace(quote, start=span[0], end=span[1], text=quote.hit.article.text[slice(*span)])


def _inside(other: Quote, quote: Quote, span: Span) -> bool:
    same_article = other.hit.article.id == quote.hit.article.id
    return same_article and span[0] <= other.start and other.end <= span[1]


def _overlap(one: Quote, other: Quote) -> bool:
    return one.hit.article.id == other.hit.article.id and one.start < other.end and other.start < one.end


def _beside(one: Quote, other: Quote) -> bool:
    """Whether they follow on one another in one paragraph."""
    if one.hit.article.id != other.hit.article.id:
        return False
    first, second = sorted((one, other), key=lambda q: q.start)
    between = one.hit.article.text[first.end : second.start]
    return not between.strip() and "\n" not in between


def _words(quotes: Sequence[Quote]) -> int:
    return sum(q.words for q in quotes)


def same(one: str, other: str) -> bool:
    """Whether two texts say the same thing in nearly the same words, whatever their marks and cases.

    With different figures they do not.
    """
    a, b = (frozenset(_WORD.findall(text.lower())) for text in (one, other))
    figures = [{w for w in words if w[0].isdigit()} for words in (a, b)]
    if figures[0] and figures[1] and figures[0] != figures[1]:
        return False
    return len(a & b) >= ALIKE * min(len(a), len(b))
