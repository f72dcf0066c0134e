"""Numbers of a model's query that nobody said: a threshold of 5,000 where the question has 500."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from assistant.query import AllOf, AnyOf, Condition, Filter, MetricQuery, Not
from assistant.understanding.numerals import find_numbers

_SCALES = (1.0, 100.0, 0.01)
"""A percentage may be said as 40 and asked as 0.4."""


def unsaid_amounts(query: MetricQuery, text: str, known: Iterable[MetricQuery]) -> tuple[float, ...]:
    """Amounts that are neither in the normalised question nor in a query of before."""
    said = [number.value for number in find_numbers(text)]
    before = {amount for other in known for amount in _amounts(other)}
    return tuple(amount for amount in _amounts(query) if amount not in before and not _is_said(amount, said))


def _is_said(amount: float, said: Iterable[float]) -> bool:
    return any(math.isclose(amount, number * scale) for number in said for scale in _SCALES)


def _amounts(query: MetricQuery) -> Iterator[float]:
    for item in (*query.where, *query.having):
        yield from _of_filter(item)


def _of_filter(item: Filter) -> Iterator[float]:
    match item:
        case Condition():
            plain = (value for value in item.values if not isinstance(value, bool))
            yield from (float(value) for value in plain if isinstance(value, (int, float)))
        case AnyOf() | AllOf():
            for each in item.items:
                yield from _of_filter(each)
        case Not():
            yield from _of_filter(item.item)
