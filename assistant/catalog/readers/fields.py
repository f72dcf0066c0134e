"""Dimensions and entities with their meta, as both dbt specs write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from assistant.catalog.data_types import family
from assistant.catalog.entry import Entry, by_script, read_ai_context, read_meta
from assistant.catalog.expressions import column_expression, literal_expression, parse_expression
from assistant.catalog.labels import Labels
from assistant.catalog.model import (
    DataType,
    Dimension,
    DimensionValue,
    Entity,
    EntityType,
    SqlExpression,
    Validity,
    ValuesFrom,
)
from assistant.catalog.sql_text import BadExpression
from assistant.query import STANDARD_GRAINS


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DBT_KEYS = words(
    """
    tests data_tests unit_tests docs constraints contract access group versions latest_version tags config
    meta description data_type quote policy_tags deprecation_date freshness loaded_at_field identifier
    quoting enabled patch_path version defined_in columns_to_exclude metadata
    """
)
"""Keys of dbt that say nothing about metrics."""


def read_expression(entry: Entry, key: str, default: str | None = None) -> SqlExpression | None:
    """The expression under `key`, else the column `default`; None, and an error, where it is wrong."""
    node = entry.get(key)
    if node is None:
        return column_expression(default) if default is not None else None
    if isinstance(node.value, (bool, int, float)):
        return literal_expression(node.value)
    if not isinstance(node.value, str) or not node.value.strip():
        entry.wrong(key, "a SQL expression", node)
        return None
    try:
        return parse_expression(node.value.strip())
    except BadExpression as fault:
        nested = "nested aggregate" in str(fault)
        fix = "agg already aggregates: leave the value of one row in expr" if nested else ""
        entry.error(key, "nested_aggregate" if nested else "bad_expression", f"{key}: {fault}", fix)
        return None


def read_labels(entry: Entry, meta: Entry) -> Labels:
    """meta.labels, else dbt's label."""
    return meta.labels("labels") or by_script(entry.text("label"))


def read_dimension(
    entry: Entry,
    name: str,
    kind: str,
    expr: SqlExpression,
    granularity: str | None,
    column: Entry | None = None,
    validity: Entry | None = None,
) -> Dimension:
    """`entry` carries the dimension's keys; `column` is the column it stands on, in the latest spec.

    `validity` carries the validity_params where that is not `entry`.
    """
    meta = _meta_of(entry, column)
    is_time = kind == "time"
    if is_time and granularity is None:
        entry.error(
            "granularity", "missing_granularity", "a time dimension needs a granularity", "granularity: day"
        )
        granularity = "day"
    declared = family(column.text("data_type")) if column is not None else None
    dimension = Dimension(
        name=name,
        type="time" if is_time else "categorical",
        expr=expr,
        labels=_labels_of(entry, column, meta),
        description=entry.text("description") or (column.text("description") if column is not None else ""),
        ai=read_ai_context(meta),
        granularity=granularity if is_time else None,
        data_type=meta.choice("data_type", DataType, declared),
        unit=meta.optional_text("unit"),
        is_partition=entry.flag("is_partition"),
        validity=_validity(validity or entry),
        conformed=meta.name("conformed"),
        pii=meta.flag("pii"),
        values=tuple(_values(meta)),
        values_from=_values_from(meta),
        index_values=meta.flag("index_values", default=True),
        listed_with=meta.names("listed_with"),
        listed_by=meta.names("listed_by"),
        origin=(column or entry).origin,
    )
    meta.finish(only_near=True)
    return dimension


def read_entity(
    entry: Entry, name: str, kind: Any, expr: SqlExpression, column: Entry | None = None
) -> Entity:
    meta = _meta_of(entry, column)
    entity = Entity(
        name=name,
        type=kind,
        expr=expr,
        labels=_labels_of(entry, column, meta),
        description=entry.text("description") or (column.text("description") if column is not None else ""),
        ai=read_ai_context(meta),
        role=entry.optional_text("role"),
        pii=meta.flag("pii"),
        listed_with=meta.names("listed_with"),
        listed_by=meta.names("listed_by"),
        origin=(column or entry).origin,
    )
    meta.finish(
        also=("conformed", "unit", "data_type", "values", "values_from", "index_values"), only_near=True
    )
    return entity


def read_granularity(entry: Entry, key: str = "granularity") -> str | None:
    return entry.choice(key, STANDARD_GRAINS, None)


def entity_type(entry: Entry, key: str = "type") -> EntityType | None:
    if not entry.has(key):
        entry.error(
            key, "missing_type", "an entity needs a type", f"one of {', '.join(get_args(EntityType))}"
        )
    return entry.choice(key, EntityType, None)


def _labels_of(entry: Entry, column: Entry | None, meta: Entry) -> Labels:
    return read_labels(entry, meta) or (by_script(column.text("label")) if column is not None else Labels())


def _meta_of(entry: Entry, column: Entry | None) -> Entry:
    meta = read_meta(entry)
    if column is not None and column is not entry:
        outer = read_meta(column)
        for key, node in outer.node.value.items():
            if key not in meta.node.value:
                meta.node.value[key] = node
                meta.node.key_lines[key] = outer.node.key_lines.get(key, node.line)
    return meta


def _validity(entry: Entry) -> Validity | None:
    inner = entry.entry("validity_params")
    if inner is None:
        return None
    validity = Validity(inner.flag("is_start"), inner.flag("is_end"))
    inner.finish()
    return validity


def _values(meta: Entry) -> Iterator[DimensionValue]:
    for node in meta.list("values"):
        if isinstance(node.value, (str, int, float, bool)):
            yield DimensionValue(node.value)
            continue
        entry = Entry.of(node, meta.problems, f"{meta.what}: values")
        value = entry.get("value") if entry else None
        if entry is None:
            continue
        if value is None or not isinstance(value.value, (str, int, float, bool)):
            entry.error(
                "value", "bad_value", "each of values needs a plain 'value' as stored in the warehouse"
            )
            continue
        if isinstance(value.value, bool) and value.text.lower() not in ("true", "false"):
            entry.wrong("value", "a value", value)
            continue
        labels = entry.labels("labels") or entry.labels("label")
        yield DimensionValue(value.value, labels, entry.spoken("synonyms"))
        entry.finish(also=("labels", "label"))


def _values_from(meta: Entry) -> ValuesFrom | None:
    inner = meta.entry("values_from")
    if inner is None:
        return None
    table, column = inner.text("table"), inner.text("column")
    if not table or not column:
        inner.error(
            "table",
            "bad_values_from",
            "needs table and column",
            "values_from: {table: labels, column: region}",
        )
        return None
    given = {
        key: inner.text(key) for key in ("column_name", "code", "label_zh", "label_en") if inner.has(key)
    }
    synonyms = inner.optional_text("synonyms") if inner.has("synonyms") else "synonyms"
    inner.finish(also=("column_name", "code", "label_zh", "label_en", "synonyms"))
    return ValuesFrom(table, column, synonyms=synonyms, **given)
