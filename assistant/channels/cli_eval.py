"""`assistant eval`: question sets from the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import StateError, UsageError

if TYPE_CHECKING:
    from assistant.evaluation.case import Case
    from assistant.evaluation.result import Run

GATE_FAILED = 5
Out = typer.Option(metavar="FILE", dir_okay=False)


@dataclass(frozen=True, slots=True)
class _Outputs:
    json: Path | None
    junit: Path | None
    html: Path | None
    markdown: Path | None
    baseline: Path | None

    def check(self) -> None:
        """Before the run, so that its end is not lost. Raises UsageError."""
        for file in (self.json, self.junit, self.html, self.markdown, self.baseline):
            if file is None:
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            if not os.access(file if file.exists() else file.parent, os.W_OK):
                raise UsageError(f"{file} cannot be written; check its permissions")


def evaluate(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Case files, or folders of them.")],
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the result.")
    ] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write JUnit XML.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write one HTML page.")] = None,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write Markdown for a pull request.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An earlier --json: show what is fixed and broken.")
    ] = None,
    save_baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the verdicts of this run as a baseline.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only cases with this tag; may be repeated.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="No cases with this tag.")] = None,
    language: Annotated[str | None, typer.Option(help="Only zh or en.")] = None,
    case: Annotated[list[str] | None, typer.Option(metavar="PATTERN", help="Only ids such as mql-*.")] = None,
    failed: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Only what was not right in this --json.")
    ] = None,
    repeat: Annotated[int, typer.Option(min=1, max=100, help="Ask each case so often.")] = 1,
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="SETTING=A,B", help="Run every combination of these settings."),
    ] = None,
    parallel: Annotated[int, typer.Option(min=0, max=64, help="Questions at once; 0 is one per core.")] = 0,
    max_cost: Annotated[float | None, typer.Option(min=0, help="Stop when model calls cost more.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Do not go on with an interrupted run.")] = False,
    now: Annotated[str | None, typer.Option(metavar="DATE", help="What relative dates refer to.")] = None,
    min_right: Annotated[float | None, typer.Option(min=0, max=1, help="Gate: least share right.")] = None,
    max_wrong: Annotated[float | None, typer.Option(min=0, max=1, help="Gate: largest share wrong.")] = None,
    no_regression: Annotated[
        bool, typer.Option("--no-regression", help="Gate: nothing worse than in the baseline.")
    ] = False,
) -> int:
    """Run question sets. Exit 5 when a gate fails, 2 for broken case files, 1 when it was not finished."""
    from assistant.catalog.problems import Problems
    from assistant.evaluation.baseline import Gates
    from assistant.evaluation.read_cases import read_cases
    from assistant.evaluation.run import Options
    from assistant.evaluation.runs import read_run
    from assistant.evaluation.select import Selection, select

    outputs = _Outputs(json_file, junit, html, markdown, save_baseline)
    outputs.check()
    gates = Gates(min_right, max_wrong, no_regression)
    if no_regression and baseline is None:
        raise UsageError("--no-regression needs a --baseline")
    before = read_run(baseline) if baseline else None
    problems = Problems()
    selection = Selection(
        tuple(tag or ()),
        tuple(without or ()),
        _language(language),
        tuple(case or ()),
        read_run(failed) if failed else None,
    )
    cases = select(read_cases(paths, problems), selection)
    options = Options(parallel, repeat, _varied(vary or ()), max_cost, fresh, {"now": now} if now else {})
    run = _run(cases, options, [str(problem) for problem in problems])
    return _report(run, before, gates, outputs)


def _language(text: str | None) -> Any:
    if text not in (None, "zh", "en"):
        raise UsageError("--language takes zh or en")
    return text


def _varied(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found = {}
    for item in given:
        name, equals, values = item.partition("=")
        if not equals or not values:
            raise UsageError("--vary takes SETTING=A,B")
        found[name.strip()] = tuple(value.strip() for value in values.split(","))
    return found


def _run(cases: Sequence[Case], options: Any, problems: Sequence[str]) -> Run:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from assistant.evaluation.run import run_cases

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("asking", total=None)

        def show(now: Any) -> None:
            if now.done == now.resumed and now.resumed:
                bar.update(task, description=f"going on after {now.resumed}")
            bar.update(task, total=now.total, completed=now.done)

        return run_cases(cases, options, datetime.now(), problems, show)


def _report(run: Run, before: Run | None, gates: Any, outputs: _Outputs) -> int:
    from assistant.evaluation.baseline import compare, failed_gates
    from assistant.evaluation.reports.console import print_report
    from assistant.evaluation.reports.json_report import report
    from assistant.evaluation.run import folder_of
    from assistant.evaluation.runs import keep_run
    from assistant.evaluation.score import score
    from assistant.settings import load_settings

    scores = {name: score(run.of_configuration(name)) for name in run.configurations}
    comparison = compare(run, before) if before is not None else None
    failed = failed_gates(gates, scores, comparison)
    document = report(run, scores, comparison, failed)
    _write(outputs, run, scores, comparison, failed, document)
    if run.complete:
        keep_run(folder_of(load_settings()) / "runs", run, document)
    print_report(run, scores, comparison, failed)
    if not run.complete:
        return 130 if run.stopped == "interrupted" else 1
    if failed:
        return GATE_FAILED
    return 2 if run.problems else 0


def _write(outputs: _Outputs, run: Run, scores: Any, comparison: Any, failed: Any, document: Any) -> None:
    import json

    from assistant.evaluation.baseline import slim
    from assistant.evaluation.reports.html import html_report
    from assistant.evaluation.reports.junit import junit_xml
    from assistant.evaluation.reports.markdown import markdown

    written: tuple[tuple[Path | None, Callable[[], str]], ...] = (
        (outputs.json, lambda: json.dumps(document, ensure_ascii=False, indent=1) + "\n"),
        (outputs.junit, lambda: junit_xml(run)),
        (outputs.html, lambda: html_report(run, scores, comparison, failed)),
        (outputs.markdown, lambda: markdown(run, scores, comparison, failed)),
        (outputs.baseline if run.complete else None, lambda: slim(run)),
    )
    for file, text in written:
        if file is None:
            continue
        try:
            file.write_text(text(), encoding="utf-8", errors="backslashreplace")
        except OSError:
            raise StateError(f"{file} cannot be written") from None
