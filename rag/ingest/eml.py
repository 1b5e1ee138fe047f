"""E-mail and newsletters become articles: the words of the sender, not those that were answered."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import Any

from rag.errors import UnreadableFile
from rag.ingest import html, message
from rag.ingest.clean import clean
from rag.ingest.codes import parse_key, parse_language
from rag.ingest.mail_words import own_words
from rag.ingest.metadata import parse_source, parse_time, parse_title, parse_url, title_from_name
from rag.ingest.records import Check, Records
from rag.types import Article

PREFIX = r"\s*(?:re|aw|sv|vs|antw|odp|rép|rif|fwd?|wg|tr|enc|rv)\s*(?:\[\d+\])?\s*:\s*"
ANSWERED = re.compile(r"\s*(?:re|aw|sv|vs|antw|odp|rép|rif)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
PREFIXES = re.compile(f"(?:{PREFIX}){{1,10}}", re.IGNORECASE)
LIST_NAME = re.compile(r'"?([^"<>]*?)"?\s*<[^<>]*>')
PERSON_OF = re.compile(r"(.{3,80}?)\s+(?:from|at|via|@|\||·)\s+(.{3,80})")
READABLE = frozenset(
    str.split(".pdf .docx .doc .rtf .odt .txt .md .html .htm .mht .csv .tsv .json .jsonl .xml .eml .zip .gz")
)
ADDRESS = re.compile(r"https?://\S+")
ENOUGH_SHARE = 0.5  # of the plain text: a page that gives less was not read right


@dataclass(frozen=True, slots=True)
class _Body:
    """The texts of a message, each with the plain one beside it if it is a page, and what is attached."""

    texts: tuple[tuple[EmailMessage, EmailMessage | None], ...] = ()
    attached: tuple[EmailMessage, ...] = ()


def read(data: bytes, name: str, check: Check) -> Records:
    """The article of a message; what is attached and could be read is told as `name#` and its own name.

    Raises `UnreadableFile` for a file that is no message or has no words of its own.
    """
    mail = message.parsed(data, name)
    body = _body(mail)
    attached = tuple(_told(part, name) for part in body.attached if _is_readable(part))
    article = _article(mail, body, name)
    if not article.text and attached:
        files = ", ".join(told.removeprefix(f"{name}#") for told, _ in attached[:3])
        raise UnreadableFile(name, f"has no words of its own, only attached files ({files}); save those")
    return Records((check(article),), attached)


def _body(part: EmailMessage) -> _Body:
    kind = message.kind(part)
    if kind.startswith("message/") or message.is_attached(part):
        return _Body(attached=(part,))
    if not part.is_multipart():
        return _Body(texts=((part, None),)) if kind in ("text/plain", "text/html") else _Body()
    inner = [_body(one) for one in part.iter_parts() if isinstance(one, EmailMessage)]
    attached = tuple(one for body in inner for one in body.attached)
    if kind == "multipart/alternative":
        return _Body(_best(inner), attached)
    texts = tuple(one for body in inner for one in body.texts)
    return _Body(texts[:1] if kind in ("multipart/related", "multipart/signed") else texts, attached)


def _best(bodies: list[_Body]) -> tuple[tuple[EmailMessage, EmailMessage | None], ...]:
    """Of the same text in several kinds the page, with the plain one beside it."""
    texts = [body.texts for body in bodies if body.texts]
    pages = [parts for parts in texts if any(message.kind(part) == "text/html" for part, _ in parts)]
    plain = next((parts[0][0] for parts in texts if parts not in pages), None)
    if not pages:
        return texts[0] if texts else ()
    (first, _), *rest = pages[-1]
    return ((first, plain), *rest)


def _is_readable(part: EmailMessage) -> bool:
    ending = PurePosixPath(message.file_name(part)).suffix.lower()
    return ending in READABLE or message.kind(part) == "message/rfc822"


def _told(part: EmailMessage, name: str) -> tuple[str, str]:
    file = message.file_name(part) or "message"
    return f"{name}#{file}", f"is attached ({message.kind(part)}); save it beside the message to have it read"


def _article(mail: EmailMessage, body: _Body, name: str) -> Article:
    subject = message.header(mail, "Subject")
    answers = bool(ANSWERED.match(subject) or message.header(mail, "In-Reply-To"))
    mailing = any(field in mail for field in ("List-Id", "List-Unsubscribe", "List-Post"))
    read = [_text(part, plain, name, answers) for part, plain in body.texts]
    words = "\n\n".join(own_words(text, answers=answers, mailing=mailing) for text, _ in read)
    page = next((page for _, page in read if page), Article(id=name))
    time = parse_time(message.header(mail, "Date"))
    author, source = _from(mail, mailing)
    fields: dict[str, tuple[Any, str]] = {
        "title": (parse_title(PREFIXES.sub("", subject, count=1)), "header Subject"),
        "author": author,
        "source": source,
        "url": (parse_url(message.header(mail, "Archived-At").strip("<>")), "header Archived-At"),
        "published": (time.date() if time else None, "header Date"),
        "published_at": (time, ""),
        "language": (parse_language(message.header(mail, "Content-Language")), "header Content-Language"),
        "key": (parse_key(message.header(mail, "Message-ID").strip("<>")), "header Message-ID"),
    }
    for field in ("url", "language"):  # a newsletter often says where it stands on the web
        if not fields[field][0]:
            fields[field] = (getattr(page, field), dict(page.found).get(field, ""))
    values = {field: value for field, (value, _) in fields.items() if value}
    found = tuple((field, where) for field, (_, where) in fields.items() if field in values and where)
    article = Article(id=name, path=name, title=title_from_name(name), text=clean(words), found=found)
    return replace(article, **values)


def _text(
    part: EmailMessage, plain: EmailMessage | None, name: str, answers: bool
) -> tuple[str, Article | None]:
    """A part's text, and the page it is; of an answer the plain text, which tells whose words are whose."""
    if message.kind(part) == "text/plain":
        return message.text(part, name), None
    beside = message.text(plain, name) if plain else ""
    if answers and beside.strip():
        return beside, None
    code = message.text(part, name)
    try:
        page = html.read(code, name) if html.is_page(code) else None
        text = page.text if page else html.piece_text(code, name)
    except UnreadableFile:
        if not beside.strip():
            raise
        return beside, None
    if len(text) < ENOUGH_SHARE * len(" ".join(ADDRESS.sub("", beside).split())):
        return beside, page
    return text, page


def _from(mail: EmailMessage, mailing: bool) -> tuple[tuple[str, str], tuple[str, str]]:
    """Author and source, each with the header that told it: a list's own name before its sender's."""
    name, address = message.sender(mail)
    name = "" if "@" in name else name
    of_list = LIST_NAME.fullmatch(message.header(mail, "List-Id"))
    list_name = parse_source(of_list.group(1)) if of_list else ""
    house = parse_source(message.header(mail, "Organization"))
    match = PERSON_OF.fullmatch(name)
    person, outlet = match.groups() if match else ("", "")
    if mailing and "List-Post" not in mail:  # a newsletter: who sends it is the outlet
        author, others = person, [outlet, house, name]
    else:
        author, others = person or name, [outlet, house]
    if list_name:
        return (author, "header From"), (list_name, "header List-Id")
    source = next(filter(None, others), "") or address.rpartition("@")[2]
    return (author, "header From"), (source, "header Organization" if source == house else "header From")
