"""dbt's legacy spec: `semantic_models:` with measures, metrics with `type_params`."""

from __future__ import annotations

from typing import get_args

from assistant.catalog.model import AggregationFunction, EntityType
from assistant.catalog.schema.metrics import METRIC
from assistant.catalog.schema.models import DIMENSION, ENTITY, VALIDITY
from assistant.catalog.schema.shapes import (
    FLAG,
    GRAIN,
    NUMBER,
    TEXT,
    TEXTS,
    Schema,
    about,
    choice,
    either,
    listed,
    meta_holder,
    record,
    ref,
)

_OF_DBT = ("config", "meta", "metadata", "tags", "group", "enabled", "docs")
_EXPRESSION = {"type": ["string", "number", "boolean"]}
_ENTITY_TYPE = choice([*get_args(EntityType), *(kind.upper() for kind in get_args(EntityType))])
_NODE = record({"alias": TEXT, "schema_name": TEXT, "database": TEXT}, ignored=("relation_name",))
_AGG_PARAMS = record(
    {"percentile": NUMBER, "use_discrete_percentile": FLAG, "use_approximate_percentile": FLAG}
)
_NON_ADDITIVE = record(
    {"name": TEXT, "window_choice": choice(("min", "max")), "window_groupings": TEXTS}, ["name"]
)
_MEASURE: dict[str, Schema] = {
    "name": ref("name"),
    "label": TEXT,
    "description": TEXT,
    "agg": choice(AggregationFunction),
    "expr": _EXPRESSION,
    "agg_params": _AGG_PARAMS,
    "agg_time_dimension": TEXT,
    "non_additive_dimension": _NON_ADDITIVE,
    "create_metric": FLAG,
    "create_metric_display_name": TEXT,
}
_DIMENSION: dict[str, Schema] = {
    **DIMENSION,
    "expr": _EXPRESSION,
    "type_params": record({"time_granularity": GRAIN, "validity_params": VALIDITY}),
}
_SEMANTIC_MODEL: dict[str, Schema] = {
    "name": ref("name"),
    "label": TEXT,
    "description": TEXT,
    "model": about(TEXT, "ref('the dbt model')."),
    "node_relation": _NODE,
    "defaults": record({"agg_time_dimension": TEXT}),
    "primary_entity": TEXT,
    "entities": listed(
        record({**ENTITY, "type": _ENTITY_TYPE, "expr": _EXPRESSION}, ["name", "type"], ignored=_OF_DBT)
    ),
    "dimensions": listed(record(_DIMENSION, ["name"], ignored=_OF_DBT)),
    "measures": listed(record(_MEASURE, ["name", "agg"], ignored=_OF_DBT)),
    "config": meta_holder(ref("model_meta")),
    "meta": ref("model_meta"),
}
_MEASURE_INPUT = either(
    TEXT,
    record(
        {
            "name": TEXT,
            "filter": ref("filter"),
            "alias": TEXT,
            "join_to_timespine": FLAG,
            "fill_nulls_with": NUMBER,
        },
        ["name"],
    ),
)
_CUMULATIVE = record(
    {
        "metric": ref("input"),
        "window": ref("window"),
        "grain_to_date": TEXT,
        "period_agg": choice(("first", "last", "average")),
    }
)
_CONVERSION = record(
    {
        "base_metric": ref("input"),
        "conversion_metric": ref("input"),
        "base_measure": _MEASURE_INPUT,
        "conversion_measure": _MEASURE_INPUT,
        "entity": TEXT,
        "calculation": choice(("conversion_rate", "conversions")),
        "window": ref("window"),
        "constant_properties": listed(record({"base_property": TEXT, "conversion_property": TEXT})),
    }
)
_TYPE_PARAMS = record(
    {
        "measure": _MEASURE_INPUT,
        "numerator": ref("input"),
        "denominator": ref("input"),
        "expr": _EXPRESSION,
        "metrics": listed(ref("input")),
        "window": ref("window"),
        "grain_to_date": TEXT,
        "cumulative_type_params": _CUMULATIVE,
        "conversion_type_params": _CONVERSION,
        "metric_aggregation_params": record(
            {
                "semantic_model": TEXT,
                "agg": choice(AggregationFunction),
                "agg_params": _AGG_PARAMS,
                "agg_time_dimension": TEXT,
                "non_additive_dimension": _NON_ADDITIVE,
                "expr": _EXPRESSION,
            },
            ["semantic_model", "agg"],
        ),
        "join_to_timespine": FLAG,
        "fill_nulls_with": NUMBER,
        "is_private": FLAG,
    },
    ignored=("input_measures",),
)
_METRIC_KEYS = ("name", "label", "description", "filter", "time_granularity", "hidden", "config", "meta")
_METRIC: dict[str, Schema] = {
    **{key: METRIC[key] for key in _METRIC_KEYS},
    "type": METRIC["type"],
    "type_params": _TYPE_PARAMS,
}
_PROJECT = record(
    {
        "time_spines": listed(
            record(
                {
                    "node_relation": _NODE,
                    "primary_column": record({"name": TEXT, "time_granularity": GRAIN}, ["name"]),
                    "custom_granularities": listed(record({"name": TEXT, "column_name": TEXT}, ["name"])),
                }
            )
        ),
        "time_spine_table_configurations": listed(
            record({"location": TEXT, "column_name": TEXT, "grain": GRAIN}, ["location", "grain"])
        ),
    },
    ignored=("dsi_package_version", "metadata", "name"),
)

DEFINITIONS: dict[str, Schema] = {
    "semantic_model": record(_SEMANTIC_MODEL, ["name"], ignored=_OF_DBT),
    "legacy_metric": record(_METRIC, ["name"], ignored=_OF_DBT),
    "project_configuration": _PROJECT,
}
