"""A conversation as one HTML file: to be read, printed and passed on, nothing in it runs or loads."""

from __future__ import annotations

from datetime import datetime

from rag.types import Sentence
from ui.kept import told
from ui.kept.kinds import KeptConversation, KeptExchange
from ui.render import escape, plural

STYLE = """
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 Georgia, "Noto Serif", serif;
  color: light-dark(#1d1b18, #e9e6df); background: light-dark(#ffffff, #15171a); overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h1, section { overflow: clip; }
h2 { font-size: 1.2rem; line-height: 1.35; margin: 2.5rem 0 0.25rem; }
h3 { font-size: 0.95rem; margin: 1rem 0 0.25rem; }
.quiet { color: light-dark(#5c5750, #aaa69d); font-size: 0.9rem; margin: 0.25rem 0; }
.doubt { color: light-dark(#8a3b12, #f0b48f); font-style: italic; }
.answer { font-size: 1.1rem; } blockquote, h2, .answer { white-space: pre-wrap; }
blockquote { margin: 0 0 0.25rem; padding-inline-start: 0.8rem;
  border-inline-start: 3px solid light-dark(#0b5563, #84cbd8); }
ol.sources { padding: 0; list-style: none; } ol.sources li { margin: 0.9rem 0; break-inside: avoid; }
a { color: light-dark(#0b5563, #84cbd8); } sup { line-height: 0; }
@media print { body { margin: 0; max-width: none; color: #000; background: #fff; } h2 { break-after: avoid; }
  a.original::after { content: " (" attr(href) ")"; } }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(kept: KeptConversation, now: datetime) -> str:
    """All of it, each question a section; `now` is when it is exported."""
    sections = "\n".join(_exchange(number, one) for number, one in enumerate(kept.exchanges, 1))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(kept.title)}</title>\n<style>{STYLE}</style></head>\n<body>\n"
        f'<h1 dir="auto">{escape(kept.title)}</h1>\n'
        f'<p class="quiet">Exported from Dateline on {told.moment(now)} · '
        f"{plural(len(kept.exchanges), 'question')}</p>\n{sections}\n</body></html>\n"
    )


def _exchange(number: int, one: KeptExchange) -> str:
    found = one.answer
    if found.refused:
        said = f'<p class="answer" dir="auto">{escape(told.refusal(found))}</p>'
    else:
        sentences = " ".join(_sentence(number, sentence) for sentence in found.sentences)
        said = f'<p class="answer" dir="auto">{sentences}</p>'
    asides = [*told.conflicts(found), *found.notices]
    notes = "".join(f'<p class="doubt" dir="auto">{escape(aside)}</p>' for aside in asides)
    rating = told.rating(one)
    rated = f'<p class="quiet" dir="auto">{escape(rating)}</p>' if rating else ""
    return (
        f'<section><h2 dir="auto">{number}. {escape(one.question)}</h2>'
        f'<p class="quiet" dir="auto">{escape(told.how(one))}</p>{said}{notes}'
        f"{_sources(number, one)}{rated}</section>"
    )


def _sentence(number: int, said: Sentence) -> str:
    marks = "".join(f'<sup> <a href="#source-{number}-{n}">[{n}]</a></sup>' for n in said.citations)
    doubt = told.doubt(said)
    flag = f' <span class="doubt">({escape(doubt)})</span>' if doubt else ""
    return f"{escape(said.text)}{marks}{flag}"


def _sources(number: int, one: KeptExchange) -> str:
    rows = "".join(_source(number, source) for source in told.sources(one.answer))
    if not rows:
        return ""
    title = "Nearest passages" if one.answer.refused else "Sources"
    return f'<h3>{title}</h3><ol class="sources">{rows}</ol>'


def _source(number: int, source: told.Source) -> str:
    anchor = f' id="source-{number}-{source.number}"' if source.number else ""
    badge = f"[{source.number}] " if source.number else ""
    link = ""
    if source.url:
        href = escape(source.url)
        link = f', <a class="original" href="{href}" rel="noopener noreferrer nofollow">original</a>'
    return (
        f'<li{anchor}><blockquote dir="auto">{escape(source.quote)}</blockquote>'
        f'<p class="quiet" dir="auto">{badge}“{escape(source.title)}”, {escape(source.told)}{link}</p></li>'
    )
