"""The question that is asked before anybody asks."""

from __future__ import annotations

import logging
import threading

import pytest

from rag.errors import NoArchive
from tests.ui_fakes import FakeArchive
from ui.rehearsal import QUESTION, rehearse


def rehearsed(archive: FakeArchive) -> None:
    rehearse(archive)
    for thread in threading.enumerate():
        if thread.name == "dateline-rehearsal":
            thread.join()


def test_it_is_asked_once_and_as_a_question_of_its_own() -> None:
    archive = FakeArchive()
    rehearsed(archive)
    assert archive.seen == [(QUESTION, ())]


@pytest.mark.parametrize("failure", [NoArchive("nothing at ./archive"), RuntimeError("boom")])
def test_what_hinders_it_is_told_in_the_log_alone(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    archive = FakeArchive()
    archive.failure = failure
    with caplog.at_level(logging.INFO, "dateline.rehearsal"):
        rehearsed(archive)
    assert str(failure) in caplog.text
