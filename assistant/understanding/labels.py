"""A query in words, for the choices that are offered: metric, period, grouping, conditions."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

from assistant.catalog.model import Catalog, Dimension
from assistant.query import (
    AllOf,
    AnyOf,
    Condition,
    Filter,
    MetricQuery,
    Not,
    QueryTime,
    RelativeTime,
    Scalar,
    TimeRange,
)
from assistant.reading import AnalysisAsked, Choice, Interpretation, Unanswerable, Unclear
from assistant.resolve.names import parse_name
from assistant.understanding.vocabulary import FOLDER

ValueLabel = Callable[[str, object, str], str | None]
"""Source (`model.dimension`), code and language to the code's label; None where it has none."""
_MOMENT = timedelta(microseconds=1)
_FILE = FOLDER / "labels.toml"


@cache
def _texts(language: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))[language]
    return found


def choice_of(catalog: Catalog, query: MetricQuery, value_label: ValueLabel | None = None) -> Choice:
    """`value_label` knows the labels that the warehouse keeps; those of the catalog are known anyway."""
    known = value_label or (lambda source, value, language: None)
    return Choice(describe(catalog, query, "zh", known), describe(catalog, query, "en", known), query)


def labelled(found: Interpretation, catalog: Catalog, value_label: ValueLabel) -> Interpretation:
    """What is offered, with the labels of values that only the warehouse knows."""

    def said(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        return tuple(choice_of(catalog, item.query, value_label) for item in choices)

    match found:
        case Unclear():
            return replace(found, choices=said(found.choices))
        case Unanswerable() | AnalysisAsked():
            return replace(found, suggestions=said(found.suggestions))
        case _:
            return found


def describe(
    catalog: Catalog,
    query: MetricQuery,
    language: str,
    value_label: ValueLabel = lambda source, value, language: None,
) -> str:
    """One line, such as "MQL数量 · 2025-11 · 按渠道 · 区域=华东"."""
    texts = _texts(language)
    joint = texts["joint"]
    parts = [joint.join(metric_label(catalog, name, language) for name in query.metrics), _period(query.time)]
    if query.compare is not None:
        dates = _dates(query.compare.range) if query.compare.range else ""
        parts.append(texts["compare"][query.compare.kind].format(dates=dates))
    if query.group_by:
        names = joint.join(field_label(catalog, name, language) for name in query.group_by)
        parts.append(texts["by"].format(names=names))
    if query.average_per:
        names = joint.join(field_label(catalog, name, language) for name in query.average_per)
        parts.append(texts["average"].format(names=names))
    shown = _Values(catalog, language, value_label)
    parts += [_condition(shown, item) for item in (*query.where, *query.having)]
    if query.limit is not None:
        parts.append(texts["top"].format(count=query.limit))
    return " · ".join(part for part in parts if part)


def metric_label(catalog: Catalog, name: str, language: str) -> str:
    metric = catalog.metrics.get(name)
    return metric.labels.text(language, name) if metric else name


def field_label(catalog: Catalog, name: str, language: str) -> str:
    if name in catalog.metrics:
        return metric_label(catalog, name, language)
    metric, _, column = name.rpartition("__")
    if metric in catalog.metrics:
        return f"{metric_label(catalog, metric, language)} {_texts(language)['columns'].get(column, column)}"
    parsed = parse_name(name)
    grain = _texts(language)["grains"].get(parsed.grain or "", parsed.grain)
    if parsed.base == "metric_time":
        return grain or name
    dimension = _dimension(catalog, parsed.base)
    label = dimension.labels.text(language, parsed.last) if dimension else parsed.last
    told = [*_way(catalog, parsed.base, language), *([grain] if grain else [])]
    return f"{label} ({', '.join(told)})" if told else label


def _way(catalog: Catalog, base: str, language: str) -> Iterator[str]:
    """What the entities are called that tell one way to a dimension from another: the district of the account, not of the
    client. The last one is what the dimension belongs to.
    """
    for name in base.split("__")[:-2]:
        named = (each for model in catalog.models.values() if (each := model.entities.get(name)) is not None)
        entity = next((each for each in named if each.type == "primary"), None)
        yield entity.labels.text(language, name) if entity is not None else name


def _dimension(catalog: Catalog, base: str) -> Dimension | None:
    return next((dimension for _, dimension in _dimensions(catalog, base)), None)


def _dimensions(catalog: Catalog, base: str) -> Iterator[tuple[str, Dimension]]:
    """Every dimension of that name with its source."""
    last = base.rsplit("__", 1)[-1]
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            if last in (dimension.name.lower(), (dimension.conformed or "").lower()):
                yield f"{model.name}.{dimension.name}", dimension


@dataclass(frozen=True, slots=True)
class _Values:
    """What values are called in one language."""

    catalog: Catalog
    language: str
    label: ValueLabel

    def text(self, field: str, value: Scalar) -> str:
        """The label in the catalog, else the warehouse's, else the value itself."""
        found = list(_dimensions(self.catalog, parse_name(field).base))
        for known in found[0][1].values if found else ():
            if known.value == value and type(known.value) is type(value):
                return known.labels.text(self.language, str(value))
        labels = (self.label(source, value, self.language) for source, _ in found)
        return next(filter(None, labels), str(value))


def _condition(shown: _Values, item: Filter) -> str:
    texts = _texts(shown.language)
    match item:
        case Condition():
            label = field_label(shown.catalog, item.field, shown.language)
            values = texts["joint"].join(shown.text(item.field, value) for value in item.values)
            operator = texts["operators"].get(item.op, item.op)
            spaced = f" {operator} " if operator.isascii() and operator[0].isalpha() else operator
            return f"{label}{spaced}{values}".strip()
        case AnyOf():
            return str(texts["or"]).join(_condition(shown, each) for each in item.items)
        case AllOf():
            return " · ".join(_condition(shown, each) for each in item.items)
        case Not():
            return str(texts["not"]).format(item=_condition(shown, item.item))
        case _:
            return ""


def _period(time: QueryTime) -> str:
    match time:
        case TimeRange():
            return _dates(time)
        case RelativeTime():
            return time.period.replace("_", " ")
        case tuple():
            return " | ".join(_dates(item) for item in time)
    return ""


def _dates(period: TimeRange) -> str:
    """A whole year, quarter or month by its name, else first and last day."""
    start, end = period.start, period.end
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day == end.day == 1 and start.time() == end.time() and start.hour == 0:
        if months == 12 and start.month == 1:
            return str(start.year)
        if months == 3 and start.month % 3 == 1:
            return f"{start.year}Q{start.month // 3 + 1}"
        if months == 1:
            return f"{start:%Y-%m}"
    last = (end - _MOMENT).date()
    return f"{start.date()}" if last == start.date() else f"{start.date()} – {last}"
