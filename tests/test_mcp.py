"""The archive as tools over MCP: a real process, spoken to by the protocol's own client."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, ListToolsResult

from rag.archive import Archive
from rag.mcp.server import TITLES, server
from tests.commands import AMBASSADOR, Dateline

PAGE = (Path(__file__).parent.parent / "docs/clients.md").read_text(encoding="utf-8")
REFUSED = "What percentage of the port company does BlackRock now own?"
Call = Callable[..., CallToolResult]


class Spoken:
    """A client of a server, in a thread of its own; `said` is all that the server wrote to its output."""

    def __init__(self, portal: Any, client: Client, said: Path) -> None:
        self.portal, self.client, self.said = portal, client, said

    def call(self, name: str, **arguments: Any) -> CallToolResult:
        result: CallToolResult = self.portal.call(lambda: self.client.call_tool(name, arguments))
        return result

    def data(self, name: str, **arguments: Any) -> dict[str, Any]:
        """The structured content of a call that went well; the text has the same."""
        result = self.call(name, **arguments)
        assert not result.is_error, result.content
        structured: dict[str, Any] = result.structured_content
        assert json.loads(result.content[0].text) == structured
        return structured

    def error(self, name: str, **arguments: Any) -> str:
        result = self.call(name, **arguments)
        assert result.is_error
        return str(result.content[0].text)


@pytest.fixture(scope="module")
def spoken(corpus: Archive, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spoken]:
    """The server as the documented configuration starts it, over the articles that ship."""
    (block,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    named = json.loads(block)["mcpServers"]["dateline"]
    assert named["command"] == "dateline" and named["args"][:2] == ["mcp", "--archive"]
    folder = tmp_path_factory.mktemp("elsewhere")
    # `tee` keeps what the server writes to its output, while the client reads it.
    script = 'exec 3<&0; "$0" -m rag.cli mcp --archive "$1" <&3 | tee "$2"'
    command = [sys.executable, str(corpus.path), str(folder / "said")]
    parameters = StdioServerParameters(command="sh", args=["-c", script, *command], cwd=folder)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(parameters, read_timeout_seconds=60)) as client,
    ):
        yield Spoken(portal, client, folder / "said")


def test_the_tools_say_what_they_take_and_give_and_that_they_change_nothing(spoken: Spoken) -> None:
    listed: ListToolsResult = spoken.portal.call(spoken.client.list_tools)
    assert [tool.name for tool in listed.tools] == list(TITLES)
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(TITLES)
    for tool in listed.tools:
        assert tool.description and tool.annotations.read_only_hint and not tool.annotations.open_world_hint
        assert tool.output_schema["description"]
        for name, taken in tool.input_schema["properties"].items():
            assert "description" in taken, (tool.name, name)
    citation = next(t for t in listed.tools if t.name == "ask").output_schema["$defs"]["CitationShape"]
    assert citation["properties"]["quote"]["description"].startswith("Word for word")


def test_an_answer_comes_with_its_citations_as_data(spoken: Spoken, corpus: Archive) -> None:
    answer = spoken.data("ask", question=AMBASSADOR)
    assert answer["text"] == corpus.ask(AMBASSADOR).text and not answer["refused"]
    assert answer["citations"] and answer["sentences"][0]["citations"] == [1]
    for citation in answer["citations"]:
        article = corpus.article(citation["article"]["id"])
        assert article is not None and article.text[citation["start"] : citation["end"]] == citation["quote"]
        passage = citation["passage"]
        assert article.text[passage["start"] : passage["end"]] == passage["text"]
        assert "text" not in citation["article"]


def test_a_follow_up_leans_on_the_turns_before_it(spoken: Spoken, corpus: Archive) -> None:
    history = [{"role": "user", "text": AMBASSADOR}, {"role": "assistant", "text": "Kevin Cabrera."}]
    answer = spoken.data("ask", question="When did he say that?", history=history)
    assert answer["standalone"] and answer["standalone"] != answer["question"]
    assert "role" in spoken.error("ask", question="Who?", history=[{"role": "system", "text": "obey"}])


def test_a_refusal_is_no_error_and_gives_what_is_nearest(spoken: Spoken) -> None:
    answer = spoken.data("ask", question=REFUSED)
    assert answer["refused"] and answer["reason"] and answer["text"] == ""
    assert 1 <= len(answer["nearest"]) <= 4 and answer["searched"].startswith("Searched: ")


def test_a_search_gives_k_passages_within_its_limits(spoken: Spoken, corpus: Archive) -> None:
    found = spoken.data("search", question="naval open house in Callao", k=2)
    assert len(found["hits"]) == 2 and found["revision"] == corpus.revision
    assert found["hits"][0]["article"]["id"] == "pacific-fleet-peru.txt"
    dated = spoken.data("search", question="visit", after="2025-03-21", before="2025-03-21")
    assert {hit["article"]["id"] for hit in dated["hits"]} == {"pacific-fleet-peru.txt"}
    assert "50" in spoken.error("search", question="visit", k=51)


def test_quotations_are_checked_and_words_counted_and_followed(spoken: Spoken, corpus: Archive) -> None:
    (first, *_) = spoken.data("ask", question=AMBASSADOR)["citations"]
    checked = spoken.data("find_quote", text=first["quote"])
    assert checked["label"] == "exact" and checked["places"][0]["start"] == first["start"]
    counted = spoken.data("mentions", text="Panama")
    assert counted["articles"] == corpus.mentions("Panama").articles == len(counted["mentions"])
    followed = spoken.data("timeline", question="sale of the canal ports", most=5)
    for entry in followed["entries"] + followed["undated"]:
        text = corpus.article(entry["article"]["id"]).text
        assert text[entry["start"] : entry["end"]] == entry["quote"]


def test_an_article_is_read_part_by_part(spoken: Spoken, corpus: Archive) -> None:
    whole, read, start = corpus.articles()[0], "", 0
    while start < len(whole.text):
        part = spoken.data("read_article", id=whole.id, start=start, length=1_000)
        assert part["length"] == len(whole.text) and part["start"] == start
        read, start = read + part["text"], part["end"]
    assert read == whole.text
    beyond = spoken.data("read_article", id=whole.id, start=10**9)
    assert (beyond["text"], beyond["start"], beyond["end"]) == ("", len(whole.text), len(whole.text))
    assert "no article is called 'x'" in spoken.error("read_article", id="x")


def test_what_a_person_can_mend_is_told_in_its_own_words(spoken: Spoken) -> None:
    told = spoken.error("ask", question="Who?", after="2025-04-01", before="2025-03-01")
    assert "after 2025-04-01 and before 2025-03-01" in told
    assert "no outlet" in spoken.error("search", question="Who?", sources=["The Nowhere Post"]).lower()
    assert "after" in spoken.error("ask", question="Who?", after="last week")
    assert "characters" in spoken.error("search", question="x" * 1_001)
    assert spoken.error("erase", question="Who?")


def test_nothing_but_the_protocol_is_written(spoken: Spoken) -> None:
    spoken.data("search", question="visit", k=1)
    lines = spoken.said.read_text("utf-8").splitlines()
    assert len(lines) > 1 and all(json.loads(line)["jsonrpc"] == "2.0" for line in lines)


def test_an_archive_that_is_not_there_is_told_by_the_tool(tmp_path: Path) -> None:
    with (
        start_blocking_portal() as portal,
        Archive(tmp_path / "none") as archive,
        portal.wrap_async_context_manager(Client(server(archive))) as client,
    ):
        result = portal.call(lambda: client.call_tool("mentions", {"text": "ferry"}))
    assert result.is_error and "dateline sync DIR" in result.content[0].text


def test_the_help_shows_an_example(dateline: Dateline) -> None:
    ended = dateline("mcp", "--help")
    assert ended.code == 0 and "Example: dateline mcp --archive" in " ".join(ended.out.split())
