"""What SECURITY.md and docs/page.md say is so: the limits, the settings, and why known faults do no harm."""

from __future__ import annotations

import ast
import re
from importlib import metadata
from pathlib import Path

import pytest

from rag.settings import PASSWORD_LEAST, SERVING, Settings
from ui.app import AT_ONCE, QUEUE
from ui.guard import Rules
from ui.guard.busy import CROWDED, FULL
from ui.guard.password import TRIES, TRIES_PER_MINUTE
from ui.listen import CONNECTIONS

ROOT = Path(__file__).parent.parent
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs/page.md").read_text(encoding="utf-8")
FLOORS = {  # the first versions without the holes that are known of them
    "gradio": (6, 31),
    "starlette": (0, 49, 1),
    "langchain-core": (1, 3, 3),
    "chromadb": (1, 5, 9),
}


def test_every_setting_of_the_page_is_told_with_its_default() -> None:
    table = PAGE[PAGE.index("| setting |") :].split("\n\n")[0]
    assert set(re.findall(r"`([a-z_]+)`", table)) >= SERVING
    defaults = Settings.model_fields
    for name in ("rate_per_minute", "rate_burst", "upload_limit_mb", "conversations_mb"):
        (row,) = [line for line in table.splitlines() if f"`{name}`" in line]
        assert f"{defaults[name].default:g}" in row, name


def test_the_limits_are_those_that_are_told() -> None:
    closed = Rules()
    assert closed.body_limit == 64 * 1024 and "64 KiB" in SECURITY
    assert f"{closed.open_at_once} requests open at once, {closed.open_each} of one address" in SECURITY
    assert f"{QUEUE} questions wait in line" in SECURITY
    assert {2: "two are searched at a time"}[AT_ONCE] + f", {QUEUE} wait" in PAGE
    assert (
        f"{PASSWORD_LEAST} characters or more" in SECURITY and f"{PASSWORD_LEAST} characters or more" in PAGE
    )
    assert (TRIES, TRIES_PER_MINUTE) == (
        5,
        6,
    ) and "five wrong tries, and one more every ten seconds" in SECURITY
    assert f"the server's {CONNECTIONS} are used up" in SECURITY and closed.open_at_once < CONNECTIONS


def test_the_words_that_are_explained_are_the_words_that_are_said() -> None:
    for words in (FULL, CROWDED):
        assert words.partition(".")[0] in PAGE, words


@pytest.mark.parametrize("name", FLOORS)
def test_no_version_with_a_known_hole_is_installed(name: str) -> None:
    installed = tuple(map(int, re.findall(r"\d+", metadata.version(name))[:3]))
    assert installed >= FLOORS[name]


def test_chromas_holes_are_in_what_is_never_used() -> None:
    """Its server is never started or spoken to, and no collection brings a function of its own."""
    calls = 0
    for path in sorted([*(ROOT / "rag").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"HttpClient|chromadb\.(?:app|server)|chroma run", source), path
        if "chromadb" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in ("get_collection", "create_collection", "get_or_create_collection"):
                given = {word.arg: ast.unparse(word.value) for word in node.keywords}
                assert given.get("embedding_function") == "None", (path, node.lineno)
                calls += 1
    assert calls >= 2
    for hole in ("CVE-2026-45829", "CVE-2026-45830", "CVE-2026-45833"):
        assert hole in SECURITY
