"""Stretches of time that are listed or set against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.query import Comparison, TimeRange
from assistant.understanding.draft import Draft, ImpossibleError, soft
from assistant.understanding.periods.dated import says_more
from assistant.understanding.time.expr import Between, Listed
from assistant.understanding.time.meant import at_period_ends
from assistant.understanding.time.resolve import shifted_by_months
from assistant.understanding.time.settling import GRAINS
from assistant.understanding.time.shapes import unit_of
from assistant.understanding.words import load_vocabulary

_COMPARES = ("shape.compare", "shape.change", "shape.growth", "shape.rise", "shape.fall")
_CHANGED = (
    "shape.growth",
    "shape.rise",
    "shape.fall",
    "shape.better",
    "shape.worse",
    "shape.higher",
    "shape.lower",
)
_LISTS = ("join.and", "join.or")
_IN_A_WORD = re.compile(r"(?<=[a-z])-(?=[a-z])")
_LISTING_MARKS = frozenset(",;/&+、，；-~:")
_SENTENCE_ENDS = "?!.。？！"


def check_listed(draft: Draft, places: Sequence[int]) -> None:
    """Stretches of time are set side by side where they are listed or compared; else one of them was
    meant to say more about the other, and cannot. Raises ImpossibleError.
    """
    for first, second in pairwise(places):
        if _is_of_population(draft, first, second):
            raise ImpossibleError("unread_condition", draft.pieces[first].text)
    if any(piece.is_("join.versus", "join.than", "join.each", *_COMPARES) for piece in draft.pieces):
        return
    for first, second in pairwise(places):
        if says_more(draft, first, second):
            raise ImpossibleError("unread_condition", draft.pieces[first].text)
        if second == first + 1 and _same_unit(draft, first, second):
            continue
        between = range(first + 1, second)
        marks = _IN_A_WORD.sub("", draft.between(first, second))
        listed = any(draft.has(at, *_LISTS) for at in between) or set(marks) & _LISTING_MARKS
        if not listed and not _asked_again(draft, second):
            raise ImpossibleError("unread_condition", draft.pieces[first].text)


def _is_of_population(draft: Draft, first: int, second: int) -> bool:
    """Whether the first period tells the things apart that the second one is asked of: 2018年前投用的设备里,今年. What is said
    alike behind both is a list: 3月卖的酒和4月卖的酒.
    """
    text = draft.ground.text
    between = text[draft.pieces[first].end : draft.pieces[second].start]
    matched = load_vocabulary().matching("period.population", between)
    if matched is None or text.startswith(matched["deed"], draft.pieces[second].end):
        return False
    behind = draft.pieces[first].end + matched.end("deed")
    return any(
        piece.start > behind and (piece.entities or piece.dimensions) for piece in draft.pieces[first:second]
    )


def as_one(draft: Draft) -> None:
    """Stretches that follow on each other, with a word for their sum, are one: 3月、4月和5月加起来的收入. What
    is set against each other or seen bucket by bucket is not, nor are balances, which do not add up.
    """
    sides = sorted(draft.time) if isinstance(draft.time, tuple) else []
    marks = [
        at for at, piece in enumerate(draft.pieces) if piece.is_("shape.one_number") and not piece.concerns
    ]
    apart = any(
        piece.is_("join.versus", "join.than", "join.each", "per.each", *_COMPARES) for piece in draft.pieces
    )
    if not sides or not marks or apart or draft.grain is not None or len(draft.metrics) != 1:
        return
    if any(first.end != second.start for first, second in pairwise(sides)) or at_period_ends(draft, "month"):
        return
    draft.time = TimeRange(sides[0].start, sides[-1].end)
    for at in marks:
        draft.read(at, "connective")


def as_course(draft: Draft) -> None:
    """Stretches that follow on each other and are cut into shorter ones are one course: "by week for October and
    November", "quarter by quarter over 2024 and 2025". Years are set side by side unless a word says that it goes over
    them.
    """
    sides = sorted(draft.time) if isinstance(draft.time, tuple) else []
    if not sides or draft.grain not in GRAINS or draft.compare is not None:
        return
    if any(first.end != second.start for first, second in pairwise(sides)):
        return
    against = ("join.versus", "join.than", "join.each", "per.each", *_COMPARES)
    if any(piece.is_(*against) and not piece.concerns for piece in draft.pieces):
        return
    said = [
        at for at, piece in enumerate(draft.pieces) if piece.time is not None and piece.time.kind == "period"
    ]
    units = {unit for at in said for unit in _units_of(draft.pieces[at].time.expr)}  # type: ignore[union-attr]
    if len(units) != 1 or not units <= {*GRAINS}:
        return
    (unit,) = units
    if GRAINS.index(draft.grain) >= GRAINS.index(unit) or (unit == "year" and not _goes_over(draft, said[0])):
        return
    draft.time = TimeRange(sides[0].start, sides[-1].end)


def _units_of(expr: object) -> set[str | None]:
    return {unit_of(item) for item in expr.items} if isinstance(expr, Listed) else {unit_of(expr)}


def _goes_over(draft: Draft, at: int) -> bool:
    """Whether a word before the years or one for a course says that it goes over them."""
    before = load_vocabulary().matching("period.over", draft.ground.text[: draft.pieces[at].start])
    return before is not None or any(piece.is_("shape.trend", "shape.moved") for piece in draft.pieces)


def _asked_again(draft: Draft, at: int) -> bool:
    """A sentence that says a period and nothing else: "November leads? And October?", 10月呢."""
    text = draft.ground.text
    begins = max(text.rfind(mark, 0, draft.pieces[at].start) for mark in _SENTENCE_ENDS)
    behind = [piece for piece in draft.pieces if piece.start > begins and piece is not draft.pieces[at]]
    return begins >= 0 and all(soft(piece) or piece.is_("shape.how_many") for piece in behind)


def _same_unit(draft: Draft, first: int, second: int) -> bool:
    """Two years, or two months: a list, as one cannot be part of the other."""
    units = [unit_of(piece.time.expr) for piece in draft.pieces[first : second + 1] if piece.time is not None]
    return len(units) == 2 and units[0] is not None and units[0] == units[1]


def set_against(draft: Draft) -> None:
    """Two stretches of one kind with a word that compares them, seen by group or bucket by bucket: the later one,
    and how it changed.
    """
    sides = draft.time if isinstance(draft.time, tuple) else ()
    said = [
        at
        for at, piece in enumerate(draft.pieces)
        if piece.is_("shape.compare", "join.versus", *_CHANGED) and not is_of_values(draft, at)
    ]
    grouped = any(piece.dimensions and not piece.metrics for piece in draft.pieces)
    if len(sides) != 2 or not said or not (grouped or draft.grain):
        return
    first, second = sorted(sides)
    if first.end > second.start or (draft.grain and not _is_year_later(first, second)):
        return
    draft.time, draft.compare = second, Comparison("range", first)
    if draft.grain:
        draft.compare = Comparison("same_period_last_year")
    for at in draft.find("shape.compare"):
        draft.read(at, "comparison")


def is_of_values(draft: Draft, at: int) -> bool:
    """Whether the word compares values and no periods: "South China against North China, 2024 and 2025"."""
    said = [place for place, piece in enumerate(draft.pieces) if place == at or not soft(piece)]
    place = said.index(at)
    behind = draft.pieces[said[place + 1]] if place + 1 < len(said) else None
    if behind is None or not behind.values:
        return False
    fields = {value.dimension for value in behind.values}
    others = (piece for other, piece in enumerate(draft.pieces) if other != at and piece is not behind)
    return any(fields & {value.dimension for value in piece.values} for piece in others)


def _is_year_later(first: TimeRange, second: TimeRange) -> bool:
    return shifted_by_months(second, -12) == first


def by_units(draft: Draft) -> None:
    """Periods in a row that are compared with a year before, or a stretch of which each is asked for, are shown by
    their unit: Q1, Q2, Q3 and Q4 against last year, 一月到十二月分别是多少.
    """
    if draft.grain is not None:
        return
    said = [
        piece.time.expr for piece in draft.pieces if piece.time is not None and piece.time.kind == "period"
    ]
    if len(said) != 1:
        return
    match said[0]:
        case Listed(items=items) if draft.compare is not None and isinstance(draft.time, tuple):
            ranges = sorted(draft.time)
            unit = unit_of(items[0])
            if unit in GRAINS and all(first.end == second.start for first, second in pairwise(ranges)):
                draft.grain, draft.time = unit, TimeRange(ranges[0].start, ranges[-1].end)
        case Between(first=first, last=last) if unit_of(first) == unit_of(last) and unit_of(first) in GRAINS:
            if _is_each(draft):
                draft.grain = unit_of(first)


def _is_each(draft: Draft) -> bool:
    """Whether "each" stands there and there is nothing else of which each could be meant."""
    others = any(
        piece.dimensions or piece.entities or piece.values for piece in draft.pieces if not piece.metrics
    )
    if others or len(draft.metrics) != 1 or not isinstance(draft.time, TimeRange):
        return False
    marks = [at for at, piece in enumerate(draft.pieces) if piece.is_("join.each") and not piece.concerns]
    for at in marks:
        draft.read(at, "grain")
    return bool(marks)
