from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.catalog.calendar import Calendar
from assistant.query import Comparison, TimeRange
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.time.expr import (
    Absolute,
    GrainWord,
    HolidayRef,
    Relative,
    Rolling,
    TimeComparison,
    Versus,
)  # fmt: skip
from assistant.understanding.time.grammar import TimeMatch, best_times, recognize_times
from assistant.understanding.time.resolve import Resolved, base_of, resolve_comparison, resolve_time
from tests.understanding import time_corpus as corpus
from tests.understanding.time_corpus import CALENDAR, NOWS, Row

A, B = NOWS["A"], NOWS["B"]
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))
MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 12, 31, 23, 59, 59))


def matches_of(text: str, calendar: Calendar = CALENDAR) -> tuple[TimeMatch, ...]:
    return recognize_times(normalize(text).text, calendar)


def only(text: str, calendar: Calendar = CALENDAR) -> TimeMatch:
    (match,) = best_times(matches_of(text, calendar))
    return match


def resolved(text: str, now: datetime = A, calendar: Calendar = CALENDAR) -> Resolved:
    return resolve_time(only(text, calendar).expr, now, calendar)


def days(text: str, now: datetime = A, calendar: Calendar = CALENDAR) -> tuple[date, date]:
    (span,) = resolved(text, now, calendar).ranges
    return span.start.date(), span.end.date()


@pytest.mark.parametrize("row", corpus.rows_of("time_zh.tsv"), ids=str)
def test_chinese_corpus(row: Row) -> None:
    assert corpus.read(row.text, row.now) == corpus.expected_dates(row.expected)


@pytest.mark.parametrize("row", corpus.rows_of("time_en.tsv"), ids=str)
def test_english_corpus(row: Row) -> None:
    assert corpus.read(row.text, row.now) == corpus.expected_dates(row.expected)


@pytest.mark.parametrize(
    ("text", "metric"),
    [*corpus.negatives_of("time_zh_negative.tsv"), *corpus.negatives_of("time_en_negative.tsv")],
)
def test_nothing_about_time(text: str, metric: str) -> None:
    """What a catalog name overlaps is its own; outside of such a name nothing is recognised, or only what
    has no dates."""
    normal = normalize(text).text
    found = recognize_times(normal, CALENDAR)
    if metric == corpus.IMPOSSIBLE:
        assert found
        assert [m for m in found if m.kind != "period" or not resolve_time(m.expr, A, CALENDAR).missing] == []
        return
    start = normal.index(metric.lower()) if metric else 0
    end = start + len(metric)
    assert [m for m in found if not (metric and m.start < end and start < m.end)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_corpora_are_as_large_as_they_are_said_to_be(language: str) -> None:
    assert len(corpus.rows_of(f"time_{language}.tsv")) >= 400
    assert len(corpus.negatives_of(f"time_{language}_negative.tsv")) >= 400


@pytest.mark.parametrize("name", ["time_zh.tsv", "time_en.tsv"])
def test_phrases_are_found_inside_a_sentence(name: str) -> None:
    """A row reads the same with words of the other language around it."""
    for row in corpus.rows_of(name)[::7]:
        around = f"华东 {row.text} ?" if name == "time_en.tsv" else f"please {row.text} thanks"
        assert corpus.read(around, row.now) == corpus.expected_dates(row.expected), around


def test_spans_cover_the_words() -> None:
    text = "revenue from january to march 2025 by week vs last year"
    assert [text[m.start : m.end] for m in best_times(matches_of(text))] == [
        "from january to march 2025", "by week", "vs last year",
    ]  # fmt: skip


def test_longer_readings_hide_what_they_hold() -> None:
    assert [m.expr for m in matches_of("2025Q1 vs 2024Q4")] == [
        Versus(Absolute(year=2025, quarter=1), Absolute(year=2024, quarter=4))
    ]


@pytest.mark.parametrize("text", ["06/07/2025", "前三个月"])
def test_open_readings_are_all_kept(text: str) -> None:
    found = matches_of(text)
    assert len({m.expr for m in found}) == 2
    assert {(m.start, m.end) for m in found} == {(0, len(text))}


def test_kinds() -> None:
    kinds = {
        "上个月": "period",
        "同比": "comparison",
        "2024 vs 2025": "comparison",
        "按月": "grain",
        "截至9月底": "point",
    }
    assert {text: only(text).kind for text in kinds} == kinds


def test_types_say_what_was_said() -> None:
    assert only("last 8 weeks").expr == Rolling("week", 8)
    assert only("上个月").expr == Relative("month", -1)
    assert only("2025年3月").expr == Absolute(year=2025, month=3)
    assert only("去年双十一").expr.whole == Relative("year", -1)  # type: ignore[union-attr]
    assert only("2024年双十一").expr == HolidayRef("double_11", 2024)
    assert only("weekly").expr == GrainWord("week")


# Flags


def test_a_current_unit_is_whole_and_partial() -> None:
    found = resolved("this quarter", B)
    assert found.ranges == (TimeRange(datetime(2025, 10, 1), datetime(2026, 1, 1)),)
    assert found.partial
    assert not resolved("this quarter", A).partial
    assert not resolved("last quarter", B).partial
    assert not resolved("last 7 days", B).partial


def test_future() -> None:
    assert resolved("明年").future
    assert resolved("next 3 months", B).future
    assert not resolved("this year", B).future


@pytest.mark.parametrize(
    ("text", "assumed"),
    [
        ("3月", True),
        ("Q2", True),
        ("this March", True),
        ("双十一", True),
        ("去年3月", False),
        ("March 2025", False),
        ("上个月", False),
    ],
)
def test_assumed_year(text: str, assumed: bool) -> None:
    assert resolved(text).assumed_year is assumed


def test_weeks_imply_their_grain() -> None:
    assert resolved("最近8周").grain == "week"
    assert resolved("近半年").grain is None


@pytest.mark.parametrize(("text", "guess"), [("recently", True), ("年底", True), ("last few weeks", True),
                                             ("last 3 weeks", False), ("截至去年底", False)])  # fmt: skip
def test_approximate(text: str, guess: bool) -> None:
    assert resolved(text).approximate is guess


def test_open_ends() -> None:
    assert resolved("before March").open_start
    assert resolved("all time").unbounded
    assert resolved("现在").ranges == ()


def test_a_holiday_the_calendar_has_no_dates_for() -> None:
    assert resolved("2019年双十一").missing
    assert resolved("2025年第53周").missing
    assert resolved("2月30日").missing


def test_a_comparison_is_no_period() -> None:
    with pytest.raises(TypeError):
        resolve_time(TimeComparison("prior_period"), A, CALENDAR)


# Calendars


def test_week_start() -> None:
    sunday = Calendar(week_start=6)
    assert days("this week", B, sunday) == (date(2025, 11, 16), date(2025, 11, 23))
    assert days("last week", B, sunday) == (date(2025, 11, 9), date(2025, 11, 16))
    assert days("2025年第46周", B, sunday) == (date(2025, 11, 10), date(2025, 11, 17))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("FY25", date(2024, 4, 1), date(2025, 4, 1)),
        ("FY26 Q1", date(2025, 4, 1), date(2025, 7, 1)),
        ("this fiscal year", date(2025, 4, 1), date(2026, 4, 1)),
        ("上一财年", date(2024, 4, 1), date(2025, 4, 1)),
        ("last fiscal quarter", date(2025, 7, 1), date(2025, 10, 1)),
        ("上财年3月", date(2025, 3, 1), date(2025, 4, 1)),
        ("上财年Q4", date(2025, 1, 1), date(2025, 4, 1)),
        ("FY25双十一", date(2024, 11, 11), date(2024, 11, 12)),
        ("fiscal year 2024 to 2025", date(2023, 4, 1), date(2025, 4, 1)),
        ("本财年双十一", date(2025, 11, 11), date(2025, 11, 12)),
        ("FY25 H2", date(2024, 10, 1), date(2025, 4, 1)),
        ("财年至今", date(2025, 4, 1), date(2025, 11, 19)),
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("Q3", date(2025, 7, 1), date(2025, 10, 1)),
    ],
)
def test_fiscal_years_bear_the_year_they_end_in(text: str, start: date, end: date) -> None:
    assert days(text, B, replace(CALENDAR, fiscal_year_start_month=4)) == (start, end)


def test_without_holidays_their_names_mean_nothing() -> None:
    assert matches_of("双十一的订单", Calendar()) == ()


# Comparisons


def compare(text: str, base: tuple[str, str] | None, now: datetime = A) -> Comparison:
    expr = only(text).expr
    assert isinstance(expr, (TimeComparison, Versus))
    span = TimeRange(*(datetime.fromisoformat(day) for day in base)) if base else None
    return resolve_comparison(expr, span, now, CALENDAR)


def span(start: str, end: str) -> TimeRange:
    return TimeRange(datetime.fromisoformat(start), datetime.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("同比", ("2025-11-01", "2025-12-01"), Comparison("same_period_last_year")),
        ("同比", ("2025-11-11", "2025-11-12"), Comparison("same_holiday_last_year")),
        ("环比", ("2025-11-01", "2025-12-01"), Comparison("prior_period")),
        ("vs last year", ("2025-11-01", "2025-12-01"), Comparison("same_period_last_year")),
        ("vs 2023", ("2025-11-01", "2025-12-01"), Comparison("range", span("2023-11-01", "2023-12-01"))),
        ("vs last quarter", ("2025-10-01", "2026-01-01"), Comparison("prior_period")),
        ("vs last quarter", ("2025-07-01", "2025-10-01"), Comparison("prior_period")),
        ("比上季度", None, Comparison("range", span("2025-07-01", "2025-10-01"))),
        ("比Q4", ("2025-01-01", "2025-04-01"), Comparison("prior_period")),
        ("跟去年双十一比", ("2025-11-11", "2025-11-12"), Comparison("same_holiday_last_year")),
        ("上月同期", ("2025-11-01", "2025-11-16"), Comparison("range", span("2025-10-01", "2025-10-16"))),
        ("上周同期", ("2025-12-31", "2026-01-01"), Comparison("range", span("2025-12-24", "2025-12-25"))),
        ("前年同期", ("2025-11-01", "2025-12-01"), Comparison("range", span("2023-11-01", "2023-12-01"))),
        ("2024 vs 2025", None, Comparison("prior_period")),
    ],
)
def test_comparison(text: str, base: tuple[str, str] | None, expected: Comparison) -> None:
    assert compare(text, base) == expected


def test_the_base_of_a_comparison_that_names_none() -> None:
    expr = only("vs last quarter").expr
    assert isinstance(expr, TimeComparison)
    assert base_of(expr) == Relative("quarter", 0)


# Properties


PHRASES = sorted({row.text for name in ("time_zh.tsv", "time_en.tsv") for row in corpus.rows_of(name)})


@given(st.sampled_from(PHRASES), MOMENTS)
@settings(max_examples=400, deadline=None)
def test_every_range_starts_before_it_ends(text: str, now: datetime) -> None:
    for match in matches_of(text):
        if match.kind in ("period", "point"):
            for found in resolve_time(match.expr, now, CALENDAR).ranges:
                assert found.start < found.end


@given(DAYS, MOMENTS)
@settings(max_examples=150, deadline=None)
def test_written_dates_come_back(day: date, now: datetime) -> None:
    chinese = f"{day.year}年{day.month}月{day.day}日"
    english = f"{day:%B} {day.day}, {day.year}"
    for text in (
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        chinese,
        english,
        f"{day.day} {day:%b %Y}",
    ):
        assert days(text, now) == (day, day + timedelta(days=1)), text


@given(MOMENTS, st.integers(min_value=2, max_value=36), st.sampled_from(["month", "week", "quarter", "day"]))
@settings(max_examples=200, deadline=None)
def test_longer_lookbacks_hold_shorter_ones(now: datetime, n: int, unit: str) -> None:
    short, long = days(f"last {n} {unit}s", now), days(f"last {n + 1} {unit}s", now)
    assert long[0] < short[0]
    assert long[1] == short[1]
    assert short[1] <= now.date() + timedelta(days=1)


@given(MOMENTS, st.sampled_from(["month", "week", "quarter", "year"]))
@settings(max_examples=200, deadline=None)
def test_last_this_and_next_follow_each_other(now: datetime, unit: str) -> None:
    last, this, following = (days(f"{word} {unit}", now) for word in ("last", "this", "next"))
    assert last[1] == this[0]
    assert this[1] == following[0]
    assert this[0] <= now.date() < this[1]


@given(MOMENTS, st.integers(min_value=1, max_value=12))
@settings(max_examples=200, deadline=None)
def test_a_month_without_a_year_has_begun(now: datetime, month: int) -> None:
    start, _ = days(f"{month}月", now)
    assert start.month == month
    assert start <= now.date() < date(start.year + 1, month, 28) + timedelta(days=4)


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_is_harmless(text: str) -> None:
    normal = normalize(text).text
    for match in recognize_times(normal, CALENDAR):
        assert 0 <= match.start < match.end <= len(normal)


PIECES = """上 本 3 月 年 2025 q1 到 和 vs 比 同期 last months of - . / 1 周 前 后 每""".split()  # noqa: SIM905 - a list of words reads better as words


@given(st.lists(st.sampled_from(PIECES), max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_mixture_of_time_words_resolves_or_says_why(words: list[str]) -> None:
    for match in matches_of("".join(words)):
        if match.kind in ("period", "point") or isinstance(match.expr, Versus):
            found = resolve_time(match.expr, B, CALENDAR)
            assert found.ranges or found.missing or found.unbounded
