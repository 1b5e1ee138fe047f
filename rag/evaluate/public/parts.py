"""What the readers of public sets share: files of JSON, articles by their text, the evidence of an answer."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rag.errors import BadGold
from rag.evaluate.answers import normalise
from rag.evaluate.gold import Problem
from rag.evaluate.gold_row import kind_of
from rag.ingest.sentences import sentences
from rag.types import Article, GoldQuestion, Span


@dataclass(frozen=True, slots=True)
class PublicSet:
    """Articles with the gold asked of them. `problems` names what could not be used, and why."""

    articles: tuple[Article, ...]
    questions: tuple[GoldQuestion, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Articles, questions without answers, and which articles are relevant to each, by grade."""

    articles: tuple[Article, ...]
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file, also of one packed with gzip. Raises BadGold with the bad line."""
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BadGold(f"{path}: line {number} is no JSON ({error})") from error
            if not isinstance(row, dict):
                raise BadGold(f"{path}: line {number} is no object")
            yield row


def whole(path: Path) -> Any:
    """The value of a JSON file. Raises BadGold."""
    try:
        return json.loads(text_of(path))
    except ValueError as error:
        raise BadGold(f"{path}: no JSON ({error})") from error


def text_of(path: Path) -> str:
    """A file's text, unpacked where it ends in .gz. Raises BadGold."""
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadGold(f"{path}: cannot be read ({error}); give the file as its makers give it out") from error


def files(path: Path, ending: str = ".jsonl") -> list[Path]:
    """The file itself, or those of a folder with that ending, in order of their names. Raises BadGold."""
    found = sorted(path.glob(f"*{ending}")) if path.is_dir() else [path]
    if not found:
        raise BadGold(f"{path}: no {ending} file in this folder; give the set's own file or folder")
    return found


class Collector:
    """Articles as they come, the same text once, and questions with answers that can be looked for."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.articles: dict[str, Article] = {}
        self.questions: dict[str, GoldQuestion] = {}
        self.problems: list[Problem] = []
        self._ids: dict[tuple[str, str], str] = {}
        self._spans: dict[str, list[Span]] = {}

    def article(self, text: str, title: str = "", id: str = "", **more: Any) -> str:
        """The id of the article of that text, given or counted."""
        key = (title, text)
        if key not in self._ids:
            self._ids[key] = id or f"{self._name}-{len(self._ids):05}"
            self.articles[self._ids[key]] = Article(self._ids[key], title, text=text, **more)
        return self._ids[key]

    def around(self, article_id: str, start: int, end: int) -> str:
        """The sentences of the article that hold the characters from start to end: its evidence."""
        text = self.articles[article_id].text
        if article_id not in self._spans:
            self._spans[article_id] = sentences(text)
        touched = [(s, e) for s, e in self._spans[article_id] if s < end and e > start]
        return text[touched[0][0] : touched[-1][1]] if touched else text[start:end]

    def question(self, question: GoldQuestion) -> None:
        """Takes it in with the answers that have words and evidence without repetition; or says why not."""
        answers = tuple(answer for answer in dict.fromkeys(question.answers) if normalise(answer))
        if question.answers and not answers:
            self.problems.append(Problem(question.id, "no answer with a word to look for; left out"))
        elif not question.question.strip():
            self.problems.append(Problem(question.id, "no words are asked; left out"))
        elif question.id in self.questions:
            self.problems.append(Problem(question.id, "the id stands twice; the second was left out"))
        else:
            evidence = tuple(dict.fromkeys(question.evidence))
            taken = replace(question, answers=answers, evidence=evidence)
            self.questions[question.id] = replace(taken, kind=kind_of(taken))

    def done(self) -> PublicSet:
        if not self.questions:
            raise BadGold(f"no question of {self._name} can be used: {[*map(str, self.problems[:1])]}")
        return PublicSet(tuple(self.articles.values()), tuple(self.questions.values()), tuple(self.problems))


def strings(value: Any) -> Sequence[str]:
    """The strings of a value that may be one, a list of them, or nothing."""
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
