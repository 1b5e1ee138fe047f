"""Measures of one answer, exact and without a judge."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from rag.types import Answer, Article, Citation

DROPPED = {"a", "an", "the"}
KEPT = ("L", "M", "N")  # letters, marks and digits, by Unicode category


def normalise(text: str) -> str:
    """The words by which answers are compared, one space between them.

    Close to SQuAD's form (Rajpurkar et al. 2016): case folded, a/an/the dropped, whitespace single.
    It differs in that punctuation becomes a space, where SQuAD joins what it parted: "43-year" is
    two words here, and "Peru's" holds "Peru". Letters with accents are compared in one Unicode form.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    spaced = "".join(c if unicodedata.category(c).startswith(KEPT) else " " for c in folded)
    return " ".join(word for word in spaced.split() if word not in DROPPED)


def contains(text: str, answers: Iterable[str]) -> bool:
    """Whether any of the gold answers stands in the text, as whole words in the same order.

    "19" is in "March 19", not in "1943". An answer without words is in nothing.
    """
    return contains_plain(normalise(text), answers)


def contains_plain(plain: str, answers: Iterable[str]) -> bool:
    """`contains` of a text that is normalised already."""
    spaced = f" {plain} "
    return any(f" {gold} " in spaced for gold in map(normalise, answers) if gold)


def verbatim(citation: Citation, articles: Mapping[str, Article]) -> bool:
    """Whether the quote is, character for character, what the archive's article has at that place.

    `articles` is by id and the archive's own, for an answer must not be its own witness.
    """
    article = articles.get(citation.article.id)
    start, end = citation.start, citation.end
    if article is None or not 0 <= start < end <= len(article.text):
        return False
    return article.text[start:end] == citation.quote


def wrong_quotes(answer: Answer, articles: Mapping[str, Article]) -> tuple[str, ...]:
    """The quotes of the answer that are not verbatim, in order."""
    return tuple(c.quote for c in answer.citations if not verbatim(c, articles))


def every_sentence_cited(answer: Answer) -> bool:
    """Whether each sentence names at least one citation, and only such as the answer has.

    An answer that came without its sentences has none that is cited.
    """
    known = {citation.number for citation in answer.citations}
    return bool(answer.sentences) and all(
        sentence.citations and known.issuperset(sentence.citations) for sentence in answer.sentences
    )


def words(text: str) -> int:
    """The length of an answer, in runs of characters between whitespace."""
    return len(text.split())
