"""An alert rule: what is watched, when it is told, how often it is looked at, who is told and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.analysis_request import AlertCadence, AlertDelivery
from assistant.catalog.model import Catalog
from assistant.query import Operator
from assistant.understanding.analyses.marks import Mark, Marks
from assistant.understanding.cutting.numerals import NumberSpan, find_numbers
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.units import converted, unit_of_metric, units_in

_BEFORE: dict[str, Operator] = {"limit.gt": ">", "limit.ge": ">=", "limit.lt": "<", "limit.le": "<="}
_AFTER: dict[str, Operator] = {"limit.gt_after": ">=", "limit.lt_after": "<"}
_CLOSE = 6
"""Characters between a limit and its number."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`number` as read; in which unit it is to be taken depends on the metric."""

    op: Operator
    number: NumberSpan
    on: Literal["value", "change", "change_rate"]
    units: frozenset[str]
    """What the word behind the number can stand for."""
    spans: tuple[tuple[int, int], ...]


def limit_of(marks: Marks, pieces: Sequence[Piece]) -> Limit | None:
    """The condition of an alert: a limit of the value, else a change of a size."""
    numbers = [item for item in find_numbers(marks.text) if not _is_taken(item, pieces)]
    for number in numbers:
        mark = _limit_beside(number, marks)
        if mark is not None:
            op = _BEFORE.get(mark.role) or _AFTER[mark.role]
            return Limit(op, number, "value", _unit_behind(number, marks)[0], _spans(marks, number, mark))
    for number in numbers:
        change = _change_beside(number, marks)
        if change is not None:
            op = ">=" if change.role == "change.up" else "<="
            on: Literal["change", "change_rate"] = "change_rate" if number.kind == "percent" else "change"
            return Limit(op, number, on, _unit_behind(number, marks)[0], _spans(marks, number, change))
    return None


def limit_value(limit: Limit, metric: str | None, catalog: Catalog) -> float:
    """In the metric's unit; percentages as 0 to 1, a fall below zero."""
    value = limit.number.value
    if limit.on != "value":
        return -abs(value) if limit.op == "<=" else abs(value)
    card = catalog.metrics[metric].card if metric is not None else None
    measured = unit_of_metric(card.unit) if card is not None else None
    if limit.number.kind == "percent" or measured is None:
        return value
    if measured == "percent" and value > 1:
        return value / 100
    return converted(value, limit.units, measured) or value if limit.units else value


def cadence_of(marks: Marks) -> AlertCadence | None:
    said = [each for each in get_args(AlertCadence) if marks.of(f"cadence.{each}")]
    return said[0] if said else None


def channel_of(marks: Marks) -> AlertDelivery | None:
    return next((each for each in get_args(AlertDelivery) if marks.of(f"channel.{each}")), None)


def recipient_of(marks: Marks) -> str | None:
    """A channel or address goes before a word for people: "tell the team in #support"."""
    told = [marks.text[slice(*item.parts["to"])] for item in marks.caught("alert.to")]
    addressed = [text for text in told if text.startswith(("#", "@")) or "@" in text]
    named = [text for text in told if not _names_channel(text, marks)]
    return next(iter((*addressed, *named)), None)


def _names_channel(text: str, marks: Marks) -> bool:
    """Whether the words name a way of delivery rather than someone."""
    spoken = {marks.text[mark.start : mark.end].lower() for each in get_args(AlertDelivery)
              for mark in marks.of(f"channel.{each}")}  # fmt: skip
    return text.lower() in spoken


def cadence_spans(marks: Marks) -> tuple[tuple[int, int], ...]:
    return tuple(
        (mark.start, mark.end) for mark in marks.of(*(f"cadence.{each}" for each in get_args(AlertCadence)))
    )


def _is_taken(number: NumberSpan, pieces: Sequence[Piece]) -> bool:
    return any(p.start < number.end and number.start < p.end and p.concerns for p in pieces)


def _limit_beside(number: NumberSpan, marks: Marks) -> Mark | None:
    before = [m for m in marks.of(*_BEFORE) if 0 <= number.start - m.end <= 2]
    if before:
        return min(before, key=lambda mark: (number.start - mark.end, mark.start))
    after = [m for m in marks.of(*_AFTER) if 0 <= m.start - number.end <= _CLOSE]
    return after[0] if after else None


def _change_beside(number: NumberSpan, marks: Marks) -> Mark | None:
    near = [m for m in marks.of("change.up", "change.down") if 0 <= number.start - m.end <= _CLOSE]
    return near[-1] if near else None


def _spans(marks: Marks, number: NumberSpan, mark: Mark) -> tuple[tuple[int, int], ...]:
    """Everything that states the limit: words such as "drops" and "under", the number, and its unit."""
    said = [m for m in marks.of(*_BEFORE, *_AFTER, "change.up", "change.down")
            if m.start <= mark.end and mark.start - m.end <= 1]  # fmt: skip
    end = _unit_behind(number, marks)[1]
    return (*((m.start, m.end) for m in said), (mark.start, mark.end), (number.start, end))


def _unit_behind(number: NumberSpan, marks: Marks) -> tuple[frozenset[str], int]:
    """The units right behind a number, and where they end."""
    if number.kind == "percent":
        return frozenset(), number.end
    behind = tokenize(marks.text[number.end : number.end + _CLOSE])
    for count in (2, 1):
        if len(behind) >= count and behind[0].start <= 1:
            end = number.end + behind[count - 1].end
            units = units_in(marks.text[number.end + behind[0].start : end])
            if units:
                return units, end
    return frozenset(), number.end
