"""Rows of a corpus of questions, and what the reader made of one set beside what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from assistant.query import AnyOf, Condition, Filter, MetricQuery, Not, RelativeTime, TimeRange
from assistant.question import Actor, Question, Turn
from assistant.reading import (
    AnalysisAsked,
    Claim,
    Described,
    Interpretation,
    Unanswerable,
    Unclear,
    Understood,
)
from assistant.understanding.conversation.moves import query_left
from assistant.understanding.read import Reader

NOW = datetime(2025, 12, 31, 23, 59, 59)
ACTOR = Actor("tester")


@dataclass(frozen=True)
class Row:
    text: str
    expected: dict[str, Any]

    def __str__(self) -> str:
        before = "".join(f"{item} ↳ " for item in self.expected.get("after", ()))
        return before + self.text


def rows_of(file: Path) -> list[Row]:
    return [Row(item["q"], item) for item in yaml.safe_load(file.read_text(encoding="utf-8"))]


def read_row(reader: Reader, row: Row, now: datetime = NOW) -> Interpretation:
    turns: tuple[Turn, ...] = ()
    for text in row.expected.get("after", ()):
        turns += (turn_of(text, ask(reader, text, turns, now)),)
    return ask(reader, row.text, turns, now)


def ask(reader: Reader, text: str, turns: tuple[Turn, ...] = (), now: datetime = NOW) -> Interpretation:
    return reader.read(Question(text, ACTOR, now, "c", turns))


def turn_of(text: str, found: Interpretation) -> Turn:
    language = found.reading.language
    move = found.reading.move
    if isinstance(found, Understood):
        return Turn(text, "answer", language, found.query, move=move)
    if isinstance(found, Unclear):
        return Turn(text, "clarify", language, found.query, tuple(choice.query for choice in found.choices))
    if isinstance(found, Unanswerable):
        instead = found.suggestions[0].query if found.suggestions else None
        return Turn(text, "refuse", language, query_left(found.reason, move, instead), move=move)
    return Turn(text, "answer", language, move=move)


def differences(row: Row, found: Interpretation, now: datetime = NOW) -> list[str]:
    """What is not as expected; empty when all is."""
    wanted = row.expected
    outcome = str(wanted.get("else", "answer"))
    if outcome == "any":
        return []
    kind, _, detail = outcome.partition(" ")
    actual_kind, actual_detail = outcome_of(found)
    if kind != actual_kind or (detail and set(detail.split(",")) != set(actual_detail.split(","))):
        return [f"{actual_kind} {actual_detail}, not {outcome}"]
    if isinstance(found, Understood):
        actual = described(found, now)
        meant = expected_query(wanted)
        return [f"{key}: {actual[key]!r}, not {meant[key]!r}" for key in meant if meant[key] != actual[key]]
    return []


def outcome_of(found: Interpretation) -> tuple[str, str]:
    match found:
        case Understood():
            return "answer", ""
        case Unclear():
            return "clarify", found.reason
        case Unanswerable():
            return "refuse", found.reason
        case AnalysisAsked():
            return "refuse", "unsupported_analysis"
        case Described():
            detail = {"define": ",".join(found.metrics), "list": found.topic, "meta": found.topic}
            return found.analysis, detail[found.analysis]


def described(found: Understood, now: datetime) -> dict[str, Any]:
    query = found.query
    return {
        "metrics": sorted(query.metrics),
        "group_by": sorted(query.group_by),
        "average per": sorted(query.average_per),
        "where": sorted(filter_text(item) for item in query.where),
        "having": sorted(filter_text(item) for item in query.having),
        "time": time_text(query),
        "compare": query.compare.kind if query.compare else None,
        "order": [("-" if order.descending else "") + order.field for order in query.order_by][:1],
        "limit": query.limit,
        "per": query.limit_per,
        "share within": sorted(query.share_within),
        "ratio": query.ratio_to,
        "against": against_text(query),
        "count of": query.count_of,
        "flags": sorted(
            name
            for name, on in (
                ("share", query.share_of_total), ("running", query.running), ("totals", query.totals),
                ("others", query.others), ("moving", query.moving),
            ) if on
        ),
        "analysis": found.analysis,
        "claims": [claim_text(item) for item in found.claims],
    }  # fmt: skip


def expected_query(wanted: dict[str, Any]) -> dict[str, Any]:
    meant: dict[str, Any] = {
        "metrics": sorted(_split(wanted.get("m"))),
        "group_by": sorted(_split(wanted.get("g"))),
        "average per": sorted(_split(wanted.get("avg"))),
        "where": sorted(wanted.get("w", [])),
        "having": sorted(wanted.get("h", [])),
        "compare": wanted.get("c"),
        "order": [wanted["o"]] if "o" in wanted else [],
        "limit": wanted.get("n"),
        "per": wanted.get("per"),
        "share within": sorted(_split(wanted.get("within"))),
        "ratio": wanted.get("ratio"),
        "against": wanted.get("vs", ""),
        "count of": wanted.get("count"),
        "flags": sorted(_split(wanted.get("s"))),
    }
    if "t" in wanted:
        periods = wanted["t"] if isinstance(wanted["t"], list) else [wanted["t"]]
        meant["time"] = [_period(str(item)) for item in periods]
    if "a" in wanted:
        meant["analysis"] = wanted["a"]
    if "claim" in wanted:
        meant["claims"] = wanted["claim"]
    return meant


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in text.split(",")] if text else []


def filter_text(item: Filter) -> str:
    match item:
        case Condition():
            values = ",".join(
                str(value).lower() if isinstance(value, bool) else str(value) for value in item.values
            )
            return f"{item.field} {item.op} {values}".strip()
        case AnyOf():
            return " or ".join(filter_text(each) for each in item.items)
        case Not():
            return f"not {filter_text(item.item)}"
    return str(item)


def against_text(query: MetricQuery) -> str:
    """`KIND: PART | OTHER`, without an other where it is all rows."""
    if query.against is None:
        return ""
    sides = (query.against.part, query.against.other)
    part, other = (", ".join(sorted(filter_text(item) for item in side)) for side in sides)
    return f"{query.against.kind}: {part} | {other}".rstrip(" |")


def claim_text(item: Claim) -> str:
    values = " ".join(str(value) for value in item.values) or item.against
    return f"{item.metric} {item.op or 'as'} {values}"


def time_text(query: MetricQuery) -> list[str]:
    match query.time:
        case None:
            return ["all"]
        case TimeRange():
            return [f"{query.time.start.date()}/{query.time.end.date()}"]
        case RelativeTime():
            return [query.time.period]
        case _:
            return [f"{item.start.date()}/{item.end.date()}" for item in query.time]


def _period(text: str) -> str:
    """2025, 2025Q3 and 2025-11 as first day / day after the last."""
    if "/" in text or text == "all":
        return text
    if "Q" in text:
        year, quarter = int(text[:4]), int(text[5])
        return f"{year}-{quarter * 3 - 2:02}-01/" + (
            f"{year}-{quarter * 3 + 1:02}-01" if quarter < 4 else f"{year + 1}-01-01"
        )
    if "-" in text:
        year, month = int(text[:4]), int(text[5:7])
        return f"{text}-01/" + (f"{year}-{month + 1:02}-01" if month < 12 else f"{year + 1}-01-01")
    return f"{text}-01-01/{int(text) + 1}-01-01"
