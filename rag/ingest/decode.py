"""Bytes become text, whatever they were written as. The door of `charset_normalizer`."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from rag.errors import UnreadableFile

BOMS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAGIC = (
    (b"%PDF", "a PDF", "save it as text or HTML"),
    (b"PK\x03\x04", "a zip archive or an Office document", "save the document as text or unpack it"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "save it as text"),
    (b"{\\rtf", "a rich text document", "save it as plain text"),
    (b"\x89PNG", "a PNG picture", "only text can be read"),
    (b"\xff\xd8\xff", "a JPEG picture", "only text can be read"),
    (b"GIF8", "a GIF picture", "only text can be read"),
    (b"\x1f\x8b", "a gzip archive", "unpack it"),
    (b"BZh", "a bzip2 archive", "unpack it"),
    (b"\xfd7zXZ", "an xz archive", "unpack it"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it"),
    (b"Rar!", "a RAR archive", "unpack it"),
    (b"SQLite format 3", "an SQLite database", "only text can be read"),
    (b"\x7fELF", "a program", "only text can be read"),
    (b"MZ\x90", "a program", "only text can be read"),
    (b"OggS", "a sound recording", "only text can be read"),
    (b"ID3", "a sound recording", "only text can be read"),
)
SAMPLE = 64_000  # bytes looked at to tell text from other things, and one encoding from another
CONTROLS_SHARE = 0.02  # of characters that no text has; more is no text
ALLOWED_CONTROLS = frozenset("\t\n\r\f\v\x85\x1a")
FOREIGN_SHARE = 0.25  # of letters beyond ASCII; Western languages stay well below
GUESSES = ["cp1251", "cp1253", "cp1256", "shift_jis", "gb18030", "big5", "euc_kr"]


def decode(data: bytes, name: str) -> str:
    """The text of a file: UTF-8, UTF-16 or UTF-32 with or without a mark, or an old one-byte encoding.

    Raises `UnreadableFile` for what is no text, told by name where it can be recognised.
    """
    text = _decoded(data, name)
    controls = sum(
        text.count(c) for c in map(chr, (*range(32), *range(127, 160))) if c not in ALLOWED_CONTROLS
    )
    if controls > CONTROLS_SHARE * len(text):
        raise UnreadableFile(name, "is no text (it is full of control characters); only text can be read")
    return text


def _decoded(data: bytes, name: str) -> str:
    for mark, what, cure in MAGIC:
        if data.startswith(mark):
            raise UnreadableFile(name, f"is {what}, whatever its name says; {cure}")
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if b"\0" in data[:SAMPLE]:
        return _unmarked_utf16(data, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_utf8(data) or _old_encoding(data)


def _unmarked_utf16(data: bytes, name: str) -> str:
    """Text in Western script has a zero in every second byte of UTF-16; other things do not."""
    sample = data[:SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.4 * half and even < 0.05 * half:
        return data.decode("utf-16-le", "replace")
    if even > 0.4 * half and odd < 0.05 * half:
        return data.decode("utf-16-be", "replace")
    if even + odd < 0.001 * len(sample) and _is_utf8(data):
        return data.decode("utf-8")  # a stray zero in what is text otherwise
    raise UnreadableFile(name, "is binary, no text (it has zero bytes); only text can be read")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _damaged_utf8(data: bytes) -> str:
    """UTF-8 spoiled in a few places (there is far more good beyond ASCII than bad), else nothing."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(c > "\x7f" for c in text) - bad
    return text if good > 20 * bad else ""


def _old_encoding(data: bytes) -> str:
    """Western where most letters are plain, which short texts need; else what they look like most."""
    letters = sum(byte >= 0x80 or chr(byte).isalpha() for byte in data[:SAMPLE])
    high = sum(byte >= 0x80 for byte in data[:SAMPLE])
    found = (
        from_bytes(data[:SAMPLE], cp_isolation=GUESSES).best()
        if high > max(8, FOREIGN_SHARE * letters)
        else None
    )
    if found is None:
        return data.decode("cp1252", "ignore")  # the five bytes it leaves open are controls in Latin-1
    return data.decode(found.encoding, "replace")
