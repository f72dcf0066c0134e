"""Outcomes against what is expected of them: verdicts and the codes of what falls short."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import pytest

from assistant.answer import (
    Answer,
    Chart,
    Clarification,
    Definition,
    Finding,
    Option,
    Outcome,
    Receipt,
    Refusal,
)
from assistant.answer import Warning as Notice
from assistant.catalog import load_catalog
from assistant.errors import UsageError
from assistant.evaluation.case import SLOTS, Case, Expectation, FindingRule, GoldRows
from assistant.evaluation.gold import Gold, GoldDefect
from assistant.evaluation.judge import Judgement, Seen, judge, visible_text
from assistant.evaluation.slots import Slots
from assistant.query import MetricQuery
from assistant.rows import Column, Rows
from assistant.settings import bundled

NOW = datetime(2025, 12, 31, 23, 59, 59)
RECEIPT = Receipt("r", "en", "What is FORBIDDEN?", "exec", "c", "v")
NOVEMBER = {"start": "2025-11-01", "end": "2025-12-01"}
QUERY = {"metrics": ["mql_count"], "group_by": ["channel"], "time": NOVEMBER}
ROWS = Rows(
    (
        Column("channel", "string", "dimension", "channel"),
        Column("mql_count", "integer", "metric", "mql_count"),
    ),
    (("email", 12), ("event", 3)),
)
RIGHT = GoldRows(("c", "n"), (("email", 12), ("event", 3)))
WRONG = GoldRows(("c", "n"), (("email", 13), ("event", 3)))


@pytest.fixture(scope="module")
def slots() -> Slots:
    return Slots(load_catalog(bundled("metric_catalog")))


def answer(query: dict[str, Any] | None = QUERY, rows: Rows | None = ROWS, **values: Any) -> Answer:
    found = MetricQuery.from_dict(query) if query is not None else None
    return Answer(RECEIPT, "breakdown", "MQLs by channel", query=found, rows=rows, **values)


def asked(*metrics: str, **values: Any) -> Clarification:
    return Clarification(
        RECEIPT, "Which?", tuple(Option(name, MetricQuery((name,))) for name in metrics), **values
    )


def refused(code: str = "write_request") -> Refusal:
    return Refusal(RECEIPT, code, "No.", "I only read.")


def expect(query: dict[str, Any] | None = None, **values: Any) -> Expectation:
    """`query` in the form of queries; its keys are the expected slots."""
    slots = {"group_by": "dimensions", "where": "filters", "having": "filters"}
    names = frozenset(slots.get(key, key) for key in query or {})
    return Expectation(query=MetricQuery.from_dict(query or {}), slots=names, **values)  # type: ignore[arg-type]


def judged(slots: Slots, outcome: Outcome, *expectations: Expectation, gold: Gold | None = None) -> Judgement:
    parts = slots.of(outcome.query, NOW) if outcome.query else None
    wanted = [slots.of(item.query, NOW) for item in expectations]
    return judge(Case("a", "q", expectations), Seen(outcome, parts), wanted, gold or Gold(_no_sql))


def _no_sql(sql: str) -> Any:
    raise UsageError(f"{sql} does not run")


# ── verdicts ────────────────────────────────────────────────────────────────────────────────────────

ANSWER, CLARIFY, REFUSE = expect(), expect(status=("clarify",)), expect(status=("refuse",))


@pytest.mark.parametrize(
    ("outcome", "expectation", "verdict", "codes"),
    [
        (answer(), ANSWER, "right", []),
        (asked(), ANSWER, "clarified", ["over_clarification"]),
        (refused(), ANSWER, "refused", ["over_refusal"]),
        (answer(), CLARIFY, "wrong", ["under_clarification"]),
        (asked(), CLARIFY, "right", []),
        (refused(), CLARIFY, "refused", ["over_refusal"]),
        (answer(), REFUSE, "wrong", ["under_refusal"]),
        (asked(), REFUSE, "clarified", ["over_clarification"]),
        (refused(), REFUSE, "right", []),
        (asked(), expect(status=("answer", "clarify"), rows=WRONG), "right", []),
        (answer(), expect(status=("answer", "clarify"), rows=WRONG), "wrong", ["wrong_values"]),
        (answer(), expect(rows=RIGHT), "right", []),
        (answer(), expect(rows=WRONG), "wrong", ["wrong_values"]),
        (answer(rows=None), expect(rows=RIGHT), "wrong", ["no_rows"]),
        (answer(), expect(rows=GoldRows(("c", "n"), (("email", 12),))), "wrong", ["wrong_groups"]),
        (answer(), expect(rows=GoldRows(("c", "n"), (("event", 3), ("email", 12))), ordered=True), "wrong", ["wrong_order"]),
        (answer(), expect(QUERY), "right", []),
        (answer(), expect({"metrics": ["sql_count"]}), "wrong", ["wrong_metric"]),
        (answer(), expect({"metrics": ["mql_count", "sql_count"]}), "wrong", ["missing_metric"]),
        (answer({"metrics": ["mql_count", "sql_count"]}), expect({"metrics": ["mql_count"]}), "wrong", ["extra_metric"]),
        (answer(), expect({"group_by": []}), "wrong", ["extra_dimension"]),
        (answer(), expect({"group_by": ["channel", "region"]}), "wrong", ["missing_dimension"]),
        (answer({"group_by": ["metric_time__week"]}), expect({"group_by": ["metric_time__month"]}), "wrong", ["wrong_grain"]),
        (answer(), expect({"time": {"relative": "last_year"}}), "wrong", ["wrong_time"]),
        (answer({}), expect({"time": NOVEMBER}), "wrong", ["missing_time"]),
        (answer(), expect({"compare": {"kind": "prior_period"}}), "wrong", ["wrong_comparison"]),
        (answer(), expect({"limit": 3}), "wrong", ["wrong_limit"]),
        (answer(query=None), expect(QUERY), "wrong", ["no_query"]),
        (answer(query=None), ANSWER, "right", []),
    ],
)  # fmt: skip
def test_verdicts(
    slots: Slots, outcome: Outcome, expectation: Expectation, verdict: str, codes: list[str]
) -> None:
    found = judged(slots, outcome, expectation)
    assert (found.verdict, [item.code for item in found.shortfalls]) == (verdict, codes)


def test_a_case_that_expects_nothing_is_not_scored(slots: Slots) -> None:
    assert judged(slots, answer()).verdict == "unscored"


@pytest.mark.parametrize(
    ("where", "expected", "code"),
    [
        ({"field": "region", "op": "=", "values": ["east_cn"]}, {"field": "region", "op": "in", "values": ["west_cn"]}, "wrong_value"),
        ({"field": "region", "op": "=", "values": ["east_cn"]}, {"field": "region", "op": "!=", "values": ["east_cn"]}, "wrong_filter"),
    ],
)  # fmt: skip
def test_filters(slots: Slots, where: Any, expected: Any, code: str) -> None:
    outcome = answer({"where": [where]})
    assert [item.code for item in judged(slots, outcome, expect({"where": [expected]})).shortfalls] == [code]
    assert [item.code for item in judged(slots, answer({}), expect({"where": [expected]})).shortfalls] == [
        "missing_filter"
    ]
    assert [item.code for item in judged(slots, outcome, expect({"where": []})).shortfalls] == [
        "extra_filter"
    ]


# ── rows and parts together ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "verdict"),
    [
        ({"time": {"relative": "last_year"}}, "right"),
        ({"group_by": ["channel", "region"]}, "right"),
        ({"metrics": ["sql_count"]}, "wrong"),
        ({"metrics": ["mql_count", "sql_count"]}, "wrong"),
        ({"running": "all"}, "wrong"),
    ],
)
def test_right_rows_settle_how_they_came_about(slots: Slots, query: dict[str, Any], verdict: str) -> None:
    assert judged(slots, answer(), expect(query, rows=RIGHT)).verdict == verdict
    assert judged(slots, answer(), expect(query, rows=WRONG)).verdict == "wrong"


def test_right_rows_allow_a_metric_more(slots: Slots) -> None:
    outcome = answer({"metrics": ["mql_count", "sql_count"]})
    assert judged(slots, outcome, expect({"metrics": ["mql_count"]}, rows=RIGHT)).verdict == "right"


@pytest.mark.parametrize("data", [(), ((None, None),)])
def test_rows_of_nothing_settle_nothing(slots: Slots, data: Any) -> None:
    empty = Rows(ROWS.columns, data)
    expectation = expect({"time": {"relative": "last_year"}}, rows=GoldRows(("c", "n"), data))
    assert [item.code for item in judged(slots, answer(rows=empty), expectation).shortfalls] == ["wrong_time"]


def test_other_numbers_for_the_very_query(slots: Slots) -> None:
    expectation = expect({**QUERY, "where": []}, rows=WRONG)
    assert [item.code for item in judged(slots, answer(), expectation).shortfalls] == ["wrong_computation"]


def test_what_was_allowed_is_noted(slots: Slots) -> None:
    assert judged(slots, answer(), expect(rows=GoldRows(("n",), ((12,), (3,))))).notes == (
        "extra columns: channel",
    )
    swapped = GoldRows(("mql_count", "channel"), (("email", 12), ("event", 3)))
    assert judged(slots, answer(), expect(rows=swapped)).notes == (
        "columns under other names: mql_count as channel, channel as mql_count",
    )


# ── what stands beside the number ───────────────────────────────────────────────────────────────────

FULL = answer(
    text="In all 15", chart=Chart("bar", {"hidden": "in the chart"}), warnings=(Notice("partial_period", "Not over."),),
    findings=(Finding("threshold", "Email is below 35 %"),), sql=("SELECT 1",),
    definitions=(Definition("mql_count", 1, "MQLs", "count(*)", 'Leads that are "qualified"\nby marketing'),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "values", "codes"),
    [
        (FULL, {"analysis": "breakdown", "chart": "bar"}, []),
        (FULL, {"analysis": "trend", "chart": "line"}, ["wrong_analysis", "wrong_chart"]),
        (answer(), {"chart": "none"}, []),
        (FULL, {"warnings": ("partial_period",), "no_warnings": ("vanity",)}, []),
        (FULL, {"warnings": ("vanity",), "no_warnings": ("partial_period",)}, ["missing_warning", "extra_warning"]),
        (FULL, {"findings": (FindingRule("threshold", "BELOW 35"), FindingRule(), FindingRule(text="email"))}, []),
        (FULL, {"findings": (FindingRule("driver"), FindingRule("threshold", "40"))}, ["missing_finding", "missing_finding"]),
        (FULL, {"no_findings": (FindingRule("driver"), FindingRule("threshold", "40"))}, []),
        (FULL, {"no_findings": (FindingRule(text="email"),)}, ["extra_finding"]),
        (FULL, {"text": ("in ALL 15", 'that are "qualified"\nby', "email", "12", "below 35 %")}, []),
        (FULL, {"text": ("in the chart", "catalog_version", "definitions", "FORBIDDEN")}, ["missing_text"] * 4),
        (asked("revenue", "aov"), {"status": ("clarify",), "options": ("aov",)}, []),
        (asked("revenue"), {"status": ("clarify",), "options": ("aov", "revenue")}, ["missing_option"]),
        (refused(), {"status": ("refuse",), "reason": "write_request", "text": ("only read",)}, []),
        (refused(), {"status": ("refuse",), "reason": "no_access"}, ["wrong_reason"]),
    ],
)  # fmt: skip
def test_what_stands_beside(slots: Slots, outcome: Outcome, values: dict[str, Any], codes: list[str]) -> None:
    found = judged(slots, outcome, expect(**values))
    assert [item.code for item in found.shortfalls] == codes
    assert found.verdict == ("incomplete" if codes else "right")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("select", True), ("EMAIL", True), ('"qualified"', True), ("qualified\"\nby", True), ("MQLs by", True),
        ("not over", True), ("FORBIDDEN", False), ("reason", False), ("breakdown", False), ("mql_count", True),
        ("\\n", False), ("hidden", False), ("null", False), ("false", False),
    ],
)  # fmt: skip
def test_forbidden_texts(slots: Slots, text: str, seen: bool) -> None:
    found = judged(slots, FULL, expect(forbidden=(text,)))
    assert (found.verdict, [item.code for item in found.shortfalls]) == (
        ("wrong", ["forbidden_text"]) if seen else ("right", [])
    )


@pytest.mark.parametrize("outcome", [asked("revenue"), refused()])
def test_what_must_not_be_seen_must_not_be_seen_anywhere(slots: Slots, outcome: Outcome) -> None:
    text = "revenue" if isinstance(outcome, Clarification) else "only READ"
    found = judged(slots, outcome, expect(forbidden=(text,)))
    assert found.verdict == "wrong"
    assert found.shortfalls[0].code == "forbidden_text"


def test_the_words_of_the_question_are_not_seen() -> None:
    assert "FORBIDDEN" not in visible_text(FULL)


# ── alternatives ────────────────────────────────────────────────────────────────────────────────────

INCOMPLETE = expect(warnings=("vanity", "other"), text=("nowhere",))


@pytest.mark.parametrize(
    ("outcome", "expectations", "verdict", "nearest"),
    [
        (asked(), (ANSWER, CLARIFY), "right", 1),
        (answer(), (expect(rows=WRONG), expect(rows=RIGHT)), "right", 1),
        (answer(), (CLARIFY, INCOMPLETE), "incomplete", 1),
        (answer(), (INCOMPLETE, CLARIFY), "incomplete", 0),
        (answer(), (expect({"metrics": ["sql_count"], "limit": 5}), expect({"limit": 5})), "wrong", 1),
        (refused(), (ANSWER, CLARIFY), "refused", 0),
    ],
)
def test_the_nearest_expectation_counts(
    slots: Slots, outcome: Outcome, expectations: tuple[Expectation, ...], verdict: str, nearest: int
) -> None:
    found = judged(slots, outcome, *expectations)
    assert (found.verdict, found.expected) == (verdict, expectations[nearest])


def test_which_parts_were_met(slots: Slots) -> None:
    found = judged(
        slots,
        answer(),
        Expectation(query=MetricQuery.from_dict(QUERY | {"limit": 5}), slots=frozenset(SLOTS)),
    )
    assert found.slots is not None
    assert [name for name, met in found.slots.items() if not met] == ["limit"]


# ── gold ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("outcome", [answer(), refused()])
def test_gold_that_cannot_be_had_is_told_whatever_came_out(slots: Slots, outcome: Outcome) -> None:
    with pytest.raises(GoldDefect, match="does not run"):
        judged(slots, outcome, ANSWER, expect(sql="SELECT"))


def test_gold_is_run_once() -> None:
    ran: list[str] = []

    def run(sql: str) -> Any:
        ran.append(sql)
        return ("n",), ((1,),)

    gold = Gold(run)
    assert [gold.rows(expect(sql="SELECT 1")) for _ in range(3)] == [GoldRows(("n",), ((1,),))] * 3
    assert ran == ["SELECT 1"]
    assert gold.rows(ANSWER) is None
    assert gold.rows(expect(rows=RIGHT)) == RIGHT


def test_nobody_waits_for_gold_that_broke() -> None:
    """A fault that nobody foresaw reaches everyone who asked for the same gold."""
    begun, go_on = threading.Event(), threading.Event()

    def run(sql: str) -> Any:
        begun.set()
        go_on.wait(10)
        raise RuntimeError("broken")

    gold, seen = Gold(run), []

    def ask() -> None:
        try:
            gold.rows(expect(sql="SELECT 1"))
        except RuntimeError as error:
            seen.append(str(error))

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(2)]
    threads[0].start()
    begun.wait(10)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert seen == ["broken", "broken"]
