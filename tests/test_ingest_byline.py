"""Bylines, credits and the agencies they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest import byline
from rag.ingest.agencies import AGENCIES, credited, usual_name

BODY = "The ships left the harbor on Monday."


@pytest.mark.parametrize(
    ("value", "names", "agency"),
    [
        ("By Ann Lee and Bo Chan, Associated Press", ("Ann Lee", "Bo Chan"), "AP"),
        ("By ANN LEE | Reuters", ("ANN LEE",), "Reuters"),
        ("By ANN LEE The Associated Press", ("ANN LEE",), "AP"),
        ("By Ann Lee of The Associated Press", ("Ann Lee",), "AP"),
        (
            "By Ann Lee, Jr., Bo de la Cruz and Cy Diaz for CNN",
            ("Ann Lee Jr", "Bo de la Cruz", "Cy Diaz"),
            "CNN",
        ),
        ("By A.J. Smith and M. O'Neil", ("A.J. Smith", "M. O'Neil"), ""),
        ("By Ann Lee in Lima and Bo Chan in Paris", ("Ann Lee", "Bo Chan"), ""),
        ("By Ann Lee, Staff Writer", ("Ann Lee",), ""),
        ("By Ann Lee, The Harbor Post", ("Ann Lee",), ""),
        ("By Bill Press, Harbor Wire", ("Bill Press",), ""),  # an outlet only behind the name of a person
        ("By The Associated Press", (), "AP"),
        ("By Reuters Staff", (), "Reuters"),
        ("Xinhua", (), "Xinhua"),
    ],
)
def test_a_byline_is_read_as_a_field_and_as_a_line(value: str, names: tuple[str, ...], agency: str) -> None:
    assert byline.field(value) == byline.line(value) == byline.Byline(names, agency)


@pytest.mark.parametrize(
    ("value", "names", "agency"),
    [
        ("Ann Lee / Reuters", ("Ann Lee",), "Reuters"),
        ("Von Ann Lee, dpa", ("Ann Lee",), "dpa"),
        ("Por Ana Ruiz y Bo Chan, EFE", ("Ana Ruiz", "Bo Chan"), "EFE"),
        ("Written by: Ann Lee", ("Ann Lee",), ""),
        ("© 2025 AFP", (), "AFP"),
    ],
)
def test_a_field_may_say_it_otherwise(value: str, names: tuple[str, ...], agency: str) -> None:
    assert byline.field(value) == byline.Byline(names, agency)


@pytest.mark.parametrize("value", ["", " ", "Staff", "By Staff Writer", None, 7, "By", "—"])
def test_a_field_without_a_name_is_none(value: object) -> None:
    assert byline.field(value) is None


@pytest.mark.parametrize(
    "line",
    [
        *("By Friday they will be back", "By noon", "By the sea", "By Friday", "By contrast, Chile waited."),
        *(
            "Ann Lee",
            "Buying ships",
            "By Ann Lee said so.",
            "By Lee? No!",
            BODY,
            "",
            f"By Ann Lee {'and Bo Chan ' * 20}",
        ),
        *("The AP said so", "Reuters reported it", "Pa", "Map"),
    ],
)
def test_a_line_that_may_be_something_else_is_no_byline(line: str) -> None:
    assert byline.line(line) is None


@pytest.mark.parametrize(
    ("last", "names", "agency"),
    [
        ("(Reporting by Ann Lee in Lima and Bo Chan; Editing by Cy Diaz)", ("Ann Lee", "Bo Chan"), ""),
        ("Reporting by Ann Lee. Additional reporting by Bo Chan.", ("Ann Lee",), ""),
        ("© 2025 AFP", (), "AFP"),
        ("(c) 2025 AFP", (), "AFP"),
        ("Copyright 2025 The Associated Press. All rights reserved.", (), "AP"),
        ("Copyright (c) 2025 Xinhua", (), "Xinhua"),
    ],
)
def test_the_last_lines_credit_who_wrote_it(last: str, names: tuple[str, ...], agency: str) -> None:
    assert byline.closing(f"{BODY}\n\n{last}") == byline.Byline(names, agency)


@pytest.mark.parametrize(
    "last",
    [
        "Additional reporting by Bo Chan",
        "Reporting by the police showed nothing new.",
        "The Associated Press contributed to this report.",  # it is the outlet's own, with help
        "© 2025 The Harbor Post",
        "In © 2025 they wrote about AFP and many other things, which nobody had asked them to do at all.",
    ],
)
def test_last_lines_that_credit_nobody_give_nothing(last: str) -> None:
    assert byline.closing(f"{BODY}\n{last}") is None


def test_a_credit_amid_the_story_is_none() -> None:
    assert byline.closing(f"© 2025 AFP\n{(BODY + chr(10)) * 9}") is None


# Agencies


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        *(("AP", "AP"), ("A.P.", "AP"), ("The Associated Press", "AP"), ("associated press", "AP")),
        *(("Reuters", "Reuters"), ("(REUTERS)", "Reuters"), ("Agence France-Presse", "AFP"), ("DPA", "dpa")),
        *(
            ("PA", "PA Media"),
            ("Pa", ""),
            ("ap", ""),
            ("Map", ""),
            ("CNN Newsource", "CNN"),
            ("新华社", "Xinhua"),
        ),
        *(("AP and Reuters", ""), ("the AP said", ""), ("", ""), ("Harbor Wire", "")),
    ],
)
def test_an_agency_goes_by_its_usual_name(name: str, usual: str) -> None:
    assert usual_name(name) == usual


def test_every_form_of_a_name_leads_to_it() -> None:
    for names in AGENCIES:
        assert {usual_name(form) for form in names} == {names[0]}


@pytest.mark.parametrize(
    ("credit", "agency"),
    [
        ("© 2025 AFP", "AFP"),
        ("AP, dpa", "AP"),
        ("Reuters/AFP", "Reuters"),
        ("with Reuters", "Reuters"),
        ("Associated Press Writer", "AP"),
        ("Ann Lee, Associated Press", "AP"),
        ("The Harbor Post", ""),
        ("What the AP and others wrote", ""),
    ],
)
def test_a_credit_names_an_agency_among_others(credit: str, agency: str) -> None:
    assert credited(credit) == agency


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for found in (byline.field(text), byline.line(text), byline.closing(text)):
        assert found is None or found.names or found.agency
    assert isinstance(credited(text), str)
