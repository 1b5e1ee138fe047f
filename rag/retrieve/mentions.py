"""Every article that has a word or a phrase: found in full by the index, counted in the texts themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from rag.errors import BadQuestion
from rag.findings import Mention, Mentions
from rag.retrieve.dated import earliest, moment
from rag.retrieve.holding import holding
from rag.retrieve.phrase import Phrase
from rag.store.catalog import Catalog
from rag.store.reader import OpenIndex
from rag.store.spelling import words as index_words
from rag.types import EVERYTHING, Article, Scope, Span

LIMIT = 1_000  # characters of what is looked for
READ = 500  # articles read at once
AROUND = 120  # characters of context on either side at most


def mentions(
    text: str, index: OpenIndex, catalog: Catalog, scope: Scope = EVERYTHING, any_form: bool = False
) -> Mentions:
    """Every article of the scope whose text or title has the words of `text`, one right after the other.

    Case, accents and typography are overlooked, `U.S.` is `US` and `8,000` is `8000`; `any_form` also
    takes words of the same stem. Between the words may stand marks and spaces, but no empty line.
    Raises BadQuestion when there is no word to look for.
    """
    if len(text) > LIMIT:
        raise BadQuestion(
            f"the text has {len(text):,} characters, the limit is {LIMIT:,}; look for a part of it"
        )
    asked = index_words(text)
    if not asked:
        raise BadQuestion("nothing to look for: give a word, a name or a phrase")
    phrase = Phrase(tuple((tuple(index.lexical.forms(w)) if any_form else (w,)) for w in asked))
    found: list[tuple[Article, Mention]] = []
    for article in _candidates(phrase, index, catalog, scope):
        places, in_title = phrase.places(article.text), len(phrase.places(article.title))
        if places or in_title:
            found.append((article, _mention(article, places, in_title)))
    found.sort(key=lambda row: (moment(row[0]), row[0].id))
    articles = [article for article, _ in found]
    first = {article.id for article in earliest(articles)}
    return Mentions(
        text=text,
        words=phrase.forms,
        articles=len(found),
        occurrences=sum(mention.occurrences for _, mention in found),
        months=_months([a.published for a in articles if a.published]),
        sources=tuple(sorted(Counter(a.source for a in articles).items(), key=lambda row: (-row[1], row[0]))),
        undated=sum(a.published is None for a in articles),
        first=tuple(mention for article, mention in found if article.id in first),
        mentions=tuple(mention for _, mention in found),
        revision=index.revision,
        notices=(index.notice,) if index.notice else (),
    )


def _candidates(phrase: Phrase, index: OpenIndex, catalog: Catalog, scope: Scope) -> Iterator[Article]:
    """Every article of the scope that holds a form of each word, and so every one that has the phrase."""
    held: set[str] | None = None
    lexical = index.lexical
    for forms in sorted(phrase.forms, key=lambda forms: sum(map(lexical.frequency, forms))):
        if held is None or len(held) > READ:  # to read few is quicker than to look up a common word
            having = {id for form in forms for id in holding(lexical, form, scope)}
            held = having if held is None else held & having
    ids = sorted(held or ())
    for start in range(0, len(ids), READ):
        some = catalog.articles_of(index.revision, ids[start : start + READ])
        yield from (article for article in some.values() if scope.admits(article))


def _mention(article: Article, places: Sequence[Span], in_title: int) -> Mention:
    start, end = places[0] if places else (0, 0)
    left, right = _around(article.text, start, end) if places else (0, 0)
    return Mention(
        article_id=article.id,
        title=article.title,
        source=article.source,
        published=article.published,
        url=article.url,
        occurrences=len(places),
        in_title=in_title,
        quote=article.text[start:end],
        start=start,
        end=end,
        context=article.text[left:right],
        context_start=left,
    )


def _around(text: str, start: int, end: int) -> Span:
    """The line that the place is in, or the whole words of it that stand near."""
    left = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    right = text.find("\n", end)
    right = min(len(text) if right < 0 else right, end + AROUND)
    while left < start and left > 0 and not text[left - 1].isspace():
        left += 1
    while right > end and right < len(text) and not text[right].isspace():
        right -= 1
    return left, right


def _months(days: Sequence[date]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(f"{day:%Y-%m}" for day in days).items()))
