"""Things called by their number: project 42, partners 4, 9 and 14, 31号伙伴."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.query import Condition
from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.limits.limited import AFTER
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import DimensionName, EntityName
from assistant.understanding.neighbours import COUNTERS, adjacent, opening

_BETWEEN = re.compile(r"\s*#?\s*")
_LISTED = ("join.and", "join.or")
_MARK = "join.numbered"
_TOGETHER = ("shape.together", "shape.total", "shape.totals", "follow.together", "join.or")
_YEARS = (1990, 2099)


def take_numbered(draft: Draft) -> None:
    """Conditions on the number of a thing that stands right beside its name."""
    for at, piece in enumerate(draft.pieces):
        if not _may_be_numbered(draft, at):
            continue
        places = dict(_numbers(draft, at))
        field = _number_field(draft, _thing(draft, at)) if places else None
        if field is None:
            continue
        values = tuple(dict.fromkeys(places.values()))
        draft.where.append(Condition(field.name, "=" if len(values) == 1 else "in", values))
        if not piece.metrics or at not in draft.focus.values():
            draft.meanings[at] = ("filter", field.name)
        for mark in (at - 1, at + 1):
            if 0 <= mark < len(draft.pieces) and draft.has(mark, _MARK):
                draft.read(mark, "connective")
        for place, value in places.items():
            draft.read(place, "value", f"{field.name}={value}")


def show_numbered(draft: Draft) -> None:
    """Several things that are called by their numbers are shown one by one, where nothing else is and they are
    not to be taken together.
    """
    named = {value.partition("=")[0] for means, value in draft.meanings.values() if means == "value"}
    many = [
        item.field
        for item in draft.where
        if isinstance(item, Condition) and item.op == "in" and item.field in named and _by_number(draft, item)
    ]
    apart = draft.group_by or draft.grain or draft.trend or draft.ground.base is not None
    if len(many) == 1 and not apart and not any(piece.is_(*_TOGETHER) for piece in draft.pieces):
        draft.group_by.append(many[0])


def _by_number(draft: Draft, item: Condition) -> bool:
    """Whether the values were said as numbers beside the thing's name."""
    said = {value for means, value in draft.meanings.values() if means == "value"}
    return all(isinstance(value, int) and f"{item.field}={value}" in said for value in item.values)


def _may_be_numbered(draft: Draft, at: int) -> bool:
    """A named thing that nothing has read, that is read as what a metric is of ("cost of projects 42 and
    101"), or that a metric's name opens with: 322号项目的预算.
    """
    piece = draft.pieces[at]
    if at in draft.focus.values():
        return bool(opening(draft, at))
    passed = draft.meanings.get(at, ("",))[0] in ("filler", "metric")
    named = bool(piece.dimensions or piece.entities)
    return named and (passed or (draft.free(at) and not piece.metrics))


def _thing(draft: Draft, at: int) -> Piece:
    """The piece with what it names, or what the name of its metric opens with."""
    piece = draft.pieces[at]
    if at not in draft.focus.values():
        return piece
    named = opening(draft, at)
    return replace(
        piece,
        dimensions=tuple(item for item in named if isinstance(item, DimensionName)),
        entities=tuple(item for item in named if isinstance(item, EntityName)),
    )


def _numbers(draft: Draft, at: int) -> Iterator[tuple[int, int]]:
    """The numbers beside the piece with their places: one before it with 号, or those behind it."""
    if (
        at >= 2
        and draft.has(at - 1, _MARK)
        and adjacent(draft, at - 2, at - 1)
        and adjacent(draft, at - 1, at)
    ):
        value = _whole(draft, at - 2)
        if value is not None:
            yield at - 2, value
            return
    if at in draft.focus.values():
        return  # 工单数量 2025 is of that year
    if _is_limited(draft, at):
        return
    place = at + 2 if draft.has(at + 1 if at + 1 < len(draft.pieces) else None, _MARK) else at + 1
    if place >= len(draft.pieces) or not _BETWEEN.fullmatch(draft.between(place - 1, place)):
        return
    if _is_year(draft, place):
        return
    while place < len(draft.pieces) and (value := _whole(draft, place)) is not None:
        yield place, value
        place += 1
        while place < len(draft.pieces) and draft.pieces[place].is_(*_LISTED) and _goes_on(draft, place):
            place += 1
        if place < len(draft.pieces) and not _is_listed(draft, place):
            return


def _is_limited(draft: Draft, at: int) -> bool:
    """Whether a limit stands behind the number, or behind its unit: 标价100元以上."""
    behind = draft.right(at + 1, *AFTER, skip=COUNTERS) if at + 1 < len(draft.pieces) else None
    return draft.has(behind, *AFTER)


def _is_year(draft: Draft, place: int) -> bool:
    """The 2025 of "emergency admissions 2025", where no 号 or # says that it is a number."""
    piece = draft.pieces[place]
    marked = draft.has(place - 1, _MARK) or "#" in draft.between(place - 1, place)
    value = _whole(draft, place)
    return piece.time is not None and not marked and value is not None and _YEARS[0] <= value <= _YEARS[1]


def _goes_on(draft: Draft, place: int) -> bool:
    return place + 1 < len(draft.pieces) and _whole(draft, place + 1) is not None


def _is_listed(draft: Draft, place: int) -> bool:
    """Whether a comma or an "and" leads from the number before to the piece."""
    between = draft.ground.text[draft.pieces[place - 1].end : draft.pieces[place].start]
    return draft.pieces[place - 1].is_(*_LISTED) or bool(re.fullmatch(r"\s*[,、]\s*", between))


def _whole(draft: Draft, place: int) -> int | None:
    number = draft.pieces[place].number
    if number is None or not draft.free(place) or not float(number.value).is_integer() or number.value < 1:
        return None
    return int(number.value) if draft.pieces[place].text.isdigit() else None


def _number_field(draft: Draft, piece: Piece) -> FieldOption | None:
    """The field with the numbers of a named thing: it is numbered itself, or a dimension beside it is."""
    linker = draft.ground.linker
    named = linker.dimension(piece.dimensions, draft.metrics)
    if len(named) == 1 and _is_whole(named[0]):
        return named[0]
    whole = [item for item in linker.options(draft.metrics) if _is_whole(item)]
    for name in dict.fromkeys(name.dimension for name in piece.dimensions) if whole else ():
        beside = [item for item in whole if _is_number_of(item, name)]
        if len({item.name for item in beside}) == 1:
            return beside[0]
    keys = linker.entity(piece.entities, draft.metrics)
    return keys[0] if len(keys) == 1 and not named else None


def is_numbered(draft: Draft, at: int) -> bool:
    """Whether the piece names things that have numbers: projects, partners, groups of people."""
    return bool(draft.pieces[at].dimensions) and _number_field(draft, draft.pieces[at]) is not None


def _is_whole(option: FieldOption) -> bool:
    return option.dimension is not None and option.dimension.data_type == "integer"


def _is_number_of(option: FieldOption, name: str) -> bool:
    """Whether a whole number is named after the thing: group_number of group."""
    return option.dimension is not None and option.dimension.name.startswith(f"{name}_")
