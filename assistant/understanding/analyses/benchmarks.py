"""A question for how a number stands against its benchmark: the number, with what is asked of it as a claim."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from assistant.analysis_request import DiagnoseRequest
from assistant.catalog.model import Catalog
from assistant.errors import NotSupported, QueryError
from assistant.query import Operator
from assistant.reading import Claim, Reading, Understood, analysis_of
from assistant.resolve import is_computable, resolve_query
from assistant.understanding.analyses.requests import Built
from assistant.understanding.decide import confidence_of
from assistant.understanding.words import load_vocabulary

_SIDES: tuple[tuple[str, Operator], ...] = (("claim.below", "<"), ("claim.above", ">"))


def against_benchmark(
    built: Built, reading: Reading, text: str, catalog: Catalog, now: datetime
) -> Understood | None:
    """None where the question is another one, or where not all of it can be answered."""
    request, scope = built.request, built.scope
    query = scope.query
    if not isinstance(request, DiagnoseRequest) or request.aspect != "benchmark" or not query.metrics:
        return None
    if scope.ambiguous or scope.draft.future or reading.unread:
        return None
    if not all(is_computable(catalog, name) for name in query.metrics):
        return None
    try:
        resolve_query(catalog, query, now)
    except (QueryError, NotSupported):
        return None
    matching = load_vocabulary().matching
    side = next((op for role, op in _SIDES if matching(role, text) is not None), None)
    against: Literal["benchmark", "target"] = "target" if matching("claim.target", text) else "benchmark"
    claims = tuple(Claim(name, side, (), against) for name in query.metrics)
    assumptions = tuple(item for item in scope.draft.assumptions if item.code != "already_so")
    analysis = analysis_of(query)
    return Understood(reading, query, analysis, confidence_of(assumptions), assumptions, claims=claims)
