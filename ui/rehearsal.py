"""A question asked before anybody asks one, so that nobody waits for what is read when it is first needed."""

from __future__ import annotations

import logging
import threading

from rag.errors import DatelineError
from ui.contract import Readable

# A person, a day and a number to look for
QUESTION = "Who said on 5 March 2025 how many people had to leave?"

log = logging.getLogger("dateline.rehearsal")


def rehearse(archive: Readable) -> None:
    """Asks in a thread of its own, which holds up nothing; the answer is let go."""
    threading.Thread(target=lambda: _ask(archive), name="dateline-rehearsal", daemon=True).start()


def _ask(archive: Readable) -> None:
    try:
        archive.ask(QUESTION, written=False)
    except DatelineError as error:
        log.info("the archive was not ready to be asked: %s", error)
    except Exception:  # who asks is told in their turn
        log.exception("the question asked ahead could not be answered")
