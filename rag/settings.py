"""Settings, from `dateline.toml`, then `DATELINE_*` in the environment, then what is passed in.

The later wins. An unknown key raises, in all three: a setting that is silently ignored is worse
than none.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rag.errors import BadSettings

BUNDLED = "all-MiniLM-L6-v2"
MAPPABLE = "title text published updated source author url section language key id".split()
CRASH_AT = "DATELINE_CRASH_AT"  # for the fault tests alone, see rag/store/steps.py

PASSWORD_LEAST = 12  # characters
SERVING = frozenset(  # who may reach the page: tells nothing of an archive or a run over it
    "password hosts proxy rate_per_minute rate_burst upload_limit_mb library_changes conversations_mb".split()
)

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")
_LIKE_A_SECRET = re.compile(r"key|token$|secret|password|headers|auth", re.IGNORECASE)


class Settings(BaseSettings):
    """Every choice a person can make. Frozen; pass a new one to change anything."""

    model_config = SettingsConfigDict(
        env_prefix="DATELINE_", toml_file="dateline.toml", extra="forbid", frozen=True
    )

    archive: Path = Field(Path("archive"), description="where the command line keeps the archive")

    # Ingest
    file_limit_mb: float = Field(20, gt=0, description="a larger file is skipped, by name")
    article_limit: int = Field(400_000, ge=1_000, description="characters of one article")
    file_seconds: float = Field(10, gt=0, description="reading one file may take; then it is given up")
    file_memory_mb: int = Field(512, ge=64, description="reading one file may need")
    unpacked_limit_mb: float = Field(200, gt=0, description="what one ZIP or gzip file may unpack to")
    unpack_ratio: int = Field(100, ge=2, description="times its size that packed data may unpack to")
    unpack_members: int = Field(10_000, ge=1, description="files in one ZIP file, at all depths")
    unpack_depth: int = Field(3, ge=1, le=10, description="how often a file may be packed in another")
    field_map: dict[str, str] = Field(
        default_factory=dict,
        description="which column or key of an export is which field of an article, where it is not guessed: "
        '{"text": "Full Text", "title": "HL"}',
    )
    passage_words: int = Field(150, ge=20, le=200, description="words a passage aims at")
    passage_overlap: int = Field(25, ge=0, le=100, description="words shared with the passage before")

    # Models
    embedder: str = Field(BUNDLED, description="the bundled model, or a sentence-transformers name or folder")
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto", description="of the embedder's weights; auto takes bfloat16 where the CPU has it"
    )
    runtime: Literal["openvino", "torch"] = Field(
        "openvino", description="what runs the bundled embedder; one of your own always runs in torch"
    )
    query_threads: int = Field(1, ge=1, le=64, description="threads of the models while answering")

    # Search
    candidates: int = Field(100, ge=10, le=1_000, description="passages each index offers")
    rescored: int = Field(50, ge=1, le=500, description="best of them rescored by their own vectors")
    weight_lexical: float = Field(0.5, ge=0, description="of BM25, by its best, among what is offered")
    weight_vector: float = Field(0.4, ge=0, description="of the passage vector's cosine, likewise")
    without: frozenset[str] = Field(
        frozenset(), description="signals that the ranking leaves out (docs/search.md names them)"
    )

    reranker: str = Field("", description="a cross-encoder that reads the best passages: its name or folder")
    reranked: int = Field(20, ge=1, le=200, description="passages that it reads, some 20 ms each on a CPU")

    nli: str = Field("", description="a cross-encoder for NLI that joins the support check: name or folder")

    # Written answers
    llm: str = Field(
        "", description="a model that writes answers: ollama:…, openai:…, anthropic:…, llamacpp:FILE.gguf, …"
    )
    llm_seconds: float = Field(30, gt=0, le=600, description="it has to write; then the quoted answer stands")
    llm_words: int = Field(300, ge=50, description="of passages it is shown for a question")
    llm_options: dict[str, Any] = Field(
        default_factory=dict,
        description='what else the model takes, but keys: {"base_url": "http://127.0.0.1:8000/v1"}',
    )

    # Copies
    copies_above: float = Field(
        0.3, ge=0.25, le=1, description="share of three-word runs that two articles share to be copies"
    )
    repeats_above: float = Field(
        0.4, gt=0, le=1, description="share of a passage that copies have shown already, to be shown no more"
    )

    # Answers
    question_limit: int = Field(1_000, ge=100, description="characters of a question")
    answer_sentences: int = Field(3, ge=1, le=10)
    answer_words: int = Field(60, ge=10)
    refuse_below: float = Field(0.35, ge=0, le=1, description="how sure an answer must be; 0 never refuses")

    # The page
    password: SecretStr = Field(
        SecretStr(""),
        description="the page asks everybody for it, and may then be reached from other machines "
        "(dateline chat --host): 12 characters or more",
    )
    hosts: tuple[str, ...] = Field(
        (), description='other names that the page is served under: ["archive.example"]'
    )
    proxy: str = Field(
        "", description="address of the proxy before the page, believed in who asks and whether by https"
    )
    rate_per_minute: float = Field(
        600, gt=0, description="requests that one address may send in the long run"
    )
    rate_burst: int = Field(300, ge=1, description="requests that one address may send at once")
    upload_limit_mb: float = Field(100, gt=0, description="what may be added on the page in one go")
    conversations_mb: float = Field(
        500, gt=0, description="what all kept conversations may take; beyond it no more is kept, none is lost"
    )
    library_changes: bool = Field(True, description="articles may be added and removed on the page")

    # Store
    keep_generations: int = Field(2, ge=2, le=20, description="the last ones stay on disk")

    @field_validator("field_map")
    @classmethod
    def _names_fields(cls, field_map: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(field_map) - set(MAPPABLE))
        if unknown:
            raise ValueError(f"{unknown[0]!r} is no field of an article, it has {', '.join(MAPPABLE)}")
        return field_map

    @field_validator("password")
    @classmethod
    def _is_long_enough(cls, password: SecretStr) -> SecretStr:
        if 0 < len(password.get_secret_value()) < PASSWORD_LEAST:
            raise ValueError(f"it is too short; take {PASSWORD_LEAST} characters or more")
        return password

    @field_validator("hosts")
    @classmethod
    def _names_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [name for name in hosts if not _HOST.fullmatch(name)]
        if wrong:
            raise ValueError(
                f"{wrong[0]!r} is no name of a host; write archive.example or archive.example:8080"
            )
        return hosts

    @field_validator("proxy")
    @classmethod
    def _is_address(cls, proxy: str) -> str:
        if proxy:
            ipaddress.ip_address(proxy)
        return proxy

    @field_validator("llm_options")
    @classmethod
    def _holds_no_key(cls, options: dict[str, Any]) -> dict[str, Any]:
        secret = [name for name in _names(options) if _LIKE_A_SECRET.search(name)]
        if secret:
            raise ValueError(
                f"{secret[0]!r} does not belong in a setting, which is shown and may be saved: put keys in "
                "the environment variable that the integration reads, such as OPENAI_API_KEY"
            )
        return options

    def __init__(self, **values: Any) -> None:
        known = {f"DATELINE_{name}".upper() for name in type(self).model_fields} | {CRASH_AT}
        ours = (name for name in os.environ if name.upper().startswith("DATELINE_"))
        unknown = sorted(name for name in ours if name.upper() not in known)
        if unknown:
            near = difflib.get_close_matches(unknown[0].upper(), sorted(known - {CRASH_AT}), n=1, cutoff=0)
            raise BadSettings(f"{unknown[0]}: no such setting; did you mean {near[0]}? Else unset it")
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(map(str, first["loc"]))
            if name.startswith("llm") or _may_be_secret(name):  # what was given may hold a key, or is one
                raise BadSettings(f"setting {name}: {first['msg']}") from None
            raise BadSettings(f"setting {name}: {first['msg']}, got {first.get('input')!r}") from error
        except (ValueError, OSError) as error:  # a dateline.toml that is no TOML
            raise BadSettings(f"dateline.toml: {error}") from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def _may_be_secret(name: str) -> bool:
    return bool(_LIKE_A_SECRET.search(name) or difflib.get_close_matches(name, ["password"], cutoff=0.8))


def _names(options: dict[str, Any]) -> list[str]:
    """The names in the options and in those within them."""
    inner = [name for value in options.values() if isinstance(value, dict) for name in _names(value)]
    return [*options, *inner]
