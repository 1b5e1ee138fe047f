"""Which of several texts are versions of one article, and which of them is the newest: pure, no database.

A page is known by its url, or by the id its publisher gave it. Both are checked against the texts,
as some sites put one url on every page, and some exports one id on every row.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from urllib.parse import parse_qsl, urlencode, urlsplit

from rag.fingerprint import Fingerprint
from rag.ingest.clusters import joined
from rag.ingest.shingles import contained, shared

EDITED = 0.25  # share of the shorter text's shingles that two versions of one page have in common
REWRITTEN = 0.05  # and that is enough where the title, or the publisher's id, is the same
SAME_TELLING = 0.4  # share of the fewer names and numbers that both have
FEW = 4  # names and numbers that are too few to compare
SHORT = 30  # shingles; in a shorter text they tell too little against the same title
CROWD = 200  # texts of one url; of more, it is the site's
TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "ref_src", "cmpid", "ocid")

Mark = tuple[str, str]
Prints = Callable[[Collection[str]], Mapping[str, Fingerprint]]  # by id


@dataclass(frozen=True, slots=True)
class Given:
    """A text that somebody gives, or gave until now (`gone`). `new` if it came or went just now."""

    id: str
    title: str
    source: str
    url: str
    key: str
    stamp: date | None
    heir: str = ""  # what it stood aside for until now
    new: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`heir` is the newest version of the article, "" for itself; `why` that is one."""

    heir: str
    why: str


def decide(texts: Sequence[Given], prints: Prints) -> dict[str, Verdict]:
    """A verdict on every text that what is new may concern; `texts` come in the order of arrival.

    The newest is the one updated or published last, and where that does not tell, the last to arrive.
    """
    verdicts = {}
    for group in _concerned(texts):
        if len(group) == 1:
            verdicts[group[0].id] = Verdict("", "")
            continue
        by_id = {text.id: text for text in group}
        for ids in joined(by_id, _same(group, prints)):
            members = [by_id[id] for id in ids]
            head = _newest(members)
            for text in members:
                heir = "" if head is None or text is head else head.id
                verdicts[text.id] = Verdict(heir, _why(text, head) if head and heir else "")
    return verdicts


def page(url: str) -> str:
    """What tells a page: without scheme, `www.`, fragment or tracking; "" for a site's front page."""
    try:
        parts = urlsplit(url.strip())
        query = [(k, v) for k, v in parse_qsl(parts.query, True) if not k.lower().startswith(TRACKING)]
    except ValueError:  # no url at all
        return ""
    path = parts.path.rstrip("/")
    if not parts.netloc or not (path or query):
        return ""
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{path}" + (f"?{urlencode(query)}" if query else "")


def _marks(text: Given) -> Iterator[Mark]:
    if where := page(text.url):
        yield "url", where
    if text.key.strip():
        yield "id", f"{text.source.casefold().strip()}\n{text.key.strip()}"


def _concerned(texts: Sequence[Given]) -> Iterator[list[Given]]:
    """Groups, connected by marks or by what stood aside for what, that hold a text that came or went."""
    by_mark: dict[Mark, list[int]] = defaultdict(list)
    marks: list[list[Mark]] = []
    for place, text in enumerate(texts):
        marks.append([*_marks(text), ("heir", text.heir or text.id)])
        for mark in marks[-1]:
            by_mark[mark].append(place)
    seen: set[int] = set()
    for start, text in enumerate(texts):
        if not text.new or start in seen:
            continue
        group, queue = set(), deque([start])
        while queue:
            place = queue.popleft()
            if place not in group:
                group.add(place)
                queue.extend(other for mark in marks[place] for other in by_mark[mark])
        seen |= group
        yield [texts[place] for place in sorted(group)]


def _same(group: Sequence[Given], prints: Prints) -> Iterator[tuple[str, str]]:
    """Pairs of ids that are versions of one article."""
    by_mark: dict[Mark, list[Given]] = defaultdict(list)
    for text in group:
        for mark in _marks(text):
            by_mark[mark].append(text)
    shared = {mark: texts for mark, texts in by_mark.items() if 1 < len(texts) <= CROWD}
    found = prints({text.id for texts in shared.values() for text in texts})
    for (kind, _), texts in shared.items():
        for one, other in combinations(texts, 2):
            trusted = kind == "id" and len(texts) == 2  # an id that many unlike texts have is none
            if trusted or _is_version(kind, one, other, found):
                yield one.id, other.id


def _is_version(kind: str, one: Given, other: Given, prints: Mapping[str, Fingerprint]) -> bool:
    a, b = prints[one.id], prints[other.id]
    if _tell_of_others(a, b):
        return False
    share = contained(a.shingles, b.shingles)
    titled = bool(one.title.strip()) and one.title.strip().casefold() == other.title.strip().casefold()
    if kind == "id":
        return titled or share >= REWRITTEN
    short = min(len(a.shingles), len(b.shingles)) < SHORT
    return share >= EDITED or (titled and (short or share >= REWRITTEN))


def _tell_of_others(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether the two have names and numbers enough, and mostly other ones: one pattern, two reports."""
    fewest = min(len(a.names) + len(a.numbers), len(b.names) + len(b.numbers))
    common = shared(a.names, b.names) + shared(a.numbers, b.numbers)
    return fewest >= FEW and common < SAME_TELLING * fewest


def _newest(members: Iterable[Given]) -> Given | None:
    """Of those that are still given; None where none is."""
    newest: Given | None = None
    for text in members:
        if not text.gone and (newest is None or not _before(text.stamp, newest.stamp)):
            newest = text
    return newest


def _before(one: date | None, other: date | None) -> bool:
    """Whether the one is known to be before the other; of a moment and a day, by the day."""
    if one is None or other is None:
        return False
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return one.toordinal() < other.toordinal()


def _why(text: Given, head: Given) -> str:
    shared = {kind for kind, _ in set(_marks(text)) & set(_marks(head))}
    what = "url" if "url" in shared else "id" if "id" in shared else "article"
    return f"{head.id} is a newer text of the same {what}"
