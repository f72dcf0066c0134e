"""A period set against the mean of the buckets of a longer one: 11月的线索量和今年月均比, "November against the
monthly average of 2025". Both sides are means over such buckets; of the first there is mostly one.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.query import Comparison, TimeRange
from assistant.understanding.draft import Draft
from assistant.understanding.shape.averages import bucket_of, is_averaged
from assistant.understanding.time.expr import GrainWord, Period, TimeComparison, Unit
from assistant.understanding.time.resolve import resolve_time
from assistant.understanding.time.settling import GRAINS
from assistant.understanding.time.shapes import size, unit_of

_AVERAGE = "shape.average"
_SIGNS = (
    "join.versus", "join.than", "join.outcome", "shape.compare", "shape.higher", "shape.lower", "shape.better",
    "shape.worse", "threshold.gt", "threshold.lt",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Mean:
    """The buckets of a mean, its period and the pieces that say so."""

    grain: str | None
    period: Period
    places: tuple[int, ...]


def take_against_mean(draft: Draft) -> None:
    """Reads the two periods, the word for the mean and those that compare.

    Without a word for the buckets they are such as the first period is one of; that of a rate is the rate of
    all of the longer period.
    """
    mean = next((found for at in range(len(draft.pieces)) if (found := _mean_at(draft, at))), None)
    if mean is None or not draft.metrics or draft.ground.base is not None:
        return
    signs = [at for at, piece in enumerate(draft.pieces) if piece.is_(*_SIGNS) and not piece.concerns]
    compared = any(_said(draft, at)[1] for at in mean.places)
    others = [
        at
        for at, piece in enumerate(draft.pieces)
        if piece.time is not None and at not in mean.places and draft.free(at)
    ]
    if not (signs or compared) or len(others) != 1:
        return
    own, told = _said(draft, others[0])
    unit = unit_of(own)
    grain = mean.grain or (unit if unit in GRAINS else None)
    averaged = all(is_averaged(draft, name) for name in draft.metrics)
    if own is None or told or grain is None or not (averaged or mean.grain is None):
        return
    first, second = _range(draft, own, grain), _range(draft, mean.period, grain)
    longer = size(unit_of(mean.period) or "day") > size(unit or "day")
    if first is None or second is None or not longer:
        return
    if averaged:
        draft.average_per.append(bucket_of(draft, grain))
    draft.time, draft.compare = first, Comparison("range", second)
    draft.read(others[0], "time", f"{first.start.date()}/{first.end.date()}")
    for at in mean.places:
        draft.read(at, "analysis", "average")
    for at in signs:
        draft.read(at, "comparison")


def _mean_at(draft: Draft, at: int) -> _Mean | None:
    """The mean that a word names with its buckets beside it, and the period beside both."""
    if not draft.free(at) or draft.pieces[at].concerns:
        return None
    grain = next((grain for grain in GRAINS if draft.has(at, f"average.{grain}")), None)
    places = [at]
    if grain is None and draft.has(at, _AVERAGE):
        for beside in (draft.left(at), draft.right(at)):
            unit = _grain(draft, beside)
            if unit is not None and beside is not None:
                grain, places = unit, sorted([at, beside])
                break
    if grain is None and not draft.has(at, _AVERAGE):
        return None
    for beside in (draft.left(places[0]), draft.right(places[-1])):
        period = _said(draft, beside)[0] if beside is not None and draft.free(beside) else None
        if period is not None and beside is not None:
            return _Mean(grain, period, (*places, beside))
    return None


def _grain(draft: Draft, at: int | None) -> str | None:
    if at is None or draft.pieces[at].concerns or not draft.free(at):
        return None
    time = draft.pieces[at].time
    if time is not None:
        unit = time.expr.unit if isinstance(time.expr, GrainWord) else None
        return unit if unit in GRAINS else None
    return next((unit for unit in GRAINS if draft.has(at, f"grain.{unit}")), None)


def _said(draft: Draft, at: int) -> tuple[Period | None, bool]:
    """The period that a piece says, and whether it is said to be compared with: 比今年."""
    time = draft.pieces[at].time
    if time is None:
        return None, False
    if isinstance(time.expr, TimeComparison):
        return time.expr.period, time.expr.period is not None
    return (time.expr if time.kind == "period" else None), False  # type: ignore[return-value]


def _range(draft: Draft, period: Period, grain: str) -> TimeRange | None:
    """The period where it is made up of such buckets."""
    unit: Unit | None = unit_of(period)
    if unit is None or size(unit) < size(grain):
        return None
    found = resolve_time(period, draft.ground.now, draft.ground.catalog.calendar)
    return found.ranges[0] if len(found.ranges) == 1 and not found.missing else None
