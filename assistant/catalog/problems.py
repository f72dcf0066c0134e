"""What is wrong with a catalog: one `Problem` each, all of them collected in one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.errors import CatalogError

Severity = Literal["error", "warning"]


class Located(Protocol):
    """Anything with a place: `file` relative to the catalog's folder, `line` from 1."""

    @property
    def file(self) -> str: ...

    @property
    def line(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Problem:
    severity: Severity
    file: str
    line: int
    """From 1; 0 where the problem is the whole file."""
    code: str
    """Stable, such as `unknown_metric`."""
    message: str
    """What is wrong, one sentence."""
    fix: str = ""
    """What would be right; empty where the message says it."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        text = f"{place}: {self.severity}: {self.message}"
        return f"{text} ({self.fix})" if self.fix else text


def error_at(place: Located, code: str, message: str, fix: str = "") -> Problem:
    return Problem("error", place.file, place.line, code, message, fix)


def warning_at(place: Located, code: str, message: str, fix: str = "") -> Problem:
    return Problem("warning", place.file, place.line, code, message, fix)


class Problems:
    """Collects problems; the same one at the same place counts once."""

    def __init__(self) -> None:
        self._items: dict[Problem, None] = {}

    def add(self, problem: Problem) -> None:
        self._items[problem] = None

    def extend(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.add(problem)

    def error(self, place: Located, code: str, message: str, fix: str = "") -> None:
        self.add(error_at(place, code, message, fix))

    def warning(self, place: Located, code: str, message: str, fix: str = "") -> None:
        self.add(warning_at(place, code, message, fix))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.sorted())

    def sorted(self) -> tuple[Problem, ...]:
        """Errors first, then by file and line."""
        return tuple(sorted(self._items, key=lambda p: (p.severity != "error", p.file, p.line)))

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(item for item in self.sorted() if item.severity == "error")

    def raise_errors(self) -> None:
        """Raises CatalogError with every error, if there is one."""
        errors = self.errors
        if not errors:
            return
        count = f"{len(errors)} error{'s' if len(errors) > 1 else ''}"
        raise CatalogError(f"The catalog has {count}; the first: {errors[0]}", errors)
