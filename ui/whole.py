"""A whole article as HTML: what is known of it, who else carries it, its versions, its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rag.types import Article, Carried, Version
from ui.marking import words
from ui.place import Place, address, fingerprint
from ui.render import day, escape, name, origin, plural

WEB_PATH = "/dateline/web"  # where our scripts and styles are
HEAD = (
    f'<link rel="stylesheet" href="{WEB_PATH}/theme.css"><link rel="stylesheet" href="{WEB_PATH}/reader.css">'
    f'<script src="{WEB_PATH}/reader.js" defer></script>'
)
CHANGED = "This article has changed since the answer was given, so the quoted words cannot be marked."
MOVED = "This article has changed since the answer was given. The quoted words still stand in it, as marked."
EARLIER = "This is an earlier version of the article, which no search finds any more."


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that carries the same text; `here` is where it has the quoted words, if it has."""

    article: Article
    here: Place | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """An article with all that its page shows. Each place is one whose words stand in it."""

    article: Article
    here: Place | None = None  # the words it was opened for
    also: tuple[Place, ...] = ()  # further quotes of the same answer
    asked: Place | None = None  # the words it was asked for, where they no longer stand there
    quoted: Version | None = None  # the version that they do stand in
    versions: tuple[Version, ...] = ()  # all texts that it has and had, newest first
    superseded: Version | None = None  # the version shown, where it is not the text in force
    copies: tuple[Copy, ...] = ()
    carried: Carried | None = None


def page(whole: Whole) -> str:
    """The whole article as a page of its own, also what the reader shows beside the answer."""
    article = whole.article
    places = (*whole.also, *([whole.here] if whole.here else ()))
    text = words(article.text, places, whole.here, article.pages)
    return document(
        name(article),
        f'<header><h1 class="title" dir="auto" tabindex="-1">{escape(name(article))}</h1>'
        f'<p class="origin">{origin(article)}</p><p class="facts">{facts(whole)}</p>'
        f"{also_carried(whole)}{earlier(whole)}{caveats(whole)}</header>"
        f'<div class="text">{text}</div>',
    )


def missing(message: str) -> str:
    return document(
        "Not here",
        f'<header><h1 class="title" tabindex="-1">This article cannot be shown</h1>'
        f'<p class="caveat" role="note">{escape(message)}</p></header>',
    )


def document(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{HEAD}</head>"
        f'<body class="alone"><main class="whole">{body}</main></body></html>'
    )


def facts(whole: Whole) -> str:
    """What else is known: the page of the quote, when it was updated, section, agency, length, file."""
    article = whole.article
    told = []
    if whole.here and (turned := article.page(whole.here.start)):
        told.append(f"Quoted from page {turned} of {len(article.pages)}")
    if article.updated_at is not None:
        told.append(f"Updated {moment(article)}")
    told += [f"<bdi>{escape(known)}</bdi>" for known in (article.section, article.agency) if known]
    told.append(plural(len(article.text.split()), "word"))
    if article.path:
        told.append(f"file <bdi>{escape(article.path)}</bdi>")
    return '<span class="dot"> · </span>'.join(told)


def moment(article: Article) -> str:
    """When its text is from, to the minute where that is known."""
    known = article.updated_at or article.published_at or article.published
    if known is None:
        return "undated"
    return f"{day(known)}, {known:%H:%M}" if isinstance(known, datetime) else day(known)


def also_carried(whole: Whole) -> str:
    """The other articles that carry the same text, each a link, to the same words where it has them."""
    if not whole.copies or whole.carried is None:
        return ""
    links = ", ".join(copy_link(copy, whole.here is not None) for copy in whole.copies)
    left = len(whole.carried.articles) - 1 - len(whole.copies)
    more = f" and {plural(left, 'other')}" if left > 0 else ""
    count, reports = len(whole.carried.articles), plural(whole.carried.origins, "independent report")
    told = "one report" if whole.carried.origins == 1 else reports
    return f'<p class="carried">Also carried by {links}{more}: {told} in {plural(count, "article")}.</p>'


def copy_link(copy: Copy, quoting: bool) -> str:
    article = copy.article
    when = f", {day(article.published)}" if article.published else ""
    otherwise = " (without these very words)" if quoting and copy.here is None else ""
    return (
        f'<a class="inside" href="{escape(address(article.id, copy.here))}" title="{escape(name(article))}">'
        f"<bdi>{escape(article.source or name(article))}</bdi>{when}</a>{otherwise}"
    )


def earlier(whole: Whole) -> str:
    """The versions of the article, each a link, where there is more than one."""
    if len(whole.versions) < 2:
        return ""
    lines = "".join(f"<li>{version_line(version, whole)}</li>" for version in whole.versions)
    count = plural(len(whole.versions) - 1, "earlier version")
    return f'<details class="versions"><summary>{count}</summary><ol>{lines}</ol></details>'


def version_line(version: Version, whole: Whole) -> str:
    held = version.article
    what = f"{moment(held)} · {plural(len(held.text.split()), 'word')}"
    current = version is (whole.superseded or whole.versions[0])
    label = (
        f"<b>{what}</b> (shown here)"
        if current
        else inside(version_address(version, whole.asked or whole.here), what)
    )
    until = "in force" if version.until is None else f"until generation {version.until}"
    why = f": <bdi>{escape(version.why)}</bdi>" if version.why else ""
    return f"{label} · {until}{why}"


def version_address(version: Version, here: Place | None) -> str:
    """Where a version is read, at a place whose words stand in it."""
    text = version.article.text
    kept = here if here is not None and here.stands(text) else None
    return address(version.article.id, kept, (), "" if version.until is None else fingerprint(text))


def inside(place: str, shown: str) -> str:
    """A link to another article or version, with words of ours."""
    return f'<a class="inside" href="{escape(place)}">{shown}</a>'


def caveats(whole: Whole) -> str:
    """What a reader must know before trusting the marks: whether this is what was quoted, and is in force."""
    told = []
    if whole.asked is not None:
        then = ""
        if whole.quoted is not None:
            place = version_address(whole.quoted, whole.asked)
            then = " " + inside(place, "Read the version that was quoted.")
        told.append((CHANGED if whole.here is None else MOVED) + then)
    if whole.superseded is not None:
        why = f" {escape(whole.superseded.why)}." if whole.superseded.why else ""
        now = inside(version_address(whole.versions[0], whole.here), "Read the version in force.")
        told.append(f"{EARLIER}<bdi>{why}</bdi> {now}")
    return "".join(f'<p class="caveat" role="note">{line}</p>' for line in told)
