"""Reading, compiling, guarding and asking, warm and in process, over the demo questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant.compiler import compile_query
from assistant.compiler.guard import Guard
from assistant.question import Actor, Question
from assistant.reading import Understood
from assistant.wiring import Assistant
from benchmarks.figures import Figure, spread, timed

QUESTIONS = Path(__file__).parent.parent / "tests" / "questions" / "demo.yml"
ROUNDS = 10


def questions() -> list[str]:
    cases: list[dict[str, Any]] = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    return [case["question"] for case in cases if "after" not in case]


def measure(assistant: Assistant) -> list[Figure]:
    asked = questions()
    whole, ours = asking(assistant, asked)
    return [
        _reading(assistant, asked),
        *_compiling(assistant, asked),
        Figure(
            "ask, end to end",
            whole,
            "ms",
            "p50 ≤ 60 ms, p95 ≤ 250 ms",
            f"{len(asked)} questions × {ROUNDS}, default demo, no model",
        ),
        Figure(
            "ask, beyond the engine's own time",
            ours,
            "ms",
            "≤ 25 ms",
            "the same asks, less the stage `run`",
        ),
    ]


def asking(assistant: Assistant, asked: Sequence[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Milliseconds of the questions that are answered, asked once before: whole, and beyond the engine."""
    for text in asked:
        assistant.ask(text)
    outcomes = [assistant.ask(text) for _ in range(ROUNDS) for text in asked]
    timings = [outcome.receipt.timings_ms for outcome in outcomes if outcome.status == "answer"]
    whole = spread([taken["total"] for taken in timings])
    return whole, spread([taken["total"] - taken.get("run", 0.0) for taken in timings])


def _reading(assistant: Assistant, asked: list[str]) -> Figure:
    reader = assistant.reader
    items = [Question(text, Actor("bench"), assistant.now) for text in asked]
    samples = [timed(lambda item=item: reader.read(item)) for _ in range(ROUNDS) for item in items]
    metrics = sum(not metric.hidden for metric in assistant.catalog.metrics.values())
    return Figure(
        "read + assemble",
        spread(samples),
        "ms",
        "p50 ≤ 5 ms, p95 ≤ 15 ms",
        f"{metrics} metrics, {len(asked)} questions × {ROUNDS}",
    )


def _compiling(assistant: Assistant, asked: list[str]) -> list[Figure]:
    reader = assistant.reader
    read = [reader.read(Question(text, Actor("bench"), assistant.now)) for text in asked]
    queries = [item.query for item in read if isinstance(item, Understood)]
    statements = [compile_query(assistant.catalog, query, now=assistant.now) for query in queries]
    guard = Guard(assistant.catalog)
    compiled = [
        timed(lambda query=query: compile_query(assistant.catalog, query, now=assistant.now))
        for _ in range(ROUNDS)
        for query in queries
    ]
    guarded = [timed(lambda s=s: guard.check(s.sql)) for _ in range(ROUNDS) for s in statements]
    how = f"{len(queries)} queries × {ROUNDS}, warm, in process"
    return [
        Figure(
            "compile a repeated query, with the guard",
            spread(compiled),
            "ms",
            "",
            how,
        ),
        Figure("guard", spread(guarded), "ms", "p50 ≤ 2 ms, p95 ≤ 6 ms", how),
    ]
