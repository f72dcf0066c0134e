"""Semantic models of dbt's latest spec: `models:` with entities and dimensions on their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.catalog.dbt_project import ModelConfig
from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry, read_ai_context, read_meta
from assistant.catalog.expressions import column_expression
from assistant.catalog.model import (
    CustomGrain,
    Dimension,
    Entity,
    SemanticModel,
    SqlExpression,
    TimeSpine,
)
from assistant.catalog.names import declared_name
from assistant.catalog.node import Node
from assistant.catalog.readers.fields import (
    DBT_KEYS,
    entity_type,
    read_dimension,
    read_entity,
    read_expression,
    read_granularity,
    read_labels,
)
from assistant.catalog.readers.metrics import read_metric
from assistant.catalog.readers.parameters import read_parameters


@dataclass(slots=True)
class Parts:
    """What the YAML of one model declares, as it is read."""

    entities: dict[str, Entity] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    data_types: dict[str, str] = field(default_factory=dict)

    def add(self, item: Entity | Dimension, entry: Entry) -> None:
        kind = "entity" if isinstance(item, Entity) else "dimension"
        group: Mapping[str, Entity | Dimension] = (
            self.entities if isinstance(item, Entity) else self.dimensions
        )
        if item.name in group:
            message = (
                f'the {kind} "{item.name}" is declared twice; the other stands at {group[item.name].origin}'
            )
            entry.error("name", f"duplicate_{kind}", message)
        elif isinstance(item, Entity):
            self.entities[item.name] = item
        else:
            self.dimensions[item.name] = item


_MODEL_KEYS = (
    "name", "alias", "label", "columns", "semantic_model", "agg_time_dimension", "primary_entity",
    "derived_semantics", "metrics", "time_spine",
)  # fmt: skip


def read_model(entry: Entry, draft: Draft) -> None:
    """One item of `models:`: a semantic model with its metrics, a time spine, or a model of dbt's alone."""
    if entry.has("time_spine"):
        _read_time_spine(entry, draft)
    header = _header(entry)
    if header is None:
        if entry.has("metrics") or entry.has("derived_semantics"):
            fix = "add semantic_model: true"
            entry.warning(
                "metrics", "not_semantic", "its metrics are not read, since it is no semantic model", fix
            )
        entry.finish(_MODEL_KEYS, DBT_KEYS | {"config", "meta"}, only_near=not entry.has("time_spine"))
        return
    name = declared_name(header if header.has("name") else entry, "model")
    if name is None or not draft.declare("model", name, entry):
        return
    parts = Parts()
    for column in entry.entries("columns", "column"):
        column.what = f'model "{name}", {column.what}'
        _read_column(column, parts)
    _read_derived(entry, name, parts)
    model = _model(entry, header, name, parts, draft)
    draft.models[name] = model
    draft.mark("model", name, entry)
    for metric in entry.entries("metrics", "metric"):
        read_metric(metric, draft, model)
    entry.finish(silent=DBT_KEYS | {"config", "meta", "time_spine"})


def read_model_config(entry: Entry, draft: Draft) -> None:
    """Where dbt puts a model, as an item of `models:` says it; semantic or not."""
    name = entry.values.get("name")
    if name is None or not isinstance(name.value, str):
        return
    found = ModelConfig(_config_text(entry, "schema"), _config_text(entry, "alias"))
    if found != ModelConfig():
        draft.configs[name.value.strip().lower()] = found


def _config_text(entry: Entry, key: str) -> str | None:
    config = entry.values.get("config")
    inner = config.value.get(key) if config is not None and isinstance(config.value, dict) else None
    node = inner or entry.values.get(key)
    is_text = isinstance(node, Node) and isinstance(node.value, str)
    return node.text.strip() or None if node is not None and is_text and "{{" not in node.text else None


def _header(entry: Entry) -> Entry | None:
    """The `semantic_model` mapping, empty where it is plain `true`; None where it is off."""
    node = entry.get("semantic_model")
    if node is None or node.value is False:
        return None
    if node.value is True:
        return Entry(Node({}, node.file, node.line), entry.problems, entry.what)
    header = entry.entry("semantic_model")
    if header is None or not header.flag("enabled", default=True):
        return None
    return header


def _model(entry: Entry, header: Entry, name: str, parts: Parts, draft: Draft) -> SemanticModel:
    meta = read_meta(header)
    outer = read_meta(entry)
    meta.node.value.update({k: v for k, v in outer.node.value.items() if k not in meta.node.value})
    primary = next((e.name for e in parts.entities.values() if e.type == "primary"), None)
    table = entry.name() or name
    parameters, constraints = read_parameters(meta)
    read_governed(meta, name, draft)
    model = SemanticModel(
        name=name,
        relation=draft.relation_of(table),
        labels=read_labels(header, meta) or read_labels(entry, meta),
        description=header.text("description") or entry.text("description"),
        ai=read_ai_context(meta),
        primary_entity=primary or entry.name("primary_entity"),
        agg_time_dimension=entry.name("agg_time_dimension"),
        entities=parts.entities,
        dimensions=parts.dimensions,
        columns=tuple(parts.columns),
        data_types=parts.data_types,
        parameters=parameters,
        parameter_constraints=constraints,
        origin=entry.origin,
    )
    entry.asked |= {"primary_entity", "label", "alias", "schema"}
    header.finish(also=("name", "enabled", "description", "label"), silent=("config", "group", "meta"))
    meta.finish(only_near=True)
    return model


def read_governed(meta: Entry, name: str, draft: Draft) -> None:
    """`governed` of a model's meta: whether the SQL file of its name is what its rows are."""
    if meta.has("governed"):
        draft.governed[name] = meta.flag("governed")


def _read_column(column: Entry, parts: Parts) -> None:
    node = column.get("name")
    if node is None or not isinstance(node.value, str):
        column.error("name", "missing_name", "a column needs a name") if node is None else column.name()
        return
    written = node.value.strip()
    parts.columns.append(written)
    if column.text("data_type"):
        parts.data_types[written] = column.text("data_type")
    granularity = read_granularity(column)
    if column.has("entity") and column.has("dimension"):
        column.error("entity", "entity_and_dimension", "a column is an entity or a dimension, not both",
                     "put the other one under derived_semantics")  # fmt: skip
    elif column.has("entity"):
        _column_entity(column, written, parts)
    elif column.has("dimension"):
        _column_dimension(column, written, granularity, parts)
    column.finish(silent=DBT_KEYS | {"label"})


def _inner(column: Entry, key: str) -> Entry | None:
    """The mapping under `entity` or `dimension`; a plain type counts as {type: ...}."""
    node = column.get(key)
    if node is None:
        return None
    if not isinstance(node.value, str):
        return column.entry(key)
    place = Node({"type": node}, node.file, node.line, key_lines={"type": node.line})
    return Entry(place, column.problems, column.what)


def _column_entity(column: Entry, written: str, parts: Parts) -> None:
    inner = _inner(column, "entity")
    kind = entity_type(inner) if inner is not None else None
    if inner is None or kind is None:
        return
    name = declared_name(inner if inner.has("name") else column, "entity")
    if name is not None:
        parts.add(read_entity(inner, name, kind, column_expression(written), column), column)
        inner.finish(also=("name", "type"), silent=("config", "meta", "label"))


def _column_dimension(column: Entry, written: str, granularity: str | None, parts: Parts) -> None:
    inner = _inner(column, "dimension")
    if inner is None:
        return
    kind = inner.choice("type", ("categorical", "time"), "categorical")
    name = declared_name(inner if inner.has("name") else column, "dimension")
    if name is None:
        return
    if inner.has("granularity"):
        inner.warning(
            "granularity", "granularity_place", "granularity belongs on the column, beside dimension"
        )
        granularity = granularity or read_granularity(inner)
    parts.add(read_dimension(inner, name, kind, column_expression(written), granularity, column), column)
    inner.finish(also=("name", "type", "expr"), silent=("config", "meta", "tags", "label"))


def _read_derived(entry: Entry, model: str, parts: Parts) -> None:
    derived = entry.entry("derived_semantics")
    if derived is None:
        return
    for item in derived.entries("dimensions", "dimension"):
        item.what = f'model "{model}", {item.what}'
        name = declared_name(item, "dimension")
        kind = item.choice("type", ("categorical", "time"), "categorical")
        expr = _required_expr(item)
        granularity = read_granularity(item)
        if name is not None and expr is not None:
            parts.add(read_dimension(item, name, kind, expr, granularity), item)
            item.finish(also=("name", "type"), silent=("config", "meta", "tags", "label"))
    for item in derived.entries("entities", "entity"):
        item.what = f'model "{model}", {item.what}'
        name, entity_kind, expr = declared_name(item, "entity"), entity_type(item), _required_expr(item)
        if name is not None and entity_kind is not None and expr is not None:
            parts.add(read_entity(item, name, entity_kind, expr), item)
            item.finish(also=("name", "type"), silent=("config", "meta", "tags", "label"))
    derived.finish()


def _required_expr(entry: Entry) -> SqlExpression | None:
    if not entry.has("expr"):
        entry.error(
            "expr",
            "missing_expr",
            "derived semantics need an expr",
            "expr: a SQL expression over the columns",
        )
        return None
    return read_expression(entry, "expr")


def _read_time_spine(entry: Entry, draft: Draft) -> None:
    spine = entry.entry("time_spine")
    name = entry.name()
    if spine is None or name is None:
        return
    column = spine.text("standard_granularity_column")
    grain = _spine_grain(entry, column)
    if not column or grain is None:
        spine.error("standard_granularity_column", "bad_time_spine",
                    "needs standard_granularity_column, a column with a granularity")  # fmt: skip
        return
    custom = read_custom_grains(spine)
    if grain in draft.time_spines:
        spine.error(
            "standard_granularity_column", "duplicate_time_spine", f"there is a time spine by {grain} already"
        )
        return
    draft.time_spines[grain] = TimeSpine(
        draft.relation_of(name), column, grain, custom, entry.at("time_spine")
    )
    spine.finish()


def _spine_grain(entry: Entry, name: str) -> str | None:
    """The granularity of the column `name`; a semantic model's columns are read as such besides."""
    found = None
    for item in entry.entries("columns", "column"):
        granularity = read_granularity(item)
        found = granularity if item.text("name") == name else found
        item.finish(silent=DBT_KEYS | {"label", "entity", "dimension"})
    return found


def read_custom_grains(spine: Entry) -> tuple[CustomGrain, ...]:
    grains = []
    for item in spine.entries("custom_granularities", "granularity"):
        grains.append(CustomGrain(item.text("name").lower(), item.text("column_name") or item.text("name")))
        item.finish()
    return tuple(grains)
