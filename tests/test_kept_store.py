"""What is kept of conversations, and for whom."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.receipt import Terms, receipt_of
from tests.kept import ANNA, ASKED, BEN, MODELS, OPENS, TERMS, answer, had, refusal
from ui.kept import store
from ui.kept.kinds import NoConversation, NotKept
from ui.kept.slim import slim
from ui.kept.store import GONE, Kept


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    opened = Kept(tmp_path, MODELS)
    yield opened
    opened.close()


def test_a_conversation_is_there_after_the_program_ends(kept: Kept, tmp_path: Path) -> None:
    id = had(kept, ANNA, ASKED, "And when does it open again?")
    kept.close()
    again = Kept(tmp_path)
    whole = again.conversation(ANNA, id)
    again.close()
    assert [one.turn for one in whole.exchanges] == [1, 2]
    assert whole.title == whole.exchanges[0].question == ASKED
    assert whole.exchanges[0].answer == slim(answer()) and whole.exchanges[0].terms == TERMS
    assert again.notice == "" and whole.begun <= whole.exchanges[0].at <= whole.changed


def test_the_receipt_is_that_of_the_moment_of_the_answer(kept: Kept) -> None:
    id = had(kept, ANNA)
    found = kept.exchange(ANNA, id, 1).receipt
    assert replace(found, given="") == replace(receipt_of(answer(), TERMS, MODELS), given="")
    assert found.quotes[0].text_sha256 != "" and found.passages[0].id == "quay:0-68-abc"
    kept.add(ANNA, id, 2, ASKED, answer(), Terms())
    assert kept.exchange(ANNA, id, 2).terms.today == date.today()  # or "yesterday" would move with the days


def test_only_the_owner_sees_lists_changes_and_removes_a_conversation(kept: Kept) -> None:
    id = had(kept, ANNA)
    kept.rate(ANNA, id, 1, "up", "exact")
    before = kept.conversation(ANNA, id)
    attempts: list[Callable[[str], object]] = [
        lambda id: kept.conversation(BEN, id),
        lambda id: kept.exchange(BEN, id, 1),
        lambda id: kept.add(BEN, id, 2, ASKED, answer(), TERMS),
        lambda id: kept.replace(BEN, id, 1, ASKED, answer(), TERMS),
        lambda id: kept.rate(BEN, id, 1, "down"),
        lambda id: kept.rename(BEN, id, "Mine now"),
        lambda id: kept.delete(BEN, id),
    ]
    for attempt in attempts:  # refused in the same words as one that nobody has
        for wanted in (id, "f" * 32, "", "half \ud83d of a sign"):
            with pytest.raises(NoConversation) as refused:
                attempt(wanted)
            assert str(refused.value) == GONE
    assert kept.listed(BEN) == kept.listed(BEN, "quay") == kept.rated(BEN) == ()
    assert kept.latest(BEN) is None
    assert kept.clear(BEN) == 0
    assert kept.conversation(ANNA, id) == before and kept.latest(ANNA) == id


def test_who_takes_no_cookie_keeps_nothing(kept: Kept) -> None:
    with pytest.raises(NotKept, match="cookie"):
        kept.begin("")
    assert kept.listed("") == ()


def test_every_method_names_the_owner_first() -> None:
    import inspect

    public = [m for name, m in vars(Kept).items() if inspect.isfunction(m) and not name.startswith("_")]
    unowned = [m.__name__ for m in public if [*inspect.signature(m).parameters][1:2] != ["owner"]]
    assert unowned == ["close"]  # a method that is added needs a line in the test of two people above
    assert len(public) == 13


def test_turns_that_are_not_there_are_refused(kept: Kept) -> None:
    id = had(kept, ANNA)
    for turn in (0, -1, 2, 10**30):
        with pytest.raises(NoConversation):
            kept.exchange(ANNA, id, turn)
        with pytest.raises(NoConversation):
            kept.rate(ANNA, id, turn, "up")


def test_a_conversation_without_an_answer_is_not_there_yet(kept: Kept) -> None:
    id = kept.begin(ANNA)
    assert kept.listed(ANNA) == () and kept.latest(ANNA) is None
    with pytest.raises(NoConversation):
        kept.conversation(ANNA, id)


def test_asked_again_later_turns_are_dropped_and_ratings_stay(kept: Kept) -> None:
    id = had(kept, ANNA, "First?", "Second?", "Third?")
    kept.rate(ANNA, id, 2, "down", "not what I asked")
    kept.replace(ANNA, id, 2, "Second, in other words?", answer("x", OPENS), TERMS)
    whole = kept.conversation(ANNA, id)
    assert [one.question for one in whole.exchanges] == ["First?", "Second, in other words?"]
    assert whole.exchanges[1].thumb == "" and whole.title == "First?"
    assert [(one.question, one.reason) for one in kept.rated(ANNA)] == [("Second?", "not what I asked")]
    assert kept.listed(ANNA, "third") == ()  # dropped, and found no more
    assert kept.listed(ANNA)[0].exchanges == 2


def test_a_title_taken_from_the_first_question_goes_with_it(kept: Kept) -> None:
    id, named = had(kept, ANNA, "Wehn?"), had(kept, ANNA, "Wehn?")
    kept.rename(ANNA, named, "The quay")
    for one in (id, named):
        kept.replace(ANNA, one, 1, "When?", answer(), TERMS)
    assert kept.conversation(ANNA, id).title == "When?"
    assert kept.conversation(ANNA, named).title == "The quay"


def test_two_windows_on_one_conversation_lose_no_answer(kept: Kept) -> None:
    id = had(kept, ANNA, "First?", "Second, from the one window?")
    kept.rate(ANNA, id, 1, "up")
    other = kept.add(ANNA, id, 2, "Second, from the other?", answer(), TERMS)
    assert other != id
    assert [one.question for one in kept.conversation(ANNA, other).exchanges] == [
        "First?",
        "Second, from the other?",
    ]
    assert len(kept.conversation(ANNA, id).exchanges) == 2
    assert len(kept.rated(ANNA)) == 1  # the copy's first answer was not rated a second time


def test_ratings_are_given_changed_and_taken_back(kept: Kept) -> None:
    id = had(kept, ANNA)
    kept.rate(ANNA, id, 1, "up", "  exact \ud83d ")
    assert [(one.thumb, one.reason) for one in kept.rated(ANNA)] == [("up", "exact \ufffd")]
    kept.rate(ANNA, id, 1, "down", "x" * 5_000)
    assert [len(one.reason) for one in kept.rated(None)] == [2_000]
    kept.rate(ANNA, id, 1, "", "no thumb, no reason")
    assert kept.rated(ANNA) == () and kept.exchange(ANNA, id, 1).reason == ""


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("QUAY closed", True),  # any case, any order, question and answer together
        ("Límite", True),
        ("limite", True),
        ("東京", True),  # within a run of characters without blanks
        ("harbour news", True),  # the title, once it is given
        ("quay zebra", False),  # every word is wanted
        ('quay" OR "x', False),  # no language of its own
        ("100%", False),
        ("", True),
    ],
)
def test_searching_questions_and_answers(kept: Kept, sought: str, found: bool) -> None:
    id = had(kept, ANNA, ASKED, "Where is the límite in 在東京都?")
    kept.rename(ANNA, id, "Harbour news")
    assert [one.id for one in kept.listed(ANNA, sought)] == [id] * found


def test_a_search_shows_the_words_around_what_it_found(kept: Kept) -> None:
    had(
        kept, ANNA, f"{'Ünder the bridge, and so on. ' * 9}Who paid for the lantern at the far end of it all?"
    )
    (one,) = kept.listed(ANNA, "LANTERN")
    assert "paid for the lantern at" in one.excerpt and one.excerpt.startswith("…") and len(one.excerpt) < 150
    assert kept.listed(ANNA)[0].excerpt == ""


def test_those_carried_on_last_are_listed_first(kept: Kept) -> None:
    first, second = had(kept, ANNA, "First?"), had(kept, ANNA, "Second?")
    assert [one.id for one in kept.listed(ANNA)] == [second, first]
    kept.add(ANNA, first, 2, "And then?", refusal("And then?"), TERMS)
    assert [one.id for one in kept.listed(ANNA)] == [first, second] and kept.latest(ANNA) == first
    assert kept.listed(ANNA, "zebras")[0].id == first  # the reason of a refusal is what was said


def test_renaming(kept: Kept) -> None:
    id = had(kept, ANNA)
    assert kept.rename(ANNA, id, " The \n quay  ") == kept.listed(ANNA)[0].title == "The quay"
    assert len(kept.rename(ANNA, id, "x" * 500)) == 120
    with pytest.raises(NotKept, match="needs a word"):
        kept.rename(ANNA, id, " \t")


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_what_is_deleted_is_in_no_byte_of_the_files(kept: Kept, tmp_path: Path) -> None:
    id = had(kept, ANNA, "Who is the whistleblower Quillfeather?")
    kept.rate(ANNA, id, 1, "down", "Quillfeather must not be named")
    others = had(kept, ANNA)
    assert b"Quillfeather" in on_disk(tmp_path)
    kept.delete(ANNA, id)
    assert b"Quillfeather" not in on_disk(tmp_path)
    assert [one.id for one in kept.listed(ANNA)] == [others] and kept.rated(ANNA) == ()
    with pytest.raises(NoConversation):
        kept.conversation(ANNA, id)


def test_all_of_ones_own_is_deleted_at_once(kept: Kept, tmp_path: Path) -> None:
    had(kept, ANNA, "Quillfeather?"), had(kept, ANNA)
    others = had(kept, BEN)
    assert kept.clear(ANNA) == 2 and kept.listed(ANNA) == () and b"Quillfeather" not in on_disk(tmp_path)
    assert [one.id for one in kept.listed(BEN)] == [others]


def test_the_cookie_is_not_in_the_file_and_others_may_not_read_it(kept: Kept, tmp_path: Path) -> None:
    had(kept, ANNA)
    assert ANNA.encode() not in on_disk(tmp_path)
    assert {oct(path.stat().st_mode & 0o077) for path in tmp_path.iterdir()} == {"0o0"}


def test_a_full_store_keeps_what_it_has_and_says_so(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    id = had(kept, ANNA)
    kept.most_mb = 0.01  # ten kilobytes; the empty tables take more
    with pytest.raises(NotKept, match=r"0 MB, which is the most.*DATELINE_CONVERSATIONS_MB"):
        kept.add(ANNA, id, 2, ASKED, answer(), TERMS)
    kept.most_mb = 10
    with pytest.raises(NotKept, match="1,000 questions"):
        kept.add(ANNA, id, 1_001, ASKED, answer(), TERMS)
    monkeypatch.setattr(store, "MOST_CONVERSATIONS", 1)
    with pytest.raises(NotKept, match="delete some"):
        kept.begin(ANNA)
    assert len(kept.conversation(ANNA, id).exchanges) == 1 and had(kept, BEN)


def test_many_at_once_keep_theirs_apart(kept: Kept) -> None:
    """Eight people, five conversations each, all at the same time."""
    owners = [f"{n:032x}" for n in range(8)]
    wrong: list[object] = []

    def talk(owner: str) -> None:
        try:
            for n in range(5):
                had(kept, owner, f"Question {n} of {owner}?", f"And of {owner}?")
            if any(owner not in one.title for one in kept.listed(owner)) or len(kept.listed(owner)) != 5:
                wrong.append(kept.listed(owner))
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=talk, args=(owner,)) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
