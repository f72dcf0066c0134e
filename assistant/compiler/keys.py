"""Whether the keys that a catalog declares are keys in the data."""

from __future__ import annotations

from sqlglot import exp

from assistant.catalog.model import Catalog, Entity, SemanticModel
from assistant.compiler.guard import guard_for
from assistant.compiler.nodes import identifier
from assistant.compiler.relations import relation_node
from assistant.rows import Column
from assistant.statement import Statement


def repeated_values(
    catalog: Catalog, model: SemanticModel, entity: Entity, dialect: str = "duckdb"
) -> Statement | None:
    """One number: how many values of `entity` stand in more than one row of `model`.

    None where the rows depend on parameters or on the moment that is asked about.
    """
    rows: exp.Expression
    if model.governed is None:
        rows = relation_node(catalog, model.relation)
    elif model.governed.ast.find(exp.Parameter):
        return None
    else:
        alias = exp.TableAlias(this=identifier(model.name))
        rows = exp.Subquery(this=model.governed.ast.copy(), alias=alias)
    key = entity.expr.ast
    repeated = (
        exp.select(exp.alias_(key.copy(), "key_value"))
        .from_(rows)
        .where(exp.Not(this=exp.Is(this=exp.paren(key.copy()), expression=exp.Null())))
        .group_by(key.copy())
        .having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1)))
    )
    counted = exp.select(exp.alias_(exp.Count(this=exp.Star()), "repeated")).from_(
        repeated.subquery("repeats")
    )
    sql = guard_for(catalog).checked_sql(counted.sql(dialect), dialect)
    return Statement(sql, dialect, (Column("repeated", "integer", "metric", model.name),))
