"""What is left out for lacking something: "leaving out claims without a catastrophe" keeps those that have one."""

from __future__ import annotations

from dataclasses import replace

from assistant.query import Condition, Operator
from assistant.understanding.draft import Draft, soft

_EXCLUDES, _BEHIND = "restrict.exclude", "restrict.exclude_after"
_BETWEEN = (
    "restrict.only",
    "restrict.is",
    "restrict.name_of",
    "per.which",
    "per.before",
    "threshold.between",
)
_TURNED: dict[Operator, Operator] = {"is null": "is not null", "is not null": "is null"}


def turn_left_out(draft: Draft) -> None:
    """Turns a condition on what is missing where a word that leaves out stands before it in its clause."""
    _turn_behind(draft)
    for at in draft.find(_EXCLUDES):
        field = _lacked(draft, at)
        place = next((n for n, item in enumerate(draft.where) if _is_missing(item, field)), None)
        if field is None or place is None:
            continue
        condition = draft.where[place]
        if isinstance(condition, Condition):
            draft.where[place] = _turned(condition)
            draft.read(at, "filter", "exclude")
            for behind in draft.find(_BEHIND):
                draft.read(behind, "filter", "exclude")


def _turn_behind(draft: Draft) -> None:
    """没有证书的课程不算, "bookings with a company don't count": the word stands behind what is left out."""
    for at in draft.find(_BEHIND):
        for place in range(at - 1, -1, -1):
            means, value = draft.meanings.get(place, ("", ""))
            found = next((n for n, item in enumerate(draft.where) if _is_missing(item, value)), None)
            condition = draft.where[found] if found is not None else None
            if means == "filter" and found is not None and isinstance(condition, Condition):
                draft.where[found] = _turned(condition)
                draft.read(at, "filter", "exclude")
                break
            piece = draft.pieces[place]
            named = piece.entities or piece.dimensions or piece.metrics
            if "," in draft.between(place, place + 1) or not (
                soft(piece) or means in ("filter", "filler") or (named and not piece.values)
            ):
                break


def _lacked(draft: Draft, at: int) -> str | None:
    """The field that is said to be missing behind the word, with nothing else of its own between."""
    field = None
    for place in range(at + 1, len(draft.pieces)):
        if any(mark in draft.between(place - 1, place) for mark in ",;，；。?") and place > at + 1:
            break
        means, value = draft.meanings.get(place, ("", ""))
        piece = draft.pieces[place]
        if means == "filter" and value != "missing":
            field = field or value
        elif means != "filter" and not (
            means == "metric"
            or piece.entities
            or piece.metrics
            or piece.is_("filler.plain", "join.of", *_BETWEEN)
        ):
            break
        if field is not None and (means, value) == ("filter", "missing"):
            return field
        if (means, value) == ("filter", "missing"):
            behind = draft.right(place)
            return draft.meanings.get(behind, ("", ""))[1] if behind is not None else None
    return None


def _is_missing(item: object, field: str | None) -> bool:
    if not isinstance(item, Condition) or item.field != field:
        return False
    return item.op in _TURNED or (item.op == "=" and item.values in ((True,), (False,)))


def _turned(condition: Condition) -> Condition:
    if condition.op in _TURNED:
        return replace(condition, op=_TURNED[condition.op])
    return replace(condition, values=(not condition.values[0],))
