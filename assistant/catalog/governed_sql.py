"""Governed models: a SELECT over relations of the catalog that stands for a model's rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from assistant.catalog.allowed_functions import query_violation
from assistant.catalog.model import GovernedSql, Relation
from assistant.catalog.sql_text import MAX_GOVERNED, BadExpression, parameters, parse_one
from assistant.errors import suggestion

Inlined = Callable[[str], GovernedSql | None]
"""The governed model of a name (lower case) with the defaults of its parameters; None for no such model."""


def no_models(name: str) -> GovernedSql | None:
    """For SQL that reads from relations only."""
    return None


def parse_governed(text: str, relations: Mapping[str, Relation], models: Inlined = no_models) -> GovernedSql:
    """Check `text` and bind its tables; in `ast` every table bears its full name and an alias.

    `relations` maps every name a table may be called by, in lower case, to the relation. Another
    governed model that it reads from stands in `ast` as a subquery. Raises BadExpression.
    """
    ast = parse_one(text, MAX_GOVERNED)
    if not isinstance(ast, (exp.Select, exp.Union)):
        raise BadExpression("a governed model is exactly one SELECT")
    violation = query_violation(ast)
    if violation:
        raise BadExpression(violation)
    _check_outputs(ast)
    used = parameters(ast)
    return GovernedSql(text, ast, _bind_tables(ast, relations, models), used)


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


def _bind_tables(ast: exp.Expr, relations: Mapping[str, Relation], models: Inlined) -> tuple[str, ...]:
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
        if relation is not None:
            _name_fully(table, relation)
            found[str(relation)] = None
            continue
        model = models(name)
        if model is None:
            near = suggestion(name, relations)
            raise BadExpression(
                f"'{name}' is no relation of the catalog; add it to catalog.yml relations.{near}"
            )
        _inline(table, name, model)
        found.update(dict.fromkeys(model.relations))
    return tuple(found)


def _inline(table: exp.Table, name: str, model: GovernedSql) -> None:
    """The model's SELECT in place of its name. Its WITH names get the model's before them: names of
    nested queries must differ from those around them.
    """
    inner = model.ast.copy()
    common = {cte.alias.lower() for cte in inner.find_all(exp.CTE)}
    for cte in inner.find_all(exp.CTE):
        cte.args["alias"].set("this", exp.to_identifier(f"{name}__{cte.alias.lower()}"))
    for item in inner.find_all(exp.Table):
        if not item.db and item.name.lower() in common:
            if not item.alias:
                item.set("alias", exp.TableAlias(this=exp.to_identifier(item.name)))
            item.set("this", exp.to_identifier(f"{name}__{item.name.lower()}"))
    alias = exp.TableAlias(this=exp.to_identifier(table.alias_or_name))
    table.replace(exp.Subquery(this=inner, alias=alias))


def _name_fully(table: exp.Table, relation: Relation) -> None:
    if not table.alias:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
    table.set("this", exp.to_identifier(relation.name))
    table.set("db", exp.to_identifier(relation.schema))
    table.set("catalog", exp.to_identifier(relation.database))
