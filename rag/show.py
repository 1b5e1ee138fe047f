"""How results look in a terminal: text only, so that colours and width stay the terminal's affair.

What comes from articles, files and questions is shown without control characters: a terminal would obey them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rag.answer.searched import searched_words
from rag.answer.when.days import days_of
from rag.ingest.characters import visible
from rag.types import Answer, Article, Citation, Conflict, Hit, IndexReport, Sentence, When

WIDEST = 300  # characters of a passage shown in a list
NAMED = 20  # skipped files named one by one
_SPACE = re.compile(r"\s+")


def answer(found: Answer) -> Group:
    """The answer with numbered citations, then each source with the words it was quoted from."""
    lines: list[Text | Padding] = []
    if found.standalone:
        lines += [_text(f"Looked for: {found.standalone}", style="dim"), Text()]
    if found.refused:
        lines += [_text(found.reason, style="bold"), Text()]
        if found.searched is not None:
            lines += [_text(searched_words(found.searched), style="dim"), Text()]
        if found.hits:
            lines.append(Text("Nearest passages:", style="dim"))
            lines += [part for place, hit in enumerate(found.hits, 1) for part in _hit(place, hit)]
    else:
        text = Text()
        for place, sentence in enumerate(found.sentences):
            numbers = "".join(f"[{number}]" for number in sentence.citations)
            ours = place < len(found.corrections)
            said = _text(sentence.text, style="bold yellow") if ours else _marked(sentence, found)
            text.append_text(said).append(f" {numbers} ", style="cyan")
        lines += [text, Text()]
        lines += [part for conflict in found.conflicts for part in _conflict(conflict, found)]
        lines += [part for citation in found.citations for part in _citation(citation)]
    if found.when is not None and found.when.how == "published":
        lines.append(limited_to(found.when))
    if found.written_by != "quotes":
        checked = f"Written by {found.written_by}, each sentence checked; --quotes quotes instead."
        lines.append(_text(checked, style="dim"))
    lines += [_text(f"Note: {notice}", style="yellow") for notice in found.notices]
    return Group(*lines)


def hits(found: list[Hit], when: When | None = None) -> Group:
    """Passages, best first, with where each is from; `when` is the time that they were limited to."""
    lines = [part for place, hit in enumerate(found, 1) for part in _hit(place, hit)]
    if not found:
        lines.append(Text("No passage was found."))
    if when is not None and all(hit.article.published for hit in found):
        lines.append(limited_to(when))
    return Group(*lines)


def report(done: IndexReport) -> Group:
    """What a sync did, and each file it skipped with the reason."""
    counts = f"{done.added} added, {done.updated} updated, {done.unchanged} unchanged, {done.removed} removed"
    made = f"{done.passages} passage{'' if done.passages == 1 else 's'}, {done.embedded} embedded"
    lines = [
        Text(f"{counts}; {made}, {done.seconds:.1f} s"),
        *(_text(f"skipped {name}: {why}", style="yellow") for name, why in done.skipped[:NAMED]),
    ]
    if len(done.skipped) > NAMED:
        lines.append(
            Text(f"… and {len(done.skipped) - NAMED} more skipped; --json lists all", style="yellow")
        )
    return Group(*lines)


def settings_table(rows: list[tuple[str, str, str]]) -> Table:
    """(name, value, meaning) of every setting."""
    table = Table("setting", "value", "meaning", box=None, pad_edge=False)
    for name, value, meaning in rows:
        table.add_row(Text(f"DATELINE_{name.upper()}"), Text(value), Text(meaning))
    return table


def origin(article: Article) -> str:
    """Title, outlet, date and file of an article, as far as they are known."""
    day = article.published.isoformat() if article.published else ""
    known = [part for part in (article.title, article.source, day, article.path or article.id) if part]
    return " · ".join(known)


def _marked(sentence: Sentence, found: Answer) -> Text:
    """The sentence, with what its quote marks in bold; one that is not its quote has nothing marked."""
    for citation in found.citations:
        if citation.number in sentence.citations and sentence.text == " ".join(citation.quote.split()):
            edges = [citation.start, *(edge for mark in citation.marks for edge in mark), citation.end]
            parts = [_SPACE.sub(" ", citation.article.text[s:e]) for s, e in pairwise(edges)]
            return Text().join(_text(part, "bold" if n % 2 else "") for n, part in enumerate(parts))
    return _text(sentence.text)


def limited_to(when: When) -> Text:
    """The time that a question was limited to, and how to be rid of it."""
    words = f"Only what was published {days_of(when)} (“{when.words}”); --no-dates searches all."
    return _text(words, style="dim")


def _citation(citation: Citation) -> Iterator[Text | Padding]:
    yield Text(f"[{citation.number}] ", style="cyan").append_text(_text(origin(citation.article), "default"))
    place = f"characters {citation.start}–{citation.end}"
    yield Padding(_text(f"{citation.article.url}  {place}".strip(), style="dim"), (0, 0, 0, 4), expand=False)


def _conflict(conflict: Conflict, found: Answer) -> Iterator[Text | Padding]:
    """Its sides in the order of time, each with its outlet, its date and the words it stands in."""
    what = "Updated since" if conflict.kind == "update" else "Sources differ"
    yield _text(f"{what}: {conflict.about}", style="yellow")
    cited = {citation.number: citation for citation in found.citations}
    for number, value in conflict.claims:
        if number in cited:
            article = cited[number].article
            day = article.published.isoformat() if article.published else "undated"
            where = f"{article.source or 'source unknown'}, {day}: “{_SPACE.sub(' ', cited[number].quote)}”"
            side = (
                _text(value, style="bold")
                .append(f" [{number}] ", style="cyan")
                .append_text(_text(where, "default"))
            )
            yield Padding(side, (0, 0, 0, 4), expand=False)
    yield Text()


def _hit(place: int, hit: Hit) -> Iterator[Text | Padding]:
    yield (
        Text(f"{place}. ", style="cyan")
        .append_text(_text(origin(hit.article), "default"))
        .append(f"  {hit.score:.3f}", style="dim")
    )
    text = " ".join(hit.passage.text.split())
    yield Padding(_text(text if len(text) <= WIDEST else text[:WIDEST] + "…"), (0, 0, 0, 4), expand=False)


def _text(words: str, style: str = "") -> Text:
    return Text(visible(words).replace("\n", " "), style=style)
