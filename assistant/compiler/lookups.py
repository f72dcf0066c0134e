"""Statements over single columns that the product itself needs: values, their labels, the data's end."""

from __future__ import annotations

from datetime import datetime

from sqlglot import exp

from assistant.catalog.model import Dimension, Relation, SemanticModel, ValuesFrom
from assistant.catalog.parameter_sql import fill
from assistant.compiler.parameters import ANY_TIME, literals
from assistant.rows import Column
from assistant.statement import Statement


def distinct_values(
    model: SemanticModel,
    dimension: Dimension,
    most: int,
    dialect: str = "duckdb",
    now: datetime | None = None,
) -> Statement:
    """Up to `most` distinct values of a dimension, in no order; one column, `value`. `now` is what
    governed SQL is told, the end of time where nothing is said.
    """
    value = dimension.expr.ast.copy()
    select = (
        exp.select(exp.alias_(value, "value"))
        .distinct()
        .from_(_source(model, now))
        .where(exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null())))
        .limit(most)
    )
    return _statement(
        select, dialect, Column("value", "string", "dimension", f"{model.name}.{dimension.name}")
    )


def value_labels(source: ValuesFrom, schema: str | None, dialect: str = "duckdb") -> Statement:
    """Code, Chinese label, English label and synonyms (as JSON text) of one coded column."""
    synonyms: exp.Expression = exp.Null()
    if source.synonyms:
        synonyms = exp.cast(exp.func("to_json", exp.column(source.synonyms)), "VARCHAR")
    columns = {
        "code": exp.column(source.code),
        "label_zh": exp.column(source.label_zh),
        "label_en": exp.column(source.label_en),
        "synonyms": synonyms,
    }
    select = (
        exp.select(*(exp.alias_(column, name) for name, column in columns.items()))
        .from_(_table(_named(source.table, schema)))
        .where(exp.EQ(this=exp.column(source.column_name), expression=exp.Literal.string(source.column)))
    )
    return _statement(
        select, dialect, *(Column(name, "string", "dimension", source.table) for name in columns)
    )


def latest(model: SemanticModel, dimension: Dimension, dialect: str = "duckdb") -> Statement:
    """The latest value of a time dimension; one row, one column, `value`."""
    select = exp.select(exp.alias_(exp.Max(this=dimension.expr.ast.copy()), "value")).from_(_source(model))
    return _statement(select, dialect, Column("value", "timestamp", "time", f"{model.name}.{dimension.name}"))


def _named(name: str, schema: str | None) -> Relation:
    parts = name.split(".")
    return Relation(parts[-1], parts[-2] if len(parts) > 1 else schema)


def _source(model: SemanticModel, now: datetime | None = None) -> exp.Expression:
    if model.governed is not None:
        values = literals(model, {}, now or datetime(9999, 12, 31), ANY_TIME)
        query = fill(model.governed.ast.copy(), values)
        return exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier(model.name)))
    return _table(model.relation)


def _table(relation: Relation) -> exp.Table:
    return exp.table_(relation.name, db=relation.schema, catalog=relation.database, quoted=True)


def _statement(select: exp.Select, dialect: str, *columns: Column) -> Statement:
    return Statement(select.sql(dialect=dialect), dialect, columns)
