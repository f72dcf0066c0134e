"""The demo's dictionary: every metric of it, with all its columns, against a table of what they should say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from assistant.catalog import load_catalog
from assistant.catalog.model import Catalog, Metric
from assistant.query import MetricQuery, TimeRange
from assistant.resolve import is_computable, resolve_query
from assistant.settings import bundled

_TABLE = Path(__file__).parent.parent / "fixtures" / "metric_dictionary.tsv"
_AS_OF = datetime(2025, 12, 31, 23, 59, 59)
_YEAR = TimeRange(datetime(2025, 1, 1), datetime(2026, 1, 1))


def _rows() -> list[dict[str, str]]:
    header, *lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


ROWS = _rows()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(bundled("metric_catalog"))


@pytest.fixture(scope="module")
def listed(catalog: Catalog) -> Mapping[str, Metric]:
    return {name: metric for name, metric in catalog.metrics.items() if not metric.hidden}


def test_the_table_holds_what_is_listed(listed: Mapping[str, Metric]) -> None:
    assert len(ROWS) == 147
    assert {row["metric"] for row in ROWS} == set(listed)


@pytest.mark.parametrize("row", ROWS, ids=[row["metric"] for row in ROWS])
def test_columns(listed: Mapping[str, Metric], row: dict[str, str]) -> None:
    metric = listed[row["metric"]]
    card = metric.card
    found = {
        "metric": metric.name,
        "zh": metric.labels.zh,
        "owner": card.owner,
        "layers": " ".join(sorted(card.layers)),
        "unit": card.unit,
        "direction": card.direction,
        "refresh": card.refresh,
        "basis": card.basis,
        "sources": " ".join(sorted(card.sources)),
    }
    wanted = {key: row[key] for key in found}
    for key in ("layers", "sources"):
        wanted[key] = " ".join(sorted(wanted[key].split()))
    assert found == wanted


def test_texts_are_there_in_both_languages(listed: Mapping[str, Metric]) -> None:
    lacking = {
        f"{metric.name}: {what}"
        for metric in listed.values()
        for what, labels in (
            ("labels", metric.labels),
            ("definition", metric.card.definition),
            ("decision_use", metric.card.decision_use),
            *(("pitfalls", pitfall.text) for pitfall in metric.card.pitfalls),
        )
        if not (labels.zh and labels.en)
    }
    assert not lacking


def test_every_card_is_complete(listed: Mapping[str, Metric]) -> None:
    lacking = {
        f"{metric.name}: {what}"
        for metric in listed.values()
        for what, value in (
            ("formula", metric.card.formula),
            ("synonyms", metric.ai.synonyms),
            ("pitfalls", metric.card.pitfalls),
            ("maturity", metric.card.maturity or metric.card.basis != "cohort"),
        )
        if not value
    }
    assert not lacking


@pytest.mark.parametrize("row", ROWS, ids=[row["metric"] for row in ROWS])
def test_dimensions_can_be_grouped_by(catalog: Catalog, row: dict[str, str]) -> None:
    if not is_computable(catalog, row["metric"]):
        return  # catalogued with its definition only
    timed = catalog.metrics[row["metric"]].card.basis != "snapshot"
    for dimension in row["dimensions"].split():
        query = MetricQuery((row["metric"],), (dimension,), time=_YEAR if timed else None)
        assert resolve_query(catalog, query, _AS_OF)


@pytest.mark.parametrize(
    ("metric", "kind", "value"),
    [
        ("form_conversion_rate", "minimum", 0.15),
        ("mql_rate", "minimum", 0.40),
        ("negotiation_win_rate", "minimum", 0.35),
        ("activation_rate", "minimum", 0.60),
        ("feature_adoption_rate", "minimum", 0.70),
        ("overdue_task_count", "maximum", 0),
        ("ctr", "minimum", "industry_p50"),
        ("retention_d7", "minimum", "industry_p50"),
        ("retention_d30", "minimum", "industry_p50"),
        ("repeat_purchase_rate", "minimum", "industry_p50"),
        ("arpu", "minimum", "industry_p50"),
        ("ltv_cac_ratio", "minimum", 3),
        ("sla_breach_rate", "maximum", 0.10),
        ("id_match_rate", "minimum", 0.90),
        ("speaker_ratio", "minimum", 0.02),
        ("cost_burn_rate", "maximum", 0.90),
        ("resource_utilization", "maximum", 1.10),
    ],
)
def test_thresholds(catalog: Catalog, metric: str, kind: str, value: float | str) -> None:
    thresholds = catalog.metrics[metric].card.thresholds
    assert [(item.kind, item.benchmark or item.value) for item in thresholds] == [(kind, value)]


def test_the_definition_of_an_mql_has_a_history(catalog: Catalog) -> None:
    (version,) = catalog.metrics["mql_count"].card.history
    assert (version.version, version.until, catalog.metrics["mql_count"].card.version) == (1, "2025-02-01", 2)
