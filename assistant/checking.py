"""A catalog checked as a whole: its files, its governed SQL and, where there is one, its warehouse."""

from __future__ import annotations

from typing import Any

from assistant.catalog.load import load_catalog
from assistant.catalog.model import Catalog, Entity, SemanticModel
from assistant.catalog.placing import placed
from assistant.catalog.problems import Problem
from assistant.compiler.governed_check import check_governed
from assistant.compiler.guard import Guard
from assistant.engines.engine import Engine
from assistant.errors import WarehouseError
from assistant.settings import find_warehouse, load_settings, with_warehouse
from assistant.understanding.known_questions import clashes
from assistant.wiring import open_engine


def open_guard(**overrides: Any) -> Guard:
    """The guard over the catalog's models; needs no warehouse."""
    return Guard(load_catalog(load_settings(overrides).catalog))


def check_everything(bind: bool = True, **overrides: Any) -> tuple[Problem, ...]:
    """Every problem of the catalog and, where a warehouse can be opened, of its binding to it."""
    from assistant.catalog.binding import check_keys
    from assistant.catalog.check import check_binding, check_catalog

    settings = load_settings(overrides)
    problems = check_catalog(settings.catalog)
    if not any(problem.severity == "error" for problem in problems):
        checked = load_catalog(settings.catalog)
        problems = (*problems, *check_governed(checked), *clashes(checked))
    if not bind or any(problem.severity == "error" for problem in problems):
        return problems
    try:
        warehouse = find_warehouse(settings)
    except WarehouseError:
        if "warehouse" in overrides or settings.warehouse.suffix != ".json":
            raise
        return problems
    engine = open_engine(with_warehouse(settings, warehouse))
    try:
        loaded, types = load_catalog(settings.catalog), engine.column_types()
        missing = check_binding(loaded, types)
        catalog = placed(loaded, types)
        if any(problem.severity == "error" for problem in missing):
            return (*problems, *missing)
        repeats = check_keys(catalog, lambda *key: _repeats(catalog, engine, *key))
        return (*problems, *missing, *repeats)
    finally:
        engine.close()


def _repeats(catalog: Catalog, engine: Engine, model: SemanticModel, entity: Entity) -> int:
    """How many values of a key stand in several rows; 0 where the data cannot say."""
    from assistant.compiler.keys import repeated_values

    statement = repeated_values(catalog, model, entity, engine.dialect)
    found = engine.run(statement).data[0][0] if statement is not None else None
    return found if isinstance(found, int) else 0
