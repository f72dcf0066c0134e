"""Where the question sets are that a change of the catalog is compared by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.errors import UsageError
from assistant.evaluation.read_cases import is_case_file
from assistant.settings import Settings

FOLDERS = ("tests/questions", "questions")


def find_question_sets(settings: Settings) -> Path | None:
    """The folder of ASSISTANT_QUESTIONS, else the first beside the catalog or in the working folder that
    holds cases. Raises UsageError where the setting names nothing.
    """
    if settings.questions is not None:
        if not settings.questions.exists():
            raise UsageError(f"there is no {settings.questions}, which ASSISTANT_QUESTIONS names")
        return settings.questions
    return next(filter(_holds_cases, _places(settings)), None)


def reviewed_file(sets: Path) -> Path:
    """Where cases of reviewers go: beside the others."""
    folder = sets if sets.is_dir() else sets.parent
    return folder / "reviewed.yml"


def _places(settings: Settings) -> Iterator[Path]:
    # Beside the catalog first: sets that lie there are about it, whatever folder one happens to be in.
    for folder in (settings.catalog.parent, Path.cwd()):
        yield from (folder / name for name in FOLDERS)


def _holds_cases(folder: Path) -> bool:
    return folder.is_dir() and any(map(is_case_file, folder.rglob("*")))
