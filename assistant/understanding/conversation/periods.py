"""The period and the comparison of an edited query."""

from __future__ import annotations

from assistant.query import MetricQuery, QueryTime, TimeRange
from assistant.resolve.periods import months_between
from assistant.understanding.conversation.edit import Edit
from assistant.understanding.draft import Draft
from assistant.understanding.time.resolve import shifted_by_months
from assistant.understanding.time.settling import range_of, stepped, time_grain


def with_time(edit: Edit, before: MetricQuery, query: MetricQuery, draft: Draft) -> MetricQuery:
    """The period and the comparison; one with the bucket before follows the period and the buckets."""
    now, calendar = draft.ground.now, draft.ground.catalog.calendar
    by_step = before.compare is not None and before.compare.kind == "range"
    by_step = by_step and before.compare == stepped(
        range_of(before.time, now, calendar), time_grain(before.group_by)
    )
    if draft.time is not None:
        compare = query.compare if query.compare and query.compare.kind != "range" else None
        query = query.but(time=draft.time, compare=compare)
    if by_step and not isinstance(query.time, tuple):
        span = range_of(query.time, now, calendar)
        query = query.but(compare=stepped(span, time_grain(query.group_by)))
    if draft.compare is not None and edit.moves and isinstance(before.time, TimeRange):
        return query.but(time=_earlier(before.time, draft.compare.kind), compare=None)
    if draft.compare is not None:
        time: QueryTime = query.time[-1] if isinstance(query.time, tuple) else query.time
        query = query.but(compare=draft.compare, time=time)
    return query


def _earlier(time: TimeRange, kind: str) -> TimeRange:
    """The stretch of the same length a year, or its own length, before."""
    if kind == "same_period_last_year":
        return shifted_by_months(time, -12)
    months = months_between(time.start.date(), time.end.date()) if time.start.day == time.end.day == 1 else 0
    if months:
        return shifted_by_months(time, -months)
    return TimeRange(time.start - (time.end - time.start), time.start)
