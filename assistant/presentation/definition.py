"""Entries of the metric dictionary in the language of the answer."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answer import Definition
from assistant.catalog.model import Conversion, Cumulative, Derived, Metric, Planned, Ratio, Simple, Threshold
from assistant.presentation.names import Names
from assistant.presentation.numbers import format_value

_FUNCTIONS = {"average": "avg", "sum_boolean": "count_if", "count_distinct": "count distinct"}


def definitions_of(metrics: Iterable[str], names: Names) -> tuple[Definition, ...]:
    """One entry per known metric, each once, in order."""
    known = [names.catalog.metrics[name] for name in dict.fromkeys(metrics) if name in names.catalog.metrics]
    return tuple(definition_of(metric, names) for metric in known)


def definition_of(metric: Metric, names: Names) -> Definition:
    card, language = metric.card, names.language
    return Definition(
        metric=metric.name,
        version=card.version,
        label=names.metric(metric.name),
        formula=card.formula or formula_of(metric, names),
        definition=card.definition.text(language, metric.description),
        owner=card.owner,
        pitfalls=tuple(text for item in card.pitfalls if (text := item.text.text(language))),
        unit=card.unit,
        sources=card.sources,
        refresh=card.refresh,
        decision_use=card.decision_use.text(language),
        thresholds=tuple(threshold_text(item, card.unit, names) for item in card.thresholds),
        companions=tuple(names.metric(name) for name in card.companions),
        synonyms=metric.ai.synonyms,
        layers=card.layers,
        basis=card.basis,
        direction=card.direction,
    )


def threshold_text(threshold: Threshold, unit: str | None, names: Names) -> str:
    value = format_value(threshold.value, unit, names.language)
    text = names.words.text(f"threshold.{threshold.kind}", value=value)
    if not threshold.source:
        return text
    return names.words.text("threshold.with_source", text=text, source=threshold.source)


def formula_of(metric: Metric, names: Names) -> str:
    """The computation in one line, of the labels of other metrics or of the columns of a model."""
    match metric.kind:
        case Simple() as kind:
            return f"{_FUNCTIONS.get(kind.function, kind.function)}({kind.expr.text})"
        case Ratio(numerator, denominator):
            return f"{names.metric(numerator.metric)} / {names.metric(denominator.metric)}"
        case Derived(expr=expr):
            return expr.text
        case Cumulative(input=item):
            return f"Σ {names.metric(item.metric)}"
        case Conversion(base=base, conversion=conversion):
            return f"{names.metric(base.metric)} → {names.metric(conversion.metric)}"
        case Planned(method):
            return method
