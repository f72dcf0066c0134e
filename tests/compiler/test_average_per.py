"""Means over groups that are not shown: which groups there are, and what stands in each of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compiler.world import Row, World

DESK = World(
    yaml="""\
models:
  - name: tickets
    semantic_model: true
    agg_time_dimension: opened_on
    columns:
      - {name: ticket_id, entity: {name: ticket, type: primary}}
      - {name: agent_id, entity: {name: agent, type: foreign}}
      - {name: opened_on, granularity: day, dimension: time}
      - {name: kind, dimension: categorical}
      - {name: minutes}
      - {name: solved}
    metrics:
      - {name: tickets, agg: count}
      - {name: solved, agg: count, expr: solved}
      - {name: faults, agg: count, filter: "{{ Dimension('ticket__kind') }} = 'fault'"}
      - {name: minutes, agg: sum, expr: minutes}
      - {name: filled_minutes, agg: sum, expr: minutes, fill_nulls_with: 0}
      - {name: median_minutes, agg: median, expr: minutes}
      - {name: fault_rate, type: ratio, numerator: faults, denominator: tickets}
  - name: calls
    semantic_model: true
    agg_time_dimension: called_on
    columns:
      - {name: call_id, entity: {name: call, type: primary}}
      - {name: agent_id, entity: {name: agent, type: foreign}}
      - {name: called_on, granularity: day, dimension: time}
    metrics:
      - {name: calls, agg: count}
  - name: agents
    semantic_model: true
    columns:
      - {name: agent_id, entity: {name: agent, type: primary}}
      - {name: team, dimension: categorical}
    metrics:
      - {name: agents_now, agg: count, config: {meta: {basis: snapshot}}}
metrics:
  - {name: contacts, type: derived, expr: a + b, input_metrics: [{name: tickets, alias: a}, {name: calls, alias: b}]}
  - {name: tickets_so_far, type: cumulative, input_metric: tickets}
  - {name: tickets_per_call, type: ratio, numerator: tickets, denominator: calls}
""",
    # Agent 1: three tickets, 2: one, 3: none but a call; a ticket of nobody. Nothing happens in March.
    sql="""
CREATE TABLE tickets (ticket_id INT, agent_id INT, opened_on DATE, kind VARCHAR, minutes INT, solved INT);
INSERT INTO tickets VALUES
    (1, 1, '2025-01-05', 'fault', 10, 1), (2, 1, '2025-01-20', 'fault', 20, NULL),
    (3, 1, '2025-02-10', 'wish', 30, 1), (4, 2, '2025-04-01', 'wish', 40, NULL),
    (5, NULL, '2025-04-02', 'wish', 50, 1);
CREATE TABLE calls (call_id INT, agent_id INT, called_on DATE);
INSERT INTO calls VALUES (1, 1, '2025-01-05'), (2, 3, '2025-02-01'), (3, 3, '2025-02-02');
CREATE TABLE agents (agent_id INT, team VARCHAR);
INSERT INTO agents VALUES (1, 'a'), (2, 'a'), (3, 'b');
""",
)
FOUR_MONTHS = {"start": "2025-01-01", "end": "2025-05-01"}
JANUARY = {"start": "2025-01-01", "end": "2025-02-01"}
FEBRUARY = {"start": "2025-02-01", "end": "2025-03-01"}
PER_AGENT: dict[str, Any] = {"average_per": ["agent"]}
PER_MONTH: dict[str, Any] = {"average_per": ["metric_time__month"], "time": FOUR_MONTHS}


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        # The ticket of nobody is no agent's, and an agent without tickets has no row.
        ({"metrics": ["tickets"], **PER_AGENT}, [(2.0,)]),
        # Rows of an agent that are not solved count as 0 of his, as the group by itself would show.
        ({"metrics": ["solved"], **PER_AGENT}, [(1.0,)]),
        ({"metrics": ["faults"], **PER_AGENT}, [(2.0,)]),
        # What else is asked for changes nothing.
        ({"metrics": ["tickets", "faults", "calls", "solved"], **PER_AGENT}, [(2.0, 2.0, 1.5, 1.0)]),
        ({"metrics": ["minutes"], **PER_AGENT}, [(50.0,)]),
        ({"metrics": ["median_minutes"], **PER_AGENT}, [(30.0,)]),
        ({"metrics": ["fault_rate"], **PER_AGENT}, [(0.333333,)]),
        ({"metrics": ["contacts"], **PER_AGENT}, [(2.333333,)]),
        ({"metrics": ["tickets_per_call"], **PER_AGENT}, [(1.5,)]),
        ({"metrics": ["tickets"], "average_per": ["kind"]}, [(2.5,)]),
        ({"metrics": ["tickets"], "average_per": ["agent", "kind"]}, [(1.333333,)]),
        ({"metrics": ["tickets"], "group_by": ["kind"], **PER_AGENT}, [("fault", 2.0), ("wish", 1.0)]),
        ({"metrics": ["tickets"], "group_by": ["agent__team"], **PER_AGENT}, [("a", 2.0)]),
        ({"metrics": ["tickets", "calls"], "group_by": ["agent__team"], **PER_AGENT}, [("a", 2.0, 1.0), ("b", None, 2.0)]),
        ({"metrics": ["tickets"], "where": [{"field": "kind", "values": ["wish"]}], **PER_AGENT}, [(1.0,)]),
        ({"metrics": ["tickets"], "time": JANUARY, **PER_AGENT}, [(2.0,)]),
        ({"metrics": ["tickets"], "where": [{"field": "kind", "values": ["none"]}], **PER_AGENT}, [(None,)]),
        # Every month counts: the 0 of a count, not the nothing of a sum.
        ({"metrics": ["tickets"], **PER_MONTH}, [(1.25,)]),
        ({"metrics": ["minutes"], **PER_MONTH}, [(50.0,)]),
        ({"metrics": ["filled_minutes"], **PER_MONTH}, [(37.5,)]),
        ({"metrics": ["fault_rate"], **PER_MONTH}, [(0.333333,)]),
        ({"metrics": ["tickets_so_far"], **PER_MONTH}, [(2.5,)]),
        ({"metrics": ["tickets"], "group_by": ["kind"], **PER_MONTH}, [("fault", 0.5), ("wish", 0.75)]),
        ({"metrics": ["tickets"], "average_per": ["agent", "metric_time__month"], "time": FOUR_MONTHS}, [(0.5,)]),
        ({"metrics": ["tickets"], "average_per": ["metric_time__day"], "group_by": ["metric_time__month"], "time": FOUR_MONTHS},
         [("2025-01-01", 0.064516), ("2025-02-01", 0.035714), ("2025-03-01", 0.0), ("2025-04-01", 0.066667)]),
        # Without a range from the first month with rows to the last.
        ({"metrics": ["tickets"], "average_per": ["metric_time__month"]}, [(1.25,)]),
        # Each side over its own groups and its own days.
        ({"metrics": ["tickets"], "time": FEBRUARY, "compare": {"kind": "prior_period"}, **PER_AGENT}, [(1.0, 2.0, -1.0, -0.5)]),
        ({"metrics": ["tickets"], "time": FEBRUARY, "compare": {"kind": "prior_period"}, "average_per": ["metric_time__day"]},
         [(0.035714, 0.064516, -0.028802, -0.446429)]),
        ({"metrics": ["calls"], "group_by": ["agent__team"], "time": FEBRUARY, "compare": {"kind": "prior_period"}, **PER_AGENT},
         [("a", None, 1.0, None, None), ("b", 2.0, None, None, None)]),
        ({"metrics": ["tickets"], "time": [JANUARY, FEBRUARY], **PER_AGENT},
         [("2025-01-01..2025-02-01", 2.0), ("2025-02-01..2025-03-01", 1.0)]),
        # Limits and orders are about the mean.
        ({"metrics": ["tickets"], "group_by": ["kind"], "having": [{"field": "tickets", "op": ">", "values": [1]}], **PER_AGENT}, [("fault", 2.0)]),
        ({"metrics": ["tickets"], "group_by": ["kind"], "order_by": ["minutes"], "limit": 1, **PER_AGENT}, [("fault", 2.0)]),
        ({"metrics": ["tickets"], "group_by": ["kind", "metric_time__month"], "limit_per": "kind", "limit": 1, "order_by": ["-tickets"], **PER_AGENT},
         [("fault", "2025-01-01", 2.0), ("wish", "2025-02-01", 1.0)]),
    ],
)  # fmt: skip
def test_means_over_groups(query: dict[str, Any], rows: list[Row]) -> None:
    assert DESK.rows(**query) == rows


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"metrics": ["tickets"], "totals": True}, "impossible_query"),
        ({"metrics": ["tickets"], "share_of_total": True}, "impossible_query"),
        ({"metrics": ["tickets"], "group_by": ["kind"], "limit": 1, "others": True}, "impossible_query"),
        ({"metrics": ["tickets"], "group_by": ["metric_time__month"], "running": "all"}, "impossible_query"),
        ({"metrics": ["tickets"], "group_by": ["metric_time__month"], "moving": {"periods": 2}}, "impossible_query"),
        ({"metrics": ["tickets"], "group_by": ["agent"]}, "impossible_query"),
        ({"metrics": ["tickets"], "average_per": ["metric_time__month"], "group_by": ["metric_time__day"]}, "impossible_query"),
        ({"metrics": ["tickets"], "order_by": ["agent"]}, "unknown_field"),
        ({"metrics": ["tickets"], "average_per": ["nobody"]}, "unknown_field"),
        ({"metrics": ["calls"], "average_per": ["kind"]}, "incompatible_dimension"),
        ({"metrics": ["agents_now"], "average_per": ["metric_time__month"]}, "snapshot_only"),
        ({"metrics": ["agents_now", "tickets"], "average_per": ["metric_time__month"]}, "average_per"),
        ({"group_by": ["kind"]}, "impossible_query"),
    ],
)  # fmt: skip
def test_what_has_no_mean(query: dict[str, Any], code: str) -> None:
    assert DESK.refusal(**(PER_AGENT | query)) == code


@pytest.mark.parametrize(
    ("time", "notes"),
    [
        (FOUR_MONTHS, ()),
        ({"start": "2025-01-10", "end": "2025-05-01"}, (("partial_bucket", "month"),)),
        ({"start": "2025-01-01", "end": "2025-04-11"}, (("partial_bucket", "month"),)),
    ],
)
def test_a_bucket_that_is_cut_is_told(time: dict[str, str], notes: tuple[tuple[str, str], ...]) -> None:
    query = {"metrics": ["tickets"], "average_per": ["metric_time__month"], "time": time}
    assert DESK.statement(**query).notes == notes


def test_a_mean_is_a_number_of_the_metric() -> None:
    found = DESK.statement(metrics=["tickets"], group_by=["kind"], **PER_AGENT)
    assert [(column.name, column.type, column.role) for column in found.columns] == [
        ("kind", "string", "dimension"), ("tickets", "number", "metric"),
    ]  # fmt: skip
