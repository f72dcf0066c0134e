"""Rules for periods that are set against each other."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.time.expr import (
    Absolute,
    After,
    AllTime,
    AnyHoliday,
    AsOf,
    Before,
    Between,
    HolidayRef,
    Listed,
    PartOf,
    Period,
    Recent,
    Relative,
    Rolling,
    Since,
    TimeComparison,
    Unit,
    Until,
    Versus,
)
from assistant.understanding.time.relations import is_endpoint, nth_beside, says_year_for, with_year_of
from assistant.understanding.time.shapes import Built, Rule, is_recurring, size, unit_of, within_year


def versus(first: Period, second: Period) -> Built:
    second = _that_holiday(first, second)
    if not is_endpoint(first) or not is_endpoint(second) or first == second:
        return None
    if unit_of(first) != unit_of(second):
        return _same_in_other_year(first, second)
    if is_recurring(first) and says_year_for(second, first):
        first = with_year_of(second, first)
    elif is_recurring(second) and isinstance(first, Absolute) and first.year is not None:
        second = with_year_of(first, second)
    return Versus(first, second)


def _same_in_other_year(first: Period, year: Period) -> Built:
    """November 2025 vs 2024, 今年双十一比去年: the second side names the year alone."""
    if unit_of(year) != "year":
        return None
    match first:
        case Absolute(year=int()) | HolidayRef(year=int()):
            other = within_year(year, replace(first, year=None))
        case PartOf(part=Absolute() | HolidayRef() as part):
            other = within_year(year, part)
        case _:
            return None
    return Versus(first, other) if other is not None else None


def _that_holiday(first: Period, second: Period) -> Period:
    """Chinese New Year 2025 vs the 2024 holiday: the one of the first side, in the year that the second names."""
    named = first.part if isinstance(first, PartOf) else first
    if not isinstance(named, HolidayRef) or not isinstance(second, PartOf):
        return second
    if not isinstance(second.part, AnyHoliday) or unit_of(second.whole) != "year":
        return second
    return within_year(second.whole, replace(named, year=None)) or second


def _versus_nth(number: int, second: Period) -> Built:
    """The first vs the second half of 2025."""
    first = nth_beside(number, second)
    return versus(first, second) if first is not None else None


def _versus_nth_behind(first: Period, number: int) -> Built:
    """The third quarter of 2025 vs the second."""
    second = nth_beside(number, first)
    return versus(first, second) if second is not None else None


def _same_part_before(first: Period, part: Period, said: TimeComparison) -> Built:
    """Q3 2025 vs Q3 of the year before."""
    if said.kind != "same_period" or not isinstance(first, Absolute) or first.year is None:
        return None
    if replace(first, year=None, year_last=False) != part:
        return None
    return Versus(first, replace(first, year=first.year + said.offset))


def _ago_in_same(period: Period, unit: Unit) -> Built:
    """A year ago in the same month."""
    if not isinstance(period, Relative) or period.unit != "year" or period.offset >= 0:
        return None
    return _same_unit(unit, period)


def _compared(first: Period, said: TimeComparison, second: Period) -> Built:
    """三月环比二月, 今年上半年同比去年上半年"""
    return versus(first, second) if unit_of(first) == unit_of(second) and unit_of(first) else None


def _against(period: Period) -> Built:
    if isinstance(period, (Between, Since, Before, After, Until, AsOf, AllTime, Listed, Recent)):
        return None
    return TimeComparison("period", period)


def _on_earlier(period: Period) -> Built:
    """Growth on last year: not "more on Monday", which is when."""
    earlier = isinstance(period, Relative) and period.offset < 0
    return _against(period) if earlier or unit_of(period) == "year" else None


def _the_length_before(length: tuple[int, Unit, bool]) -> Built:
    """Vs the 30 days before."""
    n, unit, vague = length
    return None if vague else TimeComparison("period", Rolling(unit, n, include_current=False), against=True)


def _is_year(length: tuple[int, Unit, bool]) -> bool:
    """ "Versus 12 months earlier" is as long as what is compared."""
    return length in ((12, "month", False), (1, "year", False))


def _same_period(period: Period) -> Built:
    """去年同期, the same month of last year: the base's own stretch that many units back."""
    match period:
        case Relative(unit=unit, offset=offset) if offset < 0:
            return TimeComparison("same_period", unit=unit, offset=offset)
        case Absolute() if unit_of(period) == "year":
            return TimeComparison("period", period)
    return None


def _likened(period: Period) -> Built:
    """同比上周: against the same days of last week, and not last week against those of a year before."""
    past = isinstance(period, Relative) and period.offset < 0 and size(period.unit) < size("year")
    return _same_period(period) if past else None


def _same_unit(unit: Unit | None, period: Period) -> Built:
    """The same month of last year: that month by itself, where nothing else is named."""
    built = _same_period(period)
    alone = isinstance(built, TimeComparison) and built.kind == "same_period"
    return replace(built, of=unit) if alone and unit and size(unit) < size(built.unit or "year") else built


def _year_ago(unit: Unit) -> Built:
    """The year-ago quarter."""
    return (
        TimeComparison("same_period", unit="year", offset=-1, of=unit) if size(unit) < size("year") else None
    )


def _set_against(said: TimeComparison | Versus) -> Built:
    return replace(said, against=True) if isinstance(said, TimeComparison) else said


def _comparison_with(said: TimeComparison, period: Period) -> Built:
    """环比上月, 同比去年: the period only repeats what the word says."""
    if (
        said.kind == "prior_period"
        and said.unit is None
        and isinstance(period, Absolute)
        and unit_of(period) != "year"
    ):
        return TimeComparison("period", period)
    if not isinstance(period, Relative) or period.offset >= 0 or (said.unit not in (None, period.unit)):
        return None
    if said.kind == "prior_period" and said.unit is not None:
        return None  # "QoQ last quarter" is the change of that quarter
    return _same_period(period) if said.kind == "same_period" else TimeComparison("period", period)


def _elided(offset: int) -> Built:
    """ "This quarter in Germany than last": the unit is that of what is compared."""
    return TimeComparison("prior_period", against=True) if offset == -1 else None


def _before_it() -> Built:
    """ "Last month against the one before"."""
    return TimeComparison("prior_period", against=True)


def _before_elided(period: Period, offset: int) -> Built:
    """ "This quarter against last"."""
    if offset != -1 or not isinstance(period, Relative) or period.offset != 0:
        return None
    return Versus(period, replace(period, offset=-1))


def _and_elided(period: Period, offset: int) -> Built:
    """ "This year and last"."""
    built = _before_elided(period, offset)
    return Listed((built.first, built.second)) if isinstance(built, Versus) else None


SIDE_RULES: tuple[Rule, ...] = (
    Rule("c", "comparison", lambda said: said),
    Rule("c", "versus/with comparison closer?", _set_against),
    Rule("c", "comparison p", _comparison_with),
    Rule("c", "likened p", _likened),
    Rule("c", "p comparison p", _compared),
    Rule("c", "p of? same_tail", lambda period, unit=None: _same_unit(unit, period)),
    Rule("c", "same same_unit of? p", lambda *said: _same_period(said[-1])),
    Rule("c", "same unit/moon of? p", _same_unit),
    Rule("c", "same length of? p", lambda length, period: None if length[2] else _same_period(period)),
    Rule("c", "year_ago unit", _year_ago),
    Rule("c", "versus the? p closer?", _against, "same_follows"),
    Rule("c", "versus_on the? p", lambda period: None if unit_of(period) == "day" else _against(period)),
    Rule("c", "versus the? p comma p", lambda other, period: versus(period, other), "opening"),
    Rule("c", "with p closer comma p", lambda other, period: versus(period, other), "opening"),
    Rule("c", "minus comparison", _set_against),
    Rule("c", "versus_on p", _on_earlier),
    Rule("c", "versus_on c", _set_against),
    Rule("c", "versus shift", _elided, "closing"),
    Rule("c", "versus/with/compare_with prior_one closer?", _before_it),
    Rule("c", "and comparison", _set_against, "added"),
    Rule("c", "with p closer", _against),
    Rule("c", "versus the length before_that", _the_length_before),
    Rule(
        "c",
        "versus length before_that",
        lambda length: None if _is_year(length) else _the_length_before(length),
    ),
    Rule(
        "c",
        "versus length ago",
        lambda length: TimeComparison("same_period", unit="year") if _is_year(length) else None,
    ),
    Rule("c", "versus c", _set_against),
    Rule("c", "with c closer", _set_against),
    Rule("c", "p versus the? p closer?", versus, "same_follows"),
    Rule("c", "p minus p", versus),
    Rule("p", "p and shift", _and_elided, "closing"),
    Rule("c", "p versus/versus_on shift", _before_elided, "closing"),
    Rule("c", "p versus ordinal closer?", _versus_nth_behind, "closing"),
    Rule("c", "p of? same unit/moon", _ago_in_same),
    Rule("c", "p versus part of? comparison", _same_part_before),
    Rule("c", "ordinal versus p closer?", _versus_nth),
    Rule("c", "p with p closer", versus),
    Rule("c", "compare p with/and/versus/compare_with p closer?", versus),
    Rule("c", "difference p and p", versus),
)
