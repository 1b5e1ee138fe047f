"""MIME messages, which e-mail and saved web pages are: their headers and parts, within bounds."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.message import EmailMessage
from email.policy import EmailPolicy

from rag.errors import UnreadableFile
from rag.ingest.clean import one_line
from rag.ingest.decode import decode

HEADER_CHARS = 1_000  # of a header's value that are read; the standard's parser takes their square
MOST_PARTS = 1_000  # a saved page has some 300 pictures
MOST_STEPS = 8_000_000  # lines times the levels of parts in parts, which are looked for in each
FIELD_CHARS = 500
BOUNDARY = re.compile(rb'boundary\s{0,5}=\s{0,5}"?([^"\s;]{1,200})', re.IGNORECASE)
FORWARDED = re.compile(rb"^content-type:\s{0,5}message/", re.IGNORECASE | re.MULTILINE)
MOST_LEVELS = 60
FLOWED = re.compile(r"(?<!^--) +\n(?![>\n])", re.MULTILINE)  # a line that goes on, by RFC 3676
# What the standard's parsers raise on headers that were made to break them.
FAULTS = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    AssertionError,
    HeaderParseError,
)
# Encodings of text; others of that name unpack, or take the square of a text's length.
ENCODINGS = re.compile(
    r"utf-(?:8|16|32)(?:-[bl]e)?|ascii|iso8859-\d+|cp\d+|koi8-\w|gb\w+|big5\w*|shift_jis\w*|euc_\w+|iso2022_\w+"
    r"|mac-\w+|tis-620|hz"
)


class _Bounded(EmailPolicy):
    """The policy of the standard library with headers cut to what may be read of them."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse([line[:HEADER_CHARS] for line in sourcelines[:50]])
        return name, value[:HEADER_CHARS]


def parsed(data: bytes, name: str) -> EmailMessage:
    """The message in a file. Raises `UnreadableFile` for one with more parts than any that is read."""
    boundaries = set(BOUNDARY.findall(data))
    levels = len(boundaries) + len(FORWARDED.findall(data))
    parts = sum(data.count(b"--" + boundary) for boundary in list(boundaries)[:MOST_LEVELS])
    if levels > MOST_LEVELS or parts > MOST_PARTS or levels * data.count(b"\n") > MOST_STEPS:
        raise UnreadableFile(name, "has more parts in it than any message; save the one to be read alone")
    try:
        return message_from_bytes(data, EmailMessage, policy=_Bounded())  # type: ignore[arg-type]
    except FAULTS as error:
        raise UnreadableFile(name, f"is no message that can be read ({type(error).__name__})") from error


def header(message: EmailMessage, field: str) -> str:
    """The value of a header on one line, decoded; empty where there is none, or none that can be read.

    Not clean yet: what stands in `<>` is an address, not a tag.
    """
    try:
        value = message[field]
        return " ".join(str(value).split())[:FIELD_CHARS] if value is not None else ""
    except FAULTS:
        return ""


def sender(message: EmailMessage, field: str = "From") -> tuple[str, str]:
    """(name, address) of the first sender, each empty where it is not given or cannot be read."""
    try:
        first = message[field].addresses[0]
        return one_line(first.display_name, FIELD_CHARS), one_line(first.addr_spec, FIELD_CHARS)
    except FAULTS:
        return "", ""


def kind(part: EmailMessage) -> str:
    """The type of a part's content, such as "text/html"."""
    try:
        return part.get_content_type()
    except FAULTS:
        return "text/plain"


def file_name(part: EmailMessage) -> str:
    try:
        return one_line(part.get_filename() or "", FIELD_CHARS)
    except FAULTS:
        return ""


def is_attached(part: EmailMessage) -> bool:
    """Whether it is a file beside the message's text, not a part of it."""
    try:
        return bool(file_name(part)) or part.get_content_disposition() == "attachment"
    except FAULTS:
        return False


def parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """All parts that have no parts themselves, in order; those of messages in the message among them."""
    return (part for part in message.walk() if not part.is_multipart())


def content(part: EmailMessage) -> bytes:
    """What a part holds, unpacked from what it was sent as."""
    try:
        payload = part.get_payload(decode=True)
    except FAULTS:
        return b""
    return payload if isinstance(payload, bytes) else b""


def text(part: EmailMessage, name: str) -> str:
    """A part's text in the encoding that it names, or that it is in. Raises `UnreadableFile` for no text."""
    found = _decoded(part, content(part), name)
    try:
        flowed = part.get_param("format") == "flowed"
    except FAULTS:
        flowed = False
    return FLOWED.sub(" ", found.replace("\r\n", "\n")) if flowed else found


def _decoded(part: EmailMessage, data: bytes, name: str) -> str:
    try:
        encoding = codecs.lookup(part.get_content_charset() or "").name
    except FAULTS:
        encoding = ""
    if encoding == "iso8859-1":  # which is said of what is Windows's as often
        return data.decode("cp1252", "ignore")
    if ENCODINGS.fullmatch(encoding):
        try:
            return data.decode(encoding)
        except ValueError:
            pass  # not what it was said to be: told by its bytes
    return decode(data, name) if data else ""
