"""From a quoted answer to a written one: asked of a model, cited and checked sentence by sentence.

The quoted answer stands whenever the written one does not come to its end, or nothing of it holds.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from rag.answer import prompts
from rag.answer.support import support
from rag.answer.written.check import Checked, checked
from rag.answer.written.cite import lines
from rag.answer.written.draft import Draft, begun, finished, shown_so_far
from rag.answer.written.prose import Endless, prose, states_nothing
from rag.answer.written.shown import shown
from rag.models.embedding import Embedder
from rag.models.entailment import Nli
from rag.models.failures import TOO_LONG
from rag.models.writing import Writer, WriterFailed
from rag.settings import Settings
from rag.types import Answer, Support


@dataclass(frozen=True, slots=True, eq=False)
class Composer:
    """Writes answers with a model; what it writes reaches nobody unchecked."""

    writer: Writer
    embedder: Embedder
    nli: Nli | None
    settings: Settings

    def answers(self, quoted: Answer, seconds: float, config: Any = None) -> Iterator[Answer]:
        """The written answer as it grows, a sentence at a time, once that is checked; the last is whole.

        That is the quoted one, with a notice that says why, when the model fails, does not end within the
        seconds, says that the passages do not answer, or writes nothing that they carry.
        """
        draft = begun(quoted, self.writer.name)
        try:
            for longer in self.drafts(quoted, seconds, config):
                if len(longer.sentences) > len(draft.sentences):
                    yield shown_so_far(longer)
                draft = longer
        except WriterFailed as error:
            yield instead(quoted, f"The model {self.writer.name} {error.reason}")
            return
        yield finished(draft)

    def drafts(self, quoted: Answer, seconds: float, config: Any = None) -> Iterator[Draft]:
        """The draft after each sentence of the model, kept or not. Raises WriterFailed."""
        draft = begun(quoted, self.writer.name)
        for sentence in self._sentences(quoted, seconds, config):
            nothing = states_nothing(sentence.text)
            draft = replace(draft, nothing=True) if nothing else draft.with_sentence(sentence)
            yield draft

    def _sentences(self, quoted: Answer, seconds: float, config: Any) -> Iterator[Checked]:
        """What the model writes, each sentence with its check as it comes."""
        passages, hits = shown(quoted, self.settings.llm_words)
        if not passages:
            raise WriterFailed("was not asked: the passages found hold nothing but orders to a model")
        question = quoted.standalone or quoted.question
        messages = prompts.answer(question, passages, secrets.token_hex(8), self.settings.answer_sentences)
        rows = lines(hits)
        until = time.monotonic() + seconds
        with closing(self.writer.write(messages, seconds, config)) as pieces:
            try:
                for sentence in prose(pieces):
                    if time.monotonic() > until:
                        raise WriterFailed(f"did not come to an end within {seconds:.3g} seconds")
                    yield checked(sentence, rows, self._support)
            except Endless:
                raise WriterFailed(TOO_LONG) from None

    def _support(self, claim: str, texts: Sequence[str]) -> Support:
        return support(claim, texts, self.embedder, self.nli)


def instead(quoted: Answer, why: str) -> Answer:
    """The quoted answer with a notice of why it is not a written one."""
    return replace(quoted, notices=(*quoted.notices, f"{why}; the answer is quoted instead."))
