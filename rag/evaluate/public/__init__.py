"""Public question sets in the files their makers give out, read into articles and gold questions."""

from rag.evaluate.public.forms import FORMS, read_public
from rag.evaluate.public.parts import PublicSet, RetrievalSet

__all__ = ["FORMS", "PublicSet", "RetrievalSet", "read_public"]
