"""Where a metric comes from and how current it is, as answers."""

from __future__ import annotations

from assistant.answer import Answer, Refusal
from assistant.catalog.lineage import LineageStep, lineage_of
from assistant.catalog.model import Metric
from assistant.presentation.context import Context
from assistant.presentation.definition import definitions_of
from assistant.presentation.describe import freshness_text
from assistant.presentation.names import Names
from assistant.presentation.refusals import present_refusal
from assistant.reading import Described, Unanswerable
from assistant.rows import Column, Rows

_FIELDS = ("metric", "model", "relations", "columns", "time_column", "sources")
_MOST_TABLES = 8


def present_lineage(found: Described, context: Context) -> Answer | Refusal:
    """Tables, columns and source systems of metrics, one row per aggregation."""
    names, known = context.names, context.catalog.metrics
    metrics = [name for name in found.metrics if name in known]
    if not metrics:
        return present_refusal(Unanswerable(found.reading, "no_metric", found.topic), context)
    steps = [(name, step) for name in metrics for step in lineage_of(context.catalog, name)]
    return Answer(
        receipt=context.receipt,
        analysis="meta",
        headline=_headline(metrics, [step for _, step in steps], names),
        rows=Rows(
            tuple(Column(field, "string", "dimension", "catalog") for field in _FIELDS),
            tuple(_row(name, step, names) for name, step in steps),
        ),
        column_labels={field: names.words.text(f"describe.{field}") for field in _FIELDS},
        definitions=definitions_of(metrics, names),
        freshness=freshness_text(context.now, names),
        suggestions=tuple(
            names.words.text("suggest.define", metric=names.metric(name)) for name in metrics[:3]
        ),
    )


def _headline(metrics: list[str], steps: list[LineageStep], names: Names) -> str:
    words = names.words
    tables = list(dict.fromkeys(table for step in steps for table in step.relations))
    systems = list(
        dict.fromkeys(source for name in metrics for source in names.catalog.metrics[name].card.sources)
    )
    label = words.join(names.metric(name) for name in metrics)
    if not tables:
        return words.text("describe.no_lineage", metric=label)
    shown = words.join([*tables[:_MOST_TABLES], *(["…"] if len(tables) > _MOST_TABLES else [])])
    key = "describe.lineage_systems" if systems else "describe.lineage"
    return words.text(key, metric=label, tables=shown, systems=words.join(systems))


def _row(metric: str, step: LineageStep, names: Names) -> tuple[str, ...]:
    words, catalog = names.words, names.catalog
    shown = step.metric if step.metric in catalog.metrics else metric
    model = catalog.complete.models[step.model]
    return (
        names.metric(shown),
        model.labels.text(names.language, step.model),
        words.join(step.relations),
        words.join(step.columns),
        step.time or "",
        words.join(catalog.metrics[metric].card.sources),
    )


def refresh_text(metric: Metric, names: Names) -> str:
    """How often a metric is refreshed."""
    words, label = names.words, names.metric(metric.name)
    if not metric.card.refresh or not words.has(f"refresh.{metric.card.refresh}"):
        return words.text("describe.no_refresh", metric=label)
    return words.text(
        "describe.refreshed", metric=label, refresh=words.text(f"refresh.{metric.card.refresh}")
    )


def present_freshness(found: Described, context: Context) -> Answer:
    """The end of the data, and how often the named metrics are refreshed."""
    names, words = context.names, context.words
    headline = words.text("describe.freshness", date=f"{context.now:%Y-%m-%d}")
    known = [context.catalog.metrics[name] for name in found.metrics if name in context.catalog.metrics]
    lines = [refresh_text(metric, names) for metric in known]
    return Answer(
        receipt=context.receipt,
        analysis="meta",
        headline=" ".join([*lines, headline]) if names.language == "en" else "".join([*lines, headline]),
        definitions=definitions_of((metric.name for metric in known), names),
        freshness=freshness_text(context.now, names),
        suggestions=tuple(
            words.text("suggest.value", metric=names.metric(metric.name)) for metric in known[:3]
        ),
    )
