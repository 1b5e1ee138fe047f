"""Sets that ask over several articles or turns: MultiHop-RAG, mtRAG; and BEIR's, which judge documents."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import BadGold
from rag.evaluate.gold import Problem
from rag.evaluate.public.parts import Collector, PublicSet, RetrievalSet, files, rows, strings, text_of, whole
from rag.types import Article, GoldQuestion, Turn

ROLES: Mapping[str, Any] = {"user": "user", "agent": "assistant", "assistant": "assistant"}


def multihop(path: Path) -> PublicSet:
    """MultiHop-RAG (Tang and Yang 2024): a folder with `corpus.json` and `MultiHopRAG.json`.

    A `null_query` has no answer. Facts that do not stand in their article word for word are no evidence.
    """
    found = Collector("multihop")
    by_url: dict[str, str] = {}
    for row in whole(path / "corpus.json"):
        day = str(row.get("published_at") or "")[:10]
        by_url[row["url"]] = found.article(
            row["body"],
            row.get("title") or "",
            source=row.get("source") or "",
            url=row["url"],
            author=row.get("author") or "",
            section=row.get("category") or "",
            published=_day(day),
        )
    for number, row in enumerate(whole(path / "MultiHopRAG.json")):
        none = row.get("question_type") == "null_query"
        facts = [] if none else row.get("evidence_list", [])
        ids = dict.fromkeys(by_url[fact["url"]] for fact in facts if fact.get("url") in by_url)
        texts = [found.articles[id].text for id in ids]
        found.question(
            GoldQuestion(
                id=f"multihop-q{number:05}",
                question=row["query"],
                answers=() if none else (row["answer"],),
                article_ids=tuple(ids),
                evidence=tuple(f["fact"] for f in facts if any(f["fact"] in text for text in texts)),
            )
        )
    return found.done()


def mtrag(path: Path) -> PublicSet:
    """mtRAG's generation tasks (Katsis et al. 2025): a conversation so far, the passages shown, the answer.

    Each passage becomes an article. Those that people called relevant answer it, or all where nobody was
    asked. Turns that ask nothing of the corpus (CONVERSATIONAL) are left out.
    """
    found = Collector("mtrag")
    for file in files(path):
        for row in rows(file):
            label = "".join(strings(row.get("Answerability") or row.get("answerability"))[:1]).upper()
            if label == "CONVERSATIONAL":
                found.problems.append(Problem(row["task_id"], "asks nothing of the corpus; left out"))
                continue
            contexts = row.get("contexts") or []
            ids = {c["document_id"]: found.article(c["text"], c.get("title") or "", _id(c)) for c in contexts}
            answered = label != "UNANSWERABLE"
            *before, last = row["input"]
            found.question(
                GoldQuestion(
                    id=row["task_id"],
                    question=last["text"],
                    answers=tuple(t["text"] for t in row.get("targets") or ()) if answered else (),
                    article_ids=tuple(ids[c["document_id"]] for c in _relevant(contexts)) if answered else (),
                    history=tuple(Turn(ROLES[turn["speaker"]], turn["text"]) for turn in before),
                )
            )
    return found.done()


def _id(context: Mapping[str, Any]) -> str:
    """The passage's id, with its text's hash: one id may come with texts that differ in their spaces."""
    return f"{context['document_id']}-{hashlib.sha256(context['text'].encode()).hexdigest()[:6]}"


def _relevant(contexts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    judged = [context for context in contexts if (context.get("feedback") or {}).get("relevant")]
    if not judged:
        return contexts
    return [
        context
        for context in judged
        if any(vote.get("value") == "yes" for vote in context["feedback"]["relevant"].values())
    ]


def beir(path: Path, split: str = "test") -> RetrievalSet:
    """BEIR's layout (Thakur et al. 2021): `corpus.jsonl`, `queries.jsonl` and `qrels/SPLIT.tsv`.

    Only questions that the split judges are read.
    """
    qrels: dict[str, dict[str, int]] = {}
    judged = path / "qrels" / f"{split}.tsv"
    for number, line in enumerate(text_of(judged).split("\n"), 1):
        cells = line.rstrip("\r").split("\t")
        if cells == [""] or (number == 1 and not cells[-1].lstrip("-").isdecimal()):  # the header
            continue
        if len(cells) != 3 or not cells[2].lstrip("-").isdecimal():
            raise BadGold(f"{judged}: line {number} is not query, document and grade with tabs between")
        qrels.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    articles = tuple(
        Article(str(row["_id"]), row.get("title") or "", text=row["text"])
        for row in rows(path / "corpus.jsonl")
    )
    queries = {str(row["_id"]): row["text"] for row in rows(path / "queries.jsonl")}
    return RetrievalSet(articles, {id: text for id, text in queries.items() if id in qrels}, qrels)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
