"""Warnings: what a reader must know about a number, as stable codes with a sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from assistant import answer
from assistant.policy import Applied
from assistant.presentation.context import Context
from assistant.presentation.describe import limit_texts
from assistant.presentation.names import Names
from assistant.presentation.parameter_text import parameter_text
from assistant.presentation.periods import calendar_unit, day_text, period_text
from assistant.presentation.zeros import zero_notes
from assistant.query import MetricQuery, TimeRange
from assistant.reading import Understood
from assistant.rows import Rows
from assistant.statement import Statement

_METRIC_CODES = (
    "meaning_match", "dimension_metric", "default_metric", "vanity", "definition_changed", "deprecated",
    "own_grain", "split_by_own_grain", "small_sample", "not_a_sum",
)  # fmt: skip
_FIELD_CODES = (
    "joined_dimension", "null_excluded", "share_of", "masked", "missing_dimension", "not_kept", "average_over",
    "listed_by",
)  # fmt: skip
_SEASON = (timedelta(days=27), timedelta(days=200))


def warnings_of(
    found: Understood, statement: Statement, rows: Rows, context: Context
) -> tuple[answer.Warning, ...]:
    """Every warning of an answer, each once, the most important first."""
    query = found.query
    period = statement.time or (query.time if isinstance(query.time, TimeRange) else None)
    codes = [
        *_of_rows(rows),
        *zero_notes(query, rows, context.names),
        *_of_reading(found, statement),
        *statement.notes,
        *_of_future(query, period, rows.as_of or context.now),
        *_of_cards(query, period, context),
        *_of_comparison(query, period),
        *_of_policy(statement.applied, query, context),
        *([("open_mode", "")] if context.open_mode else []),
    ]
    return tuple(_worded(codes, period, rows, context))


def with_warning(outcome: answer.Outcome, code: str, context: Context) -> answer.Outcome:
    """The outcome with a warning about how it came about, before those about its numbers."""
    told = answer.Warning(code, context.words.text(f"warning.{code}"))
    return replace(outcome, warnings=(told, *outcome.warnings))


def _of_policy(applied: Applied | None, query: MetricQuery, context: Context) -> Iterator[tuple[str, str]]:
    if applied is None:
        return
    for text in limit_texts(applied, query, context.names):
        yield "row_policy", text
    if applied.minimum_group > 1:
        yield "small_groups", str(applied.minimum_group)
    for name in applied.masked:
        yield "masked", name


def _of_reading(found: Understood, statement: Statement) -> Iterator[tuple[str, str]]:
    # What the statement notes about the same thing is closer to the numbers.
    noted = {code for code, _ in statement.notes}
    return ((item.code, item.detail) for item in found.assumptions if item.code not in noted)


def _of_rows(rows: Rows) -> Iterator[tuple[str, str]]:
    values = [i for i, column in enumerate(rows.columns) if column.role == "metric"]
    found = any(row[i] is not None for row in rows.data for i in values) if values else bool(rows.data)
    if not found:
        yield "empty_result", ""
    if rows.truncated:
        yield "truncated", str(len(rows.data))


def _of_cards(query: MetricQuery, period: TimeRange | None, context: Context) -> Iterator[tuple[str, str]]:
    for name in query.metrics:
        metric = context.catalog.metrics.get(name)
        if metric is None:
            continue
        if metric.card.vanity:
            yield "vanity", name
        if metric.card.status == "deprecated":
            yield "deprecated", name
        if period and any(_inside(item.until, period) for item in metric.card.history):
            yield "definition_changed", name
        maturity = metric.card.maturity
        if maturity is not None and maturity.days and _reaches(period, context, timedelta(maturity.days)):
            yield "immature_cohort", name


def _of_future(query: MetricQuery, period: TimeRange | None, as_of: datetime) -> Iterator[tuple[str, str]]:
    """Of the dates as they were asked: those of the statement may be cut at the end of the data."""
    match query.time:
        case TimeRange():
            asked: tuple[TimeRange, ...] = (query.time,)
        case tuple():
            asked = query.time
        case _:
            asked = (period,) if period else ()
    if any(_in_future(item, as_of) for item in asked):
        yield "future_period", ""


def _in_future(period: TimeRange, as_of: datetime) -> bool:
    """Whether days after the end of the data are asked for; a unit that is under way is only partial."""
    today_ends = datetime.combine(as_of.date() + timedelta(days=1), time())
    under_way = period.start <= as_of and calendar_unit(period) is not None
    week = period.start <= as_of and period.end - period.start <= timedelta(days=7)
    return period.end > today_ends and not under_way and not week


def _reaches(period: TimeRange | None, context: Context, age: timedelta) -> bool:
    """Whether some of the period is less than `age` ago."""
    return period is None or period.end > context.now - age


def _inside(moment: str, period: TimeRange) -> bool:
    try:
        day = date.fromisoformat(str(moment)[:10])
    except ValueError:
        return False
    return period.start.date() < day < period.end.date()


def _of_comparison(query: MetricQuery, period: TimeRange | None) -> Iterator[tuple[str, str]]:
    neighbours = query.compare is not None and query.compare.kind == "prior_period"
    if neighbours and period and _SEASON[0] <= period.end - period.start <= _SEASON[1]:
        yield "seasonality", ""


def _worded(
    codes: Iterable[tuple[str, str]], period: TimeRange | None, rows: Rows, context: Context
) -> Iterator[answer.Warning]:
    seen: set[str] = set()
    for code, detail in codes:
        text = _text(code, detail, period, rows, context)
        if text not in seen:
            seen.add(text)
            yield answer.Warning(code, text)


def _text(code: str, detail: str, period: TimeRange | None, rows: Rows, context: Context) -> str:
    words = context.words
    said, _, meant = detail.rpartition(" → ") if code == "meaning_match" else ("", "", detail)
    owner = _linked(detail, context.names) if code == "joined_dimension" else ""
    return words.first(
        "text.joined_dimension" if owner else f"warning.{code}",
        "warning.other",
        owner=owner,
        code=code,
        detail=_named(code, meant, context.names),
        said=said,
        count=len(rows.data),
        as_of=day_text(rows.as_of or context.now),
        comparison=words.first(f"comparison.{detail}", "comparison.range"),
        period=period_text(period, context.language) if period else words.text("period.all"),
    )


def _linked(detail: str, names: Names) -> str:
    """What people call the records that a joined dimension belongs to: `field via entity → entity`."""
    entity = detail.rpartition(" via ")[2].rpartition(" → ")[2]
    keyed = (model for model in names.catalog.models.values() if model.primary_entity == entity)
    return next((model.labels.text(names.language) for model in keyed if model.labels), "")


def _named(code: str, detail: str, names: Names) -> str:
    """A detail as people know it: details hold names, some with more behind or `old->new`."""
    if code == "parameters":
        return parameter_text(detail, names)
    if code == "partial_bucket":
        return names.field(f"metric_time__{detail}", ())
    first = detail.rpartition("->")[2].split(" ")[0]
    if code in _METRIC_CODES:
        return names.metric(first)
    if code in _FIELD_CODES:
        return names.field(first, ())
    return detail
