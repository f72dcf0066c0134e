"""Families of warehouse types, for comparing what is declared with what is there."""

from __future__ import annotations

import re

from assistant.catalog.model import DataType

_FAMILIES: tuple[tuple[str, DataType], ...] = (
    (r"(u?(big|small|tiny|huge)?int(eger)?|int\d+|uint\d+|long|short|serial|bigserial)\b", "integer"),
    (r"(decimal|numeric|number|double|float\d*|real|money)\b", "number"),
    (r"(varchar|char|character|bpchar|text|string|nvarchar|uuid|enum)\b", "string"),
    (r"(bool|boolean|logical)\b", "boolean"),
    (r"(timestamp|datetime|timestamptz|timestamp_\w+)\b", "timestamp"),
    (r"date\b", "date"),
)


def family(warehouse_type: str) -> DataType | None:
    """The family of a type such as `DECIMAL(18,2)` or `varchar`; None for lists, structs and others."""
    text = warehouse_type.strip().lower()
    if text.endswith("[]"):
        return None
    for pattern, name in _FAMILIES:
        if re.match(pattern, text):
            return name
    return None


def comparable(left: str, right: str) -> bool:
    """Whether an equality of two warehouse types means anything; unknown types are given the benefit."""
    one, other = family(left), family(right)
    groups = [{"integer", "number"}, {"date", "timestamp"}]
    return one is None or other is None or one == other or any({one, other} == group for group in groups)
