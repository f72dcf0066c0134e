"""Parameters of governed models: typed, bounded values that a metric fixes or a query sets."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, cast

from sqlglot import exp

from assistant.catalog.labels import Labels
from assistant.catalog.sql_text import BadExpression, parse_one
from assistant.errors import QueryError, did_you_mean, suggestion

ParameterType = Literal["integer", "number", "string", "boolean", "date"]
ParameterValue = str | int | float | bool
"""Dates are ISO text."""

AS_OF, RANGE_START, RANGE_END, TIME_GRAIN = "as_of", "range_start", "range_end", "time_grain"
BUILT_IN = (AS_OF, RANGE_START, RANGE_END, TIME_GRAIN)
"""What governed SQL may say `$name` of without declaring it: see docs/catalog.md."""

REST = "rest"
"""Among the shares of a choice: what the others leave."""

_WANTED: Mapping[ParameterType, str] = {
    "integer": "a whole number", "number": "a number", "string": "text",
    "boolean": "true or false", "date": "an ISO date",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParameterChoice:
    """A value that may be chosen, with the names people use for it."""

    value: ParameterValue
    labels: Labels = Labels()
    synonyms: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    """Parameters that numbers right beside it give in this order, as in "position-based 30/40/30"; `REST` is what
    the others leave of the whole."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition over the parameters of one model, such as `w_first + w_last <= 1`."""

    text: str
    ast: exp.Expression = field(compare=False, repr=False)

    def holds(self, values: Mapping[str, ParameterValue]) -> bool:
        """Whether it is met. Raises BadExpression where the values cannot be compared."""
        try:
            return bool(_value(self.ast, values))
        except (TypeError, ArithmeticError):
            raise BadExpression(f"'{self.text}' does not compare values of one type") from None


@dataclass(frozen=True, slots=True)
class Parameter:
    """`minimum` and `maximum` are both allowed. `file` and `line` say where it is declared."""

    name: str
    type: ParameterType
    default: ParameterValue
    minimum: ParameterValue | None = None
    maximum: ParameterValue | None = None
    choices: tuple[ParameterChoice, ...] = ()
    labels: Labels = Labels()
    synonyms: tuple[str, ...] = ()
    description: str = ""
    unit: str | None = None
    default_by_grain: Mapping[str, ParameterValue] = field(default_factory=dict)
    """The default in a query whose finest grain of time is the key."""
    default_by_range: Literal["days", "months"] | None = None
    """Without a grain of time the default is the length of the range, where it is whole units."""
    relevant_when: Constraint | None = None
    """Where it does not hold, the parameter changes nothing and is not shown."""
    file: str = ""
    line: int = 0

    @property
    def allowed(self) -> str:
        """What it takes, for messages: `a whole number from 1 to 730`, `one of first, last`."""
        if self.choices:
            return f"one of {', '.join(str(item.value) for item in self.choices)}"
        wanted = _WANTED[self.type]
        if self.minimum is not None and self.maximum is not None:
            return f"{wanted} from {self.minimum} to {self.maximum}"
        if self.minimum is not None:
            return f"{wanted} of at least {self.minimum}"
        return wanted if self.maximum is None else f"{wanted} of at most {self.maximum}"

    def accept(self, value: object) -> ParameterValue:
        """`value` as the parameter's type. Raises QueryError bad_parameter naming what is allowed."""
        found = _typed(self.type, value)
        if found is not None and self.choices:
            found = next((item.value for item in self.choices if _same(item.value, found)), None)
        if found is None or not self._in_range(found):
            near = (
                suggestion(value, [str(item.value) for item in self.choices])
                if isinstance(value, str)
                else ""
            )
            raise QueryError(
                f"'{self.name}' takes {self.allowed}, not {value!r:.80}.{near}",
                "bad_parameter",
                tuple(str(item.value) for item in self.choices) or self._bounds(),
            )
        return found

    def _bounds(self) -> tuple[str, ...]:
        both = self.minimum is not None and self.maximum is not None
        return (f"{self.minimum}..{self.maximum}",) if both else ()

    def _in_range(self, value: Any) -> bool:
        low, high = self.minimum, self.maximum
        return (low is None or value >= low) and (high is None or value <= high)


def _typed(kind: ParameterType, value: object) -> ParameterValue | None:
    """`value` where it is of the kind, else None. A whole number is a number, true is not 1."""
    match kind:
        case "boolean":
            return value if isinstance(value, bool) else None
        case "string":
            return value if isinstance(value, str) else None
        case "date":
            return _date(value)
        case "integer" | "number":
            return None if isinstance(value, bool) else _number(kind, value)


def _number(kind: ParameterType, value: object) -> int | float | None:
    if isinstance(value, int):
        return value if kind == "integer" else float(value)
    if not isinstance(value, float) or value != value or value in (float("inf"), float("-inf")):
        return None
    if kind == "number":
        return value
    return int(value) if value.is_integer() else None


def _date(value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def _same(one: ParameterValue, other: ParameterValue) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return one == other


def check_constraints(constraints: tuple[Constraint, ...], values: Mapping[str, ParameterValue]) -> None:
    """Raises QueryError bad_parameter that shows the first constraint `values` violate."""
    for item in constraints:
        if not item.holds(values):
            given = ", ".join(f"{name} = {values[name]}" for name in names_in(item))
            raise QueryError(
                f"parameters must satisfy {item.text}; here {given}", "bad_parameter", (item.text,)
            )


def names_in(constraint: Constraint) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column.name.lower() for column in constraint.ast.find_all(exp.Column)))


def parse_constraint(text: str, known: Mapping[str, Parameter]) -> Constraint:
    """A boolean expression over parameters. Raises BadExpression for anything else."""
    ast = parse_one(text)
    for node in ast.walk():
        if isinstance(node, exp.Column) and (node.table or node.name.lower() not in known):
            near = did_you_mean(node.name, known)
            raise BadExpression(
                f"unknown parameter '{node.sql()}'" + (f"; did you mean {near[0]}?" if near else "")
            )
        if not isinstance(node, _NODES):
            raise BadExpression(f"{node.key} is not allowed in a constraint on parameters")
    if not isinstance(ast.unnest(), _CONDITIONS):
        raise BadExpression("a constraint is a condition, such as w_first + w_last <= 1")
    made = Constraint(text, ast)
    made.holds({name: parameter.default for name, parameter in known.items()})
    return made


_OPERATORS: Mapping[type[exp.Expr], Callable[[Any, Any], Any]] = {
    exp.Add: operator.add, exp.Sub: operator.sub, exp.Mul: operator.mul, exp.Div: operator.truediv,
    exp.EQ: operator.eq, exp.NEQ: operator.ne, exp.LT: operator.lt, exp.LTE: operator.le,
    exp.GT: operator.gt, exp.GTE: operator.ge,
    exp.And: lambda one, other: one and other, exp.Or: lambda one, other: one or other,
}  # fmt: skip
_CONDITIONS = (
    exp.EQ,
    exp.NEQ,
    exp.LT,
    exp.LTE,
    exp.GT,
    exp.GTE,
    exp.And,
    exp.Or,
    exp.Not,
    exp.In,
    exp.Between,
)
_NODES = (*_OPERATORS, exp.Not, exp.In, exp.Between, exp.Neg, exp.Paren, exp.Column, exp.Identifier, exp.Literal, exp.Boolean)  # fmt: skip


def _value(ast: exp.Expr, values: Mapping[str, ParameterValue]) -> Any:
    """Numbers are decimals: 0.1 + 0.2 is 0.3."""
    if isinstance(ast, exp.Paren):
        return _value(ast.this, values)
    if isinstance(ast, exp.Column):
        found = values[ast.name.lower()]
        return found if isinstance(found, (str, bool)) else Decimal(str(found))
    if isinstance(ast, exp.Literal):
        return ast.name if ast.is_string else Decimal(ast.name)
    if isinstance(ast, exp.Boolean):
        return bool(ast.this)
    if isinstance(ast, exp.Neg):
        return -_value(ast.this, values)
    if isinstance(ast, exp.Not):
        return not _value(ast.this, values)
    if isinstance(ast, exp.In):
        return _value(ast.this, values) in [_value(item, values) for item in ast.expressions]
    if isinstance(ast, exp.Between):
        low, high = _value(ast.args["low"], values), _value(ast.args["high"], values)
        return low <= _value(ast.this, values) <= high
    found_operator = _OPERATORS[type(ast)]
    return found_operator(_value(ast.this, values), _value(cast(exp.Expr, ast.expression), values))
