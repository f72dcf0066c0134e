"""What a run found, as plain data: it is written to a journal case by case and read back as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args

from assistant.errors import UsageError

FORMAT = 1
"""Of result files; one more whenever an older reader would misread them."""

Verdict = Literal[
    "right", "wrong", "incomplete", "clarified", "refused", "fault", "gold_defect", "unscored"
]  # fmt: skip
"""`wrong` is an answer that is not the expected one, or one where none should be; `incomplete` has the
right number without something that had to stand beside it; `clarified` and `refused` asked or declined
where something else was expected; a `gold_defect` is the case's own fault. The last two count in no score.
"""
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SCORED: tuple[Verdict, ...] = VERDICTS[:6]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that is not as expected. `code` is stable and listed in docs/evaluation.md."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of a result, for people to look at."""

    columns: tuple[str, ...]
    data: tuple[tuple[Any, ...], ...]
    more: int = 0
    """Rows that are not shown."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case went once, under one configuration of settings."""

    id: str
    question: str
    verdict: Verdict
    configuration: str = ""
    repeat: int = 1
    shortfalls: tuple[Shortfall, ...] = ()
    notes: tuple[str, ...] = ()
    """What was allowed but is worth knowing, such as extra columns."""
    before: tuple[str, ...] = ()
    """The turns that led up to the question."""
    language: str = ""
    actor: str = ""
    tags: tuple[str, ...] = ()
    turn: int = 1
    pair: str = ""
    file: str = ""
    line: int = 0
    note: str = ""
    expected_status: tuple[str, ...] = ()
    status: str = ""
    """Of the outcome; empty after a fault."""
    code: str = ""
    """Why it refused."""
    analysis: str = ""
    path: str = ""
    confidence: float = 0.0
    headline: str = ""
    text: str = ""
    reading: tuple[str, ...] = ()
    """`words → meaning` for each span that was read."""
    unread: tuple[str, ...] = ()
    query: Mapping[str, Any] | None = None
    expected_query: Mapping[str, Any] | None = None
    """The expected parts only."""
    slots: Mapping[str, bool] = field(default_factory=dict)
    """Which of the expected parts were met."""
    sql: str = ""
    gold_sql: str = ""
    rows: Table | None = None
    gold_rows: Table | None = None
    found: tuple[str, ...] = ()
    """Metrics that a search for the question proposes, best first."""
    expected_metrics: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    model: str = ""
    tokens: int = 0
    cost: float = 0.0
    meaning: str = ""
    """A hash of the query's parts: equal where two questions led to the same query."""

    @property
    def key(self) -> tuple[str, str, int]:
        return self.id, self.configuration, self.repeat

    @property
    def scored(self) -> bool:
        return self.verdict in SCORED

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> CaseResult:
        """Raises KeyError or TypeError for what is no result of this format."""
        known = {item.name for item in fields(cls)}
        values = {key: _tupled(value) for key, value in document.items() if key in known}
        values["shortfalls"] = tuple(Shortfall(**item) for item in document.get("shortfalls", ()))
        for name in ("rows", "gold_rows"):
            table = document.get(name)
            values[name] = Table(**{key: _tupled(item) for key, item in table.items()}) if table else None
        if values["verdict"] not in VERDICTS:
            raise KeyError(values["verdict"])
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Versions:
    """Hashes of everything that a result depends on; two runs with the same ones are of the same product."""

    cases: str
    data: str
    catalog: str
    prompts: str
    model: str
    code: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run of question sets. `complete` only when every chosen case has been run."""

    id: str
    started: str
    """ISO, the clock's."""
    seconds: float
    complete: bool
    versions: Versions
    results: tuple[CaseResult, ...]
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Configuration to the settings that it changes."""
    problems: tuple[str, ...] = ()
    """Of the case files, with file and line."""
    stopped: str = ""
    """Why a run that is not complete ended."""
    now: str = ""
    """What relative dates referred to, where a case says nothing else."""
    catalog_name: str = ""

    def to_dict(self) -> dict[str, Any]:
        document = asdict(self)
        document["results"] = [item.to_dict() for item in self.results]
        return {"format": FORMAT, **document}

    @classmethod
    def from_dict(cls, document: Any) -> Run:
        """Raises UsageError for what is no result file of this format."""
        if not isinstance(document, Mapping) or document.get("format") != FORMAT:
            raise UsageError(f"this is not a result of `assistant eval` of format {FORMAT}")
        try:
            values = {item.name: document[item.name] for item in fields(cls)}
            values["versions"] = Versions(**document["versions"])
            values["results"] = tuple(CaseResult.from_dict(item) for item in document["results"])
            values["problems"] = tuple(document["problems"])
            return cls(**values)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise UsageError("this result of `assistant eval` is damaged") from None

    def of_configuration(self, name: str) -> Iterator[CaseResult]:
        return (item for item in self.results if item.configuration == name)

    @property
    def configurations(self) -> Sequence[str]:
        return tuple(dict.fromkeys(item.configuration for item in self.results))


def _tupled(value: Any) -> Any:
    return tuple(_tupled(item) for item in value) if isinstance(value, list) else value
