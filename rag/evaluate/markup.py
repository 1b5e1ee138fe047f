"""HTML that cannot be broken into: text becomes text, whatever it holds; only `tag` makes markup."""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Mapping, Sequence

from rag.types import Span

UNSEEN = "\N{REPLACEMENT CHARACTER}"  # stands for what does not print: controls, marks that turn text round


class Markup(str):
    """A string that is markup already. Everything else is text, and is escaped."""

    __slots__ = ()


def tag(name: str, *inside: str | None, **attributes: object) -> Markup:
    """An element. None among its content is left out, as is an attribute that is None or False.

    A name's underscores are hyphens, one at its end is dropped: `class_`, `aria_label`, `text_anchor`.
    """
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escaped(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    held = "".join(part if isinstance(part, Markup) else escaped(part) for part in inside if part is not None)
    return Markup(f"<{name}{told}>{held}</{name}>")


def escaped(text: str) -> str:
    """The text so that no browser reads markup in it, and all of it can be seen."""
    return html.escape("".join(c if c.isprintable() or c == "\n" else UNSEEN for c in text), quote=True)


def joined(parts: Iterable[str]) -> Markup:
    """Parts one after the other; those that are text are escaped."""
    return Markup("".join(part if isinstance(part, Markup) else escaped(part) for part in parts))


def marked(text: str, spans: Mapping[str, Sequence[Span]]) -> Markup:
    """The text with the spans of each kind in `<mark class=kind>`; where kinds overlap it has both classes.

    Spans may reach beyond the text.
    """
    inside = {
        kind: [(max(0, start), min(end, len(text))) for start, end in some if start < len(text) and end > 0]
        for kind, some in spans.items()
    }
    cuts = sorted({0, len(text), *(end for some in inside.values() for span in some for end in span)})
    parts: list[str] = []
    for start, end in itertools.pairwise(cuts):
        kinds = [kind for kind, some in inside.items() if any(s <= start and end <= e for s, e in some)]
        piece = text[start:end]
        parts.append(tag("mark", piece, class_=" ".join(kinds)) if kinds else piece)
    return joined(parts)
