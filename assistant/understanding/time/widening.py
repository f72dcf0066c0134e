"""Periods that are finer than the data: the whole weeks, months or the like that hold them."""

from __future__ import annotations

from datetime import timedelta

from assistant.catalog.calendar import Calendar
from assistant.query import MetricQuery, TimeRange
from assistant.understanding.time.settling import GRAINS
from assistant.understanding.time.units import end_of, start_of

_SHORTEST = timedelta(microseconds=1)


def widened(query: MetricQuery, grain: str, calendar: Calendar) -> MetricQuery | None:
    """The query over the whole buckets of `grain` that its period lies in: the week of Double 12. None where its
    period is made up of such buckets already, or is none that is named by its days.
    """
    if (
        not isinstance(query.time, TimeRange)
        or grain not in GRAINS
        or GRAINS.index(grain) < GRAINS.index("day")
    ):
        return None
    first = start_of(grain, query.time.start.date(), calendar)  # type: ignore[arg-type]
    last = start_of(grain, (query.time.end - _SHORTEST).date(), calendar)  # type: ignore[arg-type]
    whole = TimeRange.of_dates(first, end_of(grain, last))  # type: ignore[arg-type]
    return None if whole == query.time else query.but(time=whole)
