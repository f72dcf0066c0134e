"""Running totals of distinct counts: each thing counts once, in the first bucket in which it occurs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compiler.world import World

CLUB = World(
    yaml="""\
models:
  - name: visits
    semantic_model: true
    agg_time_dimension: visited_on
    columns:
      - {name: visit_id, entity: {name: visit, type: primary}}
      - {name: member_id, entity: {name: member, type: foreign}}
      - {name: visited_on, granularity: day, dimension: time}
      - {name: site, dimension: categorical}
    metrics:
      - {name: visits, agg: count}
      - {name: members, agg: count_distinct, expr: member_id}
      - {name: north_members, agg: count_distinct, expr: member_id, filter: "{{ Dimension('visit__site') }} = 'north'"}
metrics:
  - {name: visits_per_member, type: ratio, numerator: visits, denominator: members}
  - {name: both, type: derived, expr: a - b, input_metrics: [{name: members, alias: a}, {name: north_members, alias: b}]}
""",
    # Member 1 comes every month, 2 in January and the next year, 3 in March alone; one visit of nobody.
    sql="""
CREATE TABLE visits (visit_id INT, member_id INT, visited_on DATE, site VARCHAR);
INSERT INTO visits VALUES
    (1, 1, '2024-11-30', 'north'), (2, 2, '2024-11-10', 'south'), (3, 1, '2024-12-24', 'south'),
    (4, NULL, '2024-12-25', 'south'), (5, 1, '2025-01-01', 'north'), (6, 3, '2025-01-31', 'north'),
    (7, 2, '2025-02-01', 'north'), (8, 3, '2025-02-02', 'south');
""",
)
BY_MONTH: dict[str, Any] = {"group_by": ["metric_time__month"]}


@pytest.mark.parametrize(
    ("query", "running"),
    [
        ({"metrics": ["members"], "running": "all", **BY_MONTH}, [2, 2, 3, 3]),
        ({"metrics": ["members"], "running": "year", **BY_MONTH}, [2, 2, 2, 3]),
        ({"metrics": ["members"], "running": "quarter", **BY_MONTH}, [2, 2, 2, 3]),
        ({"metrics": ["members"], "running": "month", "group_by": ["metric_time__day"]}, [1, 2, 1, 1, 1, 2, 1, 2]),
        # From the start of the range: who came before it is new again.
        ({"metrics": ["members"], "running": "all", "time": {"start": "2024-12-01", "end": "2025-03-01"}, **BY_MONTH}, [1, 2, 3]),
        ({"metrics": ["north_members"], "running": "all", **BY_MONTH}, [1, 2, 3]),
        ({"metrics": ["members"], "running": "all", "group_by": ["metric_time__year", "metric_time__month"]}, [2, 2, 3, 3]),
        ({"metrics": ["members"], "running": "all", "where": [{"field": "site", "values": ["south"]}], **BY_MONTH}, [1, 2, 3]),
        ({"metrics": ["both"], "running": "all", **BY_MONTH}, [1, 1, 1, 0]),
    ],
)  # fmt: skip
def test_things_so_far(query: dict[str, Any], running: list[int]) -> None:
    assert [row[-1] for row in CLUB.rows(**query)] == running


def test_each_group_has_things_of_its_own() -> None:
    rows = CLUB.rows(metrics=["members", "visits"], running="all", group_by=["site", "metric_time__month"])
    assert rows == [
        ("north", "2024-11-01", 1, 1, 1, 1), ("north", "2025-01-01", 2, 2, 2, 3), ("north", "2025-02-01", 1, 3, 1, 4),
        ("south", "2024-11-01", 1, 1, 1, 1), ("south", "2024-12-01", 1, 2, 2, 3), ("south", "2025-02-01", 1, 3, 1, 4),
    ]  # fmt: skip


def test_totals_and_comparisons_stand_beside_it() -> None:
    rows = CLUB.rows(metrics=["members"], running="all", totals=True, **BY_MONTH)
    assert rows[-1] == (None, 3, None)
    rows = CLUB.rows(
        metrics=["members"], running="all", compare={"kind": "prior_period"},
        time={"start": "2025-01-01", "end": "2025-03-01"}, **BY_MONTH,
    )  # fmt: skip
    assert [(row[1], row[2], row[-1]) for row in rows] == [(2, 2, 2), (2, 1, 3)]


@pytest.mark.parametrize(
    "query",
    [
        {"metrics": ["visits_per_member"], "group_by": ["metric_time__month"]},
        {"metrics": ["members"], "group_by": ["site", "metric_time__month"], "limit": 1, "others": True},
        {"metrics": ["members"]},
    ],
)
def test_what_cannot_be_added_up_is_refused(query: dict[str, Any]) -> None:
    assert CLUB.refusal(running="all", **query) == "impossible_query"
