"""Rules that need to know the warehouse: relations, columns and their types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.schema import MappingSchema

from assistant.catalog.data_types import comparable, family
from assistant.catalog.joins import joinable
from assistant.catalog.metric import AggregationFunction
from assistant.catalog.model import Catalog, Entity, Origin, Relation, SemanticModel, Simple, SqlExpression
from assistant.catalog.placing import Warehouse, warehouse_of
from assistant.catalog.problems import Problem, error_at, warning_at
from assistant.catalog.rules_references import expressions_of
from assistant.errors import suggestion

ColumnTypes = Mapping[str, Mapping[str, str]]
_NEEDED: Mapping[AggregationFunction, str] = {
    **dict.fromkeys(("sum", "average", "median", "percentile"), "not_a_number"),
    "sum_boolean": "not_a_boolean",
}
"""Aggregations that take one kind of column, and the problem of another one."""


def columns_of(types: ColumnTypes, relation: Relation) -> Mapping[str, str] | None:
    """Column (lower case) to type of `relation`; None where the warehouse has no such relation.

    A relation without a schema is found by its name where only one schema has it.
    """
    return warehouse_of(types).columns_of(relation)


def check_relations(catalog: Catalog, types: ColumnTypes) -> Iterator[Problem]:
    warehouse = warehouse_of(types)
    for model in catalog.models.values():
        if model.governed is not None:
            yield from _governed(model, types)
        elif warehouse.columns_of(model.relation) is None:
            yield _missing(f'model "{model.name}"', model.relation, warehouse, model.origin)
    for grain, spine in catalog.time_spines.items():
        what, columns = f"the time spine by {grain}", warehouse.columns_of(spine.relation)
        if columns is None:
            yield _missing(what, spine.relation, warehouse, spine.origin)
        elif spine.column.lower() not in columns:
            yield _no_column(what, spine.column, spine.relation, columns, spine.origin)
        for custom in spine.custom_grains if columns is not None else ():
            if custom.column.lower() not in (columns or {}):
                whole = f'{what}, custom grain "{custom.name}"'
                yield _no_column(whole, custom.column, spine.relation, columns or {}, spine.origin)


def _missing(what: str, relation: Relation, warehouse: Warehouse, place: Origin) -> Problem:
    fix = "catalog.yml relations says where it is"
    several = warehouse.find(relation)
    if several:
        message = f"{what}: {relation} stands in several schemas: {', '.join(sorted(several))}"
        return error_at(place, "ambiguous_relation", message, fix)
    schemas = {name.lower() for name in warehouse.schemas}
    if relation.schema is not None and relation.schema.lower() not in schemas and len(warehouse):
        has = ", ".join(sorted(warehouse.schemas)[:8])
        near = suggestion(relation.schema, warehouse.schemas) or f" It has {has}."
        elsewhere = warehouse.find(Relation(relation.name))
        near += f" {relation.name} is in it as {', '.join(sorted(elsewhere))}." if elsewhere else ""
        message = f'{what}: the warehouse has no schema "{relation.schema}", for {relation}.{near}'
        return error_at(place, "unknown_schema", message, "catalog.yml schema or relations says where it is")
    near = suggestion(str(relation), warehouse) or suggestion(
        relation.name, {name.rpartition(".")[2]: name for name in warehouse}
    )
    return error_at(
        place, "unknown_relation", f"{what}: the warehouse has no relation {relation}.{near}", fix
    )


def _no_column(
    what: str, column: str, relation: Relation, columns: Mapping[str, str], place: Origin
) -> Problem:
    near = suggestion(column, columns)
    return error_at(place, "unknown_column", f'{what}: no column "{column:.80}" in {relation}.{near}')


def _governed(model: SemanticModel, types: ColumnTypes) -> Iterator[Problem]:
    if model.governed is None:
        return
    schema = MappingSchema(dialect="duckdb")
    for name in model.governed.relations:
        relation = Relation(*reversed(name.split(".")))
        columns = columns_of(types, relation)
        if columns is None:
            near = suggestion(name, types)
            message = (
                f'model "{model.name}": its SELECT reads {name}, which the warehouse does not have.{near}'
            )
            yield error_at(model.origin, "unknown_relation", message)
            return
        schema.add_table(exp.to_table(name, dialect="duckdb"), dict(columns), match_depth=False)
    from sqlglot.optimizer.qualify import qualify  # slow to import, and only needed here

    try:
        qualify(model.governed.ast.copy(), schema=schema, dialect="duckdb")
    except SqlglotError as fault:
        message = f'model "{model.name}", its SELECT: {str(fault).splitlines()[0]}'
        yield error_at(model.origin, "unknown_column", message)


def check_columns(catalog: Catalog, types: ColumnTypes) -> Iterator[Problem]:
    for model in catalog.models.values():
        columns = None if model.governed is not None else columns_of(types, model.relation)
        if columns is None:
            continue
        for expr, place, what in expressions_of(None, catalog, model):
            for column in expr.ast.find_all(exp.Column):
                if column.name.lower() not in columns:
                    yield _no_column(what, column.name, model.relation, columns, place)


def check_listed_columns(catalog: Catalog, types: ColumnTypes) -> Iterator[Problem]:
    """Columns that the YAML lists beside those that anything is made of, and the types it gives them."""
    for model in catalog.models.values():
        columns = None if model.governed is not None else columns_of(types, model.relation)
        if columns is None:
            continue
        used = {
            column.name.lower()
            for expr, _, _ in expressions_of(None, catalog, model)
            for column in expr.ast.find_all(exp.Column)
        }
        for name in model.columns:
            if name.lower() not in columns and name.lower() not in used:
                message = f'model "{model.name}": no column "{name:.80}" in {model.relation}'
                yield warning_at(model.origin, "unknown_column", message + f".{suggestion(name, columns)}")
        for name, declared in model.data_types.items():
            found = columns.get(name.lower())
            if found is not None and not comparable(declared, found):
                message = f'model "{model.name}": column "{name}" is declared {declared} and is {found}'
                yield warning_at(model.origin, "declared_type", message, f"data_type: {found.lower()}")


def check_column_types(catalog: Catalog, types: ColumnTypes) -> Iterator[Problem]:
    """Time dimensions are over dates, sums over numbers."""
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            kind = _type_of(model, dimension.expr, types)
            if (
                dimension.type == "time"
                and kind
                and family(kind) in ("string", "number", "boolean", "integer")
            ):
                message = (
                    f'model "{model.name}": time dimension "{dimension.name}" is over a column of type {kind}'
                )
                fix = "convert it in derived_semantics, such as cast(x as date)"
                yield error_at(dimension.origin, "not_a_time", message, fix)
    for metric in catalog.metrics.values():
        if isinstance(metric.kind, Simple) and metric.kind.function in _NEEDED:
            home, function = catalog.models.get(metric.kind.model), metric.kind.function
            kind = _type_of(home, metric.kind.expr, types) if home is not None else None
            if kind and family(kind) in ("string", "date", "timestamp"):
                message = f'metric "{metric.name}": {function} over a column of type {kind}'
                yield error_at(metric.origin, _NEEDED[function], message)


def check_join_types(catalog: Catalog, types: ColumnTypes) -> Iterator[Problem]:
    """Both sides of a join are of comparable types, by the warehouse or by what the YAML declares."""
    for left in catalog.models.values():
        for entity in left.entities.values():
            for right in catalog.models.values():
                if not joinable(left, right, entity.name):
                    continue
                other = right.entities[entity.name]
                one, two = _type_of(left, entity.expr, types), _type_of(right, other.expr, types)
                if one and two and not comparable(one, two):
                    sides = f"{left.name}.{entity.expr.text} -> {right.name}.{other.expr.text}"
                    message = f'join {sides} by "{entity.name}" compares {family(one)} with {family(two)}'
                    yield error_at(entity.origin, "join_types", message, "cast one side in derived_semantics")


def check_value_tables(catalog: Catalog, types: ColumnTypes) -> Iterator[Problem]:
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            source = dimension.values_from
            if source is None:
                continue
            *before, name = source.table.split(".")
            schema = before[-1] if before else catalog.default_schema
            columns = columns_of(types, Relation(name, schema)) or columns_of(types, Relation(name))
            what = f'model "{model.name}", dimension "{dimension.name}", values_from'
            if columns is None:
                near = suggestion(source.table, types)
                yield error_at(
                    dimension.origin, "unknown_relation", f"{what}: no table {source.table}.{near}"
                )
                continue
            wanted = (source.column_name, source.code, source.label_zh, source.label_en, source.synonyms)
            for column in wanted:
                if column and column.lower() not in columns:
                    near = suggestion(column, columns)
                    message = f"{what}: no column {column} in {source.table}.{near}"
                    yield error_at(dimension.origin, "unknown_column", message)


def check_keys(catalog: Catalog, duplicates: Callable[[SemanticModel, Entity], int]) -> Iterator[Problem]:
    """Entities declared primary or unique are so in the data, by a probe that counts repeated values.

    A key with repeats would multiply rows silently in every join to its model.
    """
    for model in catalog.models.values():
        for entity in model.entities.values():
            if entity.type in ("primary", "unique"):
                repeated = duplicates(model, entity)
                if repeated:
                    message = (
                        f'model "{model.name}": entity "{entity.name}" is declared {entity.type}, '
                        f"but {repeated} values of {entity.expr.text} stand in more than one row"
                    )
                    yield error_at(
                        entity.origin, "not_unique", message, "type: foreign, or a model with one row each"
                    )


def _type_of(model: SemanticModel, expr: SqlExpression, types: ColumnTypes) -> str | None:
    """The type of a plain column; casts say theirs; None for other expressions."""
    if isinstance(expr.ast, exp.Cast):
        return str(expr.ast.to.sql("duckdb"))
    if not isinstance(expr.ast, exp.Column):
        return None
    name = expr.ast.name.lower()
    columns = None if model.governed is not None else columns_of(types, model.relation)
    declared = {column.lower(): kind for column, kind in model.data_types.items()}
    return (columns or {}).get(name) or declared.get(name)


BINDING_RULES = (
    check_relations,
    check_columns,
    check_listed_columns,
    check_column_types,
    check_join_types,
    check_value_tables,
)
