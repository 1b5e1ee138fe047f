"""One change of the archive at a time: who is at it, how far it is, and what came of the last."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from rag.errors import DatelineError
from rag.models.embedding import Progress
from rag.types import IndexReport
from ui.render import showable

TOLD = 300  # skipped files that are told one by one
BROKEN = "Something inside went wrong. The terminal that runs this page tells more; the archive is unharmed."
DOING = {
    "add": "Articles are being added",
    "sync": "A folder is being synced",
    "remove": "Articles are being removed",
}

log = logging.getLogger("dateline.library")


class Busy(DatelineError):
    """Another change is under way on this page."""


@dataclass(frozen=True, slots=True)
class Job:
    """A change, under way until it has `ended`; then with its report, or why there is none."""

    number: int
    kind: str  # a key of `DOING`
    about: str
    began: datetime
    stage: str = "starting"
    done: int = 0
    total: int = 0
    ended: datetime | None = None
    report: IndexReport | None = None
    error: str = ""


class Desk:
    """Does the changes of one archive, each in a thread of its own that is let go when the program ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._job: Job | None = None

    @property
    def job(self) -> Job | None:
        """The change under way, or the last there was."""
        with self._lock:
            return self._job

    def begin(self, kind: str, about: str) -> Job:
        """Takes the desk. Raises Busy while another change is under way."""
        with self._lock:
            now = self._job
            if now is not None and now.ended is None:
                since = f"{now.began.astimezone():%H:%M}"
                raise Busy(f"{DOING[now.kind]} since {since}; wait until that is done.")
            self._job = Job(next(self._numbers), kind, about, datetime.now(UTC))
            return self._job

    def tell(self, stage: str, done: int, total: int) -> None:
        self._put(stage=stage, done=done, total=total)

    def end(self, report: IndexReport | None = None, error: str = "") -> None:
        self._put(report=report, error=error, ended=datetime.now(UTC))

    def run(
        self, work: Callable[[Progress], IndexReport], afterwards: Callable[[], None] = lambda: None
    ) -> None:
        """Does the work that the desk was taken for; `afterwards` is called whatever happens."""

        def doing() -> None:
            try:
                report = work(self.tell)
            except DatelineError as error:
                afterwards()
                self.end(error=str(error))
            except BaseException:
                log.exception("the archive could not be changed")
                afterwards()
                self.end(error=BROKEN)
            else:
                afterwards()
                self.end(report)

        threading.Thread(target=doing, name="dateline-library", daemon=True).start()

    def _put(self, **values: Any) -> None:
        with self._lock:
            if self._job is not None:
                self._job = replace(self._job, **values)


def job_json(job: Job | None) -> dict[str, Any] | None:
    """As the page's script reads it."""
    if job is None:
        return None
    return {
        "number": job.number,
        "kind": job.kind,
        "about": showable(job.about),
        "stage": job.stage,
        "done": job.done,
        "total": job.total,
        "running": job.ended is None,
        "ended": job.ended.isoformat() if job.ended else "",
        "error": showable(job.error),
        "report": report_json(job.report) if job.report else None,
    }


def report_json(report: IndexReport) -> dict[str, Any]:
    skipped = [{"name": showable(name), "why": showable(why)} for name, why in report.skipped[:TOLD]]
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "superseded": report.superseded,
        "skipped": skipped,
        "unnamed": len(report.skipped) - len(skipped),
        "seconds": round(report.seconds, 1),
    }
