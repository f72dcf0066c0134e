"""A step from the period that was shown: 再上一个月, "one quarter earlier", "and the month after"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.query import TimeRange
from assistant.understanding.conversation.corrected import period_of, shown_range
from assistant.understanding.conversation.work import Work
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.time.expr import Relative, TimeComparison
from assistant.understanding.time.grammar import TimeMatch
from assistant.understanding.time.resolve import resolve_time, shifted_by_months
from assistant.understanding.time.settling import bucket_before
from assistant.understanding.time.units import MONTHS
from assistant.understanding.words import load_vocabulary

_UNITS = ("day", "week", "month", "quarter", "year")
_COMPARES = (
    "shape.compare", "join.versus", "join.than", "join.outcome", "shape.change", "shape.growth", "shape.rise",
    "shape.fall", "beside.higher", "beside.lower",
)  # fmt: skip


def set_against(work: Work) -> None:
    """A period, or a step from the one that was shown, with a word that compares behind it: 把前一个月的放旁边."""
    marks = [
        piece for piece in work.pieces if piece.is_("shape.compare", "follow.beside") and not piece.concerns
    ]
    timed = [piece for piece in work.pieces if piece.time is not None or _step_of(piece) is not None]
    others = [piece for piece in work.said() if piece.concerns]
    if not marks or len(timed) != 1 or others or not _stands_for_it(marks, timed[0]):
        return
    base, piece = shown_range(work), timed[0]
    step = _step_of(piece)
    if base is None or (step is None and (piece.time is None or piece.time.kind != "period")):
        return
    if step is not None:
        if step[1] > 0 or _moved(base, *step) is None:
            return
        said = TimeComparison("prior_period", unit=step[0], against=True)  # type: ignore[arg-type]
    else:
        said = TimeComparison("period", piece.time.expr, against=True)  # type: ignore[union-attr,arg-type]
    match = TimeMatch(piece.start, piece.end, "comparison", said, 1.0)
    work.pieces[work.pieces.index(piece)] = replace(piece, roles=frozenset(), time=match)
    beside = [each for each in marks if not each.is_("shape.compare")]
    work.take(beside, "comparison", piece.text)


def before_what_is_shown(work: Work) -> None:
    """比上月 after a month that is long over: the month before that one, no later one."""
    base = shown_range(work)
    for at, piece in enumerate(work.pieces):
        said = piece.time.expr if piece.time is not None else None
        if base is None or not isinstance(said, TimeComparison) or not isinstance(said.period, Relative):
            continue
        found = resolve_time(said.period, work.now, work.catalog.calendar).ranges
        later = len(found) == 1 and found[0].start >= base.end and said.period.offset == -1
        if piece.time is not None and later and _moved(base, said.period.unit, -1) is not None:
            stepped = TimeComparison("prior_period", unit=said.period.unit, against=True)
            work.pieces[at] = replace(piece, time=replace(piece.time, expr=stepped))


def _stands_for_it(marks: list[Piece], timed: Piece) -> bool:
    """ "Compare Q2" has what it is compared with still to come."""
    return any(mark.start >= timed.end or not mark.is_("shape.compare") for mark in marks)


def _step_of(piece: Piece) -> tuple[str, int] | None:
    """The unit and the direction of a word such as "the month after"."""
    for unit in _UNITS:
        if piece.is_(f"step.earlier_{unit}", f"step.later_{unit}"):
            return unit, -1 if piece.is_(f"step.earlier_{unit}") else 1
    return None


def step_on(work: Work) -> None:
    """One bucket further from the period that was shown, where that is one such bucket."""
    base = shown_range(work)
    if base is None or any(piece.is_(*_COMPARES) and not piece.concerns for piece in work.pieces):
        return
    for taken, unit, offset in _steps(work, base):
        moved = _moved(base, unit, offset)
        if moved is not None and moved.start <= work.now:
            work.query = work.query.but(time=moved)
            work.take(taken, "time", f"{moved.start.date()}/{moved.end.date()}")
            return


def _steps(work: Work, base: TimeRange) -> Iterator[tuple[tuple[Piece, ...], str, int]]:
    further = load_vocabulary().anaphora["further"]
    if sum(piece.time is not None for piece in work.pieces) > 1:
        return
    for before, piece in zip([None, *work.pieces], work.pieces, strict=False):
        if piece.concerns or (piece.time is not None and piece.time.kind == "comparison"):
            continue
        step = _step_of(piece)
        if step is not None:
            yield (piece,), *step
        expr = piece.time.expr if piece.time is not None else None
        if not isinstance(expr, Relative) or abs(expr.offset) != 1:
            continue
        if before is not None and before.text in further:
            yield (before, piece), expr.unit, expr.offset
        elif period_of(work, piece) == base:
            yield (piece,), expr.unit, expr.offset  # the one that is shown already cannot be meant


def _moved(base: TimeRange, unit: str, offset: int) -> TimeRange | None:
    if unit not in (*MONTHS, "week", "day"):
        return None
    earlier = bucket_before(base, unit)
    if earlier.end != base.start:
        return None  # not one such bucket
    if offset < 0:
        return earlier
    if unit in MONTHS:
        return shifted_by_months(base, MONTHS[unit])
    return TimeRange(base.end, base.end + (base.end - base.start))
