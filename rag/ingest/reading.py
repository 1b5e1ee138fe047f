"""What a person chose for the reading of files, in one value that can be handed to another process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the process that reads files starts sooner without what checks settings
    from rag.settings import Settings

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The bounds that every file is read within, and the names that fields have in exports."""

    file_mb: float  # of a file, and of each file packed in it
    article_chars: int
    seconds: float  # for one file; see `rag.index.apart` for one of many articles
    memory_mb: int  # above what the process needs before it reads anything
    unpacked_mb: float  # all that comes out of one file
    ratio: int  # how many times a packed file's size that may be
    members: int  # files packed in one
    depth: int  # how often a file may be packed in another
    field_map: tuple[tuple[str, str], ...] = ()  # (a field of an article, its name in exports)

    @classmethod
    def of(cls, settings: Settings) -> Reading:
        return cls(
            file_mb=settings.file_limit_mb,
            article_chars=settings.article_limit,
            seconds=settings.file_seconds,
            memory_mb=settings.file_memory_mb,
            unpacked_mb=settings.unpacked_limit_mb,
            ratio=settings.unpack_ratio,
            members=settings.unpack_members,
            depth=settings.unpack_depth,
            field_map=tuple(sorted(settings.field_map.items())),
        )

    def to_json(self) -> str:
        """The same for the same choices, so that it also tells whether a file was read with other ones."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Reading:
        values = json.loads(text)
        return cls(**{**values, "field_map": tuple((field, name) for field, name in values["field_map"])})
