"""How well excerpts are traced to their source: true ones, foreign ones, and ones altered by a word.

    python -m rag.evaluate.excerpts DATA --foreign OTHER [--foreign OTHER ...] [--n 200] [--seed 1]

DATA is an archive, or a folder with a `docs.jsonl` (one object a line with `doc_id`, `title` and
`text`), of which an archive is made in a temporary folder. Foreign excerpts are sentences of such
folders. True ones begin and end at any word and have 3 to 350; each foreign or altered one has six at least,
as fewer may stand in any archive by chance. What is right is known from the texts alone, without an index.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rag.archive import Archive
from rag.errors import BadGold
from rag.evaluate.alterations import TYPOGRAPHY, WORD, alter
from rag.evaluate.run import latency
from rag.evaluate.texts import ENOUGH, Texts, letters
from rag.findings import QuoteMatch
from rag.settings import Settings
from rag.types import Article

SHORTEST = 3  # words of an excerpt
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
TOLD = 5  # failures told in full


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one excerpt."""

    kind: str
    excerpt: str
    right: bool  # every article that has it is named; of a foreign one, none
    false: bool  # an article is named that does not have it
    marked: bool  # an alteration is among the changes, and nothing is marked where none was made
    milliseconds: float


def evaluate(archive: Archive, foreign: Sequence[str], n: int, seed: int) -> dict[str, object]:
    """n true excerpts, and n/4 each: true ones in other typography, foreign ones, altered ones."""
    chance, texts = random.Random(seed), Texts(archive.articles())
    archive.find_quote("once, so that opening the archive is not timed")
    unknown = [sentence for sentence in foreign if not texts.having(sentence)]
    outcomes = [_true(archive, texts, *texts.excerpt(chance, SHORTEST)) for _ in range(n)]
    outcomes += [_varied(archive, texts, number, chance) for number in range(n // 4)]
    outcomes += [_foreign(archive, s) for s in chance.sample(unknown, min(n // 4, len(unknown)))]
    outcomes += [_altered(archive, texts, number, chance) for number in range(n // 4)]
    kinds = {
        kind: [o for o in outcomes if o.kind == kind] for kind in dict.fromkeys(o.kind for o in outcomes)
    }
    took = latency([o.milliseconds for o in outcomes])
    return {
        "articles": len(texts.articles),
        **{kind: _counted(some) for kind, some in kinds.items()},
        "milliseconds": {"p50": round(took.p50, 1), "p95": round(took.p95, 1), "n": took.n},
        "failed": [f"{o.kind}: {o.excerpt}" for o in outcomes if o.false or not (o.right and o.marked)][
            :TOLD
        ],
    }


def _true(
    archive: Archive, texts: Texts, article: Article, excerpt: str, kind: str = "true", varied: str = ""
) -> Outcome:
    match, took = _timed(archive, varied or excerpt)
    named = {place.article.id for place in match.places}
    return Outcome(
        kind,
        varied or excerpt,
        right=texts.having(excerpt) <= named and article.id in named,
        false=not all(texts.may_have(id, excerpt) for id in named),
        marked=match.label in ("exact", "typography"),
        milliseconds=took,
    )


def _varied(archive: Archive, texts: Texts, number: int, chance: random.Random) -> Outcome:
    article, excerpt = texts.excerpt(chance, ENOUGH)
    vary = list(TYPOGRAPHY.values())[number % len(TYPOGRAPHY)]
    return _true(archive, texts, article, excerpt, "other typography", vary(excerpt))


def _foreign(archive: Archive, sentence: str) -> Outcome:
    match, took = _timed(archive, sentence)
    return Outcome("foreign", sentence, not match.found, match.found, True, took)


def _altered(archive: Archive, texts: Texts, number: int, chance: random.Random) -> Outcome:
    while True:
        article, excerpt = texts.excerpt(chance, ENOUGH)
        altered = alter(excerpt, texts.words, number, chance)
        if altered and not any(texts.may_have(a.id, altered.text) for a in texts.articles):
            break
    match, took = _timed(archive, altered.text)
    changes = [change for place in match.places if place.article.id == article.id for change in place.changes]
    return Outcome(
        "altered",
        altered.text,
        right=article.id in {place.article.id for place in match.places},
        false=not all(texts.may_have(place.article.id, excerpt) for place in match.places),
        marked=any(letters(altered.new) in letters(c.excerpt) and altered.old in c.article for c in changes),
        milliseconds=took,
    )


def _timed(archive: Archive, excerpt: str) -> tuple[QuoteMatch, float]:
    began = time.perf_counter()
    match = archive.find_quote(excerpt)
    took = (time.perf_counter() - began) * 1000
    for place in match.places:
        if place.article.text[place.start : place.end] != place.quote:
            raise AssertionError(f"{place.article.id} has other words at {place.start} to {place.end}")
    return match, took


def _counted(outcomes: Sequence[Outcome]) -> dict[str, int]:
    return {
        "n": len(outcomes),
        "right": sum(o.right for o in outcomes),
        "false": sum(o.false for o in outcomes),
        "marked": sum(o.marked for o in outcomes),
    }


def read_docs(folder: Path) -> list[Article]:
    """The documents of a folder's `docs.jsonl`. Raises BadGold."""
    try:
        lines = (folder / "docs.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        return [Article(str(r["doc_id"]), title=r.get("title") or "", text=r["text"]) for r in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadGold(f"{folder}/docs.jsonl cannot be read: {error!r}") from error


@contextmanager
def _opened(data: Path) -> Iterator[Archive]:
    """The archive of that folder, or one made of its documents for the time being."""
    if not (data / "docs.jsonl").exists():
        with Archive(data, Settings()) as archive:
            yield archive
        return
    with (
        tempfile.TemporaryDirectory(prefix="dateline-excerpts-") as temporary,
        Archive(temporary, Settings()) as archive,
    ):
        archive.add(read_docs(data))
        yield archive


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--foreign", type=Path, action="append", default=[])
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    sentences = [s for folder in args.foreign for a in read_docs(folder) for s in SENTENCE_END.split(a.text)]
    foreign = sorted({s for s in sentences if len(WORD.findall(s)) >= ENOUGH})
    with _opened(args.data) as archive:
        sys.stdout.write(
            json.dumps(evaluate(archive, foreign, args.n, args.seed), ensure_ascii=False, indent=1) + "\n"
        )


if __name__ == "__main__":
    main()
