"""The period before the one that is named: "October 2025 vs the preceding month", "in Q3, and how many a year earlier"."""

from __future__ import annotations

from dataclasses import replace

from assistant.query import TimeRange
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft
from assistant.understanding.time.expr import (
    AllTime,
    GrainWord,
    Listed,
    Period,
    Relative,
    TimeComparison,
    Versus,
)
from assistant.understanding.time.resolve import resolve_time
from assistant.understanding.time.settling import range_of
from assistant.understanding.time.shapes import unit_of
from assistant.understanding.time.words import time_vocabulary

_BEFORE, _AGO, _ON = "prior", "ago", "versus_on"
_CHANGES = ("shape.growth", "shape.rise", "shape.fall", "shape.how_much_of", "join.outcome")
_BESIDE = ("join.framed", "shape.compare")
_SIDES = 2
_LAST_YEAR = Relative("year", -1)


def set_before_named(draft: Draft) -> None:
    """ "The previous month" beside another month is the one before that, and "a year earlier" beside a quarter is
    that quarter of the year before. Either is what the named one is compared with.
    """
    pieces = list(draft.pieces)
    for at, piece in enumerate(pieces):
        if piece.time is None or piece.concerns:
            continue
        said = _meant(draft, at, piece)
        if said is not None:
            pieces[at] = replace(piece, time=replace(piece.time, kind="comparison", expr=said))
    draft.pieces = tuple(pieces)


def names_one_before(piece: Piece, said: Versus) -> bool:
    """Whether the second side is the period before the first: "October 2025 vs the preceding month"."""
    unit = _unit_before(piece, said.second)
    return unit is not None and unit_of(said.first) == unit


def _meant(draft: Draft, at: int, piece: Piece) -> TimeComparison | Versus | None:
    expr = piece.time.expr if piece.time is not None else None
    if isinstance(expr, Listed) and len(expr.items) == _SIDES:
        sides = Versus(*expr.items)
        return sides if names_one_before(piece, sides) else None
    period = expr.period if isinstance(expr, TimeComparison) and expr.kind == "period" else expr
    unit = _unit_before(piece, period)
    if unit is not None and _is_said_of(draft, at, unit):
        if unit == "year":
            return TimeComparison("same_period", unit="year", offset=-1, against=True)
        return TimeComparison("prior_period", unit=unit, against=True)  # type: ignore[arg-type]
    if unit == "year" and _is_part_of_year(draft, at) and _is_beside(draft, at):
        return TimeComparison("same_period", unit="year", offset=-1, against=True)
    if period is expr and _is_changed_on(draft, at, period):
        return TimeComparison("period", period, against=True)  # type: ignore[arg-type]
    if period == _LAST_YEAR and _says(piece, _AGO) and _is_part_of_year(draft, at):
        return TimeComparison("same_period", unit="year", offset=-1, against=True)
    return None


def _is_beside(draft: Draft, at: int) -> bool:
    """Whether it is shown beside what was named: "with the previous year's alongside"."""
    behind = draft.right(at, *_BESIDE)
    return draft.has(behind, *_BESIDE) or draft.preceded(at, *_BESIDE)


def _is_changed_on(draft: Draft, at: int, period: object) -> bool:
    """Whether "on" stands before it and a change is asked for: "how far up are new customers on last year"."""
    earlier = isinstance(period, Relative) and period.offset < 0
    if not (earlier or unit_of(period) == "year") or not _others(draft, at):
        return False
    lead = draft.ground.text[: draft.pieces[at].start].split()[-1:]
    kinds = [kind for word in lead for kind, _ in time_vocabulary().phrases.get(word, ())]
    return _ON in kinds and any(piece.is_(*_CHANGES) for piece in draft.pieces[:at])


def _unit_before(piece: Piece, period: object) -> str | None:
    if isinstance(period, Relative) and period.offset == -1 and _says(piece, _BEFORE):
        return period.unit
    return None


def _says(piece: Piece, kind: str) -> bool:
    return any(word.kind == kind for word in time_vocabulary().in_text(piece.text))


def _is_said_of(draft: Draft, at: int, unit: str) -> bool:
    """Whether one other period of the kind is named, or was spoken of before."""
    others = _others(draft, at)
    if others or draft.ground.base is None:
        return len(others) == 1 and unit_of(others[0]) == unit
    now, calendar = draft.ground.now, draft.ground.catalog.calendar
    shown = range_of(draft.ground.base.time, now, calendar)
    if shown is None or not isinstance(draft.ground.base.time, TimeRange):
        return False
    current = resolve_time(Relative(unit, 0), now, calendar).ranges  # type: ignore[arg-type]
    return len(current) == 1 and _length(shown) == _length(current[0])


def _length(span: TimeRange) -> tuple[int, bool]:
    """In months where it is some of them, else in days."""
    months = (span.end.year - span.start.year) * 12 + span.end.month - span.start.month
    whole = span.start.day == span.end.day == 1
    return (months, True) if whole else ((span.end - span.start).days, False)


def _is_part_of_year(draft: Draft, at: int) -> bool:
    others = _others(draft, at)
    return len(others) == 1 and unit_of(others[0]) != "year" and not isinstance(others[0], AllTime)


def _others(draft: Draft, at: int) -> list[Period]:
    return [
        piece.time.expr
        for place, piece in enumerate(draft.pieces)
        if place != at
        and piece.time is not None
        and piece.time.kind == "period"
        and not isinstance(piece.time.expr, TimeComparison | Versus | GrainWord)
    ]
