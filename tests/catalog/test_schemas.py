"""The published JSON Schemas: current, true of every catalog at hand, and of one mind with the readers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from assistant.catalog.check import check_catalog
from assistant.catalog.read import DBT_SECTIONS
from assistant.catalog.readers.fields import DBT_KEYS
from assistant.catalog.schema.documents import schemas, text_of
from assistant.evaluation.schema import NAME as CASES
from assistant.evaluation.schema import case_schema
from assistant.settings import bundled
from tests.catalog.writing import CATALOGS

ROOT = Path(__file__).parent.parent.parent
SCHEMAS = schemas()
EVERY_KEY = CATALOGS / "every_key"
_OF_DBT = (
    DBT_KEYS
    | DBT_SECTIONS
    | {"is_standard_granularity", "exports", "input_measures", "models", "relation_name"}
)
"""Keys that schemas and readers let pass, and that the examples need not show."""

Where = tuple[str | int, ...]


def schema_of(file: Path) -> str:
    """The schema for a file by its name, else by what is in it."""
    if file.stem != "models" and f"{file.stem}.json" in SCHEMAS:
        return f"{file.stem}.json"
    text = file.read_text(encoding="utf-8")
    if file.parent.name == "playbooks" or "metric_tree:" in text:
        return "playbooks.json"
    legacy = any(word in text for word in ("semantic_models:", "type_params:", "node_relation:"))
    return "semantic_models.json" if legacy else "models.json"


def documents(file: Path) -> list[Any]:
    """As an editor reads them: dates are text, keys are text."""
    return [_json(item) for item in yaml.safe_load_all(file.read_text(encoding="utf-8")) if item is not None]


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def files_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yml"))


GOOD = [
    *files_of(bundled("metric_catalog")),
    *files_of(EVERY_KEY),
    *(file for name in ("library", "legacy", "documents") for file in files_of(CATALOGS / name)),
]


def test_the_published_files_are_current() -> None:
    published = {
        file.name: file.read_text(encoding="utf-8") for file in (ROOT / "docs" / "schema").glob("*.json")
    }
    written = {name: text_of(schema) for name, schema in (SCHEMAS | {CASES: case_schema()}).items()}
    assert published == written, "run: make schemas"


@pytest.mark.parametrize("name", SCHEMAS)
def test_they_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("file", GOOD, ids=[f"{file.parent.name}/{file.name}" for file in GOOD])
def test_right_files_validate(file: Path) -> None:
    validator = Draft202012Validator(SCHEMAS[schema_of(file)])
    for document in documents(file):
        found = [
            f"{'/'.join(map(str, e.absolute_path))}: {e.message:.200}"
            for e in validator.iter_errors(document)
        ]
        assert found == []


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("models.json", {"models": [{"name": "a", "semantik_model": True}]}),
        ("models.json", {"metrics": [{"name": "a", "type": "ratioo"}]}),
        ("models.json", {"metrics": [{"name": "a", "config": {"meta": {"direction": "upp"}}}]}),
        (
            "models.json",
            {"metrics": [{"name": "a", "config": {"meta": {"thresholds": [{"kind": "minimum"}]}}}]},
        ),
        (
            "semantic_models.json",
            {"semantic_models": [{"name": "a", "measures": [{"name": "b", "agg": "sums"}]}]},
        ),
        ("playbooks.json", {"funnels": [{"name": "f", "steps": [{"name": "a", "metric": "b"}]}]}),
        ("playbooks.json", {"metric_tree": {"a": {"produkt_of": ["b", "c"]}}}),
        ("playbooks.json", {"experiments": [{"key": "e"}]}),
        ("benchmarks.json", {"benchmarks": [{"metric": "a", "kind": "median", "value": 1}]}),
        ("verified_queries.json", {"verified_queries": [{"question": "q", "query": {"metric": "a"}}]}),
        ("calendar.json", {"calendar": {"week_start": "noday"}}),
        ("policy.json", {"policy": {"roles": {"a": {"row_filters": "x"}}}}),
        ("catalog.json", {"nam": "x"}),
    ],
)
def test_wrong_files_do_not(name: str, document: Any) -> None:
    assert not Draft202012Validator(SCHEMAS[name]).is_valid(document)


# ── readers and schemas know the same keys ────────────────────────────────────────────────────────


def _mappings(value: Any, path: Where = ()) -> Iterator[tuple[Where, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
        for key, item in value.items():
            yield from _mappings(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _mappings(item, (*path, index))


def _at(schema: dict[str, Any], value: Any, path: Where, root: dict[str, Any]) -> list[dict[str, Any]]:
    """The schemas of the mapping at `path` in `value`: several where there are alternatives."""
    if "$ref" in schema:
        return _at(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, path, root)
    if "anyOf" in schema:
        fitting = [item for item in schema["anyOf"] if _validator(item, root).is_valid(value)]
        return [found for item in fitting for found in _at(item, value, path, root)]
    if not path:
        return [schema]
    if isinstance(value, list):
        return _at(schema["items"], value[path[0]], path[1:], root)
    inner = schema.get("properties", {}).get(path[0], schema.get("additionalProperties"))
    return _at(inner, value[path[0]], path[1:], root) if isinstance(inner, dict) and inner else []


def _validator(schema: dict[str, Any], root: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "$defs": root.get("$defs", {})})


def _with_key(document: Any, path: Where, key: str) -> Any:
    copy = json.loads(json.dumps(document))
    place = copy
    for part in path:
        place = place[part]
    place[key] = "x"
    return copy


EXAMPLES = [
    (file, number, document)
    for file in files_of(EVERY_KEY)
    for number, document in enumerate(documents(file))
]


@pytest.mark.parametrize("folder", ["latest", "legacy"])
def test_the_examples_have_no_problems(folder: str) -> None:
    assert check_catalog(EVERY_KEY / folder) == ()


def test_the_examples_show_every_key_of_the_schemas() -> None:
    shown: dict[str, set[str]] = {}
    known: dict[str, set[str]] = {}
    for file, _, document in EXAMPLES:
        root = SCHEMAS[schema_of(file)]
        for path, mapping in _mappings(document):
            for schema in _at(root, document, path, root):
                if "properties" in schema:
                    name = json.dumps(sorted(schema["properties"]))
                    known[name] = {
                        key for key, item in schema["properties"].items() if item or key not in _OF_DBT
                    }
                    shown.setdefault(name, set()).update(mapping)
    for name, keys in known.items():
        missing = {key for key in keys - shown[name] if key not in _OF_DBT}
        assert missing <= {"meta", "label", "join_to_timespine", "fill_nulls_with"}, name


@pytest.mark.parametrize(
    ("file", "number", "path"),
    [
        pytest.param(
            file, number, path, id=f"{file.parent.name}/{file.stem}{number}/{'/'.join(map(str, path))}"
        )
        for file, number, document in EXAMPLES
        for path, _ in _mappings(document)
    ],
)
def test_what_a_reader_knows_is_in_the_schema(tmp_path: Path, file: Path, number: int, path: Where) -> None:
    """A key that nobody knows is reported, with the known ones; the schema has all of these."""
    everything = documents(file)
    root = SCHEMAS[schema_of(file)]
    found = _at(root, everything[number], path, root)
    strict = [schema for schema in found if schema.get("additionalProperties") is False]
    if not strict:
        return  # keys of the author's own
    everything[number] = _with_key(everything[number], path, "zz_unknown")
    for other in files_of(file.parent):
        text = yaml.safe_dump_all(everything) if other == file else other.read_text(encoding="utf-8")
        (tmp_path / other.name).write_text(text, encoding="utf-8")
    warnings = [p for p in check_catalog(tmp_path) if p.code == "unknown_key" and "'zz_unknown'" in p.message]
    errors = [p for p in check_catalog(tmp_path) if p.code == "bad_query"]
    assert warnings or errors, "an unknown key is ignored in silence"
    for problem in warnings:
        known = set(re.sub(r"^known: ", "", problem.fix).split(", "))
        allowed = {key for schema in strict for key in schema["properties"]}
        assert known - allowed <= {"catalog", "type_params"} | _sections(path), known - allowed


def _sections(path: Where) -> set[str]:
    """At the top of a file the readers know the sections of all files."""
    return {key for schema in SCHEMAS.values() for key in schema.get("properties", {})} if not path else set()
