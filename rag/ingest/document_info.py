"""What PDF and Word files say of themselves: kept where a person wrote it, not where a program did."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from rag.ingest.metadata import parse_author, parse_date, parse_title

TITLE_WORDS = 2  # a title has at least so many
# Names that programs give, of files and of templates.
NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel|office)\b.*|powerpoint presentation|untitled\b.*"
    r"|(?:new )?document\d*|layout \d+|print\w* .*\.\w{2,4}|(?:doc|img|scan|page|slide|book|folder"
    r"|draft)[\s_-]?\d*|(?:press|news) release template|template\b.*|title|about:blank|https?:\S+",
    re.IGNORECASE,
)
FILE_NAME = re.compile(
    r"\S*\.(?:docx?|pdf|indd|qxp|qxd|rtf|odt|txt|html?|pages|pptx?|xlsx?|tmp|pub|wpd|dot[xm]?)", re.IGNORECASE
)
NO_AUTHOR = re.compile(
    r"(?:windows|microsoft office|office|default|current|pc|home|mac) (?:user|owner)|python-docx"
    r"|.*\b(?:admin(?:istrator)?|user|owner|scanner|desktop|laptop|computer|company|printer|software|office|word)\b.*",
    re.IGNORECASE,
)
# Programs that make a file of what others published: its date is the day of the copying.
COPIERS = re.compile(
    r"skia|chrome|mozilla|firefox|safari|webkit|wkhtml|phantom|headless|weasy|prince|quartz pdfcontext"
    r"|cairo|ghostscript|print to pdf|pdfcreator|scan|ocr|abbyy|paperport|twain|epson|xerox|ricoh|canon"
    r"|kyocera|konica",
    re.IGNORECASE,
)
FINISHED_WITHIN = timedelta(days=7)  # of its beginning; what took longer is an old file written over


def own_title(value: object) -> str:
    """The title, unless it is a file's name or what a program writes where nobody gave one."""
    title = parse_title(value)
    if (
        len(title.split()) < TITLE_WORDS
        or NO_TITLE.fullmatch(title)
        or FILE_NAME.fullmatch(title.split()[-1])
    ):
        return ""
    return title


def own_author(value: object) -> str:
    """The author, unless it is an account or a machine: a name has two words at least."""
    author = parse_author(value)
    if " " not in author or "@" in author or "\\" in author or NO_AUTHOR.fullmatch(author):
        return ""
    return author


def own_day(created: datetime | None, changed: datetime | None, programs: str) -> date | None:
    """The day it was written, as far as that tells when it was published; None where it does not.

    A copy printed from a web page or scanned has the day of the copying, a file that was worked on for
    long, as a template is, that of another text.
    """
    if created is None or COPIERS.search(programs):
        return None
    day, last = parse_date(created), parse_date(changed)
    if day is None or (last is not None and not timedelta(0) <= last - day <= FINISHED_WITHIN):
        return None
    return day
