"""Numbers with a unit in the unit that a metric is measured in: two days are 2880 minutes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.kept import table
from assistant.understanding.cutting.tokens import singular, words
from assistant.understanding.vocabulary import FOLDER

_TOLD = re.compile(r"[(（]([^()（）]+)[)）]\s*$|\s(?:in )?(\w+)$")
_BRACKETED = re.compile(r"(.*[^\s(（])\s*[(（]([^()（）]+)[)）]$")
_TIMES = ("duration", "calendar")
_CALENDAR = frozenset({"second", "minute", "hour", "day", "week", "month", "quarter", "year"})
"""Units of time, whose words are times of their own."""


@dataclass(frozen=True, slots=True)
class Units:
    sizes: Mapping[str, tuple[str, float]]
    """The quantity of a unit and its size among the units of that quantity."""
    spoken: Mapping[tuple[str, ...], frozenset[str]]
    """The units that a word can stand for."""
    codes: Mapping[str, str]
    """Units by what a catalog calls them, where that is no word of a question."""
    signs: Mapping[str, frozenset[str]]
    """Currencies by the sign that stands before their amounts, in small letters."""
    asked: Mapping[tuple[str, ...], str]
    """Quantities by the words that ask for one without a unit."""


def units_in(text: str) -> frozenset[str]:
    """The units that a word behind a number can stand for; empty when it is none."""
    return _units().spoken.get(words(text), frozenset())


def unit_of_metric(unit: str | None) -> str | None:
    """A catalog's unit as a name of units.toml: what it counts, without "per" and without a scale."""
    if unit is None:
        return None
    whole, _, _ = unit.partition("/")
    kind, _, scale = whole.partition(":")
    if scale.isalpha():
        return whole
    plain = _units().codes.get(kind) or singular(kind)
    spoken = [name for name in units_in(kind) if name in _units().sizes]
    return spoken[0] if plain not in _units().sizes and len(spoken) == 1 else plain


def unit_in_name(names: Iterable[str]) -> str | None:
    """The unit that one of the names of a number tells: Distance (km), "weight in kg", 里程（公里）, net_weight_kg."""
    for name in names:
        found = _TOLD.search(name.replace("_", " "))
        units = units_in(next(filter(None, found.groups()))) if found is not None else frozenset()
        measured = [unit for unit in units if unit in _units().sizes or unit.startswith("currency:")]
        if len(measured) == 1:
            return measured[0]
    return None


def names_without_unit(names: Iterable[str]) -> Iterator[str]:
    """The "Rated power" of Rated power (kW), 里程（公里） as 里程: a unit in brackets is no part of what it is called."""
    for name in names:
        found = _BRACKETED.match(name)
        if found is not None and is_measured(units_in(found[2])):
            yield found[1]


def measure_of(unit: str) -> str | None:
    """The quantity that a unit is one of, such as the length of a kilometre; None of times, money and mere numbers."""
    quantity, _ = _units().sizes.get(unit, ("", 1.0))
    return quantity if quantity and quantity not in _TIMES else None


def quantity_asked(text: str) -> str | None:
    """The quantity that a word behind "how many" or "how much" asks for: energy for kWh, 度 and for energy itself."""
    said = words(text)
    measures = {measure for unit in units_in(text) if (measure := measure_of(unit))}
    return next(iter(measures)) if len(measures) == 1 else _units().asked.get(said)


@lru_cache(maxsize=4096)
def unit_told(texts: tuple[str, ...]) -> str | None:
    """The one unit of measure, other than of time and money, that is a word of the texts: the kWh of "kWh read on
    all meters", （千瓦时）.
    """
    spoken, sizes = _units().spoken, _units().sizes
    found: dict[int, set[str]] = {}
    for text in texts:
        parts = words(text)
        for length in (1, 2, 3):
            runs = {parts[first : first + length] for first in range(len(parts) - length + 1)}
            for run in runs.intersection(spoken):
                # A single letter or character says something else more often: the 度 of 程度, the 升 of 上升.
                told = {unit for unit in spoken[run] if unit in sizes and sizes[unit][0] not in _TIMES}
                if told and sum(map(len, run)) > 1:
                    found.setdefault(length, set()).update(told)
    longest = found[max(found)] if found else set()
    return next(iter(longest)) if len(longest) == 1 else None


def spoken_units() -> Iterator[str]:
    """The words of more than one letter or character for units of measure and money."""
    units = _units()
    for phrase, said in units.spoken.items():
        text = ("" if any(not word.isascii() for word in phrase) else " ").join(phrase)
        if len(text) > 1 and is_measured(said) and not said & _CALENDAR:
            yield text


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
    """Whether one of the units is of time, money or a measure, rather than a count, a share or a score."""
    timed = _units().sizes
    return any(unit in timed or unit.startswith("currency:") for unit in units)


def sign_of(text: str, start: int, amount: int) -> frozenset[str]:
    """The currencies whose sign stands right before an amount, or is what its words start with: `start` is where
    these do, `amount` where the digits do.
    """
    sign = text[start:amount].strip() or _ending_sign(text, start)
    return _units().signs.get(sign.lower(), frozenset()) if sign is not None else frozenset()


def start_of_sign(text: str, at: int) -> int:
    """Where the sign of letters begins that stands right before an amount: the R$ of R$100; else `at` itself."""
    sign = _ending_sign(text, at)
    if sign is None or not sign[0].isalpha():
        return at
    return len(text[:at].rstrip()) - len(sign)


def _ending_sign(text: str, at: int) -> str | None:
    """The longest sign that the text before a place ends with, letters only as a word of their own."""
    before = text[:at].rstrip()
    for length in range(min(len(before), _longest_sign()), 0, -1):
        sign = before[-length:]
        joined = before[-length - 1 : -length]
        part_of_word = sign[0].isalpha() and joined.isascii() and joined.isalnum()
        if not part_of_word and sign.lower() in _units().signs:
            return sign
    return None


@cache
def _longest_sign() -> int:
    return max(map(len, _units().signs))


@table
def _units() -> Units:
    document = tomllib.loads((FOLDER / "units.toml").read_text(encoding="utf-8"))
    sizes = {
        unit: (quantity, float(size))
        for quantity, members in document["quantities"].items()
        for unit, size in members.items()
    }
    said: list[tuple[str, str]] = [(p, unit) for unit, phrases in document["words"].items() for p in phrases]
    signs: dict[str, frozenset[str]] = {}
    currencies = tomllib.loads((FOLDER / "currencies.toml").read_text(encoding="utf-8"))
    for code, currency in currencies.items():
        unit = f"currency:{code}"
        said += [(phrase, unit) for phrase in (code, *currency["words"])]
        for sign in (code.lower(), *currency["signs"]):
            signs[sign] = signs.get(sign, frozenset()) | {unit}
    spoken: dict[tuple[str, ...], frozenset[str]] = {}
    for phrase, unit in said:
        spoken[words(phrase)] = spoken.get(words(phrase), frozenset()) | {unit}
    asked = {words(each): quantity for quantity, nouns in document["asked"].items() for each in nouns}
    return Units(sizes, spoken, document["codes"], signs, asked)
