"""A run on a terminal: what matters most comes first, and a hundred columns are enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.evaluation.baseline import Comparison
from assistant.evaluation.rates import Rate
from assistant.evaluation.reports.figures import (
    HEADLINE,
    NONE,
    configuration_title,
    duration,
    interval,
    milliseconds,
    named_figures,
    one_line,
    partial,
    percent,
    plural,
    reasons_of,
    size,
    worst_first,
)
from assistant.evaluation.reports.grouping import disputed, group
from assistant.evaluation.result import CaseResult, Run, Verdict
from assistant.evaluation.score import Scores, Slice

MOST_FAILURES = 20
_MOST_SLICES, _MOST_CHANGES, _MOST_PROBLEMS = 4, 20, 10
_SHOWN_SLICES = ("tag", "language", "persona")
_COLORS: Mapping[Verdict, str] = {
    "wrong": "bold red", "right": "green", "incomplete": "yellow", "clarified": "blue",
    "refused": "magenta", "fault": "red",
}  # fmt: skip
Cell = str | Text


def print_report(
    run: Run,
    scores: Mapping[str, Scores],
    comparison: Comparison | None = None,
    failed: Sequence[str] = (),
    *,
    console: Console | None = None,
    most: int = MOST_FAILURES,
) -> None:
    """Print the run; of the cases that are not right the first `most` of each configuration."""
    to = console or Console(highlight=False)
    _opening(to, run)
    if len(scores) > 1:
        _configurations(to, run, scores)
    for name, found in scores.items():
        if len(scores) > 1:
            to.print(Text(f"\n── {configuration_title(one_line(name))} ──", style="bold"))
        _headline(to, found)
        _figures(to, found)
        _slices(to, found)
        _failures(to, group(run.of_configuration(name)).failing, most)
    if comparison:
        _comparison(to, comparison)
    _listed(to, "Problems of case files", run.problems, "yellow")
    _listed(to, "Gates that do not hold", failed, "bold red")
    if not run.complete:
        to.print(Text(f" {partial(run)} ", style="bold white on red"))


def _opening(to: Console, run: Run) -> None:
    catalog = f" of {one_line(run.catalog_name, 40)}" if run.catalog_name else ""
    to.print(
        Text(
            f"Evaluation{catalog}: {size(run)} in {duration(run.seconds)}, run {one_line(run.id)}",
            style="bold",
        )
    )
    if not run.complete:
        to.print(Text(f" {partial(run)} ", style="bold white on red"))


def _configurations(to: Console, run: Run, scores: Mapping[str, Scores]) -> None:
    titles = ("configuration", "wrong", "right", "asked or refused", "fault", "p95", "tokens", "cost")
    rows: list[Sequence[Cell]] = []
    for name, found in scores.items():
        total, latency = found.total, found.latency.get("total")
        turned = Rate(total.counts.get("clarified", 0) + total.counts.get("refused", 0), total.scored)
        rows.append(
            (
                configuration_title(one_line(name, 30)),
                percent(found.wrong.value),
                percent(found.right.value),
                percent(turned.value),
                percent(total.rate("fault").value),
                milliseconds(latency.p95) if latency else NONE,
                f"{found.tokens:,}",
                f"{found.cost:,.4f}",
            )
        )
    to.print()
    _table(to, titles, rows, right=range(1, len(titles)))
    to.print(f"{plural(len(disputed(run)), 'case')} went differently under different configurations")


def _headline(to: Console, scores: Scores) -> None:
    to.print()
    grid = Table.grid(padding=(0, 3))
    grid.add_column()
    for _ in range(3):
        grid.add_column(justify="right")
    for verdict in HEADLINE:
        rate = scores.total.rate(verdict)
        style = _COLORS[verdict] if rate.count else "dim"
        name = "wrong answers" if verdict == "wrong" else verdict
        grid.add_row(
            Text(name, style=style),
            Text(percent(rate.value), style=style),
            f"{rate.count} of {rate.of}",
            Text(f"95% interval {interval(rate)}", style="dim")
            if verdict in ("wrong", "right")
            else Text(interval(rate), style="dim"),
        )
    to.print(grid)
    unscored, defects = (scores.total.counts.get(name, 0) for name in ("unscored", "gold_defect"))
    if unscored or defects:
        to.print(f"not in these shares: {unscored} unscored, {plural(defects, 'gold defect')}")


def _figures(to: Console, scores: Scores) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for title, text in named_figures(scores):
        grid.add_row(title, Text(text))
    to.print()
    to.print(grid)


def _slices(to: Console, scores: Scores) -> None:
    rows: list[Sequence[Cell]] = []
    for kind in _SHOWN_SLICES:
        found = worst_first(scores.slices.get(kind, {}))
        rows += (
            [_slice_row(kind, name, part) for name, part in found[:_MOST_SLICES]] if len(found) > 1 else []
        )
    if rows:
        to.print()
        _table(to, ("worst slices", "", "scored", "wrong", "right"), rows, right=(2, 3, 4))


def _slice_row(kind: str, name: str, part: Slice) -> Sequence[Cell]:
    wrong = part.rate("wrong")
    return (
        Text(kind, style="dim"),
        one_line(name, 40),
        str(part.scored),
        Text(percent(wrong.value), style=_COLORS["wrong"] if wrong.count else "dim"),
        percent(part.rate("right").value),
    )


def _failures(to: Console, failing: Sequence[CaseResult], most: int) -> None:
    if not failing or most < 1:
        return
    rows = [
        (Text(item.verdict, style=_COLORS.get(item.verdict, "")), one_line(item.id, 30), one_line(item.question), reasons_of(item))
        for item in failing[:most]
    ]  # fmt: skip
    to.print()
    _table(to, ("not right", "case", "question", "reasons"), rows, ratios=(0, 0, 3, 2))
    if len(failing) > most:
        to.print(Text(f"… and {len(failing) - most} more", style="dim"))


def _comparison(to: Console, comparison: Comparison) -> None:
    counts = [f"{len(comparison.of(name))} {name}" for name in ("fixed", "broken", "better", "worse")]
    cases = f"{len(comparison.added)} new and {len(comparison.removed)} gone cases"
    to.print()
    to.print(Text(f"Against {one_line(comparison.baseline, 60)}: {', '.join(counts)}; {cases}", style="bold"))
    changes = (
        comparison.of("broken") + comparison.of("worse") + comparison.of("fixed") + comparison.of("better")
    )
    rows = [
        (
            Text(item.movement, style="red" if item.movement in ("broken", "worse") else "green"),
            one_line(f"{item.id} [{item.configuration}]" if item.configuration else item.id, 36),
            f"{item.before} → {item.after}",
            one_line(item.why),
        )
        for item in changes[:_MOST_CHANGES]
    ]
    if rows:
        _table(to, ("", "case", "", "why"), rows, ratios=(0, 0, 0, 1))
    if len(changes) > _MOST_CHANGES:
        to.print(Text(f"… and {len(changes) - _MOST_CHANGES} more", style="dim"))


def _listed(to: Console, title: str, lines: Sequence[str], style: str) -> None:
    if not lines:
        return
    to.print()
    to.print(Text(title, style=style))
    for line in lines[:_MOST_PROBLEMS]:
        to.print(Text(f"  {one_line(line, 400)}"))
    if len(lines) > _MOST_PROBLEMS:
        to.print(Text(f"  … and {len(lines) - _MOST_PROBLEMS} more", style="dim"))


def _table(
    to: Console,
    titles: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    right: Iterable[int] = (),
    ratios: Sequence[int] = (),
) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", expand=bool(ratios))
    aligned = set(right)
    for place, title in enumerate(titles):
        table.add_column(
            title,
            justify="right" if place in aligned else "left",
            no_wrap=not ratios or place + 1 < len(titles),  # what explains a row is worth a second line
            overflow="ellipsis",
            ratio=ratios[place] or None if ratios else None,
        )
    for row in rows:
        table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    to.print(table)
