"""Attribution against SQL written by hand over the raw tables, and what holds for every model of it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.governed.demo_queries import Connection, assert_same, keyed, rows_of

YEAR = {"start": "2025-01-01", "end": "2026-01-01"}
MODELS = ("first", "last", "linear", "position", "time_decay")
TOUCHES = {
    "attributed_revenue": """
        SELECT o.order_id AS id, o.net_amount - o.refunded_amount AS v, o.ordered_at AS happened_at, o.region, o.product_id,
            tp.channel, tp.campaign_id, tp.touched_at, tp.touch_id
        FROM orders o JOIN opportunities p USING (opportunity_id) JOIN leads l ON l.lead_id = p.lead_id
        JOIN touchpoints tp ON tp.person_id = l.person_id AND tp.touched_at <= o.ordered_at
            AND tp.touched_at > o.ordered_at - to_days({window})
        WHERE o.status = 'signed' AND o.is_first_order""",
    "attributed_leads": """
        SELECT l.lead_id AS id, 1 AS v, l.created_at AS happened_at, l.region, l.product_id,
            tp.channel, tp.campaign_id, tp.touched_at, tp.touch_id
        FROM leads l JOIN touchpoints tp ON tp.person_id = l.person_id AND tp.touched_at <= l.created_at
            AND tp.touched_at > l.created_at - to_days({window})""",
}
DEFAULTS = {"attributed_revenue": (180, 30), "attributed_leads": (30, 7)}


def reference(
    metric: str, key: str, model: str, window: int, half_life: int, w_first: float = 0.4, w_last: float = 0.4
) -> str:
    """The template of the metric dictionary."""
    return f"""
        WITH t AS (SELECT *, row_number() OVER (PARTITION BY id ORDER BY touched_at, touch_id) AS i,
                count(*) OVER (PARTITION BY id) AS n FROM ({TOUCHES[metric].format(window=window)})),
        r AS (SELECT *, CASE '{model}' WHEN 'first' THEN (i = 1)::INT::DOUBLE WHEN 'last' THEN (i = n)::INT::DOUBLE
            WHEN 'linear' THEN 1.0 / n
            WHEN 'position' THEN CASE WHEN n = 1 THEN 1.0
                WHEN n = 2 THEN CASE WHEN i = 1 THEN {w_first} ELSE {w_last} END / ({w_first} + {w_last})
                WHEN i = 1 THEN {w_first} WHEN i = n THEN {w_last} ELSE (1 - {w_first} - {w_last}) / (n - 2) END
            WHEN 'time_decay' THEN pow(2.0, -date_diff('hour', touched_at, happened_at) / 24.0 / {half_life}) END AS raw FROM t)
        SELECT {key}, sum(v * raw / tot) FROM (SELECT *, sum(raw) OVER (PARTITION BY id) AS tot FROM r)
        WHERE happened_at >= '2025-01-01' AND happened_at < '2026-01-01' GROUP BY 1"""


@pytest.mark.parametrize("metric", TOUCHES)
@pytest.mark.parametrize("model", MODELS)
def test_every_model_by_channel(demo: Connection, metric: str, model: str) -> None:
    query = {
        "metrics": [metric],
        "group_by": ["channel"],
        "time": YEAR,
        "parameters": {"attribution_model": model},
    }
    wanted = keyed(demo, reference(metric, "channel", model, *DEFAULTS[metric]), 1)
    assert_same(rows_of(demo, query), wanted)


@pytest.mark.parametrize("metric", TOUCHES)
@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("region", "region"),
        ("campaign_id", "campaign_id"),
        ("metric_time__month", "date_trunc('month', happened_at)::DATE"),
    ],
)
def test_the_default_model_by_other_dimensions_and_time(
    demo: Connection, metric: str, field: str, key: str
) -> None:
    wanted = keyed(demo, reference(metric, key, "position", *DEFAULTS[metric]), 1)
    assert_same(rows_of(demo, {"metrics": [metric], "group_by": [field], "time": YEAR}), wanted)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("metric", TOUCHES)
def test_each_model_can_be_had_beside_the_others(demo: Connection, metric: str, model: str) -> None:
    suffix = {"first": "first_touch", "last": "last_touch"}.get(model, model)
    beside = {"metrics": [f"{metric}_{suffix}"], "group_by": ["channel"], "time": YEAR}
    alone = {
        "metrics": [metric],
        "group_by": ["channel"],
        "time": YEAR,
        "parameters": {"attribution_model": model},
    }
    assert_same(rows_of(demo, beside), rows_of(demo, alone))


@settings(max_examples=25)
@given(
    model=st.sampled_from(MODELS),
    window=st.integers(1, 730),
    half_life=st.integers(1, 365),
    weights=st.tuples(st.integers(0, 20), st.integers(0, 20)).filter(lambda w: sum(w) <= 20),
)
def test_the_shares_of_a_conversion_add_up_to_one(
    demo: Connection, model: str, window: int, half_life: int, weights: tuple[int, int]
) -> None:
    parameters: dict[str, Any] = {
        "attribution_model": model,
        "window_days": window,
        "half_life_days": half_life,
        "w_first": weights[0] / 20,
        "w_last": weights[1] / 20,
    }
    revenue = rows_of(demo, {"metrics": ["new_revenue"], "parameters": parameters})[()][0]
    assert revenue == pytest.approx(
        demo.execute("SELECT sum(net_amount - refunded_amount) FROM orders WHERE status = 'signed' AND is_first_order").fetchall()[0][0]
    )  # fmt: skip
    query = {"metrics": ["attributed_leads", "unattributed_leads"], "parameters": parameters}
    attributed, without = rows_of(demo, query)[()]
    assert attributed + (without or 0) == pytest.approx(
        demo.execute("SELECT count(*) FROM leads").fetchall()[0][0]
    )


def test_channels_and_the_unattributed_are_new_revenue(demo: Connection) -> None:
    query = {
        "metrics": ["attributed_revenue", "unattributed_revenue", "new_revenue"],
        "group_by": ["channel"],
    }
    rows = rows_of(demo, query)
    assert rows[("unattributed",)][0] is None
    attributed = sum(values[0] or 0 for values in rows.values())
    total = rows_of(demo, {"metrics": ["new_revenue", "unattributed_revenue_share"]})[()]
    assert attributed + rows[("unattributed",)][1] == pytest.approx(total[0])
    assert rows[("unattributed",)][1] / total[0] == pytest.approx(total[1])


def test_a_wider_window_attributes_more(demo: Connection) -> None:
    found = [
        rows_of(demo, {"metrics": ["attributed_revenue"], "parameters": {"window_days": days}})[()][0] or 0
        for days in (7, 30, 90, 180, 365)
    ]
    # Where a wider window finds nothing more, fractions added up in another order differ in their last digits.
    assert all(wider >= less * (1 - 1e-9) for less, wider in pairwise(found))
    assert found[0] < found[-1]


def test_who_starts_and_who_closes_the_journey(demo: Connection) -> None:
    """Organic search closes 41 % of the leads and starts 17 %; mail and paid social start 46 %, close 19 %."""
    query = {
        "metrics": ["attributed_leads_first_touch", "attributed_leads_last_touch"],
        "group_by": ["channel"],
    }
    rows = {channel: values for (channel,), values in rows_of(demo, query).items()}
    first, last = (sum(values[place] for values in rows.values()) for place in (0, 1))
    assert rows["organic_search"][1] / last == pytest.approx(0.41, abs=0.05)
    assert rows["organic_search"][0] / first == pytest.approx(0.17, abs=0.05)
    assert sum(rows[name][0] for name in ("email", "paid_social")) / first == pytest.approx(0.46, abs=0.05)
    assert sum(rows[name][1] for name in ("email", "paid_social")) / last == pytest.approx(0.19, abs=0.05)


def test_return_on_spend_uses_the_model_asked_for(demo: Connection) -> None:
    spend = keyed(demo, "SELECT channel, sum(spend) FROM ad_spend_daily WHERE spend_date >= '2025-01-01' AND spend_date < '2026-01-01' GROUP BY 1", 1)  # fmt: skip
    revenue = keyed(demo, reference("attributed_revenue", "channel", "time_decay", 90, 30), 1)
    query = {
        "metrics": ["channel_roi"], "group_by": ["channel"], "time": YEAR,
        "parameters": {"attribution_model": "time_decay", "window_days": 90},
    }  # fmt: skip
    wanted = {key: (revenue[key][0] / spend[key][0],) for key in revenue.keys() & spend.keys()}
    assert_same(rows_of(demo, query), wanted)
