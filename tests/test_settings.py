"""Where settings come from, which wins, and what is told of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import BadSettings
from rag.settings import BUNDLED, MAPPABLE, Settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of no settings, and none in the environment."""
    import os

    for name in [name for name in os.environ if name.upper().startswith("DATELINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def toml(text: str) -> None:
    Path("dateline.toml").write_text(text, encoding="utf-8")


def test_without_any_setting_the_defaults_hold() -> None:
    settings = Settings()
    assert (settings.archive, settings.embedder, settings.answer_sentences) == (Path("archive"), BUNDLED, 3)


def test_the_file_is_overruled_by_the_environment_and_that_by_an_argument(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    toml("candidates = 20\nrescored = 21\nanswer_words = 22\n")
    monkeypatch.setenv("DATELINE_RESCORED", "31")
    monkeypatch.setenv("DATELINE_ANSWER_WORDS", "32")
    settings = Settings(answer_words=42)
    assert (settings.candidates, settings.rescored, settings.answer_words) == (20, 31, 42)


def test_case_does_not_matter_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("dateline_passage_words", "99")
    assert Settings().passage_words == 99


def test_a_setting_nobody_knows_is_named_wherever_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSettings, match="candidats"):
        Settings(candidats=20)
    toml("rescord = 3\n")
    with pytest.raises(BadSettings, match="rescord"):
        Settings()
    toml("")
    monkeypatch.setenv("DATELINE_EMBEDER", "x")
    with pytest.raises(BadSettings, match="DATELINE_EMBEDER"):
        Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("candidates", 9),
        ("passage_words", 201),
        ("refuse_below", 1.5),
        ("file_limit_mb", 0),
        ("precision", "x"),
    ],
)
def test_a_value_out_of_range_is_named_with_its_setting(
    name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadSettings) as by_argument:
        Settings(**{name: value})
    monkeypatch.setenv(f"DATELINE_{name.upper()}", str(value))
    with pytest.raises(BadSettings) as by_environment:
        Settings()
    for told in (str(by_argument.value), str(by_environment.value)):
        assert name in told.lower() and str(value) in told
        assert "\n" not in told


def test_what_is_no_number_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_CANDIDATES", "many")
    with pytest.raises(BadSettings, match=r"candidates.*'many'"):
        Settings()


@pytest.mark.parametrize("data", [b"candidates = = 3", b"\xff\xfe\x00", b"candidates"])
def test_a_file_that_is_no_toml_is_named(data: bytes) -> None:
    Path("dateline.toml").write_bytes(data)
    with pytest.raises(BadSettings, match=r"dateline\.toml"):
        Settings()


def test_settings_do_not_change() -> None:
    settings = Settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.candidates = 50  # type: ignore[misc]
    assert settings.candidates == 100


def test_each_setting_says_what_it_means_or_needs_no_word() -> None:
    silent = [name for name, field in Settings.model_fields.items() if not field.description]
    assert silent == ["answer_sentences", "answer_words"]


def test_a_map_of_fields_comes_from_the_file_and_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Settings().field_map == {}
    toml('[field_map]\ntext = "Full Text"\ntitle = "HL"\n')
    assert Settings().field_map == {"text": "Full Text", "title": "HL"}
    monkeypatch.setenv("DATELINE_FIELD_MAP", '{"text": "Body Copy"}')
    assert Settings().field_map["text"] == "Body Copy"


def test_a_map_of_fields_names_fields_that_articles_have() -> None:
    from rag.ingest.fields import NAMES

    assert list(NAMES) == MAPPABLE
    with pytest.raises(BadSettings, match=r"field_map: .*'headline' is no field of an article.*title, text"):
        Settings(field_map={"headline": "HL"})
