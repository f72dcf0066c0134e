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
    saved = metrics.SAVED_QUERY
    return {
        "models.json": document(
            "Models and metrics (dbt's latest spec)",
            record(
                {
                    "models": listed(ref("model")),
                    "metrics": listed(ref("metric")),
                    "saved_queries": listed(saved),
                },
                ignored=DBT_SECTIONS,
            ),
            _DEFINITIONS,
        ),
        "semantic_models.json": document(
            "Models and metrics (dbt's legacy spec)",
            record(
                {
                    "semantic_models": listed(ref("semantic_model")),
                    "semantic_model": ref("semantic_model"),
                    "metrics": listed(ref("legacy_metric")),
                    "metric": ref("legacy_metric"),
                    "saved_queries": listed(saved),
                    "saved_query": saved,
                    "project_configuration": ref("project_configuration"),
                },
                ignored={*DBT_SECTIONS, "models"},
            ),
            _DEFINITIONS,
        ),
        "playbooks.json": _section(
            "Playbooks",
            ambiguities=listed(playbooks.AMBIGUITY),
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
        "catalog.json": document(
            "Settings of a catalog",
            either(
                record(settings.CATALOG_KEYS), record({"catalog": record(settings.CATALOG_KEYS)}, ["catalog"])
            ),
            _DEFINITIONS,
        ),
    }


def text_of(schema: Schema) -> str:
    """The schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / name).write_text(text_of(schema), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
