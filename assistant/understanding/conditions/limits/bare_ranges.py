"""Ranges of a number of the rows that is named right beside them: "with 5 to 10 years of experience", 床位数50到100."""

from __future__ import annotations

from assistant.query import Condition
from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.limits.limited import NUMERIC
from assistant.understanding.conditions.limits.measured import end_of_range, range_marks
from assistant.understanding.draft import Draft
from assistant.understanding.units import units_in


def take_bare_ranges(draft: Draft) -> None:
    """Both ends are in, as with "between"."""
    if not draft.metrics:
        return
    for at, piece in enumerate(draft.pieces):
        if piece.number is None or piece.number.kind == "percent" or not draft.free(at):
            continue
        last = end_of_range(draft, at)
        end = draft.pieces[last].number if last is not None else None
        if last is None or end is None or end.kind == "percent" or piece.number.value > end.value:
            continue
        for place in (last + 1, _before(draft, at, last)):
            field = _number_named(draft, place)
            if field is not None:
                ends = (piece.number.value, end.value)
                whole = tuple(int(value) if value.is_integer() else value for value in ends)
                draft.where.append(Condition(field.name, "between", whole))
                for each in (*range(at, last + 1), *range_marks(draft, at, last, last), place):
                    draft.read(each, "filter", field.name)
                break


def _before(draft: Draft, at: int, last: int) -> int:
    """What stands before the range, over "of" and the like; -1 where a comma parts the two, or a unit behind the range has
    a say in what it is of: 租期在7到14天之间.
    """
    place, behind = draft.left(at), last + 1
    if place is None or "," in draft.between(place, at):
        return -1
    unit = behind < len(draft.pieces) and draft.free(behind) and bool(units_in(draft.pieces[behind].text))
    return -1 if unit else place


def _number_named(draft: Draft, at: int) -> FieldOption | None:
    """The only numeric dimension that the piece stands for, and no metric that has a say in it."""
    if not 0 <= at < len(draft.pieces) or not draft.free(at) or draft.pieces[at].metrics:
        return None
    found = draft.ground.linker.dimension(draft.pieces[at].dimensions, draft.metrics)
    numbers = [item for item in found if item.dimension is not None and item.dimension.data_type in NUMERIC]
    return numbers[0] if len(numbers) == 1 == len(found) else None
