"""Many askers at once against one assistant, as the web server has it: one process, a thread for each."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

from assistant import open_assistant
from assistant.wiring import Assistant
from benchmarks.conversations import (
    ACTORS,
    Expected,
    Script,
    alike,
    answers_alone,
    comparable,
    scripts,
    told_apart,
)
from benchmarks.figures import Figure, spread, timed
from benchmarks.machine import on_cores
from benchmarks.options import Options

THINK_SECONDS = 5.0
PERCENTILES = (50, 95, 99)
MOST_NOTES = 500
Verdict = Literal["own", "different", "of another actor", "error"]
"""The actor's own answer; another one; one that another actor would have got; none at all."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`think`: seconds between an answer and the next question of the same asker."""

    askers: int
    seconds: float
    think: float = 0.0

    @property
    def name(self) -> str:
        way = f"{self.think:g} s between questions" if self.think else "closed loop"
        return f"{self.askers} askers, {way}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question under load."""

    ms: float
    verdict: Verdict
    note: str = ""
    """What was asked by whom, where the verdict is not `own`."""


@dataclass(frozen=True, slots=True)
class Asker:
    """One of many, always the same actor, in an order of conversations of its own."""

    assistant: Assistant
    expected: Expected
    plan: Plan
    number: int
    stop: threading.Event
    """Ends all of them early, when the run is interrupted."""

    @property
    def actor(self) -> str:
        actors = list(dict.fromkeys(actor for actor, _ in self.expected))
        return actors[self.number % len(actors)]

    def ask_until(self, end: float) -> list[Asked]:
        """At least once."""
        found: list[Asked] = []
        # People do not all begin in the same moment; in a closed loop they do.
        self.stop.wait(self.plan.think * self.number / self.plan.askers)
        for script, turn, conversation in self._turns():
            found.append(self._asked(script, turn, conversation))
            if time.monotonic() + self.plan.think >= end or self.stop.wait(self.plan.think):
                break
        return found

    def _turns(self) -> Iterator[tuple[Script, int, str]]:
        order = random.Random(self.number)
        said = list(dict.fromkeys(script for _, script in self.expected))
        while True:
            script, conversation = order.choice(said), uuid.uuid4().hex
            yield from ((script, turn, conversation) for turn in range(len(script)))

    def _asked(self, script: Script, turn: int, conversation: str) -> Asked:
        """The time is that of the answer alone; the page would draw it where it is compared here."""
        actor, text = self.actor, script[turn]
        started = time.perf_counter()
        try:
            outcome = self.assistant.ask(text, actor=actor, conversation=conversation)
        except Exception as error:  # whatever it is, it is counted
            ms = (time.perf_counter() - started) * 1000
            return Asked(ms, "error", f"{type(error).__name__} for {actor}: {text}")
        ms = (time.perf_counter() - started) * 1000
        verdict = judged(comparable(outcome), self.expected, actor, script, turn)
        return Asked(ms, verdict, "" if verdict == "own" else f"{verdict} for {actor}: {text}")


def judged(answer: Any, expected: Expected, actor: str, script: Script, turn: int) -> Verdict:
    if alike(answer, expected[actor, script][turn]):
        return "own"
    others = [answers[turn] for (_, other), answers in expected.items() if other == script]
    return "of another actor" if any(alike(answer, other) for other in others) else "different"


@dataclass(frozen=True, slots=True)
class Run:
    plan: Plan
    asked: Sequence[Asked]
    seconds: float
    """From the first question until the last answer."""


def measure(options: Options) -> list[Figure]:
    said = scripts()
    alone = open_assistant()
    expected = answers_alone(alone, ACTORS, said)
    alone.close()
    plans = [Plan(options.askers, options.seconds, think) for think in (0.0, THINK_SECONDS)]
    with on_cores(options.cores) as cores:
        assistant = open_assistant(server=True)
        first = [_first_answer(assistant, actor, said[0][0]) for actor in ACTORS]
        runs = [run(assistant, expected, plan) for plan in plans]
        assistant.close()
    turns, apart = told_apart(expected, ACTORS, said)
    how = (
        f"{cores} cores, one server process with its engine's, {len(ACTORS)} actors; each answer compared whole "
        f"with the one that its actor got alone; {apart} of {turns} turns have other rows for other actors"
    )
    figures = [figure for done in runs for figure in figures_of(done, how)]
    return [*figures, _first_figure(first)]


def run(assistant: Assistant, expected: Expected, plan: Plan) -> Run:
    """Ends when all have stopped; nobody is interrupted in an answer."""
    stop = threading.Event()
    askers = [Asker(assistant, expected, plan, number, stop) for number in range(plan.askers)]
    started = time.monotonic()
    with ThreadPoolExecutor(max_workers=plan.askers) as pool:
        try:
            found = list(pool.map(lambda asker: asker.ask_until(started + plan.seconds), askers))
        finally:
            stop.set()
    return Run(plan, [asked for own in found for asked in own], time.monotonic() - started)


def figures_of(done: Run, how: str) -> list[Figure]:
    plan, asked = done.plan, done.asked
    counts = Counter(item.verdict for item in asked)
    notes = "; ".join(dict.fromkeys(item.note for item in asked if item.note))[:MOST_NOTES]
    wrong = {
        "errors": counts["error"],
        "answers of another actor": counts["of another actor"],
        "other differences": counts["different"],
    }
    return [
        Figure(
            f"{plan.name}: time of an answer",
            spread([item.ms for item in asked], *PERCENTILES),
            "ms",
            "p99 ≤ 1 s" if plan.think else "p99 ≤ 4 s",
            f"{len(asked)} questions in {done.seconds:.0f} s; {how}",
        ),
        Figure(f"{plan.name}: answers a second", {"all": len(asked) / done.seconds}, "", "", "the same run"),
        Figure(
            f"{plan.name}: what went wrong",
            wrong,
            "",
            "0 errors, no row of another actor",
            notes or "the same run",
        ),
    ]


def _first_answer(assistant: Assistant, actor: str, text: str) -> float:
    return timed(lambda: assistant.ask(text, actor=actor))


def _first_figure(first: Sequence[float]) -> Figure:
    values = {"the very first": first[0], "of the other actors, longest": max(first[1:])}
    how = "one after the other before the load, which therefore finds every actor known"
    return Figure("first answer of an actor", values, "ms", "", how)
