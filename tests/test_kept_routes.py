"""The conversations over HTTP: what is given, to whom, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.evaluate.feedback import gold_rows, read_feedback
from rag.receipt import parsed
from tests.kept import ANNA, ASKED, BEN, CLOSED, MODELS, TERMS, answer, had
from tests.ui_fakes import HOST, FakeArchive, ask
from ui.app import application
from ui.guard import Guard
from ui.kept.owner import OWNER, SCRIPT, Owners
from ui.kept.store import GONE, Kept

DOCS = Path(__file__).parent.parent / "docs" / "conversations.md"
HOSTILE = (
    "<script>alert(1)</script> ![x](http://evil.example/x.png) [y](javascript:z) `# <img src=x onerror=q>"
)


@pytest.fixture(scope="module")
def kept() -> Kept:
    return Kept(None, MODELS)


@pytest.fixture(scope="module")
def app(kept: Kept) -> Guard:
    return application(FakeArchive(), [HOST], kept=kept)


@pytest.fixture
def id(kept: Kept) -> Iterator[str]:
    """A conversation of Anna's, gone after the test."""
    made = had(kept, ANNA)
    yield made
    for one in kept.listed(ANNA):
        kept.delete(ANNA, one.id)


def cookie(owner: str) -> dict[str, str]:
    return {"cookie": f"theirs=1; dateline={owner}"}


def get(app: Guard, path: str, owner: str = ANNA) -> httpx.Response:
    return ask(app, "GET", f"/dateline/kept/{path}", headers=cookie(owner) if owner else {})


def post(app: Guard, deed: str, owner: str = ANNA, **sent: Any) -> httpx.Response:
    return ask(app, "POST", f"/dateline/kept/{deed}", json=sent, headers=cookie(owner))


def test_the_page_gives_a_number_that_scripts_and_other_sites_do_not_get(app: Guard) -> None:
    first, second = ask(app, "GET", SCRIPT), ask(app, "GET", SCRIPT)
    number, *rules = first.headers["set-cookie"].split("; ")
    assert OWNER.fullmatch(number.removeprefix("dateline="))
    assert rules == ["Path=/", "Max-Age=34560000", "HttpOnly", "SameSite=Strict"]
    assert number not in second.headers["set-cookie"]
    again = ask(app, "GET", SCRIPT, headers=cookie(ANNA))
    assert again.headers["set-cookie"].startswith(f"dateline={ANNA}; ")  # the same, for another while
    for forged in ("x", ANNA.upper(), f"{ANNA}0", "../../etc"):
        assert f"={forged};" not in ask(app, "GET", SCRIPT, headers=cookie(forged)).headers["set-cookie"]
    assert "set-cookie" not in get(app, "conversations").headers
    page = ask(app, "GET", "/")  # by another site's link it is asked for without the number that there is
    assert SCRIPT in page.text and "set-cookie" not in page.headers


def test_over_https_the_number_is_sent_over_https_alone() -> None:
    import asyncio

    from starlette.responses import PlainTextResponse

    async def once(scheme: str) -> httpx.Response:
        transport = httpx.ASGITransport(Owners(PlainTextResponse("a page")))
        async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://archive.example") as client:
            return await client.get(SCRIPT)

    assert "; Secure" in asyncio.run(once("https")).headers["set-cookie"]
    assert "; Secure" not in asyncio.run(once("http")).headers["set-cookie"]


def test_listing_and_searching(app: Guard, kept: Kept, id: str) -> None:
    found = get(app, "conversations").json()
    (one,) = found["conversations"]
    assert one["id"] == id and one["title"] == ASKED and one["told"].startswith("1 question · ")
    assert found["more"] == 0 and found["notice"] == ""
    (one,) = get(app, "conversations?containing=monday").json()["conversations"]
    assert "closed on Monday" in one["excerpt"]
    assert get(app, "conversations?containing=zebra").json()["conversations"] == []


def test_a_long_list_tells_how_many_it_leaves_out(app: Guard, kept: Kept, id: str, monkeypatch: Any) -> None:
    had(kept, ANNA, "Another?")
    monkeypatch.setattr("ui.kept.routes.SHOWN", 1)
    found = get(app, "conversations").json()
    assert [one["title"] for one in found["conversations"]] == ["Another?"] and found["more"] == 1


ROUTES = [
    ("GET", "ratings/{id}", None),
    ("GET", "export/{id}/markdown", None),
    ("GET", "export/{id}/html", None),
    ("GET", "export/{id}/json", None),
    ("GET", "receipt/{id}/1", None),
    ("POST", "rename", {"title": "Mine now"}),
    ("POST", "rate", {"turn": 1, "thumb": "down", "reason": "mine"}),
    ("POST", "delete", {}),
]
OWN = ["conversations", "feedback", "gold"]  # of whoever asks: another's are not in them


@pytest.mark.parametrize(("method", "path", "sent"), ROUTES)
def test_anothers_conversation_is_answered_as_one_that_is_not_there(
    app: Guard, kept: Kept, id: str, method: str, path: str, sent: dict[str, Any] | None
) -> None:
    before = kept.conversation(ANNA, id)

    def told(owner: str, wanted: str) -> tuple[Any, ...]:
        if sent is None:
            answer = get(app, path.format(id=wanted), owner)
        else:
            answer = post(app, path, owner, id=wanted, **sent)
        return answer.status_code, answer.content, sorted(answer.headers.items())

    not_there = told(BEN, "f" * 32)
    assert not_there[0] == 404 and json.loads(not_there[1]) == {"problem": GONE}
    for owner, wanted in ((BEN, id), ("", id), ("not a number", id), (ANNA, "f" * 32), (ANNA, "%00")):
        assert told(owner, wanted) == not_there
    assert kept.conversation(ANNA, id) == before
    assert told(ANNA, id)[0] == 200  # so that it was not refused for another reason


def test_those_are_all_the_routes_there_are(app: Guard) -> None:
    from ui.kept.routes import routes

    there = {(m, r.path) for r in routes(FakeArchive(), Kept()).routes for m in r.methods}  # type: ignore[attr-defined]
    wanted = {("GET", f"/dateline/kept/{name}") for name in OWN}
    wanted |= {("GET", "/dateline/kept/ratings/{id}"), ("GET", "/dateline/kept/export/{id}/{form}")}
    wanted |= {("GET", "/dateline/kept/receipt/{id}/{turn}"), ("POST", "/dateline/kept/{deed}")}
    assert there == wanted  # one that is added needs a line in the tests of two people above and below


@pytest.mark.parametrize("path", OWN)
def test_nothing_of_anothers_is_in_what_is_ones_own(app: Guard, kept: Kept, id: str, path: str) -> None:
    kept.rate(ANNA, id, 1, "up", "exact")
    assert "quay" in get(app, path).text
    for owner in (BEN, "", "not a number"):
        assert "quay" not in get(app, path, owner).text


def test_renaming_rating_and_deleting(app: Guard, kept: Kept, id: str) -> None:
    assert post(app, "rename", id=id, title=" The  quay ").json() == {"title": "The quay"}
    assert post(app, "rate", id=id, turn=1, thumb="down", reason="too short").status_code == 200
    assert get(app, f"ratings/{id}").json() == {"ratings": {"1": {"thumb": "down", "reason": "too short"}}}
    assert post(app, "rate", id=id, turn=1, thumb="").status_code == 200
    assert get(app, f"ratings/{id}").json() == {"ratings": {}}
    assert post(app, "delete", id=id).status_code == 200
    assert kept.listed(ANNA) == ()


def test_deleting_all_deletes_ones_own(app: Guard, kept: Kept, id: str) -> None:
    for owner in (BEN, "not a number"):
        assert post(app, "clear", owner).json() == {"deleted": 0}
    assert post(app, "clear").json() == {"deleted": 1} and kept.listed(ANNA) == ()


@pytest.mark.parametrize(
    ("deed", "sent", "status"),
    [
        ("rename", {"title": " "}, 409),
        ("rename", {"title": ["a", "list"]}, 400),
        ("rate", {"turn": 1, "thumb": "sideways"}, 400),
        ("rate", {"turn": "1", "thumb": "up"}, 400),
        ("rate", {"turn": True, "thumb": "up"}, 400),
        ("rate", {"turn": 10**40, "thumb": "up"}, 404),
        ("rate", {"turn": 1, "thumb": "up", "reason": {"a": 1}}, 400),
        ("format-the-disk", {}, 404),
    ],
)
def test_what_cannot_be_done_is_told(
    app: Guard, id: str, deed: str, sent: dict[str, Any], status: int
) -> None:
    answer = post(app, deed, **{"id": id, **sent})
    assert answer.status_code == status and answer.json()["problem"]


def test_bodies_are_small_json_of_this_page(app: Guard, id: str) -> None:
    def send(body: bytes, kind: str = "application/json", **headers: str) -> int:
        return ask(
            app,
            "POST",
            "/dateline/kept/delete",
            content=body,
            headers={"content-type": kind, **cookie(ANNA), **headers},
        ).status_code

    whole = json.dumps({"id": id}).encode()
    assert send(whole, "text/plain") == 415  # what a form of another site could send
    assert send(whole, origin="http://evil.example") == 403
    assert send(b"{") == send(b"[" * 30_000) == send(b"[]") == send(b"\xff") == 400
    assert send(b" " * 65_537 + whole) == 413
    assert send(whole) == 200


def test_an_export_is_saved_and_never_shown(app: Guard, kept: Kept, id: str) -> None:
    forms = {"markdown": ("md", "text/markdown"), "html": ("html", "text/html")}
    for form, (ending, kind) in (forms | {"json": ("json", "application/json")}).items():
        file = get(app, f"export/{id}/{form}")
        named = f'attachment; filename="when-was-the-quay-at-lisle-closed.{ending}"'
        assert file.headers["content-disposition"] == named
        assert file.headers["content-type"] == f"{kind}; charset=utf-8"
        assert CLOSED in file.text
    assert get(app, f"export/{id}/pdf").status_code == 404
    kept.rename(ANNA, id, "東京")
    assert 'filename="conversation.md"' in get(app, f"export/{id}/markdown").headers["content-disposition"]


def test_a_receipt_is_downloaded_as_it_was_made(app: Guard, kept: Kept, id: str) -> None:
    file = get(app, f"receipt/{id}/1")
    assert (
        'filename="receipt-when-was-the-quay-at-lisle-closed-1.json"' in file.headers["content-disposition"]
    )
    assert parsed(file.text, "the file") == kept.exchange(ANNA, id, 1).receipt
    assert get(app, f"receipt/{id}/2").status_code == 404


def test_ratings_become_gold_candidates_that_nobody_confirmed(
    app: Guard, kept: Kept, id: str, tmp_path: Path
) -> None:
    kept.add(ANNA, id, 2, "And who paid?", answer("And who paid?"), TERMS)
    kept.rate(ANNA, id, 1, "up", "exact")
    kept.rate(ANNA, id, 2, "down", "does not say who")
    (tmp_path / "feedback.jsonl").write_bytes(get(app, "feedback").content)
    told, problems = read_feedback(tmp_path / "feedback.jsonl")
    assert problems == [] and [one.verdict for one in told] == ["up", "down"]
    rows = [json.loads(line) for line in get(app, "gold").text.splitlines()]
    assert rows == gold_rows(told, 7)
    assert rows[0]["evidence"] == [CLOSED] and rows[0]["article_ids"] == ["quay"]
    assert rows[0]["answers"] == ["The quay"]  # the words of the quote that were marked
    assert [row["confirmed"] for row in rows] == [False, False]
    assert rows[1]["evidence"] == [] and "does not say who" in rows[1]["note"]
