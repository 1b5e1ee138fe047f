"""For the tests of the page: a small archive in memory, of real values with a toy way of finding them,
and requests to an application."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import re
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from rag.answer.growing import growing
from rag.answer.when.reading import published_when
from rag.errors import ArchiveReadOnly, BadQuestion, NoArchive
from rag.findings import Holding, LeftOut, SyncedFolder, Topic
from rag.models.embedding import Progress
from rag.settings import Settings
from rag.types import (
    EVERYTHING,
    Answer,
    Article,
    Carried,
    Citation,
    Hit,
    IndexReport,
    Passage,
    Scope,
    Sentence,
    Support,
    Turn,
    Version,
)
from ui.app import application
from ui.contract import Readable
from ui.guard import Rules
from ui.kept.store import Kept
from ui.listen import Server, hosts_of, listen

HOST = "127.0.0.1:7860"
TODAY = date(2025, 5, 8)  # last year is that of the articles
FERRY = (
    "The harbour board of Port Lisle voted on Tuesday to close the winter ferry for good.\n\n"
    "Eleven of the thirteen members were in favour. The ferry carried 41,200 passengers last year, a third "
    "fewer than in 2019, and lost 2.3 million crowns.\n\n"
    '"We kept it going as long as we could," said Mara Ilves, who chairs the board. A bus over the new '
    "bridge takes its place on 3 March."
)
ORCHARD = (
    "Frost in the last week of April destroyed about half of the cherry blossom in the Tessel valley, "
    "growers said on Monday.\n\n"
    "The valley's cooperative expects to pick 900 tonnes this summer. In a usual year it picks 1,850 tonnes. "
    "Prices at the weekly auction have already risen by a fifth."
)
LONG = "\n\n".join(f"Paragraph {n} of a long report tells what the committee heard." for n in range(1, 90))
LATE = " The auditors found the missing ledger in a locker at Quay 9."

CALM = (
    Article(
        id="ferry",
        title="Port Lisle gives up its winter ferry",
        source="The Lisle Courier",
        url="https://courier.example/ferry?a=1&b=2",
        text=FERRY,
        published=date(2024, 2, 13),
        author="Jon Abel",
    ),
    Article(
        id="orchard",
        title="Half of the Tessel cherries lost to frost",
        source="Valley Post",
        text=ORCHARD,
        published=date(2024, 5, 6),
    ),
    Article(id="a/b c#1", title="What the auditors saw", source="Quay Weekly", text=LONG + LATE),
)
SUPPORTED = Support("supported", 1.0)
WORD = re.compile(r"\w{4,}")


def spans(text: str) -> list[tuple[int, int]]:
    """Sentences, well enough for a fake: up to a full stop that a blank or the end follows."""
    return [m.span() for m in re.finditer(r"\S.*?(?:[.!?][\"”]?(?=\s|$)|$)", text, re.DOTALL)]


def words_of(id: str, held: dict[str, Article]) -> set[str]:
    return set(WORD.findall(held[id].text.lower()))


class FakeArchive:
    """Answers with the one or two sentences that share the most long words with the question.

    `seen` keeps what it was asked with which history; a `failure` is raised by the next question.
    """

    settings = Settings()
    path: Path | None = None  # in memory
    unwritable = "this archive may be read but not written to"

    def __init__(self, articles: Sequence[Article] = CALM, revision: int = 7) -> None:
        self.held = {article.id: article for article in articles}
        self.revision = revision
        self.seen: list[tuple[str, tuple[Turn, ...]]] = []
        self.scope = EVERYTHING  # of the last search
        self.failure: Exception | None = None
        self.writes = False
        self.written: bool | None = None  # as it was asked for last
        self.earlier: dict[str, list[Version]] = {}  # texts that articles had before, by id, newest first
        self.copied: list[Carried] = []

    def articles(self) -> list[Article]:
        if not self.held:
            raise NoArchive("nothing at ./archive; run dateline sync DIR")
        return list(self.held.values())

    def article(self, id: str) -> Article | None:
        return self.held.get(id)

    def versions(self, id: str) -> list[Version]:
        earlier = self.earlier.get(id, [])
        return [Version(self.held[id], self.revision), *earlier] if id in self.held else []

    def carried(self, id: str) -> Carried | None:
        return next((copied for copied in self.copied if id in copied.articles), None)

    def having(self, text: str) -> frozenset[str]:
        words = text.lower().split()
        return frozenset(a.id for a in self.held.values() if all(word in a.text.lower() for word in words))

    def folders(self) -> tuple[SyncedFolder, ...]:
        return ()

    def left_out(self) -> tuple[LeftOut, ...]:
        return ()

    def sync(self, folder: Path | str, progress: Progress) -> IndexReport:
        raise ArchiveReadOnly(self.unwritable)

    def add_files(self, files: Sequence[tuple[Path, str]], progress: Progress) -> IndexReport:
        raise ArchiveReadOnly(self.unwritable)

    def remove(self, ids: Iterable[str], progress: Progress) -> IndexReport:
        raise ArchiveReadOnly(self.unwritable)

    def restore(self, names: Collection[str]) -> list[str]:
        raise ArchiveReadOnly(self.unwritable)

    def search(
        self,
        question: str,
        k: int = 10,
        history: Sequence[Turn] = (),
        after: date | None = None,
        before: date | None = None,
        sources: Iterable[str] | None = None,
        *,
        today: date | None = None,
        read_dates: bool = True,
    ) -> list[Hit]:
        self.scope = Scope(after, before, frozenset(sources or ()))
        asked = {word.lower() for word in WORD.findall(question)}
        hits = []
        for article in filter(self.scope.admits, self.held.values()):
            for start, end in spans(article.text):
                shared = asked & {word.lower() for word in WORD.findall(article.text[start:end])}
                passage = Passage(f"{article.id}:{start}", article.id, article.text[start:end], start, end)
                hits.append(Hit(passage, article, float(len(shared))))
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:k]

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        after: date | None = None,
        before: date | None = None,
        sources: Iterable[str] | None = None,
        *,
        today: date | None = None,
        read_dates: bool = True,
        written: bool | None = None,
    ) -> Answer:
        self.seen.append((question, tuple(history)))
        self.written = written
        if self.failure is not None:
            raise self.failure
        if len(question) > 1_000:
            raise BadQuestion("a question may have 1,000 characters")
        when = published_when(question, today or TODAY) if read_dates else None
        after, before = (when.after, when.before) if when else (after, before)
        hits = self.search(question, 4, history, after, before, sources)
        best = [hit for hit in hits if hit.score >= 2][:2]
        if not best:
            reason = "No article tells of this: the nearest share hardly a word with the question."
            return Answer(
                question,
                "",
                refused=True,
                reason=reason,
                hits=tuple(hits),
                revision=self.revision,
                when=when,
            )
        citations = tuple(self.citation(number, hit) for number, hit in enumerate(best, 1))
        sentences = tuple(Sentence(c.quote, (c.number,), SUPPORTED) for c in citations)
        text = " ".join(c.quote for c in citations)
        return Answer(
            question, text, sentences, citations, hits=tuple(hits), revision=self.revision, when=when
        )

    def holdings(self) -> tuple[Holding, ...]:
        return tuple(
            Holding(a.id, a.title, a.source, a.published, a.author, a.url, len(a.text.split()), 0, 0, "")
            for a in self.articles()
        )

    def topic(self, answer: Answer) -> Topic:
        """One word that all cited articles have, and every article that has it."""
        shared = set.intersection(*(words_of(c.article.id, self.held) for c in answer.citations))
        if not shared:
            return Topic()
        word = min(shared & set(WORD.findall(answer.question.lower())) or shared)
        days = [a.published for a in self.held.values() if word in words_of(a.id, self.held)]
        months = Counter(f"{day:%Y-%m}" for day in days if day)
        return Topic((word,), len(days), tuple(sorted(months.items())), days.count(None))

    def stream(self, question: str, history: Sequence[Turn] = (), **options: Any) -> Iterator[Answer]:
        yield from growing(self.ask(question, history, **options))

    def citation(self, number: int, hit: Hit) -> Citation:
        """The sentence within a passage that reaches a little to both sides of it."""
        article, start, end = hit.article, hit.passage.start, hit.passage.end
        wide_start, wide_end = max(0, start - 150), min(len(article.text), end + 150)
        passage = Passage(
            f"{article.id}:{wide_start}", article.id, article.text[wide_start:wide_end], wide_start, wide_end
        )
        return Citation(number, article, passage, article.text[start:end], start, end)


@contextlib.contextmanager
def running(
    archive: Readable,
    examples: Sequence[str] = (),
    closed: Rules | None = None,
    kept: Kept | None = None,
) -> Iterator[str]:
    """The whole application on a free loopback port, made and run in a thread; gives its address."""
    servers: queue.Queue[Server] = queue.Queue()
    with contextlib.closing(listen("127.0.0.1", 0)) as bound:
        hosts = hosts_of(bound)
        ready = threading.Event()

        def run() -> None:
            servers.put(Server(application(archive, hosts, examples, closed, kept, lambda: TODAY), ready.set))
            servers.queue[0].run(sockets=[bound])

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        assert ready.wait(60), "the page did not start"
        yield f"http://{hosts[0]}"
        servers.get().should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the page did not stop"


def ask(app: ASGIApp, method: str, path: str, **options: Any) -> httpx.Response:
    """The answer of an application that runs on no server, asked as `HOST`."""

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
            return await client.request(method, path, **options)

    return asyncio.run(once())


def directives(answer: httpx.Response) -> dict[str, list[str]]:
    """The rules of an answer's content security policy, each with the sources it lets in."""
    parts = (part.split() for part in answer.headers["content-security-policy"].split(";"))
    return {name: values for name, *values in parts}
