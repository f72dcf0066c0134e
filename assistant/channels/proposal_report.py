"""A preview of a proposal, for people and for programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from assistant.evaluation.baseline import Change as Movement
from assistant.evaluation.proposals import Preview, resolution_of
from assistant.evaluation.result import CaseResult
from assistant.evaluation.run import Progress

MOST_SHOWN = 20


def as_document(
    seen: Preview, given: int, written: Sequence[Path], closed: int | None = None
) -> dict[str, Any]:
    """The document of `--json`. `given` cases were read, and the review `closed` was decided."""
    complaint = seen.proposal.complaint
    return {
        "kind": seen.proposal.kind,
        "files": [edit.file for edit in seen.edits],
        "diff": seen.diff,
        "problems": [asdict(item) for item in seen.problems],
        "warnings": [asdict(item) for item in seen.warnings],
        "compared": seen.comparison is not None,
        "cases": {"given": given, "scored": seen.cases},
        "fixed": [asdict(item) for item in seen.fixed],
        "broken": [asdict(item) for item in seen.broken],
        "better": [asdict(item) for item in seen.better],
        "worse": [asdict(item) for item in seen.worse],
        "question": complaint.question if complaint is not None else None,
        "before": _result(seen.before),
        "after": _result(seen.after),
        "stopped": seen.stopped,
        "accepted": bool(written),
        "written": [str(file) for file in written],
        "review": closed,
        "resolution": resolution_of(seen) if closed is not None else "",
    }


@contextmanager
def shown_progress() -> Iterator[Callable[[Progress], None]]:
    """A bar on stderr, where somebody looks at it."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("asking", total=None)
        yield lambda now: bar.update(task, total=now.total, completed=now.done)


def print_preview(seen: Preview, given: int, written: Sequence[Path], closed: int | None = None) -> None:
    """The diff first, as it may be piped; then what it does."""
    typer.echo(seen.diff, nl=False)
    typer.echo("")
    for line in _lines(seen, given):
        typer.echo(line)
    for file in written:
        typer.echo(f"written: {file}")
    if closed is not None:
        typer.echo(f"review {closed} is accepted: {resolution_of(seen)}")
    if not written and not seen.problems:
        typer.echo("nothing was written; --accept does it")


def _lines(seen: Preview, given: int) -> Iterator[str]:
    for problem in (*seen.problems, *seen.warnings):
        yield str(problem)
    if seen.problems:
        yield "refused: the changed files have errors"
        return
    yield from _of_cases(seen, given)
    if seen.proposal.complaint is not None and seen.before is not None:
        yield f"question: {seen.proposal.complaint.question}"
        yield f"  now:   {_told(seen.before)}"
        if seen.after is not None:
            yield f"  after: {_told(seen.after)}"
    if seen.stopped:
        yield f"not every case was run: {seen.stopped}"


def _of_cases(seen: Preview, given: int) -> Iterator[str]:
    if seen.was_broken:
        yield "the catalog as it is has errors: there is nothing to compare with"
    elif seen.comparison is not None:
        counts = {name: len(getattr(seen, name)) for name in ("fixed", "broken", "better", "worse")}
        told = ", ".join(f"{count} {name}" for name, count in counts.items())
        yield f"{seen.cases} scored cases: {told}"
        moved = (*seen.broken, *seen.worse, *seen.fixed, *seen.better)
        yield from map(_moved, moved[:MOST_SHOWN])
        if len(moved) > MOST_SHOWN:
            yield f"  … and {len(moved) - MOST_SHOWN} more; --json has all"
    elif not given and seen.proposal.kind != "case":
        yield "no cases were run: give question sets with --cases"


def _moved(change: Movement) -> str:
    why = f" ({change.why})" if change.why and change.movement in ("broken", "worse") else ""
    return f"  {change.movement:<7}{change.id}: {change.before} → {change.after}{why}  {change.question}"


def _told(result: CaseResult) -> str:
    verdict = f"{result.verdict}: " if result.verdict != "unscored" else ""
    code = f" {result.code}" if result.code else ""
    short = "; ".join(f"{item.code} {item.detail}".strip() for item in result.shortfalls)
    return f"{verdict}{result.status or 'fault'}{code} — {result.headline or short}".rstrip(" —")


def _result(result: CaseResult | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "verdict": result.verdict,
        "status": result.status,
        "code": result.code,
        "headline": result.headline,
        "query": result.query,
        "reading": list(result.reading),
        "unread": list(result.unread),
        "shortfalls": [asdict(item) for item in result.shortfalls],
    }
