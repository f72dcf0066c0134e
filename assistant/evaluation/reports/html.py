"""A run as one page that needs nothing else: open it, print it, send it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from assistant.evaluation.baseline import Change, Comparison, Movement
from assistant.evaluation.reports import charts, figures
from assistant.evaluation.reports.figures import configuration_title, visible, worst_first
from assistant.evaluation.reports.grouping import Groups, changes_of, disputed, group, unsteady
from assistant.evaluation.reports.query_parts import query_parts
from assistant.evaluation.result import CaseResult, Run, Verdict
from assistant.evaluation.score import Scores, Slice

MOVEMENTS: tuple[Movement, ...] = ("broken", "worse", "fixed", "better")
_SLICES = {"tag": "Tag", "language": "Language", "persona": "Persona", "kind": "Kind of answer",
           "turn": "Turn", "expected": "Expected outcome", "file": "File"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """The part of the page about one configuration."""

    id: str
    name: str
    title: str
    settings: Mapping[str, str]
    scores: Scores
    groups: Groups
    anchors: Mapping[str, str]
    """Of cases, by id."""
    changes: Mapping[str, Change]
    moved: Mapping[Movement, Sequence[Change]]
    before: Slice | None
    after: Slice | None
    unsteady: Mapping[str, tuple[Verdict, ...]]
    slices: Sequence[tuple[str, Sequence[tuple[str, Slice]]]]
    """Title of a way of slicing, and the slices of it, worst first."""


def html_report(
    run: Run,
    scores: Mapping[str, Scores],
    comparison: Comparison | None = None,
    failed: Sequence[str] = (),
) -> str:
    """The whole page. Texts of cases are shown as text, whatever is in them."""
    script = _asset("report.js")
    sections = [
        _section(run, place, name, found, comparison) for place, (name, found) in enumerate(scores.items())
    ]
    return _environment().get_template("report.html.j2").render(
        run=run,
        sections=sections,
        comparison=comparison,
        failed=failed,
        disputed=disputed(run) if len(sections) > 1 else (),
        style=Markup(_asset("report.css")),  # noqa: S704
        script=Markup(script),  # noqa: S704
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )  # fmt: skip


def _section(run: Run, place: int, name: str, scores: Scores, comparison: Comparison | None) -> Section:
    results = tuple(run.of_configuration(name))
    changes = changes_of(comparison, name)
    return Section(
        id=f"c{place}",
        name=name,
        title=configuration_title(name),
        settings=run.settings.get(name, {}),
        scores=scores,
        groups=group(results),
        anchors=_anchors(place, results),
        changes=changes,
        moved={kind: [item for item in changes.values() if item.movement == kind] for kind in MOVEMENTS},
        before=comparison.before.get(name) if comparison else None,
        after=comparison.after.get(name) if comparison else None,
        unsteady=unsteady(results),
        slices=[
            (title, worst_first(scores.slices[kind])) for kind, title in _SLICES.items() if scores.slices.get(kind)
        ],
    )  # fmt: skip


def _anchors(place: int, results: Iterable[CaseResult]) -> Mapping[str, str]:
    """Readable, so that a link to a case still leads there in tomorrow's report."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for id in dict.fromkeys(item.id for item in results):
        name = re.sub(r"[^\w-]+", "-", id) + (f".{place}" if place else "")
        while name in taken:
            name += "_"
        taken.add(name)
        found[id] = f"case-{name}"
    return found


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("assistant.evaluation", "reports"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_shown,
    )
    environment.globals |= {"figures": figures, "charts": charts, "query_parts": query_parts}
    environment.filters |= {"width": _width, "cell": figures.cell, "numeric": _numeric}
    return environment


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _width(share: float | None) -> str:
    return f"{(share or 0) * 100:.2f}%"


def _numeric(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _asset(name: str) -> str:
    return files("assistant.evaluation").joinpath("reports", name).read_text(encoding="utf-8")
