"""What a query may not combine."""

from __future__ import annotations

from datetime import datetime, timedelta
from datetime import time as clock

from sqlglot import exp

from assistant.catalog.model import Catalog
from assistant.errors import NotSupported, QueryError
from assistant.plan import (
    Computation,
    Formula,
    Leaf,
    Quotient,
    ResolvedField,
    ResolvedMetric,
    TimePlan,
    leaves,
)
from assistant.query import MetricQuery, TimeRange
from assistant.resolve.grains import REFRESH_GRAINS, grain_rank, require_grain, source_grain, too_fine
from assistant.resolve.periods import MONTHS, add_months

ADDITIVE = ("sum", "count", "sum_boolean")
_LINEAR = (exp.Add, exp.Sub, exp.Paren, exp.Neg, exp.Column, exp.Identifier)


def check_shape(query: MetricQuery) -> None:
    """What is wrong whatever the catalog. Raises QueryError or NotSupported."""
    if query.min_max_only:
        raise NotSupported("min_max_only is not computed yet", "min_max_only")
    if query.compare is not None and isinstance(query.time, tuple):
        raise QueryError("'compare' and several time ranges exclude each other", "impossible_query")
    if query.limit is None and (query.limit_per or query.others):
        raise QueryError("'limit_per' and 'others' need a 'limit'", "impossible_query")
    if query.others and (not query.group_by or query.having):
        raise QueryError("'others' needs groups and excludes 'having'", "impossible_query")
    if (query.running or query.moving) and isinstance(query.time, tuple):
        raise QueryError("'running' and 'moving' take one time range", "impossible_query")


def check_grains(
    catalog: Catalog,
    metrics: tuple[ResolvedMetric, ...],
    keys: tuple[ResolvedField, ...],
    time: TimePlan,
    query: MetricQuery,
    now: datetime,
) -> None:
    """Raises QueryError too_fine_grain for buckets or a period finer than a metric's data."""
    today_ends = datetime.combine(now.date() + timedelta(days=1), clock())
    ranges = [r for r in (time.range, *time.periods) if r is not None]
    for item in metrics:
        finest = REFRESH_GRAINS.get(item.metric.card.refresh or "")
        for key in keys:
            if finest and key.is_metric_time:
                require_grain(key.grain or _PART_GRAINS[key.date_part or "day"], finest, key.name, item.name)
        if finest:
            _check_lengths([r for r in ranges if r.end != today_ends], finest, item.name)
        for leaf in leaves(item.formula):
            if leaf.source.time is not None:
                _check_starts(ranges, source_grain(catalog, leaf.source), item.name, today_ends)
    if (query.running or query.moving) and not any(key.is_metric_time and key.grain for key in keys):
        raise QueryError("'running' and 'moving' need a time grain to group by", "impossible_query")


def check_offsets(
    metrics: tuple[ResolvedMetric, ...], keys: tuple[ResolvedField, ...], time: TimePlan
) -> None:
    """An offset needs time to be told apart by; one of months, quarters or years whole months at least."""
    timed = [key for key in keys if key.is_metric_time]
    for item in metrics:
        for window in (window for leaf in leaves(item.formula) for window in leaf.offsets):
            if not timed and time.range is None and not time.periods:
                raise QueryError(
                    f"'{item.name}' looks back in time: give a time range or group by time",
                    "impossible_query",
                )
            for key in timed:
                if window.grain in MONTHS:
                    require_grain(key.grain or key.date_part or "day", "month", key.name, item.name)


_PART_GRAINS = {
    "year": "year",
    "quarter": "quarter",
    "month": "month",
    "day": "day",
    "dow": "day",
    "doy": "day",
}


def _check_lengths(ranges: list[TimeRange], finest: str, name: str) -> None:
    for asked in ranges:
        if asked.end < _after(asked.start, finest):
            raise too_fine(_written(asked), name, finest)


def _check_starts(ranges: list[TimeRange], finest: str, name: str, today_ends: datetime) -> None:
    """Rows that stand for a whole month cannot be split: a range begins with one and holds one, or
    reaches to today.
    """
    if finest not in MONTHS:
        return
    for asked in ranges:
        aligned = asked.start.day == 1 and (asked.start.month - 1) % MONTHS[finest] == 0
        if not aligned or (asked.end < _after(asked.start, finest) and asked.end != today_ends):
            raise too_fine(_written(asked), name, finest)


def _after(start: datetime, grain: str) -> datetime:
    if grain in MONTHS:
        day = add_months(start.date(), MONTHS[grain])
        return datetime.combine(day, start.time())
    if grain_rank(grain) < grain_rank("day"):
        return start
    return start + timedelta(days=7 if grain == "week" else 1)


def _written(asked: TimeRange) -> str:
    dates = asked.to_dict()
    return f"{dates['start']}..{dates['end']}"


def check_snapshots(
    metrics: tuple[ResolvedMetric, ...],
    keys: tuple[ResolvedField, ...],
    time: TimePlan,
    filtered: bool,
    now: datetime,
) -> tuple[tuple[str, str], ...]:
    """A snapshot stands for now: no past, no buckets of its own. Raises QueryError snapshot_only."""
    notes = []
    by_time = any(key.is_metric_time for key in keys)
    for item in metrics:
        found = list(leaves(item.formula))
        if not any(leaf.source.time is None for leaf in found):
            continue
        alone = all(leaf.source.time is None for leaf in found)
        ranges = [r for r in (time.range, *time.periods) if r is not None]
        past = any(not r.start <= now < r.end for r in ranges)
        if past or filtered or (alone and by_time and len(metrics) == 1):
            raise QueryError(f"'{item.name}' only stands for the present: it has no history", "snapshot_only")
        notes.append(("snapshot_as_of", f"{item.name}: {now.isoformat(sep=' ', timespec='minutes')}"))
    return tuple(notes)


def check_shares(query: MetricQuery, metrics: tuple[ResolvedMetric, ...]) -> None:
    """Shares and running totals are of amounts, not of rates. Raises QueryError impossible_query."""
    for item in metrics:
        if query.share_of_total and not is_amount(item.formula, (*ADDITIVE, "count_distinct")):
            raise QueryError(f"'{item.name}' is no amount that has shares of a total", "impossible_query")
        if query.running and not all(
            leaf.kind.function in (*ADDITIVE, "min", "max") and leaf.kind.non_additive is None
            for leaf in leaves(item.formula)
        ):
            raise QueryError(
                f"'{item.name}' has no running total: its rows must be counted anew", "impossible_query"
            )


def is_amount(formula: Formula, functions: tuple[str, ...] = ADDITIVE) -> bool:
    """Whether the parts of a whole add up to it (distinct counts overlap, yet have shares)."""
    match formula:
        case Leaf():
            return formula.kind.function in functions
        case Quotient():
            return False
        case Computation():
            linear = all(isinstance(node, _LINEAR) for node in formula.ast.walk())
            return linear and all(is_amount(item, functions) for item in formula.inputs.values())
