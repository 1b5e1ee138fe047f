"""What a run was taken with, so that it can be repeated and two runs told apart."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from rag.settings import SERVING, Settings


@dataclass(frozen=True, slots=True)
class About:
    """Of one run. `changed` is what differs from a plain run: the settings that were given with it."""

    gold: str  # the file's name
    gold_sha256: str
    questions: int
    articles: int
    revision: int  # of the archive
    settings: Mapping[str, Any]
    k: int  # passages the search was asked for
    judge: str  # of the citation measures
    changed: Mapping[str, str] = field(default_factory=dict)
    dateline: str = ""
    python: str = ""
    time: str = ""  # ISO 8601, in UTC


def about(
    gold: Path,
    questions: int,
    articles: int,
    revision: int,
    settings: Settings,
    k: int,
    changed: Mapping[str, str] | None = None,
) -> About:
    """Of a run that is about to be written down."""
    version = metadata.version("dateline")
    return About(
        gold=gold.name,
        gold_sha256=hashlib.sha256(gold.read_bytes()).hexdigest(),
        questions=questions,
        articles=articles,
        revision=revision,
        settings=settings.model_dump(
            mode="json", exclude={"archive", *SERVING}
        ),  # where it lies and who may reach it tell nothing of a run
        k=k,
        judge=judge_name(version, settings.nli),
        changed=dict(changed or {}),
        dateline=version,
        python=platform.python_version(),
        time=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def judge_name(version: str, nli: str) -> str:
    """Who says that a quote carries a sentence."""
    return f"archive.support of Dateline {version}" + (f" with the NLI model {nli}" if nli else "")
