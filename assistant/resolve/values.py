"""Values of typed filters as SQL literals of the field's type."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlglot import exp

from assistant.catalog.model import DataType
from assistant.errors import QueryError
from assistant.query import Condition, Scalar

_WANTED: dict[DataType, str] = {
    "string": "text", "integer": "numbers", "number": "numbers", "boolean": "true or false",
    "date": "ISO dates", "timestamp": "ISO dates or times",
}  # fmt: skip
_TEXT_OPERATORS = ("contains", "starts with", "ends with")
_ORDERINGS = ("<", "<=", ">", ">=", "between")


def literals(condition: Condition, data_type: DataType | None) -> list[exp.Expr]:
    """One literal per value. Raises QueryError wrong_type for a value or operator of another type."""
    _check_operator(condition, data_type)
    return [_literal(condition, value, data_type) for value in condition.values]


def date_literal(day: date) -> exp.Expr:
    return exp.Cast(this=exp.Literal.string(day.isoformat()), to=exp.DataType(this=exp.DType.DATE))


def moment_literal(moment: datetime) -> exp.Expr:
    """A DATE where the moment is a midnight: it compares with dates and timestamps alike."""
    if moment.time() == time():
        return date_literal(moment.date())
    return timestamp_literal(moment)


def timestamp_literal(moment: datetime) -> exp.Expr:
    text = moment.isoformat(sep=" ")
    return exp.Cast(this=exp.Literal.string(text), to=exp.DataType(this=exp.DType.TIMESTAMP))


def _check_operator(condition: Condition, data_type: DataType | None) -> None:
    op = condition.op
    if op in _TEXT_OPERATORS and data_type not in (None, "string"):
        raise _wrong(condition, f"'{op}' is for text; {condition.field} takes {_WANTED[data_type]}")
    if op in _ORDERINGS and data_type == "boolean":
        raise _wrong(condition, f"{condition.field} is true or false and has no order")


def _literal(condition: Condition, value: Scalar, data_type: DataType | None) -> exp.Expr:
    if value is None:
        raise _wrong(condition, f"compare {condition.field} with nothing by 'is null' or 'is not null'")
    if data_type in ("date", "timestamp"):
        return _moment(condition, value)
    if data_type is not None and not _fits(value, data_type):
        raise _wrong(condition, f"{condition.field} takes {_WANTED[data_type]}, not {value!r}")
    if data_type is None and condition.op in _TEXT_OPERATORS and not isinstance(value, str):
        raise _wrong(condition, f"'{condition.op}' takes text, not {value!r}")
    return _plain(condition, value)


def _fits(value: Scalar, data_type: DataType) -> bool:
    if data_type == "boolean":
        return isinstance(value, bool)
    if data_type == "string":
        return isinstance(value, str)
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _plain(condition: Condition, value: Scalar) -> exp.Expr:
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, (int, float)):
        if value != value or value in (float("inf"), float("-inf")):
            raise _wrong(condition, f"{condition.field} cannot be compared with {value}")
        number = exp.Literal.number(repr(abs(value)))
        return exp.Neg(this=number) if value < 0 else number
    return exp.Literal.string(str(value))


def _moment(condition: Condition, value: Scalar) -> exp.Expr:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None:
        raise _wrong(condition, f"{condition.field} takes ISO dates such as 2025-11-01, not {value!r}")
    return moment_literal(moment.replace(tzinfo=None))


def _wrong(condition: Condition, message: str) -> QueryError:
    return QueryError(message, "wrong_type", (condition.field,))
