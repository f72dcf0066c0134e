"""Governed models: a SELECT over relations of the catalog that stands for a model's rows."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from assistant.catalog.allowed_functions import query_violation
from assistant.catalog.expressions import AS_OF
from assistant.catalog.model import GovernedSql, Relation
from assistant.catalog.sql_text import MAX_GOVERNED, BadExpression, parameters, parse_one
from assistant.errors import suggestion


def parse_governed(text: str, relations: Mapping[str, Relation]) -> GovernedSql:
    """Check `text` and bind its tables; in `ast` every table bears its full name and an alias.

    `relations` maps every name a table may be called by, in lower case, to the relation.
    Raises BadExpression.
    """
    ast = parse_one(text, MAX_GOVERNED)
    if not isinstance(ast, (exp.Select, exp.Union)):
        raise BadExpression("a governed model is exactly one SELECT")
    violation = query_violation(ast)
    if violation:
        raise BadExpression(violation)
    unknown = [name for name in parameters(ast) if name != AS_OF]
    if unknown:
        raise BadExpression(f"unknown parameter ${unknown[0]}; only ${AS_OF} is known")
    _check_outputs(ast)
    return GovernedSql(text, ast, _bind_tables(ast, relations))


def output_columns(governed: GovernedSql) -> tuple[str, ...]:
    """The columns of the SELECT, as named in it."""
    ast = governed.ast
    return tuple(ast.named_selects) if isinstance(ast, exp.Query) else ()


def _check_outputs(ast: exp.Query) -> None:
    names = [name.lower() for name in ast.named_selects]
    if not all(names):
        raise BadExpression(f"column {names.index('') + 1} of the SELECT has no name; give it one with AS")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise BadExpression(f"the SELECT returns the column '{twice}' twice")


def _bind_tables(ast: exp.Expr, relations: Mapping[str, Relation]) -> tuple[str, ...]:
    ctes = {cte.alias.lower() for cte in ast.find_all(exp.CTE)}
    shadowed = ctes & set(relations)
    if shadowed:
        raise BadExpression(f"the WITH name '{min(shadowed)}' is a relation of the catalog; choose another")
    found: dict[str, None] = {}
    for table in list(ast.find_all(exp.Table)):
        if not isinstance(table.this, exp.Identifier):
            raise BadExpression("table functions are not allowed; read from relations of the catalog")
        name = ".".join(part.name for part in table.parts).lower()
        if name in ctes:
            continue
        relation = relations.get(name)
        if relation is None:
            near = suggestion(name, relations)
            raise BadExpression(
                f"'{name}' is no relation of the catalog; add it to catalog.yml relations.{near}"
            )
        _name_fully(table, relation)
        found[str(relation)] = None
    return tuple(found)


def _name_fully(table: exp.Table, relation: Relation) -> None:
    if not table.alias:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
    table.set("this", exp.to_identifier(relation.name))
    table.set("db", exp.to_identifier(relation.schema))
    table.set("catalog", exp.to_identifier(relation.database))
