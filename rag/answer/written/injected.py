"""Sentences of an article that are written to be obeyed by a language model.

No list of such is complete. It is one guard of several, and the only one against a passage that tells the
model to say what the passage itself says: that would be found there word for word. So what is recognised
is neither shown to the model nor cited for what it writes. Quoted answers quote it like any other text.
"""

from __future__ import annotations

import re

_MACHINE = (
    r"(?:ai|a\.i\.|llms?|(?:large )?language models?|chat ?bots?|ai (?:assistants?|models?|systems?|agents?))"
)
_ORDERS = r"(?:instructions?|prompts?|rules|guidelines|directives|commands|context)"
_BEFORE = r"(?:previous|prior|above|earlier|preceding|foregoing|existing|original|other|your)"
_ANSWER = r"(?:answer|response|reply|summary|output)"
_PATTERNS = (
    # What came before is not to count.
    rf"\b(?:ignore|disregard|forget|override|bypass)\b.{{0,20}}\b{_BEFORE} (?:\w+ )?{_ORDERS}\b",
    r"\b(?:ignore|disregard|forget) (?:everything|all|anything|what) .{0,20}\b(?:above|before|said|told)\b",
    rf"\b(?:new|updated|real|actual|hidden|special|system) {_ORDERS}\s*[:–—]",
    # Marks of a conversation with a model.
    r"<\|?/?(?:im_start|im_end|system|assistant|user|inst|endoftext)\|?>|\[/?INST\]|\bsystem prompt\b",
    r"^\W*(?:system|assistant|user|human)\s*:\s",
    # A model is addressed.
    rf"\b(?:attention|dear|hey|(?:note|message|instructions?|prompt) (?:to|for)) (?:all |the )?{_MACHINE}\b",
    rf"\b(?:if you are|you are|you're|act as|pretend to be) (?:now )?(?:an? |the )?(?:\w+ )?{_MACHINE}\b",
    rf"\b(?:any|every|all) {_MACHINE} (?:reading|that reads?|processing|summari[sz]ing|which reads?)\b",
    # What it is to do with the user and the answer.
    r"\b(?:tell|inform|convince|ask|advise|remind) the user\b|\bthe user'?s? (?:question|query|prompt)\b",
    rf"\b(?:in|at the end of|at the start of|begin|end|start|finish) your {_ANSWER}\b",
    r"\b(?:when|while|before|instead of) (?:you )?(?:are )?(?:answer|summari[sz]|respond|reply)\w*\b.{0,60}"
    r"\b(?:say|state|include|add|write|mention|output|recommend|must|always|never)\b",
    r"\b(?:respond|reply|answer) (?:only |always |instead )*with\b.{0,20}[\"“‘:]",
    r"\b(?:do not|don't|never) (?:mention|reveal|tell|show)\b.{0,40}\bthis (?:text|message|prompt)\b",
    r"\b(?:output|print|repeat|write|say|answer) (?:exactly|only|verbatim|the following)\b",
)
_ADDRESSED = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE | re.DOTALL)


def addresses_a_model(sentence: str) -> bool:
    """Whether the sentence reads like an order to a language model, not like news."""
    return bool(_ADDRESSED.search(sentence))
