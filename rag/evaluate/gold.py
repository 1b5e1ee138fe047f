"""Gold questions: read row by row, and checked against the articles they are about."""

from __future__ import annotations

import codecs
import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import BadGold
from rag.evaluate.answers import contains_plain, normalise
from rag.evaluate.evidence import places
from rag.evaluate.gold_csv import csv_questions
from rag.evaluate.gold_row import BadRow, question_of
from rag.evaluate.nearest import nearest
from rag.types import Article, GoldQuestion


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a piece of gold, and what mends it. `where` is a line or a question's id."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def read_gold(path: Path | str) -> tuple[list[GoldQuestion], list[Problem]]:
    """The rows that can be used, and a problem for each line that cannot; blank lines are skipped.

    JSONL, or CSV by the file's ending. Raises BadGold when the file is missing, empty, not UTF-8, or has no
    row that can be used.
    """
    questions: dict[str, GoldQuestion] = {}
    lines: dict[str, int] = {}
    problems = []
    text = _text(Path(path))
    rows = csv_questions(text, str(path)) if Path(path).suffix.lower() == ".csv" else _json_questions(text)
    for number, question in rows:
        if isinstance(question, GoldQuestion) and question.id in questions:
            question = BadRow(
                f"id {question.id!r} is already that of line {lines[question.id]}; give it another"
            )
        if isinstance(question, BadRow):
            problems.append(Problem(f"line {number}", str(question)))
            continue
        questions[question.id], lines[question.id] = question, number
    if not questions:
        first = f"; {problems[0]}" if problems else ""
        raise BadGold(f"{path}: none of its {len(problems)} rows can be used{first}")
    return list(questions.values()), problems


def _json_questions(text: str) -> Iterator[tuple[int, GoldQuestion | BadRow]]:
    # Only "\n" ends a row: splitlines would also cut at separators that may stand inside a string.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, question_of(line)
            except BadRow as error:
                yield number, error


def check_gold(questions: Iterable[GoldQuestion], articles: Iterable[Article]) -> list[Problem]:
    """What of the gold does not fit the articles, question by question; none of it stops a run.

    Article ids that do not exist, evidence that is not verbatim (differences of whitespace alone are
    told apart: those quotes still count), and answers that no quotation of the articles could hold.
    """
    known = {article.id: article for article in articles}
    plain: dict[str, str] = {}  # the articles' texts as answers are looked for in them, each made once
    problems = []
    for question in questions:
        found = [
            *_unknown_ids(question, known),
            *_evidence(question, known),
            *_unreachable(question, known, plain),
        ]
        problems += [Problem(f"question {question.id}", what) for what in found]
    return problems


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise BadGold(f"{path}: no such file; give a JSONL file of gold questions") from error
    except OSError as error:
        raise BadGold(
            f"{path}: cannot be read ({error.strerror}); give a JSONL file of gold questions"
        ) from error
    # A row that is not UTF-8 is named by itself: its bytes are kept as surrogates, which no row may have.
    text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    if "\0" in text:  # UTF-16, as a rule
        raise BadGold(f"{path}: not text in UTF-8 (it has zero bytes); save it as UTF-8")
    if not text.strip():
        raise BadGold(f"{path}: empty; write one JSON object a line, with at least id and question")
    return text


def _unknown_ids(question: GoldQuestion, known: dict[str, Article]) -> Iterable[str]:
    for article_id in question.article_ids:
        if article_id not in known:
            near = difflib.get_close_matches(article_id, known, n=1)
            yield f"no article {article_id!r}" + (
                f"; did you mean {near[0]!r}?" if near else "; mend article_ids"
            )


def _evidence(question: GoldQuestion, known: dict[str, Article]) -> Iterable[str]:
    named = _named(question, known)
    for quote in question.evidence:
        if any(quote in article.text for article in named):
            continue
        if any(places(quote, article.text) for article in named):
            yield f"evidence differs from the article in whitespace alone (it counts all the same): {quote!r}"
            continue
        others = [article.id for article in known.values() if places(quote, article.text)]
        if others:
            mend = f"it stands in {others[0]!r}, add that to article_ids"
        else:
            near = nearest(quote, named)
            mend = f"the nearest is {near.text!r} in {near.article_id!r}" if near else "copy it from there"
        yield f"evidence is not in the articles named; {mend}: {quote!r}"


def _unreachable(question: GoldQuestion, known: dict[str, Article], plain: dict[str, str]) -> Iterable[str]:
    named = _named(question, known)
    for article in named if question.answers else ():
        if article.id not in plain:
            plain[article.id] = normalise(article.text)
        if contains_plain(plain[article.id], question.answers):
            return
    if question.answers and named:
        yield f"no answer stands in the articles, so no quotation can hold one: {', '.join(question.answers)}"


def _named(question: GoldQuestion, known: dict[str, Article]) -> Sequence[Article]:
    """The gold articles that exist; all of them when the question names none."""
    if not question.article_ids:
        return list(known.values())
    return [known[article_id] for article_id in question.article_ids if article_id in known]
