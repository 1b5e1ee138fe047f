"""What the page opens with: what was kept, what the archive holds, questions to begin with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.receipt import Terms
from rag.types import Answer, Article
from tests.test_ui_chat import CHERRIES, EMPTY, FERRY, pages
from tests.ui_fakes import CALM, TODAY, FakeArchive
from ui.chat import Chat
from ui.examples import examples
from ui.keeping import keep, reopened
from ui.kept.store import Kept
from ui.opening import Opening

# Kept


def test_an_answer_is_kept_and_comes_back_as_it_was() -> None:
    archive = FakeArchive()
    kept = Kept()
    done = keep(kept, "a" * 32, "", 1, FERRY, archive.ask(FERRY), Terms(today=TODAY), again=False)
    assert done.id and "receipt" in done.controls and done.notices == ()
    back, trouble = reopened(kept, "a" * 32, done.id)
    assert trouble == "" and back.exchanges[0].question == FERRY
    assert "41,200 passengers" in back.exchanges[0].shown and done.controls in back.exchanges[0].shown


def test_a_conversation_of_another_is_not_opened() -> None:
    archive = FakeArchive()
    kept = Kept()
    done = keep(kept, "a" * 32, "", 1, FERRY, archive.ask(FERRY), Terms(), again=False)
    back, trouble = reopened(kept, "b" * 32, done.id)
    assert back == EMPTY and "no such conversation" in trouble


def test_what_cannot_be_kept_is_answered_and_told() -> None:
    archive = FakeArchive()
    chat = Chat(archive, Kept(), today=lambda: TODAY)  # asked without a cookie
    page = pages(chat.ask(FERRY, EMPTY))[-1]
    assert "41,200 passengers" in page.talk and "This answer is not kept." in page.talk


def test_a_deleted_conversation_goes_on_as_a_new_one() -> None:
    archive = FakeArchive()
    kept, owner = Kept(), "a" * 32
    done = keep(kept, owner, "", 1, FERRY, archive.ask(FERRY), Terms(), again=False)
    kept.delete(owner, done.id)
    anew = keep(kept, owner, done.id, 2, CHERRIES, archive.ask(CHERRIES), Terms(), again=False)
    assert anew.id not in ("", done.id)


# Opening


def test_the_head_is_described_anew_when_the_archive_moves_on() -> None:
    archive = FakeArchive()
    opening = Opening(archive)
    assert "3 articles" in opening.described().head
    archive.held["new"] = Article("new", "New")
    assert "3 articles" in opening.described().head  # the same generation holds the same articles
    archive.revision += 1
    assert "4 articles" in opening.described().head


def test_the_outlets_to_choose_from_are_those_of_the_archive() -> None:
    assert Opening(FakeArchive()).described().outlets == ("Quay Weekly", "The Lisle Courier", "Valley Post")
    assert "run dateline sync DIR" in Opening(FakeArchive([])).described().first


NEWS = (
    Article("a", text="Mara Ilves opened the new bridge in Port Lisle on Friday. The bus was late that day."),
    Article("b", text="The Tessel Company sold 300 boats to the harbour of Halden at once. Nobody said why."),
    Article("c", text="He left the room without a word to anybody who was there. It rained a little."),
)


def test_examples_are_drawn_from_articles_and_have_an_answer_there() -> None:
    archive = FakeArchive(NEWS)
    offered = examples(archive)
    assert offered == (
        "Who or what sold 300 boats to the harbour of Halden at once?",
        "Who or what opened the new bridge in Port Lisle on Friday?",
    )
    assert all(not archive.ask(question).refused for question in offered)
    assert examples(FakeArchive([])) == ()


def test_examples_that_get_no_answer_are_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = FakeArchive(NEWS)
    refused: Callable[..., Answer] = lambda question, **_: Answer(question, "", refused=True)  # noqa: E731
    monkeypatch.setattr(archive, "ask", refused)
    assert examples(archive) == ()


def test_examples_are_drawn_once_for_a_revision() -> None:
    archive = FakeArchive(CALM)
    opening = Opening(archive)
    opening.examples()
    many = len(archive.seen)
    opening.examples()
    assert len(archive.seen) == many
    assert Opening(archive, offered=("Who?",)).examples() == ("Who?",)
