"""A run over a tiny scripted archive: every figure worked by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pytest

from rag.errors import BadGold, BadQuestion, DatelineError
from rag.evaluate.run import evaluate, latency
from rag.evaluate.scores import MEASURES, Measure, Row, Scores
from rag.types import (
    Answer,
    Article,
    Citation,
    Conflict,
    GoldQuestion,
    Hit,
    Passage,
    Sentence,
    Support,
    Turn,
)

PORT = Article(id="port", title="Port sold", text="Bids closed on Monday. A Dutch firm won. It pays in May.")
CITY = Article(id="city", title="Rain in the city", text="The mayor spoke. A Danish firm won. Rain fell.")
DUTCH, DANISH, MAY, RAIN = "A Dutch firm won.", "A Danish firm won.", "It pays in May.", "Rain fell."
FINE = Support("supported", 1.0)


def hit(article: Article, text: str) -> Hit:
    start = article.text.index(text)
    return Hit(Passage(f"{article.id}-{start}", article.id, text, start, start + len(text)), article, 1.0)


def quoting(*hits: Hit, conflicts: tuple[Conflict, ...] = ()) -> Answer:
    """Each hit's passage quoted whole, each sentence cited."""
    return Answer(
        question="",
        text=" ".join(h.passage.text for h in hits),
        sentences=tuple(Sentence(h.passage.text, (n,), FINE) for n, h in enumerate(hits, 1)),
        citations=tuple(
            Citation(n, h.article, h.passage, h.passage.text, h.passage.start, h.passage.end)
            for n, h in enumerate(hits, 1)
        ),
        conflicts=conflicts,
    )


REFUSAL = Answer(question="", text="", refused=True, reason="No article speaks of it.")


class ScriptedArchive:
    """Finds and answers what it was told to, and keeps what it was asked."""

    def __init__(self, script: dict[str, tuple[list[Hit], Answer | DatelineError]]) -> None:
        self.script = script
        self.asked: list[tuple[str, str, tuple[Turn, ...]]] = []

    def search(self, question: str, k: int = 10, history: tuple[Turn, ...] = ()) -> list[Hit]:
        self.asked.append(("search", question, history))
        hits, answer = self.script[question]
        if isinstance(answer, DatelineError):
            raise answer
        return hits[:k]

    def ask(self, question: str, history: tuple[Turn, ...] = ()) -> Answer:
        self.asked.append(("ask", question, history))
        answer = self.script[question][1]
        if isinstance(answer, DatelineError):
            raise answer
        return answer

    def articles(self) -> Iterable[Article]:
        return iter([PORT, CITY])

    def support(self, claim: str, texts: Sequence[str]) -> Support:
        """A judge that takes only what is said word for word."""
        return FINE if any(claim in text for text in texts) else Support("unsupported", 0.0)


def gold(
    name: str, *answers: str, evidence: tuple[str, ...] = (), kind: str = "", **more: object
) -> GoldQuestion:
    ids = ("port",) if answers else ()
    return GoldQuestion(name, name, answers, ids, evidence, kind=kind, **more)  # type: ignore[arg-type]


def run_one(question: GoldQuestion, hits: list[Hit], answer: Answer | DatelineError) -> Row:
    return evaluate(ScriptedArchive({question.question: (hits, answer)}), [question]).rows[0]


def run_five() -> Scores:
    """Right, found but not quoted, not found, rightly refused, and answered where it should refuse."""
    city = [hit(CITY, RAIN), hit(CITY, DANISH)]
    return evaluate(
        ScriptedArchive(
            {
                "right": ([hit(PORT, DUTCH), *city], quoting(hit(PORT, DUTCH))),
                "unquoted": ([*city, hit(PORT, MAY)], quoting(hit(CITY, RAIN))),
                "lost": (city, REFUSAL),
                "silent": (city, REFUSAL),
                "gossip": (city, quoting(*city)),
            }
        ),
        [
            gold("right", "Dutch", evidence=(DUTCH,)),
            gold("unquoted", "May", evidence=(MAY, DUTCH)),
            gold("lost", "Dutch"),
            gold("silent"),
            gold("gossip"),
        ],
    )


def test_every_figure_of_a_small_run_by_hand() -> None:
    scores = run_five()
    assert dict(scores.overall.measures) == {
        # The port article: first for "right" (1), second for "unquoted" (1/2), not found (0).
        "article R@5": Measure(pytest.approx(2 / 3), 3),
        "article Success@5": Measure(pytest.approx(2 / 3), 3),
        "article RR@10": Measure(pytest.approx(1.5 / 3), 3),
        "article AP": Measure(pytest.approx(1.5 / 3), 3),  # one article each: AP is RR
        "article nDCG@10": Measure(pytest.approx((1 + 1 / math.log2(3)) / 3), 3),
        # Two questions have evidence: all of it at rank 1; one quote of two at rank 3.
        "passage R@5": Measure(pytest.approx((1 + 1 / 2) / 2), 2),
        "passage Success@5": Measure(1.0, 2),
        "passage RR@10": Measure(pytest.approx((1 + 1 / 3) / 2), 2),
        # The other quote of the second was not found: AP 1/3 of 2; DCG 1/log2(4) of 1 + 1/log2(3).
        "passage AP": Measure(pytest.approx((1 + 1 / 6) / 2), 2),
        "passage nDCG@10": Measure(pytest.approx((1 + 0.5 / (1 + 1 / math.log2(3))) / 2), 2),
        "right": Measure(pytest.approx(2 / 5), 5),
        "contains": Measure(pytest.approx(1 / 3), 3),
        # "Dutch firm won" and "Dutch" share one word of 3 and 1: F1 2/4; the others share none.
        "F1": Measure(pytest.approx(0.5 / 3), 3),
        "EM": Measure(0.0, 3),
        "wrongly refused": Measure(pytest.approx(1 / 3), 3),
        "rightly refused": Measure(0.5, 2),
        "refusal precision": Measure(0.5, 2),  # "lost" wrongly, "silent" rightly
        "balanced accuracy": Measure(pytest.approx((1 / 2 + 2 / 3) / 2), 5),
        # Three were answered: "A Dutch firm won." (4 words), "Rain fell." (2), both of the city's (2 + 4).
        "all cited": Measure(1.0, 3),
        "quotes verbatim": Measure(1.0, 3),
        "citation recall": Measure(1.0, 3),
        "citation precision": Measure(1.0, 3),
        "conflict shown": Measure(None, 0),
        "conflict elsewhere": Measure(0.0, 3),
        "premise corrected": Measure(None, 0),
        "corrected elsewhere": Measure(0.0, 3),
        "words": Measure(4.0, 3),
    }
    assert (scores.overall.quotes, scores.overall.wrong_quotes) == (4, 0)
    assert [row.failure for row in scores.rows] == [
        None,
        "retrieved, not quoted",
        "not retrieved",
        None,
        "should have refused",
    ]


def test_kinds_are_scored_apart_and_in_one_order() -> None:
    scores = run_five()
    assert [(group.name, group.n) for group in scores.kinds] == [("answerable", 3), ("unanswerable", 2)]
    assert scores.kinds[1].measures["rightly refused"] == Measure(0.5, 2)
    assert scores.kinds[1].measures["article R@5"] == Measure(None, 0)
    assert [list(group.measures) for group in scores.kinds] == [list(MEASURES)] * 2


def test_an_unanswerable_question_takes_no_part_in_finding() -> None:
    question = GoldQuestion("q", "q", article_ids=("city",), evidence=(RAIN,))
    row = run_one(question, [hit(CITY, RAIN)], REFUSAL)
    assert row.scores == {"right": 1.0, "rightly refused": 1.0, "refusal precision": 1.0}
    assert row.failure is None


def test_a_refusal_with_the_evidence_at_hand_is_wrong_as_a_refusal() -> None:
    question = gold("q", "Dutch", evidence=(DUTCH,))
    assert run_one(question, [hit(PORT, DUTCH)], REFUSAL).failure == "wrongly refused"
    assert run_one(question, [hit(PORT, MAY)], REFUSAL).failure == "not retrieved"


def test_a_refusal_never_contains_the_answer() -> None:
    refusal = Answer("", text="Nothing on a Dutch firm.", refused=True, reason="none")
    row = run_one(gold("q", "Dutch"), [hit(PORT, DUTCH)], refusal)
    assert row.scores["contains"] == 0.0
    assert "words" not in row.scores


def test_without_any_named_article_the_answers_words_tell_what_was_retrieved() -> None:
    question = GoldQuestion("q", "q", answers=("Dutch",))
    assert run_one(question, [hit(PORT, DUTCH)], REFUSAL).failure == "wrongly refused"
    assert run_one(question, [hit(PORT, MAY)], REFUSAL).failure == "not retrieved"


def test_a_quote_that_is_not_verbatim_fails_even_a_right_answer() -> None:
    found = hit(PORT, DUTCH)
    invented = Citation(1, PORT, found.passage, "A Dutch firm lost.", found.passage.start, found.passage.end)
    answer = Answer("", "A Dutch firm won.", (Sentence(DUTCH, (1,), FINE),), (invented,))
    row = run_one(gold("q", "Dutch"), [found], answer)
    assert row.failure == "quoted wrong"
    assert row.wrong_quotes == ("A Dutch firm lost.",)
    assert row.scores["quotes verbatim"] == 0.0
    assert row.scores["contains"] == 1.0


def test_history_goes_with_the_question_and_the_first_is_asked_once_beforehand() -> None:
    turns = (Turn("user", "Who won?"), Turn("assistant", DUTCH))
    first = gold("first", "May", history=turns)
    archive = ScriptedArchive({"first": ([], REFUSAL), "second": ([], REFUSAL)})
    told: list[tuple[str, int, int]] = []
    scores = evaluate(archive, [first, gold("second")], lambda *step: told.append(step))
    once = [("search", "first", turns), ("ask", "first", turns)]
    assert archive.asked == [*once, *once, ("search", "second", ()), ("ask", "second", ())]
    assert told == [("questions", 1, 2), ("questions", 2, 2)]
    assert scores.search_ms.n == scores.ask_ms.n == 2  # the warm-up is not among the times
    assert [row.kind for row in scores.rows] == ["followup", "unanswerable"]


def test_a_question_the_archive_will_not_take_is_refused_and_the_run_goes_on() -> None:
    row = run_one(gold("q", "Dutch"), [], BadQuestion("a question needs words"))
    assert (row.refused, row.reason, row.retrieved) == (True, "a question needs words", ())
    assert row.failure == "not retrieved"


def test_any_other_trouble_of_the_archive_is_not_scored_away() -> None:
    with pytest.raises(DatelineError, match="disk"):
        run_one(gold("q", "Dutch"), [], DatelineError("disk"))


def test_no_questions_are_no_run() -> None:
    with pytest.raises(BadGold, match="no gold questions"):
        evaluate(ScriptedArchive({}), [])


def test_times_are_the_nearest_rank() -> None:
    # Of 1 to 20 ms, half are done within 10 and 19 of 20 (95 %) within 19; of one, all within it.
    twenty = latency([float(ms) for ms in range(20, 0, -1)])
    assert (twenty.p50, twenty.p95, twenty.n) == (10.0, 19.0, 20)
    assert (latency([7.0]).p50, latency([7.0]).p95) == (7.0, 7.0)


def test_what_was_retrieved_is_kept_with_the_evidence_marked() -> None:
    question = gold("q", "May", evidence=(f"{DUTCH} {MAY}", MAY))
    row = run_one(question, [hit(CITY, RAIN), hit(PORT, MAY), hit(PORT, DUTCH), hit(PORT, MAY)], REFUSAL)
    # The second holds one quote; the third completes the other; the fourth holds the first again.
    assert [(r.rank, r.right) for r in row.retrieved] == [(1, False), (2, True), (3, True), (4, True)]
    assert [r.marks for r in row.retrieved] == [(), ((0, len(MAY)),), (), ((0, len(MAY)),)]
    first = row.retrieved[0]
    assert (first.title, first.opening) == ("Rain in the city", "Rain fell.")
    assert CITY.text[first.start : first.end] == "Rain fell."
