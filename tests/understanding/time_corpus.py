"""The notation of the time corpora.

A row is `text <tab> now <tab> expected`. `now` is A (the end of 2025) or B (a Tuesday morning in
November). Expected are the parts of the text in order, separated by ` | `:

    2025   2025H1   2025Q3   2025-11   2025-11-18   2025W46     a calendar period
    X~Y          from the start of period X to the end of period Y
    X..Y         half-open dates; `<` for the beginning of the data
    X + Y        several periods          at X   a point in time       vs X Y   two periods compared
    cmp prior | yoy | holiday | X         a comparison                 grain month
    missing      a time that has no dates
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from assistant.catalog.calendar import Calendar, DateSpan, Holiday
from assistant.catalog.labels import Labels
from assistant.query import TimeRange
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.time.dates import EARLIEST
from assistant.understanding.time.expr import GrainWord, TimeComparison, Versus
from assistant.understanding.time.grammar import best_times, recognize_times
from assistant.understanding.time.resolve import resolve_comparison, resolve_time

IMPOSSIBLE = "!"
"""In place of a catalog name: recognised as a time, but as one that has no dates."""
FOLDER = Path(__file__).parents[1] / "corpus"
NOWS = {"A": datetime(2025, 12, 31, 23, 59, 59), "B": datetime(2025, 11, 18, 10)}


def _holiday(name: str, zh: str, en: str, synonyms: str, *spans: str, aligned: bool = False) -> Holiday:
    ranges = tuple(DateSpan(*(date.fromisoformat(day) for day in span.split(".."))) for span in spans)
    zero = {span.start.year: span.start for span in ranges}
    return Holiday(
        name, Labels(zh, en), tuple(synonyms.split("|")), ranges, zero, "align_day_zero" if aligned else None
    )


_YEARS = (2023, 2024, 2025)


def _yearly(start: str, end: str) -> tuple[str, ...]:
    return tuple(f"{year}-{start}..{year}-{end}" for year in _YEARS)


_CNY = ("2023-01-21..2023-01-28", "2024-02-10..2024-02-18", "2025-01-28..2025-02-05")
_BLACK_FRIDAYS = ("2024-11-29..2024-11-30", "2025-11-28..2025-11-29")

CALENDAR = Calendar(
    holidays=(
        _holiday(
            "double_11", "双十一", "Double 11", "双11|Singles' Day", *_yearly("11-11", "11-12"), aligned=True
        ),
        _holiday("mid_year", "618", "618", "618大促|年中大促", *_yearly("06-18", "06-19")),
        _holiday(
            "spring_festival", "春节", "Spring Festival", "过年|Chinese New Year|CNY", *_CNY, aligned=True
        ),
        _holiday(
            "national_day", "国庆", "National Day", "国庆节|国庆假期|黄金周", *_yearly("10-01", "10-08")
        ),
        _holiday("black_friday", "黑色星期五", "Black Friday", "黑五", *_BLACK_FRIDAYS),
        _holiday("christmas", "圣诞", "Christmas", "圣诞节", *_yearly("12-25", "12-26")),
    )
)


@dataclass(frozen=True)
class Row:
    text: str
    now: datetime
    expected: str

    def __str__(self) -> str:
        return f"{self.text} @{self.now:%m-%d}"


def rows_of(name: str) -> list[Row]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [
        Row(text, NOWS[now], expected) for text, now, expected in (line.split("\t") for line in lines[1:])
    ]


def negatives_of(name: str) -> list[tuple[str, str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [(text, metric) for text, metric in (line.split("\t") for line in lines[1:])]


def read(text: str, now: datetime, calendar: Calendar = CALENDAR) -> str:
    """What was recognised, with dates, in a form to compare with `expected`."""
    matches = best_times(recognize_times(normalize(text).text, calendar))
    base: TimeRange | None = None
    for match in matches:
        if match.kind == "period" and base is None:
            base = next(iter(resolve_time(match.expr, now, calendar).ranges), None)
    return " | ".join(_part(match.expr, match.kind, base, now, calendar) for match in matches)


def _part(expr: object, kind: str, base: TimeRange | None, now: datetime, calendar: Calendar) -> str:
    match expr:
        case GrainWord(unit=unit):
            return f"grain {unit}"
        case TimeComparison():
            comparison = resolve_comparison(expr, base, now, calendar)
            short = {
                "prior_period": "prior",
                "same_period_last_year": "yoy",
                "same_holiday_last_year": "holiday",
            }
            return f"cmp {short.get(comparison.kind) or dates(comparison.range)}"
    found = resolve_time(expr, now, calendar)
    ranges = found.ranges or (TimeRange.of_dates(EARLIEST, now.date() + timedelta(days=1)),)
    if found.missing:
        return "missing"
    if isinstance(expr, Versus):
        return "vs " + " ".join(dates(item) for item in ranges)
    return ("at " if kind == "point" else "") + " + ".join(dates(item) for item in ranges)


def dates(span: TimeRange | None) -> str:
    assert span is not None
    start = "<" if span.start.date() == EARLIEST else span.start.isoformat()
    return f"{start}..{span.end.isoformat()}".replace("T00:00:00", "")


def expected_dates(expected: str) -> str:
    """The notation with every period written as half-open dates."""
    return " | ".join(_expected_part(part) for part in expected.split(" | "))


def _expected_part(part: str) -> str:
    head, _, rest = part.partition(" ")
    if head == "grain" or part in ("cmp prior", "cmp yoy", "cmp holiday", "missing"):
        return part
    if head in ("cmp", "at"):
        return f"{head} {_expanded(rest)}"
    if head == "vs":
        return "vs " + " ".join(_expanded(item) for item in rest.split())
    return " + ".join(_expanded(item) for item in part.split(" + "))


def _expanded(text: str) -> str:
    if ".." in text:
        return text
    first, _, last = text.partition("~")
    return f"{_edges(first)[0]}..{_edges(last or first)[1]}"


def _edges(text: str) -> tuple[date, date]:
    if "W" in text:
        monday = date.fromisocalendar(int(text[:4]), int(text[5:]), 1)
        return monday, monday + timedelta(days=7)
    if len(text) == 10:
        day = date.fromisoformat(text)
        return day, day + timedelta(days=1)
    year, rest = int(text[:4]), text[4:]
    first, months = {"": (1, 12), "H": (1, 6), "Q": (1, 3), "-": (1, 1)}[rest[:1]]
    if rest:
        first = (int(rest[1:]) - 1) * months + 1
    after = year * 12 + first - 1 + months
    return date(year, first, 1), date(after // 12, after % 12 + 1, 1)
