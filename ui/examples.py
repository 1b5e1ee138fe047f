"""Questions to begin with, drawn from the archive itself: each was asked of it, and has an answer there."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from rag.answer.names import names
from rag.errors import DatelineError
from rag.evaluate.templates import Fact, facts
from rag.ingest.sentences import sentences
from rag.types import Answer, Article
from ui.contract import Readable

MOST = 3
DRAWN = 24  # articles that questions are made of, the latest among them
LATEST = 8
READ = 1_500  # characters of an article that are looked at: what matters stands first
TRIED = 12  # questions that are asked of the archive
SECONDS = 1.5  # that drawing them may take; a question under way is finished
LENGTHS = range(24, 100)  # characters of a question that is read at a glance
LEANING = re.compile(r"\b(?:this|these|that day|he|she|they|his|her|their)\b")
SEED = 7  # the same archive offers the same questions

Ask = Callable[[str], Answer]


def examples(archive: Readable, many: int = MOST) -> tuple[str, ...]:
    """At most `many` questions that the archive answers; none where it holds nothing to ask."""
    try:
        ids = latest_first((h.id, h.published) for h in archive.holdings())
        articles = drawn(archive, ids)
        return answered(questions(articles), lambda asked: archive.ask(asked, written=False), many)
    except DatelineError:  # the page itself says what is wrong
        return ()


def latest_first(dated: Iterable[tuple[str, object]]) -> list[str]:
    """The ids by their days, those without one last."""
    return [id for id, _ in sorted(dated, key=lambda one: (str(one[1] or ""), one[0]), reverse=True)]


def drawn(archive: Readable, ids: Sequence[str]) -> Iterator[Article]:
    """The latest articles, then some of the others."""
    rest = list(ids[LATEST:])
    others = random.Random(SEED).sample(rest, min(DRAWN - LATEST, len(rest)))
    for id in [*ids[:LATEST], *others]:
        article = archive.article(id)
        if article is not None:
            yield article


def questions(articles: Iterable[Article]) -> Iterator[Fact]:
    """The best question of each article, those about a name, a number and a date taking turns."""
    last = ""
    for article in articles:
        found = [fact for fact in asked_of(article) if speaks(fact.question)]
        if found:
            best = next((fact for fact in found if fact.about != last), found[0])
            last = best.about
            yield best


def asked_of(article: Article) -> Iterator[Fact]:
    text = article.text[:READ]
    for start, end in sentences(text):
        yield from facts(text[start:end])


def speaks(question: str) -> bool:
    """Whether a reader who has not seen the article knows what is asked: it names somebody or something."""
    told = any(name.sure for name in names(question.partition(" ")[2]))
    return told and len(question) in LENGTHS and not LEANING.search(question)


def answered(found: Iterable[Fact], ask: Ask, many: int) -> tuple[str, ...]:
    """The first questions that get an answer with what was asked for in it, within the time there is."""
    until = time.monotonic() + SECONDS
    kept: list[str] = []
    for tried, fact in enumerate(found):
        if len(kept) == many or tried == TRIED or time.monotonic() > until:
            break
        answer = ask(fact.question)
        if not answer.refused and fact.answer.lower() in answer.text.lower():
            kept.append(fact.question)
    return tuple(kept)
