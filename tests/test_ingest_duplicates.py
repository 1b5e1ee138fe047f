"""Near-duplicates: which articles are copies of one another, in clusters, and from how many origins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest import duplicates, shingles
from rag.ingest.clusters import Sketch, joined, origins, stars
from rag.ingest.duplicates import Pair, candidates, fingerprints, pairs, similarity
from rag.types import Article
from tests.copying import FOOTER, altered, article, cut, syndicated
from tests.newsroom import story

ABOVE = 0.3  # as the settings have it
MANY = 60  # made articles on one topic


def clustered(texts: Mapping[str, str], above: float = ABOVE) -> list[list[str]]:
    prints = dict(fingerprints(texts))
    keys = sorted(prints)
    rows = np.stack([prints[key].minhash for key in keys])
    found = pairs(candidates(keys, rows, set(keys)), prints)
    sketches = {key: Sketch(made.minhash, len(made.shingles)) for key, made in prints.items()}
    clusters = stars((p for p in found if p.jaccard >= above), sketches)
    return sorted(sorted(cluster) for cluster in clusters)


def of_one(one: str, other: str) -> bool:
    """Keys are `article|what became of it`."""
    return one.split("|")[0] == other.split("|")[0]


def precision(clusters: Iterable[list[str]]) -> float:
    both = [of_one(*pair) for cluster in clusters for pair in combinations(cluster, 2)]
    return sum(both) / len(both)


def recall(clusters: Iterable[list[str]], kinds: Iterable[str]) -> float:
    """Of the pairs of one article among these kinds, the share that is in one cluster."""
    place = {key: number for number, cluster in enumerate(clusters) for key in cluster}
    wanted = [(f"{n}|{a}", f"{n}|{b}") for n in range(MANY) for a, b in combinations(kinds, 2)]
    return sum(place.get(a, -1) == place.get(b, -2) for a, b in wanted) / len(wanted)


@pytest.fixture(scope="module")
def clusters() -> list[list[str]]:
    """Sixty articles on one quarrel, each as it was and in six copies."""
    texts = {}
    for n in range(MANY):
        text = article(n)
        copies = {
            "as it was": text,
            "0 %": f"\n{text.replace(' ', '  ')}\n",
            "5 %": altered(text, 0.05, n),
            "10 %": altered(text, 0.10, n),
            "20 %": altered(text, 0.20, n),
            "cut": cut(text),
            "syndicated": syndicated(text),
        }
        texts |= {f"{n}|{kind}": copy for kind, copy in copies.items()}
    return clustered(texts)


UP_TO_TEN = ("as it was", "0 %", "5 %", "10 %")


def test_articles_on_one_topic_are_not_taken_for_copies(clusters: list[list[str]]) -> None:
    assert precision(clusters) >= 0.99
    assert clustered({str(n): article(n) for n in range(MANY)}) == []


def test_copies_with_up_to_a_tenth_of_the_words_changed_are_found(clusters: list[list[str]]) -> None:
    assert recall(clusters, UP_TO_TEN) >= 0.95
    assert recall(clusters, ("5 %", "10 %")) >= 0.95  # of one another too


def test_cut_and_syndicated_copies_are_found(clusters: list[list[str]]) -> None:
    assert recall(clusters, (*UP_TO_TEN, "cut", "syndicated")) >= 0.95


def test_most_copies_with_a_fifth_of_the_words_changed_are_found(clusters: list[list[str]]) -> None:
    assert recall(clusters, ("as it was", "20 %")) >= 0.8


def test_what_is_measured_would_be_seen_if_it_failed() -> None:
    assert precision([["1|a", "1|b", "2|a"]]) == pytest.approx(1 / 3)  # of three pairs one is right
    # of 60 articles with one pair each, one pair is together
    assert recall([["1|a", "1|b"], ["2|a"], ["2|b"]], ("a", "b")) == pytest.approx(1 / 60)


# What is no copy


def test_what_a_site_puts_around_every_article_makes_no_copies() -> None:
    banner = "Coast Herald, founded 1871. Home, News, Sport, Weather, Tides, Letters, Puzzles, Archive.\n\n"
    briefs = {str(n): banner + article(n, 3) + FOOTER * 2 for n in range(20)}
    first, second, *_ = dict(fingerprints(briefs)).values()
    assert shingles.jaccard(first.shingles, second.shingles) > ABOVE  # they share most of their words
    assert clustered(briefs) == []


def test_reports_on_one_pattern_are_no_copies() -> None:
    """The same sentences with another town, another person, other sums."""
    texts = {str(n): story(n) for n in range(80)}
    prints = dict(fingerprints(texts))
    assert max(shingles.jaccard(prints["79"].shingles, prints[str(n)].shingles) for n in range(79)) > ABOVE
    assert clustered(texts) == []


def test_two_reports_that_a_third_has_both_of_stay_two() -> None:
    first, second = article(1), article(2)
    texts = {
        "1|whole": first,
        "1|altered": altered(first, 0.05),
        "2|whole": second,
        "2|altered": altered(second, 0.05),
        "both": f"{first}\n\n{second}",
    }
    found = clustered(texts)
    assert not any({"1|whole", "2|whole"} <= set(cluster) for cluster in found)
    assert all(any({f"{n}|whole", f"{n}|altered"} <= set(cluster) for cluster in found) for n in (1, 2))


def test_copies_of_copies_do_not_run_together() -> None:
    """Each has four fifths of the one before: the first and the last share nothing."""
    lines = [line for n in range(8) for line in article(n).replace("\n\n", " ").split(". ")]
    windows = {f"{n:02}": ". ".join(lines[3 * n : 3 * n + 15]) for n in range(30)}
    prints = dict(fingerprints(windows))
    for cluster in clustered(windows):
        shares = [
            shingles.jaccard(prints[a].shingles, prints[b].shingles) for a, b in combinations(cluster, 2)
        ]
        assert min(shares) > 0.02
    assert len(clustered(windows)) >= 4


# What they are made of


def test_a_shingle_is_three_words_whatever_stands_between_them() -> None:
    one = shingles.shingles("The ferry sails at nine.")
    assert len(one) == 3  # the ferry sails, ferry sails at, sails at nine
    assert np.array_equal(one, shingles.shingles("the FERRY — sails, at\n\n“nine”"))
    # of four runs in both together, two are in both: sails at nine is new, the rest is not
    assert shingles.jaccard(one, shingles.shingles("The ferry sails at ten.")) == pytest.approx(2 / 4)
    assert shingles.contained(one, shingles.shingles("Yes: the ferry sails at nine, they said.")) == 1
    assert len(shingles.shingles("")) == 0 and len(shingles.shingles("Two words")) == 1


def test_scripts_without_spaces_have_words_too() -> None:
    assert shingles.words("東京で地震 in 2024") == ["東", "京", "で", "地", "震", "in", "2024"]
    assert len(shingles.shingles("東京で地震")) == 3


def test_names_and_numbers_are_told_from_first_words() -> None:
    names, numbers = shingles.telling(
        "Rain fell. The mayor of Brill met Ann. “Nobody came,” said Ann, 43, of 1,200."
    )
    same = shingles.telling("x Brill Ann 43 1 200")  # 1,200 is read as two numbers, in copies as well
    assert np.array_equal(names, same[0]) and np.array_equal(numbers, same[1])


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_has_a_fingerprint_and_is_as_like_as_the_other_way_round(one: str, other: str) -> None:
    prints = dict(fingerprints({"one": one, "other": other}))
    a, b = prints["one"], prints["other"]
    assert similarity(a, b) == similarity(b, a)
    assert len(a.halves) == len(a.shingles) and np.all(np.diff(a.shingles.astype(np.int64)) > 0)
    if len(a.shingles) > 1:
        assert similarity(a, a) in (0.0, 1.0) and shingles.jaccard(a.shingles, a.shingles) == 1


def test_fingerprints_are_the_same_on_every_machine() -> None:
    """If this fails, raise the number in MAKER: archives keep fingerprints and compare them with new ones."""
    (made,) = dict(fingerprints({"x": "The ferry sails at nine."})).values()
    assert made.shingles.tolist() == [221938777, 2245095713, 3098821495]
    assert made.minhash[:3].tolist() == [23314501, 854372727, 809097653]


def test_a_large_cluster_holds_together_though_few_pairs_are_looked_at() -> None:
    text = article(1)
    texts = {f"{n:03}": altered(text, 0.03, n) for n in range(150)}
    prints = dict(fingerprints(texts))
    keys = sorted(prints)
    offered = candidates(keys, np.stack([prints[key].minhash for key in keys]), set(keys))
    assert len(offered) <= 150 * 64 < 150 * 149 / 2
    assert [len(cluster) for cluster in clustered(texts)] == [150]


def test_new_texts_are_compared_with_old_ones_and_old_ones_not_with_each_other() -> None:
    texts = {
        "a": article(1),
        "b": altered(article(1), 0.05),
        "c": altered(article(1), 0.05, 1),
        "d": article(2),
    }
    prints = dict(fingerprints(texts))
    keys = sorted(prints)
    rows = np.stack([prints[key].minhash for key in keys])
    assert candidates(keys, rows, {"c"}) == {("a", "c"), ("b", "c")}
    assert candidates(keys, rows, set()) == set()


@pytest.mark.parametrize("few", [0, 1_000])
def test_candidates_are_the_same_by_bands_and_one_by_one(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "FEW_NEW", few)
    texts = {f"{n}|{share}": altered(article(n), share / 100, n) for n in range(12) for share in (0, 5, 10)}
    prints = dict(fingerprints(texts))
    keys = sorted(prints)
    found = candidates(keys, np.stack([prints[key].minhash for key in keys]), set(keys))
    assert {pair for pair in found if of_one(*pair)} == {
        pair for pair in combinations(keys, 2) if of_one(*pair)
    }


# Clusters and origins


def sketch(*values: int) -> Sketch:
    """Of a text of ten shingles."""
    return Sketch(np.array(values, dtype=np.uint32), 10)


def test_a_star_is_the_text_with_most_copies_and_those() -> None:
    alike = dict.fromkeys("abcdef", sketch(1, 1, 1, 1))
    found = [Pair("a", "b", 0.9), Pair("b", "c", 0.8), Pair("b", "d", 0.7), Pair("d", "e", 0.6)]
    # b has three copies; of the rest, e was a copy of d alone, which is taken
    assert stars(found, alike) == [["b", "a", "c", "d"]]
    assert stars(reversed(found), alike) == stars(found, alike)
    assert stars([], {}) == []


def test_copies_of_two_parts_are_not_of_one_star() -> None:
    """Of b's four minhashes a has two, c the two others: each has 2/3 of b, by chance 4/9 in common."""
    parts = {
        "b": sketch(1, 2, 3, 4),
        "a": sketch(1, 2, 8, 8),
        "c": sketch(9, 9, 3, 4),
        "d": sketch(9, 2, 3, 8),
    }
    found = [Pair("a", "b", 0.5), Pair("b", "c", 0.4), Pair("b", "d", 0.3)]
    # a and c share nothing; a and d two minhashes of four (2 and 8), as many as either has of b
    assert stars(found, parts) == [["b", "a", "d"]]


def test_groups_are_what_pairs_connect() -> None:
    assert joined("abcde", [("a", "c"), ("c", "e")]) == [["a", "c", "e"], ["b"], ["d"]]


@pytest.mark.parametrize(
    ("articles", "count"),
    [
        ([], 0),
        ([Article("a"), Article("b")], 2),
        ([Article("a"), Article("c1"), Article("c2")], 2),  # c1 and c2 are copies
        ([Article("a", agency="AP"), Article("b", agency="ap"), Article("d")], 2),  # one agency
        ([Article("c1", agency="AP"), Article("c2"), Article("b", agency="AP")], 1),  # a copy of AP's
        ([Article("c1", agency="AP"), Article("c2", agency="Reuters"), Article("b", agency="Reuters")], 1),
        ([Article("a", agency="AP"), Article("b", agency="Reuters"), Article("d")], 3),
        ([Article("a"), Article("a")], 1),
    ],
)
def test_copies_count_once_and_an_agency_counts_once(articles: list[Article], count: int) -> None:
    assert origins(articles, {"c1": "c", "c2": "c"}) == count
