"""What a file is, told by its content; and what is no article, told by what it is."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest.sniff import NoForm, sniff

STORY = "The ships left the harbor on Monday. They will be back on Friday, the mayor said."
PAGE = f"<!DOCTYPE html><html><head><title>Ships</title></head><body><p>{STORY}</p></body></html>"
MAIL = f"From: Desk <desk@example.org>\nTo: all@example.org\nSubject: Ships\nMessage-ID: <1@x>\n\n{STORY}"
SAVED = (
    "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/\nSubject: Ships\n"
    'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="b"\n\n--b\n'
)
NINJS = json.dumps({"uri": "urn:a", "versioncreated": "2025-03-04T10:00:00Z", "body_text": STORY})
RSS = '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>x</title></channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>'
NITF = '<?xml version="1.0"?>\n<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">\n<nitf><body/></nitf>'
NEWSML = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:a"/>'


def packed(**members: str) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return memory.getvalue()


DOCX = packed(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
KNOWN = {
    "html": PAGE,
    "mhtml": SAVED,
    "json": json.dumps([{"title": "Ships", "text": STORY}]),
    "jsonl": '{"title": "Ships", "text": "Gone."}\n{"title": "Boats", "text": "Gone too."}\n',
    "ninjs": NINJS,
    "csv": f'title,date,text\nShips,2025-03-04,"{STORY}"\n',
    "pdf": "%PDF-1.7\n%âãÏÓ\n1 0 obj",
    "docx": DOCX,
    "eml": MAIL,
    "feed": RSS,
    "nitf": NITF,
    "newsml": NEWSML,
    "markdown": f"---\ntitle: Ships\ndate: 2025-03-04\n---\n\n{STORY}",
    "zip": packed(**{"a.txt": STORY}),
    "gz": gzip.compress(STORY.encode()),
}


def form(content: str | bytes, name: str) -> str:
    return sniff(content if isinstance(content, bytes) else content.encode(), name)


@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.pdf", "a.html.bak", "a", "a.unknown", "A.CSV"])
@pytest.mark.parametrize("known", KNOWN)
def test_a_form_is_known_whatever_its_name(known: str, name: str) -> None:
    assert form(KNOWN[known], name) == known


@pytest.mark.parametrize(
    ("content", "name", "known"),
    [
        (STORY, "a.txt", "txt"),
        (STORY, "a.md", "markdown"),
        (STORY, "a.MARKDOWN", "markdown"),
        (STORY, "a.html", "html"),
        (f"<p>{STORY}</p>", "a.md", "markdown"),
        (f"<p>{STORY}</p>", "a.txt", "txt"),
        (f"<p>{STORY}</p>", "a.bak", "html"),
        ("name;words\nShips;Gone", "a.csv", "csv"),
        ("name\twords\nShips\tGone", "a.tsv", "csv"),
        ('{"title": "Ships"}', "a.jsonl", "jsonl"),
        ('{"title": "Ships"', "a.json", "json"),
        ("[1] The ships left.", "a.txt", "txt"),
        ("[The mayor](http://example.org) said so.", "a.md", "markdown"),
        ("[" * 100_000, "a.json", "json"),
        ("Subject: Ships\n\nGone.", "a.eml", "eml"),
        ("From: Reuters\nDate: 4 March 2025\n\nThe ships left.", "a.txt", "txt"),
        ("From: a@example.org\nSubject: Ships\nDate: 4 March 2025\n\nGone.", "a.msg", "eml"),
        (ATOM, "a.html", "feed"),
        (RSS.encode("utf-16"), "a.xml", "feed"),
        (f'<?xml version="1.0"?><!-- saved --><html><body>{STORY}</body></html>', "a.xml", "html"),
        (STORY.encode("utf-16"), "a.txt", "txt"),
        (b"\n\n%PDF-1.4", "a.txt", "pdf"),
        (b"HTTP/1.1 200 OK\n\n%PDF-1.4", "a.pdf", "pdf"),
    ],
)
def test_an_ending_decides_only_between_kinds_of_text(content: str | bytes, name: str, known: str) -> None:
    assert form(content, name) == known


@pytest.mark.parametrize("name", ["a", "a.json", "a.csv", "a.pdf", "a.story", "a.xml", "a.log.1"])
def test_prose_is_read_under_any_name_that_is_not_one_of_code(name: str) -> None:
    assert form(STORY, name) == "txt"
    with pytest.raises(NoForm, match=r"whose ending, \.js, no article has; name it \.txt"):
        form(STORY, "a.js")


CODE = "import os\n\n\ndef main():\n    print(os.path.join('a', 'b'), {1: 2})\n\n\nmain()\n" * 5


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0", "PNG picture"),
        (b"\0asm\1\0\0\0" + bytes(100), "binary"),
        (b"\x7fELF" + bytes(100), "a program"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Office document"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(99) + "EncryptedPackage".encode("utf-16-le"),
            "encrypted Office document",
        ),
        (b"a.txt" + bytes(252) + b"ustar\x0000", "tar archive; unpack it"),
        (b"-----BEGIN PGP MESSAGE-----\n\nwcBMA", "an encrypted or signed message; decrypt it"),
        (packed(**{"[Content_Types].xml": "", "xl/workbook.xml": ""}), "spreadsheet .XLSX.; save it as CSV"),
        (packed(**{"mimetype": "", "content.xml": ""}), "OpenDocument file; save it as DOCX"),
        (DOCX[: len(DOCX) // 2], "cut off or damaged; copy it again"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "XML of no form that articles"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "XML of no form that articles"),
        (CODE.encode(), "text of no form that articles come in; name it .txt if it is one"),
        (b"x", "text of no form that articles come in"),
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        ("\ufeff \n".encode(), "is empty"),
    ],
)
def test_what_is_no_article_is_told_by_what_it_is(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason) as error:
        sniff(content, "folder/thing")
    assert error.value.name == "folder/thing"


def test_the_corpus_that_ships_is_known() -> None:
    articles = Path(__file__).parent.parent / "corpus" / "articles"
    forms = {path.suffix: sniff(path.read_bytes(), path.name) for path in articles.iterdir()}
    assert forms == {".md": "markdown", ".html": "html", ".txt": "txt"}


@settings(deadline=None, max_examples=200)
@given(
    st.binary(max_size=80) | st.text(max_size=80).map(str.encode),
    st.sampled_from(
        ["", "<", "<?xml ", "<!--", "{", "[", "PK\x03\x04", "%PDF-", "From: ", "---\n", "\x1f\x8b"]
    ),
    st.sampled_from(["a", "a.txt", "a.json", "a.html", "a.csv", "a.eml", "a.zip"]),
)
def test_any_bytes_have_a_form_or_a_reason(data: bytes, start: str, name: str) -> None:
    try:
        assert sniff(start.encode("latin-1") + data, name)
    except UnreadableFile as error:
        assert error.name == name and error.reason
