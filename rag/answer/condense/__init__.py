"""A follow-up question made to stand alone: what it leaves out is put in, what it points back to is named."""

from rag.answer.condense.standalone import FURTHEST, LONGEST, Condensed, Rewrite, condense, leans, stand_alone

__all__ = ["FURTHEST", "LONGEST", "Condensed", "Rewrite", "condense", "leans", "stand_alone"]
