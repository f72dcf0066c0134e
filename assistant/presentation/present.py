"""Results as answers: the one entry to this room for each way a question can end."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from assistant.answer import Answer
from assistant.presentation.caveats import warnings_of, with_warning
from assistant.presentation.chart import chart_of
from assistant.presentation.claims import claim_findings, with_claims
from assistant.presentation.companions import Beside, companion_findings, companion_queries, stands_beside
from assistant.presentation.context import Context
from assistant.presentation.definition import definitions_of
from assistant.presentation.describe import (
    average_texts,
    compared_text,
    filter_texts,
    freshness_text,
    limit_texts,
    periods_text,
    time_text,
)
from assistant.presentation.dictionary import present_description
from assistant.presentation.narrate import headline
from assistant.presentation.narrate_ends import asked_ends
from assistant.presentation.narrate_time import complete_periods
from assistant.presentation.refusals import present_clarification, present_error, present_refusal
from assistant.presentation.shape import Shape, shape_of
from assistant.presentation.suggest import next_questions
from assistant.presentation.verdict import threshold_findings
from assistant.query import TimeRange
from assistant.reading import Understood
from assistant.rows import Rows
from assistant.statement import Statement

__all__ = [
    "Beside",
    "Context",
    "companion_queries",
    "present_answer",
    "present_clarification",
    "present_description",
    "present_error",
    "present_refusal",
    "stands_beside",
    "with_warning",
]


def present_answer(
    found: Understood, statement: Statement, rows: Rows, context: Context, beside: Sequence[Beside] = ()
) -> Answer:
    """The answer of one query: number, chart, definition, filters, dates, freshness, SQL, caveats.

    The rows of the answer are as they came, with labels of codes and periods added; `beside` are the
    companions of its metrics that could be computed.
    """
    names, query = context.names, found.query
    period = statement.time or (query.time if isinstance(query.time, TimeRange) else None)
    shape = shape_of(rows, query, found.analysis, names, rows.as_of, period, statement.prior_time)
    shape = replace(shape, about=found.about)
    sources = (column.source for column in rows.columns if column.role == "metric")
    claims = claim_findings(found.claims, shape, context.now)
    return Answer(
        receipt=context.receipt,
        analysis=found.analysis,
        headline=with_claims(headline(shape, asked_ends(found.assumptions)), claims, names),
        text=_text(shape, {item.metric for item in beside}),
        query=query,
        queries=(query, *(item.query for item in beside)),
        rows=replace(rows, labels=shape.code_labels),
        column_labels=dict(shape.headings),
        chart=chart_of(shape),
        definitions=definitions_of((*query.metrics, *sources), names),
        filters=(
            *filter_texts(query, names),
            *average_texts(query, names),
            *limit_texts(statement.applied, query, names),
        ),
        time=period,
        freshness=freshness_text(rows.as_of, names),
        sql=(statement.sql, *(item.sql for item in beside)),
        findings=(*claims, *threshold_findings(shape), *companion_findings(beside, shape)),
        warnings=warnings_of(found, statement, rows, context),
        suggestions=next_questions(query, period, names, context.now),
    )


def _text(shape: Shape, computed: Set[str]) -> str:
    """The dates of both periods and what to read beside the number, a line each."""
    names, compare = shape.names, shape.query.compare
    asked = shape.query.time if isinstance(shape.query.time, tuple) else ()
    several = [period for period in asked if isinstance(period, TimeRange)]
    lines = [periods_text(several, names) if several else time_text(shape.period, names)]
    if compare and shape.prior_period:
        lines.append(compared_text(shape.prior_period, compare.kind, names))
    if unfinished := _unfinished(shape):
        lines.append(names.words.text("text.trend_partial", period=unfinished))
    if companions := _companions(shape, computed):
        lines.append(names.words.text("text.companions", metrics=companions))
    return "\n".join(lines)


def _unfinished(shape: Shape) -> str:
    if shape.time is None or not shape.incomplete or not shape.series or shape.dimensions:
        return ""
    if len(complete_periods(shape, shape.series[0])) < 2:
        return ""
    return shape.names.words.join(shape.label(shape.time, value) for value in sorted(shape.incomplete))


def _companions(shape: Shape, computed: Set[str]) -> str:
    """Those that are only named, since they could not be computed beside the answer."""
    shown = computed | {series.metric.name for series in shape.series if series.metric}
    wanted = [name for series in shape.series if series.metric for name in series.metric.card.companions]
    known = shape.names.catalog.metrics
    missing = [name for name in dict.fromkeys(wanted) if name not in shown and name in known]
    return shape.names.words.join(shape.names.metric(name) for name in missing)
