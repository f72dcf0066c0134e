"""The JSON schema of what a model may say, with the names of one shortlist as its enums.

Every property is required and null where it does not apply, no object takes others, and all enums
together stay below a thousand names: what endpoints that enforce a schema ask of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from assistant.query import ComparisonKind, Operator, Relation, RelativePeriod, RunningScope
from assistant.understanding.planning.reply import OUTCOMES, PARTS, REASONS
from assistant.understanding.planning.shortlist import Shortlist

Schema = dict[str, Any]
COLUMNS = ("share", "ratio", "prior", "change", "change_rate", "running", "moving")
"""Columns beside a metric's own that can be ordered by and held against a limit."""


def schema_of(shortlist: Shortlist, kept: Iterable[str] = ()) -> Schema:
    """`kept` are names of fields that queries of before use."""
    metrics = [metric.name for metric in shortlist.metrics]
    fields = list(dict.fromkeys((*kept, *shortlist.dimensions)))
    groups = list(dict.fromkeys((*shortlist.grains, *fields)))
    columns = [*metrics, *(f"{name}__{column}" for name in metrics for column in COLUMNS)]
    orders = list(dict.fromkeys((*columns, *groups)))
    query = {
        "metrics": _list(_one_of(metrics)),
        "group_by": _list({"$ref": "#/$defs/group"}),
        "average_per": _list({"$ref": "#/$defs/group"}),
        "where": _list({"anyOf": [_condition("field"), _object({"any": _list(_condition("field"))})]}),
        "having": _list(_condition("column")),
        "time": _nullable(
            _object({"relative": _one_of(get_args(RelativePeriod))}), _range(), _list(_range(), least=1)
        ),
        "compare": _nullable(
            _object({"kind": _one_of([k for k in get_args(ComparisonKind) if k != "range"])}),
            _object({"kind": _one_of(["range"]), "start": _DATE, "end": _DATE}),
        ),
        "order_by": _list(_object({"field": _one_of(orders), "direction": _one_of(["asc", "desc"])})),
        "limit": {"type": ["integer", "null"]},
        "limit_per": _nullable({"$ref": "#/$defs/field"}),
        "others": _FLAG,
        "totals": _FLAG,
        "share_of_total": _FLAG,
        "share_within": _list({"$ref": "#/$defs/group"}),
        "ratio_to": _nullable(_one_of(metrics)),
        "count_of": _nullable({"$ref": "#/$defs/group"}),
        "running": _nullable(_one_of(get_args(RunningScope))),
        "moving": _nullable(_object({"periods": {"type": "integer"}})),
        "against": _nullable(
            _object(
                {
                    "kind": _one_of(get_args(Relation)),
                    "part": _list(_condition("field"), least=1),
                    "other": _list(_condition("field")),
                }
            )
        ),
    }
    if shortlist.parameters:
        query["parameters"] = _list(_object({"name": _one_of(shortlist.parameters), "value": _SCALAR}))
    reference = {"$ref": "#/$defs/query"}
    whole = _object(
        {
            "outcome": _one_of(OUTCOMES),
            "query": _nullable(reference),
            "readings": _list(reference),
            "reason": _nullable(_one_of(REASONS)),
            "covers": _list(_object({"words": {"type": "string"}, "part": _one_of(PARTS)})),
        }
    )
    names = {"field": _one_of(fields or groups), "group": _one_of(groups), "column": _one_of(columns)}
    return whole | {"$defs": {"query": _object(query), **names}}


_DATE: Schema = {"type": "string", "description": "an ISO date or time; an end is exclusive"}
_FLAG: Schema = {"type": "boolean"}
_SCALAR: Schema = {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]}


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _one_of(names: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(names)}


def _list(items: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": items} | ({"minItems": least} if least else {})


def _nullable(*choices: Schema) -> Schema:
    return {"anyOf": [*choices, {"type": "null"}]}


def _range() -> Schema:
    return _object({"start": _DATE, "end": _DATE})


def _condition(kind: str) -> Schema:
    field = {"$ref": f"#/$defs/{kind}"}
    return _object({"field": field, "op": _one_of(get_args(Operator)), "values": _list(_SCALAR)})
