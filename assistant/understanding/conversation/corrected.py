"""One thing denied and another of its kind in its place: "not October, November", 不看线索,看MQL, 三季度换成二季度."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.query import TimeRange
from assistant.understanding.conversation.work import Work
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.time.expr import GrainWord, Listed
from assistant.understanding.time.resolve import resolve_time
from assistant.understanding.time.settling import GRAINS, range_of, time_grain
from assistant.understanding.time.spoken import placed

_DENY = ("follow.deny", "follow.instead_of", "follow.remove", "restrict.exclude", "follow.negate")
_CHANGES = ("follow.change", "follow.swap")


def deny(work: Work) -> None:
    """What is shown goes where it is denied, or said not to fit, and its like is named."""
    said = work.said()
    for at, piece in enumerate(said):
        if piece.concerns or piece.time is not None:
            continue
        if piece.is_(*_DENY) and at + 1 < len(said):
            old = said[at + 1]
        elif piece.is_("follow.unfit") and at:
            old = said[at - 1]
        else:
            continue
        if _first_of_two(work, piece, old):
            return
        kind = _shown_as(work, old)
        others = [other for other in said if other is not old and _is_kind(other, kind)]
        if kind and len(others) == 1 and others[0] is not piece:
            _put_instead(work, (piece, old), kind)
            return


def _first_of_two(work: Work, mark: Piece, listed: Piece) -> bool:
    """ "Not October, November": of two periods in one breath the one that is shown is denied."""
    expr = listed.time.expr if listed.time is not None else None
    if not isinstance(expr, Listed) or len(expr.items) != 2 or listed.time is None or not mark.is_(*_DENY):
        return False
    first, second = (replace(listed, time=replace(listed.time, expr=item)) for item in expr.items)
    if period_of(work, first) != shown_range(work):
        return False
    work.pieces[work.pieces.index(listed)] = second
    _put_instead(work, (mark,), "time")
    return True


def also_beside(work: Work) -> None:
    """ "Besides enrollments, also the revenue", 除了报名数,再看课程收入: both."""
    said = work.said()
    for mark, old in pairwise(said):
        if mark.concerns or not mark.is_("follow.besides") or _shown_as(work, old) != "metric":
            continue
        if any(piece is not old and (piece.metrics or piece.terms) for piece in said):
            work.take((mark, old), "metric", old.text)
            work.adds = True
            return


def exchange_times(work: Work) -> None:
    """三季度换成二季度, "swap months for weeks": what is shown goes."""
    said = work.said()
    for at, piece in enumerate(said):
        if piece.concerns or not piece.is_(*_CHANGES):
            continue
        pairs = [(said[at - 1], said[at + 1])] if 0 < at < len(said) - 1 else []
        if piece.is_("follow.swap") and at + 2 < len(said):
            pairs.append((said[at + 1], said[-1]))
        for old, new in pairs:
            kind = _shown_as(work, old)
            if kind in ("time", "grain") and new is not old and _is_kind(new, kind):
                links = [
                    other for other in said[at + 1 : -1] if other.is_("follow.swap_for") and other is not old
                ]
                _put_instead(work, (old, piece, *links), kind)
                return


def name_slot(work: Work) -> None:
    """ "Change the period to Q2", 粒度改成周: which part of the query changes is plain from what comes."""
    said = [piece for piece in work.pieces if not piece.mark]
    for at, piece in enumerate(said):
        if not piece.is_("follow.slot") or piece.concerns:
            continue
        before = next(
            (other for other in reversed(said[:at]) if not other.filler or other.is_(*_CHANGES)), None
        )
        behind = [other for other in said[at + 1 : at + 3] if other.is_(*_CHANGES, "follow.swap_for")]
        change = before is not None and before.is_(*_CHANGES) and not before.concerns
        changes = [other for other in behind if other.is_(*_CHANGES)]
        rest = [other for other in said[at + 1 :] if other not in behind]
        if not (change or changes) or not any(
            other.concerns or other.time or unit_named(other) for other in rest
        ):
            continue
        links = [other for other in behind if not other.concerns and other.time is None]
        lead = (before,) if change and before is not None else ()
        work.take((*lead, piece, *links), "connective", "+")
        work.replaces = True
        return


def move_to(work: Work) -> None:
    """ "Switch to Q2", "move to weeks": a verb that only says that something else comes, and what."""
    said = work.said()
    if len(said) != 2 + (len(said) > 2 and said[1].is_("follow.swap_for")):
        return
    verb, *links, new = said
    if verb.is_("follow.swap") and not verb.concerns and (_is_kind(new, "time") or unit_named(new)):
        work.take((verb, *links), "connective", "+")
        work.replaces = True


def namely(work: Work) -> None:
    """上一个季度,也就是二季度: the second says which the first is."""
    said = work.said()
    for at in range(1, len(said) - 1):
        first, mark, second = said[at - 1 : at + 2]
        both = _is_kind(first, "time") and _is_kind(second, "time")
        if both and mark.is_("follow.namely") and not mark.concerns:
            work.take((first, mark), "time", second.text)
            return


def _put_instead(work: Work, gone: tuple[Piece, ...], kind: str) -> None:
    work.take(gone, "metric" if kind == "metric" else "grain" if kind == "grain" else "time", "-")
    work.replaces = True


def _is_kind(piece: Piece, kind: str | None) -> bool:
    match kind:
        case "metric":
            return bool(piece.metrics or piece.terms)
        case "time":
            return piece.time is not None and piece.time.kind == "period"
        case "grain":
            return unit_named(piece) is not None
    return False


def unit_named(piece: Piece) -> str | None:
    """The bucket that a piece names, by itself or with a word such as "by"."""
    if piece.time is not None:
        return piece.time.expr.unit if isinstance(piece.time.expr, GrainWord) else None
    return None if piece.concerns else next((unit for unit in GRAINS if piece.is_(f"grain.{unit}")), None)


def _shown_as(work: Work, piece: Piece) -> str | None:
    """What of the query the piece names: its only metric, its period or its buckets."""
    if piece.metrics and len(work.query.metrics) == 1:
        return "metric" if any(name.metric in work.query.metrics for name in piece.metrics) else None
    unit = unit_named(piece)
    if unit is not None:
        return "grain" if unit == time_grain(work.query.group_by) else None
    return "time" if _is_kind(piece, "time") and period_of(work, piece) == shown_range(work) else None


def shown_range(work: Work) -> TimeRange | None:
    return range_of(work.query.time, work.now, work.catalog.calendar)


def period_of(work: Work, piece: Piece) -> TimeRange | None:
    """The days that a period means after the one that was shown; None where they are not one stretch."""
    if piece.time is None:
        return None
    expr = placed(piece.time.expr, shown_range(work), work.now)  # type: ignore[arg-type]
    found = resolve_time(expr, work.now, work.catalog.calendar).ranges
    return found[0] if len(found) == 1 else None
