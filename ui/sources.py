"""The passages beside an answer, as cards with the quoted words marked."""

from __future__ import annotations

from rag.types import Answer, Article, Citation, Hit
from ui.library import address
from ui.render import escape, marked, name, origin, paragraphs

NEAREST = 4  # passages offered when the archive does not answer


def sources(turn: int, question: str, found: Answer) -> str:
    """The passages an answer cites, or those nearest to a question that has no answer here."""
    if found.refused:
        cards = "".join(hit_card(turn, place, hit) for place, hit in enumerate(found.hits[:NEAREST], 1))
        title = "Nearest passages" if cards else "No passage comes near"
    else:
        cards = "".join(citation_card(turn, citation) for citation in found.citations)
        title = "The words it rests on"
    return (
        f'<section class="sources" id="sources-{turn}"><h2 class="side-title">{title}</h2>'
        f'<p class="asked" dir="auto">{escape(question)}</p><ol class="cards">{cards}</ol></section>'
    )


def no_sources() -> str:
    return (
        '<section class="sources vacant"><h2 class="side-title">Sources</h2>'
        "<p>The passages an answer rests on appear here, with the quoted words marked. "
        "Choose a number in an answer to see them, and read on in the whole article from there.</p></section>"
    )


def citation_card(turn: int, cited: Citation) -> str:
    """A cited passage under the number its answer gives it, the quote marked where it stands."""
    passage = cited.passage
    if passage.start <= cited.start and cited.end <= passage.end:
        words = marked(passage.text, cited.start - passage.start, cited.end - passage.start)
    else:  # a quote may run on beyond its passage
        words = marked(cited.quote, 0, len(cited.quote))
    back = f'<button type="button" class="back" value="{turn}-{cited.number}">Back to the answer</button>'
    place = address(cited.article, cited.start, cited.end)
    badge = f'<span class="number"><span class="unseen">Source </span>{cited.number}</span>'
    return card(f"card-{turn}-{cited.number}", badge, cited.article, words, place, back)


def hit_card(turn: int, rank: int, hit: Hit) -> str:
    """A passage that was found and not cited: no number, nothing marked."""
    place = address(hit.article, hit.passage.start, hit.passage.end)
    return card(f"near-{turn}-{rank}", "", hit.article, paragraphs(escape(hit.passage.text)), place, "")


def card(anchor: str, badge: str, article: Article, words: str, place: str, more: str) -> str:
    return (
        f'<li class="card" id="{anchor}" tabindex="-1"><header>{badge}<div>'
        f'<h3 class="title" dir="auto">{escape(name(article))}</h3>'
        f'<p class="origin">{origin(article)}</p></div></header>'
        f'<blockquote class="passage" dir="auto">{words}</blockquote><footer>'
        f'<a class="open" href="{escape(place)}" target="_blank" rel="noopener noreferrer">'
        f"Read the whole article</a>{more}</footer></li>"
    )
