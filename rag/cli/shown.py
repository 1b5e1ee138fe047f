"""How a traced quotation, a count of mentions and a timeline look in a terminal; see `rag.show`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rag.findings import Mention, Mentions, QuoteLabel, QuoteMatch, QuotePlace, Timeline, TimelineEntry
from rag.ingest.characters import visible
from rag.show import limited_to, origin

LISTED = 20  # articles shown one by one
WIDEST = 400  # characters of a quotation or of a line
HEADS: dict[QuoteLabel, str] = {
    "exact": "Word for word",
    "typography": "Word for word, in other typography",
    "changed": "Changed",
    "absent": "Not in this archive",
}


def quote_match(found: QuoteMatch) -> Group:
    """What the excerpt is, and each article that has it, with what was changed."""
    many = f": {_counted(len(found.places), 'article')}" if found.found else ""
    style = "green" if found.label in ("exact", "typography") else "yellow"
    lines: list[RenderableType] = [Text(f"{HEADS[found.label]}{many}.", style=style)]
    for number, place in enumerate(found.places[:LISTED], 1):
        lines += _quote_place(number, place)
    return Group(*lines, *_rest(len(found.places)), *_notes(found.notices))


def mentions(found: Mentions) -> Group:
    """How many, since when, when and where; then the articles, the earliest first."""
    counted = f"{_counted(found.articles, 'article')}, {_counted(found.occurrences, 'time')} in their texts"
    lines: list[RenderableType] = [_line(f"“{found.text}”: {counted}", "bold")]
    others = sorted({form for forms in found.words for form in forms if len(forms) > 1})
    if others:
        lines.append(_line(f"in the forms {', '.join(others)}", "dim"))
    if found.first:
        known = " (of those with a date)" if found.undated else ""
        together = " (nothing tells which of these was first)" if len(found.first) > 1 else known
        names = "; ".join(_named(mention) for mention in found.first[:LISTED])
        lines.append(_line(f"First: {names}{together}"))
    if found.articles:
        lines += [Text(), _counts(found), Text()]
    for number, mention in enumerate(found.mentions[:LISTED], 1):
        lines += _mention(number, mention)
    return Group(*lines, *_rest(found.articles), *_notes(found.notices))


def timeline(found: Timeline) -> Group:
    """Sentences by their days, then those of articles whose day is not known."""
    lines: list[RenderableType] = []
    for entry in found.entries:
        lines += _entry(str(entry.published), entry)
    if found.undated:
        lines.append(Text("Of articles without a date, closest first:", style="dim"))
    for entry in found.undated:
        lines += _entry("no date   ", entry)
    if not lines:
        lines.append(Text("The archive tells nothing of this."))
    if found.when is not None:
        lines.append(limited_to(found.when))
    return Group(*lines, *_notes(found.notices))


def _quote_place(number: int, place: QuotePlace) -> Iterator[RenderableType]:
    yield Text(f"{number}. ", style="cyan").append_text(_line(origin(place.article)))
    if place.in_title:
        yield _under(_line("its title", "dim"))
        return
    page = place.article.page(place.start)
    where = f"characters {place.start}–{place.end}" + (f", page {page}" if page else "")
    times = f", {place.times} times in this article" if place.times > 1 else ""
    yield _under(_line(f"“{_short(place.quote)}”"))
    yield _under(_line(where + times, "dim"))
    if place.typography:
        yield _under(_line(f"differs in {', '.join(place.typography)}", "dim"))
    if place.left_out:
        yield _under(_line(f"its ellipses leave out {_counted(place.left_out, 'word')}", "dim"))
    for change in place.changes:
        if not change.excerpt:
            told = f"left out: “{_short(change.article)}”"
        elif not change.article:
            told = f"added: “{_short(change.excerpt)}”"
        else:
            told = f"changed: “{_short(change.excerpt)}”, in the article “{_short(change.article)}”"
        yield _under(_line(told, "yellow"))


def _counts(found: Mentions) -> Table:
    table = Table("month", "articles", "outlet", "articles", box=None, pad_edge=False)
    months = [*found.months, *([("no date", found.undated)] if found.undated else [])]
    sources = [(source or "no outlet named", many) for source, many in found.sources]
    for row in range(max(len(months), len(sources))):
        month, in_month = months[row] if row < len(months) else ("", "")
        source, by_source = sources[row] if row < len(sources) else ("", "")
        table.add_row(Text(month), Text(str(in_month)), _line(source), Text(str(by_source)))
    return table


def _mention(number: int, mention: Mention) -> Iterator[RenderableType]:
    where = f", {mention.occurrences} times" if mention.occurrences > 1 else ""
    title = ", in its title" if mention.in_title else ""
    yield Text(f"{number}. ", style="cyan").append_text(_line(_named(mention) + where + title))
    if mention.occurrences:
        begin = mention.start - mention.context_start
        end = begin + len(mention.quote)
        parts = mention.context[:begin], mention.context[begin:end], mention.context[end:]
        yield _under(_line(parts[0]).append_text(_line(parts[1], "bold")).append_text(_line(parts[2])))


def _named(mention: Mention) -> str:
    day = mention.published.isoformat() if mention.published else ""
    return " · ".join(part for part in (mention.title or mention.article_id, mention.source, day) if part)


def _entry(day: str, entry: TimelineEntry) -> Iterator[RenderableType]:
    yield Text(f"{day}  ", style="cyan").append_text(_line(_short(entry.quote)))
    article = entry.article
    told = [article.title or article.id, article.source, f"characters {entry.start}–{entry.end}"]
    told += [f"names {', '.join(str(named.day) for named in entry.dates)}"] if entry.dates else []
    if entry.carried is not None:
        told.append(f"carried by {_counted(len(entry.carried.articles), 'article')}")
    yield Padding(_line(" · ".join(filter(None, told)), "dim"), (0, 0, 0, 12), expand=False)


def _rest(many: int) -> list[Text]:
    return [Text(f"… and {many - LISTED} more; --json lists all", style="dim")] if many > LISTED else []


def _notes(notices: Sequence[str]) -> list[Text]:
    return [_line(f"Note: {notice}", "yellow") for notice in notices]


def _counted(many: int, thing: str) -> str:
    return f"{many:,} {thing}{'' if many == 1 else 's'}"


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST // 2]} … {text[-WIDEST // 2 :]}"


def _under(line: Text) -> Padding:
    return Padding(line, (0, 0, 0, 4), expand=False)


def _line(words: str, style: str = "default") -> Text:
    spaced = visible(words).replace("\n", " ")
    return Text(spaced, style=style)
