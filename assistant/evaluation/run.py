"""Runs question sets: in parallel, resumable, the same way every time."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from assistant.engines.reference import Reference
from assistant.errors import UsageError
from assistant.evaluation.ask_case import Examiner
from assistant.evaluation.case import Case
from assistant.evaluation.gold import Gold
from assistant.evaluation.journal import Journal, open_journal
from assistant.evaluation.marks import defect_of, read_marks
from assistant.evaluation.result import CaseResult, Run, Versions
from assistant.evaluation.slots import Slots
from assistant.evaluation.versions import versions_of
from assistant.query import iso
from assistant.settings import Settings, load_settings
from assistant.wiring import Assistant, open_assistant

GOLD_ROW_LIMIT = 100_000
MOST_CONFIGURATIONS = 32


@dataclass(frozen=True, slots=True)
class Options:
    parallel: int = 0
    """Questions at the same time; 0 is one per core."""
    repeat: int = 1
    vary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Settings to values: every combination is run."""
    max_cost: float | None = None
    """Of all model calls, in the currency of the usage; the run stops when it is passed."""
    fresh: bool = False
    """Begin anew where an interrupted run could go on."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Settings of every configuration."""


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    resumed: int
    """Of the done ones, those that an interrupted run had found."""
    latest: CaseResult | None = None


def run_cases(
    cases: Sequence[Case],
    options: Options,
    started: datetime,
    problems: Sequence[str] = (),
    progress: Callable[[Progress], None] = lambda _: None,
) -> Run:
    """Run the cases. What is found is kept as it comes; after Ctrl-C or at the cost limit the run that
    comes back is not complete, and the next one of the same cases goes on from there.

    Raises UsageError for bad settings, and what `open_assistant` raises.
    """
    configurations = _configurations(options.vary)
    run = planned(cases, options, started, problems)
    settings = load_settings(options.settings)
    with open_journal(
        folder_of(settings) / "journals", _key(run.versions, configurations, options), options.fresh
    ) as journal:
        run = _finished(run, _Work(tuple(cases), options, configurations, journal, progress))
        journal.close(run.complete)
    return run


def planned(cases: Sequence[Case], options: Options, started: datetime, problems: Sequence[str] = ()) -> Run:
    """The run before anything is asked: what it depends on. Raises what `run_cases` does."""
    configurations = _configurations(options.vary)
    for changed in configurations.values():
        load_settings({**options.settings, **changed})
    with _opened(options.settings) as assistant:
        versions = versions_of(assistant, cases)
        return Run(
            id=f"{started:%Y%m%d-%H%M%S}-{_key(versions, configurations, options)[:8]}",
            started=started.isoformat(timespec="seconds"),
            seconds=0.0,
            complete=False,
            versions=versions,
            results=(),
            settings=configurations,
            problems=tuple(problems),
            now=iso(assistant.now),
            catalog_name=assistant.catalog.name,
        )


def folder_of(settings: Settings) -> Path:
    """Where runs, journals and marks are kept."""
    return settings.home / "evaluation"


@dataclass(slots=True)
class _Work:
    cases: tuple[Case, ...]
    options: Options
    configurations: Mapping[str, Mapping[str, str]]
    journal: Journal
    progress: Callable[[Progress], None]
    found: dict[tuple[str, str, int], CaseResult] = field(default_factory=dict)
    cost: float = 0.0
    stopped: str = ""

    @property
    def total(self) -> int:
        return len(self.cases) * self.options.repeat * len(self.configurations)

    def take(self, result: CaseResult, resumed: bool = False) -> None:
        self.found[result.key] = result
        self.cost += result.cost
        if not resumed:
            self.journal.add(result)
        limit = self.options.max_cost
        if limit is not None and self.cost > limit:
            self.stopped = f"the model calls cost {self.cost:.4f}, more than the limit of {limit:g}"
        self.progress(Progress(len(self.found), self.total, len(self.journal.found), result))


def _finished(run: Run, work: _Work) -> Run:
    begun = time.perf_counter()
    for result in work.journal.found:
        work.take(result, resumed=True)
    try:
        for name, changed in work.configurations.items():
            if not work.stopped:
                _run_configuration(work, name, changed)
    except KeyboardInterrupt:
        work.stopped = "interrupted"
    order = {case.id: position for position, case in enumerate(work.cases)}
    names = list(work.configurations)
    results = sorted(work.found.values(), key=lambda r: (names.index(r.configuration), order[r.id], r.repeat))
    missing = work.total - len(results)
    if missing and not work.stopped:
        work.stopped = f"{missing} cases were not run"
    seconds = round(time.perf_counter() - begun, 3)
    return replace(
        run,
        results=tuple(results),
        seconds=seconds,
        complete=not missing,
        stopped=work.stopped if missing else "",
    )


def _run_configuration(work: _Work, name: str, changed: Mapping[str, str]) -> None:
    todo = [
        (case, repeat)
        for repeat in range(1, work.options.repeat + 1)
        for case in work.cases
        if (case.id, name, repeat) not in work.found
    ]
    if not todo:
        return
    with (
        _opened({**work.options.settings, **changed}) as assistant,
        open_reference(assistant.settings) as reference,
    ):
        marks = read_marks(folder_of(assistant.settings))
        examiner = Examiner(assistant, Gold(reference.run), Slots(assistant.catalog), name)
        tasks = [partial(examiner.examine, case, repeat, defect_of(case, marks)) for case, repeat in todo]
        for result in _in_parallel(tasks, work.options.parallel or os.cpu_count() or 2):
            work.take(result)
            if work.stopped:
                return


def _in_parallel(tasks: Sequence[Callable[[], CaseResult]], width: int) -> Iterator[CaseResult]:
    """Results as they come. Only so many are begun ahead that stopping leaves little behind."""
    waiting = iter(tasks)
    with ThreadPoolExecutor(width) as pool:
        running: set[Future[CaseResult]] = set()
        try:
            while True:
                while len(running) < width and (task := next(waiting, None)) is not None:
                    running.add(pool.submit(task))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        finally:
            for future in running:
                future.cancel()


@contextmanager
def _opened(overrides: Mapping[str, Any]) -> Iterator[Assistant]:
    assistant = open_assistant(server=True, **overrides)
    try:
        yield assistant
    finally:
        assistant.close()


@contextmanager
def open_reference(settings: Settings) -> Iterator[Reference]:
    """Runs gold SQL on the warehouse of the settings. Raises WarehouseError where there is none."""
    reference = Reference(
        settings.warehouse, deadline=settings.deadline, row_limit=GOLD_ROW_LIMIT, memory=settings.memory
    )
    try:
        yield reference
    finally:
        reference.close()


def _configurations(vary: Mapping[str, tuple[str, ...]]) -> Mapping[str, Mapping[str, str]]:
    """Every combination by its name; one without a name where nothing varies."""
    found: dict[str, Mapping[str, str]] = {}
    for values in product(*vary.values()):
        changed = dict(zip(vary, values, strict=True))
        found[" ".join(f"{name}={value}" for name, value in changed.items())] = changed
    if len(found) > MOST_CONFIGURATIONS:
        raise UsageError(f"{len(found)} combinations of settings are more than {MOST_CONFIGURATIONS}")
    return found


def _key(versions: Versions, configurations: Mapping[str, Mapping[str, str]], options: Options) -> str:
    told = (versions, sorted(configurations), options.repeat, sorted(map(str, options.settings.items())))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
