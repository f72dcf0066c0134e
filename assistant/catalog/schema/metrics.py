"""Metrics of dbt's latest spec and their entry in the dictionary."""

from __future__ import annotations

from assistant.catalog.model import AggregationFunction, Basis, Direction, Status
from assistant.catalog.playbooks import BenchmarkKind, ThresholdKind
from assistant.catalog.read_card import LAYERS, REFRESH, UNIT
from assistant.catalog.read_metrics import KINDS
from assistant.catalog.schema.shapes import (
    DATE,
    FLAG,
    LABELS,
    NUMBER,
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
    whole,
)
from assistant.query import RelativePeriod

OF_METRICS = ("tags", "group", "enabled", "docs")
"""Keys of dbt's on a metric that say nothing about it."""

_EXPRESSION = {"type": ["string", "number", "boolean"]}
_MATURITY = either(whole(), record({"days": whole()}))
AI_CONTEXT = either(TEXT, record({"synonyms": WORDS, "examples": WORDS, "instructions": TEXT}, own_keys=True))

CARD: dict[str, Schema] = {
    "labels": about(LABELS, "The metric's name."),
    "synonyms": WORDS,
    "ai_context": about(AI_CONTEXT, "Synonyms, questions to start with, instructions for a model."),
    "definition": about(
        either(TEXT, record({"zh": TEXT, "en": TEXT, "formula": TEXT})), "What an answer shows as definition."
    ),
    "formula": TEXT,
    "unit": about(
        {"type": "string", "pattern": "^" + UNIT.pattern.replace(r"\Z", "$")},
        "count, percent, ratio, currency:CNY, seconds … months, score:0-100, or one per another: count/month.",
    ),
    "direction": about(choice(Direction), "Which way is good."),
    "layers": listed(choice(LAYERS)),
    "owner": about(TEXT, "The department that answers for it."),
    "sources": TEXTS,
    "refresh": about(choice(REFRESH), "How often the data is renewed; finer questions are refused."),
    "basis": either(choice(Basis), record({"kind": choice(Basis), "maturity": _MATURITY})),
    "maturity": about(_MATURITY, "Days until the value of a cohort is final."),
    "decision_use": LABELS,
    "pitfalls": listed(either(TEXT, record({"text": LABELS, "zh": TEXT, "en": TEXT, "check": TEXT}))),
    "companions": about(TEXTS, "Metrics to read together with it."),
    "vanity": about(FLAG, "The number alone proves nothing."),
    "thresholds": listed(ref("threshold")),
    "by_dimension": about(mapped(TEXT), "Dimension to the metric that is computed by it instead."),
    "required_dimensions": TEXTS,
    "parameters": about(mapped(SCALAR), "Parameters of the governed model that the metric fixes."),
    "default_period": choice(RelativePeriod),
    "status": about(choice(Status), "Only approved metrics answer."),
    "version": whole(1),
    "history": listed(
        record(
            {"version": whole(1), "until": DATE, "change": LABELS, "approved_by": TEXT}, ["version", "until"]
        )
    ),
    "planned": about({"type": ["string", "boolean"]}, "Catalogued, but how it is computed is not said yet."),
}

_NON_ADDITIVE = record({"name": TEXT, "window_agg": choice(("min", "max")), "group_by": TEXTS}, ["name"])
METRIC: dict[str, Schema] = {
    "name": ref("name"),
    "label": TEXT,
    "description": TEXT,
    "type": choice(KINDS),
    "agg": choice(AggregationFunction),
    "expr": _EXPRESSION,
    "percentile": NUMBER,
    "percentile_type": choice(("discrete", "continuous")),
    "agg_time_dimension": TEXT,
    "join_to_timespine": FLAG,
    "fill_nulls_with": NUMBER,
    "non_additive_dimension": _NON_ADDITIVE,
    "numerator": ref("input"),
    "denominator": ref("input"),
    "input_metrics": listed(ref("input")),
    "input_metric": ref("input"),
    "window": ref("window"),
    "grain_to_date": TEXT,
    "period_agg": choice(("first", "last", "average")),
    "entity": TEXT,
    "calculation": choice(("conversion_rate", "conversions")),
    "base_metric": ref("input"),
    "conversion_metric": ref("input"),
    "constant_properties": listed(record({"base_property": TEXT, "conversion_property": TEXT})),
    "filter": ref("filter"),
    "time_granularity": TEXT,
    "hidden": about(FLAG, "A helper that others are computed from: not listed, not matched."),
    "config": meta_holder(ref("metric_meta")),
    "meta": ref("metric_meta"),
}

DEFINITIONS: dict[str, Schema] = {
    "name": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]{0,62}$"},
    "filter": either(
        TEXT,
        listed(TEXT),
        record({"where_filters": listed(record({"where_sql_template": TEXT}))}),
    ),
    "window": either(
        {"type": "string", "pattern": r"^\d+ +\S+$"},
        record({"count": whole(1), "granularity": TEXT}, ignored=("is_standard_granularity",)),
    ),
    "input": either(
        TEXT,
        record(
            {
                "name": TEXT,
                "filter": ref("filter"),
                "alias": TEXT,
                "offset_window": ref("window"),
                "offset_to_grain": TEXT,
            },
            ["name"],
            ignored=("join_to_timespine", "fill_nulls_with"),
        ),
    ),
    "threshold": {
        **record(
            {
                "kind": choice(ThresholdKind),
                "value": about(NUMBER, "In the metric's unit; a percentage as 0 to 1."),
                "benchmark": about(choice(BenchmarkKind), "Take the value of the metric's benchmark."),
                "source": TEXT,
            },
            ["kind"],
        ),
        "oneOf": [{"required": ["value"]}, {"required": ["benchmark"]}],
    },
    "metric_meta": record(CARD, own_keys=True),
    "metric": record(METRIC, ["name"], ignored=OF_METRICS),
}

SAVED_QUERY = record(
    {
        "name": ref("name"),
        "label": LABELS,
        "query_params": record(
            {
                "metrics": TEXTS,
                "group_by": TEXTS,
                "where": ref("filter"),
                "order_by": TEXTS,
                "limit": whole(1),
            }
        ),
    },
    ["name", "query_params"],
    ignored=("description", "config", "exports", "tags", "group", "meta", "metadata"),
)
