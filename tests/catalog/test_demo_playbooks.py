"""The demo's playbooks say what the business works with, and fit its catalog and its data."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assistant.catalog import load_catalog
from assistant.catalog.algebra import holds
from assistant.catalog.check import check_catalog
from assistant.catalog.model import Catalog
from assistant.query import MetricQuery
from assistant.resolve import is_computable, resolve_query
from assistant.settings import bundled

AS_OF = datetime(2025, 12, 31, 23, 59, 59)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(bundled("metric_catalog"))


def test_the_catalog_has_no_error_and_no_unknown_key() -> None:
    found = check_catalog(bundled("metric_catalog"))
    assert [str(p) for p in found if p.severity == "error" or p.code != "dimension_word_clash"] == []


@pytest.mark.parametrize(
    ("name", "metrics"),
    [
        ("sales", ["contact_stage_count", "proposal_stage_count", "negotiation_stage_count", "negotiation_advanced_count"]),
        ("lead_to_deal", ["lead_count", "contact_stage_count", "proposal_stage_count", "negotiation_stage_count", "negotiation_advanced_count"]),
        ("marketing", ["impressions", "clicks", "lead_count", "mql_count", "sql_count", "sourced_new_customers"]),
        ("website", ["unique_visitors", "form_view_count", "form_submit_count", "web_lead_count"]),
        ("product", ["new_signups", "users_activated", "users_core_action"]),
        ("community", ["link_exposures", "link_clicks", "community_conversions"]),
        ("partner", ["partner_leads", "partner_leads_followed", "partner_leads_converted"]),
    ],
)  # fmt: skip
def test_funnels(catalog: Catalog, name: str, metrics: list[str]) -> None:
    funnel = catalog.playbooks.funnels[name]
    assert [step.metric for step in funnel.steps] == metrics
    assert all(step.labels.zh and step.labels.en for step in funnel.steps)
    for step in funnel.steps:
        for dimension in funnel.dimensions:
            assert resolve_query(catalog, MetricQuery((step.metric,), (dimension,)), AS_OF)
    assert len(catalog.playbooks.funnels) == 7


@pytest.mark.parametrize(
    ("row", "owner", "method", "checks"),
    [
        (0, "marketing", "abtest", [("ctr", 0.014)]),
        (1, "marketing", "funnel", [("form_conversion_rate", 0.15)]),
        (2, "marketing", "scoring", [("mql_rate", 0.40)]),
        (3, "sales", "stage", [("negotiation_win_rate", 0.35)]),
        (4, "product", "path", [("activation_rate", 0.60)]),
        (5, "product", "event", [("feature_adoption_rate", 0.70)]),
        (6, "product", "segment", [("retention_d7", 0.31), ("retention_d30", 0.20)]),
        (7, "sales", "cohort", [("repeat_purchase_rate", 0.20), ("arpu", 4900)]),
    ],
)
def test_diagnosis_matrix(catalog: Catalog, row: int, owner: str, method: str, checks: list[Any]) -> None:
    found = catalog.playbooks.diagnosis[row]
    assert len(catalog.playbooks.diagnosis) == 8
    assert (found.owner, found.method) == (owner, method)
    assert [(check.metric, check.threshold.value) for check in found.checks] == checks
    assert {check.threshold.kind for check in found.checks} == {"minimum"}
    for labels in (found.stage, found.cause, found.action):
        assert labels.zh
        assert labels.en


def test_experiments_are_in_the_data(catalog: Catalog, demo_file: Path) -> None:
    found = catalog.playbooks.experiments
    assert {key: (item.start, item.end) for key, item in found.items()} == {
        "form_len_2025q2": (date(2025, 5, 6), date(2025, 6, 17)),
        "form_copy_2025q4": (date(2025, 10, 13), date(2025, 10, 27)),
    }
    sql = (
        "SELECT experiment_key, min(viewed_at)::DATE, max(viewed_at)::DATE, list_sort(list(DISTINCT variant_key))"
        " FROM form_views WHERE experiment_key IS NOT NULL GROUP BY 1"
    )
    with duckdb.connect(str(demo_file), read_only=True) as connection:
        rows = connection.execute(sql).fetchall()
    assert {row[0] for row in rows} == set(found)
    for key, first, last, variants in rows:
        assert found[key].start <= first <= last < found[key].end
        assert found[key].control in variants


def test_benchmarks_agree_with_the_warehouse(catalog: Catalog, demo_file: Path) -> None:
    with duckdb.connect(str(demo_file), read_only=True) as connection:
        rows = connection.execute(
            "SELECT metric_key, kind, scope_value, value FROM gov_benchmarks"
        ).fetchall()
    stored = {(metric, kind, scope): value for metric, kind, scope, value in rows}
    names = {"target": "okr_target"}
    for item in catalog.benchmarks:
        scope = next(iter(item.scope.values()), None)
        known = stored.get((item.metric, names.get(item.kind, item.kind), scope))
        assert known is None or known == pytest.approx(item.value), item
        assert item.source.startswith(("default, not an industry figure", "OKR")), item


def test_every_listed_metric_hangs_below_the_north_star(catalog: Catalog) -> None:
    books = catalog.playbooks
    for name, metric in catalog.metrics.items():
        if not metric.hidden:
            assert books.path(name)[0] == "weekly_active_paying_accounts", name
    key_results = [n for n, m in catalog.metrics.items() if "key_result" in m.card.layers]
    assert set(key_results) <= set(books.tree["weekly_active_paying_accounts"].children)


def test_the_tree_holds_true_identities_only(catalog: Catalog) -> None:
    identities = {n: node.relation for n, node in catalog.playbooks.tree.items() if node.relation is not None}
    assert len(identities) >= 20
    assert {"revenue", "profit", "cpl", "cac", "ltv", "ltv_cac_ratio"} <= set(identities)
    assert [name for name, relation in identities.items() if not holds(catalog, name, relation)] == []


def test_alerts_can_be_resolved(catalog: Catalog) -> None:
    assert len(catalog.playbooks.alerts) >= 7
    for rule in catalog.playbooks.alerts.values():
        if is_computable(catalog, rule.metric):
            assert resolve_query(catalog, rule.query, AS_OF)


def test_verified_queries_answer(demo_assistant: Any) -> None:
    verified = demo_assistant.catalog.verified_queries
    assert len(verified) >= 15
    for item in verified:
        assert len(item.questions) == 2, item.questions
        assert demo_assistant.query(item.query).rows.data, item.questions[0]


def test_verified_queries_come_from_many_departments(catalog: Catalog) -> None:
    owners = {metric.card.owner for metric in catalog.metrics.values()}
    assert {item.verified_by for item in catalog.verified_queries} <= owners
    assert len({item.verified_by for item in catalog.verified_queries}) >= 8
