"""Answers about the catalog itself: definitions, lists of metrics, the last SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.answer import Answer, Refusal
from assistant.catalog.model import Metric
from assistant.presentation.context import Context
from assistant.presentation.definition import definition_of, definitions_of
from assistant.presentation.describe import freshness_text
from assistant.presentation.names import Names
from assistant.presentation.numbers import unit_word
from assistant.presentation.provenance import present_freshness, present_lineage, refresh_text
from assistant.presentation.refusals import present_refusal
from assistant.presentation.suggest import is_open, metric_questions
from assistant.reading import Described, Unanswerable
from assistant.resolve import FieldOption, fields_for
from assistant.rows import Column, Rows

_FIELDS = ("metric", "name", "unit", "owner", "layer", "about")
_DIMENSION_FIELDS = ("dimension", "name", "about")


def present_description(found: Described, context: Context) -> Answer | Refusal:
    """Definition cards, a list of metrics, the last SQL or the end of the data."""
    match found:
        case Described(analysis="define"):
            return _defined(found, context)
        case Described(analysis="list", topic="dimensions"):
            return _dimensions(found, context)
        case Described(analysis="list"):
            return _listed(found, context)
        case Described(topic="lineage"):
            return present_lineage(found, context)
        case Described(topic="freshness"):
            return present_freshness(found, context)
        case _:
            return _meta(found, context)


def _defined(found: Described, context: Context) -> Answer | Refusal:
    names = context.names
    metrics = [context.catalog.metrics[name] for name in found.metrics if name in context.catalog.metrics]
    if not metrics:
        return present_refusal(Unanswerable(found.reading, "no_metric", found.topic), context)
    labels = [names.metric(metric.name) for metric in metrics]
    aspects = found.topic.split(",")  # several that are asked for at once
    said = [aspect_text(metric, aspect, names) for metric in metrics for aspect in aspects]
    lines = [line for metric in metrics for line in version_lines(metric, names)]
    if found.topic == "difference" or not found.topic:
        headline = names.words.text("describe.compared", metrics=names.words.join(labels))
        headline, lines = (said[0], lines) if len(metrics) == 1 else (headline, [*said, *lines])
    else:
        headline = said[0] if len(said) == 1 else "\n".join(said)
    return Answer(
        receipt=context.receipt,
        analysis="define",
        headline=headline,
        text="\n".join(lines),
        definitions=definitions_of((metric.name for metric in metrics), names),
        freshness=freshness_text(context.now, names),
        suggestions=tuple(names.words.text("suggest.value", metric=label) for label in labels[:3]),
    )


def aspect_text(metric: Metric, aspect: str, names: Names) -> str:
    """What is asked of a definition in one sentence: its formula, owner, pitfalls, ... or what it means."""
    words, entry = names.words, definition_of(metric, names)
    told: Mapping[str, str] = {
        "formula": entry.formula,
        "owner": entry.owner or "",
        "pitfalls": words.text("list.sentence_join").join(entry.pitfalls),
        "thresholds": words.join(entry.thresholds),
        "unit": unit_word(metric.card.unit, names.language),
    }
    if aspect == "freshness":
        return refresh_text(metric, names)
    if aspect == "versions":
        return _versions(metric, names)
    if aspect in told:
        key = f"describe.aspect_{aspect}" if told[aspect] else f"describe.no_{aspect}"
        return words.text(key, metric=entry.label, said=told[aspect])
    return _define(metric, names)


def _versions(metric: Metric, names: Names) -> str:
    """When the definition last changed, and whether numbers before and after can be compared."""
    card, words = metric.card, names.words
    if not card.history:
        return words.text("describe.unchanged", metric=names.metric(metric.name))
    last = max(card.history, key=lambda item: item.version)
    return words.text(
        "describe.changed", metric=names.metric(metric.name), date=last.until, version=card.version,
        before=last.version,
    )  # fmt: skip


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
    owned = [metric for metric in listed if topic in _topics(metric)]
    return owned or [metric for metric in listed if _is_about(metric, topic)]


def _is_about(metric: Metric, topic: str) -> bool:
    """A name or synonym of the metric holds the word, or its definition does."""
    definition = (*metric.card.definition, metric.description)
    phrases = (metric.name.replace("_", " "), *metric.names, *definition)
    return any(topic in phrase.casefold() for phrase in phrases)


def _dimensions(found: Described, context: Context) -> Answer | Refusal:
    """What the metrics can be split and filtered by: those of their own rows first."""
    names = context.names
    metrics = tuple(name for name in found.metrics if name in context.catalog.metrics)
    if not metrics:
        return present_refusal(Unanswerable(found.reading, "no_metric", found.topic), context)
    labels: dict[str, FieldOption] = {}
    for option in fields_for(context.catalog, metrics):
        if option.dimension is not None and option.dimension.labels and not option.dimension.is_partition:
            labels.setdefault(option.dimension.labels.text(names.language), option)
    rows = tuple(
        (label, option.name, option.dimension.description)
        for label, option in labels.items()
        if option.dimension
    )
    said = names.words.join(names.metric(name) for name in metrics)
    return Answer(
        receipt=context.receipt,
        analysis="list",
        headline=names.words.text("describe.dimensions", metric=said, count=len(rows)),
        rows=Rows(
            tuple(Column(field, "string", "dimension", "catalog") for field in _DIMENSION_FIELDS), rows
        ),
        column_labels={field: names.words.text(f"describe.{field}") for field in _DIMENSION_FIELDS},
        definitions=definitions_of(metrics, names),
        freshness=freshness_text(context.now, names),
        suggestions=metric_questions(names, 2),
    )


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
