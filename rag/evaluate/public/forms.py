"""Which forms are read, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from rag.errors import BadGold
from rag.evaluate.public.parts import PublicSet, RetrievalSet
from rag.evaluate.public.reading import clapnq, folder, mrqa, squad
from rag.evaluate.public.several import beir, mtrag, multihop

FORMS: Mapping[str, Callable[[Path], PublicSet | RetrievalSet]] = {
    "newsqa": mrqa,
    "squad": squad,
    "multihop": multihop,
    "clapnq": clapnq,
    "mtrag": mtrag,
    "beir": beir,
    "folder": folder,
}


def read_public(form: str, path: Path) -> PublicSet | RetrievalSet:
    """A set in the form of that name. Raises BadGold when there is no such form, or the file has another."""
    if form not in FORMS:
        raise BadGold(f"no form {form!r}; the forms are {', '.join(FORMS)}")
    try:
        return FORMS[form](path)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise BadGold(
            f"{path}: not in the form {form!r} (at {error!r}); docs/evaluation.md shows it"
        ) from error
