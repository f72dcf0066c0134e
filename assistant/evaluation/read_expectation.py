"""The `expect` of a case, read into its types."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, cast, get_args

from assistant.catalog.entry import Entry
from assistant.catalog.node import Node
from assistant.catalog.readers.dates import json_of
from assistant.errors import QueryError, suggestion
from assistant.evaluation.case import SLOTS, TOLERANCE, Expectation, FindingRule, GoldRows, Slot, Status
from assistant.query import MetricQuery
from assistant.reading import Analysis

_QUERY_KEY: Mapping[str, str] = {"dimensions": "group_by", "filters": "where"}
"""Slots whose key in the query is another."""


def read_expectation(entry: Entry) -> Expectation:
    """What `entry` expects; what is wrong is reported with its line."""
    query, slots = _query(entry)
    findings = entry.entry("findings")
    expected = Expectation(
        status=_statuses(entry),
        query=query,
        slots=slots,
        sql=re.sub(r"[\s;]+\Z", "", entry.text("sql", limit=20_000)),
        rows=_rows(entry),
        ordered=entry.flag("ordered"),
        tolerance=_tolerance(entry),
        zero_is_null=entry.flag("zero_is_null"),
        analysis=entry.choice("analysis", Analysis, ""),
        chart=entry.text("chart"),
        findings=_rules(findings, "must"),
        no_findings=_rules(findings, "must_not"),
        warnings=entry.texts("warnings"),
        no_warnings=entry.texts("no_warnings"),
        reason=entry.text("reason"),
        options=entry.texts("options"),
        text=entry.texts("text"),
        forbidden=entry.texts("forbidden"),
    )
    if expected.sql and expected.rows is not None:
        entry.error("rows", "two_golds", "give gold sql or gold rows, not both")
    entry.refuse_unknown()
    return expected


def _statuses(entry: Entry) -> tuple[Status, ...]:
    found = entry.texts("status")
    for item in found:
        if item not in get_args(Status):
            near = suggestion(item, get_args(Status))
            entry.error(
                "status", "bad_status", f"unknown status '{item:.40}'.{near}", "answer, clarify or refuse"
            )
    return cast("tuple[Status, ...]", found) or ("answer",)


def _query(entry: Entry) -> tuple[MetricQuery, frozenset[Slot]]:
    """The expected query, and which of its parts are expected: all where it is given whole."""
    if entry.has("query"):
        return _checked(entry, "query", _plain(entry.get("query"))), frozenset(SLOTS)
    given: dict[str, Any] = {}
    slots: set[Slot] = set()
    for slot in SLOTS:
        entry.asked.add(slot)
        if slot in entry.values:
            slots.add(slot)
            given[_QUERY_KEY.get(slot, slot)] = _slot(slot, _plain(entry.values[slot]))
    query = MetricQuery()
    for key, value in given.items():
        part = _checked(entry, key, {key: value})
        query = query.but(**{key: getattr(part, key)})
    return query, frozenset(slots)


def _checked(entry: Entry, key: str, document: Any) -> MetricQuery:
    try:
        return MetricQuery.from_dict(document)
    except QueryError as error:
        shown = next((slot for slot, name in _QUERY_KEY.items() if name == key), key)
        entry.error(shown, "bad_query", str(error).replace(f"'{key}'", f"'{shown}'"))
        return MetricQuery()


def _slot(slot: Slot, value: Any) -> Any:
    """The short forms of case files, in the form of queries."""
    if slot == "compare" and isinstance(value, str):
        return {"kind": value}
    if slot == "moving" and isinstance(value, Mapping):
        return value
    if slot in ("metrics", "dimensions") and isinstance(value, str):
        return [value]
    if slot == "filters":
        items = value if isinstance(value, list) else [value]
        return [_filter(item) for item in items if item is not None]
    return value


def _filter(item: Any) -> Any:
    """`{field, value}` is short for `=`, a list of values for `in`."""
    if not isinstance(item, dict):
        return item
    nested: dict[str, Any] = {
        key: [_filter(each) for each in item[key]]
        for key in ("any", "all")
        if isinstance(item.get(key), list)
    }
    if "not" in item:
        nested["not"] = _filter(item["not"])
    if nested:
        return item | nested
    if "value" not in item:
        return item
    rest = {key: value for key, value in item.items() if key != "value"}
    several = isinstance(item["value"], list)
    return {"op": "in" if several else "="} | rest | {"values": item["value"] if several else [item["value"]]}


def _plain(node: Node | None) -> Any:
    """As JSON has it: YAML makes dates of what is text in a query."""
    return json_of(node) if node is not None else None


def _rows(entry: Entry) -> GoldRows | None:
    if not entry.has("rows"):
        return None
    found = [json_of(node) for node in entry.list("rows")]
    if not all(isinstance(item, dict) and item and list(item) == list(found[0]) for item in found):
        entry.error("rows", "bad_rows", "gold rows are mappings with the same columns in the same order")
        return None
    if not all(_is_cell(value) for item in found for value in item.values()):
        entry.error("rows", "bad_rows", "cells of gold rows are texts, finite numbers, true, false or null")
        return None
    return GoldRows(tuple(found[0]) if found else (), tuple(tuple(item.values()) for item in found))


def _is_cell(value: Any) -> bool:
    return (
        value is None or isinstance(value, (str, int)) or (isinstance(value, float) and math.isfinite(value))
    )


def _tolerance(entry: Entry) -> float:
    number = entry.number("tolerance")
    if number is not None and not 0 <= number <= 1:
        entry.error("tolerance", "bad_tolerance", "a tolerance is relative, from 0 to 1")
    return TOLERANCE if number is None else float(number)


def _rules(entry: Entry | None, key: str) -> tuple[FindingRule, ...]:
    if entry is None:
        return ()
    entry.asked |= {"must", "must_not"}
    rules = []
    for inner in entry.entries(key, "finding"):
        rules.append(FindingRule(inner.text("kind"), inner.text("text")))
        inner.refuse_unknown()
    if key == "must":
        entry.refuse_unknown()
    return tuple(rules)
