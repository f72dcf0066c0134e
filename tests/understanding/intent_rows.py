"""What the reader made of a question that asks for an analysis or for the catalog, beside a row of a corpus."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.analysis_request import AnalysisRequest, request_to_dict
from assistant.query import MetricQuery
from assistant.question import Turn
from assistant.reading import AnalysisAsked, Described, Interpretation, Reading, Understood
from assistant.understanding.read import Reader
from tests.understanding.corpus import NOW, Row, ask, described, expected_query, turn_of

_KEYS = {"m": "metrics", "g": "group_by", "w": "where", "t": "time", "c": "compare"}
_ALWAYS = ("metrics", "group_by", "where")


def read_intent(reader: Reader, row: Row, now: datetime = NOW) -> Interpretation:
    turns: tuple[Turn, ...] = ()
    for text in row.expected.get("after", ()):
        found = ask(reader, text, turns, now)
        turn = turn_of(text, found)
        if isinstance(found, AnalysisAsked):
            turn = replace(turn, request=found.request)
        turns += (turn,)
    return ask(reader, row.text, turns, now)


def kind_of(found: Interpretation) -> str:
    match found:
        case AnalysisAsked():
            return found.request.kind
        case Described(analysis="meta"):
            return found.topic
        case Described():
            return found.analysis
        case Understood(analysis="list") if not found.query.metrics:
            return "values"
        case Understood():
            return "plain"
    return f"other ({getattr(found, 'reason', '')}: {getattr(found, 'subject', '')})"


def intent_differences(row: Row, found: Interpretation) -> list[str]:
    """What is not as expected; empty when all is."""
    wanted = row.expected
    kind = kind_of(found)
    if wanted["k"] == "other":
        return [] if kind.split(" ")[0] in ("plain", "other") else [f"{kind}, not a plain question"]
    if kind.split(" ")[0] != wanted["k"]:
        return [f"{kind}, not {wanted['k']}"]
    problems = []
    if isinstance(found, AnalysisAsked):
        problems += _query_differences(wanted, found.request.query, _ALWAYS)
        problems += _field_differences(wanted.get("f", {}), found.request)
        if wanted.get("u") != "any" and list(found.reading.unread) != wanted.get("u", []):
            problems.append(f"unread {list(found.reading.unread)}, not {wanted.get('u', [])}")
    elif isinstance(found, Understood):
        problems += _query_differences(wanted, found.query, _ALWAYS if kind == "values" else ())
    elif isinstance(found, Described):
        if sorted(found.metrics) != sorted(part for part in wanted.get("m", "").split(",") if part):
            problems.append(f"metrics {found.metrics}, not {wanted.get('m')}")
        if "topic" in wanted.get("f", {}) and found.topic != wanted["f"]["topic"]:
            problems.append(f"topic {found.topic!r}, not {wanted['f']['topic']!r}")
    return problems


def _query_differences(wanted: dict[str, Any], query: MetricQuery, always: tuple[str, ...]) -> list[str]:
    actual = described(Understood(Reading("en"), query, "value", 1.0), datetime(2025, 12, 31))
    meant = expected_query({key: value for key, value in wanted.items() if value != "any"})
    if wanted.get("k") == "values":
        actual["group_by"] = [name.rsplit("__", 1)[-1] for name in actual["group_by"]]
    compared = {_KEYS[key] for key in _KEYS if key in wanted} | set(always)
    compared -= {_KEYS[key] for key in _KEYS if wanted.get(key) == "any"}
    if wanted.get("k") == "funnel":
        compared.discard("metrics")
    return [f"{k}: {actual[k]!r}, not {meant[k]!r}" for k in sorted(compared) if actual[k] != meant[k]]


def _field_differences(wanted: dict[str, Any], request: AnalysisRequest) -> list[str]:
    document = request_to_dict(request)
    claim = document.pop("claim", None) or {}
    actual = {**{key: claim.get(key) for key in ("direction", "rate", "amount")}, **document}
    return [
        f"{key}: {actual.get(key)!r}, not {value!r}"
        for key, value in wanted.items()
        if actual.get(key) != value
    ]
