"""A map of fields: what no guess would find is found where a person says it is."""

from __future__ import annotations

import json
from datetime import date

from rag.errors import UnreadableFile
from rag.ingest import csv_rows
from rag.ingest.json_records import read
from rag.types import Article

SHIPS = "The ships left on Monday."


def accept(article: Article) -> Article:
    if not article.text:
        raise UnreadableFile(article.id, "has no text that can be read")
    return article


def test_a_map_names_the_fields_that_no_guess_would_find() -> None:
    row = {"HL": "Ships leave", "Full Copy": SHIPS, "PD": "4 March 2025", "text": "teaser", "AN": "x1"}
    field_map = {"title": "hl", "text": "Full Copy", "published": "PD", "id": "AN"}
    records = read(
        json.dumps([row, {"HL": "Empty", "text": "teaser"}]),
        "a.json",
        accept,
        lines=False,
        field_map=field_map,
    )
    (article,) = records.articles
    assert (article.id, article.title, article.text) == ("a.json#x1", "Ships leave", SHIPS)
    assert article.published == date(2025, 3, 4)
    ((name, reason),) = records.skipped  # what is mapped is not guessed: the teaser is no text
    assert name == "a.json#2" and "field_map names 'Full Copy'" in reason


def test_a_map_made_for_another_export_leaves_this_one_to_be_guessed() -> None:
    field_map = {"text": "Full Copy", "title": "headline"}
    (article,) = read(
        json.dumps({"body": SHIPS}), "a.json", accept, lines=False, field_map=field_map
    ).articles
    assert article.text == SHIPS


def test_a_map_leads_into_objects_by_points() -> None:
    row = {"id": "world/ships", "webTitle": "Ships leave", "fields": {"bodyText": SHIPS, "trail": "teaser"}}
    field_map = {"text": "fields.bodyText", "title": "webTitle"}
    (article,) = read(
        json.dumps({"response": {"results": [row]}}), "a.json", accept, lines=False, field_map=field_map
    ).articles
    assert (article.title, article.text) == ("Ships leave", SHIPS)


def test_a_map_names_the_columns_of_a_table() -> None:
    data = f"AN;HL;PD;Kind;LP\nx1;Ships leave;4 March 2025;news;{SHIPS}\nx2;None;;news;\n".encode()
    field_map = {"id": "an", "title": "HL", "text": "LP", "published": "PD", "section": "Kind"}
    records = csv_rows.read(data, "a.csv", accept, field_map)
    (article,) = records.articles
    assert (article.id, article.title, article.section) == ("a.csv#x1", "Ships leave", "news")
    assert (article.text, article.published) == (SHIPS, date(2025, 3, 4))
    assert article.found == (("title", "CSV HL"), ("published", "CSV PD"), ("section", "CSV Kind"))
    assert [name for name, _ in records.skipped] == ["a.csv#x2"]
