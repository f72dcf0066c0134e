"""The metric dictionary as plain documents, for the command line and the web page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from assistant.catalog.labels import Labels
from assistant.catalog.load import load_catalog_cached, policy_of
from assistant.catalog.model import Catalog, Metric, Planned
from assistant.catalog.playbooks import Funnel
from assistant.catalog.readers.card import LAYERS
from assistant.errors import UsageError, suggestion
from assistant.governance.grants import grant_for
from assistant.governance.visible import approved, visible
from assistant.question import Actor
from assistant.resolve import fields_for, is_computable
from assistant.settings import load_settings

_COLUMNS = (
    "unit", "direction", "basis", "maturity", "refresh", "sources", "owner", "layers", "definition",
    "decision_use", "pitfalls", "thresholds", "companions", "vanity", "status", "version",
)  # fmt: skip


def open_dictionary(actor: str | None = None) -> Catalog:
    """The catalog as far as the actor may see it, read from its files alone: no warehouse is opened.

    Raises UsageError or CatalogError.
    """
    settings = load_settings()
    loaded = load_catalog_cached(settings.catalog, settings.home / "cache")
    grant = grant_for(policy_of(loaded, settings.catalog), Actor(actor or settings.user))
    return visible(approved(loaded), grant)


def listed(catalog: Catalog, owner: str | None = None, layer: str | None = None) -> list[dict[str, Any]]:
    """Every metric that can be asked for, by name; of one owner and one layer where they are given.

    Raises UsageError for an owner or layer that no metric has.
    """
    shown = [metric for metric in catalog.metrics.values() if not metric.hidden]
    owner = _known("owner", owner, (metric.card.owner for metric in shown if metric.card.owner))
    layer = _known("layer", layer, LAYERS)
    return [
        _row(catalog, metric)
        for metric in sorted(shown, key=lambda metric: metric.name)
        if owner in (None, metric.card.owner) and (layer is None or layer in metric.card.layers)
    ]


def _known(what: str, given: str | None, choices: Iterable[str]) -> str | None:
    if given is None:
        return None
    names = {choice.casefold(): choice for choice in choices}
    found = names.get(given.strip().casefold())
    if found is None:
        near = suggestion(given, names.values()) or f" There are {', '.join(sorted(names.values()))}."
        raise UsageError(f"no metric has the {what} '{given}'.{near}")
    return found


def _row(catalog: Catalog, metric: Metric) -> dict[str, Any]:
    """The columns of the dictionary."""
    return {
        "name": metric.name,
        "labels": _plain(metric.labels),
        "synonyms": list(metric.ai.synonyms),
        "kind": _kind(metric),
        "computable": is_computable(catalog, metric.name),
        "formula": metric.card.formula,
        "dimensions": _dimensions(catalog, metric),
        **{name: _plain(getattr(metric.card, name)) for name in _COLUMNS},
    }


def _dimensions(catalog: Catalog, metric: Metric) -> list[str]:
    """What it can be grouped and filtered by under a short name; empty where it is not computable."""
    if not is_computable(catalog, metric.name):
        return []
    options = fields_for(catalog, (metric.name,))
    return [item.name for item in options if item.dimension is not None and "__" not in item.name]


def entry(catalog: Catalog, name: str) -> dict[str, Any]:
    """The whole dictionary entry of a metric by name, label or synonym. Raises UsageError."""
    metric = _find(catalog, name)
    card = {item.name: _plain(getattr(metric.card, item.name)) for item in fields(metric.card)}
    return {
        **_row(catalog, metric),
        "description": metric.description,
        **{key: value for key, value in card.items() if key != "formula"},
        "tree": _tree(catalog, metric.name),
        "benchmarks": [
            {
                "kind": item.kind,
                "value": item.value,
                "scope": dict(item.scope),
                "period": item.period,
                "source": item.source,
                "effective_from": _plain(item.effective_from),
            }
            for item in catalog.benchmarks
            if item.metric == metric.name
        ],
        **_places(catalog, metric.name),
        "declared": str(metric.origin),
    }


def _tree(catalog: Catalog, name: str) -> dict[str, Any]:
    """Where the metric stands: the way down to it, what it is made of and what moves it."""
    books = catalog.playbooks
    node = books.tree.get(name)
    relation = node.relation if node is not None else None
    return {
        "path": list(books.path(name)),
        "above": list(books.parents(name)),
        "made_of": {relation.kind: list(relation.parts)} if relation is not None else {},
        "driven_by": list(node.drivers) if node is not None else [],
    }


def _places(catalog: Catalog, name: str) -> dict[str, Any]:
    """The playbooks that speak of the metric."""
    books = catalog.playbooks
    return {
        "funnels": [
            {"name": funnel.name, "labels": _plain(funnel.labels), "steps": list(_steps(funnel, name))}
            for funnel in books.funnels_of(name)
        ],
        "diagnosis": [
            {"stage": _plain(row.stage), "method": row.method, "owner": row.owner}
            for row in books.diagnosis
            if name in [check.metric for check in row.checks]
        ],
        "experiments": [
            {"key": item.key, "labels": _plain(item.labels), "start": f"{item.start}", "end": f"{item.end}"}
            for item in books.experiments.values()
            if item.metric == name
        ],
        "alerts": [
            {"name": item.name, "threshold": _plain(item.threshold), "cadence": item.cadence}
            for item in books.alerts.values()
            if name in item.query.metrics
        ],
        "verified_queries": [
            item.questions[0] for item in catalog.verified_queries if name in item.query.metrics
        ],
    }


def _steps(funnel: Funnel, name: str) -> Iterator[str]:
    return (step.name for step in funnel.steps if name in (step.metric, step.rate))


def _find(catalog: Catalog, name: str) -> Metric:
    wanted = name.strip().casefold()
    names: dict[str, Metric] = {}
    for metric in catalog.metrics.values():
        if not metric.hidden:
            for text in (*metric.ai.synonyms, *metric.labels, metric.name):
                names[text.casefold()] = metric
    if wanted not in names:
        raise UsageError(f"there is no metric '{name}'.{suggestion(wanted, names)}")
    return names[wanted]


def _kind(metric: Metric) -> str:
    return metric.kind.method if isinstance(metric.kind, Planned) else type(metric.kind).__name__.lower()


def _plain(value: Any) -> Any:
    if isinstance(value, Labels):
        return {"zh": value.zh, "en": value.en}
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if hasattr(value, "items") else value
