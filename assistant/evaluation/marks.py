"""Cases that a reviewer has marked as wrong themselves, until their expectation changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from assistant.errors import StateError
from assistant.evaluation.case import Case
from assistant.evaluation.versions import hash_of_cases

FILE = "gold_defects.json"


@dataclass(frozen=True, slots=True)
class Mark:
    case: str
    reason: str
    by: str
    on: str
    of: str
    """Hash of the case when it was marked."""


def read_marks(folder: Path) -> Mapping[str, Mark]:
    """By case id; empty where nothing was marked. Raises StateError for a damaged file."""
    try:
        document = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {item["case"]: Mark(**item) for item in document}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError):
        raise StateError(f"{folder / FILE} is damaged; delete it to begin anew") from None


def write_mark(folder: Path, case: Case, reason: str, by: str, now: datetime) -> None:
    """Mark a case; an empty reason takes the mark away."""
    marks = dict(read_marks(folder))
    marks.pop(case.id, None)
    if reason:
        marks[case.id] = Mark(case.id, reason, by, f"{now:%Y-%m-%d}", hash_of_cases((case,)))
    text = json.dumps([asdict(item) for item in marks.values()], ensure_ascii=False, indent=1)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f"{FILE}.new"
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(folder / FILE)
    except OSError:
        raise StateError(f"{folder / FILE} cannot be written; check its permissions") from None


def defect_of(case: Case, marks: Mapping[str, Mark]) -> str:
    """Why the case is marked, if it still says what it said then."""
    mark = marks.get(case.id)
    if mark is None or mark.of != hash_of_cases((case,)):
        return ""
    return f"{mark.reason} (marked by {mark.by} on {mark.on})"
