"""Forty files and more that no archive should choke on: bombs, loops, what is cut off, locked or mislabelled.

All are made here, each with what must be told of it.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import stat
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from fpdf import FPDF

MB = 1_000_000
STORY = "The ships left the harbor on Monday. They will be back on Friday, the mayor said."


def packed(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return memory.getvalue()


def encrypted(members: Mapping[str, str | bytes]) -> bytes:
    """As `packed`, each member said to be encrypted: the flag in both of its headers."""
    data = bytearray(packed(members))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(mark, place + 1)) >= 0:
            data[place + flags] |= 1
    return bytes(data)


def overlapping(times: int) -> bytes:
    """A ZIP file whose directory names the same 0.9 MB again and again."""
    one = packed({"0.txt": random.Random(1).randbytes(450_000).hex()})
    place = one.index(b"PK\x01\x02")
    entries = one[place : one.index(b"PK\x05\x06")] * times
    counts = times.to_bytes(2, "little") * 2
    sizes = len(entries).to_bytes(4, "little") + place.to_bytes(4, "little")
    return one[:place] + entries + b"PK\x05\x06\0\0\0\0" + counts + sizes + b"\0\0"


def linking() -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        link = zipfile.ZipInfo("../../etc/passwd.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return memory.getvalue()


def nested(times: int, name: str = "in.zip") -> bytes:
    data = packed({"a.txt": STORY})
    for _ in range(times):
        data = packed({name: data})
    return data


def wide() -> bytes:
    """Ten files of 0.95 MB in each of ten in each of ten: 950 MB in 6 kB."""
    data = packed({f"{n}.txt": b"word " * 190_000 for n in range(10)})
    for _ in range(2):
        data = packed({f"{n}.zip": data for n in range(10)})
    return data


def document(body: bytes) -> bytes:
    """A Word document with this as its text."""
    office = "http://schemas.openxmlformats.org"
    part = f"{office}/officeDocument/2006/relationships/officeDocument"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{part}" Target="word/document.xml"/></Relationships>',
            "word/document.xml": body,
        }
    )


def worded(text: str, declared: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    start = f'<?xml version="1.0"?>{declared}<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>'
    return f"{start}{text}</w:t></w:r></w:p></w:body></w:document>".encode()


def pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF file of these objects, the first its catalog."""
    data, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj %s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    return data + head + table + tail


def stream(entries: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >> stream\n%s\nendstream" % (entries, len(content), content)


def printed(text: str, password: str = "") -> bytes:
    made = FPDF(unit="pt", format="A4")
    if password:
        made.set_encryption(password, password)
    made.add_page()
    made.set_font("Times", size=11)
    made.multi_cell(480, 14, text)
    return bytes(made.output())


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
IN_CIRCLES = b"<< /Type /ObjStm /N 1 /First 4 /Extends 2 0 R /Length 2 0 R >> stream\n2 0 \nendstream"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHING = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]>'
LEAKING = '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
DOUBLING = f'<!DOCTYPE nitf [<!ENTITY x "{"x" * 50_000}">]>'
ALIASES = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

Told = dict[str, tuple[bytes, str]]  # for each file its bytes, and a pattern of what is to be told of it


def packed_bombs() -> Told:
    ratio = "over 100 times its size, as bombs do"
    zeros = gzip.compress(bytes(30 * MB), 1)
    return {
        "flat.zip": (packed({"bomb.txt": bytes(15 * MB)}), ratio),
        "wide.zip": (wide(), "none can be read|the rest of it was left"),
        "deep.zip": (nested(9), "packed over 3 deep"),
        "overlap.zip": (overlapping(4_000), "lie over each other, as bombs do"),
        "countless.zip": (
            packed({str(n): "" for n in range(10_100)}, zipfile.ZIP_STORED),
            "over 1,000 records",
        ),
        "zeros.gz": (zeros, f"{ratio}|unpacks to more than"),
        "twice.gz": (gzip.compress(zeros), f"{ratio}|unpacks to more than"),
        "bomb.docx": (document(b"<w>" + bytes(30 * MB)), "unpacks to"),
        "text.pdf": (printed_bomb(), "unpacks to more|no text"),
    }


def printed_bomb() -> bytes:
    bomb = zlib.compress(b" " * 60 * MB, 1)
    return pdf([CATALOG, PAGES, PAGE, stream(b"/Filter /FlateDecode", bomb)])


def entity_bombs() -> Told:
    laughs = LAUGHING.replace("rss", "w:document")
    return {
        "laughs.xml": (f"{LAUGHING}<rss><channel><item>&l9;</item></channel></rss>".encode(), "entities"),
        "doubled.xml": (f"{DOUBLING}<nitf><body>{'&x;' * 9_000}</body></nitf>".encode(), "entities"),
        "leak.xml": (
            f"{LEAKING}<nitf><body><body.content><p>&x;</p></body.content></body></nitf>".encode(),
            "entit",
        ),
        "unknown.xml": (b"<?xml version='1.0'?><lolz>&lol;</lolz>", "XML of no form that articles come in"),
        "laughs.docx": (document(worded("&l9;", laughs)), "entities|no Word document"),
        "aliases.md": (f"---\n{ALIASES}date: *i\n---\n\nGone.".encode(), "memory|longer than|front matter"),
    }


def too_deep_or_long() -> Told:
    too_large = "too large or too deeply nested"
    return {
        "depth.xml": (b"<rss>" + b"<a>" * 200_000, "nested too deeply|no well-formed|longer than"),
        "depth.json": (b"[" * MB, "nested too deeply"),
        "depth.html": (b"<html><body>" + b"<div>" * 100_000 + STORY.encode(), too_large),
        "breadth.html": (b"<html><body>" + b"<p>x</p>" * 60_000, too_large),
        "brackets.html": (b"<html>" + b"<" * 2 * MB, "characters of text|longer than"),
        "comments.html": (b"<html>" + b"<!--" * MB, "no text"),
        "numbers.json": (b"[" + b"1," * MB + b"1]", "none can be read|memory|longer than"),
        "line.txt": (b"x" * 3 * MB, "characters of text, more than the limit"),
        "quotes.md": (b"> " * 390_000 + STORY.encode(), "no text|nested too deeply"),
        "unclosed.csv": (b'title,text\n"Ships,' + b"gone, " * 500_000, "longer|field|text|none"),
        "film.mov": (b"\0\0\0\x14ftypqt  " + bytes(21 * MB), "binary"),
    }


def loops() -> Told:
    damaged = "damaged or cut off"
    return {
        "pages.pdf": (pdf([CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"]), damaged),
        "parents.pdf": (pdf([b"<< /Type /Catalog /Pages 1 0 R >>"]), "no pages"),
        "references.pdf": (pdf([CATALOG, b"3 0 R", b"2 0 R"]), damaged),
        "objects.pdf": (pdf([CATALOG, IN_CIRCLES]), f"{damaged}|unpacks to more"),
    }


def cut() -> Told:
    return {
        "cut.pdf": (printed(STORY)[:200], "damaged or cut off"),
        "cut.docx": (document(worded(STORY))[:400], "cut off or damaged"),
        "cut.zip": (packed({"a.txt": STORY * 20})[:-40], "cut off or damaged"),
        "cut.html.gz": (gzip.compress(STORY.encode() * 9)[:-20], "cut off"),
        "cut.json": (json.dumps([{"text": STORY}]).encode()[:-20], "no valid JSON"),
        "cut.xml": (b"<nitf><body><body.content><p>Gone", "no well-formed XML"),
    }


def locked() -> Told:
    office = b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")
    return {
        "locked.zip": (encrypted({"a.txt": STORY, "b.txt": STORY}), "none can be read.*is encrypted"),
        "locked.pdf": (printed(STORY, "secret"), "locked with a password"),
        "locked.docx": (office, "encrypted Office document"),
        "locked.asc": (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA", "encrypted or signed message"),
    }


def others() -> Told:
    """Under a name that is not theirs, of no form, or of one but without an article."""
    return {
        "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(99), "PNG picture, whatever its name says"),
        "program.html": (b"\x7fELF\2\1\1" + bytes(999), "a program"),
        "noise.md": (random.Random(2).randbytes(20_000), "binary"),
        "zeros.csv": (b"title,text\n" + b"\0" * 5_000, "binary"),
        "nameless.csv": (b"a;b\n1;2\n3;4\n", "column"),
        "links.zip": (linking(), "is a link, which is never followed"),
        "pictures.zip": (
            packed({"a.png": b"\x89PNG\r\n\x1a\n\0"}),
            "holds nothing but a.png, which is a PNG",
        ),
        "tape.tgz": (gzip.compress(b"a.txt" + bytes(252) + b"ustar\x0000"), "tar archive"),
        "script.js": (b"function a() { return 1 }", "whose ending, .js, no article has"),
        "old.xml": (b"<NewsML><NewsEnvelope/></NewsML>", "NewsML 1"),
        "empty.txt": (b"", "is empty"),
        "blank.eml": (b"From: a@example.org\nMessage-ID: <1>\nSubject: Hi\n\n \n", "no text"),
    }


NO_FILES = {
    "pipe.txt": "is no ordinary file",
    "circle.txt": "is a link that leads in a circle",
    "circle2.txt": "is a link that leads in a circle",
    "outside.txt": "is a link that leads out of the folder",
    "nowhere.txt": "is a link to a file that is not there",
    "huge.txt": "has 5,000.0 MB, more than the limit of 20 MB",
}


def bad_files(folder: Path) -> dict[str, str]:
    """Writes them all; for each name a pattern of what must be told of it."""
    told = NO_FILES.copy()
    for kind in (packed_bombs, entity_bombs, too_deep_or_long, loops, cut, locked, others):
        for name, (data, pattern) in kind().items():
            (folder / name).write_bytes(data)
            told[name] = pattern
    os.mkfifo(folder / "pipe.txt")
    (folder / "circle.txt").symlink_to("circle2.txt")
    (folder / "circle2.txt").symlink_to("circle.txt")
    (folder / "outside.txt").symlink_to("/etc/hostname")
    (folder / "nowhere.txt").symlink_to("not-there.txt")
    (folder / "loop").symlink_to(folder)  # never entered, so nothing is told of it
    with (folder / "huge.txt").open("wb") as file:
        file.write(f"{STORY}\n".encode() * 20_000)
        file.truncate(5_000 * MB)  # takes no room on the disk
    return told
