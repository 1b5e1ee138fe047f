"""What a message says itself: without the message it answers, its signature and what lists put around it."""

from __future__ import annotations

import re

SIGNATURE_LINES = 25  # that a signature has at most
ORIGINAL = re.compile(
    r"[\s>*_-]*(?:original message|ursprüngliche nachricht|mensaje original|message d'origine)[\s*_-]*",
    re.IGNORECASE,
)
FIELD = re.compile(r"[\s*]*(?:from|von|de|da)\s?:", re.IGNORECASE)
SENT = re.compile(r"[\s*]*(?:sent|date|gesendet|datum|enviado|fecha|envoyé)\s?:", re.IGNORECASE)
# The line that says who wrote what follows; it may be broken in two.
WROTE = re.compile(
    r"\s*(?:on|am|el|le|il|op|em|den)\b.{5,250}\b(?:wrote|schrieb|escribió|écrit|scritto|schreef|escreveu|skrev)"
    r".{0,80}:\s*",
    re.IGNORECASE,
)
AROUND_LIST = re.compile(
    r"(?:view|read|open)\b.{0,40}\b(?:browser|online|web)\b|unsubscribe|forwarded this|sign up here"
    r"|(?:manage|update|change) your (?:e-?mail )?(?:preferences|settings|subscription)"
    r"|add us to your address|you(?:'re| are)? (?:receiving|received|get|got) this (?:e-?mail|message|news)",
    re.IGNORECASE,
)
FIRST, LAST, LONGEST = 6, 15, 250  # lines of a mailing in which such words stand, and their length


def own_words(text: str, *, answers: bool, mailing: bool) -> str:
    """The text without what is not the sender's; all of it where nothing else would be left.

    `answers`: the message is an answer, so that quoted lines are another's. `mailing`: it went to a list.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    kept = _without_signature(_without_answered(lines) if answers else lines)
    if mailing:
        last = len(kept) - LAST
        kept = [
            line
            for place, line in enumerate(kept)
            if FIRST <= place < last or len(line) > LONGEST or not AROUND_LIST.search(line)
        ]
    return "\n".join(kept) if any(line.strip() for line in kept) else text


def _without_answered(lines: list[str]) -> list[str]:
    """The lines that are not quoted; those before the answered message where it is not marked as quoted."""
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if ORIGINAL.fullmatch(line) or (
            FIELD.match(line) and any(map(SENT.match, lines[place + 1 : place + 4]))
        ):
            break
        wrote = next(
            (n for n in (1, 2) if WROTE.fullmatch(" ".join(lines[place : place + n])[: LONGEST * 2])), 0
        )
        if wrote:
            place += wrote
            after = next((n for n in range(place, len(lines)) if lines[n].strip()), place)
            if not "".join(lines[after : after + 1]).lstrip().startswith(">"):
                break
            place = after
            continue
        if not line.lstrip().startswith(">"):
            kept.append(line)
        place += 1
    return kept


def _without_signature(lines: list[str]) -> list[str]:
    """Without what follows the line of two hyphens that programs set before a signature."""
    for place in range(max(1, len(lines) - SIGNATURE_LINES), len(lines)):
        if lines[place].rstrip() == "--":
            return lines[:place]
    return lines
