"""The typed query: what the reader, a model or a person asks of the catalog. Names only, no SQL.

`MetricQuery.from_dict` checks the shape; whether the names exist is the resolver's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, Literal

Scalar = str | int | float | bool | None
Operator = Literal[
    "=", "!=", "<", "<=", ">", ">=", "in", "not in", "between",
    "is null", "is not null", "contains", "starts with", "ends with",
]  # fmt: skip
ComparisonKind = Literal["prior_period", "same_period_last_year", "same_holiday_last_year", "range"]
Relation = Literal["share", "ratio", "difference"]
RunningScope = Literal["all", "year", "quarter", "month"]
RelativePeriod = Literal[
    "today", "yesterday",
    "this_week", "last_week", "week_to_date",
    "this_month", "last_month", "month_to_date",
    "this_quarter", "last_quarter", "quarter_to_date",
    "this_half", "last_half",
    "this_year", "last_year", "year_to_date",
    "last_7_days", "last_30_days", "last_90_days",
    "last_3_months", "last_6_months", "last_12_months",
    "last_4_weeks", "last_8_weeks", "last_12_weeks",
    "all_time",
]  # fmt: skip
"""`last_N_…` are the last N units that are complete when today ends; `this_…` reaches to the unit's end."""

STANDARD_GRAINS = (
    "nanosecond", "microsecond", "millisecond", "second", "minute", "hour",
    "day", "week", "month", "quarter", "year",
)  # fmt: skip
DATE_PARTS = ("year", "quarter", "month", "day", "dow", "doy")


@dataclass(frozen=True, slots=True)
class Condition:
    """`field op values`. `between` includes both ends; `is null` takes no value; `in` takes any number."""

    field: str
    op: Operator
    values: tuple[Scalar, ...] = ()

    @property
    def picks_one(self) -> bool:
        """Whether one value is left of the field."""
        return self.op == "=" and len(self.values) == 1


@dataclass(frozen=True, slots=True)
class AnyOf:
    items: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    items: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: Filter


@dataclass(frozen=True, slots=True)
class JinjaFilter:
    """A `where` string of a dbt project; parsed with the catalog at hand."""

    text: str


Filter = Condition | AnyOf | AllOf | Not | JinjaFilter


BEGINNING = date(1970, 1, 1)
"""Stands for the beginning of the data where a period has no start."""


@dataclass(frozen=True, slots=True, order=True)
class TimeRange:
    """Half-open: `start` is in, `end` is not. Naive datetimes in the catalog's time zone."""

    start: datetime
    end: datetime
    whole_buckets: bool = field(default=False, compare=False)
    """Widened to whole buckets of the query's time grain, as MetricFlow's time constraints are."""

    @classmethod
    def of_dates(cls, start: date, end: date) -> TimeRange:
        return cls(datetime.combine(start, time()), datetime.combine(end, time()))

    @property
    def open_start(self) -> bool:
        """Whether it reaches back to the beginning of the data."""
        return self.start.date() <= BEGINNING

    def to_dict(self) -> dict[str, str]:
        return {"start": iso(self.start), "end": iso(self.end)}


@dataclass(frozen=True, slots=True)
class RelativeTime:
    period: RelativePeriod


QueryTime = TimeRange | RelativeTime | tuple[TimeRange, ...] | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What each number is set against. `range` is given for the kind `range` only."""

    kind: ComparisonKind
    range: TimeRange | None = None


@dataclass(frozen=True, slots=True)
class Against:
    """Each metric of the rows that meet `part` beside that of those that meet `other`, and what the one is to the other."""

    kind: Relation
    part: tuple[Filter, ...]
    other: tuple[Filter, ...] = ()
    """None: all of the query's rows."""

    @property
    def filters(self) -> tuple[Filter, ...]:
        return (*self.part, *self.other)


@dataclass(frozen=True, slots=True)
class Order:
    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """See docs/query.md. Absent means empty, None or False."""

    metrics: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    having: tuple[Filter, ...] = ()
    time: QueryTime = None
    compare: Comparison | None = None
    order_by: tuple[Order, ...] = ()
    limit: int | None = None
    limit_per: str | None = None
    others: bool = False
    totals: bool = False
    share_of_total: bool = False
    share_within: tuple[str, ...] = ()
    """Fields of `group_by` within each of whose groups the shares are, instead of within everything."""
    ratio_to: str | None = None
    """One of the metrics, which each of the others is divided by."""
    against: Against | None = None
    """Two parts of the rows whose numbers are set against each other, within each group."""
    count_of: str | None = None
    """A field of `group_by`: the answer is how many of its groups there are, instead of these groups."""
    running: RunningScope | None = None
    moving: int | None = None
    """Periods of the query's grain in the moving average."""
    average_per: tuple[str, ...] = ()
    """Fields over whose groups each metric is averaged: its value per group, then the mean of these."""
    parameters: Mapping[str, Scalar] | None = field(default=None, hash=False)
    saved_query: str | None = None
    min_max_only: bool = False
    apply_group_by: bool = True

    @property
    def sides(self) -> tuple[Filter, ...]:
        """The conditions of the parts that are set against each other."""
        return self.against.filters if self.against is not None else ()

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> MetricQuery:
        """Read the JSON form. Raises QueryError naming the key that is wrong and what it takes."""
        from assistant.query_json import read_query  # made of the types of this module

        return read_query(document)

    def to_dict(self) -> dict[str, Any]:
        """The stable JSON form of the query: every key of the contract, absent ones empty or null."""
        return {
            "metrics": list(self.metrics),
            "group_by": list(self.group_by),
            "average_per": list(self.average_per),
            "where": [filter_to_dict(item) for item in self.where],
            "having": [filter_to_dict(item) for item in self.having],
            "time": _time_to_dict(self.time),
            "compare": _comparison_to_dict(self.compare),
            "order_by": [
                {"field": o.field, "direction": "desc" if o.descending else "asc"} for o in self.order_by
            ],
            "limit": self.limit,
            "limit_per": self.limit_per,
            "others": self.others,
            "totals": self.totals,
            "share_of_total": self.share_of_total,
            "share_within": list(self.share_within),
            "ratio_to": self.ratio_to,
            "against": _against_to_dict(self.against),
            "count_of": self.count_of,
            "running": self.running,
            "moving": None if self.moving is None else {"periods": self.moving},
            "parameters": dict(self.parameters or {}),
        }

    def but(self, **changes: Any) -> MetricQuery:
        return replace(self, **changes)


def filtered_fields(filters: Iterable[Filter]) -> Iterator[str]:
    """Names of the fields that typed filters are about."""
    for item in filters:
        match item:
            case Condition():
                yield item.field
            case AnyOf() | AllOf():
                yield from filtered_fields(item.items)
            case Not():
                yield from filtered_fields((item.item,))


def filter_to_dict(item: Filter) -> dict[str, Any] | str:
    match item:
        case Condition():
            return {"field": item.field, "op": item.op, "values": list(item.values)}
        case AnyOf():
            return {"any": [filter_to_dict(each) for each in item.items]}
        case AllOf():
            return {"all": [filter_to_dict(each) for each in item.items]}
        case Not():
            return {"not": filter_to_dict(item.item)}
        case JinjaFilter():
            return item.text


def iso(moment: datetime) -> str:
    """A moment as text; one at midnight is written as its date."""
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat()


def _time_to_dict(value: QueryTime) -> Any:
    match value:
        case None:
            return None
        case TimeRange():
            return value.to_dict()
        case RelativeTime():
            return {"relative": value.period}
        case _:
            return [item.to_dict() for item in value]


def _against_to_dict(value: Against | None) -> dict[str, Any] | None:
    if value is None:
        return None
    sides = {"part": value.part, "other": value.other}
    return {"kind": value.kind} | {
        name: [filter_to_dict(item) for item in side] for name, side in sides.items()
    }


def _comparison_to_dict(value: Comparison | None) -> dict[str, str] | None:
    if value is None:
        return None
    return {"kind": value.kind} | (value.range.to_dict() if value.range else {})
