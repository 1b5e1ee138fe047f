"""Gold questions made of what people said of answers on the page, from the archive's own conversations."""

from __future__ import annotations

import json
from pathlib import Path

from rag.evaluate.feedback import read_feedback
from tests.commands import Dateline
from tests.kept import ANNA, ASKED, BEN, CLOSED, OPENS, TERMS, answer, had
from ui.kept import feedback
from ui.kept.store import Kept


def test_the_command_reads_everybodys_ratings_from_the_archive(dateline: Dateline, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    kept = Kept(folder)
    first, second = had(kept, ANNA), had(kept, BEN, "And who paid?")
    kept.rate(ANNA, first, 1, "up", "exact")
    kept.rate(BEN, second, 1, "down", "does not say who")
    out = tmp_path / "gold.jsonl"
    done = dateline("gold", "from-feedback", "--archive", folder, "--out", out)
    kept.close()
    assert done.code == 0, done.err
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["question"] for row in rows] == [ASKED, "And who paid?"]
    assert rows[0]["evidence"] == [CLOSED] and "“exact”" in rows[0]["note"]
    assert rows[1]["evidence"] == [] and "does not say who" in rows[1]["note"]
    assert {row["confirmed"] for row in rows} == {False}


def test_where_nothing_was_rated_it_says_what_to_do(dateline: Dateline, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    done = dateline("gold", "from-feedback", "--archive", folder)
    assert done.code == 1 and "rate answers on the page" in done.err
    assert list(folder.iterdir()) == []  # looking makes no file
    kept = Kept(folder)
    had(kept, ANNA)
    done = dateline("gold", "from-feedback", "--archive", folder)
    kept.close()
    assert done.code == 1 and "no answer was rated" in done.err


def test_a_verdict_has_all_that_the_file_may_hold(tmp_path: Path) -> None:
    kept = Kept()
    id = had(kept, ANNA, ASKED)
    kept.add(ANNA, id, 2, "half \ud83d of a sign?", answer("half \ud83d of a sign?", OPENS), TERMS)
    kept.rate(ANNA, id, 1, "up")
    kept.rate(ANNA, id, 2, "up", "“quoted”")
    told = feedback.verdicts(kept.rated(ANNA))
    (tmp_path / "feedback.jsonl").write_text(feedback.as_lines(told), "utf-8")
    read, problems = read_feedback(tmp_path / "feedback.jsonl")
    assert (read, problems) == ([*told], [])
    assert read[0].revision == 7 and read[0].citations[0]["marks"] == ["The quay"]
    assert read[0].time.endswith("+00:00") and read[1].reason == "“quoted”"
