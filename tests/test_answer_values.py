"""Values read out of sentences: their normal forms, and which of them agree."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.values import Value, alike_heads, compare, values


def forms(text: str) -> list[tuple[str, str]]:
    found = values(text)
    assert all(text[slice(*v.span)] == v.text for v in found)
    return [(v.kind, v.normal) for v in found]


def one(text: str) -> Value:
    (found,) = values(text)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It has 43 ports, forty-three in all.", [("count", "43"), ("count", "43")]),
        ("1.5 million men, or 1,500,000", [("count", "1500000"), ("count", "1500000")]),
        ("a hundred and twenty-five ships", [("count", "125")]),
        ("two dozen men, half a dozen women, a dozen children", [("count", c) for c in ("24", "6", "12")]),
        ("two and a half million people", [("count", "2500000")]),
        ("US$2 billion, €40 and 3.5bn yen", [("money", c) for c in ("2000000000", "40", "3500000000")]),
        ("$1.5m for a five-year plan", [("money", "1500000"), ("duration", "5")]),
        ("43 percent, 43 per cent and 43%", [("share", "0.43")] * 3),
        ("two-thirds, half of the crew, one in five", [("share", c) for c in ("0.666667", "0.5", "0.2")]),
        ("a 43-year-old man and a woman aged 43", [("age", "43"), ("age", "43")]),
        ("5 miles in two hours", [("quantity", "5"), ("duration", "2")]),
        ("the 21st century, the second day", [("ordinal", "21"), ("ordinal", "2")]),
    ],
)
def test_numbers_have_one_form_however_they_are_written(text: str, expected: list[tuple[str, str]]) -> None:
    assert forms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on March 4 and on the 4th of March", ["--03-04", "--03-04"]),
        ("4 March 2025, March 4, 2025 and 2025-03-04", ["2025-03-04"] * 3),
        ("the fourth of March, Sept. 11, 2001", ["--03-04", "2001-09-11"]),
        ("March 19 to 21, 2025", ["2025-03-19", "2025-03-21"]),
        ("19-21 March", ["--03-19", "--03-21"]),
        ("in March 2025, since 1848, in nineteen ninety-nine", ["2025-03", "1848", "1999"]),
        ("the 1990s, in May", ["199x", "--05"]),
        ("at 9:30 p.m., 9 a.m. or 21:30", ["21:30", "09:00", "21:30"]),
        ("on Thursday", ["thursday"]),
    ],
)
def test_dates_have_one_form_however_they_are_written(text: str, expected: list[str]) -> None:
    assert [normal for _, normal in forms(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "No one came, and one of them may march again; the other one left a second later.",
        "An A320, a B-52 and COVID-19.",
        "They said that April will be there.",
    ],
)
def test_what_only_looks_like_a_value_is_none(text: str) -> None:
    assert forms(text) == []


def test_a_date_of_two_readings_keeps_both() -> None:
    assert one("04/03/2025").readings == ("2025-03-04", "2025-04-03")
    assert one("14/03/2025").readings == ("2025-03-14",)  # no month has the number 14


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("The sale covers 43 ports in Peru.", "ports"),
        ("43 new container terminals", "terminals"),
        ("34 people died", "people"),
        ("43 of the ports", "ports"),
        ("43 percent of voters", "voters"),
        ("half the crew", "crew"),
        ("a quake of magnitude 7.", "magnitude"),
        ("They were 43.", ""),
    ],
)
def test_a_value_knows_what_it_counts(text: str, head: str) -> None:
    assert one(text).head == head


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        ("43 ports", "forty-three ports", "same"),
        ("43 ports", "34 ports", "different"),
        ("43 ports", "43 percent", "unlike"),
        ("a quarter of them", "25 percent", "same"),
        ("a quarter of them", "30 percent", "different"),
        ("1.5 million", "1,523,000", "same"),  # which rounds to it
        ("1.5 million", "1.6 million", "different"),
        ("more than 40 men", "43 men", "same"),
        ("more than 40 men", "400 men", "different"),
        ("nearly 50", "48", "same"),
        ("nearly 50", "52", "different"),
        ("dozens of men", "60 men", "same"),
        ("$5 million", "€5 million", "unlike"),
        ("£5", "five pounds", "same"),
        ("5 miles", "8 km", "same"),  # 8.05
        ("5 miles", "5 km", "different"),
        ("60 minutes", "an hour or 1 hour", "same"),
        ("two hours", "three hours", "different"),
        ("the second day", "two days", "unlike"),
        ("43-year-old", "43 years", "unlike"),
        ("March 4", "4 March 2025", "same"),
        ("March 4", "March 5, 2025", "different"),
        ("in March", "4 March 2025", "same"),
        ("in 2024", "4 March 2025", "different"),
        ("in March 2025", "March 4", "unlike"),
        ("in 1994", "the 1990s", "same"),
        ("04/03/2025", "April 3", "same"),
        ("04/03/2025", "May 3", "different"),
        ("Thursday", "Friday", "different"),
        ("Tuesday", "4 March 2025", "same"),  # it was one
        ("Friday", "4 March 2025", "different"),
        ("Tuesday", "March 4", "unlike"),  # of which year?
        ("in 2024", "March 4", "unlike"),
        ("9:30 p.m.", "21:30", "same"),
        ("9 a.m.", "9 p.m.", "different"),
    ],
)
def test_values_are_compared_as_what_they_mean(left: str, right: str, relation: str) -> None:
    a, b = values(left)[0], values(right)[-1]
    assert (compare(a, b), compare(b, a)) == (relation, relation)


def test_ports_and_a_port_are_the_same_thing() -> None:
    ports, port, ships = (one(f"{n} {what}") for n, what in ((43, "ports"), (1, "port"), (43, "ships")))
    assert alike_heads(ports, port)
    assert not alike_heads(ports, ships)
    assert not alike_heads(one("They were 43."), one("They were 43."))


@given(st.integers(min_value=0, max_value=10**12))
def test_every_integer_is_read_back(number: int) -> None:
    assert one(f"They counted {number:,} ships").normal == str(number)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_date_is_read_back(day: date) -> None:
    month = day.strftime("%B")
    for text in (f"On {month} {day.day}, {day.year}.", f"On {day.day} {month} {day.year}.", day.isoformat()):
        assert [v.normal for v in values(text)] == [day.isoformat()]


TRICKY = st.lists(
    st.sampled_from(
        "43 1,500 , . - – / $ € % ½ : one two hundred million a half of the March May 4th 2025 1990 s Mon "
        "Thursday p.m. aged years old per cent dozen 12/03/24 ( ) U.S. 99999999999999999999 ² Ⅷ ٣".split()
    ).map(str)
    | st.text(max_size=5),
    max_size=30,
)


@given(TRICKY, st.sampled_from(["", " "]))
def test_any_text_gives_values_in_order_that_stand_in_it(parts: list[str], between: str) -> None:
    text = between.join(parts)
    end = 0
    for value in values(text):
        assert end <= value.span[0] < value.span[1] <= len(text)
        assert text[slice(*value.span)] == value.text
        assert value.low <= value.high and value.normal == value.readings[0]
        assert compare(value, value) == "same"
        end = value.span[1]
