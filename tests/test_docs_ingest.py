"""The page on what is read says what the code does: forms, readers, fields, settings and examples."""

from __future__ import annotations

import ast
import dataclasses
import re
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from rag.ingest import dateline, load
from rag.ingest.agencies import AGENCIES
from rag.ingest.fields import NAMES
from rag.ingest.known import FIRST_LINES
from rag.ingest.language import SHORTEST
from rag.ingest.sniff import Form
from rag.ingest.xml_tree import MOST_ELEMENTS
from rag.settings import Settings
from rag.types import Article

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/ingest.md").read_text(encoding="utf-8")
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
INSTALLED_AS = {"markdown-it-py": "markdown_it", "python-frontmatter": "frontmatter", "python-docx": "docx"}


def table(heading: str) -> list[list[str]]:
    """The cells of the rows of the first table below a heading, without its head."""
    below = PAGE.split(f"{heading}\n", 1)[1]
    rows = re.findall(r"^\|(.+)\|$", below.split("\n\n#", 1)[0].split("\n#", 1)[0], re.MULTILINE)
    first = [row for row in rows if rows.index(row) > 1]
    return [[cell.strip() for cell in row.split(" | ")] for row in first]


def ticked(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


FORMS = [(ticked(name)[0], ticked(by)) for _, name, _, by in table("## Forms")]


def imports(path: Path, seen: frozenset[Path] = frozenset()) -> set[str]:
    """The packages a file imports, itself or through the files of its room."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
        found |= {name.split(".")[0] for name in names}
        for name in names:
            beside = ROOT / (name.replace(".", "/") + ".py")
            if name.startswith("rag.ingest.") and beside.is_file() and beside not in seen:
                found |= imports(beside, seen | {path, beside})
    return found


def test_every_form_that_is_told_apart_is_in_the_table() -> None:
    assert sorted(name for name, _ in FORMS) == sorted(get_args(Form))


@pytest.mark.parametrize(("form", "by"), FORMS, ids=[name for name, _ in FORMS])
def test_a_form_is_read_by_the_file_and_the_library_it_names(form: str, by: list[str]) -> None:
    path, *libraries = by
    module = import_module(path.removesuffix(".py").replace("/", "."))
    assert callable(getattr(module, "leaves" if form in ("zip", "gz") else "read"))
    if form in load.MODULES:
        assert module.__name__ == f"rag.ingest.{load.MODULES[form]}"  # type: ignore[index]
    elif form in load.PROSE:
        assert module.read is load.PROSE[form]  # type: ignore[index]
    for library in libraries:
        name = INSTALLED_AS.get(library, library)
        assert name in imports(ROOT / path)
        assert name in sys.stdlib_module_names or any(
            re.split(r"[<>=\[]", package)[0] == library for package in PACKAGES
        )


def test_every_field_of_an_article_is_explained() -> None:
    explained = [ticked(row[0])[0] for row in table("## What is known of an article")]
    rest = {"id", "text", "path"}  # of which the page tells elsewhere
    assert set(explained) == {f.name for f in dataclasses.fields(Article)} - rest


def test_what_is_taken_of_the_industrys_forms_is_named_as_their_readers_name_it() -> None:
    for column, form in enumerate(("ninjs", "nitf", "newsml"), 1):
        source = (ROOT / f"rag/ingest/{form}.py").read_text(encoding="utf-8").lower()
        for row in table("### The news industry's own forms"):
            for name in ticked(row[column]):
                stem = "body" if name.startswith("body_") else name.removeprefix("xml:").lower()
                assert stem in source, f"{form}: {name}"


def test_the_settings_named_exist_with_the_values_shown() -> None:
    shown = {ticked(name)[0]: value for name, value, _ in table("## Limits")}
    defaults = Settings.model_construct()
    assert {name: float(value) for name, value in shown.items()} == {
        name: float(getattr(defaults, name)) for name in shown
    }
    named = {name for name in ticked(PAGE) if re.fullmatch(r"(?:file|article|unpacked?|field)_[a-z_]+", name)}
    assert named <= set(Settings.model_fields)


def test_the_map_of_fields_shown_is_one() -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    field_map = tomllib.loads(shown)["field_map"]
    assert set(field_map) <= set(NAMES)
    assert Settings(field_map=field_map).field_map == field_map


def test_the_datelines_shown_are_read() -> None:
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    found = [dateline.find(line) for line in shown.strip().split("\n")]
    assert [(d.where_and_when, d.agency) for d in found if d] == [
        ("PANAMA CITY, April 8", "Reuters"),
        ("LIMA, Peru", "AP"),
        ("WASHINGTON", ""),
        ("New Delhi, Apr 8", "PTI"),
        ("MOSCOW, April 8", "TASS"),
        ("", "CNN"),
        ("ISLAMABAD", ""),
    ]


def test_the_numbers_shown_are_the_numbers_held() -> None:
    assert f"at least {SHORTEST} letters" in PAGE
    assert f"{MOST_ELEMENTS:,} elements" in PAGE
    assert FIRST_LINES == 4 and "one of the first four lines" in PAGE
    assert 70 <= len(AGENCIES) < 80 and "Some 75 agencies" in PAGE
