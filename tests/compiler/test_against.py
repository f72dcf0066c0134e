"""Two parts of the rows set against each other: their share, ratio or difference."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.errors import QueryError
from tests.compiler.toy import run, statement

DONE: dict[str, Any] = {"field": "status", "values": ["done"]}
OPEN: dict[str, Any] = {"field": "status", "values": ["open"]}


def count(*where: dict[str, Any]) -> int:
    return int(run(metrics=["order_count"], where=list(where))[0][0])


def test_a_part_of_the_whole_stands_beside_it() -> None:
    [row] = run(metrics=["order_count"], against={"kind": "share", "part": [DONE]})
    assert row == (count(DONE), count(), pytest.approx(count(DONE) / count()))


def test_the_whole_is_what_the_filters_leave() -> None:
    paid = {"field": "paid", "values": [True]}
    [row] = run(metrics=["order_count"], where=[paid], against={"kind": "share", "part": [DONE]})
    assert row[:2] == (count(paid, DONE), count(paid))


@pytest.mark.parametrize(("kind", "of"), [("ratio", lambda a, b: a / b), ("difference", lambda a, b: a - b)])
def test_two_parts_are_set_against_each_other(kind: str, of: Any) -> None:
    [row] = run(metrics=["order_count"], against={"kind": kind, "part": [DONE], "other": [OPEN]})
    assert row == (count(DONE), count(OPEN), pytest.approx(of(count(DONE), count(OPEN))))


def test_each_group_has_its_own_and_can_be_ordered_by_it() -> None:
    against = {"kind": "difference", "part": [DONE], "other": [OPEN]}
    rows = run(
        metrics=["order_count"], group_by=["country"], against=against, order_by=["-order_count__difference"]
    )
    assert [row[3] for row in rows] == sorted((row[1] - row[2] for row in rows), reverse=True)


def test_units_are_those_of_what_is_computed() -> None:
    for kind, unit in (("share", "percent"), ("ratio", "ratio"), ("difference", "currency:CNY")):
        large = {"field": "size", "values": ["large"]}
        columns = statement(metrics=["revenue"], against={"kind": kind, "part": [large]}).columns
        assert [(column.role, column.unit) for column in columns][1:] == [
            ("other", "currency:CNY"),
            (kind, unit),
        ]


@pytest.mark.parametrize(
    "query",
    [
        {"metrics": ["average_order"], "against": {"kind": "share", "part": [DONE]}},
        {"metrics": ["order_count"], "against": {"kind": "share", "part": [DONE]}, "share_of_total": True},
        {"metrics": ["order_count"], "against": {"kind": "apart", "part": [DONE]}},
        {"metrics": ["order_count"], "against": {"kind": "share", "part": []}},
        {"metrics": ["done_count"], "against": {"kind": "share", "part": [OPEN]}},
    ],
)
def test_what_would_say_nothing_is_refused(query: dict[str, Any]) -> None:
    with pytest.raises(QueryError):
        run(**query)
