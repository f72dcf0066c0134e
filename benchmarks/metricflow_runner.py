"""Compiles queries with MetricFlow, in an environment of its own: this file imports nothing of ours.

`python metricflow_runner.py FOLDER` reads one query as JSON a line and writes one `{"ms": …}` or
`{"error": …}` a line.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any

from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantic_interfaces.parsing.dir_to_model import (
    parse_directory_of_yaml_files_to_semantic_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup


class NoWarehouse:
    """Renders DuckDB's SQL and runs none."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()

    def query(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError

    execute = dry_run = query

    def close(self) -> None:
        pass

    def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
        return f"${bind_parameter_key}"


def main(folder: str) -> None:
    logging.disable(logging.CRITICAL)
    parsed = parse_directory_of_yaml_files_to_semantic_manifest(folder)
    engine = MetricFlowEngine(SemanticManifestLookup(parsed.semantic_manifest), NoWarehouse())
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(_compiled(engine, json.loads(line))), flush=True)


def _compiled(engine: Any, query: dict[str, Any]) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        request = MetricFlowQueryRequest.create(
            metric_names=query["metrics"],
            group_by_names=query.get("group_by") or None,
            where_constraints=query.get("where"),
            order_by_names=query.get("order_by"),
            limit=query.get("limit"),
        )
        sql = engine.explain(request).sql_statement.sql
    except Exception as error:
        return {"error": str(error).splitlines()[0][:300]}
    return {"ms": (time.perf_counter() - started) * 1000, "characters": len(sql)}


if __name__ == "__main__":
    main(sys.argv[1])
