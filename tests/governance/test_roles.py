"""The roles of the demo: what each may ask for, and what it is told."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.errors import AssistantError, QueryError

SEEN = {
    "exec": ("revenue profit_margin total_cost collection_rate csat mdf_roi ltv_cac_ratio", ""),
    "metric_admin": ("revenue profit_margin high_potential_members", ""),
    "marketing": (
        "mql_count cpl revenue csat high_potential_members",
        "collected_amount collection_rate paid_of_due due_to_date profit_margin total_cost",
    ),
    "sales_rep": (
        "contract_amount win_rate opportunity_count lead_count mql_rate aov",
        "revenue csat mdf_roi profit_margin ad_spend cpl total_cost arr cac",
    ),
    "sales_mgr_south": (
        "contract_amount win_rate revenue aov lead_count cpl sourced_contract_amount",
        "profit_margin collection_rate csat mdf_roi total_cost ltv_cac_ratio",
    ),
    "product": (
        "mau activation_rate feature_adoption_rate csat weekly_active_paying_accounts tracking_completeness",
        "revenue cpl win_rate mrr collection_rate",
    ),
    "service": ("csat sla_breach_rate mau", "revenue cpl weekly_active_paying_accounts id_match_rate"),
    "partner_mgr": (
        "mdf_roi inventory_qty collection_rate partner_lead_conversion_rate partner_contract_amount",
        "revenue collected_amount lead_count contract_amount",
    ),
    "delivery": ("cost_burn_rate on_time_delivery_rate", "revenue csat mdf_roi"),
    "viewer": ("revenue mql_rate activation_rate", "page_views clicks ip_count"),
    "chen.jie": ("mql_count mau id_match_rate", "collection_rate"),
    "stranger": ("", "revenue mql_count csat"),
}


@pytest.mark.parametrize("actor", SEEN)
def test_metrics_of_a_role(demo_assistant: Any, actor: str) -> None:
    seen, unseen = (set(names.split()) for names in SEEN[actor])
    catalog = demo_assistant.catalog_for(actor)
    assert seen <= set(catalog.metrics), seen - set(catalog.metrics)
    assert not unseen & set(catalog.metrics)
    assert not any(name in unseen for metric in catalog.metrics.values() for name in metric.card.companions)
    assert not any(name in unseen for item in catalog.ambiguities for name in item.candidates)
    books = catalog.playbooks
    told = {check.metric for row in books.diagnosis for check in row.checks} | set(books.tree)
    told |= {name for node in books.tree.values() for name in node.children}
    told |= {name for item in books.alerts.values() for name in item.query.metrics}
    told |= {name for item in catalog.verified_queries for name in item.query.metrics}
    told |= {item.metric for item in (*books.experiments.values(), *catalog.benchmarks)}
    assert told <= set(catalog.metrics)


def test_a_limited_role_cannot_count_what_has_no_such_column(demo_assistant: Any) -> None:
    south = set(demo_assistant.catalog_for("sales_mgr_south").metrics)
    for name in south:
        assert demo_assistant.catalog.metrics[name].card.owner in ("sales", "marketing", "finance")
    rep = demo_assistant.catalog_for("e023").metrics
    assert not {"page_views", "marketing_cost"} & set(rep)


QUERIES: list[tuple[str, dict[str, Any], str | None]] = [
    ("exec", {"metrics": ["inventory_qty"], "group_by": ["partner"]}, None),
    ("exec", {"metrics": ["win_rate"], "group_by": ["employee_name"]}, None),
    ("exec", {"metrics": ["contract_amount"], "group_by": ["account_name"]}, "unknown_field"),
    ("exec", {"metrics": ["contract_amount"], "group_by": ["accounts.account_name"]}, "unknown_field"),
    ("exec", {"metrics": ["contract_amount"], "group_by": ["account__account_name"]}, "unknown_field"),
    (
        "exec",
        {"metrics": ["contract_amount"], "where": [{"field": "account_name", "op": "=", "values": ["x"]}]},
        "unknown_field",
    ),
    (
        "exec",
        {"metrics": ["contract_amount"], "where": ["{{ Dimension('account__account_name') }} = 'x'"]},
        "unknown_field",
    ),
    ("marketing", {"metrics": ["contract_amount"], "group_by": ["account_name"]}, None),
    ("marketing", {"metrics": ["collection_rate"]}, "unknown_metric"),
    ("marketing", {"metrics": ["contract_amount"], "order_by": ["collection_rate"]}, "unknown_field"),
    (
        "marketing",
        {"metrics": ["contract_amount"], "having": [{"field": "total_cost", "op": ">", "values": [1]}]},
        "unknown_field",
    ),
    ("viewer", {"metrics": ["revenue"], "group_by": ["account_name"]}, "person_level"),
    ("viewer", {"metrics": ["page_views"]}, "unknown_metric"),
    ("sales_mgr_south", {"metrics": ["contract_amount"], "group_by": ["account_name"]}, None),
    ("sales_mgr_south", {"metrics": ["win_rate"], "group_by": ["employee_name"]}, None),
    ("sales_mgr_south", {"metrics": ["partner_pipeline_amount"], "group_by": ["partner"]}, "unknown_metric"),
    ("e023", {"metrics": ["contract_amount"], "group_by": ["account_name"]}, None),
    ("product", {"metrics": ["csat"], "group_by": ["employee_name"]}, "unknown_field"),
    ("service", {"metrics": ["csat"], "group_by": ["employee_name"]}, None),
    ("stranger", {"metrics": ["revenue"]}, "no_access"),
]


@pytest.mark.parametrize(("actor", "query", "code"), QUERIES)
def test_queries_of_a_role(demo_assistant: Any, actor: str, query: dict[str, Any], code: str | None) -> None:
    if code is None:
        assert demo_assistant.query(query, actor=actor).rows.data
        return
    with pytest.raises(QueryError) as caught:
        demo_assistant.query(query, actor=actor)
    assert caught.value.code == code


def test_errors_do_not_tell_what_is_forbidden(demo_assistant: Any) -> None:
    texts = {}
    for name in ("collection_rate", "collection_rata"):
        with pytest.raises(QueryError) as caught:
            demo_assistant.query({"metrics": [name]}, actor="marketing")
        texts[name] = str(caught.value).partition(" Did you mean")[0].replace(name, "NAME")
        assert "collection_rate" not in str(caught.value).replace(f"'{name}'", "")
    assert texts["collection_rate"] == texts["collection_rata"]


def test_masked_values_are_labels_everywhere(demo_assistant: Any) -> None:
    query = {"metrics": ["contract_amount"], "group_by": ["account_name"], "order_by": ["-contract_amount"]}
    raw = demo_assistant.query(query, actor="sales_mgr_south")
    hidden = demo_assistant.query(query, actor="marketing")
    labels = [row[0] for row in hidden.rows.data]
    assert all(label is None or (label.startswith("#") and len(label) == 13) for label in labels)
    assert len(set(labels)) == len(labels)
    assert [row[0] for row in demo_assistant.query(query, actor="marketing").rows.data] == labels
    names = {row[0] for row in raw.rows.data if row[0]}
    document = str(hidden.to_dict())
    assert not any(name in document for name in names)
    assert demo_assistant._mask_key not in document
    assert [warning.code for warning in hidden.warnings].count("masked") == 1


def test_a_label_can_be_filtered_by_and_a_name_cannot(demo_assistant: Any) -> None:
    query = {"metrics": ["contract_amount"], "group_by": ["account_name"], "limit": 1}
    label, amount = demo_assistant.query(query, actor="marketing").rows.data[0]
    name = next(
        row[0]
        for row in demo_assistant.query(query | {"limit": None}, actor="sales_mgr_south").rows.data
        if row[0]
    )
    by = {"metrics": ["contract_amount"]}

    def where(value: str) -> dict[str, Any]:
        return by | {"where": [{"field": "account_name", "op": "=", "values": [value]}]}

    assert demo_assistant.query(where(label), actor="marketing").rows.data[0][0] == pytest.approx(amount)
    assert demo_assistant.query(where(name), actor="marketing").rows.data == ((None,),)


def test_names_of_persons_are_not_linked_where_they_are_not_shown(demo_assistant: Any) -> None:
    query = {"metrics": ["contract_amount"], "group_by": ["account_name"], "limit": 1}
    name = demo_assistant.query(query, actor="sales_mgr_south").rows.data[0][0]
    asked = f"2025年{name}的签约金额"
    assert demo_assistant.ask(asked, actor="sales_mgr_south").to_dict()["status"] == "answer"
    for actor in ("exec", "marketing", "e044"):
        outcome = demo_assistant.ask(asked, actor=actor).to_dict()
        assert outcome["status"] == "refuse", actor
        assert name not in str(outcome["suggestions"]) + str(outcome["options"])


def test_a_missing_or_wrong_attribute_sees_no_rows(demo_assistant: Any) -> None:
    from assistant.question import Actor

    query = {"metrics": ["order_count"]}
    for actor in ("sales_rep", Actor("sales_rep", attributes={"employee_id": "23"})):
        assert demo_assistant.query(query, actor=actor).rows.data == ((0,),)
    mine = demo_assistant.query(query, actor=Actor("sales_rep", attributes={"employee_id": 23}))
    assert mine.rows.data == demo_assistant.query(query, actor="e023").rows.data != ((0,),)
    forged = Actor("e023", attributes={"employee_id": 31})
    assert demo_assistant.query(query, actor=forged).rows.data == mine.rows.data


def test_a_rep_is_not_told_of_the_others(demo_assistant: Any) -> None:
    rows = demo_assistant.query({"metrics": ["win_rate"], "group_by": ["rep"]}, actor="e023").rows
    assert [row[0] for row in rows.data] == ["E023"]
    assert demo_assistant.ask("E044今年的赢单率", actor="e023").to_dict()["status"] == "refuse"
    assert demo_assistant.ask("E044今年的赢单率", actor="exec").to_dict()["status"] == "answer"


def test_lists_and_suggestions_are_those_of_the_actor(demo_assistant: Any) -> None:
    from assistant.channels.dictionary import entry, listed

    names = {item["name"] for item in listed(demo_assistant.catalog_for("viewer"))}
    assert {"revenue", "page_views"} & names == {"revenue"}
    with pytest.raises(AssistantError):
        entry(demo_assistant.catalog_for("viewer"), "page_views")
    assert entry(demo_assistant.catalog_for("exec"), "page_views")["name"] == "page_views"
    hits = {hit.name for hit in demo_assistant.search("page views", 20, "viewer")}
    assert hits <= names | {
        f"{m.name}.{d}" for m in demo_assistant.catalog_for("viewer").models.values() for d in m.dimensions
    }
    seen = demo_assistant.catalog_for("delivery")
    asked = demo_assistant.ask("revenue", actor="delivery").to_dict()
    labels = {
        text
        for metric in demo_assistant.catalog.metrics.values()
        if metric.name not in seen.metrics
        for text in metric.labels
    }
    assert not any(
        label in option["label"] for option in asked["options"] for label in labels if len(label) > 6
    )


def test_the_policy_is_said(demo_assistant: Any) -> None:
    outcome = demo_assistant.ask("各区域今年的签约金额", actor="sales_mgr_south").to_dict()
    assert outcome["filters"] == ["区域 = 华南（权限策略：sales_mgr_south）"]
    codes = [item["code"] for item in outcome["warnings"]]
    assert {"row_policy", "open_mode"} & set(codes) == {"row_policy"}
    assert {row[0] for row in outcome["rows"]["data"]} == {"south_cn"}
    plain = demo_assistant.ask("各区域今年的签约金额", actor="exec").to_dict()
    assert plain["filters"] == []
    assert "open_mode" not in {item["code"] for item in plain["warnings"]}
