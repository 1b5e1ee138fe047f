"""Pages saved in one file: the article, with the address it was saved from."""

from __future__ import annotations

import base64
import quopri

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest.mhtml import read
from rag.types import Article

STORY = """<html><head><title>{title}</title>{head}</head><body><nav><a href="/">Home</a></nav><article>
<p>The ships of the northern fleet left the harbor on Monday, the mayor’s office said to reporters.</p>
<p>They carry 40 tons of grain and will be back in Lima in three days.</p></article></body></html>"""
TEXT = (
    "The ships of the northern fleet left the harbor on Monday, the mayor’s office said to reporters.\n"
    "They carry 40 tons of grain and will be back in Lima in three days."
)
HEADERS = (
    "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/ships?from=mail\n"
    "Subject: =?utf-8?Q?Ships=20leave=20?=\n =?utf-8?Q?the=20harbor?=\nDate: Tue, 4 Mar 2025 10:15:00 -0000\n"
)


def accept(article: Article) -> Article:
    if not article.text:
        raise UnreadableFile(article.id, "has no text that can be read")
    return article


def one(data: bytes) -> Article:
    (article,) = read(data, "a.mhtml", accept).articles
    return article


def saved(
    page: str,
    *,
    headers: str = HEADERS,
    encoding: str = "quoted-printable",
    charset: str = "utf-8",
    of: str = "",
) -> bytes:
    raw = page.encode(charset)
    body = quopri.encodestring(raw) if encoding == "quoted-printable" else base64.encodebytes(raw)
    kind = f'Content-Type: text/html; charset="{of or charset}"\n'
    place = "Content-Location: https://example.org/part\n"
    first = (
        f"--B\nContent-Type: image/png\n\nPNG\n--B\n{kind}Content-Transfer-Encoding: {encoding}\n{place}\n"
    )
    frame = (
        "--B\nContent-Type: text/html\n\n<html><body><p>Buy a boat, buy it now.</p></body></html>\n--B--\n"
    )
    top = f'{headers}MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="B"\n\n'
    return (top + first).encode() + body + b"\n" + frame.encode()


def page(title: str = "Ships leave the harbor", head: str = "") -> str:
    return STORY.format(title=title, head=head)


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_a_saved_page_gives_its_article_and_the_address_it_was_saved_from(encoding: str) -> None:
    article = one(saved(page(), encoding=encoding))
    assert (article.title, article.text) == ("Ships leave the harbor", TEXT)
    assert (article.url, article.source) == ("https://example.org/ships?from=mail", "example.org")
    assert dict(article.found)["url"] == "Snapshot-Content-Location"


def test_when_it_was_saved_is_not_when_it_was_published() -> None:
    assert one(saved(page())).published is None


def test_the_pages_own_address_counts_where_it_is_on_the_same_site() -> None:
    own = '<link rel="canonical" href="https://{}/ships">'
    assert one(saved(page(head=own.format("example.org")))).url == "https://example.org/ships"
    assert one(saved(page(head=own.format("elsewhere.org")))).url == "https://example.org/ships?from=mail"


def test_the_part_tells_the_address_where_the_browser_did_not() -> None:
    article = one(saved(page(), headers="From: someone\n"))
    assert (article.url, dict(article.found)["url"]) == ("https://example.org/part", "Content-Location")


def test_the_subject_is_the_title_of_a_page_without_one() -> None:
    article = one(saved(page(title="")))
    assert (article.title, dict(article.found)["title"]) == ("Ships leave the harbor", "Subject")


@pytest.mark.parametrize(
    ("charset", "of"), [("cp1252", "iso-8859-1"), ("utf-8", "us-ascii"), ("cp1252", "nonsense")]
)
def test_the_text_is_read_whatever_encoding_it_claims(charset: str, of: str) -> None:
    assert one(saved(page(), charset=charset, of=of)).text == TEXT


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no page in it"),
        (
            b"Content-Type: multipart/related; boundary=B\n\n--B\nContent-Type: image/png\n\nx\n--B--",
            "no page in it",
        ),
        (b"Content-Type: text/html\n\n", "no HTML that can be read|no text that can be read"),
        (b"Content-Type: text/html\n\n<html><body><nav>Home</nav></body></html>", "no text that can be read"),
        (
            b"Content-Type: multipart/x; boundary=B\n\n" + b"--B\n\nx\n" * 2_000,
            "more parts in it than any message",
        ),
        (
            b"".join(b"Content-Type: multipart/x; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(100)),
            "more parts in it than any message",
        ),
        (b"Content-Type: message/rfc822\n\n" * 5_000, "more parts in it than any message"),
    ],
)
def test_a_file_without_a_page_says_so(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        read(data, "a.mhtml", accept)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 3_000), st.integers(0, 40), st.binary(max_size=20))
def test_a_page_spoiled_anywhere_gives_an_article_or_a_reason(at: int, cut: int, new: bytes) -> None:
    data = saved(page())
    at %= len(data)
    try:
        records = read(data[:at] + new + data[at + cut :], "a.mhtml", accept)
    except UnreadableFile as error:
        assert error.name == "a.mhtml" and error.reason
        return
    assert all(article.text for article in records.articles)
