"""Exact match and F1 as SQuAD takes them: short answers against short answers.

Rajpurkar, Zhang, Lopyrev and Liang, SQuAD: 100,000+ Questions for Machine Comprehension of Text (2016);
for questions without an answer: Rajpurkar, Jia and Liang, Know What You Don't Know (2018). An answer that
quotes whole sentences has nearly always EM 0 and a low F1, for its precision counts every further word.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = {"a", "an", "the"}


def normalised(text: str) -> str:
    """Lower case, without ASCII punctuation and a/an/the, single spaces.

    Punctuation leaves no space ("43-year" is "43year"): unlike `answers.normalise`, which is ours.
    """
    words = text.lower().translate(_PUNCTUATION).split()
    return " ".join(word for word in words if word not in _ARTICLES)


def exact_match(text: str, answers: Iterable[str]) -> float:
    """EM = 1 if the text and any answer are the same once normalised, else 0; none at all counts as ""."""
    plain = normalised(text)
    return float(any(normalised(answer) == plain for answer in list(answers) or [""]))


def token_f1(text: str, answers: Iterable[str]) -> float:
    """F1 = 2 P R / (P + R), best over the answers.

    P and R are the shares of the text's and of the answer's words that both have, counted as often as
    both have them. Where either is empty: 1 if both are, else 0.
    """
    said = Counter(normalised(text).split())
    return max(_f1(said, Counter(normalised(answer).split())) for answer in list(answers) or [""])


def _f1(said: Counter[str], wanted: Counter[str]) -> float:
    if not said or not wanted:
        return float(said == wanted)
    both = (said & wanted).total()
    return 2 * both / (said.total() + wanted.total())
