"""Names of files: which are never articles, and what a name from elsewhere is allowed to say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rag.ingest.characters import visible

LIMIT = 300
# What systems and programs leave beside people's files; none of them is worth a word.
LITTER = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx", "icon\r"})
OF_PAGE = ("_files", ".files")  # how browsers name the folder of pictures and scripts of a saved page
PAGES = (".html", ".htm", ".xhtml", ".mht", ".mhtml")


def passed_over(name: str) -> bool:
    """Whether a file or folder of this name is hidden, or left by a system or an open document."""
    return name.startswith((".", "~$")) or name.lower() in LITTER


def is_of_page(folder: str, beside: Collection[str]) -> bool:
    """Whether a folder holds the parts of a saved page: the page is one of the names `beside` it."""
    stems = [folder.removesuffix(end) for end in OF_PAGE if folder.endswith(end)]
    return any(stem + ending in beside for stem in stems for ending in PAGES)


def harmless(name: str) -> str:
    """A name from within a file as a path that leads nowhere else, in characters that can be seen.

    Steps up, roots and drives are left out, so that two names can become one; may be empty.
    """
    path = " ".join(visible(name[-LIMIT:].replace("\\", "/")).split())
    steps = (step.strip() for step in path.split("/"))
    return "/".join(step for step in steps if step not in ("", ".", "..") and not step.endswith(":"))


def packed_names(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """For each file packed in one: a harmless name unlike all others, and the same as a person knows it.

    Both are empty for one that is passed over: a folder, what is hidden, a part of a saved page.
    """
    clean = [harmless(name) for name in names]
    beside = set(clean)
    taken: set[str] = set()
    for name, own in zip(names, clean, strict=True):
        if name.endswith(("/", "\\")) or _is_aside(own, beside):
            yield "", ""
            continue
        unique, number = own or "unnamed", 2
        while unique in taken:
            unique, number = f"{own or 'unnamed'}~{number}", number + 1
        taken.add(unique)
        yield unique, own or "unnamed"


def _is_aside(name: str, beside: Collection[str]) -> bool:
    steps = name.split("/")
    folders = ("/".join(steps[:place]) for place in range(1, len(steps)))
    return any(map(passed_over, steps)) or any(is_of_page(folder, beside) for folder in folders)
