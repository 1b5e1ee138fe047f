"""Two people do whatever they like, on their own conversations and on each other's: nothing ever mixes."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.kept import ANNA, BEN, TERMS, answer
from ui.kept.kinds import NoConversation
from ui.kept.store import Kept

OWNERS = st.sampled_from([ANNA, BEN])
WHICH, TURNS = st.integers(0, 5), st.integers(1, 4)
THUMBS = st.sampled_from(["", "up", "down"])


class TwoPeople(RuleBasedStateMachine):
    """A store beside a dictionary of what each person must find in it.

    That is a conversation's id to its title and its turns, each a question with its thumb. Every question
    names who asked it, so that one in the wrong place is seen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.kept = Kept()
        self.ids: list[str] = []
        self.theirs: dict[str, dict[str, tuple[str, dict[int, tuple[str, str]]]]] = {ANNA: {}, BEN: {}}
        self.asked = 0

    def teardown(self) -> None:
        self.kept.close()

    def question(self, owner: str) -> str:
        self.asked += 1
        return f"Question {self.asked} of {owner}?"

    def some(self, which: int) -> str:
        """The id of one of all the conversations, whoever has it; or one that nobody has."""
        return self.ids[which] if which < len(self.ids) else "f" * 32

    @rule(owner=OWNERS)
    def begins(self, owner: str) -> None:
        self.ids.append(self.kept.begin(owner))
        self.theirs[owner][self.ids[-1]] = ("", {})

    @rule(owner=OWNERS, which=WHICH, turn=TURNS, again=st.booleans())
    def asks(self, owner: str, which: int, turn: int, again: bool) -> None:
        id, question = self.some(which), self.question(owner)
        given = answer(question)
        if id not in self.theirs[owner]:
            self.refused(lambda: self.kept.replace(owner, id, turn, question, given, TERMS))
            self.refused(lambda: self.kept.add(owner, id, turn, question, given, TERMS))
            return
        title, turns = self.theirs[owner][id]
        if again:
            first = turns[min(turns)][0] if turns else ""
            title = "" if turns and min(turns) >= turn and title == first else title
            self.kept.replace(owner, id, turn, question, given, TERMS)
            into, turns = id, {n: one for n, one in turns.items() if n < turn}
        else:
            into = self.kept.add(owner, id, turn, question, given, TERMS)
            if taken := any(n >= turn for n in turns):
                turns = {n: (one[0], "") for n, one in turns.items() if n < turn}
                self.ids.append(into)
            assert (into != id) == taken
        self.theirs[owner][into] = (title or question, {**turns, turn: (question, "")})

    @rule(owner=OWNERS, which=WHICH, turn=TURNS, thumb=THUMBS)
    def rates(self, owner: str, which: int, turn: int, thumb: str) -> None:
        id = self.some(which)
        _, turns = self.theirs[owner].get(id, ("", {}))
        if turn not in turns:
            self.refused(lambda: self.kept.rate(owner, id, turn, "up"))
        else:
            self.kept.rate(owner, id, turn, thumb)  # type: ignore[arg-type]
            turns[turn] = (turns[turn][0], thumb)

    @rule(owner=OWNERS, which=WHICH)
    def renames(self, owner: str, which: int) -> None:
        id, title = self.some(which), self.question(owner)
        if id not in self.theirs[owner]:
            self.refused(lambda: self.kept.rename(owner, id, title))
        else:
            self.kept.rename(owner, id, title)
            self.theirs[owner][id] = (title, self.theirs[owner][id][1])

    @rule(owner=OWNERS, which=WHICH)
    def deletes(self, owner: str, which: int) -> None:
        id = self.some(which)
        if id not in self.theirs[owner]:
            self.refused(lambda: self.kept.delete(owner, id))
        else:
            self.kept.delete(owner, id)
            del self.theirs[owner][id]

    def refused(self, attempt: object) -> None:
        try:
            attempt()  # type: ignore[operator]
        except NoConversation:
            return
        raise AssertionError("what is another's was let through")

    @invariant()
    def each_finds_what_is_theirs(self) -> None:
        for owner, theirs in self.theirs.items():
            there = {id: (title, turns) for id, (title, turns) in theirs.items() if turns}
            assert {one.id: one.title for one in self.kept.listed(owner)} == {
                id: t for id, (t, _) in there.items()
            }
            assert {one.id for one in self.kept.listed(owner, f"of {owner}")} == set(there)
            for id, (_, turns) in there.items():
                found = self.kept.conversation(owner, id).exchanges
                assert {one.turn: (one.question, one.thumb) for one in found} == turns
            assert all(owner in one.question for one in self.kept.rated(owner))
            latest = self.kept.latest(owner)
            assert (latest in there) if there else latest is None


TwoPeople.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
test_two_people = TwoPeople.TestCase
