"""The plain type of a dimension: declared, or that of the warehouse column behind it."""

from __future__ import annotations

from sqlglot import exp

from assistant.catalog.model import Catalog, DataType, Dimension, Relation, SemanticModel, SqlExpression

_BY_PREFIX: tuple[tuple[str, DataType], ...] = (
    ("TIMESTAMP", "timestamp"), ("DATETIME", "timestamp"), ("DATE", "date"), ("BOOL", "boolean"),
    ("DECIMAL", "number"), ("NUMERIC", "number"), ("DOUBLE", "number"), ("FLOAT", "number"),
    ("REAL", "number"),
    ("TINYINT", "integer"), ("SMALLINT", "integer"), ("INT", "integer"), ("BIGINT", "integer"),
    ("HUGEINT", "integer"), ("UTINYINT", "integer"), ("USMALLINT", "integer"), ("UINTEGER", "integer"),
    ("UBIGINT", "integer"), ("UHUGEINT", "integer"), ("VARCHAR", "string"), ("TEXT", "string"),
    ("CHAR", "string"), ("STRING", "string"), ("UUID", "string"), ("ENUM", "string"),
)  # fmt: skip


def plain_type(warehouse_type: str | None) -> DataType | None:
    """`DECIMAL(12,2)` is a number; None for lists, structs and what is not known."""
    if warehouse_type is None or warehouse_type.endswith("]"):
        return None
    upper = warehouse_type.upper()
    return next((plain for prefix, plain in _BY_PREFIX if upper.startswith(prefix)), None)


def full_name(catalog: Catalog, relation: Relation) -> str:
    """The relation as it is written in SQL, with the catalog's default schema."""
    return str(
        relation if relation.schema else Relation(relation.name, catalog.default_schema, relation.database)
    )


def warehouse_type(catalog: Catalog, model: SemanticModel, expr: SqlExpression) -> str | None:
    """The type of the column that `expr` is; None where it is more than a column, or unbound."""
    if not isinstance(expr.ast, exp.Column) or model.governed is not None:
        return None
    types = catalog.column_types.get(str(model.relation)) or catalog.column_types.get(
        full_name(catalog, model.relation), {}
    )
    name = expr.ast.name
    return types.get(name) or types.get(name.lower())


def dimension_type(catalog: Catalog, model: SemanticModel, dimension: Dimension) -> DataType | None:
    return dimension.data_type or plain_type(warehouse_type(catalog, model, dimension.expr))


def expression_type(catalog: Catalog, model: SemanticModel, expr: SqlExpression) -> DataType | None:
    return plain_type(warehouse_type(catalog, model, expr))


def is_zoned(catalog: Catalog, model: SemanticModel, expr: SqlExpression) -> bool:
    """Whether the column holds moments of the world clock rather than local times."""
    found = (warehouse_type(catalog, model, expr) or "").upper()
    return found.startswith(("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE"))
