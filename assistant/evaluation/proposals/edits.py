"""The files that a proposal changes, and how."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.catalog.edit import Edit, add_synonym, add_value_alias, add_verified_query, apply_patch, edited
from assistant.catalog.edit.changes import added_to_section, folder_of
from assistant.catalog.edit.edit import documents_of
from assistant.catalog.edit.patch import checked_name, current_text
from assistant.catalog.load import load_catalog
from assistant.catalog.problems import Problem, Problems
from assistant.errors import QueryError, UsageError
from assistant.evaluation.case import Case, Choose
from assistant.evaluation.proposals.proposal import (
    CaseEntry,
    Change,
    Complaint,
    Patch,
    Synonym,
    ValueAlias,
    VerifiedEntry,
)
from assistant.evaluation.read_cases import SUFFIXES, read_case_file
from assistant.query import MetricQuery, iso

_HEADER = "# Questions that reviewers have made cases of.\n"


def catalog_edits(change: Change, catalog: Path) -> tuple[Edit, ...]:
    """Raises UsageError where the change cannot be made, and what loading the catalog raises."""
    match change:
        case Synonym():
            return (add_synonym(load_catalog(catalog), catalog, change.name, change.word),)
        case ValueAlias():
            loaded = load_catalog(catalog)
            return (add_value_alias(loaded, catalog, change.dimension, change.value, change.word),)
        case VerifiedEntry():
            return (_verified(change, catalog),)
        case Patch():
            return _patched(change, folder_of(catalog))
        case CaseEntry():
            raise UsageError("a case changes no catalog")


def _verified(change: VerifiedEntry, catalog: Path) -> Edit:
    try:
        MetricQuery.from_dict(change.query)
    except QueryError as error:
        raise UsageError(f"the query is not usable: {error}") from None
    loaded = load_catalog(catalog)
    return add_verified_query(loaded, catalog, change.question, change.query, change.by, change.on)


def _patched(change: Patch, folder: Path) -> tuple[Edit, ...]:
    edits = apply_patch(folder, change.diff) if change.diff or not change.files else ()
    names = {checked_name(folder, name): text for name, text in change.files.items()}
    edits += tuple(Edit(name, current_text(folder, name), text) for name, text in names.items())
    if len({edit.file for edit in edits}) < len(edits):
        raise UsageError("the proposal changes the same file twice")
    return tuple(edit for edit in edits if edit.before != edit.after)


# ── cases ─────────────────────────────────────────────────────────────────────────────────────────


def case_edit(change: CaseEntry, complaint: Complaint | None) -> Edit:
    """The case file with one more case. Raises UsageError."""
    if complaint is None:
        raise UsageError("a case is made of a question")
    if not change.expect and not change.unscored:
        raise UsageError(
            "a case needs an expectation: a status, a query or gold SQL; say that it is to stay unscored otherwise"
        )
    if change.file.suffix not in SUFFIXES:
        raise UsageError(f"{change.file} is no case file ({', '.join(SUFFIXES)})")
    entry = _entry(change, complaint)
    name, text = change.file.name, current_text(change.file.parent, change.file.name)
    if change.file.suffix == ".jsonl":
        line = json.dumps(entry, ensure_ascii=False) + "\n"
        start = text if not text or text.endswith("\n") else text + "\n"
        return Edit(name, text, (start or "") + line)
    if text is None:
        return replace(added_to_section(name, _HEADER, "cases", entry), before=None)
    documents = documents_of(text.removeprefix("\ufeff"), name)
    if documents and isinstance(documents[0], list):
        return edited(name, text, 0, (), entry)
    return added_to_section(name, text, "cases", entry)


def read_new_case(
    change: CaseEntry, edit: Edit, cases: Iterable[Case]
) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case as the changed file has it, and what is wrong with that file."""
    problems = Problems()
    with TemporaryDirectory() as folder:
        file = Path(folder) / edit.file
        file.write_text(edit.after or "", encoding="utf-8")
        found = list(read_case_file(file, problems))
    places = tuple(replace(item, file=str(change.file)) for item in problems)
    if any(item.severity == "error" for item in places) or not found:
        return None, places
    new = replace(found[-1], file=str(change.file))
    twins = [case for case in [*cases, *found[:-1]] if case.id == new.id]
    if twins:
        message = f'there is a case "{new.id}" already'
        places += (
            Problem("error", str(change.file), new.line, "duplicate_case", message, "give another id"),
        )
    return new, places


def _entry(change: CaseEntry, complaint: Complaint) -> dict[str, Any]:
    turns = [{"choose": step.number} if isinstance(step, Choose) else step for step in complaint.after]
    actor = complaint.actor
    entry: Mapping[str, Any] = {
        "id": change.id or _made_id(complaint),
        "question": complaint.question,
        "after": turns,
        "language": complaint.language,
        "actor": actor.name if actor else None,
        "attributes": dict(actor.attributes) if actor else None,
        "now": iso(complaint.now) if complaint.now else None,
        "expect": dict(change.expect) if change.expect else None,
        "note": change.note,
    }
    return {key: value for key, value in entry.items() if value}


def _made_id(complaint: Complaint) -> str:
    """The same for the same question, so that it does not become two cases."""
    told = repr((complaint.question, complaint.after, complaint.actor and complaint.actor.name))
    return f"reviewed-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
