"""The shipped articles load clean, and every gold question rests on words that stand in them."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.ingest.load import load
from rag.settings import Settings
from rag.types import Article, GoldQuestion

CORPUS = Path(__file__).parent.parent / "corpus"
ARTICLES = CORPUS / "articles"
HEGSETH, PORTS, PERU = "hegseth-panama.md", "panama-ports-standoff.html", "pacific-fleet-peru.txt"
LINES = (CORPUS / "gold.jsonl").read_text("utf-8").splitlines()
ROWS: list[dict[str, Any]] = [json.loads(line) for line in LINES]
AT_LEAST = {"answerable": 36, "unanswerable": 12, "followup": 6, "false_premise": 4, "conflict": 4}
FURNITURE = ("cookie", "share this", "related stories", "locks of a canal", "newsletter", "most read")
DEBRIS = re.compile(r"&\w+;|< ?/?\s?\w+ ?>|\b(?:td|tr|th|tbody)\b|-{3}|\|")


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """The three articles by id, as a sync would load them."""
    loaded = [load(path, path.name, Settings()) for path in sorted(ARTICLES.iterdir())]
    return {article.id: article for one in loaded for article in one.articles}


def plain(text: str) -> str:
    """Lower case, punctuation as spaces: how an answer is looked for in a quote."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.lower()))} "


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [row for row in ROWS if row["kind"] == kind]


def test_there_are_enough_questions_of_each_kind() -> None:
    counts = Counter(row["kind"] for row in ROWS)
    assert counts.keys() == AT_LEAST.keys()
    assert {kind: n for kind, n in counts.items() if n < AT_LEAST[kind]} == {}
    assert len(ROWS) >= 70


def test_the_readme_gives_the_true_counts() -> None:
    table = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", (CORPUS / "README.md").read_text("utf-8"), re.M))
    assert {kind: int(n) for kind, n in table.items()} == Counter(row["kind"] for row in ROWS)


def test_every_row_has_exactly_the_fields_of_a_gold_question() -> None:
    names = {field.name for field in fields(GoldQuestion)}
    assert [row["id"] for row in ROWS if row.keys() != names] == []


def test_ids_and_questions_are_unique() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert len({plain(row["question"]) for row in ROWS}) == len(ROWS)


def test_the_corpus_is_one_article_a_file_named_by_its_path(articles: dict[str, Article]) -> None:
    assert articles.keys() == {HEGSETH, PORTS, PERU}
    assert {article.path for article in articles.values()} == articles.keys()


def test_every_article_is_asked_about(articles: dict[str, Article]) -> None:
    asked = Counter(row["article_ids"][0] for row in of_kind("answerable"))
    assert asked.keys() == articles.keys()
    assert min(asked.values()) >= 12


def test_every_quote_stands_word_for_word_in_its_article(articles: dict[str, Article]) -> None:
    lost = [
        (row["id"], quote)
        for row in ROWS
        for quote in row["evidence"]
        if not any(quote in articles[name].text for name in row["article_ids"])
    ]
    assert lost == []


def test_every_article_of_a_question_gives_evidence(articles: dict[str, Article]) -> None:
    idle = [
        (row["id"], name)
        for row in ROWS
        for name in row["article_ids"]
        if not any(quote in articles[name].text for quote in row["evidence"])
    ]
    assert idle == []


def test_every_answer_stands_in_the_evidence() -> None:
    lost = [
        (row["id"], answer)
        for row in ROWS
        for answer in row["answers"]
        if not any(plain(answer) in plain(quote) for quote in row["evidence"])
    ]
    assert lost == []


def test_only_unanswerable_questions_have_no_answer() -> None:
    for row in ROWS:
        empty = [not row[name] for name in ("answers", "article_ids", "evidence")]
        assert empty == [row["kind"] == "unanswerable"] * 3, row["id"]


def test_followups_and_no_others_come_after_a_conversation() -> None:
    for row in ROWS:
        roles = [turn["role"] for turn in row["history"]]
        assert roles == (["user", "assistant"] if row["kind"] == "followup" else []), row["id"]


def test_each_side_of_a_conflict_has_an_answer_of_its_own(articles: dict[str, Article]) -> None:
    for row in of_kind("conflict"):
        assert len(set(row["article_ids"])) == 2, row["id"]
        for name in row["article_ids"]:
            quotes = plain(" ".join(quote for quote in row["evidence"] if quote in articles[name].text))
            assert any(plain(answer) in quotes for answer in row["answers"]), (row["id"], name)


def test_title_source_and_date_are_read_and_nothing_else_is_made_up(articles: dict[str, Article]) -> None:
    for article in articles.values():
        assert len(article.title) > 20, article.id
        assert article.source.startswith("Retold for Dateline"), article.id
        assert (article.url, article.author) == ("", ""), article.id
    assert len({article.source for article in articles.values()}) == 3
    # Two of the originals name no full date; the third, the last day of the visit it reports.
    dates = {name: article.published for name, article in articles.items()}
    assert dates == {HEGSETH: None, PORTS: None, PERU: date(2025, 3, 21)}


def test_nothing_of_the_page_around_the_article_is_left(articles: dict[str, Article]) -> None:
    page = plain(articles[PORTS].text)
    assert [words for words in FURNITURE if plain(words) in page] == []
    assert page.rstrip().endswith(plain("a world that is more and more polarized.").rstrip())


def test_the_table_of_the_page_is_kept_with_each_row_together(articles: dict[str, Article]) -> None:
    lines = articles[PORTS].text.splitlines()
    assert any("Cosco" in line and "Seeks a larger role in the ports" in line for line in lines)
    assert any("Panama" in line and "Takes no side in public" in line for line in lines)


def test_no_debris_of_broken_tables_is_left(articles: dict[str, Article]) -> None:
    for article in articles.values():
        assert DEBRIS.findall(article.text) == [], article.id


def test_the_rows_of_the_broken_tables_stay_together(articles: dict[str, Article]) -> None:
    lines = articles[PERU].text.splitlines()
    open_house = ("March 20", "Naval open house and exhibition", "Port of Callao")
    drills = ("Enhanced Tactical Drills", "Focused training for better operational synergy")
    for row in (open_house, drills):
        assert any(all(cell in line for cell in row) for line in lines), row


def test_the_saved_page_links_to_no_real_site() -> None:
    targets = re.findall(r'(?:href|src|action)="([^"]+)"', (ARTICLES / PORTS).read_text("utf-8"))
    assert len(targets) > 20
    assert [t for t in targets if not t.startswith(("/", "https://example.com/")) or t.startswith("//")] == []
