"""For the tests of asking: answers that are hard to come by, and sentences that wait to be let through."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rag.types import Answer, Conflict, Correction, Sentence, Support, Turn
from tests.ui_fakes import FakeArchive

FERRY = "How many passengers did the winter ferry carry?"
CHERRIES = "How many tonnes does the Tessel cooperative expect this summer?"
LEDGER = "Where did the auditors find the missing ledger?"
ZEBRAS = "Who sells zebras?"
DOUBTED = "Which sentences about the winter ferry hold?"
WRONG = "Did the board vote to close the summer ferry?"
APART = "How many passengers did the ferry carry, and when does it end?"
FOLLOWED = "And the passengers of the winter ferry?"
LABELS = ("supported", "partial", "unsupported", "contradicted")


class Newsroom(FakeArchive):
    """Gives the answers that are hard to come by: doubtful, put right, in conflict, of a follow-up.

    With a `gate` each sentence waits to be let through.
    """

    def __init__(self) -> None:
        super().__init__()
        self.gate: threading.Semaphore | None = None

    def ask(self, question: str, history: Sequence[Turn] = (), **options: Any) -> Answer:
        found = super().ask(question, history, **options)
        if question in (DOUBTED, WRONG, APART):
            found = self.of_the_ferry(question)
        if question == FOLLOWED and history:
            return replace(found, standalone="How many passengers did the winter ferry of Port Lisle carry?")
        if question == DOUBTED:
            supports = (Support(label, 0.5, (f"the reason for {label}",)) for label in LABELS)  # type: ignore[arg-type]
            return replace(found, sentences=tuple(Sentence(f"It is {s.label}.", (1,), s) for s in supports))
        if question == WRONG:
            right = Sentence("The archive reports winter, not summer.", (1,), found.sentences[0].support)
            corrections = (Correction("summer", "winter", 1, "name"),)
            return replace(found, sentences=(right, *found.sentences), corrections=corrections)
        if question == APART:
            sides = Conflict("When does it end", ((1, "on Tuesday"), (2, "on 3 March")), "update")
            return replace(found, conflicts=(sides,))
        return found

    def of_the_ferry(self, question: str) -> Answer:
        """Quotes of the first and the last sentence of one article."""
        hits = self.search("harbour board voted close winter ferry passengers bridge takes place", 12)
        ferry = sorted((h for h in hits if h.article.id == "ferry"), key=lambda h: h.passage.start)
        citations = tuple(self.citation(n, h) for n, h in enumerate((ferry[0], ferry[-1]), 1))
        sentences = tuple(Sentence(c.quote, (c.number,), Support("supported", 1.0)) for c in citations)
        return Answer(
            question, "Of the ferry.", sentences, citations, hits=tuple(hits), revision=self.revision
        )

    def stream(self, question: str, history: Sequence[Turn] = (), **options: Any) -> Iterator[Answer]:
        for answer in super().stream(question, history, **options):
            if self.gate is not None:
                self.gate.acquire(timeout=20)
            yield answer
