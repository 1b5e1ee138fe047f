"""For the tests of kept conversations: two people, a store, and an answer to keep."""

from __future__ import annotations

from datetime import date

from rag.receipt import Models, Terms
from rag.types import Answer, Article, Citation, Hit, Passage, Sentence, Support
from ui.kept.store import Kept

ANNA, BEN = "a" * 32, "b" * 32
QUAY = "The quay at Lisle was closed on Monday. It is to open again in June."
ARTICLE = Article(
    "quay",
    title="Quay closed",
    source="The Courier",
    url="https://courier.example/quay",
    text=QUAY,
    published=date(2024, 5, 6),
    author="Jon Abel",
)
CLOSED, OPENS = "The quay at Lisle was closed on Monday.", "It is to open again in June."
PASSAGE = Passage("quay:0-68-abc", "quay", QUAY, 0, 68, ((0, 39), (40, 68)))
ASKED = "When was the quay at Lisle closed?"
TERMS = Terms(after=date(2024, 1, 1), sources=("The Courier",), today=date(2024, 6, 1))
MODELS = Models("all-MiniLM-L6-v2", reranker="ranker", llm="ollama:tiny")


def answer(question: str = ASKED, quote: str = CLOSED) -> Answer:
    """An answer of one quote."""
    start = QUAY.index(quote)
    cited = Citation(1, ARTICLE, PASSAGE, quote, start, start + len(quote), ((start, start + 8),))
    said = Sentence(quote, (1,), Support("supported", 1.0))
    return Answer(question, quote, (said,), (cited,), hits=(Hit(PASSAGE, ARTICLE, 2.5),), revision=7)


def refusal(question: str) -> Answer:
    reason = "No article tells of zebras."
    return Answer(question, "", refused=True, reason=reason, hits=(Hit(PASSAGE, ARTICLE, 0.1),), revision=7)


def had(kept: Kept, owner: str, *questions: str) -> str:
    """The id of a conversation of these questions."""
    id = kept.begin(owner)
    for turn, question in enumerate(questions or (ASKED,), 1):
        assert kept.add(owner, id, turn, question, answer(question), TERMS) == id
    return id
