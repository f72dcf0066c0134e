"""Metrics that tell how other metrics do, by a grouping whose values are the names of those: the attainment of each key
result. 线索量目标完成率 asks for none of them where leads are no key result.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.metric import Metric
from assistant.catalog.model import Catalog, Dimension
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.known import model_of_rows


def scored_by(catalog: Catalog, metric: Metric) -> Iterator[tuple[str, Dimension]]:
    """The dimensions of the rows of a metric, with their model, that have a metric as a value."""
    for model in model_of_rows(catalog, metric):
        for dimension in catalog.models[model].dimensions.values():
            if any(value.value in catalog.metrics for value in dimension.values):
                yield model, dimension


def check_scored(draft: Draft) -> None:
    """Where another metric is named beside one of these and was passed over, that one is not told of. Raises
    ImpossibleError.
    """
    catalog = draft.ground.catalog
    if not any(any(scored_by(catalog, catalog.metrics[name])) for name in draft.metrics):
        return
    for at, (means, name) in draft.meanings.items():
        if means == "filler" and name in catalog.metrics and name not in draft.metrics:
            raise ImpossibleError("unread_condition", draft.pieces[at].text, told=True)
