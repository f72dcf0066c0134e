"""Metrics, models and dimensions: read from dbt YAML, checked, and never changed afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.catalog.load import load_catalog

__all__ = ["load_catalog"]


def __getattr__(name: str) -> Any:
    if name == "load_catalog":
        from assistant.catalog.load import load_catalog as load

        return load
    raise AttributeError(name)
