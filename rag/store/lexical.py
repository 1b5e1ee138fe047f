"""The door of tantivy: passages found by their words, ranked by BM25 (Robertson and others 1994).

A question is only ever taken apart into words; nothing in it is query syntax.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import tantivy

from rag.errors import GenerationDamaged
from rag.remembered import remembering
from rag.store.exact import label
from rag.store.forms import asked, plain
from rag.store.slips import meant
from rag.store.spelling import words
from rag.types import EVERYTHING, Article, Passage, Scope

ANALYZER = "news"
HEAP = 200_000_000  # bytes the writer may use before it begins another segment
LONGEST = 60  # bytes of a word; what is longer is no word
REACH = 200  # characters of a word that a passage's border may cut
TITLE_WEIGHT = 0.3
SLIP = 0.7  # how much a word counts that was probably meant, beside one that was written
NO_DAY = 0  # date ordinals begin at 1


def write_lexical(folder: Path | None, rows: Iterable[tuple[Passage, Article]]) -> LexicalIndex:
    """Makes the index in an empty folder, or in memory; `rows` come in the order of passage ids.

    One thread writes one segment in that order, so equal scores come out in the order of ids.
    """
    index = tantivy.Index(_schema(), path=None if folder is None else str(folder))
    index.register_tokenizer(ANALYZER, _analyzer())
    writer = index.writer(heap_size=HEAP, num_threads=1)
    for passage, article in rows:
        day, source = label(article)
        writer.add_document(
            tantivy.Document(
                id=passage.id,
                text=plain(passage.text),
                title=plain(article.title),
                words=" ".join([*words(article.title), *words(_whole(passage, article))]),
                day=NO_DAY if day is None else day,
                source=source,
            )
        )
    writer.commit()
    writer.wait_merging_threads()
    return LexicalIndex(index)


class LexicalIndex:
    """What `write_lexical` made, open for questions; any thread may ask."""

    def __init__(self, index: tantivy.Index) -> None:
        index.reload()
        self._index, self._analyzer, self._searcher = index, _analyzer(), index.searcher()

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Raises GenerationDamaged when Tantivy cannot make sense of the folder."""
        try:
            index = tantivy.Index.open(str(folder))
            index.register_tokenizer(ANALYZER, _analyzer())
            return cls(index)
        except ValueError as error:
            raise GenerationDamaged(f"Tantivy cannot read {folder}: {error}") from error

    @property
    def size(self) -> int:
        return int(self._searcher.num_docs)

    def query(
        self, text: str, n: int, scope: Scope = EVERYTHING, title_weight: float = TITLE_WEIGHT
    ) -> list[tuple[str, float]]:
        """Up to n passage ids of the scope with their BM25 score, best first; ties in the order of ids."""
        text = text.encode("utf-8", "replace").decode()  # half characters are no words
        terms = Counter(self._analyzer.analyze(asked(text)) or self._analyzer.analyze(plain(text)))
        if not terms or n < 1:
            return []
        words = self._any_of(terms, title_weight)
        if scope != EVERYTHING:
            musts = [(tantivy.Occur.Must, query) for query in (words, *self._within(scope))]
            words = tantivy.Query.boolean_query(musts)
        hits = self._searcher.search(words, limit=n, count=False).hits
        found = [(str(self._searcher.doc(address).get_first("id")), float(score)) for score, address in hits]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def frequency(self, word: str) -> int:
        """How many passages hold a word of `rag.store.spelling`, in their text or title."""
        return int(self._searcher.doc_freq("words", word))

    def holding(self, word: str, scope: Scope = EVERYTHING) -> list[str]:
        """The ids of all passages of the scope that hold the word; none is left out."""
        query = tantivy.Query.term_query(self._index.schema, "words", word, index_option="basic")
        musts = [(tantivy.Occur.Must, part) for part in (query, *self._within(scope))]
        limit = max(self.frequency(word), 1)
        hits = self._searcher.search(tantivy.Query.boolean_query(musts), limit=limit, count=False).hits
        return sorted(str(self._searcher.doc(address).get_first("id")) for _, address in hits)

    def forms(self, word: str) -> list[str]:
        """The words of all passages and titles that have the stem of this one, and the word itself."""
        stem = self._analyzer.analyze(word)
        alike = self._searcher.terms_with_prefix("words", word[:1])  # a stem keeps the first letter
        return sorted({word, *(term for term, _ in alike if self._analyzer.analyze(term) == stem)})

    def close(self) -> None:
        """Nothing to do: memory and files are let go of with the object."""

    def _any_of(self, terms: Counter[str], title_weight: float) -> tantivy.Query:
        schema = self._index.schema
        parts = []
        for term, count in sorted(self._known(terms).items()):
            for field, weight in (("text", 1.0), ("title", title_weight)):
                if weight > 0:
                    query = tantivy.Query.term_query(schema, field, term, index_option="freq")
                    parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, weight * count)))
        return tantivy.Query.boolean_query(parts)

    def _known(self, terms: Counter[str]) -> dict[str, float]:
        """The terms with how much each counts, one that no passage has replaced by those it may stand for."""
        found: dict[str, float] = {}
        for term, count in terms.items():
            there = self._searcher.doc_freq("text", term) or self._searcher.doc_freq("title", term)
            others = [] if there else meant(term, self._searcher.terms_with_prefix("text", term[:1]))
            for word in others or [term]:
                found[word] = found.get(word, 0.0) + (SLIP * count if others else count)
        return found

    def _within(self, scope: Scope) -> list[tantivy.Query]:
        """Filters; each adds nothing to the score."""
        schema = self._index.schema
        filters = []
        if scope.after or scope.before:
            filters.append(
                tantivy.Query.range_query(
                    schema,
                    "day",
                    tantivy.FieldType.Integer,
                    lower_bound=scope.after.toordinal() if scope.after else NO_DAY + 1,
                    upper_bound=scope.before.toordinal() if scope.before else None,
                )
            )
        if scope.sources:
            filters.append(tantivy.Query.term_set_query(schema, "source", sorted(scope.sources)))
        return [tantivy.Query.const_score_query(query, 0.0) for query in filters]


@remembering(4_000)
def stems(text: str) -> tuple[str, ...]:
    """The words of a text as the index keeps them: lower case, without accents and endings."""
    return tuple(_analyzer().analyze(plain(text.encode("utf-8", "replace").decode())))


def _whole(passage: Passage, article: Article) -> str:
    """The passage with the rest of a word that was too long for it: each is somewhere in one piece."""
    before = article.text[max(0, passage.start - REACH) : passage.start]
    after = article.text[passage.end : passage.end + REACH]
    start = len(before) - max((place + 1 for place, c in enumerate(before) if c.isspace()), default=0)
    end = next((place for place, c in enumerate(after) if c.isspace()), len(after))
    return article.text[passage.start - start : passage.end + end]


@cache  # it holds no state of a text, and making one takes longer than using it
def _analyzer() -> tantivy.TextAnalyzer:
    """Words in lower case, without accents and endings."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name=ANALYZER, index_option="freq")
    builder.add_text_field("title", tokenizer_name=ANALYZER, index_option="freq")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("source", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    return builder.build()
