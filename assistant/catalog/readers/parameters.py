"""Parameters of governed models, and the values at which metrics fix them, from `config.meta`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from assistant.catalog.entry import Entry
from assistant.catalog.model import GovernedSql, SemanticModel
from assistant.catalog.names import declared_name
from assistant.catalog.node import Node
from assistant.catalog.parameters import (
    BUILT_IN,
    REST,
    Constraint,
    Parameter,
    ParameterChoice,
    ParameterType,
    ParameterValue,
    check_constraints,
    parse_constraint,
)
from assistant.catalog.problems import Problem, error_at
from assistant.catalog.readers.card import UNIT
from assistant.catalog.sql_text import BadExpression
from assistant.errors import QueryError, suggestion
from assistant.query import STANDARD_GRAINS


def read_parameters(meta: Entry) -> tuple[dict[str, Parameter], tuple[Constraint, ...]]:
    """`parameters` and `parameter_constraints` of a model's meta, checked against each other."""
    found: dict[str, Parameter] = {}
    waiting: list[tuple[Entry, Parameter]] = []
    for entry in meta.entries("parameters", "parameter"):
        parameter = _parameter(entry)
        if parameter is None:
            continue
        if parameter.name in found:
            entry.error("name", "duplicate_parameter", "the parameter is declared twice", "rename one")
            continue
        found[parameter.name] = parameter
        waiting.append((entry, parameter))
    for entry, parameter in waiting:
        relevant = _constraint(entry, "relevant_when", entry.text("relevant_when"), found)
        if relevant is not None:
            found[parameter.name] = replace(parameter, relevant_when=relevant)
        _check_shares(entry, parameter, found)
        entry.finish()
    return found, tuple(_constraints(meta, found))


def read_fixed(meta: Entry) -> dict[str, ParameterValue]:
    """The `parameters` of a metric's meta: names to plain values, not yet checked against a model."""
    inner = meta.entry("parameters")
    if inner is None:
        return {}
    return {name.lower(): value for name in inner.values if (value := _scalar(inner, name)) is not None}


def _parameter(entry: Entry) -> Parameter | None:
    name = declared_name(entry, "parameter")
    kind: ParameterType | None = entry.choice("type", ParameterType, None)
    if name is None:
        return None
    if name in BUILT_IN:
        entry.error("name", "reserved_parameter", f"${name} has a meaning of its own", "choose another name")
        return None
    if kind is None:
        if not entry.has("type"):
            entry.error(
                "type", "missing_type", "a parameter needs a type", "type: integer, number, string, …"
            )
        return None
    default = _scalar(entry, "default")
    if default is None:
        entry.error("default", "missing_default", "a parameter needs a default")
        return None
    unit = entry.optional_text("unit")
    if unit is not None and not UNIT.match(unit):
        entry.error("unit", "bad_unit", f"unknown unit '{unit:.40}'", "days, percent, count, …")
        unit = None
    made = Parameter(
        name=name,
        type=kind,
        default=default,
        minimum=_scalar(entry, "minimum"),
        maximum=_scalar(entry, "maximum"),
        choices=tuple(_choices(entry)),
        labels=entry.labels("labels"),
        synonyms=entry.spoken("synonyms"),
        description=entry.text("description"),
        unit=unit,
        default_by_grain=_by_grain(entry),
        default_by_range=entry.choice("default_by_range", ("days", "months"), None),
        file=entry.node.file,
        line=entry.node.line,
    )
    return made if _is_sound(entry, made) else None


def _is_sound(entry: Entry, parameter: Parameter) -> bool:
    """Its bounds are of its type, and its defaults are allowed by them."""
    bounds = {"minimum": parameter.minimum, "maximum": parameter.maximum}
    free = Parameter(parameter.name, parameter.type, parameter.default)
    checks = [(key, free, value) for key, value in bounds.items() if value is not None]
    checks += [("choices", free, item.value) for item in parameter.choices]
    sound = _accepted(entry, checks)
    defaults = [("default", parameter, parameter.default)]
    defaults += [("default_by_grain", parameter, value) for value in parameter.default_by_grain.values()]
    return sound and _accepted(entry, defaults)


def _accepted(entry: Entry, checks: Iterable[tuple[str, Parameter, ParameterValue]]) -> bool:
    sound = True
    for key, parameter, value in checks:
        try:
            parameter.accept(value)
        except (QueryError, TypeError) as fault:
            entry.error(key, "bad_parameter", f"{key}: {fault}")
            sound = False
    return sound


def _check_shares(entry: Entry, parameter: Parameter, known: Mapping[str, Parameter]) -> None:
    """What numbers beside a choice give are parameters of the model that hold shares."""
    for choice in parameter.choices:
        for name in choice.shares:
            if name != REST and (name not in known or known[name].type != "number"):
                near = suggestion(name, known)
                message = f"choices: the share '{name}' is no number among the parameters.{near}"
                entry.error("choices", "unknown_parameter", message, f"parameters, or {REST}")


def _choices(entry: Entry) -> Iterator[ParameterChoice]:
    for node in entry.list("choices"):
        if not isinstance(node.value, dict):
            inner = Entry(
                Node({"value": node}, node.file, node.line), entry.problems, f"{entry.what}: choices"
            )
        else:
            inner = Entry(node, entry.problems, f"{entry.what}: choices")
        value = _scalar(inner, "value")
        if value is None:
            inner.error("value", "bad_value", "each of choices needs a plain 'value'")
            continue
        yield ParameterChoice(value, inner.labels("labels"), inner.spoken("synonyms"), inner.names("shares"))
        inner.finish()


def _by_grain(entry: Entry) -> dict[str, ParameterValue]:
    inner = entry.entry("default_by_grain")
    found: dict[str, ParameterValue] = {}
    for grain in inner.values if inner is not None else ():
        value = _scalar(inner, grain) if inner is not None else None
        if grain.lower() not in STANDARD_GRAINS:
            near = suggestion(grain, STANDARD_GRAINS)
            entry.error("default_by_grain", "bad_grain", f"unknown grain '{grain:.40}'.{near}")
        elif value is not None:
            found[grain.lower()] = value
    return found


def _scalar(entry: Entry, key: str) -> ParameterValue | None:
    node = entry.get(key)
    if node is None:
        return None
    value: Any = node.value
    if isinstance(value, bool) and node.text.lower() not in ("true", "false"):
        entry.wrong(key, "a plain value", node)
        return None
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, (str, int, float, bool)):
        return value
    entry.wrong(key, "a plain value", node)
    return None


def _constraints(meta: Entry, found: Mapping[str, Parameter]) -> Iterator[Constraint]:
    for text in meta.texts("parameter_constraints"):
        made = _constraint(meta, "parameter_constraints", text, found)
        if made is None:
            continue
        try:
            check_constraints((made,), {name: item.default for name, item in found.items()})
        except QueryError as fault:
            meta.error("parameter_constraints", "bad_parameter", f"the defaults break a constraint: {fault}")
        yield made


def _constraint(entry: Entry, key: str, text: str, found: Mapping[str, Parameter]) -> Constraint | None:
    if not text:
        return None
    try:
        return parse_constraint(text, found)
    except BadExpression as fault:
        entry.error(key, "bad_constraint", f"{key} '{text:.80}': {fault}")
        return None


# ── use in the SQL ────────────────────────────────────────────────────────────────────────────────


def check_use(model: SemanticModel, governed: GovernedSql, file: str) -> Iterator[Problem]:
    """Every `$name` of the SELECT is declared, and every declared parameter stands in it."""
    used = governed.parameters
    known = (*model.parameters, *BUILT_IN)
    for name in used:
        if name not in known:
            near = suggestion(name, known)
            message = (
                f'model "{model.name}": its SELECT uses ${name}, which is no parameter of the model.{near}'
            )
            fix = f"declare it under config.meta.parameters of {model.origin}"
            yield error_at(Node(None, file, _line_of(name, governed.text)), "unknown_parameter", message, fix)
    for name, parameter in model.parameters.items():
        if name not in used:
            message = f'model "{model.name}": the SELECT does not use its parameter ${name}'
            yield error_at(parameter, "unused_parameter", message, f"use ${name} in {file}, or remove it")


def _line_of(name: str, text: str) -> int:
    mention = re.compile(rf"\${name}\b", re.IGNORECASE)
    for number, line in enumerate(text.splitlines(), 1):
        if mention.search(line.split("--")[0]):
            return number
    return 1
