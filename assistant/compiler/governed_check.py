"""Governed SQL as the guard sees it: what it refuses would only be noticed when a question fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from assistant.catalog.model import Catalog, Simple
from assistant.catalog.problems import Problem
from assistant.compiler.compile import compile_query
from assistant.errors import GuardRefusal, NotSupported, QueryError
from assistant.query import MetricQuery, TimeRange

_ANY_YEAR = TimeRange(datetime(2001, 1, 1), datetime(2002, 1, 1))


def check_governed(catalog: Catalog) -> Iterator[Problem]:
    """One error per governed model whose SQL may not run, by way of a metric of its own."""
    counted = {m.kind.model: m.name for m in catalog.metrics.values() if isinstance(m.kind, Simple)}
    for name, model in catalog.models.items():
        if model.governed is None or name not in counted:
            continue
        refused = _refusal(catalog, counted[name])
        if refused is not None:
            yield Problem(
                "error", model.origin.file, model.origin.line, "governed_sql_refused",
                f'model "{name}": its SQL may not run: {refused}', "docs/guard.md says what is allowed",
            )  # fmt: skip


def _refusal(catalog: Catalog, metric: str) -> GuardRefusal | None:
    """States have no range, and some metrics mean nothing without one: the first that is possible counts."""
    for time in (None, _ANY_YEAR):
        try:
            compile_query(catalog, MetricQuery((metric,), time=time))
        except GuardRefusal as refused:
            return refused
        except (QueryError, NotSupported):
            continue
        return None
    return None
