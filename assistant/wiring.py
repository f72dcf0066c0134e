"""Puts the product together. The only place that names concrete classes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import ask as pipeline
from assistant.answer import Outcome, QueryResult
from assistant.catalog.calendar import DataEnd
from assistant.catalog.load import bound, load_catalog_cached, policy_of
from assistant.catalog.masking import without_key
from assistant.catalog.model import Catalog
from assistant.catalog.watch import CatalogWatch
from assistant.compiler.lookups import latest
from assistant.compiler.value_lookup import values_present
from assistant.desk import Desk, compile_governed
from assistant.engines.engine import Engine
from assistant.errors import UsageError, WarehouseError
from assistant.governance.govern import govern_rows
from assistant.governance.grants import grant_for
from assistant.governance.value_scope import ValueScope
from assistant.governance.visible import approved, visible
from assistant.kept import recall_tables
from assistant.model_planner import open_model, open_planner
from assistant.plan import Binding, Source
from assistant.policy import Grant, Role
from assistant.query import MetricQuery, Scalar
from assistant.question import Actor, Language
from assistant.resolve import is_computable
from assistant.retrieval.metric_index import MetricHit, MetricIndex, open_metric_index
from assistant.retrieval.value_index import ValueIndex, open_value_index
from assistant.settings import Settings, find_warehouse, load_settings, read_moment, with_warehouse
from assistant.state.conversations import Conversations
from assistant.state.records import Recorded, Records, Rules
from assistant.state.secret import kept_secret
from assistant.statement import Statement
from assistant.understanding.cutting.normalize import language_of, normalize, simplified
from assistant.understanding.kept_lexicon import recall_lexicon
from assistant.understanding.read import Reader
from assistant.warehouse_values import WarehouseValues

if TYPE_CHECKING:
    from assistant.retrieval.embeddings import Embeddings
    from assistant.state.review_queue import ReviewQueue
    from assistant.state.reviews import Review

MOST_DESKS = 64
"""Sets of roles and attributes that are kept ready."""
Sources = tuple[Path, str]
"""A warehouse and the version of a catalog."""


class Assistant:
    """The product as one object. Safe to use from several threads; close it when done."""

    def __init__(
        self,
        settings: Settings,
        server: bool = False,
        keep: bool = False,
        record: Recorded = "nothing",
    ) -> None:
        warehouse = find_warehouse(settings)
        self._given = settings, server, keep, record
        self.settings = with_warehouse(settings, warehouse)
        loaded = load_catalog_cached(settings.catalog, settings.home / "cache")
        self._sources: Sources = (warehouse, loaded.version)
        self._watch = CatalogWatch(settings.catalog, loaded.version)
        self._policy = policy_of(loaded, settings.catalog)
        self._engine = open_engine(self.settings, server)
        self.catalog = approved(bound(loaded, self._engine.column_types(), settings.home / "cache"))
        """Everything that is approved: for the trusted caller. `catalog_for` is an actor's part of it."""
        self._conversations = _conversations(settings) if keep else Conversations()
        self._records = Records(_rules(settings, record))
        self._model = open_model(self.settings)
        self._desks: OrderedDict[Hashable, Desk] = OrderedDict()
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
        made = compile_governed(desk, asked, _moment(now), dialect)
        return replace(made, sql=without_key(made.sql, desk.mask_key))

    def catalog_for(self, actor: str | Actor | None = None) -> Catalog:
        """What the actor may ask for; without a policy, everything approved."""
        return self._desk(self._actor(actor)).catalog

    def grant(self, actor: str | Actor | None = None) -> Grant:
        """The roles of an actor; in open mode there are none."""
        return grant_for(self._policy, self._actor(actor))

    def search(self, text: str, limit: int = 5, actor: str | Actor | None = None) -> tuple[MetricHit, ...]:
        """Metrics and dimensions by meaning, best first."""
        desk = self._desk(self._actor(actor))
        return self._metrics_in(desk.catalog).search(desk.reader.undated(text), limit)

    def search_metrics(self, text: str, actor: str | Actor | None = None) -> tuple[MetricHit, ...]:
        """Metrics alone by meaning, best first."""
        desk = self._desk(self._actor(actor))
        return self._metrics_in(desk.catalog).search(desk.reader.undated(text), kind="metric")

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

    # ── learning from it ────────────────────────────────────────────────────────────────────────

    def feedback(
        self, receipt: str, verdict: str, comment: str = "", actor: str | Actor | None = None
    ) -> int | None:
        """Say `up` or `down` about an own question that was recorded. Raises UsageError or StateError.

        Returns the number of the review that a thumbs-down is filed under.
        """
        return self.review_queue(actor).feedback(receipt, verdict, comment)

    def reviews(self, state: str = "open", actor: str | Actor | None = None) -> tuple[Review, ...]:
        """Complaints and unanswered questions. Raises NotAllowed for whom the policy makes no reviewer."""
        return self.review_queue(actor).list(state)

    def decide(self, review: int, state: str, resolution: str, actor: str | Actor | None = None) -> Review:
        """Close a review as `accepted` or `dismissed`. Raises NotAllowed, UsageError or StateError."""
        return self.review_queue(actor).decide(review, state, resolution)

    def review_queue(self, actor: str | Actor | None = None) -> ReviewQueue:
        """The queue of reviews as the actor has it."""
        from assistant.state.review_queue import ReviewQueue

        who = self._actor(actor)
        return ReviewQueue(self._records, who, self.grant(who).may_review)

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

    def is_outdated(self, at_once: bool = False) -> bool:
        """Whether another warehouse has been published or the catalog's files have changed since this one
        was opened. Files are looked at every few seconds only, or `at_once`.
        """
        return self.sources(at_once) != self._sources

    def sources(self, at_once: bool = False) -> Sources:
        """What an assistant would be opened over now."""
        try:
            warehouse = find_warehouse(self._given[0])
        except WarehouseError:
            warehouse = self.settings.warehouse
        return warehouse, self._watch.version(at_once)

    def renewed(self) -> Assistant:
        """A new one over what is there now, in which conversations go on. Raises what opening one raises."""
        found = Assistant(*self._given)
        found._conversations = self._conversations
        return found

    def close(self) -> None:
        """Write what is still to be recorded, and let go of warehouse and store."""
        self._records.close()
        self._engine.close()

    @property
    def reader(self) -> Reader:
        """The question reader over this catalog and warehouse, as the default user has it."""
        return self._desk(self._actor(None)).reader

    # ── parts, made when first needed ───────────────────────────────────────────────────────────

    def _desk(self, actor: Actor) -> Desk:
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

    def _new_desk(self, grant: Grant) -> Desk:
        catalog = visible(self.catalog, grant, self._mask_key)
        values = None if grant.open_mode else ValueScope(catalog, grant, self._find_values)
        index = self._value_index if values is None else self._value_index.only(values.seen)
        metrics = self._metrics_in(catalog)
        recall_tables(self.settings.home / "cache")
        recall_lexicon(catalog, self.settings.home / "cache")
        reader = Reader(catalog, metrics, index)
        seen = values.seen if values else None
        return Desk(
            catalog=catalog,
            reader=reader,
            planner=open_planner(self.settings, self._model, catalog, reader, metrics, index, seen),
            engine=self._engine,
            conversations=self._conversations,
            value_label=self._values.label,
            now=lambda: self.now,
            grant=grant,
            values=values,
            mask_key=self._mask_key or None,
            record=self._records.add,
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
        return open_metric_index(self.settings.index, self.catalog, _embeddings(self.settings))

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


def open_assistant(
    server: bool = False, keep: bool = False, record: Recorded = "nothing", **overrides: Any
) -> Assistant:
    """Open catalog and warehouse. Keywords are fields of `Settings`.

    A `server` runs its statements in a process of their own, which can be killed. With `keep`
    conversations are files below `home`, where the next process finds them; else they end with this one.
    Recorded in the state store are `all` questions, those `unanswered` (refused or asked back), or `nothing`.
    Raises UsageError, CatalogError (with every problem), WarehouseError or StateError.
    """
    return Assistant(load_settings(overrides), server, keep, record)


def open_review_queue(actor: str | None = None, **overrides: Any) -> ReviewQueue:
    """The queue of reviews as the actor has it; needs no warehouse. Raises UsageError or CatalogError."""
    from assistant.state.review_queue import ReviewQueue

    settings = load_settings(overrides)
    loaded = load_catalog_cached(settings.catalog, settings.home / "cache")
    who = Actor(actor or settings.user)
    grant = grant_for(policy_of(loaded, settings.catalog), who)
    return ReviewQueue(Records(_rules(settings, "nothing")), who, grant.may_review)


def _rules(settings: Settings, recorded: Recorded) -> Rules:
    return Rules(
        settings.state,
        settings.home,
        settings.keep_receipts,
        clock=lambda: datetime.now(UTC),
        normal=lambda text: normalize(text).text,
        recorded=recorded,
    )


def _conversations(settings: Settings) -> Conversations:
    from assistant.state.kept_conversations import KeptConversations

    return KeptConversations(settings.home / "conversations")


def open_engine(settings: Settings, server: bool = False) -> Engine:
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


__all__ = ["Assistant", "find_warehouse", "open_assistant", "open_engine", "open_review_queue"]


def _embeddings(settings: Settings) -> Embeddings | None:
    """Those of the endpoint that the settings name; None: the built-in ones."""
    if settings.embeddings_model is None:
        return None
    from assistant.llm.endpoint_embeddings import EndpointEmbeddings

    return EndpointEmbeddings(settings.embeddings_model, settings.llm_base_url, settings.llm_api_key)
