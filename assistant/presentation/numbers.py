"""Numbers as people read them: units, grouping, 万 and 亿 or K and M, signs of changes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.presentation.messages import Messages, messages
from assistant.presentation.units import DURATIONS, Unit, parse_unit
from assistant.rows import Column, Value

_SMALL_RATIO = 0.1
"""Below, two decimals say too little."""
_EXACT_MONEY = 1_000_000
_MINUS = "-"


def format_value(value: Value, unit: str | None, language: str, compact: bool = False) -> str:
    """A value with its unit; "—" for None, NaN and infinities. Percentages are given as 0 to 1.

    `compact` shortens large numbers for axes and tiles. Texts and booleans come back as they are.
    """
    words = messages(language)
    if isinstance(value, bool):
        return words.text("word.yes" if value else "word.no")
    if isinstance(value, str):
        return value
    if value is None or not math.isfinite(value):
        return words.text("number.missing")
    parsed = parse_unit(unit)
    text = _with_unit(value, parsed, words, compact)
    return words.text("number.per", value=text, unit=_per(parsed.per, words)) if parsed.per else text


def format_change(value: Value, unit: str | None, language: str, compact: bool = False) -> str:
    """A signed difference; of percentages in percentage points."""
    if value is None or isinstance(value, (str, bool)) or not math.isfinite(value):
        return messages(language).text("number.missing")
    return _signed(value, format_size(value, unit, language, compact))


def format_size(value: float, unit: str | None, language: str, compact: bool = False) -> str:
    """The size of a difference without its sign; of percentages in percentage points."""
    if parse_unit(unit).kind == "percent":
        return messages(language).text("number.percent_points", value=_plain(abs(value) * 100, 1))
    parsed = parse_unit(unit)
    if parsed.kind == "score":
        return _plain(abs(value), 2 if (parsed.most or 100) <= 10 else 1)
    return format_value(abs(value), unit, language, compact)


def format_rate(value: Value, language: str) -> str:
    """A signed relative change, given as 0 to 1."""
    if value is None or isinstance(value, (str, bool)) or not math.isfinite(value):
        return messages(language).text("number.missing")
    return _signed(value, _percent(abs(value)))


def format_cell(value: Value, column: Column, language: str) -> str:
    """A value of a result column, by the column's role."""
    return format_role(value, column.role, column.unit, language)


def format_role(value: Value, role: str, unit: str | None, language: str) -> str:
    """A value of a metric with that unit, or of what is derived of it: a change, a rate of change, a share."""
    if role in ("change", "difference"):
        return format_change(value, unit, language)
    if role == "change_rate":
        return format_rate(value, language)
    if role == "share":
        return format_value(value, "percent", language)
    return format_value(value, unit, language)


def unit_word(unit: str | None, language: str) -> str:
    """What stands behind a column's name, such as ¥, % or 分钟; empty for counts and plain numbers."""
    words, parsed = messages(language), parse_unit(unit)
    if parsed.kind == "currency":
        text = parsed.symbol.strip()
    elif parsed.kind in (*DURATIONS, "percent", "ratio"):
        text = words.text(f"unit.{parsed.kind}")
    else:
        text = parsed.text
    return f"{text}/{_per(parsed.per, words)}" if parsed.per else text


def _with_unit(value: float, unit: Unit, words: Messages, compact: bool) -> str:
    sign = _MINUS if value < 0 and float(f"{abs(value):.6g}") else ""
    size = abs(value)
    match unit.kind:
        case "percent":
            return sign + _percent(size)
        case "currency":
            return sign + unit.symbol + (_short(size, words) if compact else _money(size))
        case "ratio":
            return f"{sign}{_plain(size, 2) if size >= _SMALL_RATIO or not size else f'{size:.3g}'}×"
        case "score":
            return sign + _score(size, unit, words)
        case kind if kind in DURATIONS:
            return f"{sign}{_short(size, words) if compact else _plain(size, 1)} {words.text(f'unit.{kind}')}"
    number = _short(size, words) if compact else _plain(size, _decimals(size))
    return f"{sign}{number} {unit.text}".rstrip()


def _score(size: float, unit: Unit, words: Messages) -> str:
    if unit.most is None:
        return words.text("number.score_plain", value=_plain(size, 1))
    value = _plain(size, 2 if unit.most <= 10 else 1)
    return words.text("number.score", value=value, most=_plain(unit.most, 0))


def _percent(size: float) -> str:
    # Small rates such as a click rate of 0.35 % keep two digits that say something.
    hundred = size * 100
    return f"{_plain(hundred, 1 if hundred >= 1 or hundred == 0 else 2)}%"


def _money(size: float) -> str:
    return f"{size:,.0f}" if size >= _EXACT_MONEY or size == round(size) else f"{size:,.2f}"


def _decimals(size: float) -> int:
    return 1 if size >= 100 else 2


def _plain(size: float, decimals: int) -> str:
    if abs(size - round(size)) < 1e-9 * max(1.0, size):
        return f"{size:,.0f}"
    if 0 < size < 0.5 * 10**-decimals:
        return f"{size:.2g}"
    return f"{size:,.{decimals}f}"


def _short(size: float, words: Messages) -> str:
    steps: Sequence[tuple[float, str]] = words.raw("compact.steps")
    for step, name in steps:
        if size >= step:
            return f"{size / step:,.2f}".rstrip("0").rstrip(".") + name
    return _plain(size, _decimals(size))


def _signed(value: float, text: str) -> str:
    if value == 0:
        return text
    return ("+" if value > 0 else _MINUS) + text


def _per(per: str, words: Messages) -> str:
    key = f"unit.{per}"
    return words.text(key) if words.has(key) else per
