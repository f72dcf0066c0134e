"""Runs made by hand: every verdict, hostile texts, a baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.evaluation.baseline import Comparison, compare
from assistant.evaluation.result import CaseResult, Run, Shortfall, Table, Versions
from assistant.evaluation.score import Scores, score

HOSTILE = "<script>alert(1)</script> ]]> | a|b \x00\x1b[31m\x07 \n\n# x `y` @octocat $z$ \"quoted\" 'single' \ud800 \u202e {{ 7*7 }}"
SQL = "SELECT region, sum(net_amount) AS revenue\nFROM orders\nWHERE region = '<b>' GROUP BY 1"
VERSIONS = Versions("cases1", "data1", "catalog1", "prompts1", "none", "code1")


def result(id: str, verdict: Any, **values: Any) -> CaseResult:
    """A case with the fields that its verdict usually comes with."""
    status = {"clarified": "clarify", "refused": "refuse", "fault": ""}.get(verdict, "answer")
    usual: dict[str, Any] = {
        "question": f"{id} 的营收是多少",
        "language": "zh",
        "actor": "exec",
        "tags": ("time",),
        "file": "questions/sales.yml",
        "line": 7,
        "status": status,
        "expected_status": () if verdict == "unscored" else ("answer",),
        "query": {"metrics": ["revenue"]} if status == "answer" else None,
        "confidence": 0.9 if status == "answer" else 0.0,
        "timings_ms": {"read": 4.0, "total": 20.0} if status else {},
        "shortfalls": ()
        if verdict in ("right", "unscored")
        else (Shortfall(f"code_of_{verdict}", "detail"),),
        "meaning": f"{id}:{verdict}",
    }
    return CaseResult(id=id, verdict=verdict, **(usual | values))


def every_verdict(configuration: str = "") -> tuple[CaseResult, ...]:
    rows = Table(("region", "revenue"), (("east_cn", 10.5), (None, 1234567.125)), more=3)
    wrong = result(
        "wrong-1", "wrong", configuration=configuration, before=("营收", "那华东呢"), turn=3, tags=("time", "filter"),
        shortfalls=(Shortfall("wrong_time", "October expected"), Shortfall("wrong_values")),
        query={"metrics": ["revenue"], "time": {"start": "2025-01-01", "end": "2026-01-01"}, "limit": None},
        expected_query={"metrics": ["revenue"], "time": {"start": "2025-10-01", "end": "2025-11-01"}},
        slots={"metrics": True, "time": False}, reading=("营收 → metric: revenue",), unread=("大概",),
        sql=SQL, gold_sql="SELECT 1", rows=rows, gold_rows=rows, warnings=("partial_period: not over yet",),
        note="from the sales team", found=("revenue", "aov"), expected_metrics=("revenue",), headline="营收 10.5",
    )  # fmt: skip
    others = ("right", "incomplete", "clarified", "refused", "fault", "gold_defect", "unscored")
    return wrong, *(result(f"{verdict}-1", verdict, configuration=configuration) for verdict in others)


def hostile() -> CaseResult:
    """Every text of a case means harm."""
    rows = Table((HOSTILE,), ((HOSTILE,),))
    return result(
        HOSTILE, "wrong", question=HOSTILE, tags=(HOSTILE,), language=HOSTILE, actor=HOSTILE, file=HOSTILE,
        before=(HOSTILE,), note=HOSTILE, notes=(HOSTILE,), code=HOSTILE, headline=HOSTILE, text=HOSTILE,
        reading=(HOSTILE,), unread=(HOSTILE,), sql=HOSTILE, gold_sql=HOSTILE, rows=rows, gold_rows=rows,
        warnings=(HOSTILE,), shortfalls=(Shortfall(HOSTILE, HOSTILE),), pair=HOSTILE, path=HOSTILE, model=HOSTILE,
        query={HOSTILE: HOSTILE}, expected_query={HOSTILE: [HOSTILE]}, slots={HOSTILE: False}, found=(HOSTILE,),
        expected_metrics=(HOSTILE,), timings_ms={HOSTILE: 1.0, "total": 2.0}, analysis=HOSTILE,
    )  # fmt: skip


def made_run(*results: CaseResult, **values: Any) -> Run:
    usual: dict[str, Any] = {
        "id": "run-2", "started": "2026-01-02T03:04:05+00:00", "seconds": 75.0, "complete": True,
        "versions": VERSIONS, "now": "2025-12-31T23:59:59", "catalog_name": "demo",
    }  # fmt: skip
    return Run(results=results, **(usual | values))


def hostile_run() -> Run:
    return made_run(
        hostile(), id=HOSTILE, catalog_name=HOSTILE, problems=(HOSTILE,), complete=False, stopped=HOSTILE,
        started=HOSTILE, now=HOSTILE, versions=Versions(*[HOSTILE] * 6), settings={"": {HOSTILE: HOSTILE}},
    )  # fmt: skip


def scores_of(run: Run) -> Mapping[str, Scores]:
    return {name: score(run.of_configuration(name)) for name in run.configurations}


def against_baseline() -> tuple[Run, Comparison]:
    """One case each that is fixed, broken, better and worse, one new and one gone."""
    then = {"a": "wrong", "b": "right", "c": "wrong", "d": "incomplete", "gone": "right", "same": "right"}
    now = {"a": "right", "b": "refused", "c": "clarified", "d": "wrong", "new": "right", "same": "right"}
    run = made_run(*(result(id, verdict) for id, verdict in now.items()))
    baseline = replace(run, id="run-1", results=tuple(result(id, verdict) for id, verdict in then.items()))
    return run, compare(run, baseline)
