"""The conversations of everyone who uses the page, each seen by its owner alone.

Every method takes the owner first (`ui.kept.owner`). What is another's is refused in the same words, and
by the same steps, as what does not exist. Any thread may call; each call is one transaction. All raise
`NotKept` where the database cannot be used: the caller shows the answer all the same, and says so.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.receipt import Models, Terms
from rag.types import Answer
from ui.kept import rows, words, writing
from ui.kept.database import Connection, Conversations
from ui.kept.kinds import KeptConversation, KeptExchange, Listed, NoConversation, NotKept, Thumb
from ui.render import showable

MOST_MB = 500  # megabytes of all conversations together: some 20,000 answers
MOST_CONVERSATIONS = 2_000  # of one owner
MOST_TURNS = 1_000  # of one conversation
REASON = 2_000  # characters
EXCERPTS = 200  # of a search: the conversations carried on longest ago are listed without
GONE = "There is no such conversation among yours; it may have been deleted."
NOBODY = "0" * 64


class Kept:
    """Conversations in `conversations.sqlite3` of the archive's folder; in memory where there is none.

    `models` are those that answer, for the receipts. Nothing that is kept is ever removed to make room:
    beyond `most_mb` megabytes, further answers are not kept, and `NotKept` says why.
    """

    def __init__(
        self, folder: Path | None = None, models: Models | None = None, most_mb: float = MOST_MB
    ) -> None:
        self.models, self.most_mb = models or Models(), most_mb
        self._db = Conversations(folder, words.holds)

    @property
    def notice(self) -> str:
        """What a reader must know of what is kept; "" when all is well."""
        return self._db.notice

    def close(self) -> None:
        """Lets go of the file; it is opened again when needed."""
        self._db.close()

    # Having a conversation

    def begin(self, owner: str) -> str:
        """The id of a new conversation. It is listed from its first answer on."""
        if not owner:
            raise NotKept("This browser takes no cookie of this page, so conversations are not kept for it.")
        with self._db.lent() as db:
            mine = rows.hashed(owner)
            db.execute(
                "DELETE FROM conversations WHERE owner = ? AND begun < ? "
                "AND NOT EXISTS (SELECT 1 FROM exchanges WHERE conversation = id)",
                (mine, rows.yesterday()),
            )
            (many,) = db.execute("SELECT count(*) FROM conversations WHERE owner = ?", (mine,)).fetchone()
            if many >= MOST_CONVERSATIONS:
                raise NotKept(f"You keep {many:,} conversations, which is the most; delete some of them.")
            id, now = secrets.token_hex(16), rows.now()
            db.execute("INSERT INTO conversations VALUES (?, ?, '', ?, ?)", (id, mine, now, now))
            return id

    def add(self, owner: str, id: str, turn: int, question: str, answer: Answer, terms: Terms) -> str:
        """Keeps an answer, and gives the conversation that it stands in.

        That is another than `id` where the turn was taken meanwhile, from a second window: the turns
        before it are copied to a new conversation, so that neither window loses an answer. The answer's
        articles must have their text, of which the receipt keeps the hashes.
        """
        stored = self._stored(turn, question, answer, terms)
        with self._own(owner, id) as db:
            self._room(db)
            into = writing.branch(db, id, turn) if writing.taken(db, id, turn) else id
            writing.insert(db, into, stored)
            return into

    def replace(self, owner: str, id: str, turn: int, question: str, answer: Answer, terms: Terms) -> None:
        """Keeps an answer in place of that turn's, which was edited or asked again; later turns are dropped.

        Of what is dropped, rated answers stay for their ratings.
        """
        stored = self._stored(turn, question, answer, terms)
        with self._own(owner, id) as db:
            self._room(db)
            writing.drop(db, id, turn)
            writing.insert(db, id, stored)

    def rate(self, owner: str, id: str, turn: int, thumb: Thumb, reason: str = "") -> None:
        """Keeps what the reader thinks of an answer; an empty thumb takes it back."""
        with self._own(owner, id, turn) as db:
            done = db.execute(
                "UPDATE exchanges SET thumb = ?, reason = ? "
                "WHERE conversation = ? AND turn = ? AND NOT replaced",
                (thumb, showable(reason).strip()[:REASON] if thumb else "", id, turn),
            )
            if not done.rowcount:
                raise NoConversation(GONE)

    # Coming back to it

    def conversation(self, owner: str, id: str) -> KeptConversation:
        """All of it. Raises NoConversation, also for one that has no answer yet."""
        with self._own(owner, id) as db:
            row = db.execute("SELECT * FROM conversations WHERE id = ?", (id,)).fetchone()
            found = db.execute(
                "SELECT * FROM exchanges WHERE conversation = ? AND NOT replaced ORDER BY turn", (id,)
            ).fetchall()
        if not found:
            raise NoConversation(GONE)
        return KeptConversation(
            id,
            row["title"],
            rows.time(row["begun"]),
            rows.time(row["changed"]),
            tuple(map(rows.exchange, found)),
        )

    def exchange(self, owner: str, id: str, turn: int) -> KeptExchange:
        """One question with its answer. Raises NoConversation, also for a turn that is not there."""
        with self._own(owner, id, turn) as db:
            row = db.execute(
                "SELECT * FROM exchanges WHERE conversation = ? AND turn = ? AND NOT replaced", (id, turn)
            ).fetchone()
        if row is None:
            raise NoConversation(GONE)
        return rows.exchange(row)

    def latest(self, owner: str) -> str | None:
        """The id of the conversation that was carried on last; None where there is none."""
        with self._db.lent() as db:
            row = db.execute(
                "SELECT c.id FROM conversations c WHERE owner = ? "
                "AND EXISTS (SELECT 1 FROM exchanges WHERE conversation = c.id AND NOT replaced) "
                "ORDER BY changed DESC, c.rowid DESC LIMIT 1",
                (rows.hashed(owner),),
            ).fetchone()
        return row["id"] if row else None

    def listed(self, owner: str, containing: str = "") -> tuple[Listed, ...]:
        """The owner's conversations, those carried on last first; of a search those that have every word.

        The words are looked for in the title, the questions and the answers, each where it likes.
        """
        sought = words.needle(showable(containing))
        said = "group_concat(e.plain, char(10))" if sought != words.NOTHING else "''"
        with self._db.lent() as db:
            found = db.execute(
                f"SELECT c.id, c.title, c.begun, c.changed, count(*) AS exchanges, {said} AS said "
                "FROM conversations c JOIN exchanges e ON e.conversation = c.id AND NOT e.replaced "
                "WHERE c.owner = :owner GROUP BY c.id HAVING holds(c.title || char(10) || said, :sought) "
                "ORDER BY c.changed DESC, c.rowid DESC",
                {"owner": rows.hashed(owner), "sought": sought},
            ).fetchall()
        return tuple(
            rows.listed(row, sought if place < EXCERPTS else words.NOTHING) for place, row in enumerate(found)
        )

    def rated(self, owner: str | None) -> tuple[KeptExchange, ...]:
        """The rated answers in the order they were given, also those since replaced; None: everyone's."""
        with self._db.lent() as db:
            found = db.execute(
                "SELECT e.* FROM exchanges e JOIN conversations c ON c.id = e.conversation "
                "WHERE e.thumb <> '' AND (:all OR c.owner = :owner) ORDER BY e.row",
                {"all": owner is None, "owner": rows.hashed(owner or "")},
            ).fetchall()
        return tuple(map(rows.exchange, found))

    def rename(self, owner: str, id: str, title: str) -> str:
        """Gives it another title, and gives back how that is kept. Raises NotKept for an empty one."""
        kept = rows.title(title)
        if not kept:
            raise NotKept("A title needs a word or two.")
        with self._own(owner, id) as db:
            db.execute("UPDATE conversations SET title = ? WHERE id = ?", (kept, id))
        return kept

    def delete(self, owner: str, id: str) -> None:
        """Removes it with its answers and ratings. The bytes are overwritten, not only let go of."""
        with self._own(owner, id) as db:
            db.execute("DELETE FROM conversations WHERE id = ?", (id,))
        self._db.shrink()

    def clear(self, owner: str) -> int:
        """Removes all that the owner has, likewise; how many conversations that were."""
        with self._db.lent() as db:
            done = db.execute("DELETE FROM conversations WHERE owner = ?", (rows.hashed(owner),))
        self._db.shrink()
        return done.rowcount

    # Within

    @contextmanager
    def _own(self, owner: str, id: str, turn: int = 1) -> Iterator[Connection]:
        """A connection, once the conversation is known to be the owner's. Raises NoConversation."""
        with self._db.lent() as db:
            row = db.execute("SELECT owner FROM conversations WHERE id = ?", (showable(id),)).fetchone()
            mine = hmac.compare_digest(row["owner"] if row else NOBODY, rows.hashed(owner))
            if not mine or not 0 < turn <= MOST_TURNS:
                raise NoConversation(GONE)
            yield db

    def _stored(self, turn: int, question: str, answer: Answer, terms: Terms) -> writing.Stored:
        """An exchange made ready, before anybody waits for the database."""
        if turn > MOST_TURNS:
            raise NotKept(f"A conversation may have {MOST_TURNS:,} questions; begin a new one.")
        return writing.Stored(turn, rows.title(question), rows.stored(question, answer, terms, self.models))

    def _room(self, db: Connection) -> None:
        if self._db.size(db) > self.most_mb * 1_000_000:
            raise NotKept(
                f"The conversations of this archive take {self.most_mb:,.0f} MB, which is the most; "
                "delete some, or set DATELINE_CONVERSATIONS_MB higher."
            )
