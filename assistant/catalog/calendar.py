"""The catalog's calendar: where 'now' ends, when weeks and fiscal years start, named days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from assistant.catalog.labels import Labels
from assistant.query import RelativePeriod

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Dates, half-open."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Holiday:
    """A named, possibly moving stretch of days, such as a campaign day or a lunar holiday.

    `day_zero` is the day of each year that comparisons of one year with another align on.
    """

    name: str
    labels: Labels
    synonyms: tuple[str, ...] = ()
    ranges: tuple[DateSpan, ...] = ()
    day_zero: Mapping[int, date] = field(default_factory=dict)
    compare: Literal["align_day_zero"] | None = None


@dataclass(frozen=True, slots=True)
class DataEnd:
    """`as_of` taken from the data: the latest value of a model's time dimension."""

    model: str
    time: str


@dataclass(frozen=True, slots=True)
class Calendar:
    as_of: datetime | DataEnd | None = None
    """None: the clock of the machine."""
    time_zone: str | None = None
    week_start: int = 0
    """0 is Monday."""
    fiscal_year_start_month: int = 1
    holidays: tuple[Holiday, ...] = ()
    default_period: RelativePeriod | None = None
    """Period of a question that names none; None means all of the data."""
