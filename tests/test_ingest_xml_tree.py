"""XML is told by its first element and parsed with nothing unfolded, fetched or guessed."""

from __future__ import annotations

import http.server
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.ingest import newsml, nitf
from rag.ingest.xml_tree import MOST_ELEMENTS, child, parse_xml, words, xml_form
from tests import wires
from tests.wires import kept

LEFT = "Forty ships left the harbor before noon on Tuesday."


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (wires.nitf(), "nitf"),
        (
            f'<?xml version="1.0"?>\n<!-- sent by <rss> --><!DOCTYPE nitf SYSTEM "nitf.dtd">{wires.nitf()}',
            "nitf",
        ),
        (f"\n  {wires.nitf()}", "nitf"),
        (wires.newsml(), "newsml"),
        (wires.message(), "newsml"),
        ("<g2:newsItem xmlns:g2='http://iptc.org/std/nar/2006-10-01/'/>", "newsml"),
        ('<NewsML Version="1.2"/>', "newsml"),
        ('<rss version="2.0"><channel/></rss>', "feed"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"/>', "feed"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "feed"),
        ("<nitf><broken>", "nitf"),
        ("<!DOCTYPE html><html><body><p>nitf</p></body></html>", ""),
        ("<svg/>", ""),
        ("nitf", ""),
        ("The <nitf> element opens a story.", ""),
        ("", ""),
        ("<", ""),
    ],
)
def test_the_first_element_tells_the_form(data: str, form: str) -> None:
    assert xml_form(data.encode()) == form


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_the_form_is_told_and_the_text_read_in_any_encoding(encoding: str) -> None:
    data = f'<?xml version="1.0"?>{wires.nitf(body="<p>El niño volvió.</p>")}'.encode(encoding)
    assert xml_form(data) == "nitf"
    assert "El niño volvió." in words(parse_xml(data, "a.xml"))


def laughs(levels: int = 9) -> bytes:
    """Entities of ten of the one before: unfolded, the last has 10 ** levels letters."""
    lines = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels + 1)]
    story = wires.nitf(body=f"<p>&e{levels};</p>")
    return f'<!DOCTYPE nitf [<!ENTITY e0 "x">{"".join(lines)}]>{story}'.encode()


def quadratic() -> bytes:
    """One long entity, named often."""
    story = wires.nitf(body=f"<p>{'&e;' * 10_000}</p>")
    return f'<!DOCTYPE nitf [<!ENTITY e "{"x" * 50_000}">]>{story}'.encode()


def local_file(path: str) -> bytes:
    return f'<!DOCTYPE nitf [<!ENTITY e SYSTEM "{path}">]>{wires.nitf(body="<p>&e;</p>")}'.encode()


@pytest.mark.parametrize(
    "data",
    [
        laughs(),
        quadratic(),
        local_file("file:///etc/passwd"),
        f'<!DOCTYPE nitf [<!ENTITY % e SYSTEM "file:///etc/passwd"> %e;]>{wires.nitf()}'.encode(),
        b'<!DOCTYPE nitf [<!ENTITY e "x">]><nitf a="&e;"><body/></nitf>',
        f'<!DOCTYPE nitf [<!ENTITY e "x">]>{wires.nitf(body="<p>&e;</p>")}'.encode("utf-16"),
        # the encoding it names is wrong, which hides the declaration from a parser that believes it
        f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE n [<!ENTITY e "x">]>{wires.nitf()}'.encode(),
    ],
    ids=["laughs", "quadratic", "local-file", "parameter", "attribute", "utf-16", "wrong-encoding"],
)
def test_a_file_that_declares_entities_is_refused_before_any_is_unfolded(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"a\.xml: declares XML entities, which can hide a bomb"):
        parse_xml(data, "a.xml")


def test_nothing_is_fetched_and_no_local_file_read(tmp_path: Path) -> None:
    asked: list[str] = []

    class Sink(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    (tmp_path / "secret.dtd").write_text('<!ENTITY e "secret">')
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for place in (f"http://127.0.0.1:{server.server_port}/nitf.dtd", f"file://{tmp_path}/secret.dtd"):
            story = wires.nitf(body="<p>Ships &e; left.</p>")
            (article,) = nitf.read(
                f'<!DOCTYPE nitf SYSTEM "{place}">{story}'.encode(), "a.xml", kept
            ).articles
            assert article.text == "Ships &e; left."
        server.shutdown()
    assert asked == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is no well-formed XML"),
        (b"<nitf>", "is no well-formed XML"),
        (b"<nitf></other>", r"is no well-formed XML \(Opening and ending tag mismatch.*export it again"),
        (b"no markup", "is no well-formed XML"),
        (b"<p>" * 5_000 + b"</p>" * 5_000, "is nested too deeply"),
        (b"<p>" + b"<b/>" * MOST_ELEMENTS + b"</p>", "has more than 300,000 elements"),
        (b"<nitf>" + b"\0\1\2\3" * 100, "binary|control"),
    ],
)
def test_what_cannot_be_parsed_is_told(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told) as error:
        parse_xml(data, "a.xml")
    assert error.value.name == "a.xml"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b'<?xml version="1.0" encoding="utf-8"?><p>El ni\xf1o volvi\xf3.</p>', "El niño volvió."),
        ('<?xml version="1.0" encoding="utf-16"?><p>El niño.</p>'.encode(), "El niño."),
        (b'<?xml version="1.0" encoding="x-none"?><p>Ships.</p>', "Ships."),
        (b"<p>Forty ships\x01 left the harbor before noon on Tuesday.</p>", LEFT),
        (b"<p>Ships&nbsp;left&mdash;all &amp; &LT;b&gt;.</p>", "Ships left—all & <b>."),
        (b"\r\n <?xml version='1.0'?><p>Ships.</p>", "Ships."),
    ],
    ids=["not-utf-8", "not-utf-16", "unknown", "control", "html-names", "space-before"],
)
def test_the_slips_of_exports_are_mended(data: bytes, text: str) -> None:
    assert words(parse_xml(data, "a.xml")) == text


def test_elements_are_found_whatever_their_namespace() -> None:
    root = parse_xml(
        b'<x:a xmlns:x="u:1"><y:b xmlns:y="u:2"/><y:b xmlns:y="u:2"><c>1</c></y:b></x:a>', "a.xml"
    )
    assert words(child(root, "b", "c")) == "1"
    assert child(root, "b", "d") is None


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.tuples(st.sampled_from([wires.nitf(), wires.message(wires.newsml())]), st.integers(0, 700)).map(
            lambda cut: cut[0].encode()[: cut[1]]
        ),
        st.tuples(st.binary(max_size=20), st.integers(0, 500)).map(
            lambda put: (wires.newsml().encode()[: put[1]]) + put[0] + wires.newsml().encode()[put[1] :]
        ),
    )
)
def test_any_bytes_give_articles_or_a_reason(data: bytes) -> None:
    xml_form(data)
    for form in (nitf, newsml):
        try:
            records = form.read(data, "any.xml", kept)
        except UnreadableFile as error:
            assert error.name == "any.xml"
        else:
            assert all(article.text for article in records.articles)
