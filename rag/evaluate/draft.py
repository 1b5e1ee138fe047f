"""Gold questions proposed from an archive's own articles, for a person to read, mend and confirm.

A draft asks for a number, a name or a date that a sentence gives; the sentence is its evidence. Every row
is `"confirmed": false`, and a run leaves such rows out: a question that a rule made of the article it is
asked of shares its words, and says little of the questions people have.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rag.evaluate.templates import Fact, facts
from rag.ingest.sentences import sentences
from rag.types import Article

SEED = 7
STEM = 24  # characters of an article's id in the id of a question
NOTE = "drafted by rule from {about}: put it as a reader would ask, then set confirmed to true, or delete it"


def draft(articles: Sequence[Article], many: int, seed: int = SEED) -> list[dict[str, Any]]:
    """At most `many` rows, as `gold_row` reads them, over as many articles as can be; by the seed.

    One of each article first, then a second one of each, and so on; fewer where the articles give no more.
    """
    chance = random.Random(seed)
    shuffled = chance.sample(list(articles), len(articles))
    asked: set[str] = set()
    rows: list[dict[str, Any]] = []
    counts: dict[str, int] = {}
    pending = [(article, _of_article(article, chance)) for article in shuffled]
    while pending and len(rows) < many:
        left = []
        for article, found in pending:
            proposed = next(((s, f) for s, f in found if f.question.lower() not in asked), None)
            if proposed is None:
                continue
            sentence, fact = proposed
            asked.add(fact.question.lower())
            stem = _stem(article.id)
            counts[stem] = counts.get(stem, 0) + 1
            rows.append(_row(f"{stem}-{counts[stem]:02}", article, sentence, fact))
            left.append((article, found))
            if len(rows) == many:
                break
        pending = left
    return rows


def as_lines(rows: Iterable[dict[str, Any]]) -> str:
    """The rows as a JSONL file has them."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _of_article(article: Article, chance: random.Random) -> Iterator[tuple[str, Fact]]:
    """Its facts with their sentences, what they are about taking turns."""
    spans = sentences(article.text)
    queues: dict[str, list[tuple[str, Fact]]] = {}
    for start, end in chance.sample(spans, len(spans)):
        for fact in facts(article.text[start:end]):
            queues.setdefault(fact.about, []).append((article.text[start:end], fact))
    while any(queues.values()):
        for queue in queues.values():
            if queue:
                yield queue.pop()


def _row(id: str, article: Article, sentence: str, fact: Fact) -> dict[str, Any]:
    return {
        "id": id,
        "question": fact.question,
        "answers": [fact.answer],
        "article_ids": [article.id],
        "evidence": [sentence],
        "history": [],
        "kind": "answerable",
        "confirmed": False,
        "note": NOTE.format(about=fact.about),
    }


def _stem(id: str) -> str:
    name = id.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return re.sub(r"\W+", "-", name.lower()).strip("-")[:STEM].strip("-") or "draft"
