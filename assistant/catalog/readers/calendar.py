"""calendar.yml: the moment the data ends, weeks, fiscal years and named days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.catalog.calendar import WEEKDAYS, Calendar, DataEnd, DateSpan, Holiday
from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry
from assistant.catalog.readers.dates import moment_of, read_date
from assistant.query import RelativePeriod


def read_calendar(entry: Entry, draft: Draft) -> None:
    if draft.calendar_origin is not None:
        entry.error("as_of", "duplicate_calendar", f"there is another calendar at {draft.calendar_origin}")
        return
    draft.calendar_origin = entry.origin
    draft.calendar = Calendar(
        as_of=_as_of(entry),
        time_zone=_time_zone(entry),
        week_start=WEEKDAYS.index(entry.choice("week_start", WEEKDAYS, "monday")),
        fiscal_year_start_month=_month(entry),
        holidays=tuple(_holidays(entry)),
        default_period=entry.choice("default_period", RelativePeriod, None),
    )
    entry.finish()


def _as_of(entry: Entry) -> datetime | DataEnd | None:
    node = entry.get("as_of")
    if node is None:
        return None
    if isinstance(node.value, dict):
        inner = Entry(node, entry.problems, f"{entry.what}: as_of")
        model, column = inner.name("model"), inner.name("time")
        inner.finish()
        if model is None or column is None:
            inner.error(
                "model", "bad_as_of", "needs model and time", "as_of: {model: orders, time: ordered_at}"
            )
            return None
        return DataEnd(model, column)
    moment = moment_of(node)
    if moment is None:
        entry.wrong("as_of", "a date, a moment or {model, time}", node)
    return moment


def _time_zone(entry: Entry) -> str | None:
    name = entry.optional_text("time_zone")
    if name is None:
        return None
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        entry.error("time_zone", "bad_time_zone", f"unknown time zone '{name:.60}'", "such as Asia/Shanghai")
        return None
    return name


def _month(entry: Entry) -> int:
    month = entry.integer("fiscal_year_start_month", 1, least=1) or 1
    if month > 12:
        entry.error("fiscal_year_start_month", "bad_month", f"{month} is no month", "1 to 12")
        return 1
    return month


def _holidays(entry: Entry) -> Iterator[Holiday]:
    names: set[str] = set()
    for inner in entry.entries("holidays", "holiday"):
        name = inner.name()
        if name is None or name in names:
            inner.error("name", "bad_holiday", "a holiday needs a name of its own")
            continue
        names.add(name)
        yield Holiday(
            name=name,
            labels=inner.labels("labels") or inner.labels("label"),
            synonyms=inner.spoken("synonyms"),
            ranges=tuple(_ranges(inner)),
            day_zero=_day_zero(inner),
            compare=inner.choice("compare", ("align_day_zero",), None),
        )
        inner.finish(also=("labels", "label"))


def _ranges(entry: Entry) -> Iterator[DateSpan]:
    for inner in entry.entries("ranges", "range"):
        start, end = read_date(inner, "start"), read_date(inner, "end")
        inner.finish()
        if start is None or end is None or start >= end:
            inner.error(
                "start", "bad_range", f"{entry.what}: a range needs a start before its end (exclusive)"
            )
        else:
            yield DateSpan(start, end)


def _day_zero(entry: Entry) -> Mapping[int, date]:
    inner = entry.entry("day_zero")
    if inner is None:
        return {}
    found: dict[int, date] = {}
    for year in inner.values:
        day = read_date(inner, year)
        if not year.isdigit():
            inner.error(year, "bad_day_zero", f"'{year:.20}' is no year", "day_zero: {2025: 2025-11-11}")
        elif day is not None:
            found[int(year)] = day
    return found
