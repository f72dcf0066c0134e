"""What can be asked instead of an analysis: its numbers as plain queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from assistant.analysis_request import (
    AnalysisRequest,
    AttributionRequest,
    CohortRequest,
    DiagnoseRequest,
    ExperimentRequest,
    FunnelRequest,
)
from assistant.catalog.model import Catalog
from assistant.errors import NotSupported, QueryError
from assistant.query import Comparison, MetricQuery
from assistant.reading import Choice
from assistant.resolve import is_computable, resolve_query
from assistant.understanding.labels import choice_of
from assistant.understanding.time.settling import METRIC_TIME

_MOST, _MOST_METRICS = 3, 6


def plain_questions(
    catalog: Catalog, request: AnalysisRequest, ambiguous: tuple[str, ...], now: datetime
) -> tuple[Choice, ...]:
    """Queries that can be answered, the nearest to the analysis first."""
    wanted = (
        [request.query.but(metrics=(name,)) for name in ambiguous]
        if ambiguous
        else list(_of(request, catalog))
    )
    possible = [
        query for query in dict.fromkeys(wanted) if query.metrics and _is_possible(catalog, query, now)
    ]
    return tuple(choice_of(catalog, query) for query in possible[: _MOST_METRICS if ambiguous else _MOST])


def _of(request: AnalysisRequest, catalog: Catalog) -> Iterator[MetricQuery]:
    query = request.query
    match request:
        case FunnelRequest() | ExperimentRequest():
            yield query
        case CohortRequest(period=period):
            yield query.but(group_by=(*query.group_by, f"{METRIC_TIME}__{period or 'month'}"))
        case AttributionRequest(models=models):
            for model in models:
                yield query.but(parameters={"attribution_model": model})
        case DiagnoseRequest(by=(first, *_)):
            yield query.but(group_by=(first,), compare=_compared(query))
    if not query.metrics:
        query = query.but(metrics=_failing_first(catalog))
    yield query.but(compare=_compared(query))
    yield query.but(group_by=(f"{METRIC_TIME}__month",), compare=None)


def _compared(query: MetricQuery) -> Comparison:
    return query.compare or Comparison("same_period_last_year")


def _failing_first(catalog: Catalog) -> tuple[str, ...]:
    """The first metric that the diagnosis matrix looks at."""
    return tuple(check.metric for row in catalog.playbooks.diagnosis for check in row.checks)[:1]


def _is_possible(catalog: Catalog, query: MetricQuery, now: datetime) -> bool:
    if not all(is_computable(catalog, name) for name in query.metrics):
        return False
    try:
        resolve_query(catalog, query, now)
    except (QueryError, NotSupported):
        return False
    return True
