"""Forty files of every form, each with a sentence of its own that must be found in an article of it."""

from __future__ import annotations

import gzip
import io
import json
from base64 import b64encode
from collections.abc import Callable
from html import escape
from pathlib import Path

import docx

from tests.bad_files import packed, printed

PIERS = ("North", "South", "East", "West", "Old")
NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()


def sentence(number: int) -> str:
    tens, ones = divmod(number, 10)
    return f"The harbor of {PIERS[tens]} Pier counted {NUMBERS[ones]} ships at dawn."


def story(number: int) -> str:
    town = NUMBERS[number % 10]
    return (
        f"{sentence(number)} Nobody at pier {town} had seen as many since the winter, the mayor said. They "
        f"will be back on Friday, unless the storm that the weather office expects reaches {town} before."
    )


def page(number: int) -> bytes:
    title = f"<title>Ships at pier {number}</title>"
    return f"<!DOCTYPE html><html><head>{title}</head><body><p>{story(number)}</p></body></html>".encode()


def front_matter(number: int) -> bytes:
    return f"---\ntitle: Ships at pier {number}\ndate: 2025-03-04\n---\n\n{story(number)}\n".encode()


def record(number: int) -> dict[str, str]:
    return {"title": f"Ships at pier {number}", "text": story(number), "date": "2025-03-04"}


def lines(number: int) -> bytes:
    return "\n".join(json.dumps(one) for one in (record(number), {"text": f"Also: {story(number)}"})).encode()


def table(number: int, mark: str = ",") -> bytes:
    return f'title{mark}date{mark}text\nShips at {number}{mark}2025-03-04{mark}"{story(number)}"\n'.encode()


def word(number: int) -> bytes:
    document, memory = docx.Document(), io.BytesIO()
    document.add_heading(f"Ships at pier {number}", 0)
    document.add_paragraph(story(number))
    document.save(memory)
    return memory.getvalue()


def mail(number: int) -> bytes:
    head = "From: The Desk <desk@example.org>\nTo: readers@example.org\nDate: Tue, 4 Mar 2025 10:00:00 +0000"
    more = f"Subject: Ships at pier {number}\nMessage-ID: <{number}@example.org>"
    return f"{head}\n{more}\n\n{story(number)}\n".encode()


def saved_page(number: int) -> bytes:
    return (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/{number}\nSubject: Ships\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html"; boundary="b"\n\n--b\n'
        f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n"
        f"Content-Location: https://example.org/{number}\n\n{b64encode(page(number)).decode()}\n--b--\n"
    ).encode()


def rss(number: int) -> bytes:
    item = f"<title>Ships</title><guid>{number}</guid><description>{escape(story(number))}</description>"
    channel = f"<title>The Post</title><link>https://example.org</link><item>{item}</item>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}</channel></rss>'.encode()


def atom(number: int) -> bytes:
    entry = f'<id>urn:{number}</id><title>Ships</title><content type="text">{escape(story(number))}</content>'
    space = 'xmlns="http://www.w3.org/2005/Atom"'
    return f"<feed {space}><title>The Post</title><entry>{entry}</entry></feed>".encode()


def ninjs(number: int) -> bytes:
    item = {"uri": f"urn:{number}", "versioncreated": "2025-03-04T10:00:00Z", "headline": "Ships"}
    return json.dumps({**item, "type": "text", "body_text": story(number)}).encode()


def nitf(number: int) -> bytes:
    head = f"<head><title>Ships</title><docdata><doc-id id-string='{number}'/></docdata></head>"
    headline = "<body.head><hedline><hl1>Ships</hl1></hedline></body.head>"
    body = f"<body>{headline}<body.content><p>{story(number)}</p></body.content></body>"
    return f'<?xml version="1.0"?><nitf>{head}{body}</nitf>'.encode()


def newsml(number: int) -> bytes:
    html = f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{story(number)}</p></body></html>'
    space = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
    inline = f'<contentSet><inlineXML contenttype="application/xhtml+xml">{html}</inlineXML></contentSet>'
    meta = "<contentMeta><headline>Ships</headline></contentMeta>"
    return f'<newsItem {space} guid="urn:{number}" version="1">{meta}{inline}</newsItem>'.encode()


FILES: dict[str, Callable[[int], bytes]] = {
    **{f"story-{letter}.txt": lambda n: f"Ships at pier {n}\n\n{story(n)}".encode() for letter in "abcdef"},
    "wide.txt": lambda n: story(n).encode("utf-16"),
    "marked.txt": lambda n: story(n).encode("utf-8-sig"),
    **{f"noted-{letter}.md": front_matter for letter in "abc"},
    **{f"page-{letter}.html": page for letter in "abc"},
    "deep/er/page.htm": page,
    "one.json": lambda n: json.dumps(record(n)).encode(),
    "list.json": lambda n: json.dumps([record(n), {"text": f"Also: {story(n)}"}]).encode(),
    "lines.jsonl": lines,
    "table.csv": table,
    "table.tsv": lambda n: table(n, "\t"),
    "paper.pdf": lambda n: printed(story(n)),
    "letter.docx": word,
    "mail.eml": mail,
    "saved.mhtml": saved_page,
    "feed.rss": rss,
    "feed.atom": atom,
    "wire.json": ninjs,
    "wire-nitf.xml": nitf,
    "wire-g2.xml": newsml,
    "story.txt.gz": lambda n: gzip.compress(story(n).encode()),
    "lines.jsonl.gz": lambda n: gzip.compress(lines(n)),
    "all.zip": lambda n: packed({"a/page.html": page(n), "a/page_files/ad.html": "Buy", "b.png": b"\x89PNG"}),
    "nested.zip": lambda n: packed({"in.zip": packed({"letter.docx": word(n)})}),
    "half-bad.zip": lambda n: packed({"bomb.txt": bytes(2_000_000), "a.txt": story(n)}),
    "no-ending": lambda n: story(n).encode(),
    "page.json": page,
    "paper.txt": lambda n: printed(story(n)),
    "letter.pdf": word,
    "mail.txt": mail,
    "table.dat": table,
    "packed.docx": lambda n: packed({"a.txt": story(n)}),
}  # fmt: skip


def good_files(folder: Path) -> dict[str, str]:
    """Writes them all; for each name the sentence that only it has."""
    for number, (name, made) in enumerate(FILES.items()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(made(number))
    return {name: sentence(number) for number, name in enumerate(FILES)}
