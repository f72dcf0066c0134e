"""Puts the product together. The only place that names concrete classes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from itertools import zip_longest
from typing import Any

from assistant import ask as pipeline
from assistant.answer import Outcome, QueryResult
from assistant.catalog.calendar import DataEnd
from assistant.catalog.load import bound, load_catalog, load_catalog_cached, policy_of
from assistant.catalog.masking import without_key
from assistant.catalog.model import Catalog, Entity, SemanticModel
from assistant.catalog.placing import placed
from assistant.catalog.problems import Problem
from assistant.compiler.governed_check import check_governed
from assistant.compiler.guard import Guard
from assistant.compiler.lookups import latest
from assistant.compiler.value_lookup import values_present
from assistant.engines.engine import Engine
from assistant.errors import UsageError, WarehouseError
from assistant.governance.govern import govern_rows
from assistant.governance.grants import grant_for
from assistant.governance.value_scope import ValueScope
from assistant.governance.visible import approved, visible
from assistant.plan import Binding, Source
from assistant.policy import Grant, Role
from assistant.query import MetricQuery, Scalar
from assistant.question import Actor, Language
from assistant.resolve import is_computable
from assistant.retrieval.metric_index import MetricHit, MetricIndex, open_metric_index
from assistant.retrieval.value_index import ValueIndex, open_value_index
from assistant.settings import Settings, find_warehouse, load_settings, read_moment, with_warehouse
from assistant.state.conversations import Conversations
from assistant.state.secret import kept_secret
from assistant.statement import Statement
from assistant.understanding.normalize import language_of, simplified
from assistant.understanding.read import Reader
from assistant.warehouse_values import WarehouseValues

MOST_DESKS = 64
"""Sets of roles and attributes that are kept ready."""


class Assistant:
    """The product as one object. Safe to use from several threads; close it when done."""

    def __init__(self, settings: Settings, server: bool = False, keep: bool = False) -> None:
        warehouse = find_warehouse(settings)
        self.settings = with_warehouse(settings, warehouse)
        loaded = load_catalog_cached(settings.catalog, settings.home / "cache")
        self._policy = policy_of(loaded, settings.catalog)
        self._engine = _engine(self.settings, server)
        self.catalog = approved(bound(loaded, self._engine.column_types(), settings.home / "cache"))
        """Everything that is approved: for the trusted caller. `catalog_for` is an actor's part of it."""
        self._conversations = _conversations(settings) if keep else Conversations()
        self._desks: OrderedDict[Hashable, pipeline.Desk] = OrderedDict()
        self._lock = threading.RLock()

    # ── asking ──────────────────────────────────────────────────────────────────────────────────

    def ask(
        self,
        question: str,
        actor: str | Actor | None = None,
        conversation: str | None = None,
        now: str | datetime | None = None,
        language: Language | None = None,
    ) -> Outcome:
        """Answer, clarify or refuse. `now` is a date, a moment or None for the data's own end.

        Raises `assistant.errors.Fault` when the warehouse fails, never for what a question says.
        """
        who = self._actor(actor)
        return pipeline.ask(self._desk(who), question, who, conversation, _moment(now), language)

    def choose(
        self,
        query: MetricQuery,
        label: str,
        conversation: str,
        actor: str | Actor | None = None,
        language: Language | None = None,
        now: str | datetime | None = None,
    ) -> Outcome:
        """Answer the query of a clarification's option, as the next turn of the conversation."""
        who = self._actor(actor)
        return pipeline.choose(self._desk(who), query, label, who, conversation, language, _moment(now))

    def query(
        self,
        query: MetricQuery | Mapping[str, Any],
        actor: str | Actor | None = None,
        now: str | datetime | None = None,
    ) -> QueryResult:
        """Run a typed query. Raises QueryError, NotSupported or a Fault."""
        asked = query if isinstance(query, MetricQuery) else MetricQuery.from_dict(query)
        who = self._actor(actor)
        return pipeline.run_query(self._desk(who), asked, who, _moment(now))

    def compile(
        self,
        query: MetricQuery | Mapping[str, Any],
        actor: str | Actor | None = None,
        now: str | datetime | None = None,
        dialect: str | None = None,
    ) -> Statement:
        """The guarded statement of a typed query, not run. Raises QueryError or NotSupported."""
        asked = query if isinstance(query, MetricQuery) else MetricQuery.from_dict(query)
        desk = self._desk(self._actor(actor))
        made = pipeline.compile_governed(desk, asked, _moment(now), dialect)
        return replace(made, sql=without_key(made.sql, desk.mask_key))

    def catalog_for(self, actor: str | Actor | None = None) -> Catalog:
        """What the actor may ask for; without a policy, everything approved."""
        return self._desk(self._actor(actor)).catalog

    def grant(self, actor: str | Actor | None = None) -> Grant:
        """The roles of an actor; in open mode there are none."""
        return grant_for(self._policy, self._actor(actor))

    def search(self, text: str, limit: int = 5, actor: str | Actor | None = None) -> tuple[MetricHit, ...]:
        """Metrics and dimensions by meaning, best first."""
        return self._metrics_in(self.catalog_for(actor)).search(text, limit)

    def examples(self, language: Language, most: int, actor: str | Actor | None = None) -> tuple[str, ...]:
        """Questions to start with: one per owner in turn, from the metrics' own examples."""
        catalog = self.catalog_for(actor)
        by_owner: dict[str | None, list[str]] = {}
        for metric in catalog.metrics.values():
            if not metric.hidden and is_computable(catalog, metric.name):
                fitting = [text for text in metric.ai.examples if language_of(text) == language]
                by_owner.setdefault(metric.card.owner, []).extend(fitting)
        turns = zip_longest(*by_owner.values())
        return tuple(dict.fromkeys(text for turn in turns for text in turn if text))[:most]

    # ── upkeep ──────────────────────────────────────────────────────────────────────────────────

    @property
    def now(self) -> datetime:
        """What relative dates refer to, where a question says nothing else."""
        return self.settings.now or self._as_of or datetime.now().replace(microsecond=0)

    @property
    def as_of(self) -> datetime | None:
        """Where the data ends, as far as the catalog says."""
        return self._as_of

    def build_indexes(self) -> float:
        """Build what is not built yet. Returns seconds."""
        started = time.perf_counter()
        self._metric_index.search("warm up", 1)
        _ = self._value_index
        return time.perf_counter() - started

    def is_outdated(self) -> bool:
        """Whether a newer warehouse has been published since this one was opened."""
        try:
            return find_warehouse(load_settings({"warehouse": None})) != self.settings.warehouse
        except (WarehouseError, UsageError):
            return False

    def close(self) -> None:
        self._engine.close()

    @property
    def reader(self) -> Reader:
        """The question reader over this catalog and warehouse, as the default user has it."""
        return self._desk(self._actor(None)).reader

    # ── parts, made when first needed ───────────────────────────────────────────────────────────

    def _desk(self, actor: Actor) -> pipeline.Desk:
        """The desk of everybody who sees what the actor sees."""
        grant = grant_for(self._policy, actor)
        with self._lock:
            found = self._desks.get(grant.key)
            if found is None:
                found = self._desks[grant.key] = self._new_desk(grant)
                while len(self._desks) > MOST_DESKS:
                    self._desks.popitem(last=False)
            self._desks.move_to_end(grant.key)
        # Errors name the actor who asks, not the one the desk was made for.
        return found if found.grant.actor == grant.actor else replace(found, grant=grant)

    def _new_desk(self, grant: Grant) -> pipeline.Desk:
        catalog = visible(self.catalog, grant, self._mask_key)
        values = None if grant.open_mode else ValueScope(catalog, grant, self._find_values)
        index = self._value_index if values is None else self._value_index.only(values.seen)
        return pipeline.Desk(
            catalog=catalog,
            reader=Reader(catalog, self._metrics_in(catalog), index),
            engine=self._engine,
            conversations=self._conversations,
            value_label=self._values.label,
            now=lambda: self.now,
            grant=grant,
            values=values,
            mask_key=self._mask_key or None,
        )

    def _metrics_in(self, catalog: Catalog) -> MetricIndex:
        if catalog is self.catalog:
            return self._metric_index
        names = {metric.name for metric in catalog.metrics.values() if not metric.hidden}
        names |= {f"{m.name}.{name}" for m in catalog.models.values() for name in m.dimensions}
        return self._metric_index.only(names)

    def _find_values(
        self,
        grant: Grant,
        source: Source,
        roles: tuple[Role, ...],
        binding: Binding,
        values: Sequence[Scalar],
    ) -> set[Scalar]:
        governed = govern_rows(self.catalog, roles, grant, self.now)
        return set(self._engine.run(values_present(governed, source, binding, values)).column("value"))

    @cached_property
    def _mask_key(self) -> str:
        """Empty where no role masks anything."""
        if self._policy is None or not any(role.mask_pii for role in self._policy.roles.values()):
            return ""
        return self.settings.mask_key or kept_secret(self.settings.home / "mask.key")

    @cached_property
    def _values(self) -> WarehouseValues:
        return WarehouseValues(self.catalog, self._engine)

    @cached_property
    def _metric_index(self) -> MetricIndex:
        return open_metric_index(self.settings.index, self.catalog)

    @cached_property
    def _value_index(self) -> ValueIndex:
        fingerprint = f"{self.catalog.version}-{self._engine.data_version()}"
        file = self.settings.index / f"values-{fingerprint}.sqlite"
        if not file.exists():
            from assistant.retrieval.value_build import build_value_index

            build_value_index(file, self._values.entries(self.now), fingerprint, simplified)
        return open_value_index(file)

    @cached_property
    def _as_of(self) -> datetime | None:
        end = self.catalog.calendar.as_of
        if not isinstance(end, DataEnd):
            return end
        model = self.catalog.models[end.model]
        rows = self._engine.run(latest(model, model.dimensions[end.time]))
        return read_moment(rows.data[0][0]) if rows.data and rows.data[0][0] else None

    def _actor(self, actor: str | Actor | None) -> Actor:
        return actor if isinstance(actor, Actor) else Actor(actor or self.settings.user)


def open_assistant(server: bool = False, keep: bool = False, **overrides: Any) -> Assistant:
    """Open catalog and warehouse. Keywords are fields of `Settings`.

    A `server` runs its statements in a process of their own, which can be killed. With `keep`
    conversations are files below `home`, where the next process finds them; else they end with this one.
    Raises UsageError, CatalogError (with every problem), WarehouseError or StateError.
    """
    return Assistant(load_settings(overrides), server, keep)


def open_guard(**overrides: Any) -> Guard:
    """The guard over the catalog's models; needs no warehouse."""
    return Guard(load_catalog(load_settings(overrides).catalog))


def check_everything(bind: bool = True, **overrides: Any) -> tuple[Problem, ...]:
    """Every problem of the catalog and, where a warehouse can be opened, of its binding to it."""
    from assistant.catalog.binding import check_keys
    from assistant.catalog.check import check_binding, check_catalog

    settings = load_settings(overrides)
    problems = check_catalog(settings.catalog)
    if not any(problem.severity == "error" for problem in problems):
        problems = (*problems, *check_governed(load_catalog(settings.catalog)))
    if not bind or any(problem.severity == "error" for problem in problems):
        return problems
    try:
        warehouse = find_warehouse(settings)
    except WarehouseError:
        if "warehouse" in overrides or settings.warehouse.suffix != ".json":
            raise
        return problems
    engine = _engine(with_warehouse(settings, warehouse))
    try:
        loaded, types = load_catalog(settings.catalog), engine.column_types()
        missing = check_binding(loaded, types)
        catalog = placed(loaded, types)
        if any(problem.severity == "error" for problem in missing):
            return (*problems, *missing)
        repeats = check_keys(catalog, lambda *key: _repeats(catalog, engine, *key))
        return (*problems, *missing, *repeats)
    finally:
        engine.close()


def _repeats(catalog: Catalog, engine: Engine, model: SemanticModel, entity: Entity) -> int:
    """How many values of a key stand in several rows; 0 where the data cannot say."""
    from assistant.compiler.keys import repeated_values

    statement = repeated_values(catalog, model, entity, engine.dialect)
    found = engine.run(statement).data[0][0] if statement is not None else None
    return found if isinstance(found, int) else 0


def _conversations(settings: Settings) -> Conversations:
    from assistant.state.kept_conversations import KeptConversations

    return KeptConversations(settings.home / "conversations")


def _engine(settings: Settings, server: bool = False) -> Engine:
    opener: Callable[..., Engine]
    if server:
        from assistant.engines.worker import WorkerEngine

        opener = WorkerEngine
    else:
        from assistant.engines.duckdb_engine import open_duckdb

        opener = open_duckdb
    return opener(
        settings.warehouse,
        deadline=settings.deadline,
        row_limit=settings.row_limit,
        memory=settings.memory,
        threads=settings.threads,
        spill=settings.spill,
    )


def _moment(value: str | datetime | None) -> datetime | None:
    if value is None:
        return None
    try:
        return read_moment(value)
    except ValueError as error:
        raise UsageError(f"the date of --now is not usable: {error}") from None


__all__ = ["Assistant", "check_everything", "find_warehouse", "open_assistant", "open_guard"]
