"""Which articles have some words, anywhere: a filter for lists, not a ranking."""

from __future__ import annotations

import re

from rag.errors import BadQuestion
from rag.retrieve.holding import holding
from rag.retrieve.mentions import LIMIT, mentions
from rag.store.catalog import Catalog
from rag.store.reader import OpenIndex
from rag.store.spelling import words as index_words
from rag.types import EVERYTHING

QUOTED = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]')


def having(text: str, index: OpenIndex, catalog: Catalog) -> frozenset[str]:
    """The ids of all articles that have every word, in any form, in their text or title.

    What stands between quotation marks is looked for as it stands, word after word. Raises BadQuestion.
    """
    if len(text) > LIMIT:
        raise BadQuestion(f"the search has {len(text):,} characters, the limit is {LIMIT:,}; look for less")
    phrases = [phrase for phrase in QUOTED.findall(text) if index_words(phrase)]
    words = index_words(QUOTED.sub(" ", text))
    if not words and not phrases:
        raise BadQuestion("nothing to look for: give a word, a name or a phrase")
    found: set[str] | None = None
    for word in words:
        having = {id for form in index.lexical.forms(word) for id in holding(index.lexical, form, EVERYTHING)}
        found = having if found is None else found & having
    for phrase in phrases:
        having = {mention.article_id for mention in mentions(phrase, index, catalog).mentions}
        found = having if found is None else found & having
    return frozenset(found or ())
