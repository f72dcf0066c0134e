"""A catalog on its way in: what the readers found, before the rules are applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from assistant.catalog.calendar import Calendar
from assistant.catalog.dbt_project import DbtProject, ModelConfig
from assistant.catalog.entry import Entry
from assistant.catalog.labels import Labels
from assistant.catalog.model import (
    Ambiguity,
    Catalog,
    Metric,
    Origin,
    Relation,
    SavedQuery,
    SemanticModel,
    Simple,
    TimeSpine,
)
from assistant.catalog.playbooks import (
    AlertRule,
    Benchmark,
    DiagnosisRow,
    Experiment,
    Funnel,
    Playbooks,
    Segment,
    TreeNode,
    VerifiedQuery,
)
from assistant.catalog.policies import Policy
from assistant.catalog.problems import Problems


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregation of the legacy spec; metrics are made of it."""

    name: str
    simple: Simple
    labels: Labels
    description: str
    create_metric: bool
    origin: Origin


@dataclass(slots=True)
class Draft:
    """Mutable while files are read; `catalog()` freezes it."""

    problems: Problems
    name: str = ""
    folder: Path = Path()
    default_schema: str | None = None
    relations: dict[str, Relation] = field(default_factory=dict)
    """From catalog.yml: a model's or table's name to where it is."""
    project: DbtProject | None = None
    """Of dbt: SQL files beside its YAML are dbt's, and built by it."""
    sql_files: Mapping[str, str] = field(default_factory=dict)
    """Path without suffix to the text of a `.sql` file."""
    configs: dict[str, ModelConfig] = field(default_factory=dict)
    """By name of a model of dbt: what its YAML says of schema and alias."""
    governed: dict[str, bool] = field(default_factory=dict)
    """By name: models that say themselves whether the SQL beside them is governed."""
    models: dict[str, SemanticModel] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)
    time_spines: dict[str, TimeSpine] = field(default_factory=dict)
    ambiguities: list[Ambiguity] = field(default_factory=list)
    saved_queries: dict[str, SavedQuery] = field(default_factory=dict)
    segments: dict[str, Segment] = field(default_factory=dict)
    funnels: dict[str, Funnel] = field(default_factory=dict)
    diagnosis: list[DiagnosisRow] = field(default_factory=list)
    experiments: dict[str, Experiment] = field(default_factory=dict)
    tree: dict[str, TreeNode] = field(default_factory=dict)
    alerts: dict[str, AlertRule] = field(default_factory=dict)
    benchmarks: dict[str, list[Benchmark]] = field(default_factory=dict)
    """By metric."""
    verified_queries: list[VerifiedQuery] = field(default_factory=list)
    calendar: Calendar = Calendar()
    calendar_origin: Origin | None = None
    policy: Policy | None = None
    declared: dict[str, tuple[str, Origin]] = field(default_factory=dict)
    """`metric revenue` to the name as written and its place, also of what could not be read."""
    places: dict[str, Origin] = field(default_factory=dict)
    """`metric revenue companions` to the place of that key."""

    def declare(self, kind: str, written: str, entry: Entry) -> bool:
        """Register a name; False, and an error, where it is taken."""
        key = f"{kind} {written.lower()}"
        if key in self.declared:
            other, origin = self.declared[key]
            case = "" if other == written else f' and "{other}" differ only by case;'
            message = f'{kind} "{written}"{case or " is declared twice;"} the other stands at {origin}'
            self.problems.error(
                entry.at("name"), f"duplicate_{kind.replace(' ', '_')}", message, "rename one"
            )
            return False
        self.declared[key] = (written, entry.at("name"))
        return True

    def is_declared(self, kind: str, name: str) -> bool:
        return f"{kind} {name}" in self.declared

    def mark(self, kind: str, name: str, *entries: Entry) -> None:
        """Remember where the keys of an object stand, for the rules."""
        for entry in entries:
            for key, line in entry.node.key_lines.items():
                self.places.setdefault(f"{kind} {name} {key}", Origin(entry.node.file, line))

    def place(self, kind: str, item: Any, *keys: str) -> Origin:
        """Where the first of `keys` stands in an object, else the object."""
        for key in keys:
            found = self.places.get(f"{kind} {item.name} {key}")
            if found:
                return found
        return item.origin  # type: ignore[no-any-return]

    def relation_of(self, name: str) -> Relation:
        """Where the rows of the model or table `name` are: catalog.yml, else as dbt builds them."""
        if name.lower() in self.relations:
            return self.relations[name.lower()]
        config = self.configs.get(name.lower(), ModelConfig())
        if self.project is None:
            return Relation(config.alias or name, config.schema or self.default_schema)
        path = next((p for p in self.sql_files if PurePosixPath(p).name.lower() == name.lower()), None)
        if path is None and config.schema is None:  # a seed, a snapshot, a Python model: found by its name
            return Relation(config.alias or name, self.default_schema)
        if path is not None:
            config = self.project.config_of(self._in_project(path), self.sql_files[path], config)
        target = self.default_schema or self.project.target_schema
        return Relation(config.alias or name, self.project.schema_of(config, target))

    def _in_project(self, path: str) -> str:
        """A path of the catalog as one of the project, whose models the catalog may be."""
        assert self.project is not None
        inside = self.folder.resolve().relative_to(self.project.folder.resolve())
        return (PurePosixPath(inside.as_posix()) / path).as_posix()

    def catalog(self, version: str) -> Catalog:
        return Catalog(
            name=self.name,
            version=version,
            models=dict(self.models),
            metrics=dict(self.metrics),
            default_schema=self.default_schema,
            time_spines=dict(self.time_spines),
            ambiguities=tuple(self.ambiguities),
            saved_queries=dict(self.saved_queries),
            calendar=self.calendar,
            policy=self.policy,
            playbooks=Playbooks(
                dict(self.segments),
                dict(self.funnels),
                tuple(self.diagnosis),
                dict(self.experiments),
                dict(self.tree),
                dict(self.alerts),
            ),
            benchmarks=tuple(item for items in self.benchmarks.values() for item in items),
            verified_queries=tuple(self.verified_queries),
        )
