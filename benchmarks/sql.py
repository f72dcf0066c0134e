"""Generated SQL against hand-written SQL for the same answer, in turn, on the default demo."""

from __future__ import annotations

import statistics
from typing import Any

import duckdb
import yaml

from assistant.wiring import Assistant
from benchmarks.answering import QUESTIONS
from benchmarks.figures import Figure, timed

PAIRS = 9


def measure(assistant: Assistant) -> list[Figure]:
    cases: list[dict[str, Any]] = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    ratios: dict[str, float] = {}
    with duckdb.connect(str(assistant.settings.warehouse), read_only=True) as connection:
        for case in cases:
            if "sql" in case and "after" not in case:
                outcome = assistant.ask(case["question"]).to_dict()
                if outcome["status"] == "answer":
                    ratios[case["id"]] = _ratio(connection, outcome["sql"][0], case["sql"])
    values = sorted(ratios.values())
    worst = max(ratios, key=lambda name: ratios[name])
    return [
        Figure(
            "generated SQL ÷ hand-written SQL",
            {"median": statistics.median(values), "max": values[-1]},
            "",
            "≤ 1.15",
            f"{len(values)} questions, median of {PAIRS} pairs each, run in turn; slowest: {worst}",
        )
    ]


def _ratio(connection: Any, generated: str, written: str) -> float:
    for sql in (generated, written):
        connection.execute(sql).fetchall()
    pairs = [
        timed(lambda: connection.execute(generated).fetchall())
        / timed(lambda: connection.execute(written).fetchall())
        for _ in range(PAIRS)
    ]
    return statistics.median(pairs)
