"""Rules for a part that is meant of each of several years: 去年和今年上半年, "Q3 of 2024 and 2025", 近三年的双十一."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.time.expr import (
    Absolute,
    Between,
    Earlier,
    HolidayRef,
    Listed,
    Period,
    Relative,
    Rolling,
    Unit,
    Versus,
)
from assistant.understanding.time.relations import in_year
from assistant.understanding.time.shapes import Built, Rule, is_recurring, unit_of

_MOST = 12
"""Periods side by side that anyone can read."""
_YEARS = ("year", "fiscal_year")
_SURER = 1.1
"""How much likelier "Q1 of 2023 to 2025" is three quarters than one stretch that begins with a quarter."""


def _in_each(first: Period, second: Period) -> Built:
    """The years may stand before the part or behind it."""
    return _of_years(first, second) or _of_years(second, first)


def _of_years(years: Period, part: Period) -> Period | None:
    parts = part.items if isinstance(part, Listed) else (part,)
    if not all(_recurs(item) for item in parts):
        return None
    if isinstance(years, Rolling):
        return _of_last_years(years, parts)
    found = [in_year(year, item) for year in _named(years) for item in parts]
    kept = tuple(item for item in found if item is not None)
    return Listed(kept) if len(kept) == len(found) > 1 and len(kept) <= _MOST else None


def _recurs(part: Period) -> bool:
    return is_recurring(part) or (
        isinstance(part, Between) and is_recurring(part.first) and is_recurring(part.last)
    )


def _named(years: Period) -> tuple[Period, ...]:
    """The years that are listed, or those from last to this one that 这两年 means."""
    match years:
        case Listed(items=items):
            return items if all(unit_of(item) in _YEARS for item in items) else ()
        case Between(first=Relative(unit="year", offset=first), last=Relative(unit="year", offset=last)):
            return tuple(Relative("year", offset) for offset in range(first, last + 1))
    return ()


def _in_each_from_to(first: Period, second: Period) -> Built:
    """2023到2025年的Q1, "Q1 of 2023 to 2025": of each of them, where an "of" parts the two."""
    for years, part in ((first, second), (second, first)):
        if isinstance(years, Between):
            ends = (years.first, years.last)
            start, end = (_plain_year(item) for item in ends)
            if start is not None and end is not None and start < end:
                listed = Listed(tuple(Absolute(year=year) for year in range(start, end + 1)))
                return _of_years(listed, part)
    return None


def _in_each_surely(first: Period, second: Period) -> Built:
    built = _in_each_from_to(first, second)
    return (built, _SURER) if built is not None else None


def _plain_year(period: Period) -> int | None:
    return period.year if isinstance(period, Absolute) and period == Absolute(year=period.year) else None


def _each_said(years: Period, unit: Unit, part: Period) -> Built:
    """过去两年每年的第一季度, 2023到2025年各年Q1"""
    return (_of_years(years, part) or _in_each_from_to(years, part)) if unit == "year" else None


def _of_last_years(years: Rolling, parts: tuple[Period, ...]) -> Period | None:
    """The latest ones that have begun, as many as there are years: last year's and this year's, from July on."""
    if years.unit != "year" or years.n < 2 or years.ahead or years.vague or years.n * len(parts) > _MOST:
        return None
    named = [item for item in parts if isinstance(item, Absolute | HolidayRef)]
    return Listed(tuple(Earlier(item, back) for back in reversed(range(years.n)) for item in named))


def _of_both(first: Period, second: Period, part: Period) -> Built:
    """Last year's and this year's Q3."""
    return _of_years(Listed((first, second)), part)


def _of_both_behind(part: Period, first: Period, second: Period) -> Built:
    return _of_both(first, second, part)


def _set_apart(first: Period, second: Period, part: Period) -> Built:
    """Last year's versus this year's Q3."""
    both = _of_both(first, second, part)
    return Versus(*both.items) if isinstance(both, Listed) and len(both.items) == 2 else None


def _elided(offset: int, second: Period) -> Built:
    """ "This and last year"."""
    if not isinstance(second, Relative) or second.unit != "year" or second.offset == offset:
        return None
    return Listed((replace(second, offset=offset), second))


EACH_YEAR_RULES: tuple[Rule, ...] = (
    Rule("p", "p of? p", _in_each, "each_year"),
    Rule("p", "year of and year of? p", _of_both),
    Rule("p", "p of? year and of year", _of_both_behind),
    Rule("p", "p of p", _in_each_surely),
    Rule("p", "p g of? p", lambda years, said, part: _each_said(years, said.unit, part)),
    Rule("p", "p of g of? p", lambda part, said, years: _each_said(years, said.unit, part)),
    Rule("p", "shift and year", _elided),
    Rule("c", "year of? versus year of? p", _set_apart),
)
