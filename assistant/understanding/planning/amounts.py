"""Numbers of a model's query that nobody said: a threshold of 5,000 where the question has 500."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from assistant.query import AllOf, AnyOf, Condition, Filter, MetricQuery, Not, Scalar
from assistant.understanding.cutting.numerals import find_numbers

_NEGATIVE = ("!=", "not in", "is null", "<", "<=")
_SCALES = (1.0, 100.0, 0.01)
"""A percentage may be said as 40 and asked as 0.4."""


def unsaid_amounts(query: MetricQuery, text: str, known: Iterable[MetricQuery]) -> tuple[float, ...]:
    """Amounts that are neither in the normalised question nor in a query of before."""
    said = [number.value for number in find_numbers(text)]
    before = {amount for other in known for amount in _amounts(other)}
    return tuple(amount for amount in _amounts(query) if amount not in before and not _is_said(amount, said))


def has_amount(query: MetricQuery, amount: float) -> bool:
    """Whether a number of the question is somewhere in the query: a limit, a bound, a part of a code."""
    counts = (query.limit, query.moving)
    plain = [*_amounts(query), *(float(count) for count in counts if count is not None)]
    coded = any(f"{amount:g}" in value for value in _texts(query))
    return coded or any(_is_said(each, [amount]) for each in plain)


def is_negative(query: MetricQuery) -> bool:
    """Whether some condition of the query leaves something out."""
    return any(_leaves_out(item) for item in (*query.where, *query.having))


def _leaves_out(item: Filter) -> bool:
    match item:
        case Condition():
            return item.op in _NEGATIVE or False in item.values
        case AnyOf() | AllOf():
            return any(_leaves_out(each) for each in item.items)
        case _:
            return True


def _is_said(amount: float, said: Iterable[float]) -> bool:
    return any(math.isclose(amount, number * scale) for number in said for scale in _SCALES)


def _amounts(query: MetricQuery) -> Iterator[float]:
    plain = (value for value in _values(query) if not isinstance(value, bool))
    return (float(value) for value in plain if isinstance(value, (int, float)))


def _texts(query: MetricQuery) -> Iterator[str]:
    return (value for value in _values(query) if isinstance(value, str))


def _values(query: MetricQuery) -> Iterator[Scalar]:
    for item in (*query.where, *query.having):
        yield from _of_filter(item)


def _of_filter(item: Filter) -> Iterator[Scalar]:
    match item:
        case Condition():
            yield from item.values
        case AnyOf() | AllOf():
            for each in item.items:
                yield from _of_filter(each)
        case Not():
            yield from _of_filter(item.item)
