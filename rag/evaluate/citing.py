"""Citation recall and precision in the sense of ALCE, with the archive's support check as the judge.

Gao, Yen, Yu and Chen, Enabling Large Language Models to Generate Text with Citations (2023), section 4,
where a language model for entailment judges. What a judge does not see, these measures do not see, so
it is named with them. A sentence that is copied from what it cites is carried by it as a matter of course.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.types import Answer, Support

Judge = Callable[[str, Sequence[str]], Support]  # a claim and texts in, how far they carry it out


@dataclass(frozen=True, slots=True)
class Citing:
    """Of one answer. `recall` is over its sentences, `precision` over the citations of each sentence."""

    recall: float | None  # None: no sentence
    precision: float | None  # None: nothing is cited


def citing(answer: Answer, judge: Judge) -> Citing:
    """Recall = share of sentences that their citations together carry. Precision = share of citations
    that are needed.

    A citation of a sentence is needed if the sentence is carried and either this quote alone carries it,
    or the other quotes without it do not. A sentence without a citation is not carried.
    """
    quotes = {citation.number: citation.quote for citation in answer.citations}
    recalls: list[float] = []
    needed: list[float] = []
    for sentence in answer.sentences:
        texts = [quotes[number] for number in dict.fromkeys(sentence.citations) if number in quotes]
        carried = bool(texts) and _carries(judge, sentence.text, texts)
        recalls.append(float(carried))
        needed += [float(carried and _needed(judge, sentence.text, texts, n)) for n in range(len(texts))]
    return Citing(_mean(recalls), _mean(needed))


def _needed(judge: Judge, claim: str, texts: Sequence[str], place: int) -> bool:
    if len(texts) == 1:  # all there is, and it carries the claim
        return True
    others = [text for other, text in enumerate(texts) if other != place]
    return _carries(judge, claim, [texts[place]]) or not _carries(judge, claim, others)


def _carries(judge: Judge, claim: str, texts: Sequence[str]) -> bool:
    return judge(claim, texts).label == "supported"


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None
