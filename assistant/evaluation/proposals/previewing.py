"""What a proposal would do: to the catalog's checks, to the question sets, and to the question itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.catalog.edit import Edit
from assistant.catalog.edit.changes import folder_of
from assistant.catalog.problems import Problem, Problems
from assistant.catalog.sources import read_sources
from assistant.checking import check_everything
from assistant.errors import UsageError
from assistant.evaluation.baseline import Change as Movement
from assistant.evaluation.baseline import Comparison, compare
from assistant.evaluation.case import Case
from assistant.evaluation.proposals.catalog_copy import changed_catalog
from assistant.evaluation.proposals.edits import case_edit, catalog_edits, read_new_case
from assistant.evaluation.proposals.kept import run_before
from assistant.evaluation.proposals.proposal import COMPLAINT_ID, CaseEntry, Proposal
from assistant.evaluation.result import CaseResult, Run
from assistant.evaluation.run import Options, Progress, run_cases
from assistant.settings import load_settings

Watch = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Preview:
    """What was found on a copy. `accept` takes exactly this over."""

    proposal: Proposal
    folder: Path
    """What the files of the edits are relative to."""
    edits: tuple[Edit, ...]
    version: str
    """Of the catalog that this was found with."""
    problems: tuple[Problem, ...] = ()
    """Errors of the changed files: such a proposal is refused."""
    warnings: tuple[Problem, ...] = ()
    """Those that the change brings."""
    comparison: Comparison | None = None
    """None where no case was run."""
    cases: int = 0
    """Scored ones that were run."""
    before: CaseResult | None = None
    """How the question itself goes now; for a new case, how it is judged."""
    after: CaseResult | None = None
    stopped: str = ""
    """Why not every case was run."""
    was_broken: bool = False
    """The catalog as it is cannot be loaded: there is nothing to compare with."""

    @property
    def diff(self) -> str:
        return "".join(edit.diff for edit in self.edits)

    @property
    def fixed(self) -> tuple[Movement, ...]:
        return self._moved("fixed")

    @property
    def broken(self) -> tuple[Movement, ...]:
        """Right before, and no longer."""
        return self._moved("broken")

    @property
    def better(self) -> tuple[Movement, ...]:
        return self._moved("better")

    @property
    def worse(self) -> tuple[Movement, ...]:
        """Not right before, and now further from it: a refusal that became a wrong answer, say."""
        return self._moved("worse")

    @property
    def breaks(self) -> bool:
        return bool(self.broken or self.worse)

    def _moved(self, movement: Any) -> tuple[Movement, ...]:
        return self.comparison.of(movement) if self.comparison is not None else ()


def preview(
    proposal: Proposal,
    cases: Sequence[Case] = (),
    settings: Mapping[str, Any] | None = None,
    parallel: int = 0,
    watch: Watch = lambda _: None,
) -> Preview:
    """What the proposal would do; nothing is written but results of runs below `home`.

    `settings` are those of `run_cases`. Raises UsageError where the change cannot be made, and what
    `run_cases` raises.
    """
    given = dict(settings or {})
    catalog = load_settings(given).catalog
    version = read_sources(catalog, Problems()).version
    if isinstance(proposal.change, CaseEntry):
        return _of_case(proposal, proposal.change, cases, given, version)
    if any(case.id == COMPLAINT_ID for case in cases):
        raise UsageError(f'no case may have the id "{COMPLAINT_ID}"')
    edits = catalog_edits(proposal.change, catalog)
    if not edits:
        raise UsageError("the proposal changes nothing")
    found = Preview(proposal, folder_of(catalog), edits, version)
    return _of_catalog(found, catalog, cases, Options(parallel, settings=given), watch)


def _of_catalog(
    found: Preview, catalog: Path, cases: Sequence[Case], current: Options, watch: Watch
) -> Preview:
    with changed_catalog(catalog, found.edits) as (copy, index):
        problems = check_everything(**{**current.settings, "catalog": copy})
        errors = tuple(item for item in problems if item.severity == "error")
        if errors:
            return replace(found, problems=errors)
        old = check_everything(bind=False, **current.settings)
        found = replace(found, warnings=_new(problems, old))
        if any(item.severity == "error" for item in old):
            return replace(found, was_broken=True)
        changed = {**current.settings, "catalog": copy, "index": index}
        return _compared(found, cases, current, replace(current, fresh=True, settings=changed), watch)


def _new(problems: Sequence[Problem], before: Sequence[Problem]) -> tuple[Problem, ...]:
    """Lines move with an edit: the same words in the same file are the same problem."""
    known = {(item.file, item.code, item.message) for item in before}
    return tuple(item for item in problems if (item.file, item.code, item.message) not in known)


def _compared(
    found: Preview, cases: Sequence[Case], current: Options, changed: Options, watch: Watch
) -> Preview:
    complaint = found.proposal.complaint
    asked = (complaint.case(),) if complaint is not None else ()
    if not cases and not asked:
        return found
    old = run_before(cases, current, watch) if cases else None
    if old is not None and not old.complete:
        return replace(found, stopped=old.stopped)
    asked_before = run_cases(asked, current, datetime.now()) if asked else None
    new = run_cases((*cases, *asked), changed, datetime.now(), progress=watch)
    return replace(
        found,
        comparison=compare(new, old) if old is not None else None,
        cases=sum(item.scored for item in old.results) if old is not None else 0,
        before=_of_complaint(asked_before),
        after=_of_complaint(new),
        stopped=new.stopped,
    )


def _of_complaint(run: Run | None) -> CaseResult | None:
    results = run.results if run is not None else ()
    return next((item for item in results if item.id == COMPLAINT_ID), None)


def _of_case(
    proposal: Proposal, change: CaseEntry, cases: Sequence[Case], given: dict[str, Any], version: str
) -> Preview:
    """A case changes nothing but a case file: what there is to see is how it is judged today."""
    edit = case_edit(change, proposal.complaint)
    found = Preview(proposal, change.file.parent, (edit,), version)
    case, problems = read_new_case(change, edit, cases)
    errors = tuple(item for item in problems if item.severity == "error")
    if case is None or errors:
        return replace(found, problems=errors)
    run = run_cases((case,), Options(settings=given), datetime.now())
    return replace(found, before=next(iter(run.results), None), stopped=run.stopped)
