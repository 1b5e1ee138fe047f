"""Count in how many texts each common word occurs and write `rag/answer/rarity.json`.

    python -m rag.evaluate.fit_rarity TEXTS.jsonl ...

Each input is JSON lines with a `text`, or with `evidence`, a list of texts. A text longer than a passage
counts as several of that length, so that articles and passages weigh alike. The file that is shipped was
counted on the public sets NewsQA, ClapNQ and AttributionBench (its evidence); it holds words and their
bands, nothing of the texts.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rag.answer.rarity import BAND, FILE, band

WORDS = 150  # of one count
FEWEST = 2  # texts a word must be in to be common
_LOWER = re.compile(r"(?<![\w’'-])[a-z]+(?:[’'][a-z]+)?(?![\w-])")


def texts_of(row: dict[str, Any]) -> list[str]:
    return list(row["evidence"]) if "evidence" in row else [str(row["text"])]


def pieces(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        words = text.split()
        for start in range(0, len(words), WORDS):
            yield " ".join(words[start : start + WORDS])


def counted(texts: Iterable[str]) -> tuple[int, Counter[str]]:
    """How many texts there are, and in how many each word stands in lower case, so is no mere name."""
    total, counts = 0, Counter[str]()
    for piece in pieces(texts):
        total += 1
        counts.update(set(_LOWER.findall(piece)))
    return total, counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("texts", nargs="+", type=Path)
    args = parser.parse_args()
    lines = (line for path in args.texts for line in path.read_text(encoding="utf-8").splitlines())
    total, counts = counted(text for line in lines if line.strip() for text in texts_of(json.loads(line)))
    bands: defaultdict[int, list[str]] = defaultdict(list)
    for word, count in counts.items():
        if count >= FEWEST:
            bands[band(total / count)].append(word)
    rows = {str(number): " ".join(sorted(bands[number])) for number in sorted(bands)}
    FILE.write_text(json.dumps({"texts": total, "band": BAND, "bands": rows}, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"{FILE}: {sum(map(len, bands.values()))} words of {total} texts\n")


if __name__ == "__main__":
    main()
