"""Whether a question assumes what the archive says otherwise: each name, number and date, and the event."""

from rag.answer.premise.check import NONE, Doubts, doubts
from rag.answer.premise.told import Told, first, told

__all__ = ["NONE", "Doubts", "Told", "doubts", "first", "told"]
