"""Of the real application only what the page needs can be reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.types import ASGIApp

from tests.ui_fakes import HOST, FakeArchive, ask, directives
from ui.app import application

SCRIPT = ("text/javascript", "application/javascript")  # what Python calls it, by its version


@pytest.fixture(scope="module")
def web() -> Iterator[ASGIApp]:
    yield application(FakeArchive(), [HOST])


CLOSED = [
    ("POST", "/gradio_api/upload"),
    ("POST", "/gradio_api/upload/"),
    ("POST", "//gradio_api/upload"),
    ("POST", "/upload"),
    ("GET", "/gradio_api/upload_progress?upload_id=1"),
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/file=..%2f..%2f..%2fetc%2fpasswd"),
    ("GET", "/gradio_api/file=http://127.0.0.1:22/"),
    ("GET", "/gradio_api/file/etc/passwd"),
    ("GET", "/file=/etc/passwd"),
    ("GET", "/gradio_api/proxy=http://127.0.0.1:22/"),
    ("GET", "/proxy=http://127.0.0.1:22/"),
    ("GET", "/static/../../../../etc/passwd"),
    ("GET", "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
    ("GET", "/assets/..%2f..%2f..%2froutes.py"),
    ("GET", "/svelte/../../routes.py"),
    ("GET", "/dateline/../chat.py"),
    ("GET", "/dateline/chat.py"),
    ("GET", "/gradio_api/custom_component/1/client/component/../../x.py"),
    ("GET", "/gradio_api/stream/a/1/1/playlist.m3u8"),
    ("GET", "/gradio_api/runs"),
    ("GET", "/gradio_api/deep_link?session_hash=a"),
    ("GET", "/gradio_api/openapi.json"),
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
    ("GET", "/monitoring"),
    ("GET", "/monitoring/summary"),
    ("GET", "/gradio_api/vibe-code"),
    ("GET", "/gradio_api/dev/reload"),
    ("GET", "/gradio_api/token"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/pwa_icon"),
    ("POST", "/login"),
    ("POST", "/gradio_api/vibe-edit"),
    ("POST", "/gradio_api/component_server"),
    ("POST", "/gradio_api/process_recording"),
    ("POST", "/gradio_api/run/ask"),
    ("POST", "/gradio_api/api/ask"),
    ("POST", "/gradio_api/call/v2/ask"),
    ("POST", "/dateline/web/ask.js"),
    ("POST", "/dateline/article"),
    ("POST", "/dateline/kept/nothing"),
    ("POST", "/dateline/library/%2e%2e/kept/rename"),
    ("GET", "/dateline/kept/../../etc/passwd"),
    ("GET", "/dateline/library/..%2f..%2fetc%2fpasswd"),
    ("GET", "/dateline/web/..%2f..%2fapp.py"),
    ("GET", "/dateline/web/../app.py"),
    ("GET", "/library/%2e%2e/config"),
    ("POST", "/gradio_api/call/open"),
    ("POST", "/gradio_api/mcp/sse"),
    ("POST", "/"),
]


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_what_the_page_does_not_need_does_not_exist(web: ASGIApp, method: str, path: str) -> None:
    answer = ask(web, method, path)
    assert answer.status_code == 404
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_page_and_its_own_files_are_there(web: ASGIApp) -> None:
    page = ask(web, "GET", "/")
    assert page.status_code == 200
    assert len([v for v in directives(page)["script-src"] if v.startswith("'sha256-")]) >= 2
    for path, kind in (("/dateline/web/theme.css", ("text/css",)), ("/dateline/web/ask.js", SCRIPT)):
        answer = ask(web, "GET", path)
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(kind)


def test_programs_are_told_what_each_value_is(web: ASGIApp) -> None:
    told = ask(web, "GET", "/gradio_api/info").json()["named_endpoints"]
    names = {
        name: [value["parameter_name"] for value in told[name]["parameters"]] for name in ("/ask", "/search")
    }
    assert names == {
        "/ask": ["question", "history", "after", "before", "sources", "today", "read_dates"],
        "/search": ["question", "k", "after", "before", "sources", "today", "read_dates"],
    }
    for name in names:
        needed = [v["parameter_name"] for v in told[name]["parameters"] if not v["parameter_has_default"]]
        assert needed == ["question"] and told[name]["description"]


def test_nothing_that_waits_in_line_can_be_run_past_it(web: ASGIApp) -> None:
    config = ask(web, "GET", "/config").json()
    queued = [event["id"] for event in config["dependencies"] if event["queue"] is not False]
    assert len(queued) >= 5
    for event in queued:
        body = {"data": [], "fn_index": event, "session_hash": "s"}
        assert ask(web, "POST", "/gradio_api/run/predict", json=body).status_code == 404


def test_programs_are_told_of_ask_and_search_alone(web: ASGIApp) -> None:
    told = ask(web, "GET", "/gradio_api/info?all_endpoints=true").json()
    assert sorted(told["named_endpoints"]) == ["/ask", "/search"] and not told["unnamed_endpoints"]


def test_a_whole_article_can_be_read_and_a_missing_one_is_told(web: ASGIApp) -> None:
    answer = ask(web, "GET", "/dateline/article", params={"id": "a/b c#1"})
    assert answer.status_code == 200 and "What the auditors saw" in answer.text
    gone = ask(web, "GET", "/dateline/article", params={"id": "<script>alert(1)</script>"})
    assert gone.status_code == 404 and "no longer in the archive" in gone.text
    assert "<script>alert" not in gone.text
