"""Answers as they are kept: without the texts of their articles, and otherwise the same."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.types import Answer, Article, Citation, Hit
from tests.kept import CLOSED, QUAY, answer
from ui.kept.slim import from_json, slim, to_json

WORDS = st.text(st.characters(exclude_categories=()), max_size=8)  # half signs as well
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: WORDS,
    int: st.integers(),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    date: st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    datetime: st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    type(None): st.none(),
}


def of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value that a type hint of `rag.types` allows."""
    if hint in PLAIN:
        return PLAIN[hint]
    if dataclasses.is_dataclass(hint):
        return st.builds(hint, **{name: of(one) for name, one in get_type_hints(hint).items()})
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple and inner[1:] == (...,):
        return st.lists(of(inner[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(of, inner))
    return st.one_of(*map(of, inner))


@settings(max_examples=60, deadline=None)
@given(of(Answer))
def test_an_answer_comes_back_as_it_was_but_for_the_texts_of_its_articles(given: Answer) -> None:
    assert from_json(to_json(given)) == slim(given)


def test_only_the_texts_are_left_out() -> None:
    given = answer()
    back = from_json(to_json(given))
    assert back != given and back.citations[0].article.text == back.hits[0].article.text == ""
    assert dataclasses.replace(back.citations[0].article, text=QUAY) == given.citations[0].article
    assert back.citations[0].quote == CLOSED and back.citations[0].passage == given.citations[0].passage


def test_an_article_that_is_named_often_is_kept_once() -> None:
    long = Article("long", title="A title of its own", text="word " * 10_000)
    cited = answer().citations[0]
    given = dataclasses.replace(
        answer(), citations=tuple(dataclasses.replace(cited, number=n, article=long) for n in range(1, 9))
    )
    assert to_json(given).count("A title of its own") == 1
    assert len(to_json(given)) < 6_000  # the text alone has 50,000 characters


def test_what_an_older_release_did_not_keep_takes_its_default() -> None:
    body = json.loads(to_json(answer()))
    del body["answer"]["confidence"], body["Article"][0]["agency"]
    body["answer"]["of a later release"] = 1
    assert from_json(json.dumps(body)) == slim(answer())


def test_what_has_no_form_in_json_is_told_at_once() -> None:
    with pytest.raises(TypeError, match="set has no form"):
        to_json(dataclasses.replace(answer(), notices={"a set"}))  # type: ignore[arg-type]


def test_citations_and_hits_are_all_that_holds_articles() -> None:
    """Another field of an answer that names an article would be kept with its text."""
    holders = {cls for cls in (Citation, Hit) if any(f.name == "article" for f in dataclasses.fields(cls))}
    assert holders == {Citation, Hit}
    told = [
        f.name
        for f in dataclasses.fields(Answer)
        if any(k in str(f.type) for k in ("Citation", "Hit", "Article"))
    ]
    assert told == ["citations", "hits"]
