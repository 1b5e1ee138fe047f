"""The files packed in a file: ZIP and gzip, one in another, always in memory and within bounds.

Nothing is ever written, so names that lead elsewhere and links lead nowhere. What a member claims of its
size is checked before it is unpacked, and what comes out is counted while it does.
"""

from __future__ import annotations

import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.errors import UnreadableFile
from rag.ingest.clean import one_line
from rag.ingest.names import packed_names
from rag.ingest.reading import MEGABYTE, Reading
from rag.ingest.sniff import Form, NoForm, sniff

SMALL = MEGABYTE  # what unpacks to less is no bomb, whatever its ratio
STEP = 1 << 20  # bytes unpacked at once
ENCRYPTED = 0x1  # of a ZIP member's flags
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, IndexError)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file to be read: the one that was given, or one packed in it."""

    name: str  # what its article is to be called, such as `news.zip!march/fleet.html`
    own: str  # its name without what it was packed in, such as `march/fleet.html`
    form: Form | None = None
    data: bytes = b""
    problem: str = ""  # why there is nothing to read
    strange: bool = False  # the problem is that it is of no form that articles come in


class _Tally:
    """What has come out of one file so far. Raises UnreadableFile when that is more than it may be."""

    def __init__(self, size: int, name: str, reading: Reading) -> None:
        self.name, self.reading = name, reading
        self.bytes = self.members = 0
        self.most = min(reading.unpacked_mb * MEGABYTE, max(SMALL, reading.ratio * size))

    def add(self, count: int) -> None:
        self.bytes += count
        if self.bytes > self.most:
            raise _Stopped(
                self.name,
                f"unpacks to more than {self.most / MEGABYTE:,.0f} MB, so the rest of it was left; unpack it "
                "yourself if you trust it, or raise the settings unpacked_limit_mb and unpack_ratio",
            )

    def member(self) -> None:
        self.members += 1
        if self.members > self.reading.members:
            raise _Stopped(
                self.name,
                f"has more than {self.reading.members:,} files in it, so the rest was left; split it, or "
                "raise the setting unpack_members",
            )


class _Stopped(UnreadableFile):
    """Ends the whole file, not only the member at hand."""


def leaves(data: bytes, name: str, reading: Reading) -> Iterator[Leaf]:
    """The file itself, or every file packed in it at whatever depth, in one order; each with its form.

    What cannot be had is a leaf with a problem, and those after it follow all the same. Hidden files are
    passed over. Holds no more than the file, what it was packed in and one member in memory.
    """
    tally = _Tally(len(data), name, reading)
    try:
        yield from _leaves(data, name, name, 0, tally)
    except _Stopped as error:
        yield Leaf(error.name, error.name, problem=error.reason)


def _leaves(data: bytes, name: str, own: str, depth: int, tally: _Tally) -> Iterator[Leaf]:
    try:
        form = sniff(data, own)
        if form in ("zip", "gz") and depth == tally.reading.depth:
            deepest = tally.reading.depth
            raise UnreadableFile(name, f"is packed over {deepest} deep; unpack it, or raise unpack_depth")
        inner = _gunzipped(data, name, tally) if form == "gz" else b""
    except UnreadableFile as error:
        if isinstance(error, _Stopped):
            raise
        yield Leaf(name, own, problem=error.reason, strange=isinstance(error, NoForm))
        return
    if form == "zip":
        yield from _members(data, name, depth, tally)
    elif form == "gz":
        del data
        yield from _leaves(inner, name, _without_gz(own), depth + 1, tally)
    else:
        yield Leaf(name, own, form, data)


def _members(data: bytes, name: str, depth: int, tally: _Tally) -> Iterator[Leaf]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        if _overlap(infos):
            yield Leaf(name, name, problem="has files that lie over each other, as bombs do; pack it anew")
            return
        for info, (unique, own) in zip(infos, packed_names([info.filename for info in infos]), strict=True):
            if not unique:
                continue
            member = f"{name}!{unique}"
            tally.member()
            try:
                inner = _member(archive, info, member, tally)
            except _Stopped:
                raise
            except UnreadableFile as error:
                yield Leaf(member, own, problem=error.reason)
                continue
            yield from _leaves(inner, member, own, depth + 1, tally)


def _overlap(infos: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether some bytes are in two members: so a few can be unpacked to any number."""
    places = sorted((info.header_offset, info.header_offset + info.compress_size) for info in infos)
    return any(end > start for (_, end), (start, _) in pairwise(places))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, tally: _Tally) -> bytes:
    """The bytes of one member. Raises UnreadableFile for one that is too much, secret or broken."""
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UnreadableFile(name, "is a link, which is never followed")
    if info.flag_bits & ENCRYPTED:
        raise UnreadableFile(name, "is encrypted; unpack it with its password")
    _check_size(info.file_size, info.compress_size, name, tally)
    parts: list[bytes] = []
    try:
        with archive.open(info) as member:
            while part := member.read(STEP):
                tally.add(len(part))
                parts.append(part)
    except NotImplementedError as error:
        raise UnreadableFile(name, "is packed in a way that cannot be unpacked; pack it anew") from error
    except DAMAGE as error:
        raise UnreadableFile(name, f"is damaged ({_said(error)}); pack it anew") from error
    except RuntimeError as error:  # what `zipfile` raises for a password that it did not announce
        raise UnreadableFile(name, "is encrypted; unpack it with its password") from error
    return b"".join(parts)


def _gunzipped(data: bytes, name: str, tally: _Tally) -> bytes:
    """What a gzip file holds, of several parts written one after another all."""
    parts: list[bytes] = []
    size, rest = 0, data
    try:
        while rest.startswith(b"\x1f\x8b"):
            unpacker = zlib.decompressobj(wbits=31)
            while not unpacker.eof:
                part = unpacker.decompress(rest, STEP)
                rest = unpacker.unconsumed_tail or unpacker.unused_data
                if not part and not rest and not unpacker.eof:
                    raise UnreadableFile(name, "is a gzip file that is cut off; copy it again")
                size += len(part)
                tally.add(len(part))
                _check_size(size, len(data), name, tally)
                parts.append(part)
            rest = unpacker.unused_data
    except zlib.error as error:
        raise UnreadableFile(name, f"is a damaged gzip file ({_said(error)}); copy it again") from error
    return b"".join(parts)


def _check_size(size: int, packed: int, name: str, tally: _Tally) -> None:
    limit, ratio = tally.reading.file_mb, tally.reading.ratio
    if size > SMALL and size > ratio * packed:
        raise UnreadableFile(
            name,
            f"unpacks to over {ratio} times its size, as bombs do; unpack it yourself if you trust it, or "
            "raise the setting unpack_ratio",
        )
    if size > limit * MEGABYTE:
        raise UnreadableFile(
            name,
            f"unpacks to over {limit:g} MB, the limit of one file; split it, or raise the setting "
            "file_limit_mb",
        )


def _said(error: Exception) -> str:
    return one_line(str(error), 100) or type(error).__name__


def _without_gz(name: str) -> str:
    """The name of what a gzip file holds: its own without the ending."""
    stem, dot, ending = name.rpartition(".")
    if not dot or ending.lower() not in ("gz", "gzip", "tgz"):
        return name
    return f"{stem}.tar" if ending.lower() == "tgz" else stem
