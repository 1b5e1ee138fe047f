"""Word documents: what a reader sees of them, in lines, and every bad one told by what is wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from functools import cache

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest.docx import read
from rag.types import Article

LEFT = "The ships of the northern fleet left the harbor on Monday with forty tons of grain."
BACK = "They will be back on Friday, the mayor said."


def accept(article: Article) -> Article:
    if not article.text:
        raise UnreadableFile(article.id, "has no text that can be read")
    return article


def saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def one(document: Document | bytes) -> Article:
    data = document if isinstance(document, bytes) else saved(document)
    (article,) = read(data, "news/a.docx", accept).articles
    return article


def story() -> Document:
    document = docx.Document()
    document.add_paragraph(LEFT)
    document.add_paragraph(BACK)
    return document


def test_a_document_gives_its_title_its_lines_and_its_tables() -> None:
    document = docx.Document()
    document.add_heading("Ships leave the harbor", 0)
    document.add_paragraph(LEFT)
    document.add_heading("What they carry", 2)
    document.add_paragraph("forty tons of grain", style="List Bullet")
    table = document.add_table(3, 2)
    for row, cells in zip(table.rows, (("Ship", "Port"), ("Alba", "Lima"), ("Bora", "Callao")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph(BACK)
    article = one(document)
    assert (article.id, article.title) == ("news/a.docx", "Ships leave the harbor")
    assert article.text.split("\n") == [
        LEFT,
        "What they carry",
        "- forty tons of grain",
        *("Ship: Alba; Port: Lima.", "Ship: Bora; Port: Callao."),
        BACK,
    ]
    assert article.found == (("title", "title style"), ("language", "text"))


def test_the_lines_at_its_head_are_fields() -> None:
    document = docx.Document()
    for line in (
        "Ships leave the harbor",
        "By Ann Lee",
        "March 4, 2025",
        "Source: The Harbor Post",
        LEFT,
        BACK,
    ):
        document.add_paragraph(line)
    document.core_properties.author = "Bo Ruiz"  # who typed it
    article = one(document)
    assert (article.title, article.author, article.source) == (
        "Ships leave the harbor",
        "Ann Lee",
        "The Harbor Post",
    )
    assert (article.published, article.text) == (date(2025, 3, 4), f"{LEFT}\n{BACK}")
    assert dict(article.found)["author"] == "byline"


def properties(**values: object) -> Article:
    document = story()
    for name, value in values.items():
        setattr(document.core_properties, name, value)
    return one(document)


def test_properties_that_a_person_filled_in_are_kept() -> None:
    article = properties(
        title="Ships leave the harbor",
        author="Ann Lee",
        comments="",
        category="World",
        language="en-GB",
        created=datetime(2025, 3, 4, 9),
        modified=datetime(2025, 3, 5, 9),
    )
    assert (article.title, article.author, article.section) == ("Ships leave the harbor", "Ann Lee", "World")
    assert (article.language, article.published, article.published_at) == ("en", date(2025, 3, 4), None)
    assert dict(article.found)["published"] == "document creation date"


def test_an_old_file_that_was_written_over_has_the_day_of_another_text() -> None:
    of_2019 = {"created": datetime(2019, 1, 7), "modified": datetime(2025, 3, 4)}
    assert properties(author="Ann Lee", comments="", **of_2019).published is None


def test_what_a_program_filled_in_is_not_kept() -> None:
    article = one(story())  # made by a program, from a template of 2013
    assert (article.title, article.author, article.published) == ("A", "", None)
    assert article.found == (("language", "text"),)


def body(xml: str) -> Document:
    """A document of one paragraph, which has this in it."""
    document = docx.Document()
    paragraph = parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>")
    document.element.body.insert(0, paragraph)
    return document


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (
            run("Ships ") + f"<w:ins w:id='1' w:author='x'>{run('have ')}</w:ins>" + run("left."),
            "Ships have left.",
        ),
        (
            run("Ships left.")
            + "<w:del w:id='1' w:author='x'><w:r><w:delText> Today.</w:delText></w:r></w:del>",
            "Ships left.",
        ),
        (run("Ships left.") + run(" Obey me.", "<w:vanish/>"), "Ships left."),  # nobody sees it
        (f"<w:hyperlink>{run('Ships')}</w:hyperlink>" + run(" left."), "Ships left."),
        (f"<w:sdt><w:sdtContent>{run('Ships left.')}</w:sdtContent></w:sdt>", "Ships left."),
        (
            "<w:r><w:t>Ships</w:t><w:tab/><w:t>left</w:t><w:noBreakHyphen/><w:t>x.</w:t></w:r>",
            "Ships left-x.",
        ),
        ("<w:r><w:t>Ships left.</w:t><w:br/><w:t>They are back.</w:t></w:r>", "Ships left.\nThey are back."),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("Ships left."), "Ships left."),
    ],
)
def test_the_text_is_what_a_reader_sees(xml: str, text: str) -> None:
    assert one(body(xml)).text == text


def test_a_frame_of_one_cell_is_no_table_and_cells_may_span_columns() -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = LEFT
    table = document.add_table(3, 3)
    for row, cells in zip(
        table.rows, (("Ship", "Port", "Day"), ("Alba", "Lima", "Friday"), ("", "", "No news")), strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(2, 0).merge(table.cell(2, 1)).text = "Bora is still at sea"
    assert one(document).text.split("\n") == [
        LEFT,
        "Ship: Alba; Port: Lima; Day: Friday.",
        "Ship: Bora is still at sea; Day: No news.",
    ]


# Documents that cannot be read


@cache
def plain_story() -> bytes:
    return saved(story())


def changed(change: Callable[[str, bytes], bytes]) -> bytes:
    """A document with every part as `change(name, content)` gives it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain_story())) as old, zipfile.ZipFile(file, "w", 8) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return file.getvalue()


def with_xml(xml: bytes) -> bytes:
    return changed(lambda name, content: xml if name == "word/document.xml" else content)


def with_body(xml: bytes) -> bytes:
    return with_xml(b"<w:document %s><w:body>%s</w:body></w:document>" % (NAMESPACE, xml))


NAMESPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_entities_are_never_unfolded() -> None:
    levels = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 9))
    bomb = b'<!DOCTYPE d [<!ENTITY e0 "ha"><!ENTITY f SYSTEM "file:///etc/hostname">' + levels + b"]>"
    text = (
        b"<w:document %s><w:body><w:p><w:r><w:t>Ships left. &e8;&f;</w:t></w:r></w:p></w:body></w:document>"
    )
    try:
        assert one(with_xml(bomb + text % NAMESPACE)).text == "Ships left."
    except UnreadableFile as error:
        assert "is no Word document that can be read" in error.reason


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (lambda: b"", "is damaged or cut off"),
        (lambda: b"PK\x03\x04 and nothing more", "is damaged or cut off"),
        (lambda: plain_story()[:-200], "is damaged or cut off"),
        (lambda: with_xml(b"<w:document"), "no Word document that can be read"),
        (lambda: with_xml(b" " * 25_000_000), "unpacks to 26 MB in .* save its text in a new document"),
        (lambda: with_body(b"<w:tbl><w:tr><w:tc>" * 80 + b"</w:tc></w:tr></w:tbl>" * 80), "no Word document"),
        (lambda: with_body(b""), "no text that can be read"),
        (lambda: changed(lambda _, part: part.replace(b"document.main", b"template.main")), "is a template"),
        (lambda: changed(lambda name, part: part if "rels" not in name else b""), "no Word document"),
    ],
)  # fmt: skip
def test_a_bad_document_says_what_is_wrong(data: Callable[[], bytes], told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        read(data(), "news/a.docx", accept)


def test_a_locked_document_is_told_to_be_locked() -> None:
    data = bytearray(plain_story())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    with pytest.raises(UnreadableFile, match="is locked with a password"):
        read(bytes(data), "news/a.docx", accept)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 60_000), st.integers(0, 40), st.binary(max_size=12))
def test_a_document_spoiled_anywhere_gives_an_article_or_a_reason(at: int, cut: int, new: bytes) -> None:
    data = plain_story()
    at %= len(data)
    try:
        records = read(data[:at] + new + data[at + cut :], "a.docx", accept)
    except UnreadableFile as error:
        assert error.name == "a.docx" and error.reason
        return
    assert all(article.text for article in records.articles)


TAGS = st.sampled_from("p tbl tr tc r t sdt sdtContent ins del pPr numPr tcPr rPr br hyperlink".split())


@settings(deadline=None, max_examples=60)
@given(
    st.recursive(
        st.sampled_from(["x", "&#9;", ""]),
        lambda inner: st.builds("<w:{0}>{1}</w:{0}>".format, TAGS, st.lists(inner, max_size=4).map("".join)),
        max_leaves=12,
    )
)
def test_any_tree_gives_an_article_or_a_reason(xml: str) -> None:
    try:
        assert one(with_body(xml.encode())).text
    except UnreadableFile as error:
        assert error.reason
