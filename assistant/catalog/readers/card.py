"""The metric's entry in the dictionary: `config.meta` of a metric."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from assistant.catalog.entry import Entry, by_script
from assistant.catalog.labels import Labels
from assistant.catalog.model import (
    Basis,
    Direction,
    Maturity,
    MetricCard,
    MetricVersion,
    Pitfall,
    Status,
    Threshold,
)
from assistant.catalog.playbooks import Benchmark
from assistant.catalog.readers.thresholds import read_threshold
from assistant.query import RelativePeriod

LAYERS = ("north_star", "key_result", "l1", "l2")
REFRESH = ("real_time", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly")
_MEASURES = "mm|cm|m|km|mi|g|kg|t|lb|ml|l|m2|m3|ha|MB|GB|TB|kWh|MWh|GWh"
_BASE_UNIT = (
    r"(count|percent|ratio|seconds|minutes|hours|days|weeks|months|years|currency:[A-Z]{3}|score:\d+-\d+"
    rf"|{_MEASURES})"
)
UNIT = re.compile(rf"{_BASE_UNIT}(/(\d+[kKmM]? )?({_BASE_UNIT}|[A-Za-z][A-Za-z_ ]*|[A-Z]{{3}}))?\Z")


def read_card(meta: Entry, description: str, benchmarks: Mapping[str, Benchmark]) -> MetricCard:
    """Everything of the meta mapping besides labels and ai_context. `benchmarks` of the metric by kind."""
    definition, formula = _definition(meta)
    basis, maturity = _basis(meta)
    return MetricCard(
        definition=definition or by_script(description),
        formula=formula,
        unit=_unit(meta),
        direction=meta.choice("direction", Direction, "neutral"),
        layers=_layers(meta),
        owner=meta.optional_text("owner"),
        sources=meta.texts("sources"),
        refresh=meta.choice("refresh", REFRESH, None),
        basis=basis,
        maturity=maturity,
        decision_use=meta.labels("decision_use"),
        pitfalls=tuple(_pitfalls(meta)),
        companions=meta.names("companions"),
        vanity=meta.flag("vanity"),
        thresholds=tuple(_thresholds(meta, benchmarks)),
        by_dimension=_by_dimension(meta),
        required_dimensions=meta.names("required_dimensions"),
        default_period=meta.choice("default_period", RelativePeriod, None),
        status=meta.choice("status", Status, "approved"),
        version=meta.integer("version", 1, least=1) or 1,
        history=tuple(_history(meta)),
    )


def _definition(meta: Entry) -> tuple[Labels, str]:
    node = meta.get("definition")
    formula = meta.text("formula")
    if node is None or not isinstance(node.value, dict):
        return meta.labels("definition"), formula
    inner = Entry(node, meta.problems, f"{meta.what}: definition")
    labels = Labels(inner.optional_text("zh"), inner.optional_text("en"))
    formula = inner.text("formula") or formula
    inner.finish()
    return labels, formula


def _unit(meta: Entry) -> str | None:
    unit = meta.optional_text("unit")
    if unit is not None and not UNIT.match(unit):
        units = "count, percent, ratio, currency:CNY, seconds, minutes, hours, days, months, score:0-100, kg, km, kWh"
        meta.error(
            "unit",
            "bad_unit",
            f"unknown unit '{unit:.40}'",
            f"one of {units}, or one per another: count/month",
        )
        return None
    return unit


def _layers(meta: Entry) -> tuple[str, ...]:
    layers = meta.names("layers")
    for layer in layers:
        if layer not in LAYERS:
            meta.error("layers", "bad_layer", f"unknown layer '{layer:.40}'", f"one of {', '.join(LAYERS)}")
    return tuple(layer for layer in layers if layer in LAYERS)


def _basis(meta: Entry) -> tuple[Basis, Maturity | None]:
    """`basis: cohort` with `maturity: {days: 180}` beside it or, as a mapping, within it."""
    node = meta.get("basis")
    holder = meta
    if node is not None and isinstance(node.value, dict):
        inner = Entry(node, meta.problems, f"{meta.what}: basis")
        basis: Basis = inner.choice("kind", Basis, "event")
        holder = inner
        inner.asked.add("maturity")
        inner.finish()
    else:
        basis = meta.choice("basis", Basis, "event")
    maturity = _maturity(holder) or _maturity(meta)
    if basis == "cohort" and maturity is None:
        fix = "maturity: {days: 180}"
        meta.warning("basis", "missing_maturity", "a cohort metric should say when its value is final", fix)
    return basis, maturity


def _maturity(holder: Entry) -> Maturity | None:
    node = holder.get("maturity")
    if node is None:
        return None
    if isinstance(node.value, dict):
        inner = Entry(node, holder.problems, f"{holder.what}: maturity")
        days = inner.integer("days", least=0)
        inner.finish()
    else:
        days = holder.integer("maturity", least=0)
    return None if days is None else Maturity(days)


def _pitfalls(meta: Entry) -> Iterator[Pitfall]:
    for node in meta.list("pitfalls"):
        if isinstance(node.value, str):
            yield Pitfall(by_script(node.value.strip()))
            continue
        inner = Entry.of(node, meta.problems, f"{meta.what}: pitfalls")
        if inner is None:
            continue
        if inner.has("zh") or inner.has("en"):
            yield Pitfall(
                Labels(inner.optional_text("zh"), inner.optional_text("en")), inner.optional_text("check")
            )
        else:
            yield Pitfall(inner.labels("text"), inner.optional_text("check"))
        inner.finish(also=("text",))


def _thresholds(meta: Entry, benchmarks: Mapping[str, Benchmark]) -> Iterator[Threshold]:
    for inner in meta.entries("thresholds", "threshold"):
        found = read_threshold(inner, benchmarks)
        if found is not None:
            yield found


def _by_dimension(meta: Entry) -> dict[str, str]:
    inner = meta.entry("by_dimension")
    if inner is None:
        return {}
    return {key.lower(): name for key in inner.values if (name := inner.name(key))}


def _history(meta: Entry) -> Iterator[MetricVersion]:
    for inner in meta.entries("history", "history"):
        version, until = inner.integer("version", least=1), inner.text("until")
        if version is None or not _is_date(until):
            fix = "{version: 1, until: 2025-02-01, change: …}"
            inner.error("until", "bad_history", "needs a version and the ISO date until which it held", fix)
            continue
        yield MetricVersion(version, until[:10], inner.labels("change"), inner.optional_text("approved_by"))
        inner.finish()


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
