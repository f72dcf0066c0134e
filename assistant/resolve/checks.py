"""What a query may not combine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from datetime import time as clock

from sqlglot import exp

from assistant.catalog.model import Catalog, Window
from assistant.errors import NotSupported, QueryError
from assistant.plan import (
    Computation,
    Formula,
    Leaf,
    Offset,
    Quotient,
    ResolvedField,
    ResolvedMetric,
    TimePlan,
    ToGrain,
    leaves,
)
from assistant.query import STANDARD_GRAINS, MetricQuery, TimeRange
from assistant.resolve.grains import REFRESH_GRAINS, grain_rank, require_grain, source_grain, too_fine
from assistant.resolve.periods import MONTHS, add_months

ADDITIVE = ("sum", "count", "sum_boolean")
_ACROSS = ("share_of_total", "running", "moving", "totals", "others")
_LINEAR = (exp.Add, exp.Sub, exp.Paren, exp.Neg, exp.Column, exp.Identifier)


def check_shape(query: MetricQuery) -> None:
    """What is wrong whatever the catalog. Raises QueryError or NotSupported."""
    if query.metrics:
        if query.min_max_only:
            raise QueryError("'min_max_only' is for a query without metrics", "impossible_query")
        if not query.apply_group_by:
            raise QueryError("'apply_group_by: false' is for a query without metrics", "impossible_query")
    elif not query.group_by:
        raise QueryError("a query needs a metric, or something to list the values of", "missing_metric")
    if query.compare is not None and isinstance(query.time, tuple):
        raise QueryError("'compare' and several time ranges exclude each other", "impossible_query")
    if query.limit is None and (query.limit_per or query.others):
        raise QueryError("'limit_per' and 'others' need a 'limit'", "impossible_query")
    if query.share_within and not query.share_of_total:
        raise QueryError("'share_within' needs 'share_of_total'", "impossible_query")
    _check_ratio(query)
    if query.against is not None:
        _exclude(query, "against", ("compare", "ratio_to", "count_of", "average_per", *_ACROSS))
        if isinstance(query.time, tuple):
            raise QueryError("'against' and several time ranges exclude each other", "impossible_query")
    _check_count(query)
    if query.others and (not query.group_by or query.having):
        raise QueryError("'others' needs groups and excludes 'having'", "impossible_query")
    if query.average_per:
        _exclude(query, "average_per", _ACROSS, ": means do not add up")
    if (query.running or query.moving) and isinstance(query.time, tuple):
        raise QueryError("'running' and 'moving' take one time range", "impossible_query")


def _check_ratio(query: MetricQuery) -> None:
    """Raises QueryError where a ratio has no two sides, or would be one of what is computed of them."""
    if query.ratio_to is None:
        return
    names = {name.lower() for name in query.metrics}
    if query.ratio_to.lower() not in names or len(names) < 2:
        raise QueryError(
            f"'ratio_to' takes one of the query's metrics beside another one, which '{query.ratio_to}' is not",
            "impossible_query",
            tuple(query.metrics),
        )
    _exclude(query, "ratio_to", ("share_of_total", "running", "moving", "average_per"))


def _check_count(query: MetricQuery) -> None:
    """Raises QueryError where what is shown of the groups would be lost with them."""
    if query.count_of is None:
        return
    _exclude(query, "count_of", ("compare", "order_by", "limit", *_ACROSS, "average_per"))
    if isinstance(query.time, tuple):
        raise QueryError("'count_of' and several time ranges exclude each other", "impossible_query")


def _exclude(query: MetricQuery, name: str, others: Iterable[str], why: str = "") -> None:
    """Raises QueryError where the query has one of the others as well."""
    other = next((each for each in others if getattr(query, each)), None)
    if other is not None:
        raise QueryError(f"'{name}' and '{other}' exclude each other{why}", "impossible_query")


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
    if (query.moving or query.running not in (None, "all")) and any(key.custom for key in keys):
        raise NotSupported("moving averages by a grain of the catalog's own are not computed", "custom_grain")


def check_offsets(
    catalog: Catalog, metrics: tuple[ResolvedMetric, ...], keys: tuple[ResolvedField, ...], time: TimePlan
) -> None:
    """What looks back in time needs a time to look back from. Raises QueryError or NotSupported."""
    timed = [key for key in keys if key.is_metric_time]
    ranged = time.range is not None or bool(time.periods)
    for item in metrics:
        for leaf in leaves(item.formula):
            custom = any(isinstance(o, Window) and o.grain not in STANDARD_GRAINS for o in leaf.offsets)
            if custom and (ranged or time.prior):
                raise NotSupported(f"'{item.name}' looks back by a grain of the catalog's own, over all time only", "custom_grain")  # fmt: skip
            _check_accumulation(item.name, leaf, bool(timed), ranged)
            if leaf.offsets and not timed and not ranged:
                raise _needs_time(item.name)
            for position, offset in enumerate(leaf.offsets):
                _check_offset(catalog, item.name, leaf, offset, timed)
                _check_order(item.name, leaf, leaf.offsets[:position], offset)


def _check_accumulation(name: str, leaf: Leaf, timed: bool, ranged: bool) -> None:
    if leaf.accumulation is None:
        return
    for grain in (leaf.accumulation.window and leaf.accumulation.window.grain, leaf.accumulation.to_date):
        if grain and grain not in STANDARD_GRAINS:
            raise _of_own_grain(name, grain)
    if timed:
        return
    limited = leaf.accumulation.window or leaf.accumulation.to_date
    filtered = any(field.is_metric_time for item in leaf.filters for field in item.fields)
    if (limited and not ranged) or filtered:
        raise _needs_time(name)


def _check_offset(
    catalog: Catalog, name: str, leaf: Leaf, offset: Offset, timed: list[ResolvedField]
) -> None:
    """Months, quarters and years are carried whole, so that no day is lost or counted twice; a running
    value has no such parts and is looked up a month before.
    """
    if isinstance(offset, ToGrain):
        if offset.grain not in STANDARD_GRAINS:
            raise _of_own_grain(name, offset.grain)
        if not timed:
            raise QueryError(f"'{name}' looks at the start of a period: group it by time", "impossible_query")
        if leaf.kind.non_additive or leaf.conversions:
            raise NotSupported(f"'{name}': '{leaf.metric.name}' has no value at the start of a period", "offset_to_grain")  # fmt: skip
        return
    if offset.grain not in STANDARD_GRAINS:
        _check_custom(name, leaf, offset, timed)
        return
    if leaf.source.time is not None:
        # Days that are moved by hours would land on other days.
        require_grain(
            offset.grain, source_grain(catalog, leaf.source), f"{offset.count} {offset.grain}", name
        )
    for key in timed:
        if offset.grain in MONTHS and leaf.accumulation is None:
            require_grain(key.grain or key.date_part or "day", "month", key.name, name)


def _check_custom(name: str, leaf: Leaf, offset: Window, timed: list[ResolvedField]) -> None:
    """Periods of unequal length are carried whole, from one of them to another."""
    if leaf.on_spine or leaf.conversions or len(leaf.offsets) > 1:
        raise NotSupported(f"'{name}' looks back by '{offset.grain}' from what is no plain aggregation", "custom_grain")  # fmt: skip
    for key in timed:
        if key.grain != offset.grain:
            raise QueryError(
                f"'{name}' looks back by '{offset.grain}': group it by that grain, not by {key.name}",
                "too_fine_grain", (f"metric_time__{offset.grain}",),
            )  # fmt: skip


def _check_order(name: str, leaf: Leaf, before: tuple[Offset, ...], offset: Offset) -> None:
    """What was carried by whole months has no days that could be carried further."""
    by_months = any(isinstance(item, Window) and item.grain in MONTHS for item in before)
    if by_months and leaf.accumulation is None and isinstance(offset, Window) and offset.grain not in MONTHS:
        raise too_fine(f"{offset.count} {offset.grain}", name, "month")


def _of_own_grain(name: str, grain: str) -> NotSupported:
    return NotSupported(f"'{name}' accumulates or looks back by '{grain}', a grain of the catalog's own", "custom_grain")  # fmt: skip


def _needs_time(name: str) -> QueryError:
    return QueryError(f"'{name}' looks back in time: give a time range or group by time", "impossible_query")


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


def check_rest(
    query: MetricQuery, metrics: tuple[ResolvedMetric, ...], keys: tuple[ResolvedField, ...]
) -> None:
    """Running values of several moments have no rest. Raises QueryError impossible_query."""
    if not query.others or not any(key.is_metric_time for key in keys):
        return
    for item in metrics:
        distinct = query.running and any(
            leaf.kind.function == "count_distinct" for leaf in leaves(item.formula)
        )
        if distinct or any(leaf.on_spine for leaf in leaves(item.formula)):
            raise QueryError(
                f"'{item.name}' accumulates: ask for its others without a time key", "impossible_query"
            )


def check_shares(query: MetricQuery, metrics: tuple[ResolvedMetric, ...]) -> None:
    """Shares and running totals are of amounts, not of rates. Raises QueryError impossible_query."""
    for item in metrics:
        if query.share_of_total and not is_amount(item.formula, (*ADDITIVE, "count_distinct")):
            raise QueryError(f"'{item.name}' is no amount that has shares of a total", "impossible_query")
        if query.running and not _can_run(item.formula):
            raise QueryError(
                f"'{item.name}' has no running total: its rows must be counted anew", "impossible_query"
            )


def _can_run(formula: Formula) -> bool:
    """Whether the buckets so far make one value: of a rate only where its parts are added up plainly."""
    found = list(leaves(formula))
    functions: tuple[str, ...] = (*ADDITIVE, "min", "max")
    if is_amount(formula, (*functions, "count_distinct")):
        functions = (*functions, "count_distinct")
    return all(
        leaf.kind.function in functions
        and leaf.kind.non_additive is None
        and not leaf.on_spine
        and not (leaf.conversions and leaf.kind.function == "count_distinct")
        for leaf in found
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
