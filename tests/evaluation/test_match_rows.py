"""Rows of answers against gold: found by value, whatever the columns are called."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.evaluation.case import Expectation, GoldRows
from assistant.evaluation.match_rows import RowMatch, match_rows
from assistant.query import MetricQuery
from assistant.rows import Column, ColumnRole, Rows

ROLES: dict[str, ColumnRole] = {
    "prior": "prior",
    "change": "change",
    "change_rate": "change_rate",
    "share": "share",
}


def column(name: str) -> Column:
    """`month` and its kind place in time, lower case words are dimensions, `m…` are metrics."""
    if name == "period":
        return Column("period", "string", "time", "period")
    if name in ("month", "quarter", "day", "season"):
        return Column(f"metric_time__{name}", "date", "time", "metric_time", grain=name)
    _, _, suffix = name.rpartition("__")
    metric = name.split("__")[0].startswith("m_")
    role = ROLES.get(suffix, "metric") if metric else "dimension"
    return Column(name, "number" if metric else "string", role, name.split("__")[0])


def answer(names: str, *data: tuple[Any, ...], labels: dict[str, dict[str, str]] | None = None) -> Rows:
    return Rows(tuple(column(name) for name in names.split()), data, labels=labels or {})


def gold(names: str, *data: tuple[Any, ...]) -> GoldRows:
    return GoldRows(tuple(names.split()), data)


def match(wanted: GoldRows, found: Rows | None, **expected: Any) -> RowMatch:
    return match_rows(wanted, found, Expectation(**expected))


# ── what is the same ────────────────────────────────────────────────────────────────────────────────

LABELS = {"region": {"east": "华东", "west": "华西"}, "number": {"1": "one", "2": "two"}}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(gold("m_a", (12,)), answer("m_a", (12.0,)), id="one value"),
        pytest.param(gold("anything", (12,)), answer("m_a", (12.0,)), id="another name"),
        pytest.param(gold("n c", (12, "a"), (3, "b")), answer("channel m_a", ("b", 3), ("a", 12)), id="columns and rows in another order"),
        pytest.param(gold("c n", ("a", 1)), answer("channel m_a m_b", ("a", 1, 2)), id="a column more"),
        pytest.param(gold("c n", ("华东", 1), ("华西", 2)), answer("region m_a", ("west", 2), ("east", 1), labels=LABELS), id="labels instead of codes"),
        pytest.param(gold("c n", ("one", 5), ("two", 6)), answer("number m_a", (1, 5), (2, 6), labels=LABELS), id="labels of codes that are numbers"),
        pytest.param(gold("c n", ("east", 1), ("west", 2)), answer("region m_a", ("west", 2), ("east", 1), labels=LABELS), id="codes where there are labels"),
        pytest.param(gold("c n", ("2025-03", 1), ("2025-04", 2)), answer("month m_a", ("2025-03-01", 1), ("2025-04-01", 2)), id="months as 2025-03"),
        pytest.param(gold("c n", (3, 1), (4, 2)), answer("month m_a", ("2025-03-01", 1), ("2025-04-01", 2)), id="months by their number"),
        pytest.param(gold("y q n", (2025, 1, 1), (2025, 2, 2)), answer("quarter m_a m_b", ("2025-01-01", 1, 2025), ("2025-04-01", 2, 2025)), id="quarters by their number"),
        pytest.param(gold("c n", ("2025-03-01T00:00:00", 1)), answer("month m_a", ("2025-03-01", 1)), id="a day as a moment"),
        pytest.param(gold("n", (0.1 + 0.2,)), answer("m_a", (0.3,)), id="last digits"),
        pytest.param(gold("c n", ("a", 1), ("b", None)), answer("channel m_a", ("a", 1)), id="a gold row without a value"),
        pytest.param(gold("c n", ("a", 1)), answer("channel m_a", ("a", 1), ("b", None)), id="an answer row without a value"),
        pytest.param(gold("c n", (3, 1), (4, None)), answer("month m_a", ("2025-03-01", 1)), id="a gold month without a value"),
        pytest.param(gold("rep n", (1, 2), (2, 1), (3, None)), answer("rep m_a", (1, 2), (2, 1)), id="numbers of people, one without a value"),
        pytest.param(gold("n", (None,)), answer("m_a"), id="no value, no row"),
        pytest.param(gold("c n", (None, 3), ("a", 1)), answer("channel m_a", ("a", 1), (None, 3)), id="a group without a name"),
        pytest.param(gold("c n"), answer("channel m_a"), id="no rows on both sides"),
        pytest.param(gold("c"), answer("channel"), id="an empty list"),
        pytest.param(gold("c n", ("a", True)), answer("channel flag", ("a", True)), id="true is true"),
        pytest.param(gold("f n", (True, 1), (False, 2)), answer("flag m_a", (False, 2), (True, 1)), id="groups of true and false"),
        pytest.param(gold("f c n", (1, "a", 1), (0, "b", 2)), answer("flag channel m_a", (False, "b", 2), (True, "a", 1)), id="true and false as numbers"),
        pytest.param(gold("a b", (0.1 + 0.2, 7), (0.3, 5)), answer("m_a m_b", (0.3, 7), (0.1 + 0.2, 5)), id="ties that differ in the last digits"),
        pytest.param(gold("a b", ("x", 1), ("x", 1), ("y", 2)), answer("channel m_a", ("y", 2), ("x", 1), ("x", 1)), id="rows that repeat"),
        pytest.param(gold("c n", ("Spring", 1)), answer("season m_a", ("Spring", 1)), id="periods with names of their own"),
        pytest.param(gold("c n", ("2025-08-01", 1), ("2025-09-01", 2)), answer("period m_a", ("2025-08-01..2025-09-01", 1), ("2025-09-01..2025-10-01", 2)), id="listed months by their first day"),
        pytest.param(gold("y n", (2024, 1), (2025, 2)), answer("period m_a", ("2024-01-01..2025-01-01", 1), ("2025-01-01..2026-01-01", 2)), id="listed years by their number"),
    ],
)  # fmt: skip
def test_the_same(wanted: GoldRows, found: Rows) -> None:
    assert match(wanted, found).fault is None, match(wanted, found)


# ── what is not ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wanted", "found", "fault"),
    [
        pytest.param(gold("n", (12,)), None, "no_rows", id="no rows"),
        pytest.param(gold("n", (12,)), answer("m_a", (13,)), "missing_column", id="another value"),
        pytest.param(gold("n", (12,)), answer("m_a"), "row_count", id="no row for a value"),
        pytest.param(gold("c n", ("a", 1)), answer("channel m_a", ("a", 1), ("b", 2)), "row_count", id="a group more"),
        pytest.param(gold("c n", ("a", 1), ("b", 2)), answer("channel m_a", ("a", 1)), "row_count", id="a group less"),
        pytest.param(gold("c n", ("a", 1), ("b", 2)), answer("channel m_a", ("a", 2), ("b", 1)), "values", id="values in other rows"),
        pytest.param(gold("c n k", ("a", 1, 2), ("b", 2, 1), ("c", 3, 3)), answer("channel m_a m_b", ("a", 1, 1), ("b", 2, 2), ("c", 3, 3)), "values", id="equal multisets, other rows"),
        pytest.param(gold("c n k", ("a", 1, 2), ("b", 1, 3)), answer("channel m_a m_b", ("a", 1, 3), ("b", 1, 2)), "values", id="one column right, one crossed"),
        pytest.param(gold("c n", ("a", 1)), answer("m_a", (1,)), "missing_column", id="no group"),
        pytest.param(gold("a b", (5, 5)), answer("m_a", (5,)), "values", id="two columns, one found"),
        pytest.param(gold("c n", ("a", 1), ("a", 1)), answer("channel m_a", ("a", 1), ("b", 1)), "missing_column", id="rows that repeat, others"),
        pytest.param(gold("c n", ("a", 0)), answer("channel m_a", ("a", None)), "missing_column", id="nothing is not zero"),
        pytest.param(gold("c n", ("a", 1), ("b", None)), answer("channel m_a", ("a", 1), ("b", 0)), "missing_column", id="zero is not nothing"),
        pytest.param(gold("c n"), answer("channel m_a", ("a", 1)), "row_count", id="rows where there are none"),
        pytest.param(gold("c"), answer("channel", ("a",)), "row_count", id="a list where there is none"),
        pytest.param(gold(""), answer("channel", ("a",)), "row_count", id="a list where no rows are written"),
        pytest.param(gold("n", (1,)), answer("m_a", (1.00001,)), "missing_column", id="more than the tolerance"),
        pytest.param(gold("id n", (10_000_001, 5)), answer("rep m_a", (10_000_002, 5)), "missing_column", id="numbers of things are exact"),
        pytest.param(gold("c", ("East",)), answer("region", ("east",)), "missing_column", id="texts are exact"),
        pytest.param(gold("c n", ("2025-03", 1)), answer("month m_a", ("2025-04-01", 1)), "missing_column", id="another month"),
        pytest.param(gold("n", (12,)), answer("m_a m_a__prior", (10, 12)), "values", id="the period before is not the period"),
        pytest.param(gold("c n", ("a", 12)), answer("channel m_a m_a__prior m_a__change", ("a", 10, 12, -2)), "values", id="nor in groups"),
    ],
)  # fmt: skip
def test_not_the_same(wanted: GoldRows, found: Rows | None, fault: str) -> None:
    assert match(wanted, found).fault == fault


@pytest.mark.parametrize(
    ("names", "row"),
    [
        ("m_a m_a__prior", (10, 12)),
        ("m_a m_a__prior m_a__change_rate", (10, 12, -1 / 6)),
        ("m_a__prior m_a__change_rate", (12, -1 / 6)),
        ("m_a__change_rate", (-1 / 6,)),
    ],
)
def test_comparisons(names: str, row: tuple[float, ...]) -> None:
    found = answer("m_a m_a__prior m_a__change m_a__change_rate", (10, 12, -2, -1 / 6))
    assert match(gold(names, row), found).fault is None


# ── options of an expectation ───────────────────────────────────────────────────────────────────────


def test_tolerance() -> None:
    wanted, found = gold("n", (100,)), answer("m_a", (100.9,))
    assert match(wanted, found, tolerance=0.01).fault is None
    assert match(wanted, found, tolerance=0.001).fault == "missing_column"
    assert match(gold("n", (0.1 + 0.2,)), answer("m_a", (0.3,)), tolerance=0.0).fault is None


def test_zero_and_nothing_may_be_the_same() -> None:
    wanted = gold("c n", ("a", 1), ("b", None), ("c", 0))
    for found in (answer("channel m_a", ("a", 1), ("b", 0), ("c", None)), answer("channel m_a", ("a", 1))):
        assert match(wanted, found, zero_is_null=True).fault is None
        assert match(wanted, found).fault is not None


def test_extra_columns_and_columns_under_other_names_are_told() -> None:
    found = answer("channel m_a m_b m_c", ("a", 1, 2, 3), ("b", 2, 1, 4))
    assert match(gold("channel m_a", ("a", 1), ("b", 2)), found) == RowMatch(extra=("m_b", "m_c"))
    swapped = match(gold("channel m_a m_b", ("a", 2, 1), ("b", 1, 2)), found)
    assert swapped == RowMatch(extra=("m_c",), renamed=("m_a as m_b", "m_b as m_a"))


def test_the_column_of_the_same_name_comes_first() -> None:
    found = answer("channel m_a m_b", ("a", 1, 1))
    assert match(gold("channel m_b", ("a", 1)), found).extra == ("m_a",)


# ── order ───────────────────────────────────────────────────────────────────────────────────────────

RANKED = gold("c n", ("a", 9), ("b", 5), ("c", 5), ("d", 1))


@pytest.mark.parametrize(
    ("wanted", "found", "fault"),
    [
        pytest.param(RANKED, answer("channel m_a", ("a", 9), ("b", 5), ("c", 5), ("d", 1)), None, id="as it is"),
        pytest.param(RANKED, answer("channel m_a", ("a", 9), ("c", 5), ("b", 5), ("d", 1)), None, id="ties the other way"),
        pytest.param(RANKED, answer("channel m_a", ("d", 1), ("b", 5), ("c", 5), ("a", 9)), "order", id="upside down"),
        pytest.param(RANKED, answer("channel m_a", ("b", 5), ("a", 9), ("c", 5), ("d", 1)), "order", id="one out of place"),
        pytest.param(gold("c n", ("a", 9), ("b", 5), ("c", None)), answer("channel m_a", ("a", 9), ("b", 5), ("c", None)), None, id="nothing comes last"),
        pytest.param(gold("c n", ("a", 9), ("b", 5), ("c", None)), answer("channel m_a", ("c", None), ("a", 9), ("b", 5)), None, id="rows of nothing count nowhere"),
        pytest.param(gold("y c n", (1, "b", 9), (1, "a", 5), (1, "c", 1)), answer("year channel m_a", (1, "a", 5), (1, "b", 9), (1, "c", 1)), "order", id="a constant column orders nothing"),
        pytest.param(gold("t c n", (1, "b", 9), (1, "a", 5), (2, "c", 1)), answer("tier channel m_a", (1, "a", 5), (1, "b", 9), (2, "c", 1)), "order", id="a column that happens to be sorted"),
        pytest.param(gold("y c n", (1, "b", 9), (1, "a", 5), (1, "c", None)), answer("year channel m_a", (1, "a", 5), (1, "b", 9), (1, "c", None)), "order", id="a constant column beside nothing"),
        pytest.param(gold("a b", (1, 2), (2, 1)), answer("m_b m_a", (1, 2), (2, 1)), None, id="columns that could be either"),
        pytest.param(gold("c n", ("2025-01", 5), ("2025-02", 7)), answer("month m_a", ("2025-02-01", 7), ("2025-01-01", 5)), "order", id="months backwards"),
        pytest.param(gold("n", (1,)), answer("m_a", (1,)), None, id="one row"),
    ],
)  # fmt: skip
def test_order(wanted: GoldRows, found: Rows, fault: str | None) -> None:
    assert match(wanted, found, ordered=True).fault == fault
    assert match(wanted, found).fault is None


def test_a_ranking_may_go_on() -> None:
    limit: Any = {"query": MetricQuery(limit=2), "slots": frozenset({"limit"})}
    top = gold("c n", ("a", 9), ("b", 5))
    assert match(top, answer("channel m_a", ("a", 9), ("b", 5), ("c", 1)), **limit) == RowMatch(further=1)
    assert match(top, answer("channel m_a", ("c", 1), ("a", 9), ("b", 5)), **limit).fault == "row_count"
    assert match(top, answer("channel m_a", ("b", 5), ("a", 9), ("c", 1)), **limit).fault == "row_count"
    assert match(top, answer("channel m_a", ("a", 9), ("b", 5), ("c", 1))).fault == "row_count"


# ── it ends ─────────────────────────────────────────────────────────────────────────────────────────


def test_many_columns_of_the_same_values_end() -> None:
    """One column too few among fourteen that all look alike: 13! ways to lay them."""
    wanted = gold(" ".join(f"c{at}" for at in range(14)), (0,) * 14, (0,) * 14)
    found = answer(" ".join(f"m_{at}" for at in range(13)), (0,) * 13, (0,) * 13)
    assert match(wanted, found).fault == "values"


def test_many_columns_with_equal_multisets_are_found() -> None:
    size = 12
    square = [tuple((row + column) % size for column in range(size)) for row in range(size)]
    wanted = gold(" ".join(f"c{at}" for at in range(size)), *square)
    mixed = [tuple(reversed(row)) for row in reversed(square)]
    found = answer(" ".join(f"m_{at}" for at in range(size)), *mixed)
    assert match(wanted, found).fault is None


def test_many_rows() -> None:
    rows = [(f"k{at}", at * 1.1, -at) for at in range(20_000)]
    assert match(gold("k a b", *rows), answer("key m_a m_b", *reversed(rows))).fault is None
