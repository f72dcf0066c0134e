"""Semantic models of dbt's latest spec."""

from __future__ import annotations

from assistant.catalog.model import DataType, EntityType
from assistant.catalog.parameters import ParameterType
from assistant.catalog.readers.fields import DBT_KEYS
from assistant.catalog.schema.metrics import AI_CONTEXT
from assistant.catalog.schema.shapes import (
    FLAG,
    GRAIN,
    LABELS,
    SCALAR,
    TEXT,
    TEXTS,
    WORDS,
    Schema,
    about,
    choice,
    either,
    listed,
    mapped,
    meta_holder,
    record,
    ref,
)

_EXPRESSION = {"type": ["string", "number", "boolean"]}
_DIMENSION_TYPE = choice(("categorical", "time"))
VALIDITY = record({"is_start": FLAG, "is_end": FLAG})

DIMENSION_META: dict[str, Schema] = {
    "labels": LABELS,
    "synonyms": WORDS,
    "ai_context": AI_CONTEXT,
    "values": about(
        listed(
            either(
                SCALAR,
                record({"value": SCALAR, "labels": LABELS, "label": LABELS, "synonyms": WORDS}, ["value"]),
            )
        ),
        "Codes with their names; an entry with synonyms alone adds words to a value.",
    ),
    "values_from": about(
        record(
            dict.fromkeys(
                ("table", "column", "column_name", "code", "label_zh", "label_en", "synonyms"), TEXT
            ),
            ["table", "column"],
        ),
        "A table of the warehouse with codes, labels and synonyms.",
    ),
    "conformed": about(TEXT, "Dimensions with the same conformed name are one dimension."),
    "data_type": choice(DataType),
    "unit": TEXT,
    "pii": about(FLAG, "Identifies a person."),
    "index_values": about(FLAG, "False: its values are not looked for in questions."),
    "listed_with": about(TEXTS, "Metrics shown where a question asks which there are and names none."),
    "listed_by": about(TEXTS, "Dimensions that stand for the things where a question asks which they are."),
}
_FIELD: dict[str, Schema] = {
    "name": ref("name"),
    "label": TEXT,
    "description": TEXT,
    "config": meta_holder(ref("dimension_meta")),
    "meta": ref("dimension_meta"),
}
DIMENSION: dict[str, Schema] = {
    **_FIELD,
    "type": _DIMENSION_TYPE,
    "is_partition": FLAG,
    "validity_params": VALIDITY,
}
ENTITY: dict[str, Schema] = {**_FIELD, "type": choice(EntityType), "role": TEXT}

_COLUMN: dict[str, Schema] = {
    "name": TEXT,
    "label": TEXT,
    "granularity": about(GRAIN, "The finest grain of a time dimension."),
    "entity": either(choice(EntityType), record(ENTITY, ["type"])),
    "dimension": either(
        _DIMENSION_TYPE, record({**DIMENSION, "granularity": GRAIN, "expr": _EXPRESSION}, ignored=("tags",))
    ),
    "data_type": TEXT,
    "config": meta_holder(ref("dimension_meta")),
    "meta": ref("dimension_meta"),
}
_DERIVED = record(
    {
        "dimensions": listed(
            record(
                {**DIMENSION, "expr": _EXPRESSION, "granularity": GRAIN},
                ["name", "expr"],
                ignored=("tags",),
            )
        ),
        "entities": listed(
            record({**ENTITY, "expr": _EXPRESSION}, ["name", "type", "expr"], ignored=("tags",))
        ),
    }
)
_HEADER = record(
    {
        "enabled": FLAG,
        "name": ref("name"),
        "description": TEXT,
        "label": TEXT,
        "config": meta_holder(ref("model_meta")),
        "meta": ref("model_meta"),
    },
    ignored=("group",),
)
_TIME_SPINE = record(
    {
        "standard_granularity_column": TEXT,
        "custom_granularities": listed(record({"name": TEXT, "column_name": TEXT}, ["name"])),
    },
    ["standard_granularity_column"],
)
_MODEL: dict[str, Schema] = {
    "name": TEXT,
    "label": TEXT,
    "description": TEXT,
    "alias": about(TEXT, "The relation's name, where it is not the model's."),
    "schema": about(TEXT, "The relation's schema, where it is not the catalog's."),
    "semantic_model": either(FLAG, _HEADER),
    "agg_time_dimension": about(TEXT, "The time dimension that metrics are dated by."),
    "primary_entity": TEXT,
    "columns": listed(record(_COLUMN, ["name"], ignored=DBT_KEYS)),
    "derived_semantics": _DERIVED,
    "time_spine": _TIME_SPINE,
    "metrics": listed(ref("metric")),
    "config": meta_holder(ref("model_meta")),
    "meta": ref("model_meta"),
}

_SHARES = about(
    TEXTS, "Parameters that numbers said beside the choice give in this order; rest is what is left."
)
_CHOICE = either(
    SCALAR, record({"value": SCALAR, "labels": LABELS, "synonyms": WORDS, "shares": _SHARES}, ["value"])
)
_PARAMETER = record(
    {
        "name": ref("name"),
        "type": choice(ParameterType),
        "default": SCALAR,
        "minimum": SCALAR,
        "maximum": SCALAR,
        "choices": listed(_CHOICE),
        "labels": LABELS,
        "synonyms": WORDS,
        "description": TEXT,
        "unit": TEXT,
        "default_by_grain": about(mapped(SCALAR), "The default where a query is grouped by that grain."),
        "default_by_range": about(choice(("days", "months")), "Else the length of the range asked for."),
        "relevant_when": about(TEXT, "A condition on other parameters, without which it has no effect."),
    },
    ["name", "type", "default"],
)

MODEL_META: dict[str, Schema] = {
    "labels": LABELS,
    "synonyms": WORDS,
    "ai_context": AI_CONTEXT,
    "governed": about(FLAG, "Whether the SQL file beside the YAML is the model's rows."),
    "parameters": about(listed(_PARAMETER), "What $name in the governed SQL may be set to."),
    "parameter_constraints": about(listed(TEXT), "Conditions that the parameters meet together."),
}

DEFINITIONS: dict[str, Schema] = {
    "model_meta": record(MODEL_META, own_keys=True),
    "dimension_meta": record(DIMENSION_META, own_keys=True),
    "model": record(_MODEL, ["name"], ignored=DBT_KEYS),
}
