"""Conditions that leave nothing: a value said to be one and left out at once ("East China leads that are not from East
China"), a lower limit above the upper one, a weekday in a period that has none (周末的周一订单).

Zero would be no answer to what was asked, whichever rule read the one or the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from assistant.query import Condition, Filter, MetricQuery, Scalar, TimeRange

_ONE_OF, _NONE_OF = ("=", "in"), ("!=", "not in")
_ABOVE, _BELOW = {">": True, ">=": False}, {"<": True, "<=": False}
_LONGEST = 400
"""Days of a period that are looked at one by one: a longer one has every weekday and month."""
_PARTS: Mapping[str, Callable[[date], int]] = {
    "metric_time__extract_year": lambda day: day.year,
    "metric_time__extract_quarter": lambda day: (day.month + 2) // 3,
    "metric_time__extract_month": lambda day: day.month,
    "metric_time__extract_day": lambda day: day.day,
    "metric_time__extract_dow": lambda day: day.isoweekday(),
}


def contradicting(query: MetricQuery) -> tuple[Condition, ...]:
    """Conditions of one field that no row and no group meets together, or one that no day of the period does; empty
    where there are none.
    """
    for items in (query.where, query.having):
        for first, second in combinations(_plain(items), 2):
            if first.field == second.field and (_values_clash(first, second) or _limits_clash(first, second)):
                return first, second
    for item in _plain(query.where):
        if item.field in _PARTS and item.op in _ONE_OF and _is_never(item, query.time):
            return (item,)
    return ()


def _plain(items: Iterable[Filter]) -> Iterator[Condition]:
    yield from (item for item in items if isinstance(item, Condition))


def _values_clash(first: Condition, second: Condition) -> bool:
    if first.op in _ONE_OF and second.op in _ONE_OF:
        return not set(first.values) & set(second.values)
    if first.op in _NONE_OF:
        first, second = second, first
    return first.op in _ONE_OF and second.op in _NONE_OF and set(first.values) <= set(second.values)


def _limits_clash(first: Condition, second: Condition) -> bool:
    """Whether nothing lies between the two limits."""
    if first.op in _BELOW:
        first, second = second, first
    if first.op not in _ABOVE or second.op not in _BELOW:
        return False
    low, high = first.values[0], second.values[0]
    if not _are_alike(low, high):
        return False
    strict = _ABOVE[first.op] or _BELOW[second.op]
    return bool(low >= high if strict else low > high)  # type: ignore[operator]


def _are_alike(first: Scalar, second: Scalar) -> bool:
    numbers = (int, float)
    if isinstance(first, numbers) and isinstance(second, numbers):
        return True
    return type(first) is type(second) and not isinstance(first, bool)


def _is_never(item: Condition, time: object) -> bool:
    """Whether no day of the period is such a one."""
    ranges: Sequence[object] = time if isinstance(time, tuple) else (time,)
    part = _PARTS[item.field]
    for each in ranges:
        if not isinstance(each, TimeRange) or (each.end - each.start).days > _LONGEST:
            return False
        days = ((each.start + timedelta(days=n)).date() for n in range((each.end - each.start).days or 1))
        if any(part(day) in item.values for day in days):
            return False
    return bool(ranges)
