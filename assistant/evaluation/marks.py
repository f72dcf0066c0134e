"""Cases that a reviewer has marked as wrong themselves, until their expectation changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import StateError
from assistant.evaluation.case import Case
from assistant.evaluation.versions import hash_of_cases

FILE = "gold_defects.json"
LOCK_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Mark:
    case: str
    reason: str
    by: str
    on: str
    of: str
    """Hash of the case when it was marked."""
    taken_by: str = ""
    """Who took the mark away again; empty while it stands."""
    taken_on: str = ""


def read_marks(folder: Path) -> Mapping[str, Mark]:
    """By case id, with those that were taken away; empty where nothing was marked.

    Raises StateError for a damaged file.
    """
    try:
        document = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {item["case"]: Mark(**item) for item in document}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError):
        raise StateError(f"{folder / FILE} is damaged; delete it to begin anew") from None


def write_mark(folder: Path, case: Case, reason: str, by: str, now: datetime) -> None:
    """Mark a case as it stands; an empty reason takes the mark away. Raises StateError."""
    if reason:
        _keep(folder, Mark(case.id, reason, by, f"{now:%Y-%m-%d}", hash_of_cases((case,))))
    else:
        take_mark(folder, case.id, by, now)


def take_mark(folder: Path, case: str, by: str, now: datetime) -> None:
    """Take the mark of a case away, whether or not its file is still there. Raises StateError."""
    mark = read_marks(folder).get(case)
    if mark is not None and not mark.taken_by:
        _keep(folder, replace(mark, taken_by=by, taken_on=f"{now:%Y-%m-%d}"))


def is_of(mark: Mark | None, case: Case) -> bool:
    """Whether the mark stands and the case still says what it said then."""
    return mark is not None and not mark.taken_by and mark.of == hash_of_cases((case,))


def defect_of(case: Case, marks: Mapping[str, Mark]) -> str:
    """Why the case is marked, if it still says what it said then."""
    mark = marks.get(case.id)
    if mark is None or not is_of(mark, case):
        return ""
    return f"{mark.reason} (marked by {mark.by} on {mark.on})"


def _keep(folder: Path, mark: Mark) -> None:
    with _locked(folder):
        marks = dict(read_marks(folder)) | {mark.case: mark}
        text = json.dumps([asdict(item) for item in marks.values()], ensure_ascii=False, indent=1)
        beside = folder / f"{FILE}.new"
        # A lone surrogate of an id becomes its escape, which is what JSON calls it too.
        beside.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
        beside.replace(folder / FILE)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Two reviewers at once must not lose each other's marks."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{FILE}.lock", timeout=LOCK_SECONDS):
            yield
    except (OSError, Timeout):
        raise StateError(f"{folder / FILE} cannot be written; check its permissions") from None
