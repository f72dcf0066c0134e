"""Metrics that are counted per bucket of their own: monthly active users are those of one month.

Such a metric has dbt's `time_granularity` and counts distinct values, or is made of one that does: over a
longer stretch it is another number, neither the sum nor the mean of its buckets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from assistant.catalog.calendar import Calendar
from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Metric, Simple
from assistant.plan import ResolvedField
from assistant.query import MetricQuery, RelativeTime, TimeRange
from assistant.resolve.grains import grain_rank
from assistant.resolve.names import METRIC_TIME
from assistant.resolve.periods import MONTHS, resolve_period, start_of

NOTE = "own_grain"
_CALENDAR = ("day", "week", *MONTHS)


def own_grain(catalog: Catalog, metric: Metric) -> str | None:
    """The coarsest bucket that the metric or a part of it is counted in; None for others."""
    every = catalog.complete.metrics
    found = [
        part.time_granularity.lower()
        for part in with_inputs(every, metric.name)
        if part.time_granularity and _counts_distinct(every, part)
    ]
    return max((grain for grain in found if grain in _CALENDAR), key=grain_rank, default=None)


def _counts_distinct(metrics: Mapping[str, Metric], metric: Metric) -> bool:
    kinds = (part.kind for part in with_inputs(metrics, metric.name))
    return any(isinstance(kind, Simple) and kind.function == "count_distinct" for kind in kinds)


def notes_of(
    catalog: Catalog,
    metrics: Sequence[Metric],
    keys: Sequence[ResolvedField],
    ranges: Sequence[TimeRange | None],
) -> tuple[tuple[str, str], ...]:
    """`(own_grain, "name grain")` for each metric that is computed over more than a bucket of its own."""
    grains = [key.grain for key in keys if key.is_metric_time and key.grain]
    found = []
    for metric in metrics:
        own = own_grain(catalog, metric)
        if own is None:
            continue
        if grains:
            wider = min(map(grain_rank, grains)) > grain_rank(own)
        else:
            wider = any(_longer(asked, own, catalog.calendar) for asked in ranges)
        if wider:
            found.append((NOTE, f"{metric.name} {own}"))
    return tuple(found)


def split_by_own_grain(catalog: Catalog, query: MetricQuery, now: datetime) -> MetricQuery:
    """The query by the bucket that its metrics are counted in, where it is over more than one.

    As it is where it ranks, where it is by time already, and where stretches stand side by side.
    """
    timed = any(name.split("__")[0] == METRIC_TIME for name in (*query.group_by, *query.average_per))
    if (
        timed
        or query.limit is not None
        or query.order_by
        or query.having
        or isinstance(query.time, tuple)
        or query.compare
    ):
        return query
    metrics = [catalog.metrics[name] for name in query.metrics if name in catalog.metrics]
    grains = [grain for metric in metrics if (grain := own_grain(catalog, metric)) is not None]
    asked = query.time
    if isinstance(asked, RelativeTime):
        asked = resolve_period(asked.period, now, catalog.calendar)
    if not grains or not any(_longer(asked, grain, catalog.calendar) for grain in grains):
        return query
    return query.but(group_by=(*query.group_by, f"{METRIC_TIME}__{max(grains, key=grain_rank)}"))


def _longer(asked: TimeRange | None, grain: str, calendar: Calendar) -> bool:
    if asked is None:
        return True
    last = (asked.end - timedelta(microseconds=1)).date()
    return start_of(grain, asked.start.date(), calendar) != start_of(grain, last, calendar)
