"""The run over the catalog as it is: the same for every proposal of a day, so it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from assistant.errors import UsageError
from assistant.evaluation.case import Case
from assistant.evaluation.result import Run
from assistant.evaluation.run import Options, Progress, folder_of, planned, run_cases
from assistant.evaluation.runs import keep_run, kept_runs, read_run
from assistant.settings import load_settings

MOST_KEPT = 3


def run_before(cases: Sequence[Case], options: Options, watch: Callable[[Progress], None]) -> Run:
    """The run of these cases as everything is now: one that was kept, else a new one."""
    started = datetime.now()
    plan = planned(cases, options, started)
    home = folder_of(load_settings(options.settings))
    for run in _kept(home, plan):
        return run
    run = run_cases(cases, options, started, progress=watch)
    if run.complete:
        keep_run(home / "before", run, run.to_dict())
        for old in kept_runs(home / "before")[MOST_KEPT:]:
            old.unlink(missing_ok=True)
    return run


def _kept(home: Path, plan: Run) -> Iterator[Run]:
    """Runs of `assistant eval` count too. The end of an id stands for cases, versions and options."""
    key = plan.id.rsplit("-", 1)[-1]
    for folder in (home / "before", home / "runs"):
        for file in kept_runs(folder):
            if file.stem.rsplit("-", 1)[-1] != key:
                continue
            try:
                run = read_run(file)
            except UsageError:
                continue
            if run.complete and (run.versions, run.now) == (plan.versions, plan.now):
                yield run
