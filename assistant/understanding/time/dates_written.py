"""Dates and periods written with digits: 2025-06-18, 20250618, 6/18, 2025Q1, 3Q24, H1'25, FY25, L30D."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from assistant.understanding.time.expr import Absolute, Rolling

_YEARS = range(1990, 2100)
_FULL_YEARS = range(1900, 2100)
"""Years of full dates, which are no numbers of anything else."""
_NOT_INSIDE = r"(?<![a-z0-9_#])(?<!(?<!\.)\.)(?<!\d[/-])"
_DAY = re.compile(r"(?<![a-z0-9_#])(?<!(?<!\.)\.)(?<!\d/)((?:19|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_COMPACT_DAY = re.compile(r"(?<![a-z0-9_#.])((?:19|20)\d\d)(\d\d)(\d\d)(?!\d|-(?!\d{8})\d)")
_COMPACT_MONTH = re.compile(r"(?<![a-z0-9_#.])(20\d\d)(0[1-9]|1[0-2])(?!\d|[a-z_]|\.\d)")
_MONTH = re.compile(
    r"(?<![a-z0-9_#])(?<!(?<!\.)\.)(?<!\d/)((?:19|20)\d\d)([-/.])(\d{1,2})"
    r"(?![\d年月]|[/.]\d|-(?!(?:19|20)\d\d(?!\d))\d)"
)
_MONTH_FIRST = re.compile(rf"{_NOT_INSIDE}(\d{{1,2}})/((?:19|20)\d\d)(?!\d)")
_YEAR_LAST = re.compile(rf"{_NOT_INSIDE}(\d{{1,2}})([/.])(\d{{1,2}})\2((?:19|20)\d\d)(?!\d)")
_SHORT_YEAR_LAST = re.compile(r"(?<![a-z0-9_#./])(\d{1,2})/(\d{1,2})/([1-3]\d)(?![\d/.%]|\s?%)")
_MONTH_DAY = re.compile(r"(?<![a-z0-9_#./])(\d{1,2})([/.·])(\d{1,2})(?![\d%]|[/.]\d|[a-z])")
_DASHED_DAY = re.compile(r"(?<=[^\d\s-])\s?(\d{1,2})-(\d{1,2})(?!\d|-)")
_YEAR = re.compile(
    r"(?<![a-z0-9_.])(?<![/#])((?:19|20)\d\d)(?!\d|[a-z_](?<![qhw])|\.\d|/\d|,\d|-\d{1,2}(?!\d))"
)
_ZERO_YEAR = re.compile(r"(?<![\d.])0(\d)(?=\s?年)")
_CALENDAR_YEAR = re.compile(r"(?<![a-z0-9_])cy\s?'?(\d{4}|\d\d)(?!\d)")
_PART_AND_YEAR = re.compile(r"(?<![a-z0-9_])([qh])([1-4])-(20\d\d)(?!\d)")
_TWO_DIGIT_YEAR = re.compile(r"'(\d\d)(?!\d)")
_QUARTER = re.compile(r"(?<![a-z_])(?:(?<!\d)(\d\d))?-?q([1-4])(?![0-9a-z_])")
_QUARTER_LAST = re.compile(r"(?<![a-z0-9_])([1-4])q(?:'?(\d\d(?:\d\d)?)|(?=\s?(?:of\s)?20\d\d))(?![0-9a-z_])")
_HALF = re.compile(r"(?<![a-z_])(?:(?<!\d)(\d\d))?-?h([12])(?![0-9a-z_])")
_HALF_LAST = re.compile(r"(?<![a-z0-9_])([12])h(?:'?(\d\d(?:\d\d)?)|(?=\s?(?:of\s)?20\d\d))(?![0-9a-z_])")
_WEEK = re.compile(r"(?<![a-z_])-?w(\d{1,2})(?![0-9a-z_])")
_FISCAL = re.compile(r"(?<![a-z0-9_])fy\s?'?(\d{4}|\d\d)(?![0-9])")
_FISCAL_PAIR = re.compile(r"(?<![a-z0-9_])fy\s?'?(?:20)?(\d\d)[/-](?:20)?(\d\d)(?!\d)")
_LAST_N = re.compile(r"(?<![a-z0-9_])[lt](\d{1,3})([dwmqy])(?![a-z0-9_])")
_SHORT_SPAN = re.compile(r"(?<![a-z0-9_.])(\d{1,3})\s?([dwmqy])(?![a-z0-9_'])")
_UNITS = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}

MakeWord = Callable[..., Any]


def written_dates(text: str, word: MakeWord, guards: Mapping[str, Any]) -> Iterator[Any]:
    """Words of the kinds day, month_of_year, day_of_month and so on, made with `word`."""
    if not any("0" <= character <= "9" for character in text):
        return
    yield from _full_dates(text, word, guards)
    yield from _loose_dates(text, word, guards)
    yield from _coded(text, word)
    for match in _YEAR.finditer(text):
        span = match.span()
        likely = int(match[1]) in _YEARS or _is_early(int(match[1]), text, span, guards)
        if likely and not _is_amount(text, span, guards):
            yield word(*span, "bare_year", Absolute(year=int(match[1])), 0.85)


def _is_early(year: int, text: str, span: tuple[int, int], guards: Mapping[str, Any]) -> bool:
    """Whether a number that is more often an amount, 1900 to 1989, stands where a year does: "before 1980"."""
    if year not in _FULL_YEARS or "early_year" not in guards:
        return False
    return bool(
        guards["early_year"].allows(text, *span) and guards["followed_by.counter"].allows(text, *span)
    )


def _is_amount(text: str, span: tuple[int, int], guards: Mapping[str, Any]) -> bool:
    """Whether a number of four digits counts something, and does not date it: "2025 units", not "in 2025 units"."""
    counting = not guards["followed_by.counter"].allows(text, *span)
    dated = "dated_year" in guards and guards["dated_year"].allows(text, *span)
    return not guards["preceded_by.amount"].allows(text, *span) or (counting and not dated)


def century(number: int) -> int:
    """25 is 2025; four digits stay."""
    return number + 2000 if number < 100 else number


def _full_dates(text: str, word: MakeWord, guards: Mapping[str, Any]) -> Iterator[Any]:
    for pattern, groups in ((_DAY, (1, 3, 4)), (_COMPACT_DAY, (1, 2, 3))):
        for match in pattern.finditer(text):
            if _is_code(text, match, guards):
                continue
            year, month, day = (int(match[group]) for group in groups)
            spelled = pattern is _DAY and match[2] in "-/"
            if spelled or _exists(year, month, day):  # one that does not exist was meant as a date as well
                yield word(*match.span(), "date", Absolute(year=year, month=month, day=day))
    for match in _YEAR_LAST.finditer(text):
        yield from _year_last(match, match[2], (int(match[1]), int(match[3]), int(match[4])), word)
    for match in _SHORT_YEAR_LAST.finditer(text):
        yield from _year_last(match, "/", (int(match[1]), int(match[2]), century(int(match[3]))), word)
    for pattern, year_at, month_at in ((_MONTH, 1, 3), (_COMPACT_MONTH, 1, 2), (_MONTH_FIRST, 2, 1)):
        for match in pattern.finditer(text):
            year, month = int(match[year_at]), int(match[month_at])
            written = pattern is _MONTH and match[2] in "-/"
            if (written or 1 <= month <= 12) and not _is_code(text, match, guards):
                yield word(*match.span(), "date", Absolute(year=year, month=month), 0.95)


def _is_code(text: str, match: re.Match[str], guards: Mapping[str, Any]) -> bool:
    """Whether it is the number of an order, a version or the like."""
    names = ("preceded_by.identifier", "preceded_by.version")
    return not all(guards[name].allows(text, *match.span()) for name in names)


def _year_last(match: re.Match[str], mark: str, parts: tuple[int, int, int], word: MakeWord) -> Iterator[Any]:
    """06/18/2025 and 18.06.2025 can be read one way only; 06/07/2025 can be read two ways."""
    first, second, year = parts
    readings = [(first, second), (second, first)]
    if mark == ".":
        readings.reverse()
    valid = [pair for pair in readings if _exists(year, *pair)]
    for score, (month, day) in zip((1.0, 0.9), dict.fromkeys(valid), strict=False):
        yield word(
            *match.span(),
            "date",
            Absolute(year=year, month=month, day=day),
            score if len(set(valid)) == 1 else score - 0.2,
        )


def _loose_dates(text: str, word: MakeWord, guards: Mapping[str, Any]) -> Iterator[Any]:
    """Month and day without a year. With a point only as one end of a range, as are simple fractions."""
    for match in _MONTH_DAY.finditer(text):
        month, day = int(match[1]), int(match[3])
        plain = ("preceded_by.version", "preceded_by.ratio", "followed_by.counter")
        if not _exists(2024, month, day):
            continue
        if not all(guards[name].allows(text, *match.span()) for name in plain):
            continue
        simple = match[2] == "." or (month <= 4 and month < day <= 10)
        kind = "range_end" if simple else "date"
        yield word(*match.span(), kind, Absolute(month=month, day=day), 0.8)
    for match in _DASHED_DAY.finditer(text):
        month, day = int(match[1]), int(match[2])
        if _exists(2024, month, day):
            yield word(match.start(1), match.end(), "range_end_only", Absolute(month=month, day=day), 0.9)


def _coded(text: str, word: MakeWord) -> Iterator[Any]:
    for match in _PART_AND_YEAR.finditer(text):
        part = _coded_part(int(match[3]), "quarter" if match[1] == "q" else "half", match[2])
        yield word(*match.span(), "part", part)
    for match in _CALENDAR_YEAR.finditer(text):
        yield word(*match.span(), "date", Absolute(year=century(int(match[1]))))
    for match in _ZERO_YEAR.finditer(text):
        yield word(*match.span(), "short_year", Absolute(year=century(int(match[1]))))
    for pattern, name in ((_QUARTER, "quarter"), (_HALF, "half")):
        for match in pattern.finditer(text):
            year = _century_of(match[1])
            for start in {match.start(), match.start() + match[0].startswith("-")}:
                yield word(start, match.end(), "part", _coded_part(year, name, match[2]))
    for pattern, name in ((_QUARTER_LAST, "quarter"), (_HALF_LAST, "half")):
        for match in pattern.finditer(text):
            yield word(*match.span(), "part", _coded_part(_century_of(match[2]), name, match[1]))
    for match in _WEEK.finditer(text):
        most = 99 if match[0][0] == "-" else 53
        if 1 <= int(match[1]) <= most and (
            match.start() == 0 or match[0][0] == "-" or text[match.start() - 1] != "-"
        ):
            yield word(*match.span(), "part", Absolute(week=int(match[1])), 0.9)
    for match in _FISCAL_PAIR.finditer(text):
        if int(match[2]) == int(match[1]) + 1:
            yield word(*match.span(), "date", Absolute(year=century(int(match[2])), fiscal=True))
    for match in _FISCAL.finditer(text):
        yield word(*match.span(), "date", Absolute(year=century(int(match[1])), fiscal=True))
    for match in _TWO_DIGIT_YEAR.finditer(text):
        yield word(*match.span(), "short_year", Absolute(year=century(int(match[1]))))
    for match in _LAST_N.finditer(text):
        yield word(*match.span(), "rolling", Rolling(_UNITS[match[2]], int(match[1])))  # type: ignore[arg-type]
    for match in _SHORT_SPAN.finditer(text):
        yield word(*match.span(), "span", (int(match[1]), _UNITS[match[2]]))


def _coded_part(year: int | None, name: str, number: str) -> Absolute:
    if name == "half":
        return Absolute(year=year, half=int(number))
    return Absolute(year=year, quarter=int(number))


def _century_of(digits: str | None) -> int | None:
    return century(int(digits)) if digits else None


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return year in _FULL_YEARS
