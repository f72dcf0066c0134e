"""The period of a comparison with the one before that names neither: 收入环比 and "revenue period over period" are about the
last month that is over, against the month before it.
"""

from __future__ import annotations

from datetime import timedelta

from assistant.query import TimeRange
from assistant.understanding.draft import Draft
from assistant.understanding.time.expr import Relative, TimeComparison
from assistant.understanding.time.resolve import resolve_time
from assistant.understanding.time.settling import GRAINS, dates_of, default_time, range_of, refreshed_by
from assistant.understanding.words import load_vocabulary

_COURSE = ("shape.trend", "shape.moved")
_DAY, _LONG = timedelta(days=1), timedelta(days=100)


def month_before(draft: Draft, at: int, said: TimeComparison) -> TimeRange | None:
    """The last whole month, which is told; None where a period, a grain or a course is said, the catalog's own period is
    shorter than a year, or the numbers are not known by month.
    """
    words = load_vocabulary().codewords["by_month_unsaid"]
    if said.kind != "prior_period" or said.unit or said.period or draft.pieces[at].text not in words:
        return None
    if draft.time is not None or draft.grain is not None or draft.ground.base is not None:
        return None
    if any(_shows_course(draft, place) for place in range(len(draft.pieces))):
        return None
    catalog, now = draft.ground.catalog, draft.ground.now
    own = range_of(default_time(draft, compared=True), now, catalog.calendar)
    if own is None or own.end - own.start <= _LONG:
        return None
    cards = [catalog.metrics[name].card.refresh for name in draft.metrics]
    if any(GRAINS.index(refreshed_by(card)) > GRAINS.index("month") for card in cards if card):
        return None
    [month] = resolve_time(Relative("month", 0), now, catalog.calendar).ranges
    if now + _DAY < month.end:
        [month] = resolve_time(Relative("month", -1), now, catalog.calendar).ranges
    draft.assume("default_period", dates_of(month))
    return month


def _shows_course(draft: Draft, at: int) -> bool:
    """Whether the word asks for a trend: 走势, and not the 变化 that the comparison is itself."""
    return draft.has(at, *_COURSE) and not draft.has(at, "shape.change") and not draft.pieces[at].concerns
