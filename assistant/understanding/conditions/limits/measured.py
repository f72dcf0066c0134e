"""Limits on each row's own number that is said by its unit alone: 住3到5晚, "made 30 or more days ahead"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.query import Condition, Operator
from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.limits.limited import AFTER, BEFORE, NUMERIC
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.linking import distance
from assistant.understanding.metrics.counts.things import things_counted
from assistant.understanding.metrics.known import model_of_rows
from assistant.understanding.units import is_measured, unit_of_metric, units_in
from assistant.understanding.words import load_vocabulary

_BEFORE = {role: op for role, op in BEFORE.items() if op != "="}
_PICKING = ("order.top", "order.bottom", "per.before", "per.each", *EXTREMES)
_DASH = re.compile(r"\s*[-~–—]\s*")
_NEAR = 3
"""Pieces around the number whose words may be part of what it measures."""


def take_measured(draft: Draft, at: int) -> bool:
    """A condition on the one numeric dimension of the metrics' own rows that the unit behind the number
    is named in. Without a limit or a range it is that number (住3晚), where the unit is no word of its own.
    """
    if not draft.metrics:
        return False
    second = end_of_range(draft, at)
    last = at if second is None else second
    op, marks = _limit(draft, at, last)
    if second is not None:
        op = op or "between"
    unit = next(
        (
            place
            for place in range(last + 1, min(last + 3, len(draft.pieces)))
            if _may_be_unit(draft, place) or (place == last + 1 and _names_number(draft, place))
        ),
        None,
    )
    if op is None and unit is not None and _is_exact(draft, at, unit):
        op = "="
    if op is None or unit is None:
        return False
    field, told = _measures(draft, at, unit)
    if field is None or _is_percent_of_other(draft, at, field):
        return False
    places = (at,) if second is None else (at, second)
    values = tuple(draft.pieces[place].number.value for place in places)  # type: ignore[union-attr]
    whole = tuple(int(value) if float(value).is_integer() else value for value in values)
    draft.where.append(Condition(field.name, op, whole))
    inside = range(at + 1, second) if second is not None else ()
    for place in (*places, *marks, unit, *told, *inside, *range_marks(draft, at, unit, second)):
        draft.read(place, "filter", field.name)
    return True


def _is_percent_of_other(draft: Draft, at: int, field: FieldOption) -> bool:
    """A percentage of what is measured otherwise is no number of it: "more than 80% of their hours"."""
    number, dimension = draft.pieces[at].number, field.dimension
    unit = unit_of_metric(dimension.unit) if dimension is not None else None
    return number is not None and number.kind == "percent" and unit not in (None, "percent", "ratio")


def range_marks(draft: Draft, at: int, unit: int, second: int | None) -> tuple[int, ...]:
    """The 在 and 之间 around a range."""
    if second is None:
        return ()
    before, behind = draft.left(at, "threshold.between"), draft.right(unit, "threshold.between_after")
    found = ((before, "threshold.between"), (behind, "threshold.between_after"))
    return tuple(
        place for place, role in found if place is not None and draft.has(place, role) and draft.free(place)
    )


def _names_number(draft: Draft, at: int) -> bool:
    """Whether the piece is the name of a number of the metrics' own rows and of nothing else."""
    piece = draft.pieces[at]
    other = piece.metrics or piece.terms or piece.values or piece.roles
    return draft.free(at) and bool(piece.dimensions) and not other and _named(draft, at) is not None


def _named(draft: Draft, at: int) -> FieldOption | None:
    own = {item.name for item in numbers_of(draft)}
    options = draft.ground.linker.dimension(draft.pieces[at].dimensions, draft.metrics)
    return options[0] if len(options) == 1 and options[0].name in own else None


def _is_exact(draft: Draft, at: int, unit: int) -> bool:
    """Whether a whole number is said of what stands right behind it, which nothing else is meant by."""
    number, piece = draft.pieces[at].number, draft.pieces[unit]
    assert number is not None
    close = unit == at + 1 and not draft.between(at, unit).strip()
    plain = number.kind != "percent" and float(number.value).is_integer()
    named = bool(piece.dimensions)
    behind = unit + 1 if unit + 1 < len(draft.pieces) else None
    picked = draft.preceded(at, *_PICKING) or draft.has(behind, *EXTREMES)
    return close and plain and (piece.unread or named) and not picked


def numbers_of(draft: Draft) -> Iterator[FieldOption]:
    """Numeric dimensions of the metrics' own rows."""
    options = draft.ground.linker.options(draft.metrics)
    for item in options:
        if (
            item.dimension is not None
            and item.dimension.data_type in NUMERIC
            and distance(item, options) == 0
        ):
            yield item


def numbers_of_counted(draft: Draft) -> list[FieldOption]:
    """Numeric dimensions of the things that are counted, where the rows are others: those of invoices, whose number is that
    of the different ones of their lines.
    """
    catalog = draft.ground.catalog
    metrics = [catalog.metrics[name] for name in draft.metrics]
    things = [set(things_counted(catalog, metric)) for metric in metrics]
    counted = set.intersection(*things) if things else set()
    own = {catalog.models[model].primary_entity for each in metrics for model in model_of_rows(catalog, each)}
    return [
        item
        for item in draft.ground.linker.options(draft.metrics)
        if item.dimension is not None
        and item.dimension.data_type in NUMERIC
        and not counted & own
        and catalog.models[item.model].primary_entity in counted
    ]


def dashed_end(draft: Draft, at: int) -> int | None:
    """The number that a dash leads to: 60%-70%, 40–50, 100~200."""
    second = at + 1
    if second >= len(draft.pieces) or not draft.free(second) or draft.pieces[second].number is None:
        return None
    between = draft.ground.text[draft.pieces[at].end : draft.pieces[second].start]
    return second if _DASH.fullmatch(between) else None


def end_of_range(draft: Draft, at: int) -> int | None:
    if (dashed := dashed_end(draft, at)) is not None:
        return dashed
    to = draft.right(at, "threshold.to")
    if to == at + 1 and not draft.has(to, "threshold.to") and at + 3 < len(draft.pieces):
        said = draft.pieces[at + 1].text  # 3星到4星
        to = at + 2 if said in {piece.text for piece in draft.pieces[at + 3 : at + 5]} else to
    if to is None or not draft.has(to, "threshold.to"):
        return None
    second = draft.right(to)
    free = second is not None and draft.free(second) and draft.pieces[second].number is not None
    return second if free else None


def _limit(draft: Draft, first: int, last: int) -> tuple[Operator | None, tuple[int, ...]]:
    """The limit before the number, right behind it or behind its unit."""
    before = draft.left(first, *_BEFORE)
    for place, roles in ((before, _BEFORE), (last + 1, AFTER), (last + 2, AFTER)):
        if place is None or not 0 <= place < len(draft.pieces) or not draft.free(place):
            continue
        role = next((role for role in roles if draft.has(place, role)), None)
        if role is not None:
            return roles[role], (place,)
    return None, ()


def _may_be_unit(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    limit = piece.is_(*AFTER)
    numbered = piece.is_("join.numbered")  # 3到5号 are days, or things by their number, in no unit
    tenths = piece.text in load_vocabulary().codewords["tenths"]
    named = limit or numbered or tenths or piece.concerns or piece.mark or piece.is_("join.of")
    return draft.free(at) and not named and piece.number is None


def _measures(draft: Draft, at: int, unit: int) -> tuple[FieldOption | None, tuple[int, ...]]:
    """The numeric dimension that the unit is in a name of, and the words nearby that are, too."""
    if draft.pieces[unit].dimensions:
        return _named(draft, unit), ()
    near = [
        place
        for place in range(max(0, at - _NEAR), min(len(draft.pieces), unit + _NEAR))
        if draft.pieces[place].unread and draft.free(place) and place != unit
    ]
    found: list[tuple[int, FieldOption, tuple[int, ...]]] = []
    for option in numbers_of(draft):
        names = _names(option)
        if _is_in(draft.pieces[unit].text, names) and not _counts_others(draft.pieces[unit].text, names):
            told = tuple(place for place in near if _is_in(draft.pieces[place].text, names))
            found.append((len(told), option, told))
    most = max((count for count, _, _ in found), default=0)
    best = [(option, told) for count, option, told in found if count == most]
    return best[0] if len(best) == 1 else (None, ())


def _counts_others(unit: str, names: Sequence[str]) -> bool:
    """Whether the unit counts things whose money the number is: 20单 are no 订单金额."""
    vocabulary = load_vocabulary()
    if unit not in vocabulary.codewords["classifier"] - vocabulary.deeds["currency"]:
        return False
    return any(name.endswith(tuple(vocabulary.codewords["money"])) for name in names if not name.isascii())


def _names(option: FieldOption) -> tuple[str, ...]:
    assert option.dimension is not None
    item = option.dimension
    unit = item.unit or ""
    named = "" if is_measured(units_in(unit)) else unit  # what days there are is said by more than their unit
    return (*item.names, item.name.replace("_", " "), named)


def _is_in(text: str, names: tuple[str, ...]) -> bool:
    if not text.isascii():
        return any(text in name for name in names)
    said = words(text)
    return any(word in words(name) for name in names for word in said)
