"""Written answers: a model's prose, sentence by sentence cited and held against what it cites."""

from rag.answer.written.compose import Composer
from rag.answer.written.writing import Writing

__all__ = ["Composer", "Writing"]
