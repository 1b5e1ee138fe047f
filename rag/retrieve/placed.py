"""An excerpt found in an article: its exact place, and what is the same there but for typography."""

from __future__ import annotations

from collections.abc import Sequence

from rag.findings import QuotePlace
from rag.retrieve.excerpt import Words
from rag.retrieve.laid import Laid
from rag.retrieve.typography import KINDS, differences
from rag.store.spelling import fold, folded
from rag.types import Article, Span

SEPARATORS = bytes(code for code in range(128) if not chr(code).isalnum())
MARK = "\x1f"  # between words; no word has it


def squeezed(text: str) -> bytes:
    """The letters and digits of a text, folded, and nothing else: those of an excerpt of it are in it."""
    return fold(text).text.encode("utf-8", "surrogatepass").translate(None, SEPARATORS)


def places(excerpt: Sequence[str], words: Sequence[str]) -> list[int]:
    """The words at which the excerpt begins, word for word, none within the one before."""
    wanted, whole = MARK.join(["", *excerpt, ""]), MARK.join(["", *words, ""])
    found: list[int] = []
    at = whole.find(wanted)
    while at >= 0:
        found.append(whole.count(MARK, 0, at))
        at = whole.find(wanted, at + len(wanted) - len(MARK))
    return found


def placed(article: Article, excerpt: Words, laid: Laid, times: int = 1) -> QuotePlace:
    """The place that `laid` says, with the marks around it that the excerpt has too."""
    start, end = _widened(article.text, excerpt, (laid.spans[0][0], laid.spans[-1][1]))
    begins = [start, *(begin for begin, _ in laid.spans[1:])]
    ends = [*(stop for _, stop in laid.spans[:-1]), end]
    spans = list(zip(begins, ends, strict=True))
    typography = () if laid.changes else _typography(article.text, excerpt, laid.parts, spans)
    return QuotePlace(
        article=article,
        quote=article.text[start:end],
        start=start,
        end=end,
        label="changed" if laid.changes else "typography" if typography else "exact",
        changes=laid.changes,
        typography=typography,
        spans=tuple(spans),
        left_out=laid.left_out,
        times=times,
    )


def _typography(
    text: str, excerpt: Words, parts: Sequence[tuple[int, int]], spans: Sequence[Span]
) -> tuple[str, ...]:
    """The kinds in which the parts of the excerpt differ from where they stand, in the order of KINDS."""
    found = {"ellipsis"} if len(parts) > 1 else set()
    for number, (span, (i, j)) in enumerate(zip(spans, parts, strict=True)):
        start, end = excerpt.span(i, j)
        start = 0 if number == 0 else start
        end = len(excerpt.text) if number == len(parts) - 1 else end
        found |= set(differences(excerpt.text[start:end].strip(), text[slice(*span)]))
    return tuple(kind for kind in KINDS if kind in found)


def _widened(text: str, excerpt: Words, span: Span) -> Span:
    """The span with the marks before and behind it, such as the full stop, that the excerpt has as well."""
    start, end = span
    before, behind = excerpt.spans[0][0], excerpt.spans[-1][1]
    while before > 0 and start > 0 and _alike(excerpt.text[before - 1], text[start - 1]):
        before, start = before - 1, start - 1
    while behind < len(excerpt.text) and end < len(text) and _alike(excerpt.text[behind], text[end]):
        behind, end = behind + 1, end + 1
    return start, end


def _alike(one: str, other: str) -> bool:
    return folded(one) == folded(other) and not one.isspace()
