"""Everything that can go wrong, as one small family.

    AssistantError
    ├── UsageError            wrong arguments, unreadable file                     exit 2
    │   └── QueryError        a query that names something unknown or impossible   exit 2
    ├── NotSupported          understood, but not computed (a planned metric, say) exit 4
    ├── GuardRefusal          SQL outside the allow-list                           exit 4
    ├── NotAllowed            the access policy does not let the actor do it       exit 4
    └── Fault                                                                      exit 1
        ├── CatalogError      the catalog cannot be used; carries every problem
        ├── WarehouseError    missing, locked, foreign or lacking something
        ├── EngineError       the query ran into a limit or failed
        ├── ModelError        a language model did not give what it was asked for
        └── StateError        a folder or store cannot be written

The message of an error is shown to people as it is: one sentence, what is wrong and what to do,
without file contents, cell values or internals.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class AssistantError(Exception):
    """Base of the family. `exit_code` is what the command line leaves with."""

    exit_code = 1


class UsageError(AssistantError):
    exit_code = 2


class QueryError(UsageError):
    """A query that cannot be resolved. `code` is stable, `choices` what could have been meant."""

    def __init__(self, message: str, code: str = "bad_query", choices: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.choices = tuple(choices)


class NotSupported(AssistantError):
    """Understood and catalogued, but this version cannot compute it. `feature` names what is missing."""

    exit_code = 4

    def __init__(self, message: str, feature: str) -> None:
        super().__init__(message)
        self.feature = feature


class GuardRefusal(AssistantError):
    """The SQL is not allowed. `reason` is a stable code, the message says what was found."""

    exit_code = 4

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class NotAllowed(AssistantError):
    exit_code = 4


class Fault(AssistantError):
    exit_code = 1


class CatalogError(Fault):
    """The catalog has errors. `problems` are `assistant.catalog.problems.Problem` objects."""

    def __init__(self, message: str, problems: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class WarehouseError(Fault):
    pass


class EngineError(Fault):
    """The engine gave up. `code` is one of timeout, memory, failed."""

    def __init__(self, message: str, code: str = "failed") -> None:
        super().__init__(message)
        self.code = code


class ModelError(Fault):
    """A language model gave nothing that can be used. `code` is one of unavailable, timeout, denied,
    rate_limited, rejected, truncated, refused, garbage, resting; the tokens were spent all the same.
    """

    def __init__(self, message: str, code: str, input_tokens: int = 0, output_tokens: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.input_tokens, self.output_tokens = input_tokens, output_tokens


class StateError(Fault):
    pass


def did_you_mean(name: str, choices: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The names nearest to `name`, best first; empty when nothing is near."""
    lowered = {choice.lower(): choice for choice in choices}
    near = difflib.get_close_matches(name.lower(), list(lowered), n=most, cutoff=0.6)
    return tuple(lowered[item] for item in near)


def suggestion(name: str, choices: Iterable[str]) -> str:
    """A sentence part: ' Did you mean a or b?', or the empty string."""
    near = did_you_mean(name, choices)
    return f" Did you mean {' or '.join(near)}?" if near else ""


def listed(names: Iterable[str], most: int = 10) -> str:
    """The first names, and how many more there are."""
    known = list(dict.fromkeys(names))
    more = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + more


def choices_text(name: str, choices: Iterable[str]) -> str:
    """A sentence part: the nearest names or, where none is near, the first of those that there are."""
    known = list(dict.fromkeys(choices))
    near = suggestion(name, known)
    if near or not known:
        return near
    return f" There {'are' if len(known) > 1 else 'is'} {listed(known)}."
