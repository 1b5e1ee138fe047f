"""Copies in search: the best of them once, who carries it within the scope, and nothing else lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from rag.archive import Archive
from rag.retrieve.collapse import Repeats, spread
from rag.retrieve.said import Said, differ
from rag.settings import Settings
from rag.store import generation
from rag.store.records import Clusters, Member
from rag.types import Article, Carried, Passage
from tests.copying import altered, article, cut, syndicated
from tests.fakes import FakeEmbedder
from tests.newsroom import build_here

SETTINGS = Settings(passage_words=60, passage_overlap=10)
DAY = date(2024, 3, 1)
WIRE = article(1)
QUESTION = "What happened to the bananas at the fish hall?"
CARRIERS = [  # the same report, in five papers, one of which cut it, and one crediting the agency
    Article("agency", source="Coast Press", text=WIRE, published=DAY, agency="Coast Press"),
    Article("herald", source="Herald", text=syndicated(WIRE), published=DAY + timedelta(1)),
    Article("mercury", source="Mercury", text=altered(WIRE, 0.03), published=DAY + timedelta(2)),
    Article("post", source="Post", text=cut(WIRE), published=DAY + timedelta(3), agency="coast press"),
    Article("echo", source="Herald", text=WIRE),
]
OTHERS = [
    Article(f"other-{n}", source="Post", text=article(n), published=DAY + timedelta(n)) for n in range(2, 12)
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "_run_child", build_here)
        home = tmp_path_factory.mktemp("copies")
        with Archive(home / "archive", SETTINGS, embedder=FakeEmbedder()) as opened:
            opened.add([*CARRIERS, *OTHERS])
            yield opened


def first_sentence(text: str) -> str:
    return text.split(". ")[0]


def test_a_report_that_many_carry_is_shown_once_with_who_carries_it(archive: Archive) -> None:
    hits = archive.search(first_sentence(WIRE), 10)
    first = hits[0]
    assert first.article.id in {a.id for a in CARRIERS}
    assert first.carried == Carried(
        articles=("agency", "herald", "mercury", "post", "echo"),  # by date, undated last
        sources=("Coast Press", "Herald", "Mercury", "Post"),
        origins=1,
    )
    assert not any(first_sentence(WIRE) in hit.passage.text for hit in hits[1:])


def test_who_carries_an_article_can_be_asked_of_the_article_itself(archive: Archive) -> None:
    everyone = Carried(
        ("agency", "herald", "mercury", "post", "echo"), ("Coast Press", "Herald", "Mercury", "Post"), 1
    )
    assert archive.carried("post") == archive.carried("agency") == everyone
    assert archive.carried("other-2") is None and archive.carried("nobody") is None


def test_distinct_passages_of_one_report_are_all_shown_and_k_hits_stay_k(archive: Archive) -> None:
    everything = archive.search(QUESTION, 200)
    for k in (1, 3, 10):
        assert len(archive.search(QUESTION, k)) == k
    of_the_report = [h for h in everything if h.article.id in {a.id for a in CARRIERS}]
    words = len(WIRE.split())
    shown = {word for hit in of_the_report for word in hit.passage.text.split()}
    assert set(WIRE.split()) <= shown  # nothing of it is lost
    assert sum(len(h.passage.text.split()) for h in of_the_report) < 2 * words  # of five times as many
    assert {a.id for a in OTHERS} <= {h.article.id for h in everything}


def test_what_nobody_else_carries_says_so(archive: Archive) -> None:
    hits = archive.search(QUESTION, 200)
    assert all(h.carried is None for h in hits if h.article.id.startswith("other-"))


def test_a_copy_that_was_cut_does_not_carry_what_was_cut(archive: Archive) -> None:
    last = WIRE.rsplit("\n\n", 1)[1]
    hit = archive.search(first_sentence(last), 1)[0]
    assert hit.carried is not None and "post" not in hit.carried.articles
    assert {"agency", "herald", "echo"} <= set(hit.carried.articles)


def test_nothing_outside_of_the_scope_is_counted(archive: Archive) -> None:
    sentence = first_sentence(WIRE)
    early = archive.search(sentence, 5, before=DAY + timedelta(1))
    assert early[0].carried == Carried(("agency", "herald"), ("Coast Press", "Herald"), 1)
    assert archive.search(sentence, 1, before=DAY)[0].carried is None
    late = archive.search(sentence, 5, after=DAY + timedelta(1), sources=["Herald"])
    assert late[0].article.id == "herald" and late[0].carried is None  # echo has no date


def test_of_copies_that_score_the_same_the_earliest_stands_for_all(tmp_path: Path) -> None:
    days = {"a": None, "b": DAY + timedelta(1), "c": DAY, "d": DAY}
    with (
        pytest.MonkeyPatch.context() as patch,
        Archive(tmp_path / "archive", SETTINGS, embedder=FakeEmbedder()) as archive,
    ):
        patch.setattr(generation, "_run_child", build_here)
        archive.add([Article(id, text=WIRE, published=day) for id, day in days.items()])
        hits = archive.search(QUESTION, 3)
        assert {hit.article.id for hit in hits} == {"c"}
        assert hits[0].carried is not None and hits[0].carried.articles == ("c", "d", "b", "a")
        archive.add([Article("z", text=article(5))])
        archive.add([Article("c", text=article(6))])  # it tells another thing now
        assert archive.search(first_sentence(WIRE), 1)[0].article.id == "d"


def test_many_copies_do_not_crowd_out_other_reports(tmp_path: Path) -> None:
    """Forty copies of a report have all the best places of both indexes."""
    few = SETTINGS.model_copy(update={"candidates": 10, "rescored": 5})
    with (
        pytest.MonkeyPatch.context() as patch,
        Archive(tmp_path / "archive", few, embedder=FakeEmbedder()) as archive,
    ):
        patch.setattr(generation, "_run_child", build_here)
        archive.add([Article(f"copy-{n:02}", text=altered(WIRE, 0.02, n)) for n in range(40)])
        archive.add(OTHERS)
        hits = archive.search(first_sentence(WIRE), 12)
        assert len(hits) == 12
        assert len({h.article.id for h in hits if h.article.id.startswith("other-")}) >= 3
        assert hits[0].carried is not None and len(hits[0].carried.articles) == 40


def test_a_copy_that_says_another_number_is_shown_beside_it(tmp_path: Path) -> None:
    text = (
        "The ferry of Port Lisle hit the quay on Tuesday, and 43 people were hurt, the office said.\n\n"
        "Divers from Harwick looked for the bell of the ship until dawn, while the mayor asked for calm."
    )
    papers = {
        "right": text,
        "wrong": text.replace("43", "34"),
        "elsewhere": text.replace("Port Lisle", "Tessel Bay"),
        "denied": text.replace("people were hurt", "people were not hurt"),
        "edited": text.replace("asked for calm", "called for calm"),
    }
    with (
        pytest.MonkeyPatch.context() as patch,
        Archive(tmp_path / "archive", SETTINGS, embedder=FakeEmbedder()) as archive,
    ):
        patch.setattr(generation, "_run_child", build_here)
        archive.add([Article(id, text=text, source=id) for id, text in papers.items()])
        hits = archive.search("How many people were hurt when the ferry hit the quay?", 10)
        shown = {hit.article.id for hit in hits}
        assert {"wrong", "elsewhere", "denied"} <= shown and len(shown) == 4
        assert all(hit.carried is not None and hit.carried.origins == 1 for hit in hits)


# What repeats what

CLUSTERS = Clusters.made_of(
    [
        Member("a", "a", "", DAY, ""),
        Member("b", "a", "", DAY + timedelta(1), ""),
        Member("c", "a", "", None, ""),
        Member("x", "x", "", DAY, ""),
        Member("y", "x", "", DAY, ""),
    ]
)
LINE = "one two three four five six seven eight nine ten"


def repeats(**texts: str) -> Repeats:
    """Passages by a letter for the article and a number; an id is `article:number`."""
    passages = {
        f"{name[0]}:{name[1:]}": Passage(f"{name[0]}:{name[1:]}", name[0], text, 0, len(text))
        for name, text in texts.items()
    }
    return Repeats(passages, CLUSTERS, 0.4)


def ranked(order: str) -> dict[str, float]:
    """Scores of passages that are best first in this order; those joined by = score the same."""
    return {
        f"{name[0]}:{name[1:]}": -float(place)
        for place, names in enumerate(order.split())
        for name in names.split("=")
    }


def shown(groups: list[list[str]]) -> str:
    return " | ".join(" ".join(id.replace(":", "") for id in group) for group in groups)


def test_a_passage_joins_the_first_that_it_repeats() -> None:
    found = repeats(a1=LINE, b1=LINE + " eleven", c1=LINE, a2=LINE, x1=LINE, b2="of other things it speaks")
    # a2 is of the same article as a1, x1 of another cluster, z1 of none
    assert shown(found.groups(ranked("a1 x1 b1 z1 a2 c1 b2"))) == "a1 b1 c1 | x1 | z1 | a2 | b2"


def test_half_a_passage_in_common_is_a_repetition_and_a_third_is_not() -> None:
    tail = " red green blue black white brown pink"
    # of eight runs of LINE, four are in its first six words: 4/8 = .5; three are in the first five: 3/8
    half, third = LINE.rsplit(" ", 4)[0] + tail, LINE.rsplit(" ", 5)[0] + tail
    assert shown(repeats(a1=LINE, b1=half).groups(ranked("a1 b1"))) == "a1 b1"
    assert shown(repeats(a1=LINE, b1=third).groups(ranked("a1 b1"))) == "a1 | b1"


def test_few_of_each_group_are_rescored_but_enough_that_differ() -> None:
    found = repeats(
        a1=LINE,
        b1=LINE,
        c1=LINE,
        b3=LINE + " more",
        a2="of other things it speaks",
        y1="and of yet others too",
    )
    scores = ranked("a1 b1 c1 b3 a2 y1")

    def chosen(n: int, least: int) -> tuple[str, bool]:
        ids, enough = spread(scores, found, n, least)
        return shown([ids]), enough

    assert chosen(2, 1) == ("a1 b1", True)
    assert chosen(4, 1) == ("a1 b1 c1 a2", True)
    assert chosen(1, 3) == ("a1 b1 c1 a2 y1", True)
    assert chosen(9, 4) == ("a1 b1 c1 a2 y1", False)


def test_the_best_leads_and_of_equals_the_earliest() -> None:
    found = repeats(a1=LINE, b1=LINE, c1=LINE)
    assert shown(found.groups(ranked("c1 a1=b1"))) == "c1 a1 b1"
    assert shown(found.groups(ranked("b1=c1 a1"))) == "b1 c1 a1"
    assert shown(found.groups(ranked("b1=c1=a1"))) == "a1 b1 c1"
    assert shown(found.groups(ranked("z2=z1"))) == "z1 | z2"


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("In all 43 people were hurt there", "In all 34 people were hurt there", True),
        ("In all two people were hurt there", "In all 2 people were hurt there", False),
        ("In all two people were hurt there", "In all three people were hurt there", True),
        ("On Monday the mayor Smith went home", "On Monday the mayor Jones went home", True),
        ("On Monday the mayor Smith went home", "On Monday the mayor Ann Smith went home", False),
        ("They did sign the treaty at last", "They did not sign the treaty at last", True),
        ("They did not sign the treaty at last", "They didn't sign the treaty at last", False),
        ("They signed the long treaty at last", "They signed the short treaty at last", False),
        (
            "Ann said so. The ferry sails at nine",
            "The ferry sails at nine. Bob agreed",
            False,
        ),  # only shifted
        ("Smith went home to Harwick at nine", "Jones went home to Harwick at nine", True),
        ("All of them went home to Ann Smith", "All of them went home to Bob Jones", True),
        ("They all went home on 4 March 2025", "They all went home on March 9, 2024", True),
        ("HARWICK (AP) - All went home at nine", "LISLE (AFP) - All went home at nine", False),
        ("All went home. Reporting by Ann Smith", "All went home. Reporting by Bob Jones", False),
        ("Smith and Jones of Lisle went home at nine", "He went home at nine", False),  # cut otherwise
        ("", "The ferry", False),
        ("Then Smith beat Jones in Harwick", "Then Jones beat Smith in Harwick", True),  # the same names
        ("Of 43 men and 34 women all came", "Of 34 men and 43 women all came", True),
        ("He was 43 then. They came at nine", "He was 43 then, said Ann. They came at nine", False),
    ],
)
def test_another_name_number_or_negation_amid_the_same_words_differs(
    one: str, other: str, differs: bool
) -> None:
    assert differ(Said.of(one), Said.of(other)) is differs
    assert differ(Said.of(other), Said.of(one)) is differs
