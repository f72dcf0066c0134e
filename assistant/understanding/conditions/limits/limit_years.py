"""Years behind a word that limits numbers elsewhere: the 2024 of "2025 over 2024", the 2025 of "over 2025"."""

from __future__ import annotations

from datetime import datetime

from assistant.query import Comparison, TimeRange
from assistant.understanding.conditions.limits.limit_amounts import unit_places
from assistant.understanding.draft import Draft

_YEARS = (1990, 2099)
_GROWN = ("shape.growth", "shape.rise", "shape.fall", "shape.change")


def is_year_before(draft: Draft, at: int) -> bool:
    """The 2024 of "2025 over 2024" and of "growth over 2024" is a year to compare with."""
    mark = draft.left(at, "threshold.gt")
    year = draft.left(mark) if mark is not None and draft.has(mark, "join.than") else None
    said = draft.pieces[at].text
    if _opens_a_stretch(draft, mark, at):
        return True
    if year is None or not (said.isdigit() and len(said) == 4):
        return False
    percent = [
        draft.ground.catalog.metrics[name.metric].card.unit == "percent"
        for name in draft.pieces[year].metrics
    ]
    if percent and all(percent):  # "revenue growth over 2024": nothing is over 2,024 %
        for place in (mark, at):
            draft.read(place, "comparison", said)  # type: ignore[arg-type]
        return True
    if draft.pieces[year].time is None and not draft.pieces[year].is_(*_GROWN):
        return False
    base = TimeRange(datetime(int(said), 1, 1), datetime(int(said) + 1, 1, 1))
    shown = draft.time if isinstance(draft.time, TimeRange) else None
    if shown is None or shown.start.month != 1 or shown.end != datetime(shown.start.year + 1, 1, 1):
        return False
    prior = base.end == shown.start
    draft.compare = Comparison("prior_period") if prior else Comparison("range", base)
    for place in (mark, at):
        draft.read(place, "comparison", said)  # type: ignore[arg-type]
    return True


def _opens_a_stretch(draft: Draft, mark: int | None, at: int) -> bool:
    """The 2024 of "quarter by quarter over 2024 and 2025": the first of two years that something goes over."""
    text, time = draft.pieces[at].text, draft.time
    joint, last = at + 1, at + 2
    if mark is None or last >= len(draft.pieces) or not draft.has(joint, "join.and"):
        return False
    if draft.compare is not None or not isinstance(time, TimeRange) or not text.isdigit():
        return False
    following = draft.pieces[last].time is not None and draft.meanings.get(last, ("",))[0] == "time"
    if not following or not _YEARS[0] <= int(text) <= _YEARS[1]:
        return False
    if time != TimeRange(datetime(int(text) + 1, 1, 1), datetime(int(text) + 2, 1, 1)):
        return False
    draft.time = TimeRange(datetime(int(text), 1, 1), time.end)
    for place in (mark, joint, at):
        draft.read(place, "time", text)
    return True


def is_year_over(draft: Draft, at: int) -> bool:
    """The 2025 of "new customers over 2025 by month" is the year that the months are in."""
    mark, text = draft.left(at, "threshold.gt"), draft.pieces[at].text
    over = (
        mark is not None
        and draft.has(mark, "filler.plain", "threshold.gt")
        and draft.pieces[mark].text == "over"
    )
    timed = (
        draft.grain is not None
        or draft.trend
        or any(means == "grain" for means, _ in draft.meanings.values())
    )
    timed = timed or (
        bool(draft.find("per.before")) and " with " not in draft.ground.text[: draft.pieces[at].start]
    )
    if (
        not (over and timed and text.isdigit() and _YEARS[0] <= int(text) <= _YEARS[1])
        or draft.time is not None
    ):
        return False
    if unit_places(draft, at) or draft.find("per.which"):
        return False
    draft.time = TimeRange(datetime(int(text), 1, 1), datetime(int(text) + 1, 1, 1))
    for place in (mark, at):
        draft.read(place, "time", f"{text}-01-01/{int(text) + 1}-01-01")  # type: ignore[arg-type]
    return True
