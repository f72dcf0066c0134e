"""Answers about the catalog itself: definitions, lists of metrics, the last SQL."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answer import Answer, Refusal
from assistant.catalog.model import Metric
from assistant.presentation.context import Context
from assistant.presentation.definition import definitions_of
from assistant.presentation.describe import freshness_text
from assistant.presentation.names import Names
from assistant.presentation.numbers import unit_word
from assistant.presentation.refusals import present_refusal
from assistant.presentation.suggest import is_open, metric_questions
from assistant.reading import Described, Unanswerable
from assistant.rows import Column, Rows

_FIELDS = ("metric", "name", "unit", "owner", "layer", "about")


def present_description(found: Described, context: Context) -> Answer | Refusal:
    """Definition cards, a list of metrics, the last SQL or the end of the data."""
    match found.analysis:
        case "define":
            return _defined(found, context)
        case "list":
            return _listed(found, context)
        case _:
            return _meta(found, context)


def _defined(found: Described, context: Context) -> Answer | Refusal:
    names = context.names
    metrics = [context.catalog.metrics[name] for name in found.metrics if name in context.catalog.metrics]
    if not metrics:
        return present_refusal(Unanswerable(found.reading, "no_metric", found.topic), context)
    labels = [names.metric(metric.name) for metric in metrics]
    return Answer(
        receipt=context.receipt,
        analysis="define",
        headline=_define(metrics[0], names)
        if len(metrics) == 1
        else names.words.text("describe.compared", metrics=names.words.join(labels)),
        text="\n".join(line for metric in metrics for line in version_lines(metric, names)),
        definitions=definitions_of((metric.name for metric in metrics), names),
        freshness=freshness_text(context.now, names),
        suggestions=tuple(names.words.text("suggest.value", metric=label) for label in labels[:3]),
    )


def _define(metric: Metric, names: Names) -> str:
    definition = metric.card.definition.text(names.language, metric.description)
    key = "describe.definition" if definition else "describe.no_definition"
    return names.words.text(key, metric=names.metric(metric.name), definition=definition)


def version_lines(metric: Metric, names: Names) -> tuple[str, ...]:
    """The history of a definition, oldest first, or one line that there is none."""
    card, words = metric.card, names.words
    if not card.history:
        return (words.text("describe.never_changed", metric=names.metric(metric.name), version=card.version),)
    lines = [words.text("describe.versions")]
    for item in sorted(card.history, key=lambda item: item.version):
        lines.append(
            words.text(
                "describe.version_by" if item.approved_by else "describe.version",
                version=item.version,
                until=item.until,
                change=item.change.text(names.language),
                approved_by=item.approved_by,
            )
        )
    return (*lines, words.text("describe.version_now", version=card.version))


def _listed(found: Described, context: Context) -> Answer:
    names = context.names
    metrics = _of_topic(found, context)
    key = "list_topic" if found.topic else "list"
    if not metrics and found.topic:
        key = "list_empty"
    return Answer(
        receipt=context.receipt,
        analysis="list",
        headline=names.words.text(f"describe.{key}", count=len(metrics), topic=found.topic),
        rows=_rows(metrics, names),
        column_labels={field: names.words.text(f"describe.{field}") for field in _FIELDS},
        freshness=freshness_text(context.now, names),
        suggestions=metric_questions(names),
    )


def _of_topic(found: Described, context: Context) -> list[Metric]:
    listed = [metric for metric in context.catalog.metrics.values() if is_open(metric, context.names)]
    if found.metrics:
        return [metric for metric in listed if metric.name in found.metrics]
    topic = found.topic.casefold()
    if not topic:
        return listed
    return [metric for metric in listed if topic in _topics(metric)]


def _topics(metric: Metric) -> set[str]:
    return {text.casefold() for text in (metric.card.owner or "", *metric.card.layers) if text}


def _rows(metrics: Iterable[Metric], names: Names) -> Rows:
    data = tuple(
        (
            names.metric(metric.name),
            metric.name,
            unit_word(metric.card.unit, names.language),
            metric.card.owner or "",
            names.words.join(metric.card.layers),
            metric.card.definition.text(names.language, metric.description),
        )
        for metric in metrics
    )
    return Rows(tuple(Column(field, "string", "dimension", "catalog") for field in _FIELDS), data)


def _meta(found: Described, context: Context) -> Answer:
    words = context.words
    sql: tuple[str, ...] = ()
    if found.topic == "last_sql":
        sql = next((turn.sql for turn in reversed(context.turns) if turn.sql), ())
        headline = words.text("describe.last_sql" if sql else "describe.no_sql")
    elif found.topic == "start_over":
        headline = words.text("describe.start_over")
    elif found.topic == "freshness":
        headline = words.text("describe.freshness", date=f"{context.now:%Y-%m-%d}")
    else:
        headline = words.text("describe.help")
    return Answer(
        receipt=context.receipt,
        analysis="meta",
        headline=headline,
        sql=sql,
        freshness=freshness_text(context.now, context.names),
        suggestions=(*metric_questions(context.names, 2), words.text("suggest.list")),
    )
