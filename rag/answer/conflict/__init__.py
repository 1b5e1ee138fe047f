"""Where articles give different values for what is asked: found, ordered in time, told with both sides."""

from rag.answer.conflict.clash import Clash, clashing, confidence
from rag.answer.conflict.told import shown, told

__all__ = ["Clash", "clashing", "confidence", "shown", "told"]
