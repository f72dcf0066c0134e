"""Which of the cases are run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from assistant.errors import UsageError, suggestion
from assistant.evaluation.case import Case
from assistant.evaluation.result import Run
from assistant.question import Language


@dataclass(frozen=True, slots=True)
class Selection:
    """Everything that is given must hold; nothing given means all cases."""

    tags: tuple[str, ...] = ()
    """Each of them."""
    without: tuple[str, ...] = ()
    """None of these tags."""
    language: Language | None = None
    ids: tuple[str, ...] = ()
    """Any of these patterns, such as `mql-*`."""
    failed_in: Run | None = None
    """Not right there."""


def select(cases: Sequence[Case], chosen: Selection) -> tuple[Case, ...]:
    """The chosen cases in their order. Raises UsageError where none is left, and for unknown tags."""
    known = {tag for case in cases for tag in case.tags}
    for tag in chosen.tags:
        if tag not in known:
            raise UsageError(f"no case has the tag '{tag}'.{suggestion(tag, sorted(known))}")
    failed = None
    if chosen.failed_in is not None:
        failed = {item.id for item in chosen.failed_in.results if item.verdict not in ("right", "unscored")}
    found = tuple(case for case in cases if _is_chosen(case, chosen, failed))
    if not found:
        raise UsageError("no case is left to run")
    return found


def _is_chosen(case: Case, chosen: Selection, failed: Iterable[str] | None) -> bool:
    return (
        set(chosen.tags) <= set(case.tags)
        and not set(chosen.without) & set(case.tags)
        and (chosen.language is None or language_of_case(case) == chosen.language)
        and (not chosen.ids or any(fnmatchcase(case.id, pattern) for pattern in chosen.ids))
        and (failed is None or case.id in failed)
    )


def language_of_case(case: Case) -> Language:
    """As the file says, else by the script of the question."""
    return case.language or (
        "zh" if any("\u3400" <= letter <= "\u9fff" for letter in case.question) else "en"
    )
