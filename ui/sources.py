"""The passages beside an answer, as cards with the quoted words marked."""

from __future__ import annotations

from rag.types import Answer, Article, Citation, Hit
from ui.place import citation_address, passage_address
from ui.refusing import NEAREST
from ui.render import escape, marked, name, origin, paragraphs


def sources(turn: int, question: str, found: Answer) -> str:
    """The passages an answer cites, or those nearest to a question that has no answer here."""
    if found.refused:
        cards = "".join(hit_card(turn, place, hit) for place, hit in enumerate(found.hits[:NEAREST], 1))
        title = "Nearest passages" if cards else "No passage comes near"
    else:
        cards = "".join(citation_card(turn, citation, found.citations) for citation in found.citations)
        title = "The words it rests on"
    dated = " dated" if any(citation.article.published for citation in found.citations) else ""
    return (
        f'<section class="sources{dated}" id="sources-{turn}"><h2 class="side-title">{title}</h2>'
        f'<p class="asked" dir="auto">{escape(question)}</p><ol class="cards">{cards}</ol></section>'
    )


def no_sources() -> str:
    return (
        '<section class="sources vacant"><h2 class="side-title">Sources</h2>'
        "<p>The passages an answer rests on appear here, with the quoted words marked. "
        "Choose a number in an answer to read its article here, at those very words.</p></section>"
    )


def citation_card(turn: int, cited: Citation, citations: tuple[Citation, ...] = ()) -> str:
    """A cited passage under the number its answer gives it, the quote marked where it stands."""
    passage = cited.passage
    if passage.start <= cited.start and cited.end <= passage.end:
        text, start = passage.text, passage.start
    else:  # a quote may run on beyond its passage
        text, start = cited.quote, cited.start
    keys = [(first - start, last - start) for first, last in cited.marks]
    words = marked(text, cited.start - start, cited.end - start, keys=keys)
    back = f'<button type="button" class="back" value="{turn}-{cited.number}">Back to the answer</button>'
    badge = f'<span class="number"><span class="unseen">Source </span>{cited.number}</span>'
    place = citation_address(cited, citations)
    return card(f"card-{turn}-{cited.number}", badge, cited.article, words, place, back)


def hit_card(turn: int, rank: int, hit: Hit) -> str:
    """A passage that was found and not cited: no number, nothing marked."""
    words = paragraphs(escape(hit.passage.text))
    return card(f"near-{turn}-{rank}", "", hit.article, words, passage_address(hit.passage), "")


def card(anchor: str, badge: str, article: Article, words: str, place: str, more: str) -> str:
    return (
        f'<li class="card" id="{anchor}" tabindex="-1"><header>{badge}<div>'
        f'<h3 class="title" dir="auto">{escape(name(article))}</h3>'
        f'<p class="origin">{origin(article)}</p></div></header>'
        f'<blockquote class="passage" dir="auto">{words}</blockquote><footer>'
        f'<a class="open" href="{escape(place)}" target="_blank" rel="noopener noreferrer">'
        f"Read the whole article</a>{more}</footer></li>"
    )
