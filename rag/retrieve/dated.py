"""The order of articles in time: by day, within it by the hour where that is known, undated ones last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date

from rag.types import Article


def moment(article: Article) -> tuple[int, float]:
    """What articles are sorted by. Of one day, those whose hour is not known stand behind the others."""
    if article.published is None:
        return date.max.toordinal() + 1, 0.0
    at = article.published_at
    known = at is not None and at.tzinfo is not None
    return article.published.toordinal(), at.astimezone(UTC).timestamp() if at and known else float("inf")


def earliest(articles: Sequence[Article]) -> list[Article]:
    """Those of which no other is earlier: several of the first day, unless the hour of each is known."""
    dated = [article for article in articles if article.published is not None]
    if not dated:
        return []
    first = min(moment(article)[0] for article in dated)
    of_day = [article for article in dated if moment(article)[0] == first]
    hours = [moment(article)[1] for article in of_day]
    if float("inf") in hours:
        return of_day
    return [article for article, hour in zip(of_day, hours, strict=True) if hour == min(hours)]
