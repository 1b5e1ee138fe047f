"""PDF files: text in paragraphs, the page of every place in it, and every bad file told by what is wrong."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest.pdf import read
from rag.types import Article

LEFT = "The ships of the northern fleet left the harbor on Monday with forty tons of grain, the mayor said."
BACK = "They will be back on Friday, unless the storm that the weather office expects comes a day earlier."
Placed = tuple[float, str]  # (height from the top in points, text)


def accept(article: Article) -> Article:
    if not article.text:
        raise UnreadableFile(article.id, "has no text that can be read")
    return article


def one(data: bytes) -> Article:
    (article,) = read(data, "a.pdf", accept).articles
    return article


def document() -> FPDF:
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_creation_date(datetime(2025, 3, 4, 10, tzinfo=UTC))
    pdf.set_producer("Type and Page")
    return pdf


def put(pdf: FPDF, lines: Sequence[Placed], size: float = 11, x: float = 40) -> FPDF:
    pdf.set_font("Times", size=size)
    for height, text in lines:
        pdf.text(x, height, text)
    return pdf


def wrapped(pdf: FPDF, text: str, size: float = 11, width: float = 0) -> FPDF:
    pdf.set_font("Times", size=size)
    pdf.multi_cell(width, size * 1.3, text, new_x="LMARGIN", new_y="NEXT", align="L")
    pdf.ln(size * 0.7)
    return pdf


def done(pdf: FPDF) -> bytes:
    return bytes(pdf.output())


@cache
def edition() -> bytes:
    """Three pages with a running head and foot; a paragraph goes on over each turn of the page."""
    pdf = document()
    parts = (
        f"{LEFT} Nobody knew on that day how long the voyage of the first ship was to take, for the",
        f"captain had told the town no more than that. {BACK} The town had waited for its fleet since the",
        f"winter. {LEFT}",
    )
    for number, part in enumerate(parts, 1):
        pdf.add_page()
        put(pdf, [(30, "THE HARBOR POST"), (800, f"Page {number} of 3")], size=8)
        if number == 1:
            put(pdf, [(70, "Ships leave the harbor")], size=22)
        pdf.set_xy(40, 100)
        wrapped(pdf, part, width=480)
    return done(pdf)


def test_an_edition_of_three_pages_is_one_article_in_paragraphs() -> None:
    article = one(edition())
    assert article.title == "Ships leave the harbor"
    assert article.text == (
        f"{LEFT} Nobody knew on that day how long the voyage of the first ship was to take, for the captain "
        f"had told the town no more than that. {BACK} The town had waited for its fleet since the winter. "
        f"{LEFT}"
    )
    assert dict(article.found)["title"] == "largest type"


def test_every_place_in_the_text_has_its_page() -> None:
    article = one(edition())
    assert len(article.pages) == 3 and article.pages[0] == 0
    for words, page in (("northern", 1), ("for the", 1), ("captain", 2), ("Friday", 2), ("winter", 3)):
        assert article.page(article.text.index(words)) == page
    assert article.page(len(article.text) - 1) == 3


def test_columns_are_read_one_after_the_other() -> None:
    pdf = document()
    pdf.add_page()
    left = [
        "The ships of the northern fleet left the",
        "harbor on Monday with forty tons of grain",
        "for the",
    ]
    right = ["islands in the south, he said.", "They will be back on Friday."]
    put(pdf, list(zip((100, 114, 128), left, strict=True)))
    put(pdf, list(zip((100, 114), right, strict=True)), x=300)
    assert one(done(pdf)).text.split("\n") == [
        "The ships of the northern fleet left the harbor on Monday with forty tons of grain for the islands "
        "in the south, he said.",
        "They will be back on Friday.",
    ]


def test_headings_lists_and_paragraphs_stay_apart() -> None:
    pdf = document()
    pdf.add_page()
    wrapped(pdf, "Ships leave the harbor", size=24)
    wrapped(pdf, f"{LEFT} {LEFT}")
    wrapped(pdf, "What they carry", size=14)
    wrapped(pdf, "- forty tons of grain\n- nine horses\n- the mail")
    wrapped(pdf, f"{BACK} {BACK}")
    assert one(done(pdf)).text.split("\n") == [
        f"{LEFT} {LEFT}",
        "What they carry",
        *("- forty tons of grain", "- nine horses", "- the mail"),
        f"{BACK} {BACK}",
    ]


def test_a_page_printed_by_a_browser_gives_its_address_and_no_day_of_printing() -> None:
    pdf = document()
    pdf.set_producer("Skia/PDF m131")
    pdf.set_title("Ships leave the harbor")
    for number in (1, 2):
        pdf.add_page()
        put(pdf, [(20, "11/22/25, 4:17 PM"), (820, f"https://example.org/ships {number}/2")], size=7)
        put(pdf, [(100, (LEFT, BACK)[number - 1])])
    article = one(done(pdf))
    assert (article.url, article.source, article.published) == (
        "https://example.org/ships",
        "example.org",
        None,
    )
    assert article.text == f"{LEFT}\n{BACK}"
    assert ("url", "foot of the pages") in article.found


# What a file says of itself


def stated(title: str = "", author: str = "", producer: str = "Type and Page") -> Article:
    pdf = document()
    pdf.add_page()
    pdf.set_title(title)
    pdf.set_author(author)
    pdf.set_producer(producer)
    return one(done(put(pdf, [(100, LEFT), (114, BACK)])))


def test_what_a_person_wrote_about_the_file_is_kept() -> None:
    article = stated("Ships leave the harbor", "Ann Lee")
    assert (article.title, article.author) == ("Ships leave the harbor", "Ann Lee")
    assert (article.published, article.published_at) == (date(2025, 3, 4), None)
    assert article.found == (
        ("title", "PDF metadata"),
        ("language", "text"),
        ("author", "PDF metadata"),
        ("published", "PDF creation date"),
    )


def test_what_the_page_prints_counts_before_what_the_file_says() -> None:
    pdf = document()  # made on March 4
    pdf.set_author("Bo Ruiz")
    pdf.add_page()
    wrapped(pdf, "Ships leave the harbor", size=22)
    wrapped(pdf, "By Ann Lee")
    wrapped(pdf, f"LIMA, March 6, 2025 - {LEFT} {BACK}")
    article = one(done(pdf))
    assert (article.author, article.published) == ("Ann Lee", date(2025, 3, 6))
    assert (article.dateline, article.text[:4]) == ("LIMA, March 6, 2025", "LIMA")
    assert {("author", "byline"), ("published", "dateline")} <= set(article.found)


def test_what_a_program_wrote_about_the_file_is_not() -> None:
    article = stated("Microsoft Word - ships_final.doc", "Windows User", "Canon Scanner")
    assert (article.title, article.author, article.published) == ("A", "", None)
    assert article.found == (("language", "text"),)


# Files that cannot be read


def locked(method: EncryptionMethod, password: str) -> bytes:
    pdf = document()
    pdf.set_encryption("owner", password, encryption_method=method, permissions=AccessPermission.none())
    pdf.add_page()
    return done(put(pdf, [(100, LEFT), (114, BACK)]))


@pytest.mark.parametrize("method", [EncryptionMethod.RC4, EncryptionMethod.AES_128, EncryptionMethod.AES_256])
def test_only_a_file_that_asks_for_a_password_is_locked(method: EncryptionMethod) -> None:
    assert one(locked(method, "")).text == f"{LEFT} {BACK}"
    with pytest.raises(UnreadableFile, match=r"is locked with a password; save it without one.*qpdf"):
        read(locked(method, "secret"), "a.pdf", accept)


def test_a_scan_is_told_to_be_one() -> None:
    pdf = document()
    pdf.add_page()
    pdf.rect(40, 40, 200, 300)
    with pytest.raises(UnreadableFile, match=r"no text, only pictures .*ocrmypdf"):
        read(done(pdf), "a.pdf", accept)


def test_a_book_is_no_article() -> None:
    pdf = document()
    for _ in range(401):
        pdf.add_page()
    with pytest.raises(UnreadableFile, match=r"has 401 pages, more than the 400 .* split it"):
        read(done(pdf), "a.pdf", accept)


def test_a_page_that_cannot_be_read_costs_no_other() -> None:
    data = with_second_page(b"/Filter /LZWDecode ", b"\xff\x00" * 20)
    records = read(data, "a.pdf", accept)
    assert records.articles[0].text == LEFT
    assert records.articles[0].pages == (0, len(LEFT))
    ((name, reason),) = records.skipped
    assert name == "a.pdf#page 2" and "is damaged" in reason


def test_a_page_that_unpacks_to_too_much_is_told_at_once() -> None:
    bomb = zlib.compress(b" " * 60_000_000)  # 58 kilobytes
    ((name, reason),) = read(with_second_page(b"/Filter /FlateDecode ", bomb), "a.pdf", accept).skipped
    assert name == "a.pdf#page 2" and "unpacks to more than any article needs" in reason


def with_second_page(filters: bytes, content: bytes) -> bytes:
    """A file written by hand: a page of text, and one whose content is as given."""
    first = b"BT /F1 12 Tf 40 700 Td (" + LEFT.encode() + b") Tj ET"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>"
    page = b"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 7 0 R >> >> "
    page += b"/MediaBox [0 0 600 800] /Contents %d 0 R >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
        page % 5,
        page % 6,
        b"<< /Length %d >> stream\n%s\nendstream" % (len(first), first),
        b"<< %s/Length %d >> stream\n%s\nendstream" % (filters, len(content), content),
        font,
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj %s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, end)


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"%PDF-1.4\n%%EOF", b"x" * 500, b"\0" * 5_000, b"%PDF-1.5\n" + b"<<" * 20_000]
)
def test_what_is_no_pdf_inside_is_told(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"is damaged or cut off .* get the file again"):
        read(data, "a.pdf", accept)


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 4_000), st.integers(0, 60), st.binary(max_size=12))
def test_a_file_spoiled_anywhere_gives_an_article_or_a_reason(at: int, cut: int, new: bytes) -> None:
    data = edition()
    spoiled = data[: at % len(data)] + new + data[at % len(data) + cut :]
    try:
        records = read(spoiled, "a.pdf", accept)
    except UnreadableFile as error:
        assert error.name == "a.pdf" and error.reason
        return
    assert all(article.text for article in records.articles)
