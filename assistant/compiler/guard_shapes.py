"""What the guard knows of a relation: its columns, and how many rows it can have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from sqlglot import exp

from assistant.catalog.allowed_functions import is_aggregate
from assistant.catalog.model import Catalog
from assistant.compiler.relations import readable_columns, relation_name


class Size(IntEnum):
    """How many rows: exactly one, as many as there are buckets of time, or nobody knows."""

    ONE = 1
    FEW = 2
    MANY = 3


class Values(IntEnum):
    """What a column holds; truth is whether it can join anything."""

    CONSTANT = 0
    BUCKET = 1
    ANY = 2


Columns = Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class Shape:
    """A relation. `multiplied`: its rows are those of a join without an equality; `reads`: of base relations."""

    columns: Columns
    rows: Size = Size.MANY
    multiplied: bool = False
    reads: int = 1
    base: bool = False


@dataclass(slots=True, eq=False)
class Source:
    """One relation of a FROM, with the columns that were found to mean it by name."""

    node: exp.Expr
    shape: Shape
    references: list[exp.Column] = field(default_factory=list)
    seen_from_inside: bool = False


Scope = dict[str, Source]

_BUCKETS = frozenset({"HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"})
_WRAPPERS = (exp.Filter, exp.WithinGroup, exp.IgnoreNulls)


def base_shapes(catalog: Catalog) -> Mapping[str, Shape]:
    """What may be read, by name in lower case; a time spine is known to be small."""
    spines = {relation_name(catalog, spine.relation) for spine in catalog.time_spines.values()}
    return {
        name: Shape(dict.fromkeys(columns, Values.ANY), Size.FEW if name in spines else Size.MANY, base=True)
        for name, columns in readable_columns(catalog).items()
    }


def values_of(node: exp.Expr, scope: Scope) -> Values:
    """What the expression `node` holds."""
    node = node.this if isinstance(node, exp.Alias) else node
    node = node.unnest()
    if isinstance(node, exp.Column):
        return _column_values(node, scope)
    if isinstance(node, (exp.TimestampTrunc, exp.DateTrunc)) and node.text("unit").upper() in _BUCKETS:
        return Values.BUCKET
    if isinstance(node, exp.Cast):
        to_date = node.to.this == exp.DType.DATE and node.find(exp.Column)
        return Values.BUCKET if to_date or node.find(exp.Explode) else values_of(node.this, scope)
    if isinstance(node, exp.Explode):
        return Values.BUCKET
    return Values.CONSTANT if node.find(exp.Column) is None else Values.ANY


def _column_values(node: exp.Column, scope: Scope) -> Values:
    name, table = node.name.lower(), node.table.lower()
    found = [
        source.shape.columns[name]
        for alias, source in scope.items()
        if table in ("", alias) and name in source.shape.columns
    ]
    return found[0] if len(found) == 1 else Values.ANY


def shape_of(node: exp.Select, scope: Scope, rows: Size, multiplied: bool) -> Shape:
    """The result of a SELECT over sources that have `rows` together."""
    columns: dict[str, Values] = {}
    for position, item in enumerate(node.expressions):
        name = (item.alias_or_name or f"#{position}").lower()
        columns[name if name not in columns else f"#{position}"] = values_of(item, scope)
    group, distinct = node.args.get("group"), node.args.get("distinct")
    if group is not None:
        keys = [_key(key, node, scope) for key in group.expressions]
        return Shape(columns, min(rows, _of_keys(keys)))
    if any(_aggregates(part) for part in (*node.expressions, node.args.get("having")) if part is not None):
        return Shape(columns, Size.ONE)
    if _takes_one(node):
        return Shape(columns, Size.ONE)
    if distinct is not None:
        return Shape(columns, min(rows, _of_keys(columns.values())))
    return Shape(columns, rows, multiplied)


def _key(key: exp.Expr, node: exp.Select, scope: Scope) -> Values:
    if isinstance(key, exp.Literal) and not key.is_string and key.name.isdigit():
        position = int(key.name)
        if 1 <= position <= len(node.expressions):
            return values_of(node.expressions[position - 1], scope)
    return values_of(key, scope)


def _of_keys(keys: Iterable[Values]) -> Size:
    return Size.FEW if all(key is not Values.ANY for key in keys) else Size.MANY


def _takes_one(node: exp.Select) -> bool:
    limit = node.args.get("limit")
    return limit is not None and limit.expression.name in ("0", "1") and limit.expression.is_int


def _aggregates(node: exp.Expr) -> bool:
    """Whether an aggregate that is no window function stands in the expression itself."""
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, exp.Query):
            continue
        if isinstance(item, exp.Window):
            function = item.this
            while isinstance(function, _WRAPPERS):
                function = function.this
            stack += [part for part in item.iter_expressions() if part is not item.this]
            stack += function.iter_expressions()
        elif is_aggregate(item):
            return True
        else:
            stack += item.iter_expressions()
    return False
