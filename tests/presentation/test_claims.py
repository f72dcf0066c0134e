"""What a yes-or-no question says of a number, and how the number stands against the catalog's benchmarks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.catalog.model import Catalog
from assistant.catalog.playbooks import Benchmark
from assistant.presentation.claims import claim_findings, with_claims
from assistant.presentation.shape import shape_of
from assistant.query import Condition, Filter
from assistant.reading import Claim
from tests.presentation.conftest import CATALOG, NOW, names, query_of, rows

MEDIAN = Benchmark("mql_rate", "industry_p50", 0.5, "survey")
EMAIL = Benchmark("mql_rate", "industry_p50", 0.3, "survey", {"channel": "email"})
OLD = Benchmark("mql_rate", "industry_p50", 0.1, "old", effective_from=date(2024, 1, 1))
NEXT_YEAR = Benchmark("mql_rate", "industry_p50", 0.9, "next", effective_from=date(2026, 1, 1))


def told(
    claim: Claim,
    specs: str,
    data: list[list[Any]],
    language: str = "en",
    catalog: Catalog = CATALOG,
    where: tuple[Filter, ...] = (),
) -> tuple[str, Any]:
    found = rows(specs, data)
    shape = shape_of(found, query_of(found, where=where), "value", names(language, catalog), NOW)
    (finding,) = claim_findings((claim,), shape, NOW)
    return finding.text, finding.evidence.get("holds")


@pytest.mark.parametrize(
    ("claim", "value", "language", "expected", "holds"),
    [
        (Claim("revenue", ">", (100,)), 101, "en", "Yes, above ¥100.", True),
        (Claim("revenue", ">", (100,)), 100, "en", "No, not above ¥100.", False),
        (Claim("revenue", ">=", (100,)), 100, "zh", "是，达到 ¥100。", True),
        (Claim("revenue", ">=", (100,)), 99, "zh", "否，没有达到 ¥100。", False),
        (Claim("mql_rate", "<", (0.3,)), 0.25, "zh", "是，低于 30%。", True),
        (Claim("mql_rate", "<=", (0.3,)), 0.35, "en", "No, above 30%.", False),
        (Claim("mql_rate", "between", (0.2, 0.3)), 0.25, "en", "Yes, between 20% and 30%.", True),
        (Claim("mql_rate", "=", (0.25,)), 0.25004, "en", "Yes, 25%.", True),
        (Claim("mql_rate", "=", (0.25,)), 0.26, "en", "No, not 25%.", False),
        (Claim("mql_rate", "=", (0,)), 0.0001, "zh", "否，不等于 0%。", False),
        (Claim("mql_rate", "=", (0,)), 0.0, "zh", "是，等于 0%。", True),
        (Claim("revenue", ">", (100,)), None, "en", "There is no number to tell it by.", None),
    ],
)  # fmt: skip
def test_a_claim_holds_or_does_not(
    claim: Claim, value: float | None, language: str, expected: str, holds: bool | None
) -> None:
    assert told(claim, claim.metric, [[value]], language) == (expected, holds)


@pytest.mark.parametrize(
    ("limit", "expected", "holds"),
    [
        (100, "1 of 2 by Region are above ¥100: East China.", ["East China"]),
        (10, "All 2 by Region are above ¥10.", ["East China", "South China"]),
        (900, "None of 2 by Region is above ¥900.", []),
    ],
)
def test_of_groups_it_is_said_where_it_holds(limit: float, expected: str, holds: list[str]) -> None:
    data = [["east_cn", 150], ["south_cn", 50], [None, None]]
    assert told(Claim("revenue", ">", (limit,)), "region revenue", data) == (expected, holds)


def test_several_metrics_are_told_apart() -> None:
    found = rows("lead_count mql_count", [[10, 3]])
    shape = shape_of(found, query_of(found), "value", names("en"), NOW)
    claims = (Claim("lead_count", ">", (5,)), Claim("mql_count", ">", (5,)))
    findings = claim_findings(claims, shape, NOW)
    assert with_claims("That is all.", findings, shape.names) == (
        "Leads: Yes, above 5. MQLs: No, not above 5. That is all."
    )


@pytest.mark.parametrize(
    ("benchmarks", "op", "where", "expected", "holds"),
    [
        ((MEDIAN,), "<", (), "Yes, below the industry median of 50%. Source: survey.", True),
        ((MEDIAN,), ">", (), "No, not above the industry median of 50%. Source: survey.", False),
        ((MEDIAN,), None, (), "Below the industry median of 50% by 5 pp, which is worse. Source: survey.", None),
        ((MEDIAN, EMAIL), ">", (Condition("channel", "=", ("email",)),),
         "Yes, above the industry median of 30%. Source: survey.", True),
        ((MEDIAN, EMAIL), "<", (Condition("channel", "=", ("organic",)),),
         "Yes, below the industry median of 50%. Source: survey.", True),
        ((OLD, NEXT_YEAR), ">", (), "Yes, above the industry median of 10%. Source: old.", True),
        ((), ">", (), "Yes, above the minimum of 40%. Source: 行业.", True),
    ],
)  # fmt: skip
def test_against_the_benchmark_that_is_about_the_same(
    benchmarks: tuple[Benchmark, ...], op: Any, where: tuple[Filter, ...], expected: str, holds: bool | None
) -> None:
    catalog = replace(CATALOG, benchmarks=benchmarks)
    claim = Claim("mql_rate", op, against="benchmark")
    assert told(claim, "mql_rate", [[0.45]], catalog=catalog, where=where) == (expected, holds)


def test_a_target_is_met_or_missed() -> None:
    claim = Claim("mql_rate", None, against="target")
    catalog = replace(CATALOG, benchmarks=(MEDIAN,))
    assert told(claim, "mql_rate", [[0.45]], catalog=catalog) == (
        "Yes, the minimum of 40% is met. Source: 行业.", True,
    )  # fmt: skip
    assert told(claim, "mql_rate", [[0.38]], "zh", catalog) == (
        "否，不符合下限 40%，差 2 个百分点。依据：“行业”。", False,
    )  # fmt: skip
    assert told(Claim("cpl", None, against="target"), "cpl", [[280]])[1] is True


def test_groups_are_set_against_their_own_benchmarks() -> None:
    catalog = replace(CATALOG, benchmarks=(MEDIAN, EMAIL))
    data = [["email", 0.4], ["organic", 0.45]]
    claim = Claim("mql_rate", "<", against="benchmark")
    text, holds = told(claim, "channel mql_rate", data, catalog=catalog)
    assert text.startswith("1 of 2 by Channel are below their own industry median: Organic search.")
    assert holds == ["Organic search"]


@pytest.mark.parametrize(("against", "word"), [("benchmark", "benchmark"), ("target", "target")])
def test_without_one_only_the_number_is_told(against: Any, word: str) -> None:
    text, holds = told(Claim("revenue", ">", against=against), "revenue", [[5]])
    assert text == f"The catalog has no {word} for Revenue, so only the number can be told."
    assert holds is None
