"""What askers say under load, and the answers that each actor gets when nobody else asks."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from assistant.answer import Outcome
from assistant.wiring import Assistant
from benchmarks.answering import QUESTIONS

Script = tuple[str, ...]
"""The turns of one conversation."""
Expected = Mapping[tuple[str, Script], Sequence[Mapping[str, Any]]]
"""The answer to each turn, by actor and script."""

ACTORS = ("exec", "marketing", "li.na", "e023", "e031", "e044", "chen.jie", "viewer")
"""Users of the demo's policy: everything, without finance, one region, three sales reps with rows of their
own, two roles at once, large groups only."""
ROWS_OF_THEIR_OWN: tuple[Script, ...] = (
    ("今年每月的赢单率是多少?", "按区域看"),
    ("open opportunities by region",),
    ("2025年各区域的商机数量",),
)
"""What row filters change: the demo questions are mostly about what sales reps may not see."""
OTHERWISE_EVERY_TIME = ("timings_ms", "conversation", "receipt")


def scripts() -> list[Script]:
    cases: list[dict[str, Any]] = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    said = [(*case.get("after", ()), case["question"]) for case in cases]
    return [*said, *ROWS_OF_THEIR_OWN]


def answers_alone(assistant: Assistant, actors: Sequence[str], said: Sequence[Script]) -> Expected:
    """Asked one after the other, each conversation by each actor."""
    return {(actor, script): _played(assistant, actor, script) for actor in actors for script in said}


def _played(assistant: Assistant, actor: str, script: Script) -> list[dict[str, Any]]:
    conversation = uuid.uuid4().hex
    return [comparable(assistant.ask(text, actor=actor, conversation=conversation)) for text in script]


def comparable(outcome: Outcome) -> dict[str, Any]:
    """The whole answer, rows, SQL, chart and all, less what is new every time."""
    document = outcome.to_dict()
    return {name: value for name, value in document.items() if name not in OTHERWISE_EVERY_TIME}


def alike(first: Any, second: Any) -> bool:
    """Equal, up to the order in which the engine added up fractions."""
    if isinstance(first, float) and isinstance(second, float):
        return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return first.keys() == second.keys() and all(alike(first[name], second[name]) for name in first)
    if isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)):
        return len(first) == len(second) and all(map(alike, first, second))
    return bool(first == second)


def told_apart(expected: Expected, actors: Sequence[str], said: Sequence[Script]) -> tuple[int, int]:
    """How many turns there are, and to how many of them some actors get other rows than others: only
    those can prove that nobody gets somebody else's."""
    turns = [(script, turn) for script in said for turn in range(len(script))]
    rows = [[expected[actor, script][turn]["rows"] for actor in actors] for script, turn in turns]
    return len(turns), sum(not all(alike(found[0], other) for other in found[1:]) for found in rows)
