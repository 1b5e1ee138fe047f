"""How often a question that assumes what is false is noticed, and how often one that does not is suspected.

    python -m rag.evaluate.swapped [--set DIR] [--half first|second] [--wording standalone] [--list]

Each name, number and date of a gold question is swapped once for another of its kind (`swap`), seeded. A
swapped question is noticed when the answer sets something right or is a refusal. A question as it stands
is suspected when its answer sets something right, or is refused for a part that nothing found has; that
it is refused for any reason is counted too. A swap can by chance ask for what the archive does tell; it
counts as any other.

Without `--set` it is the corpus that ships with its answerable gold questions. A set is a folder with
`docs.jsonl` and `questions.jsonl`; of its questions that are worded alike one is taken, and they fall into
two halves, of which the one may be looked at while the rules are made.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.answer.refusal import for_a_part
from rag.archive import Archive
from rag.corpus import ARTICLES, GOLD
from rag.evaluate.gold import read_gold
from rag.evaluate.sets import read_set
from rag.evaluate.swap import Apart, Asked, Pool, Swapped, swaps
from rag.types import Answer, Article

SEED = 7
AROUND = 150  # characters about the start of an answer that are taken for its evidence


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question put to the archive; `swapped` is None for one as it stands."""

    asked: Asked
    swapped: Swapped | None
    answer: Answer

    @property
    def noticed(self) -> bool:
        """Whether something was set right, or the question was refused."""
        return bool(self.answer.corrections) or self.answer.refused

    @property
    def suspected(self) -> bool:
        """Whether something was set right, or the question was refused for a part that nothing found has."""
        return bool(self.answer.corrections) or (self.answer.refused and for_a_part(self.answer.reason))

    @property
    def set_right(self) -> bool:
        """Whether what was swapped is named as wrong."""
        became = self.swapped.became if self.swapped else ""
        return any(c.asked in became or became in c.asked for c in self.answer.corrections)


def shipped() -> list[Asked]:
    """The answerable gold questions of the corpus that ships."""
    return [
        Asked(q.id, q.question, q.answers, q.evidence, q.article_ids)
        for q in read_gold(GOLD)[0]
        if q.kind == "answerable" and not q.history
    ]


def of_set(folder: Path, wording: str, half: str) -> tuple[list[Article], list[Asked]]:
    """The articles of a set, and one half of its questions, or all of them."""
    articles, rows = read_set(folder)
    texts = {article.id: article.text for article in articles}
    found: dict[str, Asked] = {}
    for row in sorted(rows, key=lambda row: row.id):
        if row.wording == wording and row.text not in found:
            evidence = [texts[id][max(0, s - AROUND) : s + AROUND] for id in row.articles for s in row.starts]
            found[row.text] = Asked(row.id, row.text, (), tuple(evidence), row.articles)
    questions = list(found.values())
    random.Random(SEED).shuffle(questions)
    middle = len(questions) // 2
    return articles, {"first": questions[:middle], "second": questions[middle:]}.get(half, questions)


def run(archive: Archive, questions: Sequence[Asked]) -> tuple[list[Outcome], list[Apart]]:
    """Every question as it stands, and every swap of it."""
    pool, rng = Pool(archive.articles()), random.Random(SEED)
    outcomes: list[Outcome] = []
    apart: list[Apart] = []
    for asked in questions:
        outcomes.append(Outcome(asked, None, archive.ask(asked.question)))
        for swap in swaps(asked, pool, rng):
            if isinstance(swap, Apart):
                apart.append(swap)
            else:
                outcomes.append(Outcome(asked, swap, archive.ask(swap.question)))
    return outcomes, apart


def report(outcomes: Iterable[Outcome], apart: Sequence[Apart]) -> dict[str, object]:
    """Shares with their n; the swaps also by kind and by whether an answering article has what came in."""
    clean = [o for o in outcomes if o.swapped is None]
    swapped = [o for o in outcomes if o.swapped is not None]
    groups = {"all": swapped}
    for outcome in swapped:
        if outcome.swapped is not None:
            groups.setdefault(outcome.swapped.kind, []).append(outcome)
            place = "from an article that answers" if outcome.swapped.near else "from elsewhere"
            groups.setdefault(place, []).append(outcome)
    return {
        "clean": {
            "n": len(clean),
            "suspected": _share([o.suspected for o in clean]),
            "set right": _share([bool(o.answer.corrections) for o in clean]),
            "refused": _share([o.answer.refused for o in clean]),
        },
        "swapped": {
            name: {
                "n": len(group),
                "noticed": _share([o.noticed for o in group]),
                "set right": _share([o.set_right for o in group]),
                "refused": _share([o.answer.refused for o in group]),
            }
            for name, group in groups.items()
        },
        "apart": {why: sum(a.why == why for a in apart) for why in sorted({a.why for a in apart})},
    }


def _share(found: Sequence[bool]) -> float | None:
    return round(sum(found) / len(found), 3) if found else None


def _listed(outcome: Outcome) -> str:
    told = "; ".join(f"{c.found}, not {c.asked}" for c in outcome.answer.corrections)
    said = f"REFUSED {outcome.answer.reason}" if outcome.answer.refused else told
    if outcome.swapped is None:
        return f"{'SUSPECTED' if outcome.suspected else 'clean'} | {outcome.asked.question} | {said}"
    mark = "noticed" if outcome.noticed else "MISSED"
    return f"{mark} {outcome.swapped.was} > {outcome.swapped.became} | {outcome.swapped.question} | {said}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", type=Path, help="a folder with docs.jsonl and questions.jsonl")
    parser.add_argument("--half", choices=("first", "second", "both"), default="both")
    parser.add_argument("--wording", default="standalone")
    parser.add_argument("--archive", type=Path, help="kept there, and found there the next time")
    parser.add_argument("--list", action="store_true", help="every question with what came of it")
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="dateline-swapped-") as temporary,
        Archive(args.archive or Path(temporary) / "archive") as archive,
    ):
        if args.set is None:
            archive.sync(ARTICLES)
            questions = shipped()
        else:
            articles, questions = of_set(args.set, args.wording, args.half)
            archive.add(articles)
        outcomes, apart = run(archive, questions)
    if args.list:
        sys.stdout.writelines(f"{_listed(outcome)}\n" for outcome in outcomes)
    sys.stdout.write(json.dumps(report(outcomes, apart), indent=1) + "\n")


if __name__ == "__main__":
    main()
