"""Whether texts carry a claim: facts compared exactly, meaning by token vectors and a small fitted model."""

from rag.answer.support.check import VERBATIM, support

__all__ = ["VERBATIM", "support"]
