"""Feeds of every kind: an article for each entry, under the id that it keeps."""

from __future__ import annotations

import socket
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest.feed import read
from rag.ingest.records import Records
from rag.types import Article

SHIPS = "The ships left the harbor on Monday."
EASTERN = timezone(timedelta(hours=-5))
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Harbor Post</title>
<link>https://example.org/</link><language>en-us</language>
<item><title>Ships &amp;amp; boats leave</title><link>https://example.org/ships</link>
<guid isPermaLink="false">https://example.org/?p=7</guid><pubDate>Tue, 04 Mar 2025 23:30:00 -0500</pubDate>
<dc:creator>Ann Lee</dc:creator><category>World</category><category>Trade</category>
<description>The teaser.</description>
<content:encoded>
<![CDATA[<p>The ships left the <b>harbor</b> on Monday.</p><p>They carry grain.</p>]]></content:encoded>
</item>
<item><title>Back</title><guid>https://example.org/back</guid>
<description>&lt;p&gt;They came back.&lt;/p&gt;</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Hafenblatt</title><id>urn:x</id>
<entry><title type="html">Schiffe &lt;i&gt;fort&lt;/i&gt;</title><id>tag:hafenblatt.example,2025:1</id>
<link rel="self" href="https://example.org/api/1"/><link href="https://example.org/schiffe"/>
<published>2025-03-04T10:00:00+01:00</published><updated>2025-03-05T08:00:00+01:00</updated>
<author><name>Ann Lee</name></author><author><name>Bo Ruiz</name></author><category term="welt" label="Welt"/>
<summary>Kurz.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Die Schiffe sind fort.</p>
<p>Sie kommen wieder.</p></div></content></entry>
<entry><title>Zwei</title><id>tag:hafenblatt.example,2025:2</id><updated>2025-03-06T08:00:00Z</updated>
<source><title>Das andere Blatt</title></source><summary>Ein zweiter Text.</summary></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.org/">
<title>The Post</title></channel>
<item rdf:about="https://example.org/ships"><title>Ships leave</title><link>https://example.org/ships</link>
<description>The ships left the harbor on Monday.</description>
<dc:date>2025-03-04T23:30:00-05:00</dc:date></item></rdf:RDF>"""
OLD = """<rss version="0.91"><channel><title>The Post</title><item><title>Ships leave</title>
<link>https://example.org/ships</link><description>The ships left the harbor on Monday.</description></item>
</channel></rss>"""


def accept(article: Article) -> Article:
    if not article.text:
        raise UnreadableFile(article.id, "has no text that can be read")
    return article


def of(data: str | bytes) -> Records:
    return read(data if isinstance(data, bytes) else data.encode(), "a.xml", accept)


def test_rss_gives_every_field_and_the_full_text_before_the_teaser() -> None:
    records = of(RSS)
    assert records.skipped == ()
    assert records.articles[0] == Article(
        id="a.xml#https://example.org/?p=7",
        title="Ships & boats leave",
        source="The Harbor Post",
        url="https://example.org/ships",
        text="The ships left the harbor on Monday.\nThey carry grain.",
        published=date(2025, 3, 4),  # on the outlet's clock; in London it was the fifth
        author="Ann Lee",
        path="a.xml",
        published_at=datetime(2025, 3, 4, 23, 30, tzinfo=EASTERN),
        section="World",
        language="en",
        key="https://example.org/?p=7",
        found=(
            ("title", "feed title"),
            ("published", "feed published"),
            ("source", "feed source"),
            ("url", "feed url"),
            ("author", "feed author"),
            ("section", "feed section"),
            ("language", "feed language"),
            ("key", "feed guid"),
        ),
    )
    back = records.articles[1]
    assert (back.text, back.url) == ("They came back.", "https://example.org/back")
    assert back.published is None  # what the feed says of itself is not said of its entries


def test_atom_gives_every_field() -> None:
    first, second = of(ATOM).articles
    assert (first.id, first.key) == ("a.xml#tag:hafenblatt.example,2025:1", "tag:hafenblatt.example,2025:1")
    assert (first.title, first.text) == ("Schiffe fort", "Die Schiffe sind fort.\nSie kommen wieder.")
    assert (first.author, first.section, first.language) == ("Ann Lee, Bo Ruiz", "Welt", "de")
    assert first.url == "https://example.org/schiffe"
    assert first.published_at == datetime(2025, 3, 4, 10, tzinfo=timezone(timedelta(hours=1)))
    assert first.updated_at == datetime(2025, 3, 5, 8, tzinfo=timezone(timedelta(hours=1)))
    assert (second.source, second.published, second.updated_at) == (
        "Das andere Blatt",
        date(2025, 3, 6),
        None,
    )


@pytest.mark.parametrize(("data", "day"), [(RDF, date(2025, 3, 4)), (OLD, None)])
def test_older_kinds_of_feed_are_read(data: str, day: date | None) -> None:
    (article,) = of(data).articles
    assert (article.id, article.title) == ("a.xml#https://example.org/ships", "Ships leave")
    assert (article.text, article.source, article.published) == (SHIPS, "The Post", day)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    data = OLD.replace("harbor", "café").replace(
        "<rss", f'<?xml version="1.0" encoding="{encoding[:10]}"?><rss', 1
    )
    assert of(data.replace("utf-8-sig", "utf-8").encode(encoding)).articles[0].text == SHIPS.replace(
        "harbor", "café"
    )


def test_an_entry_keeps_its_id_when_others_come_and_go() -> None:
    first, second = of(RSS).articles
    alone = RSS[: RSS.index("<item><title>Back")] + "</channel></rss>"
    assert [a.id for a in of(alone).articles] == [first.id]
    assert second.id not in [a.id for a in of(alone).articles]


def test_an_entry_without_a_text_is_told_by_its_id() -> None:
    records = of(RSS.replace("<description>&lt;p&gt;They came back.&lt;/p&gt;</description>", ""))
    assert records.skipped == (
        (
            "a.xml#https://example.org/back",
            "has no text, only a title or an address; save the page that it leads to",
        ),
    )


def test_the_last_entry_of_a_feed_that_is_cut_off_is_told_and_not_kept() -> None:
    records = of(RSS[: RSS.index("They came") + 9])
    assert [a.title for a in records.articles] == ["Ships & boats leave"]
    ((name, reason),) = records.skipped
    assert name == "a.xml#https://example.org/back" and "is cut off" in reason


def test_a_feed_that_is_written_wrong_but_whole_is_read() -> None:
    records = of(RSS.replace("The teaser.", "Ships & boats&nbsp;left <br> today"))
    assert [a.key for a in records.articles] == ["https://example.org/?p=7", "https://example.org/back"]
    assert records.skipped == ()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "a feed without entries"),
        (b"not a feed", "no feed that can be read"),
        (b"/etc/hostname", "no feed that can be read"),
        (b"https://example.org/feed.xml", "no feed that can be read"),
        (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "a feed without entries"),
        (b"<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><rss/>", "declares entities of its own"),
    ],
)
def test_what_is_no_feed_says_so(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        of(data)


def test_nothing_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a feed must not open a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    dtd = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://example.org/rss-0.91.dtd">'
    assert of(dtd + OLD).articles[0].text == SHIPS


TAGS = st.sampled_from(
    "rss feed channel item entry title link guid id description content pubDate updated".split()
)


@settings(deadline=None)
@given(
    st.recursive(
        st.sampled_from(["x", "&amp;lt;p&amp;gt;", "<br>", "2025-03-04T10:00:00Z", "&", "<![CDATA["]),
        lambda inner: st.builds("<{0}>{1}</{0}>".format, TAGS, st.lists(inner, max_size=4).map("".join)),
        max_leaves=12,
    )
)
def test_any_tree_gives_articles_or_reasons(xml: str) -> None:
    try:
        records = of(f"<rss version='2.0'>{xml}</rss>")
    except UnreadableFile as error:
        assert error.name == "a.xml" and error.reason
        return
    assert all(a.text and a.id.startswith("a.xml#") for a in records.articles)
    assert records.articles or records.skipped


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2_500), st.integers(0, 60), st.binary(max_size=12))
def test_a_feed_spoiled_anywhere_gives_articles_or_reasons(at: int, cut: int, new: bytes) -> None:
    data = ATOM.encode()
    at %= len(data)
    try:
        records = of(data[:at] + new + data[at + cut :])
    except UnreadableFile as error:
        assert error.name == "a.xml" and error.reason
        return
    assert all(article.text for article in records.articles)
