"""The JSON Schema of case files. `python -m assistant.evaluation.schema FOLDER` writes it beside those of
catalogs, whose room cannot see this one.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

from assistant.catalog.schema import playbooks
from assistant.catalog.schema.documents import text_of
from assistant.catalog.schema.shapes import (
    DATE,
    FLAG,
    TEXT,
    TEXTS,
    Schema,
    about,
    choice,
    document,
    either,
    listed,
    mapped,
    record,
    ref,
    whole,
)
from assistant.evaluation.case import Status
from assistant.query import ComparisonKind, Operator
from assistant.question import Language
from assistant.reading import Analysis

NAME = "cases.json"
_NOTHING: Schema = {"type": "null"}
_WORD: Schema = {"type": ["string", "number"]}
_CELL: Schema = {"type": ["string", "number", "boolean", "null"]}
_VALUE = either(_CELL, listed(_CELL))
_KINDS = [kind for kind in get_args(ComparisonKind) if kind != "range"]


def _or_nothing(schema: Schema, description: str = "") -> Schema:
    """A slot whose `null` says that there is none."""
    found = either(*schema["anyOf"], _NOTHING) if list(schema) == ["anyOf"] else either(schema, _NOTHING)
    return about(found, description) if description else found


_FILTER = either(
    TEXT,
    record({"field": TEXT, "op": choice(Operator), "value": _VALUE, "values": _VALUE}, ["field"]),
    *(record({key: listed(ref("filter"))}, [key]) for key in ("any", "all")),
    record({"not": ref("filter")}, ["not"]),
)
_SLOTS: dict[str, Schema] = {
    **{key: _or_nothing(schema) for key, schema in playbooks.QUERY.items()},
    "metrics": _or_nothing(TEXTS, "The exact set of metrics."),
    "dimensions": _or_nothing(TEXTS, "The exact set of fields that group; [] is none."),
    "filters": _or_nothing(
        either(*_FILTER["anyOf"], listed(ref("filter"))),
        "The exact set of conditions, of rows and of groups.",
    ),
    "compare": _or_nothing(either(choice(_KINDS), playbooks.QUERY["compare"])),
}
_NOT_SLOTS = ("group_by", "where", "having", "saved_query", "min_max_only", "apply_group_by")
_RULE = record({"kind": TEXT, "text": TEXT})

EXPECTATION: dict[str, Schema] = {
    "status": about(either(choice(Status), listed(choice(Status))), "Default: answer."),
    **{key: schema for key, schema in _SLOTS.items() if key not in _NOT_SLOTS},
    "query": about(ref("query"), "The whole query instead of its parts."),
    "sql": about(TEXT, "Gold SQL over the tables of the warehouse: one SELECT."),
    "rows": about(listed(mapped(_CELL)), "Gold rows, all with the same columns."),
    "ordered": about(FLAG, "The order of rows matters."),
    "tolerance": about({"type": "number", "minimum": 0, "maximum": 1}, "Relative; default 1e-6."),
    "zero_is_null": about(FLAG, "0 and null count as the same."),
    "analysis": choice(Analysis),
    "chart": TEXT,
    "findings": record({"must": listed(_RULE), "must_not": listed(_RULE)}),
    "warnings": about(TEXTS, "Codes that must appear."),
    "no_warnings": about(TEXTS, "Codes that must not."),
    "reason": about(TEXT, "Code of a refusal."),
    "options": about(TEXTS, "Metrics that a clarification must offer."),
    "text": about(TEXTS, "What somebody must be able to read."),
    "forbidden": about(TEXTS, "What nobody may read."),
}
_SHARED: dict[str, Schema] = {
    "language": choice(Language),
    "actor": about(TEXT, "Who asks: a user or a role."),
    "attributes": about(mapped({"type": ["string", "integer", "boolean"]}), "Of the actor, for row filters."),
    "now": about(
        {"type": "string", "pattern": DATE["pattern"]}, "What relative dates refer to; a date means its end."
    ),
    "tags": TEXTS,
}
_CASE: Schema = {
    **record(
        {
            "id": about(_WORD, "Unique over all files that are run together."),
            "question": either(_WORD, record({"zh": TEXT, "en": TEXT}, ["zh", "en"])),
            **_SHARED,
            "after": about(
                listed(either(TEXT, record({"choose": whole(1)}, ["choose"]))),
                "Turns before it: questions, or the number of an offered option.",
            ),
            "paraphrases": about(
                listed(
                    either(_WORD, record({"question": _WORD, "language": choice(Language)}, ["question"]))
                ),
                "Other ways of asking the same: each is a case of its own, ID~1 and so on.",
            ),
            "expect": about(ref("expectation"), "What is right; without it the case is not scored."),
            "alternatives": about(listed(ref("expectation")), "What would be right too."),
            "note": _WORD,
        },
        ["id", "question"],
    ),
    "dependentRequired": {"alternatives": ["expect"], "attributes": ["actor"]},
}
_DEFINITIONS: dict[str, Schema] = {
    **playbooks.DEFINITIONS,
    "case": _CASE,
    "expectation": record(EXPECTATION),
    "filter": _FILTER,
}


def case_schema() -> Schema:
    """Of a YAML file of cases; a line of JSONL is one `case` of its definitions."""
    cases = listed(ref("case"))
    file = record({"defaults": record(_SHARED), "cases": cases}, ["cases"])
    return document("Cases of a question set", either(cases, file), _DEFINITIONS)


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_text(text_of(case_schema()), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
