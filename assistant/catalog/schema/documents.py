"""Every schema by its file's name. `python -m assistant.catalog.schema.documents FOLDER` writes them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from assistant.catalog.read import DBT_SECTIONS
from assistant.catalog.schema import legacy, metrics, models, playbooks, settings
from assistant.catalog.schema.shapes import SHARED, Schema, document, either, listed, record, ref

_DEFINITIONS = {
    **SHARED,
    **metrics.DEFINITIONS,
    **models.DEFINITIONS,
    **legacy.DEFINITIONS,
    **playbooks.DEFINITIONS,
}


def _section(title: str, **sections: Schema) -> Schema:
    return document(title, record(sections), _DEFINITIONS)


def schemas() -> dict[str, Schema]:
    """File name to schema."""
    return {
        "models.json": _latest_spec(),
        "semantic_models.json": _legacy_spec(),
        "playbooks.json": _section(
            "Playbooks",
            ambiguities=listed(playbooks.AMBIGUITY),
            segments=listed(playbooks.SEGMENT),
            funnels=listed(playbooks.FUNNEL),
            diagnosis_matrix=listed(playbooks.DIAGNOSIS),
            experiments=listed(playbooks.EXPERIMENT),
            metric_tree=playbooks.METRIC_TREE,
            alerts=listed(playbooks.ALERT),
        ),
        "benchmarks.json": _section("Benchmarks", benchmarks=listed(playbooks.BENCHMARK)),
        "verified_queries.json": _section(
            "Verified queries", verified_queries=listed(playbooks.VERIFIED_QUERY)
        ),
        "calendar.json": _section("Calendar", calendar=settings.CALENDAR),
        "policy.json": _section("Policy", policy=settings.POLICY),
        "catalog.json": document("Settings of a catalog", _catalog_settings(), _DEFINITIONS),
    }


def _latest_spec() -> Schema:
    sections = {
        "models": listed(ref("model")),
        "metrics": listed(ref("metric")),
        "saved_queries": listed(metrics.SAVED_QUERY),
    }
    found = record(sections, ignored=DBT_SECTIONS)
    return document("Models and metrics (dbt's latest spec)", found, _DEFINITIONS)


def _legacy_spec() -> Schema:
    sections = {
        "semantic_models": listed(ref("semantic_model")),
        "semantic_model": ref("semantic_model"),
        "metrics": listed(ref("legacy_metric")),
        "metric": ref("legacy_metric"),
        "saved_queries": listed(metrics.SAVED_QUERY),
        "saved_query": metrics.SAVED_QUERY,
        "project_configuration": ref("project_configuration"),
    }
    found = record(sections, ignored={*DBT_SECTIONS, "models"})
    return document("Models and metrics (dbt's legacy spec)", found, _DEFINITIONS)


def _catalog_settings() -> Schema:
    keys = record(settings.CATALOG_KEYS)
    return either(keys, record({"catalog": keys}, ["catalog"]))


def text_of(schema: Schema) -> str:
    """The schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / name).write_text(text_of(schema), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
