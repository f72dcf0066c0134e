"""What metrics, dimensions, values and columns are called in the language of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.catalog.metric import models_read
from assistant.catalog.model import (
    Catalog,
    Dimension,
    Entity,
)
from assistant.presentation.messages import Messages, messages
from assistant.presentation.periods import period_of_bucket, period_of_range
from assistant.query import DATE_PARTS, STANDARD_GRAINS, MetricQuery
from assistant.rows import Column, Rows, Value

ValueLabel = Callable[[str, object, str], str | None]
"""Source (`model.dimension`), code and language to the code's label."""
DERIVED = ("prior", "change", "change_rate", "share", "ratio", "difference", "other", "running", "moving")
"""What a query computes of a metric; a field of it is named `METRIC__ROLE`."""
WEEKDAY = "extract_dow"
"""The grain of a column that holds days of the week, of which Monday is 1."""
PERIOD = "period"
"""The column that names ranges set side by side."""


@dataclass(frozen=True, slots=True)
class Names:
    """Looks names up in a catalog; what has no label is called by its name, spaced."""

    catalog: Catalog
    language: str
    value_label: ValueLabel

    @property
    def words(self) -> Messages:
        return messages(self.language)

    def metric(self, name: str) -> str:
        found = self.catalog.metrics.get(name)
        return found.labels.text(self.language, _spaced(name)) if found else _spaced(name)

    def averaged(self, name: str, query: MetricQuery | None) -> str:
        """A metric as a query shows it: with what it is averaged over."""
        label = self.metric(name)
        if query is not None and query.count_of:
            return self.words.text("count_of.groups", field=self.field(query.count_of, query.metrics))
        if query is None or not query.average_per:
            return label
        return self.words.text("average.metric", metric=label, groups=self.averaged_over(query))

    def averaged_over(self, query: MetricQuery) -> str:
        """What the metrics of a query are averaged over: 销售, month."""
        found = [self._averaged_over(name, query.metrics) for name in query.average_per]
        return self.words.text("average.join").join(found)

    def _averaged_over(self, name: str, metrics: tuple[str, ...]) -> str:
        grain = _without_grain(name)[1] or ""
        return self.words.first(f"average.{grain}", "average.group", name=self.field(name, metrics))

    def column(self, column: Column, query: MetricQuery | None = None) -> str:
        """The heading of a result column."""
        if column.role == "time":
            return (
                self.words.text("grain.period") if column.name == PERIOD else self._time_heading(column.grain)
            )
        if column.role == "dimension":
            return self._dimension_heading(column)
        metric = self.averaged(column.source, query)
        if column.role in ("ratio", "ratio_prior") and query is not None and query.ratio_to:
            label = self.words.text("role.ratio_to", metric=metric, other=self.metric(query.ratio_to.lower()))
            return label if column.role == "ratio" else self.words.text("role.prior", metric=label)
        return metric if column.role == "metric" else self.words.text(f"role.{column.role}", metric=metric)

    def field(self, name: str, metrics: tuple[str, ...]) -> str:
        """A field as a query names it: a metric, what is derived of one, a time or a dimension."""
        if name in self.catalog.metrics:
            return self.metric(name)
        metric, role = self.derived(name)
        if role:
            return self.words.text(f"role.{role}", metric=self.metric(metric))
        path, grain = _without_grain(name)
        if path in ("metric_time", ""):
            return self._time_heading(grain)
        source = self.source(name, metrics)
        return self._source_label(source) if source else _spaced(path.rsplit("__", 1)[-1])

    def derived(self, name: str) -> tuple[str, str]:
        """Metric and role of a field such as `lead_count__change_rate`; both empty for any other."""
        metric, _, role = name.rpartition("__")
        return (metric, role) if metric in self.catalog.metrics and role in DERIVED else ("", "")

    def source(self, name: str, metrics: tuple[str, ...]) -> str | None:
        """`model.dimension` of a field: of the metrics' own models if they have it, else of any model."""
        short = _without_grain(name)[0].rsplit("__", 1)[-1]
        own = [self.catalog.models[m] for metric in metrics for m in models_of(self.catalog, metric)]
        for model in (*own, *self.catalog.models.values()):
            if short in model.dimensions or short in model.entities:
                return f"{model.name}.{short}"
        for model in (*own, *self.catalog.models.values()):
            for dimension in model.dimensions.values():
                if dimension.conformed == short:
                    return f"{model.name}.{dimension.name}"
        return None

    def dimension(self, source: str) -> Dimension | Entity | None:
        model_name, _, name = source.partition(".")
        model = self.catalog.models.get(model_name)
        if model is None:
            return None
        return model.dimensions.get(name) or model.entities.get(name)

    def value(self, source: str | None, value: Value) -> str:
        """A dimension's value: its label, else itself; the word for no value for None."""
        if value is None:
            return self.words.text("word.null_group")
        label = self.value_label(source, value, self.language) if source else None
        if label:
            return label
        if isinstance(value, bool):
            return self.words.text("word.yes" if value else "word.no")
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value)

    def weekday(self, value: Value) -> str:
        """A day of the week by its number, of which Monday is 1."""
        return self.words.first(f"weekday.{value}", "word.null_group") if value is not None else str(value)

    def _dimension_heading(self, column: Column) -> str:
        return self._source_label(column.source)

    def _source_label(self, source: str) -> str:
        name = source.rpartition(".")[2]
        found = self.dimension(source)
        if isinstance(found, Entity) and not found.labels:
            # A key is named once, where it is the key, and means the same in every model.
            entities = (model.entities.get(name) for model in self.catalog.models.values())
            found = next((entity for entity in entities if entity and entity.labels), found)
        return found.labels.text(self.language, _spaced(name)) if found else _spaced(name)

    def _time_heading(self, grain: str | None) -> str:
        return self.words.first(f"grain.{(grain or '').removeprefix('extract_')}", "grain.time")


def column_labels(rows: Rows, names: Names, query: MetricQuery | None = None) -> dict[str, str]:
    """Heading by column name, distinct: columns that would share one keep their field's name beside it."""
    headings = {column.name: names.column(column, query) for column in rows.columns}
    counts: dict[str, int] = {}
    for heading in headings.values():
        counts[heading] = counts.get(heading, 0) + 1
    return {name: f"{text} ({name})" if counts[text] > 1 else text for name, text in headings.items()}


def code_labels(rows: Rows, names: Names) -> dict[str, dict[str, str]]:
    """Column to code to label, for values that are shown otherwise than they are stored.

    Two codes never share a label: the code is put beside it.
    """
    found: dict[str, dict[str, str]] = {}
    for position, column in enumerate(rows.columns):
        if column.role not in ("time", "dimension"):
            continue
        values = dict.fromkeys(row[position] for row in rows.data)
        labels = {str(v): _code_label(v, column, names) for v in values if v is not None}
        labels = _distinct({code: label for code, label in labels.items() if label != code}, labels)
        if labels:
            found[column.name] = labels
    return found


def models_of(catalog: Catalog, metric: str) -> tuple[str, ...]:
    """The models whose rows a metric counts, through ratios and formulas, in order."""
    found = models_read(catalog.complete.metrics, metric)
    return tuple(model for model in found if model in catalog.models)


def _code_label(value: Value, column: Column, names: Names) -> str:
    if column.role == "time" and column.name == PERIOD:
        return period_of_range(str(value), names.language)
    if column.grain == WEEKDAY:
        return names.weekday(value)
    if column.role == "time":
        return period_of_bucket(str(value), column.grain, names.language)
    return names.value(column.source, value)


def _distinct(changed: Mapping[str, str], every: Mapping[str, str]) -> dict[str, str]:
    counts: dict[str, int] = {}
    for label in every.values():
        counts[label] = counts.get(label, 0) + 1
    return {code: f"{label} ({code})" if counts[label] > 1 else label for code, label in changed.items()}


def _without_grain(name: str) -> tuple[str, str | None]:
    path, separator, last = name.rpartition("__")
    part = last.removeprefix("extract_")
    if separator and (last in STANDARD_GRAINS or (part != last and part in DATE_PARTS)):
        return path, part
    return name, None


def _spaced(name: str) -> str:
    return name.replace("_", " ")
