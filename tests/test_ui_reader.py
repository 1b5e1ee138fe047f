"""A whole article as it is read: at the words that were cited, with all that is known of it."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from rag.archive import Archive
from rag.store import generation
from rag.types import Article, Carried, Citation, Passage, Version
from tests.fakes import FakeEmbedder
from tests.newsroom import SETTINGS, build_here
from tests.reading import Shown, cited, opened, shown
from tests.ui_fakes import FERRY, ORCHARD, FakeArchive
from ui.place import ALSO_MOST, address, citation_address, passage_address
from ui.render import showable


@pytest.fixture
def archive() -> FakeArchive:
    return FakeArchive()


def test_an_address_marks_its_quote_and_all_others_of_the_answer_in_that_article(
    archive: FakeArchive,
) -> None:
    ferry, orchard = archive.held["ferry"], archive.held["orchard"]
    citations = [
        cited(ferry, 1, "Eleven of the thirteen members were in favour."),
        cited(orchard, 2, "900 tonnes"),
        cited(ferry, 3, "41,200 passengers", before=12),
    ]
    place = citation_address(citations[2], citations)
    page = shown(archive, place)
    assert place.endswith("#quote") and page.quote == "41,200 passengers"
    assert page.marks == {"1": citations[0].quote, "3": citations[2].quote}
    assert page.passages == citations[0].quote + "rry carried 41,200 passengers"[-29:]
    assert showable(ferry.text) in page.text


def test_characters_are_counted_as_python_counts_them(archive: FakeArchive) -> None:
    """A browser counts a face as two; a family of four, which is joined, as eleven."""
    text = "🙂👨‍👩‍👧‍👦 e\u0301te\u0301 𝔘𝔫𝔦. The port closes."
    held = archive.held["odd"] = Article("odd", "Odd", text=text)
    for quote in ("The port closes.", "𝔫𝔦. The", "e\u0301te\u0301"):
        assert shown(archive, citation_address(cited(held, 1, quote))).quote == quote


def test_an_answer_that_was_kept_without_its_articles_still_leads_to_its_words(archive: FakeArchive) -> None:
    whole = cited(archive.held["ferry"], 1, "41,200 passengers")
    slim = replace(whole, article=replace(whole.article, text=""))
    assert citation_address(slim) == citation_address(whole)
    assert shown(archive, citation_address(slim)).quote == "41,200 passengers"
    near = passage_address(whole.passage)
    assert shown(archive, near).quote == "41,200 passengers" and "number=" not in near


def test_words_that_changed_are_not_marked_and_the_page_says_so(archive: FakeArchive) -> None:
    ferry = archive.held["ferry"]
    citations = [cited(ferry, 1, "41,200 passengers"), cited(ferry, 2, "a third fewer")]
    place = citation_address(citations[0], citations)
    mended = replace(ferry, text=ferry.text.replace("41,200", "43,900"))
    archive.held["ferry"] = mended
    page = shown(archive, place)
    assert page.quote == "" and page.marks == {"2": "a third fewer"}  # of the same length: it stands
    assert "has changed since the answer was given, so the quoted words cannot be marked" in page.text
    # The archive has kept the text that was quoted: it is one click away, and says what it is.
    archive.earlier["ferry"] = [Version(ferry, 3, 7, "a newer text of the same file")]
    page = shown(archive, place)
    old = next(link for link in page.links if "version=" in link["href"])
    page = shown(archive, old["href"])
    assert page.quote == "41,200 passengers"
    assert "an earlier version of the article" in page.text and "a newer text of the same file" in page.text
    back = [
        link["href"] for link in page.links if link.get("class") == "inside" and "version" not in link["href"]
    ]
    assert "43,900 passengers" in shown(archive, back[0]).text


def test_words_that_only_moved_are_marked_where_they_stand_now(archive: FakeArchive) -> None:
    ferry = archive.held["ferry"]
    place = citation_address(cited(ferry, 1, "41,200 passengers"))
    archive.held["ferry"] = replace(ferry, text="Correction: the vote was on Tuesday.\n\n" + ferry.text)
    assert shown(archive, place).quote == ""  # what the words were, nobody knows any more
    archive.earlier["ferry"] = [Version(ferry, 3, 7)]
    page = shown(archive, place)
    assert page.quote == "41,200 passengers" and "still stand in it, as marked" in page.text


def test_an_archive_keeps_what_was_quoted_and_knows_who_else_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same over the real archive: an article that two outlets carry is corrected by one of them."""
    monkeypatch.setattr(generation, "_run_child", build_here)
    first = Article("ferry", "The ferry", "Lisle Courier", text=FERRY, published=date(2024, 2, 13))
    with Archive(tmp_path / "archive", SETTINGS, embedder=FakeEmbedder()) as real:
        real.add([first, replace(first, id="copy", source="Metro"), Article("orchard", text=ORCHARD)])
        place = citation_address(cited(first, 1, "41,200 passengers"))
        page = shown(real, place)
        assert page.quote == "41,200 passengers" and "Also carried by Metro" in page.text
        real.add([replace(first, text=FERRY.replace("41,200", "43,900"))])
        page = shown(real, place)
        assert page.quote == "" and "cannot be marked" in page.text and "43,900 passengers" in page.text
        then = [link["href"] for link in page.links if "version=" in link["href"]][-1]
        assert shown(real, then).quote == "41,200 passengers"


def test_all_versions_are_listed_each_with_its_day_and_why(archive: FakeArchive) -> None:
    ferry = archive.held["ferry"]
    assert "earlier version" not in opened(archive, address("ferry")).text
    first = replace(
        ferry, text="Port Lisle votes today.", published_at=datetime(2024, 2, 13, 8, 5, tzinfo=UTC)
    )
    archive.earlier["ferry"] = [Version(first, 2, 5, "<b>later</b>")]
    page = shown(archive, address("ferry"))
    assert "1 earlier version" in page.text and "13 February 2024, 08:05 · 4 words" in page.text
    assert "until generation 5: <b>later</b>" in page.text and "(shown here) · in force" in page.text
    gone = opened(archive, address("ferry", version="0123456789abcdef"))
    assert gone.status_code == 404 and "no longer keeps this earlier version" in gone.text


def test_an_article_that_a_newer_one_took_the_place_of_is_shown_as_that_one(archive: FakeArchive) -> None:
    class Renamed(FakeArchive):
        def versions(self, id: str) -> list[Version]:
            old = Version(Article("draft", text="The ferry stays."), 1, 4, "ferry is a newer text")
            return [Version(self.held["ferry"], 4), old] if id in ("draft", "ferry") else []

    draft = Article("draft", text="The ferry stays.")
    page = shown(Renamed(), citation_address(cited(draft, 1, "stays")))
    assert page.quote == "" and "cannot be marked" in page.text and showable(FERRY) in page.text
    old = next(link["href"] for link in page.links if "version=" in link["href"])
    assert shown(Renamed(), old).quote == "stays"


def test_who_else_carries_it_is_told_with_the_same_words_where_they_have_them(archive: FakeArchive) -> None:
    quote = "41,200 passengers"
    same = Article(
        "copy", "Ferry ends", "Coast Daily", text=f"PORT LISLE. {FERRY}", published=date(2024, 2, 14)
    )
    cut = Article("cut", "Ferry", "Metro", text=FERRY[:90])
    archive.held |= {"copy": same, "cut": cut}
    archive.copied = [Carried(("ferry", "copy", "cut"), ("The Lisle Courier", "Coast Daily", "Metro"), 1)]
    page = shown(archive, citation_address(cited(archive.held["ferry"], 1, quote)))
    told = "Coast Daily, 14 February 2024, Metro (without these very words): one report in 3 articles."
    assert f"Also carried by {told}" in page.text
    copy = next(link for link in page.links if "id=copy" in link["href"])
    assert shown(archive, copy["href"]).quote == quote
    archive.copied = [replace(archive.copied[0], origins=2)]
    assert "2 independent reports in 3 articles" in shown(archive, address("ferry")).text


def test_the_page_of_a_pdf_is_told_and_signed(archive: FakeArchive) -> None:
    text = "First page.\n\nSecond page, with the figure of 1,204 boats.\n\nThird."
    second, third = text.index("Second"), text.index("Third")
    held = Article("pdf", "Boats", text=text, pages=(0, second, third), path="reports/boats.pdf")
    archive.held["pdf"] = held
    page = shown(archive, citation_address(cited(held, 1, "1,204 boats")))
    assert "Quoted from page 2 of 3" in page.text and "file reports/boats.pdf" in page.text
    assert page.pages == ["2", "3"]


def test_only_plain_addresses_of_the_original_are_links(archive: FakeArchive) -> None:
    page = shown(archive, address("ferry"))
    assert [link["href"] for link in page.links] == ["https://courier.example/ferry?a=1&b=2"]
    for url in ("javascript:alert(1)", "data:text/html,x", "ftp://x.example/", "https://a@b.example/"):
        archive.held["ferry"] = replace(archive.held["ferry"], url=url)
        assert shown(archive, address("ferry")).links == []


def test_what_an_article_says_of_itself_stays_text(archive: FakeArchive) -> None:
    evil = '</title><script>alert(1)</script><img src=x onerror=alert(1)>"'
    fields = dict.fromkeys(("title", "source", "text", "author", "path", "section", "agency"), evil)
    archive.held["evil"] = Article("evil", **fields)
    archive.copied = [Carried(("evil", "ferry"), (evil,), 1)]
    archive.earlier["evil"] = [Version(Article("evil", text="x"), 1, 2, evil)]
    answer = opened(archive, address("evil"))
    assert answer.text.count("<script") == 1 and "<img" not in answer.text  # the page's own
    assert Shown(answer.text).tags <= {
        *(
            "html",
            "head",
            "meta",
            "title",
            "link",
            "script",
            "body",
            "main",
            "header",
            "h1",
            "p",
            "span",
            "div",
        ),
        *("bdi", "a", "details", "summary", "ol", "li", "b"),
    }
    assert html.escape(evil) in answer.text


def test_an_article_that_is_gone_and_an_address_that_is_broken_are_told(archive: FakeArchive) -> None:
    gone = opened(archive, address("<script>"))
    assert gone.status_code == 404 and "no longer in the archive" in gone.text and "<script>" not in gone.text
    for more in ("&also=1.2-3", "&also=1.2-3.xyz.0-0", "&start=1&end=2&check=x&passage=a-b"):
        broken = opened(archive, address("ferry") + more)
        assert broken.status_code == 400 and "Open it from the answer once more" in broken.text
    assert (
        opened(archive, address("ferry") + "&also=1.2-3.0123456789abcdef.0-0" * (ALSO_MOST + 1)).status_code
        == 422
    )
    empty = opened(FakeArchive([]), address("ferry"))
    assert empty.status_code == 404


def test_an_address_carries_a_bounded_number_of_places() -> None:
    article = Article("a", text="word " * 200)
    citations = [
        Citation(n, article, Passage("p", "a", "word", 5 * n, 5 * n + 4), "word", 5 * n, 5 * n + 4)
        for n in range(1, 100)
    ]
    asked = parse_qsl(urlsplit(citation_address(citations[0], citations)).query)
    assert len([value for name, value in asked if name == "also"]) == ALSO_MOST
