"""Where words stand in an article, as an address: which article, which characters, and a check of them.

The check tells later whether the words at that place are still the ones that were cited. Nothing here
reads an article's text but the quotes and passages that are given.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from rag.errors import BadQuestion
from rag.types import Citation, Passage, Span

ARTICLE_PATH = "/dateline/article"
ALSO_MOST = 40  # further places that one address carries: an answer has far fewer citations
ALSO = re.compile(r"(\d{1,6})\.(\d{1,9})-(\d{1,9})\.([0-9a-f]{16})\.(\d{1,9})-(\d{1,9})", re.ASCII)
BROKEN = "Its address is not whole. Open it from the answer once more."


@dataclass(frozen=True, slots=True)
class Place:
    """Words of an article: `text[start:end]`, in characters, and the passage they were found in."""

    start: int
    end: int
    check: str
    number: int = 0  # of the citation within its answer; 0 for words that no answer cites
    passage: Span = (0, 0)

    def stands(self, text: str) -> bool:
        """Whether the words at this place are still those that the address was made for."""
        inside = 0 <= self.start < self.end <= len(text)
        return inside and fingerprint(text[self.start : self.end]) == self.check


def fingerprint(words: str) -> str:
    """Tells whether words are the same; 64 bits of SHA-256."""
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


def of_citation(cited: Citation) -> Place:
    span = (cited.passage.start, cited.passage.end)
    return Place(cited.start, cited.end, fingerprint(cited.quote), cited.number, span)


def citation_address(cited: Citation, citations: Iterable[Citation] = ()) -> str:
    """Where the cited article is read, at the quote; the answer's other citations of it are marked too."""
    others = (c for c in citations if c.article.id == cited.article.id and c.number != cited.number)
    return address(cited.article.id, of_citation(cited), [of_citation(other) for other in others])


def passage_address(passage: Passage) -> str:
    """Where the article of a passage is read, at the passage."""
    return address(passage.article_id, Place(passage.start, passage.end, fingerprint(passage.text)))


def address(id: str, here: Place | None = None, also: Sequence[Place] = (), version: str = "") -> str:
    """Where an article is read: at `here`, with other places marked.

    `version` is the fingerprint of an earlier text of it, which is then shown.
    """
    asked = [("id", id)]
    if here is not None:
        asked += [("start", str(here.start)), ("end", str(here.end)), ("check", here.check)]
        asked += [("number", str(here.number))] if here.number else []
        asked += [("passage", "{}-{}".format(*here.passage))] if here.passage[1] else []
    asked += [("also", written(place)) for place in also[:ALSO_MOST]]
    asked += [("version", version)] if version else []
    anchor = "#quote" if here is not None else ""
    return f"{ARTICLE_PATH}?{urlencode(asked, errors='replace')}{anchor}"


def written(place: Place) -> str:
    """A further place as an address carries it: number.start-end.check.start-end, the last of its passage."""
    first, last = place.passage
    return f"{place.number}.{place.start}-{place.end}.{place.check}.{first}-{last}"


def given(written: str) -> Place:
    """The place that was written so. Raises BadQuestion for what no address of ours has."""
    found = ALSO.fullmatch(written)
    if found is None:
        raise BadQuestion(BROKEN)
    number, start, end, check, first, last = found.groups()
    return Place(int(start), int(end), check, int(number), (int(first), int(last)))
