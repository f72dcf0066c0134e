"""When a question is asked, and by which calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assistant.catalog.calendar import Calendar

_DAY = timedelta(days=1)


class NotInCalendar(Exception):
    """A holiday or year that the calendar has no dates for."""


@dataclass(frozen=True, slots=True)
class Moment:
    now: datetime
    calendar: Calendar

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def tomorrow(self) -> date:
        return self.today + _DAY

    @property
    def day_is_over(self) -> bool:
        return (self.now + timedelta(seconds=1)).date() > self.today
