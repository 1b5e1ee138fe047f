"""Records of any export become articles; a bad one is told and costs no other."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest.json_records import Records, read
from rag.types import Article

SHIPS = "The ships left on Monday."
EASTERN = timezone(timedelta(hours=-5))


def accept(article: Article) -> Article:
    if not article.text:
        raise UnreadableFile(article.id, "has no text that can be read")
    return article


def of(value: Any) -> Records:
    return read(json.dumps(value), "a.json", accept, lines=False)


def of_lines(*lines: str) -> Records:
    return read("\n".join(lines), "a.jsonl", accept, lines=True)


def test_one_article_has_all_its_fields_and_the_name_of_its_file() -> None:
    records = of(
        {
            "id": 7,
            "guid": "https://example.org/?p=7",
            "headline": "Ships leave",
            "articleBody": SHIPS,
            "datePublished": "2025-03-04T10:00:00-05:00",
            "dateModified": "2025-03-05T08:30:00-05:00",
            "articleSection": ["Harbor", "Trade"],
            "inLanguage": "en-US",
            "publisher": {"@type": "Organization", "name": "The Harbor Post"},
            "author": [{"name": "Ann Lee"}, {"name": "Bo Ruiz"}],
            "url": "https://example.org/ships",
        }
    )
    assert records.skipped == ()
    assert records.articles == (
        Article(
            id="a.json",
            title="Ships leave",
            source="The Harbor Post",
            url="https://example.org/ships",
            text=SHIPS,
            published=date(2025, 3, 4),
            author="Ann Lee, Bo Ruiz",
            path="a.json",
            published_at=datetime(2025, 3, 4, 10, tzinfo=EASTERN),
            updated_at=datetime(2025, 3, 5, 8, 30, tzinfo=EASTERN),
            section="Harbor",
            language="en",
            key="https://example.org/?p=7",
            found=(
                ("title", "JSON headline"),
                ("published", "JSON datepublished"),
                ("source", "JSON publisher"),
                ("url", "JSON url"),
                ("author", "JSON author"),
                ("updated", "JSON datemodified"),
                ("section", "JSON articlesection"),
                ("language", "JSON inlanguage"),
                ("key", "JSON guid"),
            ),
        ),
    )


@pytest.mark.parametrize(
    "key", ["text", "body", "Content", "ARTICLE", "articleBody", "maintext", "full_text", "story"]
)
def test_text_is_found_under_its_usual_names(key: str) -> None:
    assert of({key: SHIPS}).articles[0].text == SHIPS


@pytest.mark.parametrize(
    "key",
    [
        "date",
        "published",
        "published_at",
        "publish_date",
        "pubDate",
        "datePublished",
        "created_at",
        "Publication Date",
    ],
)
def test_dates_are_found_under_their_usual_names(key: str) -> None:
    assert of({"text": SHIPS, key: "March 4, 2025"}).articles[0].published == date(2025, 3, 4)


@pytest.mark.parametrize("key", ["source", "outlet", "publisher", "site", "domain", "site_name"])
def test_outlets_are_found_under_their_usual_names(key: str) -> None:
    assert of({"text": SHIPS, key: "The Post"}).articles[0].source == "The Post"


def test_a_date_that_cannot_be_read_gives_way_to_one_that_can() -> None:
    assert of({"text": SHIPS, "published": "yesterday", "date": "2025-03-04"}).articles[0].published == date(
        2025, 3, 4
    )


def test_a_list_of_articles_has_ids_of_their_own_or_of_their_rows() -> None:
    records = of([{"id": "x7", "text": SHIPS}, {"text": "They came back."}])
    assert [(a.id, a.path) for a in records.articles] == [("a.json#x7", "a.json"), ("a.json#2", "a.json")]


def test_the_one_list_in_an_object_is_the_articles() -> None:
    records = of({"status": "ok", "tags": ["a"], "articles": [{"text": SHIPS}, {"text": "They came back."}]})
    assert [a.text for a in records.articles] == [SHIPS, "They came back."]


def test_the_list_may_be_wrapped_in_objects() -> None:
    records = of({"response": {"status": "ok", "docs": [{"text": SHIPS}, {"text": "They came back."}]}})
    assert [a.text for a in records.articles] == [SHIPS, "They came back."]


def test_an_id_that_another_export_may_give_too_is_no_key() -> None:
    keys = [of({"id": own, "text": SHIPS}).articles[0].key for own in (7, "7", "row-7", "urn:post:7")]
    assert keys == ["", "", "", "urn:post:7"]


def test_an_article_may_lie_one_level_down_or_in_paragraphs() -> None:
    assert (
        of({"id": 1, "article": {"title": "Ships leave", "body": SHIPS}}).articles[0].title == "Ships leave"
    )
    assert of({"body": [SHIPS, "They came back."]}).articles[0].text == f"{SHIPS}\n\nThey came back."


def test_two_records_with_one_id_are_both_kept() -> None:
    records = of(
        [{"id": 1, "text": SHIPS}, {"id": 1, "text": "They came back."}, {"id": "1", "text": "Again."}]
    )
    assert [a.id for a in records.articles] == ["a.json#1", "a.json#1#2", "a.json#1#3"]


def test_html_in_a_value_is_read_as_text() -> None:
    table = "<table><tr><th>Port<th>Day<tr><td>Lima<td>May 3</table>"
    html = f"<p>The <b>ships</b>\nleft.</p><script>alert(1)</script>{table}"
    assert of({"content": html}).articles[0].text == "The ships left.\nPort: Lima; Day: May 3."


def test_a_comparison_in_a_value_is_no_html() -> None:
    assert of({"text": "It holds if a < b and c > d."}).articles[0].text == "It holds if a < b and c > d."


def test_bad_rows_are_told_by_name_and_the_others_load() -> None:
    records = of_lines(
        json.dumps({"id": "one", "text": SHIPS}),
        '{"text": "cut off',
        "",
        json.dumps({"title": "No text", "tags": []}),
        json.dumps(["not", "an", "article"]),
        json.dumps({"text": "\u200b \u200b"}),
        "[" * 100_000,
        json.dumps({"text": "They came back."}),
    )
    assert [a.id for a in records.articles] == ["a.jsonl#one", "a.jsonl#8"]
    reasons = dict(records.skipped)
    assert list(reasons) == ["a.jsonl#2", "a.jsonl#4", "a.jsonl#5", "a.jsonl#6", "a.jsonl#7"]
    assert "no valid JSON" in reasons["a.jsonl#2"] and "column 10" in reasons["a.jsonl#2"]
    assert "title, tags" in reasons["a.jsonl#4"] and "articleBody" in reasons["a.jsonl#4"]
    assert reasons["a.jsonl#5"].startswith("is no article but a list")
    assert reasons["a.jsonl#6"] == "has no text that can be read"
    assert "too deeply" in reasons["a.jsonl#7"]


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        ({"id": "x7", "text": SHIPS}, {"id": "x7", "text": "\u200b"}),
        ({"id": "x7", "text": SHIPS}, {"id": "x7", "text": None, "body": ""}),
        ({"GUID": " x\u200b7", "text": SHIPS}, {"GUID": " x\u200b7"}),
        ({"id": 7, "text": SHIPS}, {"id": 7, "text": ["not", "text", 3]}),
        ({"id": 7, "text": SHIPS, "story": {"id": 8}}, {"id": 7, "text": "", "story": {"id": 8}}),
        ({"id": 1, "article": {"id": 2, "body": SHIPS}}, {"id": 1, "article": {"id": 2, "body": " "}}),
        ({"id": True, "text": SHIPS}, {"id": True, "text": ""}),  # no id: both go by their row
        ({"id": "first", "text": SHIPS}, {"id": "first", "text": ""}),  # as the one before it is called
    ],
)
def test_a_bad_row_has_the_name_that_its_article_would_have(
    whole: dict[str, Any], broken: dict[str, Any]
) -> None:
    around = ({"id": "first", "text": SHIPS}, {"id": whole.get("id", 0), "text": "They came back."})
    good, bad = of([around[0], whole, around[1]]), of([around[0], broken, around[1]])
    ids = [article.id for article in good.articles]
    assert len(set(ids)) == 3
    ((name, _),) = bad.skipped
    assert [bad.articles[0].id, name, bad.articles[1].id] == ids


def test_no_name_is_given_twice() -> None:
    # The second 1 would be 1#3, which the first row is called already.
    records = of([{"id": "1#3", "text": SHIPS}, {"id": 1, "text": "They left."}, {"id": 1, "text": "Again."}])
    assert [a.id for a in records.articles] == ["a.json#1#3", "a.json#1", "a.json#1#3#3"]


def test_a_row_that_is_no_json_takes_no_name_from_another() -> None:
    records = of_lines('{"id": 0, "te', json.dumps({"id": 1, "text": SHIPS}))
    assert [a.id for a in records.articles] == [name for name, _ in records.skipped] == ["a.jsonl#1"]


def test_one_line_is_one_article_and_lines_under_the_other_name_are_read() -> None:
    assert of_lines(json.dumps({"id": 5, "text": SHIPS})).articles[0].id == "a.jsonl"
    two = "\n".join(json.dumps({"text": text}) for text in (SHIPS, "They came back."))
    assert [a.id for a in read(two, "a.json", accept, lines=False).articles] == ["a.json#1", "a.json#2"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"title": "x", "paragraphs": 3}', r"no text under its keys \(title, paragraphs\).*maintext"),
        ('{"a": [{"text": "x"}], "b": [{"text": "y"}]}', "several lists"),
        ("[]", "empty list"),
        ("7", "a single number"),
        ('"words"', "a single piece of text"),
        ("{", "no valid JSON .*line 1"),
        ("[" * 100_000, "nested too deeply"),
        ('{"text": ' + "9" * 5_000 + "}", "no valid JSON"),
        ("hello", "no valid JSON"),
    ],
)
def test_json_of_another_shape_is_told(text: str, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        read(text, "a.json", accept, lines=False)


KEYS = st.sampled_from(
    ["text", "body", "title", "date", "source", "author", "url", "id", "articles", "other"]
)
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just("<p>x</p>")
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=20,
)


@settings(deadline=None)
@given(VALUES)
def test_any_json_gives_articles_or_reasons(value: Any) -> None:
    try:
        records = of(value)
    except UnreadableFile as error:
        assert error.name == "a.json" and error.reason
        return
    assert records.articles or records.skipped
    assert len({a.id for a in records.articles}) == len(records.articles)
    assert all(a.text and a.id.startswith("a.json") for a in records.articles)
    assert all(name.startswith("a.json") and reason for name, reason in records.skipped)


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_lines_give_articles_or_reasons(lines: list[str]) -> None:
    records = of_lines(*lines)
    rows = [line for line in "\n".join(lines).split("\n") if line.strip()]
    assert len(records.articles) + len(records.skipped) == len(rows)
