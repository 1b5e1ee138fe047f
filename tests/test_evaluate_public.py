"""Public sets in the form their makers give out, read from tiny examples of our own."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.archive import Archive
from rag.errors import BadGold
from rag.evaluate.gold import check_gold, read_gold
from rag.evaluate.public import FORMS, PublicSet, RetrievalSet, read_public
from rag.evaluate.public.__main__ import main, take
from rag.evaluate.trec import read_qrels, read_run
from rag.store import generation
from rag.types import Article, Turn
from tests.fakes import FakeEmbedder
from tests.newsroom import ReadsHere, build_here

MILL = "The mill of Arden closed in March. Its 43 workers were told by letter. Nobody objected."


def lines(path: Path, *rows: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(form: str, path: Path) -> PublicSet:
    found = read_public(form, path)
    assert isinstance(found, PublicSet)
    assert check_gold(found.questions, found.articles) == []  # ids are there, quotes verbatim
    return found


def span(text: str, of: str = MILL) -> tuple[int, int]:
    return of.index(text), of.index(text) + len(text)


def test_newsqa_as_mrqa_gives_it_out(tmp_path: Path) -> None:
    start, end = span("43 workers")
    asked = {"qid": "a1", "question": "Who were told?", "answers": ["43 workers"]}
    asked |= {
        "detected_answers": [
            {"text": "43 workers", "char_spans": [[start, end - 1]], "token_spans": [[8, 9]]}
        ]
    }
    empty = {"qid": "a2", "question": "What?", "answers": ["--"], "detected_answers": []}
    rows = [{"header": {"dataset": "NewsQA"}}, {"id": "", "context": MILL, "qas": [asked, empty]}]
    path = tmp_path / "NewsQA.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    found = read("newsqa", path)
    (question,) = found.questions
    assert (question.id, question.answers) == ("a1", ("43 workers",))
    assert question.evidence == ("Its 43 workers were told by letter.",)
    assert [article.text for article in found.articles] == [MILL]
    assert [problem.where for problem in found.problems] == ["a2"]


def test_squad_2(tmp_path: Path) -> None:
    second = "The bakery burned down. It had two ovens."
    answer = {"text": "two ovens", "answer_start": second.index("two ovens")}
    paragraphs = [
        {
            "context": MILL,
            "qas": [{"id": "s1", "question": "Who burned it?", "answers": [], "is_impossible": True}],
        },
        {"context": second, "qas": [{"id": "s2", "question": "What had it?", "answers": [answer, answer]}]},
    ]
    path = tmp_path / "dev.json"
    path.write_text(
        json.dumps({"version": "v2.0", "data": [{"title": "Arden_town", "paragraphs": paragraphs}]})
    )
    found = read("squad", path)
    assert [article.title for article in found.articles] == ["Arden town"]
    impossible, ovens = found.questions
    assert (impossible.kind, impossible.article_ids) == ("unanswerable", ())
    assert (ovens.answers, ovens.evidence) == (("two ovens",), ("It had two ovens.",))


def test_multihop_rag(tmp_path: Path) -> None:
    corpus = [
        {
            "title": "Mill",
            "body": MILL,
            "url": "u1",
            "source": "Arden Post",
            "published_at": "2023-10-02T08:00:00+00:00",
        },
        {
            "title": "Bakery",
            "body": "The bakery burned down.",
            "url": "u2",
            "source": "Wire",
            "published_at": "soon",
        },
    ]
    facts = [{"url": "u1", "fact": "Nobody objected."}, {"url": "u2", "fact": "The bakery was on fire."}]
    asked = [
        {
            "query": "Did nobody object?",
            "answer": "Yes",
            "question_type": "inference_query",
            "evidence_list": facts,
        },
        {
            "query": "And who?",
            "answer": "Insufficient information.",
            "question_type": "null_query",
            "evidence_list": [],
        },
    ]
    (tmp_path / "corpus.json").write_text(json.dumps(corpus))
    (tmp_path / "MultiHopRAG.json").write_text(json.dumps(asked))
    found = read_public("multihop", tmp_path)
    assert isinstance(found, PublicSet)
    assert [(a.source, a.published) for a in found.articles] == [
        ("Arden Post", date(2023, 10, 2)),
        ("Wire", None),
    ]
    yes, null = found.questions
    assert len(yes.article_ids) == 2 and yes.evidence == ("Nobody objected.",)
    assert (null.kind, null.answers) == ("unanswerable", ())


def test_clapnq(tmp_path: Path) -> None:
    passage = {"title": "Arden", "text": MILL, "sentences": MILL.split(". ")}
    chosen = ["Its 43 workers were told by letter.", "Not of this text."]
    given = {"answer": "By letter.", "selected_sentences": chosen}
    lines(
        tmp_path / "dev" / "a.jsonl",
        {"id": "1-a", "input": "how told", "passages": [passage], "output": [given]},
    )
    none = {"answer": "", "selected_sentences": []}
    lines(
        tmp_path / "dev" / "b.jsonl",
        {"id": "2-u", "input": "who else", "passages": [passage], "output": [none]},
    )
    found = read("clapnq", tmp_path / "dev")
    assert len(found.articles) == 1
    told, unanswered = found.questions
    assert told.evidence == ("Its 43 workers were told by letter.",) and told.answers == ("By letter.",)
    assert unanswered.kind == "unanswerable" and unanswered.article_ids == ()


def test_mtrag(tmp_path: Path) -> None:
    def shown(id: str, text: str, vote: str = "") -> dict[str, Any]:
        judged = {"feedback": {"relevant": {"someone": {"value": vote}}}} if vote else {}
        return {"document_id": id, "text": text, "title": "Arden", **judged}

    def task(number: int, label: str, contexts: list[dict[str, Any]], *said: str) -> dict[str, Any]:
        turns = [{"speaker": ("user", "agent")[place % 2], "text": text} for place, text in enumerate(said)]
        target = [{"speaker": "agent", "text": "By letter."}]
        return {
            "task_id": f"c::{number}",
            "Answerability": [label],
            "contexts": contexts,
            "input": turns,
            "targets": target,
        }

    path = lines(
        tmp_path / "reference.jsonl",
        task(1, "ANSWERABLE", [shown("d1", MILL, "yes"), shown("d2", "Rain fell.", "no")], "What closed?"),
        task(2, "PARTIAL", [shown("d1", MILL)], "What closed?", "The mill.", "How were they told?"),
        task(3, "UNANSWERABLE", [], "Who owns it?"),
        task(4, "CONVERSATIONAL", [], "Thank you."),
    )
    found = read("mtrag", path)
    assert len(found.articles) == 2 and [p.where for p in found.problems] == ["c::4"]
    first, second, third = found.questions
    assert [question.kind for question in found.questions] == ["answerable", "followup", "unanswerable"]
    assert first.article_ids == second.article_ids and len(first.article_ids) == 1
    assert second.history == (Turn("user", "What closed?"), Turn("assistant", "The mill."))
    assert third.answers == ()


def test_a_plain_folder(tmp_path: Path) -> None:
    lines(tmp_path / "docs.jsonl", {"doc_id": "d1", "title": "Mill", "text": MILL})
    asked = {"qid": "q1", "question": "How many?", "answers": ["43"], "answer_start": [MILL.index("43")]}
    lines(
        tmp_path / "questions.jsonl",
        {**asked, "gold_doc_ids": ["d1"], "answerable": True},
        {"qid": "q2", "question": "Who?", "answers": [], "gold_doc_ids": [], "answerable": False},
    )
    many, who = read("folder", tmp_path).questions
    assert many.evidence == ("Its 43 workers were told by letter.",) and many.article_ids == ("d1",)
    assert who.kind == "unanswerable"


def beir(folder: Path) -> Path:
    lines(
        folder / "corpus.jsonl",
        {"_id": "d1", "title": "Mill", "text": MILL},
        {"_id": "d2", "title": "", "text": "The bakery of Brill burned down in May."},
    )
    lines(
        folder / "queries.jsonl",
        *({"_id": f"q{n}", "text": t} for n, t in enumerate(("the mill", "a bakery", "x"))),
    )
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq0\td1\t2\nq1\td2\t1\nq1\td1\t0\n"
    )
    return folder


@pytest.fixture
def built_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation, "_run_child", build_here)
    monkeypatch.setattr("rag.index.Readers", ReadsHere)


@pytest.mark.usefixtures("built_here")
def test_beirs_layout_is_searched_and_its_run_written(tmp_path: Path) -> None:
    found = read_public("beir", beir(tmp_path))
    assert isinstance(found, RetrievalSet)
    assert found.queries == {"q0": "the mill", "q1": "a bakery"}  # q2 is judged by nobody
    with Archive(tmp_path / "archive", embedder=FakeEmbedder()) as archive:
        told = take(found, archive, tmp_path / "out", limit=None)
    assert "2 articles" in told and "(n = 2)" in told
    run, qrels = read_run(tmp_path / "out" / "article.run"), read_qrels(tmp_path / "out" / "article.qrels")
    assert qrels == {"q0": {"d1": 2}, "q1": {"d2": 1, "d1": 0}}
    assert set(run) == {"q0", "q1"} and max(run["q0"], key=run["q0"].__getitem__) == "d1"


@pytest.mark.usefixtures("built_here")
def test_a_set_is_taken_into_an_archive_with_its_gold(tmp_path: Path) -> None:
    asked = [
        {"qid": f"q{n}", "question": f"How many {n}?", "answers": ["43"], "gold_doc_ids": ["d1"]}
        for n in range(9)
    ]
    lines(tmp_path / "set" / "docs.jsonl", {"doc_id": "d1", "title": "Mill", "text": MILL})
    lines(tmp_path / "set" / "questions.jsonl", *asked)
    with Archive(tmp_path / "archive", embedder=FakeEmbedder()) as archive:
        told = take(read_public("folder", tmp_path / "set"), archive, tmp_path / "out", limit=4)
        assert archive.articles() == [Article("d1", "Mill", text=MILL)]
    assert "1 articles, 1 passages, 4 questions" in told
    questions, problems = read_gold(tmp_path / "out" / "gold.jsonl")
    assert len(questions) == 4 and problems == []


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_in_the_form_is_told(
    tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines(tmp_path / "wrong.jsonl", {"something": "else"})
    path = tmp_path if form in ("multihop", "beir", "folder") else tmp_path / "wrong.jsonl"
    with pytest.raises(BadGold):
        read_public(form, path)
    with pytest.raises(BadGold, match="no form"):
        read_public("other", path)
    code = main([form, str(path), "--archive", str(tmp_path / "a"), "--out", str(tmp_path / "o")])
    assert code == 1 and capsys.readouterr().err.startswith("BadGold: ")
    assert not (tmp_path / "a").exists()
