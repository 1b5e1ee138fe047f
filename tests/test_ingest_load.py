"""Files as they lie in folders: each form read, each bad one told in a sentence that says what to do."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest.load import load
from rag.ingest.records import Records
from rag.settings import Settings
from rag.types import Article

BODY = "The ships left the harbor on Monday. They will be back on Friday."
SMALL = Settings(file_limit_mb=0.01, article_limit=1_000)


def loaded(folder: Path, name: str, content: str | bytes, settings: Settings | None = None) -> Records:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load(path, name, settings or Settings())


def one(folder: Path, name: str, content: str | bytes) -> Article:
    (article,) = loaded(folder, name, content).articles
    return article


def test_file_times_are_no_dates(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY)
    os.utime(tmp_path / "a.txt", (0, 0))
    assert load(tmp_path / "a.txt", "a.txt", Settings()).articles[0].published is None


def test_a_web_page_named_txt_is_read_as_a_page(tmp_path: Path) -> None:
    body = f"<body><nav>Home</nav><p>{BODY}</p></body>"
    page = f"<!DOCTYPE html><html><head><title>Ships leave</title></head>{body}</html>"
    article = one(tmp_path, "a.txt", page)
    assert (article.title, article.text) == ("Ships leave", BODY)


def test_a_page_in_another_encoding_is_read(tmp_path: Path) -> None:
    short = "<html><head><title>Short</title></head><body><p>It’s shut.</p></body></html>"
    assert one(tmp_path, "a.htm", short.encode("cp1252")).text == "It’s shut."


# Records


def test_bad_records_are_skipped_and_told(tmp_path: Path) -> None:
    rows = [{"text": BODY}, {"title": "empty"}, {"text": "x" * 2_000}]
    result = loaded(tmp_path, "a.jsonl", "\n".join(map(json.dumps, rows)), SMALL)
    assert [a.id for a in result.articles] == ["a.jsonl#1"]
    assert [name for name, _ in result.skipped] == ["a.jsonl#2", "a.jsonl#3"]
    assert "2,000 characters" in result.skipped[1][1]


def test_a_file_whose_records_are_all_bad_is_bad(tmp_path: Path) -> None:
    with pytest.raises(
        UnreadableFile, match=r"2 records and none can be read; the first, a.json#1, has no text"
    ):
        loaded(tmp_path, "a.json", '[{"a": 1}, 2]')


def test_a_file_of_too_many_articles_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "\n".join(
        json.dumps({"text": f"{BODY} And again, {word}."}) for word in ("once", "twice", "thrice")
    )
    monkeypatch.setattr("rag.ingest.load.MOST_ARTICLES", 3)
    assert len(loaded(tmp_path, "a.jsonl", rows).articles) == 3
    monkeypatch.setattr("rag.ingest.load.MOST_ARTICLES", 2)
    with pytest.raises(UnreadableFile, match="has more than 2 articles; split it"):
        loaded(tmp_path, "a.jsonl", rows)


def test_of_many_bad_records_the_first_thousand_are_told_and_the_others_counted(tmp_path: Path) -> None:
    rows = "\n".join([json.dumps({"text": BODY})] + ["{}"] * 1_005)
    skipped = loaded(tmp_path, "a.jsonl", rows).skipped
    assert len(skipped) == 1_001
    assert skipped[-1] == ("a.jsonl", "has 5 more parts that cannot be read")


# Bad files


def test_endings_count_in_any_case(tmp_path: Path) -> None:
    assert one(tmp_path, "A.TXT", BODY).text == BODY


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t\n", "is empty"),
        ("a.md", b"---\ntitle: x\n---\n", "no text that can be read"),
        (
            "a.html",
            b"<html><body><nav>Home</nav><script>x</script></body></html>",
            "no text that can be read",
        ),
        ("a.txt", "\u200b\u200e\ufeff".encode(), "no text that can be read"),
        ("a.jsonl", b"\n\n", "is empty"),
        ("a.txt", bytes(range(256)), "binary"),
        ("a.pdf", b"text", "text of no form that articles come in; name it .txt"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "is a PNG picture, whatever its name says"),
        ("a.txt", b"x" * 20_000, r"0\.0 MB, more than the limit of 0\.01 MB.*file_limit_mb"),
        ("a.txt", b"word " * 300, "1,499 characters of text, more than the limit of 1,000.*article_limit"),
        ("a.md", b"word " * 500, "2,500 characters of text, more than the limit of 1,000.*article_limit"),
        ("a.json", b'{"name": "x"}', "no text under its keys .name.*articleBody"),
    ],
)
def test_a_file_that_gives_nothing_says_why(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told) as error:
        loaded(tmp_path, name, content, SMALL)
    assert error.value.name == name


def test_of_a_file_of_50_mb_only_the_beginning_is_looked_at(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.write(f"{BODY}\n".encode() * 20_000)
        file.truncate(50_000_000)  # takes no room on the disk
    with pytest.raises(UnreadableFile, match=r"has 50\.0 MB, more than the limit of 20 MB.*file_limit_mb"):
        load(tmp_path / "big.txt", "big.txt", Settings())


def test_a_film_is_not_called_too_large(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is binary, no text"):
        loaded(tmp_path, "film.mp4", b"\0\0\0\x20ftypisom\0\0\2\0" + bytes(20_000), SMALL)


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is not there"):
        load(tmp_path / "a.txt", "a.txt", Settings())
    (tmp_path / "dir.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name in ("dir.txt", "pipe.txt"):
        with pytest.raises(UnreadableFile, match="is no ordinary file"):
            load(tmp_path / name, name, Settings())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = "El niño comió en Málaga. La señora lo vio."
    assert one(tmp_path, "a.txt", text.encode(encoding)).text == text


@settings(deadline=None)
@given(st.binary(max_size=60), st.sampled_from([".txt", ".md", ".html", ".json", ".jsonl", ".csv", ""]))
def test_any_bytes_give_articles_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, form: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{form}"
    path.write_bytes(data)
    try:
        assert all(article.text for article in load(path, f"any{form}", Settings()).articles)
    except UnreadableFile as error:
        assert error.name == f"any{form}"
