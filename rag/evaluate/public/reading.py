"""Sets whose answers are spans of a text: NewsQA as MRQA gives it out, SQuAD 2, and a plain folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rag.evaluate.public.parts import Collector, PublicSet, files, rows, strings, whole
from rag.types import GoldQuestion, Turn


def mrqa(path: Path) -> PublicSet:
    """MRQA's form (Fisch et al. 2019): a header, then a context a line with its questions.

    `detected_answers` have places that count characters, the last one included.
    """
    found = Collector("newsqa")
    for row in rows(path):
        if "context" not in row:  # the header
            continue
        article = found.article(row["context"])
        for asked in row.get("qas", ()):
            detected = asked.get("detected_answers") or []
            spans = [span for answer in detected for span in answer.get("char_spans", ())]
            found.question(
                GoldQuestion(
                    id=asked["qid"],
                    question=asked["question"],
                    answers=(*(answer["text"] for answer in detected), *strings(asked.get("answers"))),
                    article_ids=(article,),
                    evidence=tuple(found.around(article, start, end + 1) for start, end in spans),
                )
            )
    return found.done()


def squad(path: Path) -> PublicSet:
    """SQuAD 2 (Rajpurkar, Jia and Liang 2018), and SQuAD 1.1: an article is its paragraphs in order.

    An impossible question is one that its own paragraph does not answer; another article may.
    """
    found = Collector("squad")
    for document in whole(path)["data"]:
        paragraphs = document["paragraphs"]
        text = "\n\n".join(paragraph["context"] for paragraph in paragraphs)
        article = found.article(text, document.get("title", "").replace("_", " "))
        offset = 0
        for paragraph in paragraphs:
            for asked in paragraph["qas"]:
                answers = [] if asked.get("is_impossible") else asked["answers"]
                found.question(_spanned(found, article, asked["id"], asked["question"], answers, offset))
            offset += len(paragraph["context"]) + len("\n\n")
    return found.done()


def _spanned(
    found: Collector, article: str, id: str, question: str, answers: list[dict[str, Any]], offset: int
) -> GoldQuestion:
    places = [(offset + a["answer_start"], offset + a["answer_start"] + len(a["text"])) for a in answers]
    return GoldQuestion(
        id=id,
        question=question,
        answers=tuple(answer["text"] for answer in answers),
        article_ids=(article,) if answers else (),
        evidence=tuple(found.around(article, start, end) for start, end in places),
    )


def folder(path: Path) -> PublicSet:
    """A folder with `docs.jsonl` (doc_id, title, text) and `questions.jsonl` (qid, question, answers,
    gold_doc_ids; answer_start, history and answerable where there are any)."""
    found = Collector(path.name)
    for row in rows(path / "docs.jsonl"):
        found.article(row["text"], row.get("title") or "", id=row["doc_id"])
    for asked in rows(path / "questions.jsonl"):
        answered = asked.get("answerable", True)
        answers = tuple(strings(asked.get("answers"))) if answered else ()
        named = tuple(id for id in asked.get("gold_doc_ids") or () if id in found.articles) if answers else ()
        starts = zip(strings(asked.get("answers")), asked.get("answer_start") or (), strict=False)
        evidence = tuple(
            found.around(named[0], start, start + len(answer)) for answer, start in starts if named
        )
        history = tuple(Turn(turn["role"], turn["text"]) for turn in asked.get("history") or ())
        found.question(GoldQuestion(asked["qid"], asked["question"], answers, named, evidence, history))
    return found.done()


def clapnq(path: Path) -> PublicSet:
    """ClapNQ's annotated data (Rosenthal et al. 2024): a question, its passage, and sentences that answer.

    Answers are written, not quoted, so `contains` says little of them. One without text: not answered.
    """
    found = Collector("clapnq")
    for file in files(path):
        for row in rows(file):
            for passage in row["passages"]:
                article = found.article(passage["text"], passage.get("title", ""))
            given = [one for one in row.get("output", ()) if (one.get("answer") or "").strip()]
            text = found.articles[article].text
            chosen = (s for one in given for s in strings(one.get("selected_sentences")))
            found.question(
                GoldQuestion(
                    id=str(row["id"]),
                    question=row["input"],
                    answers=tuple(one["answer"] for one in given),
                    article_ids=(article,) if given else (),
                    evidence=tuple(s.strip() for s in chosen if s.strip() and s.strip() in text),
                )
            )
    return found.done()
