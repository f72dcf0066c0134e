"""Pieces of JSON Schema: the forms that many keys of a catalog share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from assistant.query import STANDARD_GRAINS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
ANY: Schema = {}
DATE: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}"}
TEXTS: Schema = {"anyOf": [TEXT, {"type": "array", "items": {"type": ["string", "number"]}}]}
"""One text or a list of them."""


def about(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def whole(least: int = 0) -> Schema:
    return {"type": "integer", "minimum": least}


def listed(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def mapped(values: Schema) -> Schema:
    """A mapping whose keys are names of the author's."""
    return {"type": "object", "additionalProperties": values}


def either(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def choice(values: Any) -> Schema:
    """One of a Literal's (or sequence's) texts."""
    return {"enum": list(get_args(values) or values)}


def record(
    properties: Mapping[str, Schema],
    required: Iterable[str] = (),
    own_keys: bool = False,
    ignored: Iterable[str] = (),
) -> Schema:
    """A mapping with known keys. `own_keys`: the author may add others; `ignored`: keys of dbt's that say
    nothing about metrics.
    """
    known = {**properties, **{name: ANY for name in sorted(ignored) if name not in properties}}
    found: Schema = {"type": "object", "properties": known}
    if required:
        found["required"] = list(required)
    if not own_keys:
        found["additionalProperties"] = False
    return found


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


GRAIN = choice(STANDARD_GRAINS)
LABELS = ref("labels")
WORDS = ref("words")

SHARED: dict[str, Schema] = {
    "labels": about(either(TEXT, record({"zh": TEXT, "en": TEXT})), "A text in Chinese, English or both."),
    "words": about(
        either(TEXTS, record({"zh": TEXTS, "en": TEXTS})), "Words that people use, in either language."
    ),
}


def meta_holder(meta: Schema) -> Schema:
    """dbt's `config`, of which only `meta` is ours."""
    return record({"meta": meta}, own_keys=True)


def document(title: str, body: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """A whole schema with the definitions that it needs."""
    needed: dict[str, Schema] = {}
    waiting = list(_references(body))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = definitions[name]
            waiting += _references(definitions[name])
    head: Schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return {**head, **body, "$defs": dict(sorted(needed.items()))} if needed else {**head, **body}


def _references(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        own = [schema["$ref"].removeprefix("#/$defs/")] if isinstance(schema.get("$ref"), str) else []
        return own + [name for item in schema.values() for name in _references(item)]
    if isinstance(schema, list):
        return [name for item in schema for name in _references(item)]
    return []
