"""Filters of a catalog: a boolean SQL expression in which fields stand as placeholders.

`{{ Dimension('order__status') }} = 'paid'` becomes the expression `__field_0 = 'paid'` and one
`FieldReference`. The parser of the Jinja form lives here as well, since catalogs are checked when
they load.
"""

from __future__ import annotations

import ast as ast_module
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from dataclasses import replace as dataclass_replace
from typing import TYPE_CHECKING, Literal

from sqlglot import exp

from assistant.catalog.allowed_functions import scalar_violation
from assistant.catalog.packed import unpacked
from assistant.catalog.sql_text import BadExpression, parse_one
from assistant.errors import suggestion
from assistant.query import DATE_PARTS, STANDARD_GRAINS

PLACEHOLDER = "__field_"
_BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_JINJA = re.compile(r"\{\{|\}\}|\{%|\{#")


@dataclass(frozen=True, slots=True)
class FieldReference:
    """A field as named in a filter or query: `entity_path` outermost first, then the name.

    `name` of a dimension is without its entity links; `metric_time` is a name like any other.
    """

    kind: Literal["dimension", "time_dimension", "entity", "metric", "actor"]
    name: str
    entity_path: tuple[str, ...] = ()
    grain: str | None = None
    date_part: str | None = None
    group_by: tuple[str, ...] = ()
    """Of a metric used as a filter: the entities it is computed per."""


@dataclass(frozen=True, slots=True)
class FilterExpression:
    """`ast` holds columns named `__field_N` where `fields[N]` is meant; plain columns do not occur."""

    text: str
    ast: exp.Expression = field(compare=False, repr=False)
    fields: tuple[FieldReference, ...] = ()
    packed: bytes = field(default=b"", compare=False, repr=False)
    """Where the catalog comes from its cache: `ast` in bytes, until it is looked at."""

    if not TYPE_CHECKING:
        __getattr__ = unpacked


def parse_filter(text: str, plain_names: bool = False) -> FilterExpression:
    """Read a dbt filter: SQL around `{{ Dimension('e__d') }}` and its like, without evaluating anything.

    With `plain_names` a qualified name such as `order__status` or `metric_time__month` is a field as well.
    Raises BadExpression where it is not one boolean expression over fields and literals.
    """
    if PLACEHOLDER in text.lower():
        raise BadExpression(f"names that begin with {PLACEHOLDER} are reserved")
    fields: list[FieldReference] = []

    def replace(match: re.Match[str]) -> str:
        fields.append(parse_field(match[1]))
        return f" {PLACEHOLDER}{len(fields) - 1} "

    sql = _BRACES.sub(replace, text)
    if _JINJA.search(sql):
        raise BadExpression(
            "only {{ Dimension(...) }}, TimeDimension, Entity, Metric and actor are understood"
        )
    ast = parse_one(sql)
    if plain_names:
        _name_plain_fields(ast, fields)
    _check_filter(ast, len(fields))
    return FilterExpression(text.strip(), ast, tuple(fields))


def _name_plain_fields(ast: exp.Expr, fields: list[FieldReference]) -> None:
    for column in ast.find_all(exp.Column):
        name = column.name.lower()
        if not name.startswith(PLACEHOLDER) and not column.table and ("__" in name or name == "metric_time"):
            fields.append(_dimension(name))
            column.set("this", exp.to_identifier(f"{PLACEHOLDER}{len(fields) - 1}"))


def parse_field(text: str) -> FieldReference:
    """What stands between the braces, such as `Dimension('order__status')` or
    `TimeDimension('metric_time', 'month').date_part('dow')`. Raises BadExpression.
    """
    try:
        tree = ast_module.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BadExpression(f"'{text.strip():.60}' is not a field") from None
    calls = _unchain(tree, text)
    name, arguments = calls[0]
    reader = _FIELDS.get(name)
    if reader is None:
        raise BadExpression(f"unknown field function {name}().{suggestion(name, _FIELDS)}")
    try:
        field_ = reader(**_bound(name, arguments))
        for method, given in calls[1:]:
            field_ = _with_method(field_, method, given)
    except TypeError:
        raise BadExpression(f"'{text.strip():.60}' has arguments that {name}() does not take") from None
    return field_


def _unchain(node: ast_module.expr, text: str) -> list[tuple[str, _Arguments]]:
    """`F(a).g(b)` as [(F, a), (g, b)]."""
    if not isinstance(node, ast_module.Call):
        raise BadExpression(f"'{text.strip():.60}' is not a field such as Dimension('entity__name')")
    arguments: _Arguments = (
        [_constant(item) for item in node.args],
        {str(item.arg): _constant(item.value) for item in node.keywords},
    )
    match node.func:
        case ast_module.Name():
            return [(node.func.id, arguments)]
        case ast_module.Attribute():
            return [*_unchain(node.func.value, text), (node.func.attr, arguments)]
    raise BadExpression(f"'{text.strip():.60}' is not a field such as Dimension('entity__name')")


def _constant(node: ast_module.expr) -> object:
    match node:
        case ast_module.Constant():
            return node.value
        case ast_module.List() | ast_module.Tuple():
            return [_constant(item) for item in node.elts]
    raise BadExpression("arguments of a field are plain texts or lists of them")


def _bound(name: str, arguments: _Arguments) -> dict[str, object]:
    positional, named = arguments
    names = _ARGUMENTS[name]
    if len(positional) > len(names):
        raise BadExpression(f"{name}() takes at most {len(names)} arguments")
    return dict(zip(names, positional, strict=False)) | named


def _text(value: object, what: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadExpression(f"{what} must be a text in quotes")
    return value.strip().lower()


def _texts(value: object, what: str) -> tuple[str, ...]:
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    return tuple(part for item in items for part in _text(item, what).split("__"))


def split_name(name: str) -> tuple[tuple[str, ...], str, str | None, str | None]:
    """`a__b__d__month` as (entity path, name, grain, date part)."""
    parts = name.split("__")
    grain = part = None
    if len(parts) > 1 and parts[-1].startswith("extract_") and parts[-1][8:] in DATE_PARTS:
        part = parts.pop()[8:]
    if len(parts) > 1 and parts[-1] in STANDARD_GRAINS:
        grain = parts.pop()
    return tuple(parts[:-1]), parts[-1], grain, part


def _dimension(name: object = None, entity_path: object = None) -> FieldReference:
    path, last, grain, part = split_name(_text(name, "the name of a dimension"))
    kind: Literal["dimension", "time_dimension"] = "time_dimension" if grain or part else "dimension"
    if last == "metric_time":
        kind = "time_dimension"
    return FieldReference(kind, last, _texts(entity_path, "entity_path") + path, grain, part)


def _time_dimension(
    name: object = None, grain: object = None, entity_path: object = None, date_part_name: object = None
) -> FieldReference:
    path, last, named_grain, part = split_name(_text(name, "the name of a time dimension"))
    return FieldReference(
        "time_dimension",
        last,
        _texts(entity_path, "entity_path") + path,
        _text(grain, "the grain") if grain is not None else named_grain,
        _date_part(date_part_name) if date_part_name is not None else part,
    )


def _entity(name: object = None, entity_path: object = None) -> FieldReference:
    *path, last = _text(name, "the name of an entity").split("__")
    return FieldReference("entity", last, _texts(entity_path, "entity_path") + tuple(path))


def _metric(name: object = None, group_by: object = None) -> FieldReference:
    names = group_by if isinstance(group_by, list) else [] if group_by is None else [group_by]
    entities = tuple(_text(item, "group_by") for item in names)
    return FieldReference("metric", _text(name, "the name of a metric"), group_by=entities)


def _actor(name: object = None) -> FieldReference:
    if not isinstance(name, str) or not name.strip():
        raise BadExpression("the attribute of an actor must be a text in quotes")
    return FieldReference("actor", name.strip())


def _date_part(value: object) -> str:
    part = _text(value, "the date part")
    if part not in DATE_PARTS:
        raise BadExpression(f"unknown date part '{part}'; one of {', '.join(DATE_PARTS)}")
    return part


def _with_method(reference: FieldReference, method: str, arguments: _Arguments) -> FieldReference:
    positional, named = arguments
    if method not in ("grain", "date_part") or reference.kind not in ("dimension", "time_dimension"):
        raise BadExpression(f".{method}() is not known here; .grain('month') and .date_part('dow') are")
    if len(positional) != 1 or named:
        raise BadExpression(f".{method}() takes one text")
    if method == "grain":
        return dataclass_replace(reference, kind="time_dimension", grain=_text(positional[0], "the grain"))
    return dataclass_replace(reference, kind="time_dimension", date_part=_date_part(positional[0]))


_Arguments = tuple[list[object], dict[str, object]]
_FIELDS: dict[str, Callable[..., FieldReference]] = {
    "Dimension": _dimension,
    "TimeDimension": _time_dimension,
    "Entity": _entity,
    "Metric": _metric,
    "actor": _actor,
}
_ARGUMENTS = {
    "Dimension": ("name", "entity_path"),
    "TimeDimension": ("name", "grain", "entity_path", "date_part_name"),
    "Entity": ("name", "entity_path"),
    "Metric": ("name", "group_by"),
    "actor": ("name",),
}
_BOOLEAN_CALLS = (
    exp.Contains,
    exp.StartsWith,
    exp.EndsWith,
    exp.IsNan,
    exp.IsInf,
    exp.ArrayContains,
    exp.Coalesce,
)


def _check_filter(ast: exp.Expr, count: int) -> None:
    violation = scalar_violation(ast)
    if violation:
        raise BadExpression(violation)
    if any(ast.find_all(exp.Parameter)):
        raise BadExpression("parameters such as $name are not allowed in a filter")
    wanted = {f"{PLACEHOLDER}{index}" for index in range(count)}
    found = [column.name for column in ast.find_all(exp.Column)]
    plain = [name for name in found if name not in wanted]
    if plain:
        raise BadExpression(f"'{plain[0]}' is no field; write {{{{ Dimension('entity__{plain[0]}') }}}}")
    if sorted(found) != sorted(wanted):
        raise BadExpression("a field must not stand inside quotes")
    if not _is_boolean(ast):
        raise BadExpression("not a condition: compare the field with a value")


def _is_boolean(ast: exp.Expr) -> bool:
    inner = ast.unnest()
    if isinstance(inner, (exp.And, exp.Or)):
        return _is_boolean(inner.left) and _is_boolean(inner.right)
    if isinstance(inner, exp.Not):
        return _is_boolean(inner.this)
    if isinstance(inner, exp.Cast):
        return bool(inner.to.is_type("boolean"))
    return isinstance(inner, (exp.Predicate, exp.Column, exp.Boolean, exp.Case, *_BOOLEAN_CALLS))
