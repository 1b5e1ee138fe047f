"""Time cut into months, or into years where the months are too many to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MONTHS = 36  # of more, each period is a year


@dataclass(frozen=True, slots=True)
class Periods:
    """Every month, or year, from the first day to the last, also those of which there is nothing."""

    starts: tuple[str, ...]  # first days: 2025-03-01
    yearly: bool

    @classmethod
    def of(cls, days: Sequence[date]) -> Periods:
        first, last = min(days), max(days)
        many = (last.year - first.year) * 12 + last.month - first.month + 1
        if many > MONTHS:
            years = range(first.year, last.year + 1)
            return cls(tuple(f"{year:04}-01-01" for year in years), True)
        counted = (first.year * 12 + first.month - 1 + place for place in range(many))
        return cls(tuple(f"{month // 12:04}-{month % 12 + 1:02}-01" for month in counted), False)

    def start(self, of: date) -> str:
        return f"{of.year:04}-01-01" if self.yearly else f"{of.year:04}-{of.month:02}-01"

    def name(self, start: str) -> str:
        of = date.fromisoformat(start)
        return f"{of.year:04}" if self.yearly else f"{of:%B} {of.year:04}"

    @property
    def bounds(self) -> tuple[str, str]:
        """The first day, and the one after the last."""
        last = date.fromisoformat(self.starts[-1])
        months = last.year * 12 + last.month - 1 + (12 if self.yearly else 1)
        return self.starts[0], f"{months // 12:04}-{months % 12 + 1:02}-01"

    @property
    def first(self) -> str:
        return self.name(self.starts[0])

    @property
    def last(self) -> str:
        return self.name(self.starts[-1])

    @property
    def unit(self) -> str:
        return "year" if self.yearly else "month"
