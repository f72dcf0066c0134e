"""What holds of every date, phrase and calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.catalog.calendar import Calendar
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.time.expr import HolidayRef, PartOf, ToDate
from assistant.understanding.time.grammar import best_times, recognize_times
from assistant.understanding.time.resolve import resolve_time
from assistant.understanding.time.units import add_months, days_in
from tests.understanding import time_corpus as corpus
from tests.understanding.time_corpus import CALENDAR

DAY = timedelta(days=1)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2030, 12, 31))
MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 12, 31, 23, 59, 59))
AFTERWARDS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2034, 12, 31, 23, 59, 59))
"""When all dates that the corpora name are over: one to come reaches further than one that has begun."""
YEARS = st.integers(min_value=2000, max_value=2035)
MONTHS = st.integers(min_value=1, max_value=12)
FISCAL = MONTHS.map(lambda month: Calendar(fiscal_year_start_month=month))
WEEKLY = st.integers(min_value=0, max_value=6).map(lambda day: Calendar(week_start=day))
NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
         "November", "December")  # fmt: skip
DIGITS = "零一二三四五六七八九"

Days = tuple[date, date]


def days(text: str, now: datetime, calendar: Calendar = CALENDAR) -> Days:
    (match,) = best_times(recognize_times(normalize(text).text, calendar))
    (span,) = resolve_time(match.expr, now, calendar).ranges
    assert span.start.time() == span.end.time() == datetime.min.time()
    return span.start.date(), span.end.date()


def chinese(number: int) -> str:
    """Up to 99."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones or not head else "")


# Round trips


@given(DAYS, st.integers(min_value=1, max_value=400), MOMENTS)
@settings(max_examples=120, deadline=None)
def test_a_range_of_days_is_the_same_in_every_form(start: date, length: int, now: datetime) -> None:
    last = start + length * DAY
    forms = [
        f"{start} to {last}",
        f"from {start} to {last}",
        f"between {start} and {last}",
        f"{start}..{last}",
        f"{start:%Y/%m/%d} - {last:%Y/%m/%d}",
        f"{start:%Y%m%d}-{last:%Y%m%d}",
        f"{start:%B} {start.day}, {start.year} through {last:%B} {last.day}, {last.year}",
        f"{start.day} {start:%b} {start.year} until {last.day} {last:%b} {last.year}",
        f"{start}至{last}",
        f"{start}到{last}",
        f"从{start.year}年{start.month}月{start.day}日到{last.year}年{last.month}月{last.day}日",
        f"{start.year}年{start.month}月{start.day}号~{last.year}年{last.month}月{last.day}号",
        f"{start:%Y.%m.%d}-{last:%Y.%m.%d}",
    ]
    for text in forms:
        assert days(text, now) == (start, last + DAY), text


@given(YEARS, MONTHS, MONTHS, MOMENTS)
@settings(max_examples=120, deadline=None)
def test_a_range_of_months_is_the_same_in_every_form(year: int, one: int, other: int, now: datetime) -> None:
    first, last = sorted((one, other))
    if first == last:
        return
    forms = [
        f"{NAMES[first - 1]} to {NAMES[last - 1]} {year}",
        f"between {NAMES[first - 1]} and {NAMES[last - 1]} {year}",
        f"{NAMES[first - 1][:3]}-{NAMES[last - 1][:3]} {year}",
        f"{year}-{first:02} to {year}-{last:02}",
        f"{year}年{first}月到{last}月",
        f"{year}年{first}-{last}月",
        f"{year}年{first}到{last}月份",
        f"{year}年{chinese(first)}月至{chinese(last)}月",
        f"{year}年{first}月至{year}年{last}月",
        f"{year}.{first}-{year}.{last}",
    ]
    for text in forms:
        assert days(text, now) == (date(year, first, 1), add_months(date(year, last, 1), 1)), text


@given(YEARS, st.integers(min_value=1, max_value=4), MOMENTS)
@settings(max_examples=80, deadline=None)
def test_a_quarter_is_the_same_in_every_form(year: int, quarter: int, now: datetime) -> None:
    start = date(year, 3 * quarter - 2, 1)
    ordinal = ("first", "second", "third", "fourth")[quarter - 1]
    forms = [
        f"{year}Q{quarter}",
        f"Q{quarter} {year}",
        f"Q{quarter}-{year}",
        f"{year}-Q{quarter}",
        f"Q{quarter} of {year}",
        f"the {ordinal} quarter of {year}",
        f"{year}年Q{quarter}",
        f"{year}年第{quarter}季度",
        f"{year}年{chinese(quarter)}季度",
        f"{year}年第{chinese(quarter)}季度",
    ]
    for text in forms:
        assert days(text, now) == (start, add_months(start, 3)), text


@given(DAYS, MOMENTS)
@settings(max_examples=80, deadline=None)
def test_an_iso_week_is_the_same_in_every_form(day: date, now: datetime) -> None:
    year, week, _ = day.isocalendar()
    monday = date.fromisocalendar(year, week, 1)
    for text in (f"{year}-W{week:02}", f"week {week} of {year}", f"{year}年第{week}周", f"{year}W{week}"):
        assert days(text, now) == (monday, monday + 7 * DAY), text


@given(DAYS, MOMENTS)
@settings(max_examples=80, deadline=None)
def test_a_date_with_its_day_of_the_week_is_that_date(day: date, now: datetime) -> None:
    assert days(f"{day:%A}, {day:%B} {day.day}, {day.year}", now) == (day, day + DAY)
    right = f"{day.year}年{day.month}月{day.day}日(周{'一二三四五六日'[day.weekday()]})"
    assert days(right, now) == (day, day + DAY)
    wrong = f"{day.year}年{day.month}月{day.day}日(周{'一二三四五六日'[(day.weekday() + 1) % 7]})"
    (match,) = best_times(recognize_times(normalize(wrong).text, CALENDAR))
    assert resolve_time(match.expr, now, CALENDAR).missing


@given(st.integers(min_value=1, max_value=99), MOMENTS)
@settings(max_examples=80, deadline=None)
def test_numerals_do_not_matter(n: int, now: datetime) -> None:
    assert days(f"近{n}天", now) == days(f"近{chinese(n)}天", now)
    assert days(f"近{n}天", now) == days(f"last {n} days", now)
    if n > 1:
        assert days(f"近{n}个月", now) == days(f"近{chinese(n)}个月", now) == days(f"last {n} months", now)


# Whole and parts


@given(YEARS, MONTHS, MOMENTS)
@settings(max_examples=80, deadline=None)
def test_thirds_and_halves_make_up_the_month(year: int, month: int, now: datetime) -> None:
    whole = (date(year, month, 1), add_months(date(year, month, 1), 1))
    name = f"{year}年{month}月"
    _adjoin([days(name + part, now) for part in ("上旬", "中旬", "下旬")], whole)
    _adjoin([days(name + part, now) for part in ("上半月", "下半月")], whole)
    english = f"{NAMES[month - 1]} {year}"
    _adjoin([days(f"{part} {english}", now) for part in ("early", "mid", "late")], whole)


@given(YEARS, MOMENTS)
@settings(max_examples=80, deadline=None)
def test_halves_quarters_and_months_make_up_the_year(year: int, now: datetime) -> None:
    whole = (date(year, 1, 1), date(year + 1, 1, 1))
    _adjoin([days(f"{year}年{part}", now) for part in ("上半年", "下半年")], whole)
    _adjoin([days(f"H{half} {year}", now) for half in (1, 2)], whole)
    _adjoin([days(f"{year}Q{quarter}", now) for quarter in range(1, 5)], whole)
    _adjoin([days(f"{name} {year}", now) for name in NAMES], whole)


@given(MOMENTS, st.sampled_from(["week", "month", "quarter", "year"]))
@settings(max_examples=80, deadline=None)
def test_so_far_and_the_rest_make_up_the_current_unit(now: datetime, unit: str) -> None:
    whole = days(f"this {unit}", now)
    (match,) = best_times(recognize_times(f"rest of the {unit}", CALENDAR))
    rest = resolve_time(match.expr, now, CALENDAR).ranges
    so_far = days(f"this {unit} so far", now)
    _adjoin([so_far, *((span.start.date(), span.end.date()) for span in rest)], whole)


@given(YEARS, MONTHS, st.integers(min_value=0, max_value=6), MOMENTS)
@settings(max_examples=80, deadline=None)
def test_the_days_of_the_week_of_a_month(year: int, month: int, day: int, now: datetime) -> None:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    ordinals = ("first", "second", "third", "fourth")
    found = [days(f"{nth} {names[day]} of {NAMES[month - 1]} {year}", now)[0] for nth in ordinals]
    assert [each.day for each in found] == list(range(found[0].day, found[0].day + 28, 7))
    assert found[0].day <= 7
    last, _ = days(f"{year}年{month}月最后一个周{'一二三四五六日'[day]}", now)
    assert last.weekday() == day
    assert last.day > days_in(year, month) - 7


def _adjoin(parts: list[Days], whole: Days) -> None:
    assert parts[0][0] == whole[0]
    assert parts[-1][1] == whole[1]
    for before, after in pairwise(parts):
        assert before[1] == after[0]


# Now and later


def _own_dates(text: str) -> bool:
    """Whether the calendar of the corpora lists its years: outside of them there are no dates."""
    found = recognize_times(normalize(text).text, CALENDAR)
    return not any("HolidayRef" in repr(match.expr) or isinstance(match.expr, HolidayRef) for match in found)


PHRASES = sorted(
    {
        row.text
        for name in ("time_zh.tsv", "time_en.tsv")
        for row in corpus.rows_of(name)
        if _own_dates(row.text)
    }
)


def _starts_over(expr: object) -> bool:
    """As much of 2024 as has passed of this year begins anew each year."""
    return isinstance(expr, PartOf) and isinstance(expr.part, ToDate)


@given(
    st.sampled_from(PHRASES), AFTERWARDS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=800))
)
@settings(max_examples=400, deadline=None)
def test_a_later_now_never_gives_an_earlier_period(text: str, now: datetime, later: timedelta) -> None:
    for match in recognize_times(normalize(text).text, CALENDAR):
        if match.kind not in ("period", "point") or _starts_over(match.expr):
            continue
        first = resolve_time(match.expr, now, CALENDAR).ranges
        second = resolve_time(match.expr, now + later, CALENDAR).ranges
        for before, after in zip(first, second, strict=False):
            assert before.start <= after.start
            # What has not begun reaches as far as can be meant; once it has, it ends with what there is.
            assert before.end <= after.end or before.start > now


@given(MOMENTS, st.sampled_from(["个月", "周", "个季度", "年", "天"]))
@settings(max_examples=100, deadline=None)
def test_units_ago_follow_each_other(now: datetime, unit: str) -> None:
    spans = [days(f"{n}{unit}前", now) for n in (4, 3, 2)]
    _adjoin(spans, (spans[0][0], spans[-1][1]))


@given(MOMENTS, st.integers(min_value=1, max_value=60))
@settings(max_examples=100, deadline=None)
def test_without_today_ends_a_day_earlier(now: datetime, n: int) -> None:
    with_today, without = days(f"近{n}天", now), days(f"近{n}天(不含今天)", now)
    assert with_today[1] == now.date() + DAY
    assert without == (with_today[0] - DAY, with_today[1] - DAY)
    assert days(f"last {n} days excluding today", now) == without


# Calendars


@given(MOMENTS, WEEKLY)
@settings(max_examples=100, deadline=None)
def test_weeks_start_on_the_day_of_the_calendar(now: datetime, calendar: Calendar) -> None:
    last, this, following = (days(f"{word} week", now, calendar) for word in ("last", "this", "next"))
    assert this[0].weekday() == calendar.week_start
    assert this[0] <= now.date() < this[1]
    _adjoin([last, this, following], (this[0] - 7 * DAY, this[1] + 7 * DAY))
    for day, name in enumerate("一二三四五六日"):
        start, _ = days(f"上周{name}", now, calendar)
        assert start.weekday() == day
        assert last[0] <= start < last[1]


@given(MOMENTS, FISCAL, YEARS)
@settings(max_examples=100, deadline=None)
def test_fiscal_years_of_any_start(now: datetime, calendar: Calendar, year: int) -> None:
    first = calendar.fiscal_year_start_month
    whole = days(f"FY{year}", now, calendar)
    assert whole == (date(year - (first > 1), first, 1), date(year + (first == 1), first, 1))
    _adjoin([days(f"FY{year} Q{quarter}", now, calendar) for quarter in range(1, 5)], whole)
    _adjoin([days(f"{year}财年{half}", now, calendar) for half in ("上半年", "下半年")], whole)
    this, last = days("this fiscal year", now, calendar), days("上个财年", now, calendar)
    assert this[0] <= now.date() < this[1]
    assert last[1] == this[0]
    assert days("fiscal year to date", now, calendar) == (this[0], now.date() + DAY)
    quarter = days("this fiscal quarter", now, calendar)
    assert quarter[0] <= now.date() < quarter[1]
    assert (quarter[0].month - first) % 3 == 0


@pytest.mark.parametrize(("start", "grain"), [(1, "year"), (4, None)])
def test_a_fiscal_year_is_a_bucket_only_where_it_is_the_calendar_year(start: int, grain: str | None) -> None:
    from assistant.understanding.periods.timing import bucket

    assert bucket("fiscal_year", start) == grain
    assert bucket("fiscal_quarter", start) == "quarter"
    assert bucket("fiscal_quarter", 2) is None
