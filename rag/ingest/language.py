"""The language a text is written in. The door of `py3langid`, whose model comes with the package."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

SHORTEST = 60  # letters; the language of a shorter text is a guess
SAMPLE = 1_000  # characters looked at, which is far more than is needed to be sure
SURE = 0.8  # of 1; below, the text is of no one language or of none


def language_of(text: str) -> str:
    """The language by its ISO 639-1 code, such as "en"; "" for a text too short or mixed to be sure."""
    sample = text[:SAMPLE]
    if sum(map(str.isalpha, sample)) < SHORTEST:
        return ""
    code, sure = _identifier().classify(sample)
    return str(code) if sure >= SURE and len(code) == 2 else ""


@cache
def _identifier() -> LanguageIdentifier:
    """Loaded once a process, when first needed: about a second and 100 MB of memory."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
