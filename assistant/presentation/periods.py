"""Stretches of time in words: 2025年11月, Q3 2025, or dates with the last day included."""

from __future__ import annotations

from calendar import month_name
from datetime import date, datetime, time, timedelta

from assistant.presentation.messages import messages
from assistant.query import TimeRange
from assistant.resolve.periods import shift_months

_GRAIN_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_GRAIN_SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


def period_text(period: TimeRange, language: str) -> str:
    """A calendar unit by its name, anything else as first and last day."""
    unit = calendar_unit(period)
    if unit is not None:
        return _calendar_unit(period.start, unit, language)
    first, last = date_ends(period)
    if period.open_start:
        return messages(language).text("period.until", date=last)
    if first == last:
        return first
    return messages(language).text("period.range", start=first, end=last)


def calendar_unit(period: TimeRange) -> str | None:
    """Which of year, half, quarter and month a period is; None for any other stretch."""
    start, end = period.start, period.end
    if start.time() != time() or end.time() != time() or start.day != 1:
        return None
    for months, name in ((12, "year"), (6, "half"), (3, "quarter"), (1, "month")):
        if (start.month - 1) % months == 0 and shift_months(start, months) == end:
            return name
    return None


def date_ends(period: TimeRange) -> tuple[str, str]:
    """First and last day, both included, as ISO dates; moments where the range cuts days."""
    if period.start.time() == time() == period.end.time():
        return period.start.date().isoformat(), (period.end - timedelta(days=1)).date().isoformat()
    if period.start.time() == time() and period.end.time() == time(23, 59, 59):
        return period.start.date().isoformat(), period.end.date().isoformat()
    return period.start.isoformat(" ", "minutes"), period.end.isoformat(" ", "minutes")


def period_of_bucket(value: str, grain: str | None, language: str) -> str:
    """The label of a time bucket given by its ISO start; what is no date comes back as it is."""
    start = bucket_start(value)
    if start is None:
        return value
    words = messages(language)
    if grain in _GRAIN_MONTHS:
        return _calendar_unit(start, grain, language)
    if grain == "week":
        year, week, _ = start.isocalendar()
        # Weeks that start on another day than Monday have no ISO number; their first day names them.
        return words.text("period.week", year=year, week=week) if start.weekday() == 0 else _day(start)
    if grain == "hour" or start.time() != time():
        return words.text("period.hour", date=_day(start), time=f"{start:%H:%M}")
    return _day(start)


def tick_of_bucket(value: str, grain: str | None) -> str:
    """The shortest clear label of a bucket, the same in every language: 2025-01, 2025 Q1, 2025-W03."""
    start = bucket_start(value)
    if start is None or start.time() != time():
        return value
    if grain == "year":
        return f"{start.year}"
    if grain == "quarter":
        return f"{start.year} Q{(start.month + 2) // 3}"
    if grain == "month":
        return f"{start:%Y-%m}"
    if grain == "week" and start.weekday() == 0:
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02d}"
    return _day(start)


def period_of_range(value: str, language: str) -> str:
    """The label of a range given as `start..end`, end not included; other text comes back as it is."""
    start, _, end = (bucket_start(part.strip()) if part != ".." else None for part in value.partition(".."))
    return period_text(TimeRange(start, end), language) if start and end and start < end else value


def bucket_start(value: object) -> datetime | None:
    """The moment a bucket's value stands for; None where it is none."""
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=None)
    except ValueError:
        return None


def bucket_end(start: datetime, grain: str | None) -> datetime | None:
    """The first moment after a bucket; None for a grain without fixed length."""
    if grain in _GRAIN_MONTHS:
        return shift_months(start, _GRAIN_MONTHS[grain])
    return start + _GRAIN_SPANS[grain] if grain in _GRAIN_SPANS else None


def day_text(moment: datetime | date) -> str:
    return moment.strftime("%Y-%m-%d")


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _calendar_unit(start: datetime, name: str, language: str) -> str:
    words = messages(language)
    half = words.text("period.half_1" if start.month == 1 else "period.half_2")
    return words.text(
        f"period.{name}",
        year=start.year,
        month=start.month,
        month_name=month_name[start.month],
        quarter=(start.month + 2) // 3,
        half=half,
    )
