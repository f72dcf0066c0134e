"""Playbooks, benchmarks, verified queries and the metric query that these hold."""

from __future__ import annotations

from assistant.catalog.playbooks import AlertChannel, BenchmarkKind, Cadence, Method
from assistant.catalog.readers.metric_tree import RELATIONS
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
    record,
    ref,
    whole,
)
from assistant.query import ComparisonKind, Operator, Relation, RelativePeriod, RunningScope

_RANGE: dict[str, Schema] = {"start": TEXT, "end": TEXT, "end_inclusive": FLAG}
_TIME = either(
    record({"relative": choice(RelativePeriod)}, ["relative"]),
    record(_RANGE, ["start", "end"]),
    listed(record(_RANGE, ["start", "end"])),
)
_FILTERS = either(TEXT, listed(ref("condition")))
_ORDER = record({"field": TEXT, "direction": choice(("asc", "desc"))}, ["field"])
QUERY: dict[str, Schema] = {
    "metrics": listed(TEXT),
    "group_by": listed(TEXT),
    "average_per": listed(TEXT),
    "where": _FILTERS,
    "having": _FILTERS,
    "time": _TIME,
    "compare": record(
        {"kind": choice(ComparisonKind), "start": TEXT, "end": TEXT, "end_inclusive": FLAG}, ["kind"]
    ),
    "order_by": either(TEXT, listed(either(TEXT, _ORDER))),
    "limit": whole(1),
    "limit_per": TEXT,
    "others": FLAG,
    "totals": FLAG,
    "share_of_total": FLAG,
    "share_within": listed(TEXT),
    "ratio_to": TEXT,
    "against": record({"kind": choice(Relation), "part": _FILTERS, "other": _FILTERS}, ["kind", "part"]),
    "count_of": TEXT,
    "running": choice(RunningScope),
    "moving": record({"periods": whole(1)}, ["periods"]),
    "parameters": mapped(SCALAR),
    "saved_query": TEXT,
    "min_max_only": FLAG,
    "apply_group_by": FLAG,
}
_VALUES = {"anyOf": [SCALAR, {"type": "null"}, {"type": "array"}]}
_CONDITION = record({"field": TEXT, "op": choice(Operator), "values": _VALUES}, ["field"])

DEFINITIONS: dict[str, Schema] = {
    "query": about(record(QUERY), "A metric query; see the documentation of queries."),
    "condition": either(
        TEXT,
        _CONDITION,
        record({"any": listed(ref("condition"))}, ["any"]),
        record({"all": listed(ref("condition"))}, ["all"]),
        record({"not": ref("condition")}, ["not"]),
    ),
}

SEGMENT = about(
    record(
        {
            "name": ref("name"),
            "labels": LABELS,
            "label": LABELS,
            "synonyms": WORDS,
            "description": TEXT,
            "query": about(
                record({key: QUERY[key] for key in ("metrics", "group_by", "where", "having")}),
                "The condition, in where or having; group_by is what it picks some of.",
            ),
        },
        ["name", "query"],
    ),
    "A condition that has a name.",
)
AMBIGUITY = record(
    {
        "term": WORDS,
        "terms": WORDS,
        "candidates": {"type": "array", "items": TEXT, "minItems": 2},
        "default": about(TEXT, "Answers and offers the others."),
        "when": listed(
            record(
                {"words": WORDS, "metric": TEXT, "metrics": about(TEXTS, "Several that are meant together.")},
                ["words"],
            )
        ),
    },
    ["candidates"],
)
_STEP = record(
    {
        "name": TEXT,
        "labels": LABELS,
        "label": LABELS,
        "metric": about(TEXT, "Counts who reaches the step."),
        "rate": about(TEXT, "The governed metric of the share that goes on to the next step."),
        "threshold": ref("threshold"),
    },
    ["name", "metric"],
)
FUNNEL = record(
    {
        "name": TEXT,
        "labels": LABELS,
        "label": LABELS,
        "synonyms": WORDS,
        "model": TEXT,
        "time": TEXT,
        "dimensions": TEXTS,
        "owner": TEXT,
        "steps": {"type": "array", "items": _STEP, "minItems": 2},
    },
    ["name", "steps"],
)
DIAGNOSIS = record(
    {
        "stage": LABELS,
        "metric": about(TEXTS, "One metric, or several that the threshold holds for."),
        "threshold": about(ref("threshold"), "Absent: the threshold of the metric's card."),
        "method": choice(Method),
        "cause": LABELS,
        "action": LABELS,
        "owner": TEXT,
        "dimensions": about(TEXTS, "Where to look for the worst segment, best first."),
    },
    ["stage", "metric"],
)
EXPERIMENT = record(
    {
        "key": TEXT,
        "labels": LABELS,
        "label": LABELS,
        "model": TEXT,
        "where": _FILTERS,
        "variant": about(TEXT, "The dimension whose values are the arms."),
        "control": TEXT,
        "metric": TEXT,
        "start": DATE,
        "end": about(DATE, "Exclusive."),
        "minimum_sample": whole(1),
        "owner": TEXT,
    },
    ["key", "model", "variant", "control", "metric", "start", "end"],
)
_PARTS: Schema = {"type": "array", "items": TEXT, "minItems": 2}
METRIC_TREE = mapped(record({**dict.fromkeys(RELATIONS, _PARTS), "driven_by": TEXTS}))
ALERT = record(
    {
        "name": TEXT,
        "labels": LABELS,
        "label": LABELS,
        "metric": TEXT,
        "where": _FILTERS,
        "group_by": TEXTS,
        "time": _TIME,
        "threshold": about(ref("threshold"), "Rows that miss it raise the alert."),
        "cadence": choice(Cadence),
        "notify": listed(record({"channel": choice(AlertChannel), "to": TEXT}, ["channel", "to"])),
        "owner": TEXT,
    },
    ["name", "metric", "threshold"],
)
BENCHMARK = record(
    {
        "metric": TEXT,
        "kind": choice(BenchmarkKind),
        "value": NUMBER,
        "source": TEXT,
        "scope": about(mapped(SCALAR), "Dimension to value; absent: the whole business."),
        "period": TEXT,
        "effective_from": DATE,
    },
    ["metric", "kind", "value"],
)
VERIFIED_QUERY = record(
    {"question": WORDS, "query": ref("query"), "verified_by": TEXT, "verified_on": DATE},
    ["question", "query"],
)
