"""Questions to begin with, drawn from the archive itself: each was asked of it, and has an answer there."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
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
READ = 3_000  # characters of an article that are looked at: what matters stands first
TRIED = 12  # questions that are asked of the archive
SECONDS = 4.0  # that drawing them may take, in the background; a question under way is finished
LENGTHS = range(20, 110)  # characters of a question that is read at a glance
LEANING = re.compile(r"\b(?:this|these|that day|he|she|they|his|her|their)\b")
SAID = re.compile(r",? (?:said|told|warned|argued|added)\b")
HAS_SAID = re.compile(r"\b(?:said|according to) (?:\w+ )?\Z")
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
    """The best question of each article, what they are about taking turns; then the others."""
    last, rest = "", []
    for article in articles:
        found = list(asked_of(article.text[:READ]))
        if found:
            best = next((fact for fact in found if fact.about != last), found[0])
            last = best.about
            yield best
            rest += [fact for fact in found if fact.question != best.question]
    yield from rest


def asked_of(text: str) -> Iterator[Fact]:
    """What a reader might ask of it: for a fact it gives, what somebody said, what a name stands for."""
    for start, end in sentences(text):
        yield from (fact for fact in facts(text[start:end]) if speaks(fact.question))
    found = [name for name in names(text) if name.sure]
    for name in found:
        if SAID.match(text[name.span[1] :]) or HAS_SAID.search(text[: name.span[0]]):
            yield Fact(f"What did {name.text} say?", name.text, "words")
    times = Counter(name.text for name in found)
    for name in found:
        if times[name.text] > 1 and len(name.words) > 1:
            article = "the " if text[: name.span[0]].lower().endswith(" the ") else ""
            yield Fact(f"What is reported about {article}{name.text}?", name.text, "a name")


def speaks(question: str) -> bool:
    """Whether a reader who has not seen the article knows what is asked: it names somebody or something."""
    told = any(name.sure for name in names(question.partition(" ")[2]))
    return told and len(question) in LENGTHS and not LEANING.search(question)


def answered(found: Iterable[Fact], ask: Ask, many: int) -> tuple[str, ...]:
    """The first questions that get an answer with what was asked for in it, within the time there is."""
    until = time.monotonic() + SECONDS
    kept: list[str] = []
    told: set[str] = set()
    for tried, fact in enumerate(found):
        if len(kept) == many or tried == TRIED or time.monotonic() > until:
            break
        if fact.answer in told:  # each is about another
            continue
        answer = ask(fact.question)
        if not answer.refused and fact.answer.lower() in answer.text.lower():
            kept.append(fact.question)
            told.add(fact.answer)
    return tuple(kept)
