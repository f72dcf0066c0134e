"""What was said about time, before anyone asks what day it is.

Every type is a plain value; `time_resolve` turns them into dates with `now` and the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Unit = Literal[
    "hour",
    "day",
    "workday",
    "weekend",
    "week",
    "month",
    "quarter",
    "half",
    "year",
    "fiscal_quarter",
    "fiscal_half",
    "fiscal_year",
]
Part = Literal["start", "middle", "end", "early", "mid", "late", "first_half", "second_half"]
SeasonName = Literal["spring", "summer", "autumn", "winter"]


@dataclass(frozen=True, slots=True)
class Absolute:
    """A calendar period: the finest field given is its length; without `year` it recurs every year."""

    year: int | None = None
    half: int | None = None
    quarter: int | None = None
    month: int | None = None
    week: int | None = None
    """ISO week."""
    day: int | None = None
    season: SeasonName | None = None
    fiscal: bool = False
    year_last: bool = field(default=False, compare=False)
    """The year was said behind the rest ("Q3 2024"), where it may hold for what came before as well."""


@dataclass(frozen=True, slots=True)
class Relative:
    """The unit `offset` units away from the one that holds now: (month, -1) is last month."""

    unit: Unit
    offset: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """0 is Monday. `week` counts weeks from the current one; None is the latest such day up to today,
    or, with `before_today`, before it."""

    day: int
    week: int | None = None
    before_today: bool = False


@dataclass(frozen=True, slots=True)
class Rolling:
    """The last `n` units. `include_current`: today counts, and a unit that ends today counts as complete.

    `ahead`: the next `n` units instead. `vague`: "a few", where `n` is a guess. `up_to_today`: not whole units but as long
    a stretch that ends with today; `with_first`: and the day so long ago is in it.
    """

    unit: Unit
    n: int
    include_current: bool = True
    ahead: bool = False
    vague: bool = False
    complete: bool = False
    """Said of days: today counts only once it is over."""
    up_to_today: bool = False
    with_first: bool = False


@dataclass(frozen=True, slots=True)
class Recent:
    """ "Recently", without a length."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The last complete unit."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class ToDate:
    """From the start of the current unit up to and with today."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class AllTime:
    """Everything up to today."""


@dataclass(frozen=True, slots=True)
class HolidayRef:
    """A holiday of the calendar, by name."""

    name: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Third:
    """上旬, 中旬 or 下旬 (1, 2, 3) of a month."""

    index: int


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch at the start, middle or end of a period; `unit` is the period's when it goes unsaid."""

    part: Part
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Nth:
    """The first (`from_end`: last) `n` units of a period, or the `n`th alone when `single`; `aligned` are
    calendar weeks that lie wholly in it."""

    unit: Unit
    n: int
    from_end: bool = False
    single: bool = False
    aligned: bool = False


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The `n`th (`from_end`: last but `n` - 1) such day of a period; 0 is Monday."""

    day: int
    n: int
    from_end: bool = False


@dataclass(frozen=True, slots=True)
class AnyHoliday:
    """ "The holiday", which one having been said before."""


@dataclass(frozen=True, slots=True)
class PartOf:
    """`part` looked up inside `whole`: 去年 + 12月, Q3 + last month, November + first week."""

    whole: Period
    part: Absolute | HolidayRef | AnyHoliday | Third | Window | Nth | NthWeekday | Weekday | ToDate
    """ToDate: as much of the whole as has passed of the current one."""
    year_last: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A recurring period: the latest one over (-1), the one of this year (0), the next to come (1)."""

    of: Absolute | HolidayRef
    direction: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """A recurring period, `years` before the latest one that has begun."""

    of: Absolute | HolidayRef
    years: int


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """ "The 15th", of the latest month in which it has begun."""

    day: int


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """A date with its day of the week, which must be the right one; 0 is Monday."""

    date: Period
    day: int


@dataclass(frozen=True, slots=True)
class KindOfDay:
    """Weekends, Mondays, days of the week: no period, but said like one.

    `kind` is `weekend`, `weekday`, `workday`, the number of a day of the week (Monday is 1), `week` for all of
    them side by side, or empty for holidays and the like.
    """

    kind: str = ""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of a period after today."""

    period: Period


@dataclass(frozen=True, slots=True)
class UnitOf:
    """The week, month or quarter that holds the start of `period`: week of Nov 3, 双十一那个月."""

    unit: Unit
    period: Period


@dataclass(frozen=True, slots=True)
class Adjacent:
    """`n` units right before or after `period`, days to each side of it ("around"), or the `n` units
    that end when it ends ("through") or begin when it begins ("from")."""

    period: Period
    unit: Unit
    n: int
    side: Literal["before", "after", "around", "through", "from"]


@dataclass(frozen=True, slots=True)
class Between:
    """From the start of `first` to the end of `last`."""

    first: Period
    last: Period


@dataclass(frozen=True, slots=True)
class Since:
    """From the start of `period` up to and with today."""

    period: Period


@dataclass(frozen=True, slots=True)
class After:
    """From the end of `period` up to and with today."""

    period: Period


@dataclass(frozen=True, slots=True)
class Before:
    """Everything until `period` starts."""

    period: Period


@dataclass(frozen=True, slots=True)
class Until:
    """Everything until `period` ends."""

    period: Period
    through: bool = field(default=False, compare=False)
    """Said with a word that also means "all through" it."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """The state at the end of `period`; None is now."""

    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """Periods side by side."""

    items: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Versus:
    """Two periods set against each other, in the order said."""

    first: Period
    second: Period


Period = (
    Absolute
    | Relative
    | Weekday
    | Rolling
    | Recent
    | Latest
    | ToDate
    | AllTime
    | HolidayRef
    | PartOf
    | Occurrence
    | Earlier
    | DayOfMonth
    | OnWeekday
    | KindOfDay
    | Rest
    | UnitOf
    | Adjacent
    | Between
    | Since
    | After
    | Before
    | Until
    | AsOf
    | Listed
)


@dataclass(frozen=True, slots=True)
class TimeComparison:
    """What a number is set against.

    `same_period` looks for the base's own stretch in the unit `offset` units back (去年同期 is
    ("year", -1), 上月同期 ("month", -1)); `period` names the other side outright.
    """

    kind: Literal["prior_period", "same_period", "period"]
    period: Period | None = None
    unit: Unit | None = None
    """The unit a "month over month" was said in; None where the base's own length is meant."""
    offset: int = -1
    of: Unit | None = None
    """The unit whose counterpart is meant: (month) in "the same month last year"."""
    against: bool = False
    """Said with "versus" or the like, rather than as a period of its own."""


@dataclass(frozen=True, slots=True)
class GrainWord:
    unit: Unit


TimeExpr = Period | Versus | TimeComparison | GrainWord
