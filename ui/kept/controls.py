"""What stands below each answer, at the end of its row of actions: its receipt, and what was thought of it.

`keep.js` brings the buttons to life, and marks the one that was chosen: an answer is rendered once, and
may be rated at any time after.
"""

from __future__ import annotations

RECEIPT_PATH = "/dateline/kept/receipt"


def controls(conversation: str, turn: int) -> str:
    """The controls of a kept answer, in one line of HTML; nothing for an answer that is not kept.

    `conversation` is what `Kept.add` gave, or "".
    """
    if not conversation:
        return ""
    place = f"{conversation}-{turn}"
    return (
        f'<span class="keep" id="keep-{place}">'
        f'<a class="receipt" href="{RECEIPT_PATH}/{conversation}/{turn}" '
        'title="What this answer rests on, as a file that dateline verify checks again">Receipt'
        '<span class="unseen"> of this answer, a JSON file</span></a>'
        f"{_thumb('up', 'Good answer', place)}{_thumb('down', 'Poor answer', place)}</span>"
    )


def opener() -> str:
    """The button of the masthead that opens the list of conversations."""
    return '<button type="button" id="conversations-open">Conversations</button>'


def _thumb(which: str, name: str, place: str) -> str:
    return (
        f'<button type="button" class="thumb {which}" value="{place}" title="{name}">'
        f'<span class="unseen">{name}</span></button>'
    )
