"""The relations of a catalog with the columns it mentions of each: what may be read at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from assistant.catalog.model import Catalog, Metric, Relation, SemanticModel, Simple
from assistant.catalog.placing import Warehouse, warehouse_of
from assistant.compiler.nodes import identifier
from assistant.resolve.memory import remembered


def relation_name(catalog: Catalog, relation: Relation) -> str:
    """As it stands in SQL, in lower case, with the default schema where it names none."""
    schema = relation.schema or catalog.default_schema
    return str(Relation(relation.name, schema, relation.database)).lower()


def relation_node(catalog: Catalog, relation: Relation, alias: str | None = None) -> exp.Table:
    schema = relation.schema or catalog.default_schema
    return exp.Table(
        this=identifier(relation.name),
        db=identifier(schema) if schema else None,
        catalog=identifier(relation.database) if relation.database else None,
        alias=exp.TableAlias(this=identifier(alias)) if alias else None,
    )


def readable_columns(catalog: Catalog) -> Mapping[str, frozenset[str]]:
    """Relation (as `relation_name`) to the columns, in lower case, that the catalog mentions of it."""
    return remembered(catalog, "readable_columns", lambda: _readable(catalog))


def models_of(catalog: Catalog, relation: str) -> tuple[SemanticModel, ...]:
    """The models whose rows are those of `relation` (as `relation_name`)."""
    index = remembered(catalog, "models_by_relation", lambda: _models_by_relation(catalog))
    return index.get(relation, ())


def _models_by_relation(catalog: Catalog) -> dict[str, tuple[SemanticModel, ...]]:
    index: dict[str, tuple[SemanticModel, ...]] = {}
    for model in catalog.models.values():
        if model.governed is None:
            name = relation_name(catalog, model.relation)
            index[name] = (*index.get(name, ()), model)
    return index


def _readable(catalog: Catalog) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    warehouse = warehouse_of(catalog.column_types)
    for model in catalog.models.values():
        if model.governed is not None:
            for name, columns in governed_columns(catalog, model.governed.ast):
                found.setdefault(name, set()).update(_that_are_there(warehouse, name, columns))
        else:
            name = relation_name(catalog, model.relation)
            found.setdefault(name, set()).update(_model_columns(model))
    for metric in catalog.metrics.values():
        _add_metric(catalog, metric, found)
    for spine in catalog.time_spines.values():
        columns = {spine.column, *(grain.column for grain in spine.custom_grains)}
        found.setdefault(relation_name(catalog, spine.relation), set()).update(c.lower() for c in columns)
    return {name: frozenset(columns) for name, columns in found.items()}


def _that_are_there(warehouse: Warehouse, relation: str, columns: set[str]) -> set[str]:
    """Without those that the relation does not have, where the warehouse is known: an unqualified column of a
    subquery may be of another relation of the SELECT around it.
    """
    known = warehouse.columns_of(Relation(*reversed(relation.split("."))))
    return columns if known is None else columns & known.keys()


def _add_metric(catalog: Catalog, metric: Metric, found: dict[str, set[str]]) -> None:
    if isinstance(metric.kind, Simple):
        model = catalog.models[metric.kind.model]
        if model.governed is None:
            found[relation_name(catalog, model.relation)].update(_columns_in(metric.kind.expr.ast))


def _model_columns(model: SemanticModel) -> Iterator[str]:
    yield from (column.lower() for column in model.columns)
    for dimension in model.dimensions.values():
        yield from _columns_in(dimension.expr.ast)
    for entity in model.entities.values():
        yield from _columns_in(entity.expr.ast)


def _columns_in(ast: exp.Expr) -> Iterator[str]:
    yield from (column.name.lower() for column in ast.find_all(exp.Column))


def governed_columns(catalog: Catalog, ast: exp.Expr) -> list[tuple[str, set[str]]]:
    """The relations that a governed SELECT reads, each with the columns that may be meant of it.

    A qualified column counts for its own relation, an unqualified one for all of the same SELECT.
    """
    common = {cte.alias.lower() for cte in ast.find_all(exp.CTE)}
    found: list[tuple[str, set[str]]] = []
    for node in ast.find_all(exp.Table):
        scope = node.find_ancestor(exp.Select)
        if scope is None or (not node.db and node.name.lower() in common):
            continue
        relation = Relation(node.name, node.db or None, node.catalog or None)
        wanted = {"", node.alias_or_name.lower()}
        columns = {c.name.lower() for c in scope.find_all(exp.Column) if c.table.lower() in wanted}
        found.append((relation_name(catalog, relation), columns))
    return found
