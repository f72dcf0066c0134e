"""The metric dictionary as plain documents, for the command line and the web page."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from assistant.catalog.labels import Labels
from assistant.catalog.model import Catalog, Metric, Planned
from assistant.errors import UsageError, suggestion
from assistant.resolve import is_computable

if TYPE_CHECKING:
    from assistant.wiring import Assistant


def listed(assistant: Assistant, actor: str | None = None) -> list[dict[str, Any]]:
    """Every metric that the actor can ask for, by name."""
    catalog = assistant.catalog_for(actor)
    shown = (metric for metric in catalog.metrics.values() if not metric.hidden)
    return [
        {
            "name": metric.name,
            "labels": _plain(metric.labels),
            "kind": _kind(metric),
            "computable": is_computable(catalog, metric.name),
            "unit": metric.card.unit,
            "owner": metric.card.owner,
            "layers": list(metric.card.layers),
            "status": metric.card.status,
            "version": metric.card.version,
        }
        for metric in sorted(shown, key=lambda metric: metric.name)
    ]


def entry(assistant: Assistant, name: str, actor: str | None = None) -> dict[str, Any]:
    """The whole dictionary entry of a metric by name, label or synonym. Raises UsageError."""
    catalog = assistant.catalog_for(actor)
    metric = _find(catalog, name)
    card = {item.name: _plain(getattr(metric.card, item.name)) for item in fields(metric.card)}
    return {
        "name": metric.name,
        "labels": _plain(metric.labels),
        "kind": _kind(metric),
        "computable": is_computable(catalog, metric.name),
        "synonyms": list(metric.ai.synonyms),
        "description": metric.description,
        **card,
        "declared": str(metric.origin),
    }


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
    return dict(value) if hasattr(value, "items") else value
