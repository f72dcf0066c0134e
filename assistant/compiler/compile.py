"""Queries to statements: a tuple of passes and a loop."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlglot import exp

from assistant.catalog.model import Catalog
from assistant.compiler.draft import Draft
from assistant.compiler.guard import guard_for
from assistant.compiler.passes.average_groups import average_groups
from assistant.compiler.passes.bound_values import bound_values
from assistant.compiler.passes.compute_outputs import compute_outputs
from assistant.compiler.passes.filter_groups import filter_groups
from assistant.compiler.passes.finish import finish
from assistant.compiler.passes.fold_comparison import fold_comparison
from assistant.compiler.passes.list_values import list_values
from assistant.compiler.passes.merge_scans import merge_scans
from assistant.compiler.passes.narrow_scans import narrow_scans
from assistant.compiler.passes.plan_scans import plan_scans
from assistant.compiler.passes.settle_groups import settle_groups
from assistant.compiler.passes.small_groups import count_group_rows, merge_small_groups
from assistant.errors import UsageError
from assistant.governance.govern import govern
from assistant.governance.grants import grant_for, require_role
from assistant.governance.visible import approved, visible
from assistant.plan import GovernedQuery
from assistant.query import MetricQuery
from assistant.question import Actor
from assistant.resolve import resolve_query
from assistant.statement import Statement

PASSES: tuple[Callable[[Draft], Draft], ...] = (
    plan_scans,
    fold_comparison,
    count_group_rows,
    merge_scans,
    average_groups,
    merge_small_groups,
    settle_groups,
    compute_outputs,
    filter_groups,
    finish,
    narrow_scans,
)
VALUE_PASSES: tuple[Callable[[Draft], Draft], ...] = (
    list_values,
    compute_outputs,
    finish,
    bound_values,
    narrow_scans,
)
"""Of a query without metrics."""
DIALECTS = ("duckdb", "postgres", "spark", "clickhouse", "trino", "snowflake", "bigquery", "databricks")
_PROCESS_KEY = secrets.token_hex(16)
"""Behind the labels of masked values, where no installation has a key of its own."""


def compile_query(
    catalog: Catalog,
    query: MetricQuery,
    dialect: str = "duckdb",
    actor: str | Actor | None = None,
    now: datetime | None = None,
) -> Statement:
    """The guarded statement that computes `query`.

    Without an `actor` it is for the trusted caller: no row filters, nothing hidden. With one, the
    policy that the catalog was loaded with holds; a catalog without a policy is in open mode.

    Raises QueryError for a query that is not possible, or not for this actor, and NotSupported for a
    planned metric and for combinations that are not computed.
    """
    if actor is None:
        return compile_resolved(GovernedQuery(resolve_query(catalog, query, now)), dialect)
    grant = grant_for(catalog.policy, actor if isinstance(actor, Actor) else Actor(actor))
    require_role(grant)
    seen = visible(approved(catalog), grant, _PROCESS_KEY)
    return compile_resolved(govern(resolve_query(seen, query, now), grant), dialect)


def compile_resolved(governed: GovernedQuery, dialect: str = "duckdb") -> Statement:
    """The guarded statement of a resolved query. `sql` is regenerated from the tree that was checked."""
    if dialect not in DIALECTS:
        raise UsageError(f"unknown dialect '{dialect}'; use one of {', '.join(DIALECTS)}")
    draft = compile_draft(governed)
    query = draft.resolved
    sql = guard_for(query.catalog.complete).checked_sql(syntax_tree(draft).sql(dialect), dialect)
    prior = query.time.prior
    return Statement(
        sql=sql,
        dialect=dialect,
        columns=tuple(output.column for output in draft.outputs if not output.hidden),
        tables=tuple(sorted(draft.tables)),
        time=query.time.range,
        prior_time=prior.range if prior else None,
        notes=query.notes,
        applied=governed.applied,
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
