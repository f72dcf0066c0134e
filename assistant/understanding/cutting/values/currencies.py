"""Currencies said in other words than the catalog's: "customers billed in Japanese yen" where the value is called JPY."""

from __future__ import annotations

from assistant.retrieval.value_index import ValueIndex
from assistant.understanding.lexicon import ValueName
from assistant.understanding.units import units_in

_UNIT = "currency:"


def currency_values(said: str, values: ValueIndex | None) -> tuple[ValueName, ...]:
    """The values that are the code of the currency said; of dollars and the like only where a dimension has one of them."""
    if values is None:
        return ()
    found: dict[str, list[ValueName]] = {}
    for unit in sorted(units_in(said)):
        code = unit.removeprefix(_UNIT)
        for match in values.scan(code.lower()) if unit.startswith(_UNIT) else ():
            for hit in match.hits:
                if hit.value == code and match.end - match.start == len(code):
                    found.setdefault(hit.dimension, []).append(ValueName(hit.dimension, hit.value))
    return tuple(names[0] for names in found.values() if len(names) == 1)
