"""Queries to statements: a tuple of passes and a loop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlglot import exp

from assistant.catalog.model import Catalog
from assistant.compiler.draft import Draft
from assistant.compiler.guard import guard_for
from assistant.compiler.passes.bound_values import bound_values
from assistant.compiler.passes.compute_outputs import compute_outputs
from assistant.compiler.passes.filter_groups import filter_groups
from assistant.compiler.passes.finish import finish
from assistant.compiler.passes.list_values import list_values
from assistant.compiler.passes.merge_scans import merge_scans
from assistant.compiler.passes.plan_scans import plan_scans
from assistant.compiler.passes.settle_groups import settle_groups
from assistant.errors import NotSupported, UsageError
from assistant.plan import GovernedQuery
from assistant.query import MetricQuery
from assistant.resolve import resolve_query
from assistant.statement import Statement

PASSES: tuple[Callable[[Draft], Draft], ...] = (
    plan_scans,
    merge_scans,
    settle_groups,
    compute_outputs,
    filter_groups,
    finish,
)
VALUE_PASSES: tuple[Callable[[Draft], Draft], ...] = (list_values, compute_outputs, finish, bound_values)
"""Of a query without metrics."""
DIALECTS = ("duckdb", "postgres", "spark", "clickhouse", "trino", "snowflake", "bigquery", "databricks")


def compile_query(
    catalog: Catalog,
    query: MetricQuery,
    dialect: str = "duckdb",
    actor: str | None = None,
    now: datetime | None = None,
) -> Statement:
    """The guarded statement that computes `query`, for the trusted caller: no row filters.

    Raises QueryError for a query that is not possible and NotSupported for what cannot be computed yet.
    """
    if actor is not None:
        raise NotSupported("a catalog alone knows no actors: ask for one through the assistant", "actor")
    return compile_resolved(GovernedQuery(resolve_query(catalog, query, now)), dialect)


def compile_resolved(governed: GovernedQuery, dialect: str = "duckdb") -> Statement:
    """The guarded statement of a resolved query. `sql` is regenerated from the tree that was checked."""
    if dialect not in DIALECTS:
        raise UsageError(f"unknown dialect '{dialect}'; use one of {', '.join(DIALECTS)}")
    draft = compile_draft(governed)
    query = draft.resolved
    sql = guard_for(query.catalog).checked_sql(syntax_tree(draft).sql(dialect), dialect)
    prior = query.time.prior
    return Statement(
        sql=sql,
        dialect=dialect,
        columns=tuple(output.column for output in draft.outputs if not output.hidden),
        tables=tuple(sorted(draft.tables)),
        time=query.time.range,
        prior_time=prior.range if prior else None,
        notes=query.notes,
    )


def compile_draft(governed: GovernedQuery) -> Draft:
    draft = Draft(governed)
    for step in PASSES if governed.resolved.metrics else VALUE_PASSES:
        draft = step(draft)
    return draft


def syntax_tree(draft: Draft) -> exp.Query:
    """The finished query under its common table expressions."""
    query = draft.finished
    if query is None:
        raise RuntimeError("the passes did not finish the statement")
    if draft.parts:
        query.set("with_", exp.With(expressions=list(draft.parts)))
    return query
