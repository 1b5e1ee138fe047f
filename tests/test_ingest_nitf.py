"""NITF: the story with what its head and its byline say of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from rag.errors import UnreadableFile
from rag.ingest import nitf
from rag.types import Article
from tests import wires
from tests.wires import FIRST, SECOND, kept

FIVE_BEHIND = timezone(timedelta(hours=-5))
STORY = wires.nitf(
    docdata=(
        '<doc-id regsrc="harbor.example" id-string="0408-17"/><date.issue norm="20250408T101500-0500"/>'
        '<du-key version="3" key="port"/><doc.copyright year="2025" holder="The Harbor Post"/>'
    ),
    head=(
        '<pubdata name="The Harbor Post" position.section="World" date.publication="20250409T000000-0500"/>'
        '<revision-history norm="20250408T103000-0500"/><revision-history norm="20250408T110000-0500"/>'
    ),
    top=(
        "<hedline><hl1>Port of Lindos\n   reopens</hl1><hl2>Ships move again</hl2></hedline>"
        "<byline>By <person>Ann Lee</person><byttl>Associated Press</byttl></byline>"
        "<byline>and <person>Bo Chan</person>, <byttl>Staff Writer</byttl></byline>"
        '<dateline><location>LINDOS, Rhodia</location>, <story.date norm="20250408">April 8</story.date>'
        " (AP) --</dateline><abstract><p>The port is open.</p></abstract>"
    ),
    body=f"<block><p>{FIRST}</p><p>{SECOND}</p></block>",
).replace("<nitf>", '<nitf xml:lang="en-US">')


def one(story: str) -> Article:
    (article,) = nitf.read(story.encode(), "wire/a.xml", kept).articles
    return article


def test_a_story_gives_all_that_is_known_of_it() -> None:
    article = one(STORY)
    assert (article.id, article.path, article.key) == (
        "wire/a.xml",
        "wire/a.xml",
        "harbor.example:0408-17",
    )
    assert article.title == "Port of Lindos reopens"
    assert article.text == f"{FIRST}\n\n{SECOND}"
    assert (article.author, article.agency) == ("Ann Lee, Bo Chan", "AP")
    assert (article.source, article.section, article.language) == ("The Harbor Post", "World", "en")
    assert article.dateline == "LINDOS, Rhodia, April 8"
    assert (article.published, article.published_at) == (
        date(2025, 4, 8),
        datetime(2025, 4, 8, 10, 15, tzinfo=FIVE_BEHIND),
    )
    assert article.updated_at == datetime(2025, 4, 8, 11, tzinfo=FIVE_BEHIND)
    assert dict(article.found)["author"] == "NITF byline"
    assert dict(article.found)["published"] == "NITF date.issue"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, {"title": "Port", "published": None, "author": "", "key": ""}),  # the title of its head
        ({"docdata": '<date.release norm="2025-04-08T10:15:00Z"/>'}, {"published": date(2025, 4, 8)}),
        (
            {"docdata": '<date.issue norm="20250408T000000Z"/>'},  # midnight is how a day alone is written
            {"published": date(2025, 4, 8), "published_at": None},
        ),
        ({"docdata": '<date.issue norm="20251399"/>'}, {"published": None}),
        ({"head": '<pubdata date.publication="20250408"/>'}, {"published": date(2025, 4, 8)}),
        (
            {"top": '<dateline><story.date norm="20250408"/></dateline>'},
            {"published": date(2025, 4, 8), "dateline": ""},
        ),
        ({"docdata": '<doc-id id-string="x-1"/>'}, {"key": "x-1"}),
        ({"docdata": '<du-key key="port-1" version="2"/>'}, {"key": "port-1"}),
        ({"docdata": '<doc.copyright holder="Reuters"/>'}, {"source": "Reuters", "agency": "Reuters"}),
        ({"top": "<distributor>dpa</distributor>"}, {"source": "dpa", "agency": "dpa"}),
        ({"top": "<byline>By Ann Lee</byline>"}, {"author": "Ann Lee", "agency": ""}),
        ({"top": "<byline>Xinhua</byline>"}, {"author": "", "agency": "Xinhua"}),
        (
            {"head": '<tobject><tobject.subject tobject.subject.type="Economy"/></tobject>'},
            {"section": "Economy"},
        ),
    ],
)
def test_a_field_is_taken_from_where_it_stands_or_left_empty(
    parts: dict[str, str], expected: dict[str, Any]
) -> None:
    article = one(wires.nitf(**parts))
    assert {name: getattr(article, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "<p>Ships\n     left <em>at</em> dawn.</p><p>All of them.</p>",
            "Ships left at dawn.\n\nAll of them.",
        ),
        (
            "<p>Ships.</p><media><media-caption>A ship.</media-caption></media><p>Boats.</p>",
            "Ships.\n\nBoats.",
        ),
        ("<p>Ships.</p><note><p>Editors: check.</p></note>", "Ships."),
        ("<hl2>Cargo</hl2><ul><li>Grain</li><li>Salt</li></ul>", "Cargo\n\n- Grain\n\n- Salt"),
        (
            "<table><tr><th>Ship</th><th>Tons</th></tr><tr><td>Alta</td><td>40</td></tr></table>",
            "Ship: Alta; Tons: 40.",
        ),
        ("<p>Ships<br/>and boats.</p>", "Ships\nand boats."),
        ("<p>5 &lt; 6 &amp; rising</p>", "5 < 6 & rising"),
        ("<p>They left <!-- at dawn -->today.</p>", "They left today."),
    ],
)
def test_the_words_of_a_body_are_its_text(body: str, text: str) -> None:
    assert one(wires.nitf(body=body)).text.replace("\n\n", "\n") == text.replace("\n\n", "\n")


def test_a_doctype_is_no_hindrance_and_the_names_of_its_characters_are_known() -> None:
    story = wires.nitf(body="<p>Ships&nbsp;left&#8212;the caf&eacute; shut.</p>")
    article = one(f'<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">{story}')
    assert article.text == "Ships left—the café shut."


def test_a_lead_that_the_full_text_repeats_is_not_read_twice() -> None:
    blocks = (
        f'<block class="lead_paragraph"><p>{FIRST}</p></block>'
        f'<block class="full_text"><p>{FIRST}</p><p>{SECOND}</p></block>'
    )
    bylines = (
        '<byline class="print_byline">By ANN LEE</byline><byline class="normalized_byline">LEE, ANN</byline>'
    )
    article = one(wires.nitf(body=blocks, top=bylines))
    assert (article.text, article.author) == (f"{FIRST}\n\n{SECOND}", "ANN LEE")


@pytest.mark.parametrize("status", ["canceled", "withheld", "embargoed"])
def test_what_is_not_to_be_used_is_skipped(status: str) -> None:
    records = nitf.read(wires.nitf(status=status).encode(), "a.xml", kept)
    assert (records.articles, records.skipped) == (
        (),
        ((f"a.xml ({status})", f"is {status} by its publisher"),),
    )


def test_a_story_without_text_is_skipped() -> None:
    records = nitf.read(wires.nitf(body="<media/>").encode(), "a.xml", kept)
    assert records.skipped == (("a.xml", "has no text in its body.content"),)


def test_a_body_without_body_content_is_the_story() -> None:
    story = (
        f"<nitf><body><body.head><hedline><hl1>Port</hl1></hedline></body.head><p>{FIRST}</p></body></nitf>"
    )
    assert (one(story).title, one(story).text) == ("Port", FIRST)


def test_what_is_no_xml_is_told() -> None:
    with pytest.raises(UnreadableFile, match=r"a\.xml: is no well-formed XML"):
        nitf.read(b"<nitf><body>", "a.xml", kept)
