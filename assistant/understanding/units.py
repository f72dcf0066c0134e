"""Numbers with a unit in the unit that a metric is measured in: two days are 2880 minutes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.understanding.cutting.tokens import singular, words

_FILE = Path(__file__).parent / "vocabulary" / "units.toml"


@dataclass(frozen=True, slots=True)
class Units:
    sizes: Mapping[str, tuple[str, float]]
    """The quantity of a unit and its size among the units of that quantity."""
    spoken: Mapping[tuple[str, ...], frozenset[str]]
    """The units that a word can stand for."""
    signs: Mapping[str, str]
    """Currencies by the sign that stands before their amounts."""


def units_in(text: str) -> frozenset[str]:
    """The units that a word behind a number can stand for; empty when it is none."""
    return _units().spoken.get(words(text), frozenset())


def unit_of_metric(unit: str | None) -> str | None:
    """A catalog's unit as a name of units.toml: what it counts, without "per" and without a scale."""
    if unit is None:
        return None
    whole, _, _ = unit.partition("/")
    kind, _, scale = whole.partition(":")
    return whole if scale.isalpha() else singular(kind)


def converted(value: float, said: frozenset[str], unit: str) -> float | None:
    """A value said in one of the units as a value in `unit`; None where they measure different things."""
    if unit in said:
        return value
    sizes = _units().sizes
    quantity, size = sizes.get(unit, (unit, 1.0))
    for name in sorted(said):
        other, factor = sizes.get(name, (name, 1.0))
        if other == quantity:
            return value * factor / size
    return None


def is_measured(units: frozenset[str]) -> bool:
    """Whether one of the units is of time or money, rather than a count, a share or a score."""
    timed = _units().sizes
    return any(unit in timed or unit.startswith("currency:") for unit in units)


def sign_before(text: str, at: int) -> frozenset[str]:
    """The currencies whose sign stands right before a place of the text."""
    before = text[:at].rstrip()
    signs = _units().signs
    return frozenset(unit for sign, unit in signs.items() if before.endswith(sign))


@cache
def _units() -> Units:
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    sizes = {
        unit: (quantity, float(size))
        for quantity, members in document["quantities"].items()
        for unit, size in members.items()
    }
    spoken: dict[tuple[str, ...], frozenset[str]] = {}
    for unit, phrases in document["words"].items():
        for phrase in phrases:
            key = words(phrase)
            spoken[key] = spoken.get(key, frozenset()) | {unit}
    return Units(sizes, spoken, document["signs"])
