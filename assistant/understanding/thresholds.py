"""Limits on numbers: of a metric per group ("more than 100 MQLs"), or of a numeric dimension per row."""

from __future__ import annotations

from assistant.query import Condition, Operator, Scalar
from assistant.understanding.draft import Draft
from assistant.understanding.pieces import Piece
from assistant.understanding.predicates import field_of

_BEFORE: dict[str, Operator] = {
    "threshold.ge": ">=", "threshold.le": "<=", "threshold.gt": ">", "threshold.lt": "<", "threshold.eq": "=",
}  # fmt: skip
_AFTER: dict[str, Operator] = {"threshold.ge_after": ">=", "threshold.le_after": "<="}
_COUNTERS = ("order.counter", "threshold.unit")
_NUMERIC = ("integer", "number")


def take_thresholds(draft: Draft) -> None:
    for at, piece in enumerate(draft.pieces):
        if piece.number is None or not draft.free(at):
            continue
        if _take_between(draft, at) or _take_single(draft, at):
            _read_unit(draft, at)


def _read_unit(draft: Draft, at: int) -> None:
    """What the number counts, where it says nothing new: "500 元"."""
    if at + 1 < len(draft.pieces) and draft.pieces[at + 1].is_("threshold.unit") and draft.free(at + 1):
        draft.read(at + 1, "number")


def _take_single(draft: Draft, at: int) -> bool:
    before, after = draft.left(at, *_BEFORE), draft.right(at, *_AFTER, skip=_COUNTERS)
    for place, operators in ((before, _BEFORE), (after, _AFTER)):
        if place is None or not draft.free(place) or draft.pieces[place].concerns:
            continue
        role = next((role for role in operators if draft.has(place, role)), None)
        if role is not None and _apply(draft, (min(place, at), max(place, at)), operators[role], at):
            draft.read(place, "having", operators[role])
            draft.read(at, "number")
            return True
    return False


def _take_between(draft: Draft, at: int) -> bool:
    to = draft.right(at, "threshold.to")
    second = draft.right(to) if to is not None and draft.has(to, "threshold.to") else None
    if second is None or draft.pieces[second].number is None or not draft.free(second):
        return False
    opening, closing = draft.left(at, "threshold.between"), draft.right(second, "threshold.between_after")
    found = ((opening, "threshold.between"), (closing, "threshold.between_after"))
    marks = [
        place for place, role in found if place is not None and draft.has(place, role) and draft.free(place)
    ]
    if not marks or not _apply(draft, (min(marks[0], at), second), "between", at, second):
        return False
    for place in (*marks, at, second, to):
        draft.read(place, "having", "between")  # type: ignore[arg-type]
    return True


def _apply(draft: Draft, span: tuple[int, int], op: Operator, *numbers: int) -> bool:
    """Put the condition on the metric or numeric dimension that is named nearest."""
    target = _target(draft, *span)
    if target is None:
        return False
    piece = draft.pieces[target]
    if piece.dimensions and not draft.is_read(target):
        field = field_of(draft, target)
        unit = field.dimension.unit if field.dimension else None
        draft.where.append(Condition(field.name, op, _values(draft, numbers, unit)))
        draft.read(target, "filter", field.name)
        return True
    metric = next(name for name, place in draft.focus.items() if place == target)
    unit = draft.ground.catalog.metrics[metric].card.unit
    draft.having.append(Condition(metric, op, _values(draft, numbers, unit)))
    return True


def _target(draft: Draft, first: int, last: int) -> int | None:
    """Right before the limit, else right behind it, else the nearest before it, else the next behind it."""
    ahead = draft.left(first)
    if ahead is not None and _is_target(draft, ahead):
        return ahead
    behind = draft.right(last, skip=_COUNTERS)
    if behind is not None and _is_target(draft, behind):
        return behind
    for place in range(first - 1, -1, -1):
        if _is_target(draft, place):
            return place
    return next((place for place in range(last + 1, len(draft.pieces)) if _is_target(draft, place)), None)


def _is_target(draft: Draft, at: int) -> bool:
    return at in draft.focus.values() or (draft.free(at) and _is_numeric(draft, draft.pieces[at]))


def _is_numeric(draft: Draft, piece: Piece) -> bool:
    models = draft.ground.catalog.models
    return any(
        models[name.model].dimensions[name.dimension].data_type in _NUMERIC for name in piece.dimensions
    )


def _values(draft: Draft, numbers: tuple[int, ...], unit: str | None) -> tuple[Scalar, ...]:
    """Percentages are stored as 0 to 1; a plain 15 beside a percentage means 15 %."""
    out: list[Scalar] = []
    for at in numbers:
        number = draft.pieces[at].number
        assert number is not None
        value = number.value
        if unit == "percent" and number.kind == "number" and value > 1:
            value /= 100
        out.append(int(value) if float(value).is_integer() else value)
    return tuple(out)
