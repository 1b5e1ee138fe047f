"""The bundled model and one made here: their vectors, word pieces, and what cannot be loaded."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import numpy as np
import pytest

from rag.errors import NoModel
from rag.ingest.chunk import chunk
from rag.models import bundled as shipped
from rag.models.embedder import load_embedder
from rag.models.embedding import Embedder, name_of
from rag.models.encoding import SPECIAL
from rag.models.words import content_words, is_function, words_at
from rag.settings import BUNDLED, Settings
from rag.types import Article, Passage, Vectors

STORY = (
    "The ferry to Arden left the harbour at seven. Mayor Ilves said that 41,200 people used it last year. "
    "A bus takes its place in March; nobody asked the passengers. It costs 2.3 million crowns less."
)
WORDS = "the ferry left harbour at seven mayor said that people had used it bus takes place in march".split()


def passages_of(text: str, embedder: Embedder) -> list[Passage]:
    return chunk(
        Article("a", text=text), embedder.count, words=150, overlap=0, max_pieces=embedder.max_pieces
    )


def embedded(embedder: Embedder, passages: list[Passage]) -> list[Vectors]:
    made = dict(embedder.embed(passages))
    return [made[place] for place in range(len(passages))]


def whole(text: str) -> Passage:
    return Passage("p", "a", text, 0, len(text), ((0, len(text)),))


def lengths(rows: np.ndarray) -> np.ndarray:
    return np.linalg.norm(rows.astype(np.float32), axis=-1)


# The bundled model


def test_it_is_the_model_it_says(bundled: Embedder) -> None:
    assert (bundled.name, bundled.dimension, bundled.max_pieces) == (BUNDLED, 384, 256 - SPECIAL)
    assert name_of(Settings()) == bundled.name


def test_a_passage_vector_is_what_the_model_itself_makes_of_the_text(bundled: Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    itself = SentenceTransformer(str(shipped.folder()), device="cpu", local_files_only=True)
    texts = [STORY, "Rain.", "Les ministres ont démissionné — enfin. 部长辞职。"]
    made = embedded(bundled, [whole(text) for text in texts])
    expected = itself.encode(texts, show_progress_bar=False)
    for vectors, row in zip(made, expected, strict=True):
        assert vectors.passage.dtype == np.float32 and vectors.passage.shape == (384,)
        assert float(vectors.passage @ row) / lengths(row) > 0.999
        assert lengths(vectors.passage) == pytest.approx(1, abs=1e-5)


def test_sentences_and_tokens_are_as_many_as_the_passage_has(bundled: Embedder) -> None:
    (passage,) = passages_of(STORY, bundled)
    (vectors,) = embedded(bundled, [passage])
    assert vectors.sentences.shape == (4, 384) and vectors.sentences.dtype == np.float16
    assert lengths(vectors.sentences) == pytest.approx(np.ones(4), abs=2e-3)
    assert vectors.tokens.shape == (bundled.count([STORY])[0], 128) and vectors.tokens.dtype == np.int8
    assert lengths(vectors.tokens) / 127 == pytest.approx(np.ones(len(vectors.tokens)), abs=0.02)


def test_word_pieces_add_up_over_sentences(bundled: Embedder) -> None:
    """What finds a sentence's tokens within its passage rests on this."""
    (passage,) = passages_of(STORY, bundled)
    parts = [STORY[s:e] for s, e in passage.sentences]
    assert sum(bundled.count(parts)) == bundled.count([STORY])[0]
    assert bundled.count([]) == [] and bundled.count(["", "a", "a b"]) == [0, 1, 2]
    assert bundled.count(["word " * 5_000]) == [5_000]  # more than the model reads, told without a warning


def test_a_sentence_vector_is_closest_to_a_question_about_that_sentence(bundled: Embedder) -> None:
    (passage,) = passages_of(STORY, bundled)
    (vectors,) = embedded(bundled, [passage])
    for question, place in (("When did the boat leave?", 0), ("What did the mayor say?", 1)):
        cosines = vectors.sentences.astype(np.float32) @ bundled.query(question).passage
        assert int(np.argmax(cosines)) == place


def test_the_company_and_order_of_a_batch_do_not_change_vectors(bundled: Embedder) -> None:
    texts = [STORY[: 12 * n].strip() for n in (2, 5, 9, 14)] + ["Rain.", STORY * 2]
    passages = [whole(text) for text in texts]
    together = embedded(bundled, passages)
    backwards = embedded(bundled, passages[::-1])[::-1]
    for passage, one, other in zip(passages, together, backwards, strict=True):
        (alone,) = embedded(bundled, [passage])
        for vectors in (other, alone):
            assert float(vectors.passage @ one.passage) > 0.999
            cosine = (vectors.tokens.astype(float) * one.tokens).sum(axis=1)
            assert (cosine / lengths(vectors.tokens) / lengths(one.tokens)).min() > 0.99


def test_a_passage_longer_than_the_model_reads_is_cut_and_breaks_nothing(bundled: Embedder) -> None:
    sentence = "Rain fell on the harbour. "
    spans = tuple((26 * n, 26 * n + 25) for n in range(100))
    (vectors,) = embedded(bundled, [Passage("p", "a", sentence * 100, 0, 2_600, spans)])
    assert vectors.sentences.shape == (100, 384) and len(vectors.tokens) == bundled.max_pieces


def test_a_text_that_the_tokenizer_makes_nothing_of_has_vectors_all_the_same(bundled: Embedder) -> None:
    assert bundled.count(["\u200b\u200b"]) == [0]
    (vectors,) = embedded(bundled, [whole("\u200b\u200b")])
    assert vectors.tokens.shape == (1, 128) and np.isfinite(vectors.passage).all()
    assert bundled.query("\u200b").tokens.shape == (1, 128)
    assert list(bundled.embed([])) == []


def test_a_question_has_a_vector_weight_and_word_for_each_token(bundled: Embedder) -> None:
    query = bundled.query("Who closed Fenwick's ferry?")
    assert query.passage.shape == (384,) and lengths(query.passage) == pytest.approx(1, abs=1e-5)
    assert (
        len(query.words)
        == len(query.weights)
        == len(query.tokens)
        == bundled.count(["Who closed Fenwick's ferry?"])[0]
    )
    weights = dict(zip(query.words, query.weights, strict=True))
    assert weights["closed"] == weights["fenwick"] == weights["ferry"] == 1
    assert weights["who"] == weights["?"] == weights["s"] == np.float32(0.2)
    assert lengths(query.tokens) == pytest.approx(np.ones(len(query.tokens)), abs=1e-4)


def test_the_projection_that_ships_fits_the_model() -> None:
    from importlib import resources
    from io import BytesIO

    data = (resources.files("rag.models") / "projection.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as file:
        projection = file["projection"].astype(np.float32)
    assert projection.shape == (384, 128)
    assert projection.T @ projection == pytest.approx(np.eye(128), abs=1e-2)  # directions at right angles


# A model of one's own


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with random weights that knows a few words, saved as people save theirs."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, "."]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=48,
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    word = Transformer(str(folder / "bert"), max_seq_length=40)
    SentenceTransformer(modules=[word, Pooling(32)], device="cpu").save(str(folder / "model"))
    return folder / "model"


def test_a_model_of_ones_own_works_by_a_setting(tiny: Path) -> None:
    embedder = load_embedder(Settings(embedder=str(tiny)))
    assert (embedder.name, embedder.dimension, embedder.max_pieces) == (str(tiny), 32, 38)
    text = "The ferry left at seven. Mayor said people used the bus."
    (passage,) = passages_of(text, embedder)
    (vectors,) = embedded(embedder, [passage])
    assert vectors.passage.shape == (32,)
    assert vectors.sentences.shape == (2, 32)
    assert vectors.tokens.shape == (13, 32)  # eleven words and two stops; no projection is fitted for it
    assert embedder.query("the ferry").tokens.shape == (2, 32)


def test_the_prompts_a_model_was_trained_with_stand_before_texts_but_are_no_part_of_them(tiny: Path) -> None:
    import shutil

    prompted = tiny.with_name("prompted")
    shutil.copytree(tiny, prompted, dirs_exist_ok=True)
    config = prompted / "config_sentence_transformers.json"
    body = json.loads(config.read_text())
    config.write_text(json.dumps({**body, "prompts": {"query": "people: ", "document": "place in : "}}))
    embedder = load_embedder(Settings(embedder=str(prompted)))
    plain = load_embedder(Settings(embedder=str(tiny)))
    assert embedder.max_pieces == 38 - 3
    (vectors,) = embedded(embedder, [whole("the ferry left")])
    (bare,) = embedded(plain, [whole("the ferry left")])
    assert vectors.tokens.shape == bare.tokens.shape == (3, 32)
    assert float(vectors.passage @ bare.passage) < 0.999
    query = embedder.query("the ferry")
    assert query.words == ("the", "ferry") and query.tokens.shape == (2, 32)


# What cannot be loaded


@pytest.mark.parametrize(
    "damage", ["nothing there", "a file", "empty folder", "weights of nonsense", "no name"]
)
def test_what_is_no_model_is_told_in_one_line_and_nothing_is_fetched(
    damage: str, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundled: Embedder
) -> None:
    import shutil

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("something was looked up in the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    named = tmp_path / "model"
    if damage == "a file":
        named.write_text("x")
    elif damage == "empty folder":
        named.mkdir()
    elif damage == "weights of nonsense":
        shutil.copytree(tiny, named)
        (weights,) = named.rglob("*.safetensors")
        weights.write_bytes(b"nonsense" * 40)
    name = "no-such-maker/no-such-model" if damage == "no name" else str(named)
    with pytest.raises(NoModel) as error:
        load_embedder(Settings(embedder=name))
    assert repr(name) in str(error.value) and BUNDLED in str(error.value) and "\n" not in str(error.value)


# Words


def test_function_words_are_told_from_content() -> None:
    assert content_words("Who were the U.S. Marines' FRIENDS, and why?") == ("u", "marines", "friends")
    assert is_function("the") and is_function("?") and not is_function("43") and not is_function("ferry")


def test_each_piece_is_given_the_word_it_lies_in() -> None:
    text = "Fenwick's 41,200"
    offsets = [(0, 3), (3, 7), (7, 8), (8, 9), (10, 12), (12, 13), (13, 16)]
    assert words_at(text, offsets) == ["fenwick", "fenwick", "'", "s", "41", ",", "200"]
    assert words_at("", [(0, 0)]) == [""] and words_at("a", []) == []
