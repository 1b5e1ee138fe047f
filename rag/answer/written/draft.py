"""A written answer as it grows: what was kept, what was marked, what was dropped, and its citations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.answer.marks import cite
from rag.answer.written.check import Checked
from rag.answer.written.cite import Place
from rag.types import Answer, Citation, Conflict, Correction, Sentence

MARK = " [only partly supported]"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written so far on top of the `quoted` answer. Citations are numbered as they are first used."""

    quoted: Answer
    model: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    written: tuple[str, ...] = ()  # every sentence of the model, to tell one that comes again
    kept: int = 0
    marked: int = 0
    dropped: int = 0
    corrections: tuple[Correction, ...] = ()
    nothing: bool = False  # the model says that the passages do not answer

    def with_sentence(self, found: Checked) -> Draft:
        """With one sentence more, or counted as dropped; one that was written before changes nothing."""
        if found.text in self.written:
            return self
        draft = replace(self, written=(*self.written, found.text))
        if found.verdict == "dropped":
            return replace(draft, dropped=self.dropped + 1)
        numbers: tuple[int, ...] = ()
        for place in found.cited:
            draft, number = draft.citing(place)
            numbers = (*numbers, number)
        marked = found.verdict == "marked"
        text = found.text + MARK if marked else found.text
        sentence = Sentence(text, tuple(dict.fromkeys(numbers)), found.support)
        return replace(
            draft,
            sentences=(*draft.sentences, sentence),
            kept=self.kept + (not marked),
            marked=self.marked + marked,
        )

    def citing(self, place: Place) -> tuple[Draft, int]:
        """With a citation of the place, and its number: that of an earlier one which has the place within."""
        for known in self.citations:
            same = known.article.id == place.hit.article.id
            if same and known.start <= place.start and place.end <= known.end:
                return self, known.number
        number = len(self.citations) + 1
        question = self.quoted.standalone or self.quoted.question
        citation = cite(question, number, place.hit, place.start, place.end)
        return replace(self, citations=(*self.citations, citation)), number


def begun(quoted: Answer, model: str) -> Draft:
    """A draft that begins with what of the quoted answer is no quotation: a correction of the question."""
    draft = Draft(quoted, model)
    for sentence in quoted.sentences:
        if not _is_quote(sentence, quoted):
            draft = _taking(draft, sentence)
    by_number = {citation.number: citation for citation in quoted.citations}
    for correction in quoted.corrections:
        draft, number = _also(draft, by_number[correction.citation])
        renumbered = replace(correction, citation=number)
        draft = replace(draft, corrections=(*draft.corrections, renumbered))
    return draft


def shown_so_far(draft: Draft) -> Answer:
    """The answer with the sentences there are; what is said of the whole is still to come."""
    return replace(
        draft.quoted,
        text=" ".join(sentence.text for sentence in draft.sentences),
        sentences=draft.sentences,
        citations=draft.citations,
        conflicts=(),
        corrections=draft.corrections,
        written_by=draft.model,
    )


def finished(draft: Draft) -> Answer:
    """The whole answer: the written one, or the quoted one where nothing of the written one holds."""
    if not draft.kept:
        return replace(draft.quoted, notices=(*draft.quoted.notices, _why_not(draft)))
    if not _tells_all_sides(draft):
        notice = f"The articles differ, which {draft.model} does not tell; the answer is quoted instead."
        return replace(draft.quoted, notices=(*draft.quoted.notices, notice))
    draft, conflicts = _with_conflicts(draft)
    notices = (*draft.quoted.notices, *_told(draft))
    return replace(shown_so_far(draft), conflicts=conflicts, notices=notices)


def _tells_all_sides(draft: Draft) -> bool:
    """Whether the value of every side of every conflict stands in what is written."""
    text = " ".join(sentence.text for sentence in draft.sentences).casefold()
    values = (value for conflict in draft.quoted.conflicts for _, value in conflict.claims)
    return all(value.casefold() in text for value in values)


def _told(draft: Draft) -> Iterator[str]:
    if draft.dropped:
        yield f"Left out, as the articles do not carry it: {_sentences(draft.dropped)} by {draft.model}."
    if draft.marked:
        yield f"Carried by the articles only in part and marked so: {_sentences(draft.marked)}."


def _why_not(draft: Draft) -> str:
    if draft.nothing and not draft.dropped and not draft.marked:
        return f"The model {draft.model} finds no answer in the passages; the answer is quoted instead."
    wrote = f"Nothing that the model {draft.model} wrote is carried by the articles"
    return f"{wrote}; the answer is quoted instead."


def _sentences(count: int) -> str:
    return f"{count} sentence{'' if count == 1 else 's'}"


def _is_quote(sentence: Sentence, quoted: Answer) -> bool:
    """Whether the sentence is what its citation quotes, word for word."""
    return any(
        sentence.text == " ".join(citation.quote.split())
        for citation in quoted.citations
        if citation.number in sentence.citations
    )


def _taking(draft: Draft, sentence: Sentence) -> Draft:
    """With a sentence of the quoted answer, its citations numbered anew."""
    numbers: tuple[int, ...] = ()
    for citation in draft.quoted.citations:
        if citation.number in sentence.citations:
            draft, number = _also(draft, citation)
            numbers = (*numbers, number)
    return replace(draft, sentences=(*draft.sentences, replace(sentence, citations=numbers)))


def _also(draft: Draft, citation: Citation) -> tuple[Draft, int]:
    """With a citation of the quoted answer, and its number here."""
    for known in draft.citations:
        if (known.article.id, known.start, known.end) == (citation.article.id, citation.start, citation.end):
            return draft, known.number
    number = len(draft.citations) + 1
    return replace(draft, citations=(*draft.citations, replace(citation, number=number))), number


def _with_conflicts(draft: Draft) -> tuple[Draft, tuple[Conflict, ...]]:
    """The conflicts of the quoted answer, their citations added where the written one has them not."""
    conflicts: tuple[Conflict, ...] = ()
    by_number = {citation.number: citation for citation in draft.quoted.citations}
    for conflict in draft.quoted.conflicts:
        claims: tuple[tuple[int, str], ...] = ()
        for number, value in conflict.claims:
            draft, renumbered = _also(draft, by_number[number])
            claims = (*claims, (renumbered, value))
        conflicts = (*conflicts, replace(conflict, claims=claims))
    return draft, conflicts
