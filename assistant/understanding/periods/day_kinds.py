"""Kinds of days: conditions on the day of the week ("on weekends", 工作日的工单量), and days of the week side by side
("by day of week", 星期几最多).
"""

from __future__ import annotations

from assistant.query import Condition
from assistant.resolve.names import METRIC_TIME
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.shape.averages import is_averaged
from assistant.understanding.time.dates import KINDS_OF_DAYS
from assistant.understanding.time.expr import Between, KindOfDay, TimeComparison

DAY_OF_WEEK = f"{METRIC_TIME}__extract_dow"
_DAYS = {"weekend": (6, 7), "weekday": (1, 2, 3, 4, 5), "workday": (1, 2, 3, 4, 5)}
"""Days of the week, of which Monday is 1."""
_BEFORE = ("per.before", "per.which")


def take_day_kinds(draft: Draft) -> None:
    """Raises ImpossibleError for kinds that no condition can hold, and for several kinds side by side."""
    said = {at: kind for at in range(len(draft.pieces)) if draft.free(at) and (kind := _kind_at(draft, at))}
    if not said or not any(item.name == METRIC_TIME for item in draft.ground.linker.options(draft.metrics)):
        return
    listed = [at for at, kind in said.items() if kind == "week"]
    kinds = {kind for kind in said.values() if kind != "week"}
    several = len(kinds) > 1 and any(kind in _DAYS for kind in kinds)
    if "?" in kinds or several or (listed and kinds):
        starts = [frozenset(draft.pieces[other].start for other in said if other != at) for at in said]
        text = " ".join(draft.pieces[at].text for at in said)
        raise ImpossibleError("kind_of_day", text, apart=starts if several else ())
    for at in listed:
        if DAY_OF_WEEK not in draft.group_by:
            draft.group_by.append(DAY_OF_WEEK)
        draft.focus.setdefault(DAY_OF_WEEK, at)
        draft.read(at, "grain", "dow")
        _read_marks(draft, at)
        _average_days(draft)
    if kinds:
        days = tuple(sorted({day for kind in kinds for day in _days(kind)}))
        draft.where.append(Condition(DAY_OF_WEEK, "=" if len(days) == 1 else "in", days))
        for at in said:
            draft.read(at, "filter", DAY_OF_WEEK)
        if "workday" in kinds:
            draft.assume("working_days")


def _kind_at(draft: Draft, at: int) -> str:
    """The kind of days that a piece names; "?" for one that no condition can hold, empty for none."""
    expr = draft.pieces[at].time.expr if draft.pieces[at].time is not None else None  # type: ignore[union-attr]
    if isinstance(expr, TimeComparison):
        expr = expr.period  # the "vs weekdays" of "weekends vs weekdays"
    if isinstance(expr, KindOfDay):
        asked = expr.kind in _DAYS and draft.preceded(at, "per.which")
        return "week" if asked else expr.kind or "?"
    if isinstance(expr, Between) and (expr.first, expr.last) in KINDS_OF_DAYS:
        return ("weekday", "weekend")[KINDS_OF_DAYS.index((expr.first, expr.last))]
    return ""


def _days(kind: str) -> tuple[int, ...]:
    return _DAYS.get(kind) or (int(kind),)


def _average_days(draft: Draft) -> None:
    """ "Average tickets by day of week" is what such a day has on average."""
    said = draft.find("shape.average")
    if said and not draft.average_per and all(is_averaged(draft, name) for name in draft.metrics):
        draft.average_per.append(f"{METRIC_TIME}__day")
        for at in said:
            draft.read(at, "analysis", "average")


def _read_marks(draft: Draft, at: int) -> None:
    """The "by" or "which" before the days of the week, and the "each" behind them."""
    for mark in (draft.left(at, *_BEFORE), draft.right(at, "per.after")):
        if mark is not None and draft.has(mark, *_BEFORE, "per.after") and draft.free(mark):
            draft.read(mark, "connective")
