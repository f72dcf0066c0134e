"""An expected query beside the one that was read, part by part."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assistant.evaluation.reports.figures import NONE
from assistant.evaluation.result import CaseResult

State = Literal["met", "missed", "free"]
"""`free` is what nobody expected anything of."""
_SLOT_OF = {"where": "filters", "having": "filters"}
_NOTHING: tuple[object, ...] = (None, "", [], {}, (), False)


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    expected: str
    got: str
    state: State


def query_parts(result: CaseResult) -> Iterator[Part]:
    """Parts that are empty on both sides are left out."""
    expected, got = result.expected_query or {}, result.query or {}
    for key in dict.fromkeys((*expected, *got)):
        if key in expected or got.get(key) not in _NOTHING:
            yield Part(key, _told(expected.get(key)), _told(got.get(key)), _state(result, key))


def _state(result: CaseResult, key: str) -> State:
    """As it was judged where it was: two ways of writing a period are the same period."""
    expected, got = result.expected_query or {}, result.query or {}
    if key not in expected:
        return "free"
    met = result.slots.get(_SLOT_OF.get(key, key), _plain(expected[key]) == _plain(got.get(key)))
    return "met" if met else "missed"


def _plain(value: Any) -> Any:
    """Comparable: what is absent is nothing, and lists are as good as tuples."""
    return None if value in _NOTHING else json.dumps(value, sort_keys=True, default=str)


def _told(value: Any) -> str:
    """One thing a line."""
    if value in _NOTHING:
        return NONE
    if isinstance(value, (list, tuple)):
        return "\n".join(_one(item) for item in value)
    return _one(value)


def _one(value: Any) -> str:
    match value:
        case {"field": field, "op": op, "values": [*values]}:
            return f"{field} {op} {', '.join(map(str, values))}".rstrip()
        case {"field": field, "direction": direction}:
            return f"{field} {direction}"
        case {"start": start, "end": end} if len(value) == 2:
            return f"{start} – before {end}"
        case Mapping():
            return json.dumps(value, ensure_ascii=False, default=str)
        case _:
            return str(value)
