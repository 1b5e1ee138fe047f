"""NewsML-G2: each news item an article, also where a message or package brings several."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from rag.errors import UnreadableFile
from rag.ingest import newsml
from rag.types import Article
from tests import wires
from tests.wires import FIRST, NAR, SECOND, kept

ONE_AHEAD = timezone(timedelta(hours=1))
META = (
    '<itemClass qcode="ninat:text"/><provider qcode="nprov:post"><name>The Harbor Post</name></provider>'
    "<versionCreated>2025-04-08T11:00:00+01:00</versionCreated>"
    '<firstCreated>2025-04-08T10:15:00+01:00</firstCreated><pubStatus qcode="stat:usable"/>'
)
ABOUT = (
    "<located><name>Lindos</name><broader><name>Rhodia</name></broader></located>"
    "<creditline>Reuters</creditline><by>Ann Lee and Bo Chan</by>"
    "<dateline>LINDOS, April 8 (Reuters)</dateline>"
    '<language tag="en"/><subject type="cpnat:person"><name>A. Person</name></subject>'
    '<subject type="cpnat:abstract" qcode="medtop:20000350"><name>shipping</name></subject>'
    '<headline role="hld:subHeadline">Ships move again</headline><headline>Port of Lindos reopens</headline>'
)
XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
    f"<head><title>Port</title></head><body><p>{FIRST}</p><p>{SECOND}</p></body></html></inlineXML>"
)


def one(item: str) -> Article:
    (article,) = newsml.read(item.encode(), "wire/g.xml", kept).articles
    return article


def test_a_news_item_gives_all_that_is_known_of_it() -> None:
    article = one(wires.newsml(meta=META, about=ABOUT, content=XHTML, version=11))
    assert (article.id, article.path, article.key) == ("wire/g.xml", "wire/g.xml", "urn:harbor:1")
    assert (article.title, article.text) == ("Port of Lindos reopens", f"{FIRST}\n\n{SECOND}")
    assert (article.author, article.agency) == ("Ann Lee, Bo Chan", "Reuters")
    assert (article.source, article.section, article.language) == ("The Harbor Post", "shipping", "en")
    assert article.dateline == "LINDOS, April 8"
    assert (article.published, article.published_at) == (
        date(2025, 4, 8),
        datetime(2025, 4, 8, 10, 15, tzinfo=ONE_AHEAD),
    )
    assert article.updated_at == datetime(2025, 4, 8, 11, tzinfo=ONE_AHEAD)
    assert dict(article.found)["agency"] == "NewsML-G2 creditline"
    assert dict(article.found)["updated_at"] == "NewsML-G2 versionCreated"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (XHTML, f"{FIRST}\n\n{SECOND}"),
        (f'<inlineXML contenttype="application/nitf+xml">{wires.nitf()}</inlineXML>', FIRST),
        (f'<inlineData contenttype="text/plain">{FIRST}\n\n{SECOND}</inlineData>', f"{FIRST}\n\n{SECOND}"),
        (f'<inlineData contenttype="text/html">&lt;p&gt;{FIRST}&lt;/p&gt;</inlineData>', FIRST),
        (f"<inlineData><![CDATA[<p>{FIRST}</p>]]></inlineData>", FIRST),
        (f"<inlineData>Short.</inlineData><inlineData>{FIRST}</inlineData>", FIRST),
    ],
    ids=["xhtml", "nitf", "plain", "html", "cdata", "fullest"],
)
def test_each_form_of_content_is_read(content: str, text: str) -> None:
    assert one(wires.newsml(content=content)).text == text


def test_what_the_nitf_within_says_fills_the_gaps() -> None:
    top = "<hedline><hl1>Inner</hl1></hedline><byline>By Bo Chan, dpa</byline>"
    top += "<dateline>LINDOS (dpa) -</dateline>"
    content = f"<inlineXML>{wires.nitf(top=top)}</inlineXML>"
    article = one(wires.newsml(about="<headline>Outer</headline>", content=content))
    assert (article.title, article.author, article.agency) == ("Outer", "Bo Chan", "dpa")
    assert article.dateline == "LINDOS"
    assert one(wires.newsml(about="", content=content)).title == "Inner"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"about": "<creator><name>Ann Lee</name></creator>"}, {"author": "Ann Lee", "title": "Port"}),
        ({"about": "<located><name>Lindos</name></located>"}, {"dateline": "Lindos"}),
        ({"about": "<infoSource><name>Associated Press</name></infoSource>"}, {"agency": "AP"}),
        ({"meta": '<provider qcode="nprov:REUTERS"/>'}, {"source": "Reuters", "agency": "Reuters"}),
        ({"meta": '<provider literal="Harbor Wire"/>'}, {"source": "Harbor Wire", "agency": ""}),
        ({"about": "<contentCreated>2025-04-08</contentCreated>"}, {"published": date(2025, 4, 8)}),
        ({"meta": "<versionCreated>2025</versionCreated>"}, {"published": None, "updated_at": None}),
        ({"guid": "https://harbor.example/1"}, {"url": "https://harbor.example/1"}),
        ({"about": '<subject type="cpnat:geoArea"><name>Rhodia</name></subject>'}, {"section": ""}),
        ({}, {"language": "en", "published": None, "author": "", "dateline": ""}),
    ],
)
def test_a_field_is_taken_from_where_it_stands_or_left_empty(
    parts: dict[str, str], expected: dict[str, Any]
) -> None:
    article = one(wires.newsml(**parts))  # type: ignore[arg-type]
    assert {name: getattr(article, name) for name in expected} == expected


def test_a_message_gives_each_of_its_items() -> None:
    second = wires.newsml(guid="urn:harbor:2", content=XHTML)
    data = wires.message(f'<packageItem {NAR} guid="urn:harbor:p"/>', wires.newsml(), second)
    records = newsml.read(data.encode(), "g.xml", kept)
    assert [a.id for a in records.articles] == ["g.xml#urn:harbor:1", "g.xml#urn:harbor:2"]
    assert [a.text for a in records.articles] == [FIRST, f"{FIRST}\n\n{SECOND}"]
    assert records.skipped == (
        ("g.xml#urn:harbor:p", "is a package, which names other items and has no text of its own"),
    )


def test_versions_of_one_guid_share_its_key() -> None:
    data = wires.message(wires.newsml(version=1), wires.newsml(version=2, content=XHTML))
    articles = newsml.read(data.encode(), "g.xml", kept).articles
    assert [a.id for a in articles] == ["g.xml#urn:harbor:1", "g.xml#urn:harbor:1#2"]
    assert {a.key for a in articles} == {"urn:harbor:1"}


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ('qcode="stat:canceled"', "canceled"),
        ('qcode="stat:withheld"', "withheld"),
        ('uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"', "canceled"),
    ],
)
def test_what_its_publisher_took_back_is_skipped_under_a_name_of_its_own(status: str, told: str) -> None:
    data = wires.message(wires.newsml(meta=f"<pubStatus {status}/>"), wires.newsml(guid="urn:harbor:2"))
    records = newsml.read(data.encode(), "g.xml", kept)
    assert [a.id for a in records.articles] == ["g.xml#urn:harbor:2"]
    assert records.skipped == ((f"g.xml#urn:harbor:1 ({told})", f"is {told} by its publisher"),)


def test_a_picture_is_skipped() -> None:
    data = wires.newsml(meta='<itemClass qcode="ninat:picture"/>', content='<remoteContent href="a.jpg"/>')
    (skipped,) = newsml.read(data.encode(), "g.xml", kept).skipped
    assert skipped == ("g.xml", "has no text in it (it is of class picture)")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            '<NewsML Version="1.2"><NewsItem/></NewsML>',
            "is NewsML 1, which is not read; export it as NewsML-G2",
        ),
        (wires.message(), "is a NewsML-G2 message without any item"),
        ("<newsItem>", "is no well-formed XML"),
    ],
)
def test_a_file_that_gives_nothing_says_why(data: str, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        newsml.read(data.encode(), "g.xml", kept)
