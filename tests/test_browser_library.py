"""The library as people use it, in a real browser over a real archive: finding, adding, removing, reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from rag.archive import Archive
from rag.settings import Settings
from rag.store import generation
from rag.types import Article
from tests.browsing import BY_CHOICE, Open, ask, in_view, scrolls_sideways
from tests.fakes import FakeEmbedder
from tests.newsroom import ReadsHere, build_here, fill, stories, story
from tests.ui_fakes import FakeArchive, running

pytestmark = BY_CHOICE

SETTINGS = Settings(passage_words=20, passage_overlap=5, refuse_below=0)
READY = "#shelves .row-title"
LIGHTHOUSE = (
    "A lighthouse opens again\n\nThe lighthouse of Port Vell opened again on Friday after nine dark years. "
    "Keeper Ana Duarte lit the lamp at dusk.\n\nThe town paid 212 thousand crowns for the new lens."
)
OBSERVATORY = story(4).replace("Repairs cost", "Repairs of the dome cost")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def archive(home: Path) -> Iterator[Archive]:
    """Three stories of a folder, and 60 by themselves: two outlets, three years, one with an earlier text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "_run_child", build_here)
        patch.setattr("rag.index.Readers", ReadsHere)
        with Archive(home / "archive", SETTINGS, embedder=FakeEmbedder()) as opened:
            opened.sync(stories(home / "news", 3))
            held = [
                Article(
                    f"own-{n}",
                    f"Story {n}",
                    "Valley Post" if n % 3 else "The Lisle Courier",
                    f"https://post.example/{n}",
                    story(n + 3, "closed"),
                    date(2023 + n % 3, 1 + n % 12, 1 + n % 28),
                )
                for n in range(60)
            ]
            opened.add(held)
            opened.add([replace(held[7], text=held[7].text.replace("two winters", "ten winters"))])
            yield opened


@pytest.fixture(scope="module")
def address(archive: Archive) -> Iterator[str]:
    with running(archive) as url:
        yield url


def found(page: Page) -> Locator:
    return page.locator("#library-found")


def search(page: Page, text: str, count: str) -> None:
    page.fill("#library-search", text)
    expect(found(page)).to_have_text(count)


def outcome(page: Page, words: str) -> Locator:
    """The report of a change, once it tells these words."""
    report = page.locator(".report")
    expect(report.locator(".outcome")).to_contain_text(words, timeout=30_000)
    return report


def drop(page: Page, paths: list[Path]) -> None:
    """Files and folders dragged from the desktop onto the place for them."""
    page.locator(".drop").scroll_into_view_if_needed()
    box = page.locator(".drop").bounding_box()
    assert box is not None
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    at: dict[str, Any] = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "data": data}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **at})


def test_browser_the_table_is_searched_sorted_and_turned(visit: Open, address: str) -> None:
    page = visit(address, "/library", READY)
    expect(found(page)).to_have_text("63 articles")
    titles = page.locator("#shelves .row-title")
    expect(titles).to_have_count(50)
    page.click(".turn-next")
    expect(page.locator(".where")).to_have_text("Page 2 of 2")
    expect(titles).to_have_count(13)
    page.click("th.title button")
    expect(page.locator("th.title")).to_have_attribute("aria-sort", "ascending")
    expect(titles.first).to_have_text("Arden ferry opened after 3 years")
    page.click("th.title button")
    expect(page.locator("th.title")).to_have_attribute("aria-sort", "descending")
    expect(titles.first).to_have_text("Story 9")
    search(page, "lisle courier", "20 of 63 articles")
    search(page, "“theatre of Gorse” guild", "2 of 63 articles")
    search(page, "zebra", "0 of 63 articles")
    expect(page.locator(".vacant")).to_contain_text("No article has all of these words.")


def test_browser_coverage_is_drawn_told_and_follows_the_search(visit: Open, address: str) -> None:
    page = visit(address, "/library", READY)
    said = page.locator("#coverage .plot-said")
    expect(said).to_contain_text(
        "60 articles from January 2023 to December 2025, by month; 3 articles without a date"
    )
    expect(page.locator("#coverage .barlayer")).to_be_visible(timeout=15_000)
    expect(page.locator("#coverage .legendtext")).to_have_text(["Valley Post", "The Lisle Courier"])
    page.click("#coverage summary")
    expect(page.locator("#coverage thead th")).to_have_text(["Month", "Valley Post", "The Lisle Courier"])
    search(page, "lisle courier", "20 of 63 articles")
    expect(said).to_contain_text("20 articles from")


def test_browser_a_row_opens_the_article_and_escape_goes_back_to_it(visit: Open, address: str) -> None:
    page = visit(address, "/library", READY)
    search(page, "Brill bakery opened", "1 of 63 articles")
    row = page.locator("#shelves .row-title")
    row.focus()
    page.keyboard.press("Enter")
    reader = page.locator("#reader")
    expect(reader).to_contain_text("The bakery of Brill opened on Monday")
    assert in_view(reader.locator("h1"))
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()
    expect(row).to_be_focused()


def test_browser_the_versions_of_an_article_show_what_changed(visit: Open, address: str) -> None:
    page = visit(address, "/library", READY)
    search(page, "“ten winters”", "1 of 63 articles")
    page.click("button.versions")
    history = page.locator(".version-list > li")
    expect(history).to_have_count(2)
    expect(history.first.locator("del")).to_contain_text("two")
    expect(history.first.locator("ins")).to_contain_text("ten")
    expect(history.last).to_contain_text("another text was added under its id")
    history.last.locator("a").click()
    expect(page.locator("#reader")).to_contain_text("over two winters")


def test_browser_files_are_added_by_the_chooser_and_a_bad_one_is_named(
    visit: Open, address: str, home: Path
) -> None:
    page = visit(address, "/library", READY)
    good = fill(home / "given", {"lighthouse.txt": LIGHTHOUSE, "empty.txt": ""})
    (good / "film.bin").write_bytes(bytes(range(256)) * 8)
    page.set_input_files("#add-files", [good / name for name in ("lighthouse.txt", "empty.txt", "film.bin")])
    report = outcome(page, "1 added, 2 skipped")
    expect(report.locator(".skipped li")).to_have_text(
        [re.compile("empty.txt is empty"), re.compile("film.bin is binary")]
    )
    expect(found(page)).to_have_text("64 articles")
    expect(page.locator(".holdings")).to_contain_text("64 articles")
    search(page, "lamp dusk", "1 of 64 articles")
    # Removed again: it says what will happen, and only then does it.
    page.check("#shelves td.pick input")
    page.click("button.remove")
    dialog = page.locator("dialog.removal")
    expect(dialog).to_contain_text("Remove 1 article?")
    expect(dialog).to_contain_text("A lighthouse opens again")
    expect(dialog).to_contain_text("nothing brings that back but adding the file again")
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(found(page)).to_have_text("1 of 64 articles")
    page.click("button.remove")
    page.click("dialog .go")
    outcome(page, "1 removed")
    expect(page.locator(".doing")).to_have_text("Removed: 1 removed")  # beside the table too
    expect(found(page)).to_have_text("0 of 63 articles")


def test_browser_a_folder_dropped_from_the_desktop_comes_in_whole(
    visit: Open, address: str, home: Path, archive: Archive
) -> None:
    page = visit(address, "/library", READY)
    expect(page.locator(".drop")).to_be_visible()
    dropped = fill(
        home / "dropped", {"deep/dome.txt": OBSERVATORY, ".DS_Store": "litter", "deep/same.txt": story(0)}
    )
    drop(page, [dropped])
    report = outcome(page, "1 added, 1 skipped")
    expect(report.locator(".skipped")).to_contain_text(
        "dropped/deep/same.txt has the same text as arden-0.txt, which is in the archive"
    )
    assert archive.article("dropped/deep/dome.txt") is not None
    archive.remove(["dropped/deep/dome.txt"])  # by another hand: the open page takes note of it


def test_browser_a_folder_is_synced_and_what_was_removed_comes_back_when_asked(
    visit: Open, address: str, home: Path, archive: Archive
) -> None:
    page = visit(address, "/library", READY, forgiven="422")  # the browser tells of each refusal itself
    folders = page.locator(".folders li")
    expect(folders).to_have_count(1)
    expect(folders).to_contain_text(re.compile(r"3 articles · in line since \d+ \w+ \d{4}, \d\d:\d\d"))
    page.fill("#add-folder", str(home / "nowhere"))
    page.click(".by-folder button")
    expect(page.locator(".trouble")).to_contain_text("no such folder on the machine that runs this page")
    # An article of the folder is removed: its file stays, and a sync leaves it out and says so.
    search(page, "corvo library opened", "1 of 63 articles")
    page.check("#shelves td.pick input")
    page.click("button.remove")
    expect(page.locator("dialog.removal")).to_contain_text(f"Its file stays in {home / 'news'}.")
    page.click("dialog .go")
    outcome(page, "1 removed")
    page.get_by_role("button", name=re.compile("^Sync again")).click()
    expect(outcome(page, "2 unchanged, 1 skipped")).to_contain_text("corvo-2.txt was removed by hand on")
    page.click(".left-out summary")
    page.get_by_role("button", name=re.compile("^Bring back: Corvo")).click()
    outcome(page, "1 added")
    expect(page.locator(".left-out")).to_be_hidden()
    assert archive.article("corvo-2.txt") is not None


def test_browser_a_sync_during_a_conversation_leaves_its_answers_and_serves_the_next(
    visit: Open, address: str, home: Path
) -> None:
    asking = visit(address)
    first = ask(asking, "Who paid for the bakery of Brill?")
    expect(first.locator(".answer")).to_contain_text("paid by the guild of Brill")
    before = first.locator(".answer").inner_text()
    page = visit(address, "/library", READY)
    more = fill(home / "more", {"lighthouse.txt": LIGHTHOUSE})
    page.fill("#add-folder", str(more))
    page.press("#add-folder", "Enter")
    expect(page.locator(".folders li")).to_have_count(2, timeout=30_000)
    outcome(page, "1 added")
    second = ask(asking, "Who lit the lamp of the lighthouse of Port Vell?")
    expect(second.locator(".answer")).to_contain_text("Keeper Ana Duarte lit the lamp at dusk.")
    assert first.locator(".answer").inner_text() == before
    asking.click(".pages a:has-text('Library')")
    expect(asking.locator(".folders li")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_browser_on_a_phone_all_of_it_is_within_reach(visit: Open, address: str, scheme: Any) -> None:
    page = visit(address, "/library", READY, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    assert not scrolls_sideways(page)
    expect(page.locator("th.published button")).to_be_visible()
    page.click("button.down")
    assert in_view(page.locator("#adding-title"))
    page.keyboard.press("Tab")
    expect(page.locator("#add-files")).to_be_focused()
    page.click(".pages a:has-text('Ask')")
    expect(page.locator("#question textarea")).to_be_visible()


def test_browser_where_nothing_may_be_changed_it_says_why(visit: Open) -> None:
    with running(FakeArchive()) as url:
        page = visit(url, "/library", READY)
        expect(page.locator(".closed")).to_have_text("this archive may be read but not written to")
        expect(page.locator(".drop")).to_be_hidden()
        page.check("#shelves td.pick input >> nth=0")
        expect(page.locator("button.remove")).to_be_disabled()
        search(page, "cherries frost", "1 of 3 articles")
        page.close()  # before the server
