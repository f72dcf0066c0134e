"""Questions over the demo business against reference SQL written by hand over the raw tables."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

CASES = yaml.safe_load((Path(__file__).parent / "demo.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_question(case: dict[str, Any], demo_assistant: Any, demo_file: Path) -> None:
    conversation = f"test-{case['id']}"
    for earlier in case.get("after", []):
        demo_assistant.ask(earlier, conversation=conversation)
    outcome = demo_assistant.ask(case["question"], conversation=conversation).to_dict()
    assert outcome["status"] == case.get("status", "answer"), (outcome["headline"], outcome["reason"])
    if "analysis" in case:
        assert outcome["analysis"] == case["analysis"]
    if "metrics" in case:
        assert {item["metric"] for item in outcome["definitions"]} >= set(case["metrics"])
    if outcome["status"] != "answer":
        assert outcome["sql"] == []
    if "sql" in case:
        _compare(outcome["rows"], _reference(demo_file, case), case)


def _reference(file: Path, case: dict[str, Any]) -> list[dict[str, Any]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        cursor = connection.execute(case["sql"])
        names = [case.get("rename", {}).get(item[0], item[0]) for item in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _compare(rows: dict[str, Any], expected: list[dict[str, Any]], case: dict[str, Any]) -> None:
    names = [column["name"] for column in rows["columns"]]
    assert expected, "the reference returned nothing: the case proves nothing"
    wanted = list(expected[0])
    assert set(wanted) <= set(names), f"columns {names} lack some of {wanted}"
    got = [tuple(_plain(row[names.index(name)], case) for name in wanted) for row in rows["data"]]
    want = [tuple(_plain(row[name], case) for name in wanted) for row in expected]
    if case.get("drop_all_null"):
        want = [row for row in want if any(item is not None for item in row[1:])]
        got = [row for row in got if any(item is not None for item in row[1:])]
    assert len(got) == len(want), (got, want)
    for mine, theirs in zip(sorted(got, key=_key), sorted(want, key=_key), strict=True):
        for one, other in zip(mine, theirs, strict=True):
            if isinstance(one, float) and isinstance(other, float):
                assert math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9), (mine, theirs)
            else:
                assert one == other, (mine, theirs)


def _plain(value: Any, case: dict[str, Any]) -> Any:
    if value is None or isinstance(value, str):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if value == 0 and case.get("zero_is_null"):
        return None
    return float(value)


def _key(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(
        "" if item is None else f"{item:.6g}" if isinstance(item, float) else str(item) for item in row
    )
