"""Queries taken apart into what can be compared: two ways of asking the same thing give the same parts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, get_args

from assistant.catalog.model import Catalog
from assistant.evaluation.case import Slot
from assistant.query import (
    AllOf,
    AnyOf,
    Condition,
    Filter,
    JinjaFilter,
    MetricQuery,
    Not,
    QueryTime,
    RelativeTime,
    Scalar,
    TimeRange,
    iso,
)
from assistant.resolve.fields import custom_grains
from assistant.resolve.names import METRIC_TIME, parse_name
from assistant.resolve.periods import resolve_period
from assistant.rows import ColumnRole

Parts = Mapping[Slot, Any]
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
"""What a text says as a number; 007, 1e5 and nan are codes."""
_ROLES = [role for role in get_args(ColumnRole) if role not in ("time", "dimension", "metric")]
"""Of columns that are computed from a metric and bear its name before theirs."""
_NEGATED = {"in": "not in", "not in": "in", "<": ">=", ">=": "<", ">": "<=", "<=": ">",
            "is null": "is not null", "is not null": "is null"}  # fmt: skip


class Slots:
    """Takes queries over one catalog apart."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._grains = custom_grains(catalog)
        self._tags = _tags(catalog)
        self._derived = {f"{name}__{role}".lower() for name in catalog.metrics for role in _ROLES}

    def of(self, query: MetricQuery, now: datetime) -> Parts:
        """Every slot of the query in a form that compares; sets where order means nothing."""
        return {
            "metrics": frozenset(name.lower() for name in query.metrics),
            "dimensions": frozenset(self.field(name) for name in query.group_by),
            "filters": frozenset(_one_each(self._conditions((*query.where, *query.having)))),
            "time": self.ranges(query.time, now),
            "compare": _comparison(query),
            "order_by": tuple((self.field(order.field), order.descending) for order in query.order_by),
            "limit": query.limit,
            "limit_per": self.field(query.limit_per) if query.limit_per else None,
            "others": query.others,
            "totals": query.totals,
            "share_of_total": query.share_of_total,
            "share_within": frozenset(self.field(name) for name in query.share_within),
            "ratio_to": query.ratio_to and query.ratio_to.lower(),
            "against": self._against(query),
            "count_of": self.field(query.count_of) if query.count_of else None,
            "running": query.running,
            "moving": query.moving,
            "average_per": frozenset(self.field(name) for name in query.average_per),
            "parameters": frozenset((query.parameters or {}).items()),
        }

    def described(self, metrics: Iterable[str]) -> Parts:
        """Of an answer that tells about metrics without a query."""
        return {
            **self.of(MetricQuery(), datetime.min),
            "metrics": frozenset(name.lower() for name in metrics),
        }

    def field(self, given: str) -> str:
        """A field by what it is, without the way that leads to it: conformed dimensions by their tag."""
        if given.lower() in self._derived:
            return given.lower()
        name = parse_name(given, self._grains)
        base = METRIC_TIME if name.base == METRIC_TIME else self._tags.get(name.last, name.last)
        date_part = name.date_part and f"extract_{name.date_part}"
        return "__".join(part for part in (base, name.grain, date_part) if part)

    def ranges(self, time: QueryTime, now: datetime) -> frozenset[tuple[str, str]]:
        """The periods as pairs of dates; none for all of the data."""
        match time:
            case None:
                found: tuple[TimeRange | None, ...] = ()
            case RelativeTime():
                found = (resolve_period(time.period, now, self._catalog.calendar),)
            case TimeRange():
                found = (time,)
            case _:
                found = time
        return frozenset((iso(item.start), iso(item.end)) for item in found if item is not None)

    def _against(self, query: MetricQuery) -> Any:
        if query.against is None:
            return None
        sides = (query.against.part, query.against.other)
        return (query.against.kind, *(frozenset(self._conditions(side)) for side in sides))

    def _conditions(self, filters: Iterable[Filter]) -> Iterable[Any]:
        for item in filters:
            match item:
                case AllOf():
                    yield from self._conditions(item.items)
                case AnyOf():
                    yield self._any(item)
                case Not():
                    yield self._not(item.item)
                case JinjaFilter():
                    yield ("where", " ".join(item.text.split()))
                case Condition():
                    yield from self._condition(item)

    def _condition(self, item: Condition) -> Iterable[Any]:
        field, values = self.field(item.field), tuple(_value(value) for value in item.values)
        if item.op == "between":
            yield (field, ">=", frozenset(values[:1]))
            yield (field, "<=", frozenset(values[1:]))
        else:
            op = {"=": "in", "!=": "not in"}.get(item.op, item.op)
            yield (field, op, frozenset(values))

    def _any(self, item: AnyOf) -> Any:
        """Alternatives of one field are one list of values."""
        parts = [tuple(self._conditions((each,))) for each in item.items]
        single = [part[0] for part in parts if len(part) == 1 and part[0][1] == "in" and len(part[0]) == 3]
        if len(single) == len(parts) and len({part[0] for part in single}) == 1:
            return (single[0][0], "in", frozenset().union(*(part[2] for part in single)))
        return ("any", frozenset(frozenset(part) for part in parts))

    def _not(self, item: Filter) -> Any:
        parts = tuple(self._conditions((item,)))
        if len(parts) == 1 and len(parts[0]) == 3 and parts[0][1] in _NEGATED:
            field, op, values = parts[0]
            return (field, _NEGATED[op], values)
        return ("not", frozenset(parts))


def _one_each(conditions: Iterable[Any]) -> Iterable[Any]:
    """Values that are excluded together are excluded one by one."""
    for item in conditions:
        if len(item) == 3 and item[1] == "not in":
            yield from ((item[0], "not in", frozenset({value})) for value in item[2])
        else:
            yield item


def _tags(catalog: Catalog) -> Mapping[str, str]:
    """Names of dimensions to the tag that they are conformed by, where all of that name agree."""
    found: dict[str, set[str]] = defaultdict(set)
    for model in catalog.models.values():
        for name, dimension in model.dimensions.items():
            found[name.lower()].add((dimension.conformed or name).lower())
    return {name: next(iter(tags)) for name, tags in found.items() if len(tags) == 1}


def _comparison(query: MetricQuery) -> Any:
    compare = query.compare
    if compare is None:
        return None
    return (
        (compare.kind, iso(compare.range.start), iso(compare.range.end)) if compare.range else (compare.kind,)
    )


def _value(value: Scalar) -> Scalar:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return float(value)
    return float(value) if _NUMBER.fullmatch(value) else value.casefold()
