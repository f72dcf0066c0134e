"""What is seen in each of two years that are set against each other: 11月的访问次数,2025年和2024年比. And in each year, where
none is named.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.query import TimeRange
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.time.expr import Absolute, HolidayRef, Period, TimeComparison, Versus
from assistant.understanding.time.resolve import resolve_time
from assistant.understanding.time.shapes import is_recurring, within_year


def sides_meant(draft: Draft, at: int, said: Versus) -> Versus | None:
    """The two sides, each within the month or holiday that another phrase of the question names.

    None where it names a period that neither holds the later side nor recurs in both: it must not get lost.
    """
    if not isinstance(draft.time, (TimeRange, tuple)):
        return said
    spans = draft.time if isinstance(draft.time, tuple) else (draft.time,)
    found = resolve_time(said, draft.ground.now, draft.ground.catalog.calendar).ranges
    later = max(found) if found else None
    if later is None or any(span.start <= later.start and later.end <= span.end for span in spans):
        return said
    parts = [expr for other in range(len(draft.pieces)) if other != at and (expr := _period(draft, other))]
    if len(parts) != 1:
        return None
    first, second = _within(said.first, parts[0]), _within(said.second, parts[0])
    return Versus(first, second) if first is not None and second is not None else None


def _within(year: Period, part: Period) -> Period | None:
    recurs = isinstance(part, (Absolute, HolidayRef)) and is_recurring(part)
    return within_year(year, part) if recurs else None  # type: ignore[arg-type]


def _period(draft: Draft, at: int) -> Period | None:
    time = draft.pieces[at].time
    if time is None or time.kind != "period" or isinstance(time.expr, TimeComparison | Versus):
        return None
    return time.expr  # type: ignore[return-value]


def check_each_year(draft: Draft, said: Mapping[int, Period]) -> None:
    """The first quarter of each year is that of no one year; of which ones has to be said. Raises ImpossibleError."""
    if draft.grain == "year" and len(said) == 1:
        for at, expr in said.items():
            if is_recurring(expr):
                raise ImpossibleError("unread_condition", draft.pieces[at].text)
