"""Bytes in any encoding a newsroom has, and everything else refused by name."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest.decode import decode

SPANISH = "El niño comió en Málaga. La señora dijo “no” – costó 5 €."
RUSSIAN = "Корабли вышли из порта в понедельник утром и вернулись во вторник вечером."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_western_text_is_read_in_every_encoding(encoding: str) -> None:
    assert decode(SPANISH.encode(encoding), "a.txt") == SPANISH


@pytest.mark.parametrize(
    "mark,encoding", [(codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF32_BE, "utf-32-be")]
)
def test_big_endian_text_with_a_mark_is_read(mark: bytes, encoding: str) -> None:
    assert decode(mark + RUSSIAN.encode(encoding), "a.txt") == RUSSIAN


def test_latin_1_is_read_however_short() -> None:
    assert decode("Café".encode("latin-1"), "a.txt") == "Café"
    assert decode("Sold for £5.".encode("latin-1"), "a.txt") == "Sold for £5."


def test_latin_1_after_much_plain_text_is_read() -> None:
    text = "plain words " * 10_000 + "Málaga"
    assert decode(text.encode("latin-1"), "a.txt") == text


def test_other_alphabets_in_old_encodings_are_recognised() -> None:
    assert decode(RUSSIAN.encode("cp1251"), "a.txt") == RUSSIAN


def test_utf_8_that_is_broken_in_one_place_stays_utf_8() -> None:
    data = (SPANISH * 20).encode() + b"\xff" + SPANISH.encode()
    assert decode(data, "a.txt") == SPANISH * 20 + "\ufffd" + SPANISH


def test_a_stray_zero_does_not_make_text_binary() -> None:
    assert decode(b"words " * 1_000 + b"\0end", "a.txt").endswith("\0end")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04rest", "zip"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"{\\rtf1 hello}", "rich text"),
        (b"\x7fELF\x02\x01", "program"),
        (b"SQLite format 3\0", "SQLite"),
    ],
)
def test_known_files_under_a_false_name_are_told(data: bytes, what: str) -> None:
    with pytest.raises(UnreadableFile, match=what) as told:
        decode(data, "news/a.txt")
    assert told.value.name == "news/a.txt"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 10, b"\0" * 100, b"ab\0\0\0cd" * 50, b"\x01\x02\x03\x04" * 50]
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="only text can be read"):
        decode(data, "a.txt")


def test_random_bytes_are_refused() -> None:
    with pytest.raises(UnreadableFile):
        decode(random.Random(1).randbytes(5_000), "a.txt")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    try:
        assert isinstance(decode(data, "a.txt"), str)
    except UnreadableFile as error:
        assert "text" in error.reason or "unpack" in error.reason


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=100))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    data = text.encode("utf-8-sig")
    assert decode(data, "a.txt") == text
