"""ninjs of versions 1, 2 and 3: each item an article with what its publisher says of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest import ninjs
from rag.types import Article
from tests import wires
from tests.wires import FIRST, SECOND, kept

NINE, HALF_PAST_TEN = datetime(2025, 4, 8, 9, tzinfo=UTC), datetime(2025, 4, 8, 10, 30, tzinfo=UTC)
VERSION_1 = {
    "uri": "urn:harbor:20250408:1",
    "type": "text",
    "version": "2",
    "firstcreated": "2025-04-08T09:00:00Z",
    "versioncreated": "2025-04-08T10:30:00Z",
    "pubstatus": "usable",
    "language": "en-GB",
    "headline": "Port of Lindos reopens",
    "byline": "By Ann Lee and Bo Chan, Reuters",
    "located": "Lindos, Rhodia",
    "copyrightholder": "The Harbor Post",
    "subject": [{"name": "shipping"}, {"name": "trade"}],
    "body_text": f"{FIRST} {SECOND}",
    "body_xhtml": f"<p>{FIRST}</p><p>{SECOND}</p>",
}
VERSION_2 = {
    **{key: VERSION_1[key] for key in ("uri", "version", "firstcreated", "versioncreated", "pubstatus")},
    **{key: VERSION_1[key] for key in ("language", "located", "copyrightholder")},
    "headlines": [{"role": "short", "value": "Port"}, {"role": "main", "value": "Port of Lindos reopens"}],
    "by": "By Ann Lee and Bo Chan, Reuters",
    "subjects": VERSION_1["subject"],
    "bodies": [
        {"role": "summary", "contenttype": "text/plain", "value": "The port is open again after three days."},
        {"role": "main", "contenttype": "text/plain", "value": VERSION_1["body_text"]},
        {"role": "rich", "contenttype": "application/xhtml+xml", "value": VERSION_1["body_xhtml"]},
    ],
}
CAMEL = {"firstcreated": "firstCreated", "versioncreated": "versionCreated", "pubstatus": "pubStatus"}
VERSION_3 = {CAMEL.get(key, key): value for key, value in VERSION_2.items()}


def one(data: bytes | dict[str, Any]) -> Article:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    (article,) = ninjs.read(raw, "wire/a.json", kept).articles
    return article


@pytest.mark.parametrize("item", [VERSION_1, VERSION_2, VERSION_3], ids=["1.x", "2.x", "3.x"])
def test_an_item_of_each_version_gives_the_same_article(item: dict[str, Any]) -> None:
    article = one(item)
    assert (article.id, article.path, article.key) == ("wire/a.json", "wire/a.json", "urn:harbor:20250408:1")
    assert article.title == "Port of Lindos reopens"
    assert article.text == f"{FIRST}\n{SECOND}"  # the marked-up body keeps its paragraphs
    assert (article.author, article.agency) == ("Ann Lee, Bo Chan", "Reuters")
    assert (article.source, article.section) == ("The Harbor Post", "shipping")
    assert (article.dateline, article.language) == ("Lindos, Rhodia", "en")
    assert (article.published, article.published_at) == (date(2025, 4, 8), NINE)
    assert article.updated_at == HALF_PAST_TEN


def test_where_each_field_was_read_is_kept() -> None:
    found = dict(one(VERSION_1).found)
    assert found["author"] == found["agency"] == "ninjs byline"
    assert found["published_at"] == "ninjs firstcreated"
    assert found["updated_at"] == "ninjs versioncreated"
    assert set(found) == set(
        "title author agency source section dateline language published published_at updated_at".split()
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"headline": None, "title": "From the title"}, {"title": "From the title"}),
        ({"headline": None}, {"title": "A"}),  # the file's name, made readable
        ({"byline": "dpa"}, {"author": "", "agency": "dpa"}),
        ({"authors": [{"name": "Ann Lee"}, {"name": "Bo Chan"}, 7]}, {"author": "Ann Lee, Bo Chan"}),
        (
            {"infosource": [{"name": "The Associated Press"}]},
            {"source": "The Associated Press", "agency": "AP"},
        ),
        ({"provider": "Harbor Wire", "source": "x"}, {"source": "Harbor Wire", "agency": ""}),
        ({"service": [{"code": "w", "name": "World"}]}, {"section": "World"}),
        ({"uri": "https://harbor.example/1"}, {"url": "https://harbor.example/1"}),
        ({"url": "javascript:alert(1)"}, {"url": ""}),
        (
            {"versioncreated": "2025-04-08T23:30:00-05:00"},
            {"published": date(2025, 4, 8), "updated_at": None},
        ),
        ({"versioncreated": "2025-04-08"}, {"published": date(2025, 4, 8), "published_at": None}),
        ({"versioncreated": "yesterday"}, {"published": None}),
        ({"language": "klingon"}, {"language": ""}),
        ({"headline": "<b>Port</b> &amp; ships"}, {"title": "Port & ships"}),
    ],
)
def test_a_field_is_taken_from_where_it_stands_or_left_empty(
    fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    article = one(wires.ninjs(**fields))
    assert {name: getattr(article, name) for name in expected} == expected


# Several items, versions, and what was taken back


def test_the_items_of_a_list_and_of_lines_go_by_their_uri() -> None:
    items = [wires.ninjs(), wires.ninjs(uri="urn:harbor:2", body_text=SECOND)]
    as_list, as_lines = b"[" + b",".join(items) + b"]", b"\n".join(items)
    under_key = b'{"took": 3, "items": ' + as_list + b"}"
    for data in (as_list, as_lines, under_key):
        articles = ninjs.read(data, "a.json", kept).articles
        assert [a.id for a in articles] == ["a.json#urn:harbor:1", "a.json#urn:harbor:2"]
        assert [a.text for a in articles] == [FIRST, SECOND]


def test_versions_of_one_uri_share_its_key() -> None:
    items = [wires.ninjs(version="1"), wires.ninjs(version="2", body_text=SECOND)]
    articles = ninjs.read(b"[" + b",".join(items) + b"]", "a.json", kept).articles
    assert [a.id for a in articles] == ["a.json#urn:harbor:1", "a.json#urn:harbor:1#2"]
    assert {a.key for a in articles} == {"urn:harbor:1"}


@pytest.mark.parametrize("status", ["canceled", "cancelled", "withheld", "CANCELED"])
def test_what_its_publisher_took_back_is_skipped_under_a_name_of_its_own(status: str) -> None:
    told = "withheld" if status == "withheld" else "canceled"
    records = ninjs.read(wires.ninjs(pubstatus=status), "a.json", kept)
    assert records.articles == ()
    assert records.skipped == ((f"a.json ({told})", f"is {told} by its publisher"),)


def test_bad_items_are_skipped_and_the_rest_read() -> None:
    bad: list[Any] = [
        {"uri": "urn:harbor:2", "type": "picture"},
        7,
        {"uri": "urn:harbor:3", "body_text": " "},
    ]
    data = b"[" + b",".join([*(json.dumps(one).encode() for one in bad), wires.ninjs()]) + b"]"
    records = ninjs.read(data, "a.json", kept)
    assert [a.id for a in records.articles] == ["a.json#urn:harbor:1"]
    assert records.skipped == (
        ("a.json#urn:harbor:2", "has no body (its type is picture)"),
        ("a.json#2", "is no item: each must be a JSON object"),
        ("a.json#urn:harbor:3", "has no body"),
    )


def test_the_check_of_the_caller_decides_too() -> None:
    def refuse(article: Article) -> Article:
        raise UnreadableFile(article.id, "is too long")

    assert ninjs.read(wires.ninjs(), "a.json", refuse).skipped == (("a.json", "is too long"),)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"{", "is no valid JSON"),
        (b"[]", "is an empty list, it has no items"),
        (b"[" * 100_000, "nested too deeply"),
        (b"%PDF-1.4", "is a PDF"),
    ],
)
def test_what_is_no_ninjs_at_all_is_told(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told) as error:
        ninjs.read(data, "a.json", kept)
    assert error.value.name == "a.json"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(
    st.binary(max_size=60)
    | st.dictionaries(st.sampled_from([*VERSION_1, *VERSION_2, "authors", "provider"]), JUNK, max_size=6).map(
        lambda fields: wires.ninjs(**{"body_text": FIRST, **fields})
    )
)
def test_any_bytes_and_any_values_give_articles_or_a_reason(data: bytes) -> None:
    try:
        records = ninjs.read(data, "any.json", kept)
    except UnreadableFile as error:
        assert error.name == "any.json"
    else:
        assert all(article.text for article in records.articles)
        assert len(records.articles) + len(records.skipped) >= 1
