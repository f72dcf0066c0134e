"""A run as a comment on a pull request: what it broke comes before what it fixed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.evaluation.baseline import Change, Comparison, Movement
from assistant.evaluation.reports.figures import (
    HEADLINE,
    MEANINGS,
    TITLES,
    configuration_title,
    counted,
    duration,
    interval,
    named_figures,
    one_line,
    partial,
    percent,
    plural,
    reasons_of,
    size,
)
from assistant.evaluation.reports.grouping import group
from assistant.evaluation.result import CaseResult, Run, Verdict
from assistant.evaluation.score import Scores, Slice

MOST_BYTES = 60_000
"""GitHub takes 65,536 characters."""
_LEAST = 2_000
"""Bytes that are kept for what says how much was left out."""
_SPECIAL = re.compile(r"[\\`*_{}\[\]|~#]")
_LINKED = re.compile(r"@(?=\w)|#(?=\d)|(?<=\w)://|\bwww\.", re.IGNORECASE)
_MOVEMENTS: Mapping[Movement, str] = {
    "broken": "Broken", "worse": "Worse", "fixed": "Fixed", "better": "Better",
}  # fmt: skip
Row = Sequence[str]


def markdown(
    run: Run,
    scores: Mapping[str, Scores],
    comparison: Comparison | None = None,
    failed: Sequence[str] = (),
) -> str:
    """At most MOST_BYTES of UTF-8; lists are cut where there is more."""
    page = _Page()
    page.add(*_opening(run, failed))
    for name, found in scores.items():
        if len(scores) > 1:
            page.add(f"### {text(configuration_title(name))}")
        page.add(_headline(found), *_before_and_after(comparison, name))
    if comparison:
        _changes(page, comparison)
    for name, found in scores.items():
        suffix = f", {text(configuration_title(name))}" if len(scores) > 1 else ""
        _failing(page, group(run.of_configuration(name)).failing, suffix)
        page.add(_details(f"Figures{suffix}", _table(("", ""), _figures(found))))
    if run.problems:
        page.rows("Problems of case files", ("",), [(text(item, 400),) for item in run.problems])
    page.add(_footer(run))
    return page.text()


def text(value: str, most: int = 240) -> str:
    """Any text as one line that Markdown shows as it is: it starts no markup, mentions nobody, links nothing."""
    line = one_line(value, most).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _LINKED.sub(lambda match: match.group()[:1] + "\u2060" + match.group()[1:], line)
    return _SPECIAL.sub(r"\\\g<0>", line).replace("$", "<span>$</span>")


class _Page:
    """Parts of the page as long as there is room for them."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = MOST_BYTES - _LEAST
        self._left_out = False

    def add(self, *parts: str) -> None:
        for part in parts:
            cost = len(part.encode()) + 2
            if cost > self._room:
                self._left_out = True
                continue
            self._room -= cost
            self._parts.append(part)

    def rows(self, title: str, heads: Row, rows: Sequence[Row], *, open: bool = False) -> None:
        """A collapsible table of as many rows as fit."""
        kept, room = 0, self._room - 500
        while kept < len(rows) and (cost := len(_row(rows[kept]).encode()) + 1) <= room:
            room -= cost
            kept += 1
        if kept:
            more = f"\n\n… and {len(rows) - kept:,} more" if kept < len(rows) else ""
            table = _table(heads, rows[:kept]) + more
            self.add(_details(f"{title}: {len(rows):,}", table, open=open))
        elif rows:
            self._left_out = True

    def text(self) -> str:
        left_out = ["*There is more than fits here; see the report.*"] if self._left_out else []
        return "\n\n".join([*self._parts, *left_out]) + "\n"


def _opening(run: Run, failed: Sequence[str]) -> Iterable[str]:
    state = f"{plural(len(failed), 'gate')} failed" if failed else "partial" if not run.complete else ""
    of = f" of {text(run.catalog_name, 60)}" if run.catalog_name else ""
    yield f"## Evaluation{of}: {state or size(run)}"
    if not run.complete:
        yield f"> [!CAUTION]\n> **{text(partial(run), 400)}**"
    if failed:
        yield "> [!WARNING]\n" + "\n".join(f"> - {text(item, 400)}" for item in failed[:20])


def _headline(scores: Scores) -> str:
    wrong, right = scores.wrong, scores.right
    first = f"**Wrong answers {percent(wrong.value)}** ({wrong.count} of {wrong.of}, 95% interval {interval(wrong)})"
    parts = [f"right {percent(right.value)} ({right.count} of {right.of}, {interval(right)})"]
    for verdict in HEADLINE[2:]:
        rate = scores.total.rate(verdict)
        parts += [f"{verdict} {percent(rate.value)} ({rate.count})"] if rate.count else []
    for verdict in ("unscored", "gold_defect"):
        count = scores.total.counts.get(verdict, 0)
        parts += [f"{TITLES[verdict].lower()} {count}"] if count else []
    return " · ".join([first, *parts])


def _before_and_after(comparison: Comparison | None, name: str) -> Iterable[str]:
    if comparison is None or name not in comparison.before or name not in comparison.after:
        return
    old, new = comparison.before[name], comparison.after[name]
    rows = [_compared(verdict, old, new) for verdict in HEADLINE]
    cases = plural(new.scored, "case that both runs have", "cases that both runs have")
    yield _table((f"of {cases}", f"baseline {text(comparison.baseline, 60)}", "now", "change"), rows)


def _compared(verdict: Verdict, old: Slice, new: Slice) -> Row:
    before, after = old.rate(verdict), new.rate(verdict)
    change = after.count - before.count
    moved = f"{change:+d}" if change else "±0"
    title = f"**{TITLES[verdict]}**" if verdict in ("wrong", "right") else TITLES[verdict]
    return title, counted(before), counted(after), f"**{moved}**" if change else moved


def _changes(page: _Page, comparison: Comparison) -> None:
    heads = ("case", "question", "verdict", "why")
    for movement, title in _MOVEMENTS.items():
        found = comparison.of(movement)
        page.rows(title, heads, [_change(item) for item in found], open=movement == "broken")
    beside = [("New", comparison.added), ("Gone", comparison.removed)]
    told = [f"{title} cases: {_ids(ids)}" for title, ids in beside if ids]
    page.add(*told)


def _change(change: Change) -> Row:
    where = f" ({text(change.configuration, 40)})" if change.configuration else ""
    return (
        _code(change.id) + where,
        text(change.question),
        f"{change.before} → {change.after}",
        text(change.why),
    )


def _failing(page: _Page, failing: Sequence[CaseResult], suffix: str) -> None:
    rows = [(item.verdict, _code(item.id), text(item.question), text(reasons_of(item))) for item in failing]
    page.rows(f"Not right{suffix}", ("verdict", "case", "question", "reasons"), rows)


def _figures(scores: Scores) -> Iterable[Row]:
    for verdict in HEADLINE:
        rate = scores.total.rate(verdict)
        yield f"{TITLES[verdict]}: {MEANINGS[verdict]}", f"{counted(rate)}, 95% interval {interval(rate)}"
    yield from ((title, text(told, 600)) for title, told in named_figures(scores))


def _footer(run: Run) -> str:
    versions = run.versions
    parts = {"cases": versions.cases, "data": versions.data, "catalog": versions.catalog,
             "prompts": versions.prompts, "model": versions.model, "code": versions.code}  # fmt: skip
    told = ", ".join(f"{name} {_code(value[:40])}" for name, value in parts.items() if value)
    started = f"started {text(run.started, 40)}, took {duration(run.seconds)}"
    return f"<sub>Run {_code(run.id)}, {started}. {told}</sub>"


def _ids(ids: Sequence[str]) -> str:
    shown = ", ".join(_code(item) for item in ids[:20])
    return f"{shown} and {len(ids) - 20:,} more" if len(ids) > 20 else shown


def _code(value: str) -> str:
    return f"<code>{text(value, 80)}</code>"


def _details(title: str, body: str, *, open: bool = False) -> str:
    return f"<details{' open' if open else ''}><summary>{title}</summary>\n\n{body}\n\n</details>"


def _table(heads: Row, rows: Iterable[Row]) -> str:
    return "\n".join([_row(heads), _row(["---"] * len(heads)), *(_row(row) for row in rows)])


def _row(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"
