"""Moving averages: over 3 periods, or over months that are then the buckets (3个月移动平均, "smoothed over 3 months")."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.resolve.names import METRIC_TIME
from assistant.understanding.cutting.numerals import find_numbers
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft, ImpossibleError, soft
from assistant.understanding.shape.said import is_said
from assistant.understanding.time.expr import Absolute, GrainWord, Rolling
from assistant.understanding.time.settling import GRAINS
from assistant.understanding.words import load_vocabulary

_LEADS = ("per.before", "restrict.using")
_AVERAGE = ("shape.average", "shape.on_average", "shape.averaged")
_MARKS = ("shape.moving", "shape.smooth", "shape.sliding")
_BESIDE = (*_MARKS, *_AVERAGE)
"""Words of which the mention of a moving average may be made up, beside its window."""


@dataclass(frozen=True, slots=True)
class _Window:
    periods: int
    unit: str | None
    places: tuple[int, ...]


def take_moving(draft: Draft) -> None:
    """Read the first moving average that is said with its window."""
    _take_spelled_out(draft)
    for at in _mentions(draft) if draft.moving is None else ():
        window = _window_of(draft, at)
        if window is None or not _is_average(draft, at, window):
            continue
        draft.moving = max(2, window.periods)
        draft.moving_unit = window.unit
        draft.grain = draft.grain or window.unit
        draft.trend = draft.trend or (draft.grain is None and draft.ground.base is None)
        for place in window.places:
            draft.read(place, "analysis", "moving")
        for place in _around(draft, at, window):
            draft.read(place, "analysis", "moving")
        lead = draft.left(min(*window.places, at), *_LEADS)
        if lead is not None and draft.has(lead, *_LEADS) and draft.free(lead):
            draft.read(lead, "connective")  # 按7日移动平均看
        return


def _mentions(draft: Draft) -> list[int]:
    """The words for moving averages, and stretches that begin with one: "trailing three-month"."""
    stretches = [at for at in range(len(draft.pieces)) if draft.free(at) and _slides(draft, at)]
    return sorted({*draft.find(*_MARKS), *stretches})


def _slides(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    opens = tuple(load_vocabulary().codewords["moving_opens"])
    return piece.time is not None and isinstance(piece.time.expr, Rolling) and piece.text.startswith(opens)


def check_moving(draft: Draft) -> None:
    """Raises ImpossibleError where the buckets are others than the moving average was said to go over."""
    wanted = draft.moving_unit
    base = draft.ground.base.group_by if draft.ground.base is not None else ()
    if wanted is not None and f"{METRIC_TIME}__{wanted}" not in (*draft.group_by, *base):
        raise ImpossibleError("unread_condition", wanted)


def _is_average(draft: Draft, at: int, window: _Window) -> bool:
    """Whether a mean is said, or the word says that of itself. "Rolling" by itself is a period as well: it is none
    where another period or the buckets are named.
    """
    if draft.has(at, "shape.moving"):
        return True
    if not (
        draft.has(at, "shape.smooth")
        or any(draft.has(place, *_AVERAGE) for place in _around(draft, at, window))
    ):
        return False
    others = [n for n, piece in enumerate(draft.pieces) if piece.time is not None and n not in window.places]
    return bool(others) or draft.ground.base is not None


def _around(draft: Draft, at: int, window: _Window) -> list[int]:
    """The words of the mention: those beside its mark and its window, over what is named between."""
    reach = range(min(*window.places, at) - 3, max(*window.places, at) + 4)
    free = [
        place
        for place, piece in enumerate(draft.pieces)
        if draft.free(place) and (not piece.concerns or piece.parameters)
    ]
    return [
        place
        for place in free
        if draft.has(place, *_MARKS)
        or (
            place in reach
            and (draft.has(place, *_AVERAGE) or _is_said(draft, place) or _is_bare_unit(draft, place, window))
        )
    ]


def _is_bare_unit(draft: Draft, at: int, window: _Window) -> bool:
    """The 月 of 月放款金额: what is measured is of each of the buckets."""
    behind = draft.pieces[at + 1] if at + 1 < len(draft.pieces) else None
    unit = draft.has(at, f"grain.{window.unit}") and not draft.pieces[at].text.isascii()
    return unit and behind is not None and bool(behind.metrics) and not draft.between(at, at + 1)


def _is_said(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    if piece.parameters and not (piece.metrics or piece.dimensions):
        return piece.text in load_vocabulary().codewords["moving_said"]  # the window that attribution has
    return is_said(draft, at, "moving_said")


def _window_of(draft: Draft, at: int) -> _Window | None:
    """The nearest number of periods before the mark, or behind it."""
    if _slides(draft, at):
        return _timed(draft, at, at)
    for places in (range(at - 1, max(-1, at - 5), -1), range(at, min(len(draft.pieces), at + 7))):
        for place in places:
            found = _window_at(draft, place, at)
            if found is not None:
                return found
            if not _may_stand_between(draft, place):
                break
    if draft.has(at, "shape.smooth"):
        for place in range(at + 1, len(draft.pieces)):
            found = _window_at(draft, place, at)
            if found is not None and draft.has(place - 1, "join.than", "threshold.gt"):
                return found  # "smooth the monthly revenue in 2025 over three months"
    return None


def _may_stand_between(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    if piece.time is not None:
        return isinstance(piece.time.expr, GrainWord)
    if piece.is_(*_BESIDE, "order.counter", "join.than", "threshold.gt", "restrict.using", "per.before"):
        return True
    grain = any(piece.is_(f"grain.{unit}") for unit in GRAINS)
    return soft(piece) or grain or bool(piece.metrics) or _is_said(draft, at)


def _window_at(draft: Draft, at: int, mark: int) -> _Window | None:
    """The window that the piece tells, with what follows it or stands before it."""
    piece = draft.pieces[at]
    if not draft.free(at):
        return None
    if piece.time is not None:
        return _timed(draft, at, mark)
    if piece.number is None:
        return None
    behind = at + 1
    while behind < len(draft.pieces) and draft.has(behind, "order.counter"):
        behind += 1
    unit = _unit_at(draft, behind) if behind < len(draft.pieces) else None
    counted = (
        behind < len(draft.pieces)
        and draft.pieces[behind].text in load_vocabulary().codewords["moving_periods"]
    )
    close = abs(at - mark) == 1
    if unit is None and not counted and not close:
        return None
    last = behind if unit is not None or counted else at
    over = draft.left(at)
    places = [*range(at, last + 1)]
    if over is not None and draft.has(over, "join.than", "threshold.gt") and mark < at and draft.free(over):
        places.append(over)
    return _Window(int(piece.number.value), unit, tuple(places))


def _timed(draft: Draft, at: int, mark: int) -> _Window | None:
    """Stretches that are read as periods elsewhere: "trailing three-month", the 三月 of 三月移动平均."""
    piece = draft.pieces[at]
    assert piece.time is not None
    match piece.time.expr:
        case Rolling(unit=unit, n=periods, ahead=False, vague=False) if unit in GRAINS and periods > 1:
            close = abs(at - mark) == 1 and not draft.between(min(at, mark), max(at, mark)).strip()
            return _Window(periods, unit, (at,)) if close or _slides(draft, at) else None
        case Absolute(year=None, month=int(periods), day=None) if at == mark - 1 and periods > 1:
            return _Window(periods, "month", (at,))
    return None


def _unit_at(draft: Draft, at: int) -> str | None:
    piece = draft.pieces[at]
    return next((unit for unit in GRAINS if piece.is_(f"grain.{unit}")), None) if piece.time is None else None


def _take_spelled_out(draft: Draft) -> None:
    """ "Over that month and the two before", 当月和前两个月的平均: the mean of a bucket and those right before it."""
    text = draft.ground.text
    found = load_vocabulary().matching("moving.spelled", text)
    averaged = list(draft.find(*_AVERAGE))
    if found is None or not averaged or draft.ground.base is not None:
        return
    numbers = list(find_numbers(found["periods"]))
    if len(numbers) != 1 or not tokenize(found["periods"]):
        return
    draft.moving = int(numbers[0].value) + 1
    draft.moving_unit = draft.grain = "month"
    for at, piece in enumerate(draft.pieces):
        if found.start() <= piece.start and piece.end <= found.end() and not piece.concerns:
            draft.read(at, "analysis", "moving")
    for at in averaged:
        draft.read(at, "analysis", "moving")
