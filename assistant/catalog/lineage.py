"""Where a metric's numbers come from: the models it counts, their relations and the columns that are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from assistant.catalog.metric import Metric, Simple, with_inputs
from assistant.catalog.model import Catalog, SemanticModel


@dataclass(frozen=True, slots=True)
class LineageStep:
    """One aggregation over the rows of one model that the metric is made of."""

    metric: str
    model: str
    relations: tuple[str, ...]
    """Tables and views of the warehouse, through a governed SELECT those that it reads."""
    columns: tuple[str, ...]
    """Of the aggregation; empty where it counts rows."""
    time: str | None
    """The time dimension that places its rows."""


def lineage_of(catalog: Catalog, metric: str) -> tuple[LineageStep, ...]:
    """Every aggregation below a metric, its own inputs first; empty for one that is only planned."""
    known = catalog.complete
    steps = (_step(known.models, each) for each in with_inputs(known.metrics, metric))
    return tuple(step for step in steps if step is not None)


def _step(models: Mapping[str, SemanticModel], metric: Metric) -> LineageStep | None:
    kind = metric.kind
    if not isinstance(kind, Simple):
        return None
    model = models[kind.model]
    columns = tuple(dict.fromkeys(column.name for column in kind.expr.ast.find_all(exp.Column)))
    time = kind.time_dimension or model.agg_time_dimension
    return LineageStep(metric.name, kind.model, _relations(model), columns, time)


def _relations(model: SemanticModel) -> tuple[str, ...]:
    return model.governed.relations if model.governed is not None else (str(model.relation),)
