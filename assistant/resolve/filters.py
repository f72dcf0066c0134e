"""Filters of queries and catalogs as boolean expressions over bound fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from assistant.catalog.filters import PLACEHOLDER, FieldReference, FilterExpression, parse_filter
from assistant.catalog.model import Catalog, DataType
from assistant.catalog.sql_text import BadExpression
from assistant.errors import NotSupported, QueryError
from assistant.plan import ResolvedField, ResolvedFilter, Source
from assistant.query import AllOf, AnyOf, Condition, Filter, JinjaFilter, Not
from assistant.resolve.fields import custom_grains, resolve_field
from assistant.resolve.memory import remembered
from assistant.resolve.metric_filters import metric_per_entity
from assistant.resolve.names import name_of, parse_name
from assistant.resolve.values import literals

MOST_CONDITIONS = 200
MOST_VALUES = 2000

_COMPARISONS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip
_TEXT_FUNCTIONS: dict[str, type[exp.Func]] = {
    "contains": exp.Contains, "starts with": exp.StartsWith, "ends with": exp.EndsWith,
}  # fmt: skip

FieldOf = Callable[[Condition], tuple[exp.Expr, DataType | None]]
"""The column that a condition is about, and its type."""


def resolve_filter(catalog: Catalog, item: Filter, sources: Sequence[Source]) -> ResolvedFilter:
    """A filter of a query. Raises QueryError (unknown_field, wrong_type, …) or NotSupported."""
    if isinstance(item, JinjaFilter):
        return resolve_expression(catalog, remembered(catalog, item, lambda: parsed(item.text)), sources)
    fields: list[ResolvedField] = []

    def field_of(condition: Condition) -> tuple[exp.Expr, DataType | None]:
        fields.append(resolve_field(catalog, parse_name(condition.field, custom_grains(catalog)), sources))
        column: exp.Expr = exp.column(f"{PLACEHOLDER}{len(fields) - 1}")
        if condition.op in _TEXT_FUNCTIONS and fields[-1].kind == "entity" and fields[-1].data_type is None:
            column = exp.Cast(this=column, to=exp.DataType(this=exp.DType.TEXT))  # a key may be a number
        return column, fields[-1].data_type

    def embedded(item: JinjaFilter) -> exp.Expr:
        return _embedded(resolve_filter(catalog, item, sources), fields)

    _check_size(item)
    ast = boolean(item, field_of, embedded)
    return ResolvedFilter(("query", item, tuple(sources)), ast, tuple(fields), describe(item))


def parsed(text: str) -> FilterExpression:
    """The filter that a Jinja string means. Raises QueryError bad_filter."""
    try:
        return parse_filter(text, plain_names=True)
    except BadExpression as problem:
        raise QueryError(f"the filter {text!r:.200} cannot be read: {problem}", "bad_filter") from None


def resolve_expression(
    catalog: Catalog, found: FilterExpression, sources: Sequence[Source]
) -> ResolvedFilter:
    """A filter of the catalog, seen from `sources`."""
    fields = tuple(_field_of(catalog, reference, sources, found.text) for reference in found.fields)
    identity = (found.text, tuple(field.identity for field in fields))
    return ResolvedFilter(identity, found.ast, fields, found.text)


def _field_of(
    catalog: Catalog, reference: FieldReference, sources: Sequence[Source], text: str
) -> ResolvedField:
    if reference.kind == "actor":
        raise NotSupported(f"an actor's attribute is only known to row filters: {text}", "actor_filter")
    if reference.kind == "metric":
        return metric_per_entity(catalog, reference, sources)
    return resolve_field(catalog, name_of(reference, custom_grains(catalog)), sources)


def boolean(item: Filter, field_of: FieldOf, embedded: Callable[[JinjaFilter], exp.Expr]) -> exp.Expr:
    """`item` as one expression, in parentheses where it is more than one condition."""
    match item:
        case Condition():
            return comparison(item, field_of)
        case AnyOf() | AllOf():
            if not item.items:
                raise QueryError("'any' and 'all' need at least one filter")
            parts = [boolean(each, field_of, embedded) for each in item.items]
            return _joined(parts, exp.Or if isinstance(item, AnyOf) else exp.And)
        case Not():
            return exp.Not(this=exp.Paren(this=boolean(item.item, field_of, embedded)))
        case JinjaFilter():
            return embedded(item)


def comparison(condition: Condition, field_of: FieldOf) -> exp.Expr:
    """`field op values` with the values as literals of the field's type."""
    column, data_type = field_of(condition)
    values = literals(condition, data_type)
    op = condition.op
    if op in _COMPARISONS:
        return _COMPARISONS[op](this=column, expression=values[0])
    if op in _TEXT_FUNCTIONS:
        return _TEXT_FUNCTIONS[op](**_without_case(column, values[0]))
    if op == "between":
        return exp.Between(this=column, low=values[0], high=values[1])
    if op in ("in", "not in"):
        inside = exp.In(this=column, expressions=values)
        return exp.Not(this=inside) if op == "not in" else inside
    empty = exp.Is(this=column, expression=exp.Null())
    return exp.Not(this=empty) if op == "is not null" else empty


def _without_case(column: exp.Expr, text: exp.Expr) -> dict[str, exp.Expr]:
    """Both sides in small letters, where the text has letters that come in two cases."""
    plain = text.name.lower()
    if plain == text.name.upper():
        return {"this": column, "expression": text}
    return {"this": exp.Lower(this=column), "expression": exp.Literal.string(plain)}


def conditions(item: Filter) -> list[Condition]:
    """Every condition of a filter, in order; none for Jinja."""
    match item:
        case Condition():
            return [item]
        case AnyOf() | AllOf():
            return [found for each in item.items for found in conditions(each)]
        case Not():
            return conditions(item.item)
        case JinjaFilter():
            return []


def drops_missing(item: Filter, negated: bool = False) -> list[str]:
    """The fields whose rows without a value a negative condition leaves out."""
    match item:
        case Condition():
            negative = item.op in ("!=", "not in")
            hit = negative != negated and item.op not in ("is null", "is not null")
            return [item.field] if hit else []
        case AnyOf() | AllOf():
            return [name for each in item.items for name in drops_missing(each, negated)]
        case Not():
            return drops_missing(item.item, not negated)
        case JinjaFilter():
            return []


def describe(item: Filter) -> str:
    match item:
        case Condition():
            return f"{item.field} {item.op} {', '.join(map(str, item.values))}".rstrip()
        case AnyOf():
            return "(" + " or ".join(describe(each) for each in item.items) + ")"
        case AllOf():
            return "(" + " and ".join(describe(each) for each in item.items) + ")"
        case Not():
            return f"not ({describe(item.item)})"
        case JinjaFilter():
            return item.text


def _joined(parts: list[exp.Expr], connector: type[exp.Connector]) -> exp.Expr:
    joined: exp.Expr = parts[0]
    for part in parts[1:]:
        joined = connector(this=joined, expression=part)
    return exp.Paren(this=joined) if len(parts) > 1 else joined


def _embedded(found: ResolvedFilter, fields: list[ResolvedField]) -> exp.Expr:
    """The expression of `found` with its placeholders renumbered behind `fields`."""
    ast, offset = found.ast.copy(), len(fields)
    for column in list(ast.find_all(exp.Column)):
        number = int(column.name.removeprefix(PLACEHOLDER))
        column.set("this", exp.to_identifier(f"{PLACEHOLDER}{number + offset}"))
    fields.extend(found.fields)
    return exp.Paren(this=ast)


def _check_size(item: Filter) -> None:
    found = conditions(item)
    if len(found) > MOST_CONDITIONS:
        raise QueryError(f"a filter takes at most {MOST_CONDITIONS} conditions")
    for condition in found:
        if len(condition.values) > MOST_VALUES:
            raise QueryError(f"'{condition.field} {condition.op}' takes at most {MOST_VALUES} values")


def mentions_time(item: ResolvedFilter) -> bool:
    return any(field.is_metric_time for field in item.fields)
