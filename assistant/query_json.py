"""The JSON form of a query, read into its types: only the shape is checked here, no name of a catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any, cast, get_args

from assistant.errors import QueryError, suggestion
from assistant.query import (
    Against,
    AllOf,
    AnyOf,
    Comparison,
    ComparisonKind,
    Condition,
    Filter,
    JinjaFilter,
    MetricQuery,
    Not,
    Operator,
    Order,
    QueryTime,
    Relation,
    RelativePeriod,
    RelativeTime,
    RunningScope,
    Scalar,
    TimeRange,
    iso,
)


def read_query(document: Mapping[str, Any]) -> MetricQuery:
    """The query that `document` describes. Raises QueryError naming the key that is wrong."""
    if not isinstance(document, Mapping):
        raise QueryError("a query is a JSON object with keys such as metrics, group_by and time")
    known = [item.name for item in fields(MetricQuery)]
    for key in document:
        if key not in known:
            raise QueryError(f"unknown key '{key}' in the query.{suggestion(str(key), known)}", choices=known)
    read = {key: _READERS[key](value, key) for key, value in document.items() if value is not None}
    return MetricQuery(**read)


def _wrong(key: str, wanted: str, value: object) -> QueryError:
    return QueryError(f"'{key}' takes {wanted}, not {value!r:.80}")


def _names(value: object, key: str) -> tuple[str, ...]:
    if (
        isinstance(value, str)
        or not isinstance(value, Sequence)
        or not all(isinstance(v, str) for v in value)
    ):
        raise _wrong(key, "a list of names", value)
    return tuple(value)


def _filters(value: object, key: str) -> tuple[Filter, ...]:
    if isinstance(value, str):
        return (JinjaFilter(value),)
    if not isinstance(value, Sequence):
        raise _wrong(key, "a list of filters", value)
    return tuple(_filter(item, key) for item in value)


def _filter(value: object, key: str) -> Filter:
    if isinstance(value, str):
        return JinjaFilter(value)
    if not isinstance(value, Mapping):
        raise _wrong(key, "filters such as {field, op, values}", value)
    joined = [name for name in ("any", "all", "not") if name in value]
    if joined and len(value) > 1:
        raise _wrong(key, f"{{{joined[0]}: …}} with no other key beside it", dict(value))
    for name, build in (("any", AnyOf), ("all", AllOf)):
        if name in value:
            return build(_filters(value[name], name))
    if "not" in value:
        return Not(_filter(value["not"], "not"))
    return _condition(value, key)


def _condition(value: Mapping[str, Any], key: str) -> Condition:
    unknown = set(value) - {"field", "op", "values"}
    if unknown or not isinstance(value.get("field"), str):
        raise _wrong(key, "filters such as {field, op, values}", dict(value))
    op = str(value.get("op", "=")).lower()
    if op not in get_args(Operator):
        raise QueryError(
            f"unknown operator '{op}' on {value['field']}; use one of {', '.join(get_args(Operator))}"
        )
    given = value.get("values", ())
    values = tuple(given) if isinstance(given, (list, tuple)) else (given,)
    if not all(item is None or isinstance(item, (str, int, float, bool)) for item in values):
        raise _wrong(f"{value['field']} {op}", "plain values", given)
    _check_arity(value["field"], op, len(values))
    return Condition(value["field"], cast(Operator, op), values)


def _check_arity(name: str, op: str, count: int) -> None:
    wanted = {"between": 2, "is null": 0, "is not null": 0}.get(op, 1)
    if op in ("in", "not in"):
        if count == 0:
            raise QueryError(f"'{name} {op}' needs at least one value")
    elif count != wanted:
        raise QueryError(f"'{name} {op}' takes {wanted} value{'s' if wanted != 1 else ''}, {count} given")


def _moment(value: object, key: str) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time())
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=None)
    except ValueError:
        raise _wrong(key, "ISO dates such as 2025-11-01", value) from None


def _range(value: Mapping[str, Any], key: str) -> TimeRange:
    unknown = set(value) - {"start", "end", "end_inclusive"}
    if unknown or "start" not in value or "end" not in value:
        raise _wrong(key, "{start, end}, end exclusive", dict(value))
    start, end = _moment(value["start"], key), _moment(value["end"], key)
    if value.get("end_inclusive"):
        whole_day = end.time() == time()
        if end > datetime.max - timedelta(days=1):
            raise _wrong(key, "an end before the year 10000", iso(end))
        end += timedelta(days=1) if whole_day else timedelta(seconds=1)
    if start >= end:
        raise QueryError(f"'{key}' ends ({iso(end)}) before it starts ({iso(start)})")
    return TimeRange(start, end, bool(value.get("end_inclusive")))


def _time(value: object, key: str) -> QueryTime:
    if isinstance(value, Mapping) and "relative" in value:
        period = value["relative"]
        if len(value) > 1:
            raise _wrong(key, "{relative} with no other key beside it", dict(value))
        if period not in get_args(RelativePeriod):
            raise QueryError(
                f"unknown period '{period}'.{suggestion(str(period), get_args(RelativePeriod))}",
                choices=get_args(RelativePeriod),
            )
        return RelativeTime(cast(RelativePeriod, period))
    if isinstance(value, Mapping):
        return _range(value, key)
    listed = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    if listed and all(isinstance(item, Mapping) for item in listed):
        return tuple(_range(item, key) for item in listed)
    raise _wrong(key, "{start, end}, {relative} or a list of ranges", value)


def _compare(value: object, key: str) -> Comparison:
    if not isinstance(value, Mapping) or value.get("kind") not in get_args(ComparisonKind):
        raise _wrong(key, f"{{kind}} with one of {', '.join(get_args(ComparisonKind))}", value)
    kind = cast(ComparisonKind, value["kind"])
    rest = {name: item for name, item in value.items() if name != "kind" and item is not None}
    if kind == "range":
        return Comparison(kind, _range(rest, key))
    if rest:
        raise _wrong(key, f"no further keys with {kind}", rest)
    return Comparison(kind)


def _against(value: object, key: str) -> Against:
    known = {"kind", "part", "other"}
    if (
        not isinstance(value, Mapping)
        or value.get("kind") not in get_args(Relation)
        or set(value) - known
        or not value.get("part")
    ):
        raise _wrong(key, f"{{kind, part, other}} with a kind of {', '.join(get_args(Relation))}", value)
    kind = cast(Relation, value["kind"])
    return Against(kind, _filters(value["part"], "part"), _filters(value.get("other") or (), "other"))


def _orders(value: object, key: str) -> tuple[Order, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, Sequence):
        raise _wrong(key, "a list of {field, direction} or names", value)
    return tuple(_order(item, key) for item in items)


def _order(value: object, key: str) -> Order:
    if isinstance(value, str):
        return Order(value.removeprefix("-"), value.startswith("-"))
    if (
        isinstance(value, Mapping)
        and isinstance(value.get("field"), str)
        and not set(value) - {"field", "direction"}
    ):
        direction = value.get("direction", "asc")
        if direction in ("asc", "desc"):
            return Order(value["field"], direction == "desc")
    raise _wrong(key, "{field, direction: asc or desc} or a name", value)


def _positive(value: object, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _wrong(key, "a whole number of at least 1", value)
    return value


def _flag(value: object, key: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(key, "true or false", value)
    return value


def _name(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise _wrong(key, "a name", value)
    return value


def _running(value: object, key: str) -> RunningScope:
    if value not in get_args(RunningScope):
        raise _wrong(key, f"one of {', '.join(get_args(RunningScope))}", value)
    return cast(RunningScope, value)


def _moving(value: object, key: str) -> int:
    if not isinstance(value, Mapping) or set(value) != {"periods"}:
        raise _wrong(key, "{periods: N}", value)
    return _positive(value["periods"], "moving.periods")


def _parameters(value: object, key: str) -> Mapping[str, Scalar] | None:
    if not isinstance(value, Mapping) or not all(
        isinstance(name, str) and isinstance(item, (str, int, float, bool)) for name, item in value.items()
    ):
        raise _wrong(key, "an object of plain values", value)
    return dict(value) or None


_READERS: dict[str, Any] = {
    "metrics": _names,
    "group_by": _names,
    "average_per": _names,
    "where": _filters,
    "having": _filters,
    "time": _time,
    "compare": _compare,
    "order_by": _orders,
    "limit": _positive,
    "limit_per": _name,
    "others": _flag,
    "totals": _flag,
    "share_of_total": _flag,
    "share_within": _names,
    "ratio_to": _name,
    "against": _against,
    "count_of": _name,
    "running": _running,
    "moving": _moving,
    "parameters": _parameters,
    "saved_query": _name,
    "min_max_only": _flag,
    "apply_group_by": _flag,
}
