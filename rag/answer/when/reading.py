"""Whether a time in a question tells when it was published, or belongs to what is asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.answer.when.forms import WHOLE_MONTH
from rag.answer.when.naming import naming
from rag.answer.when.times import Time, times
from rag.types import Article, When

# Words for what is published, and those for publishing where what is published is meant by "what"
NEWS = (
    r"(?:newspapers|news(?!\s(?:conference|agenc|outlet|channel|anchor|organi[sz]ation|network|site|website|release"
    r"|briefing|corp))|articles?(?!\s\d)|headlines|coverage|stories|dispatches|reports(?!\s(?:that|to)\b)"
    r"|reporting|reportage)"
)
PUBLISHED = (
    r"(?:what|anything|something|nothing|it|as|all)\s(?:(?:is|was|were|has|have|had|been|being|first|widely"
    r"|already)\s)*(?:reported|published|written)"
)
PRESS = (
    r"(?:press|papers|newspapers?|media|outlets?|reporters|journalists)\s(?:\w+\s)?(?:report|reported|say|said"
    r"|write|wrote|written|publish|published|cover|covered|tell|told)"
)
CUE = re.compile(rf"\b(?:{PUBLISHED}|{PRESS}|{NEWS})\b", re.IGNORECASE)
SET_IN_PRINT = re.compile(
    r"(?:(?:that|which)\s)?(?:(?:have|were|are|was|is|been)\s)*"
    r"(?:published|printed|written|dated|released|appeared|appearing)?",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"(?:about|on|of|from|in|at|by|around|regarding|concerning)\b"
    r"|(?P<verb>(?:that\s|which\s)?(?:mention|name|discuss|cite|quote|cover)(?:s|ed|ing)?\b)",
    re.IGNORECASE,
)
PRINTED = re.compile(r"\b(?:published|printed|dated)$", re.IGNORECASE)
CLAUSE = re.compile(
    r"\b(?:that|whether|who|whom|whose|which|what|when|where|how|why|is|are|was|were|be|been|has|had|have|did"
    r"|does|do|will|would|said|says|say)\b|(?:ed|held|made|won|built|sold|seen|shot|taken|given|begun)$",
    re.IGNORECASE,
)
BEGUN = re.compile(rf",?\s(?:[\w’'-]+\s){{0,5}}?(?:{PUBLISHED}|{PRESS}|{NEWS})\b", re.IGNORECASE)
OWNED = re.compile(r"['’]s?(?!\w)", re.IGNORECASE)
OWNED_NEWS = re.compile(rf"(?:\s[\w’'-]+){{0,2}}?\s{NEWS}\b", re.IGNORECASE)
RELATED = re.compile(r"(?:\b(?:his|her|its|their|our|my|your|later|next|previous)|['’]s)\s$", re.IGNORECASE)
FUTURE = re.compile(
    r"\b(?:will|shall|going to|planned|scheduled|expected|upcoming|due(?! to)|next(?! to))\b"
    r"|^\W*(?:Will|Shall)\b"
)
TODAYS = re.compile(r"\b(?:happen\w*|did|was|were|has|have|had|new|latest|news)\b", re.IGNORECASE)
NOWADAYS = re.compile(r"\b(?:is|are|does|can)\b", re.IGNORECASE)
LEFT_OVER = re.compile(r"[\s,]+(?:from|in|on|of|dated)$", re.IGNORECASE)
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")
GOES_ON = re.compile(
    r"\s*(?:$|[?.,;:!)]|\s(?:in|on|at|of|about|from|to|and|or|by|for|with|concerning|regarding|did)\b)"
)
BARE_MONTH = re.compile(WHOLE_MONTH, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """The time that was read in a question, and the question without it."""

    when: When
    rest: str
    names: re.Pattern[str] | None  # finds the time in a text; None: only the day of publication tells it
    later_too: bool = False  # what was published after it may tell of it as well

    def of_its_time(self, article: Article, text: str) -> bool:
        """Whether the article was published at the time that is asked about, or its text names it."""
        if self.names is not None and self.names.search(text):
            return True
        day, when = article.published, self.when
        return (
            day is not None
            and (when.after is None or day >= when.after)
            and (when.before is None or day <= when.before)
        )


def read(question: str, today: date) -> Reading | None:
    """The first time that tells when it was published; else the first of what is asked about; else None.

    "published": words of reporting own it ("articles from March 2025", "reports before April", "last
    week's news"), or it is counted from `today` ("yesterday", "last week", "since Tuesday", "the past
    10 days"): who asks like that follows the news. Only articles of these days are searched. But what
    happened yesterday is in the paper of today, and what came to be last year is told this year: where
    no word of reporting owns it, an answer is also looked for in what was published later (`later_too`).

    "told": any other date ("on March 4", "in March 2025", "between March 1 and 10"), and one from today
    that owns something ("last week's vote"). An event is announced before its day and told of on it or
    at any time later; an article of April 10 says what was agreed on March 4. So no day of publication
    is demanded; what is found is only held against the time, see `in_time`.

    Not read: what is still to come ("What will happen this week?"), days of the week by themselves
    (each article counts them from its own day), dates that name something ("the 2004 tsunami", "before
    Friday's vote"), names that look like dates ("USA Today", "Theresa May"), what is quoted, and times
    that are no days ("before the vote", "recently", "the 1990s").
    """
    if FUTURE.search(question):
        return None
    quoted = [match.span() for match in QUOTED.finditer(question)]
    told: Reading | None = None
    for time in times(question, today):
        if any(start <= time.start < end for start, end in quoted) or _is_name(question, time):
            continue
        if _tells_publication(question, time):
            return _reading(question, time, published=True)
        if told is None and _tells_event(question, time):
            told = _reading(question, time, published=False)
    return told


def published_when(question: str, today: date) -> When | None:
    """The days of publication that the question tells, if it does."""
    reading = read(question, today)
    return reading.when if reading and reading.when.how == "published" else None


def _reading(question: str, time: Time, published: bool) -> Reading:
    words = question[time.start : time.end]
    owned = _governed(question[: time.start], question[time.end :], time)
    past = time.from_today or time.form == "ago"
    before = None if past and not published else time.before  # last week's vote is told of this week too
    when = When(words, (time.start, time.end), time.after, before, "published" if published else "told")
    later_too = published and not owned and time.after is not None and time.before is not None
    return Reading(when, without(question, time.start, time.end), naming(time), later_too)


def without(question: str, start: int, end: int) -> str:
    """The question without the words from `start` to `end`; the whole where nothing would be left."""
    tail = re.sub(r"^(?:['’]s?(?!\w))?,?", "", question[end:])
    rest = " ".join(f"{LEFT_OVER.sub('', question[:start].rstrip(' ,'))} {tail}".split())
    rest = re.sub(r"\s+(?=[?.!,;:])", "", rest)
    return rest if any(c.isalnum() for c in rest) else question


def _tells_publication(question: str, time: Time) -> bool:
    head, tail = question[: time.start], question[time.end :]
    if _governed(head, tail, time):
        return True
    counted = time.from_today or (time.form == "weekday" and time.bound == "since")
    if not counted or OWNED.match(tail):
        return False
    if time.said[0].lower() != "today":
        return True
    return bool(TODAYS.search(question)) and not NOWADAYS.search(question)


def _tells_event(question: str, time: Time) -> bool:
    tail = question[time.end :]
    if time.from_today or time.form == "ago":
        return True
    if OWNED.match(tail) or time.form == "weekday":
        return False
    if time.bound == "within":
        return time.preposition in ("in", "on", "during", "throughout", "between")
    return time.bound != "bare"


def _governed(head: str, tail: str, time: Time) -> bool:
    """Whether a word of reporting owns the time: it stands right before it, or right after it."""
    if time.bound == "bare" and not time.from_today and BARE_MONTH.fullmatch(time.said[0]):
        return False  # "What news may come?"
    owned = OWNED.match(tail)
    if (owned or time.bound == "bare") and OWNED_NEWS.match(tail[owned.end() :] if owned else tail):
        return True
    if owned:
        return False
    begins = BEGUN.match(tail) if not any(c.isalnum() for c in head) else None
    if begins and (GOES_ON.match(tail[begins.end() :]) or not tail[begins.end() :].strip()):
        return True
    cues = list(CUE.finditer(head))
    between = head[cues[-1].end() :].strip(" ,") if cues else None
    if between is None:
        return False
    if SET_IN_PRINT.fullmatch(between) or PRINTED.search(between):
        return True
    about = ABOUT.match(between)
    if about is None or CLAUSE.search(between[about.end() :]):
        return False
    if about["verb"] or (time.bound == "bare" and head.rstrip().endswith(",")):
        return True  # "articles that mention Cosco in 2025", "articles on Cosco, March 2025"
    return time.bound not in ("within", "bare") or time.preposition in ("between", "from", "dated")


def _is_name(question: str, time: Time) -> bool:
    """Whether the words are part of a name, or something else that only looks like a time."""
    head, tail, said = question[: time.start], question[time.end :], time.said[0]
    if time.from_today:
        named = said[:1].isupper() and any(c.isalnum() for c in head) and not question.isupper()
        return named or bool(RELATED.search(head))
    if BARE_MONTH.fullmatch(said) and time.preposition != "between":
        if re.match(r"\s[A-Z]", tail) and not question.isupper():
            return True  # "in March Madness"
        return time.bound in ("since", "after", "before", "until") and not GOES_ON.match(
            tail
        )  # "after May resigned"
    return False
