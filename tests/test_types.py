"""What a scope admits, and how the values turn into JSON."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import pytest

from rag import errors, types
from rag.types import (
    EVERYTHING,
    Answer,
    Article,
    Citation,
    Conflict,
    Hit,
    IndexReport,
    Passage,
    Scope,
    Sentence,
    Support,
    as_json,
)

JAN, FEB, MAR = (date(2024, month, 1) for month in (1, 2, 3))
ARTICLE = Article("a", "A title", "BBC", "https://x.example", "The bridge fell.", FEB, "Ann", "a.txt")
PASSAGE = Passage("p", "a", "The bridge fell.", 0, 16, ((0, 16),))


@pytest.mark.parametrize(
    ("scope", "admitted"),
    [
        (EVERYTHING, True),
        (Scope(after=FEB), True),  # both dates are inclusive
        (Scope(before=FEB), True),
        (Scope(after=JAN, before=MAR), True),
        (Scope(after=MAR), False),
        (Scope(before=JAN), False),
        (Scope(after=MAR, before=JAN), False),
        (Scope(sources=frozenset({"BBC", "CNN"})), True),
        (Scope(sources=frozenset({"bbc"})), False),
        (Scope(after=JAN, sources=frozenset({"CNN"})), False),
    ],
)
def test_a_scope_admits_by_date_and_source(scope: Scope, admitted: bool) -> None:
    assert scope.admits(ARTICLE) is admitted


def test_an_article_without_a_date_is_outside_of_every_scope_that_names_one() -> None:
    undated = Article("u", source="BBC")
    assert EVERYTHING.admits(undated) and Scope(sources=frozenset({"BBC"})).admits(undated)
    assert not Scope(after=date.min).admits(undated) and not Scope(before=date.max).admits(undated)


def test_an_answer_becomes_json_with_every_field_by_its_name() -> None:
    supported = Support("supported", 1.0, ("word for word",))
    answer = Answer(
        question="What fell?",
        text=PASSAGE.text,
        sentences=(Sentence(PASSAGE.text, (1,), supported),),
        citations=(Citation(1, ARTICLE, PASSAGE, PASSAGE.text, 0, 16),),
        conflicts=(Conflict("the day", ((1, "Monday"), (2, "Tuesday")), "disagreement"),),
        hits=(Hit(PASSAGE, ARTICLE, 1.5, (("lexical", 1.0),)),),
        revision=3,
    )
    plain = json.loads(json.dumps(as_json(answer)))
    assert list(plain) == [field.name for field in dataclasses.fields(Answer)]
    (citation,) = plain["citations"]
    assert citation["article"]["published"] == "2024-02-01"
    assert citation["passage"]["sentences"] == [[0, 16]]
    assert citation["article"]["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert plain["hits"][0]["parts"] == [["lexical", 1.0]]
    assert plain["sentences"][0]["support"] == {
        "label": "supported",
        "score": 1.0,
        "reasons": ["word for word"],
    }
    assert plain["conflicts"][0]["claims"] == [[1, "Monday"], [2, "Tuesday"]]


def test_nothing_and_lists_become_json_too() -> None:
    assert as_json([Article("a"), None, 1, "x"])[0]["published"] is None
    report = as_json(IndexReport(added=1, skipped=(("b.pdf", "not read here"),)))
    assert report["skipped"] == [["b.pdf", "not read here"]] and report["added"] == 1


def test_the_values_are_frozen() -> None:
    made = [
        value
        for value in vars(types).values()
        if dataclasses.is_dataclass(value) and value.__module__ == types.__name__
    ]
    assert len(made) >= 14
    assert [value for value in made if not value.__dataclass_params__.frozen] == []


def test_there_is_one_family_of_errors_and_the_docstring_names_it_all() -> None:
    kinds = [value for value in vars(errors).values() if isinstance(value, type)]
    assert all(issubclass(kind, errors.DatelineError) for kind in kinds)
    assert [kind.__name__ for kind in kinds if kind.__name__ not in (errors.__doc__ or "")] == []


def test_an_unreadable_file_gives_name_and_reason() -> None:
    error = errors.UnreadableFile("a.txt", "it is empty")
    assert (error.name, error.reason, str(error)) == ("a.txt", "it is empty", "a.txt: it is empty")
