"""The catalog as an actor may see it: the reader, the index and every list work on this one.

What is not there cannot be found, suggested or confirmed. What metrics are computed from is still
there in `Catalog.complete`, which only metrics themselves reach.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace

from assistant.catalog.joins import reachable
from assistant.catalog.masking import masked
from assistant.catalog.model import Ambiguity, Catalog, Metric, SavedQuery, SemanticModel
from assistant.governance.permissions import Permissions, permissions
from assistant.governance.value_scope import concerned_fields
from assistant.policy import Grant
from assistant.resolve.sources import sources_for

_MOST_KEPT = 64
_parts: OrderedDict[Hashable, tuple[Catalog, Catalog]] = OrderedDict()
_lock = threading.Lock()


def approved(catalog: Catalog) -> Catalog:
    """Only approved metrics answer. Others are hidden rather than taken out: an approved metric may be
    computed from one that nobody should ask for by itself."""
    return _kept(catalog, "approved", lambda: _approved(catalog))


def _approved(catalog: Catalog) -> Catalog:
    hidden = {
        name: replace(metric, hidden=True)
        for name, metric in catalog.metrics.items()
        if metric.card.status != "approved" and not metric.hidden
    }
    return replace(catalog, metrics={**catalog.metrics, **hidden}) if hidden else catalog


def visible(catalog: Catalog, grant: Grant, mask_key: str = "") -> Catalog:
    """The part of an approved catalog that the grant shows: built once for each set of roles.

    `mask_key` is the secret behind the labels of masked values.
    """
    if grant.open_mode:
        return catalog
    whole = catalog.complete
    return _kept(whole, ("visible", grant.roles, mask_key), lambda: _visible(whole, grant, mask_key))


def _kept(catalog: Catalog, key: Hashable, build: Callable[[], Catalog]) -> Catalog:
    """`build()`, or what it gave before. Parts of a catalog refer to it, so only the latest are held on to."""
    place = (id(catalog), key)
    with _lock:
        found = _parts.get(place)
        if found is not None and found[0] is catalog:
            _parts.move_to_end(place)
            return found[1]
    made = build()
    with _lock:
        _parts[place] = (catalog, made)
        while len(_parts) > _MOST_KEPT:
            _parts.popitem(last=False)
    return made


def _visible(catalog: Catalog, grant: Grant, mask_key: str) -> Catalog:
    allowed = permissions(catalog, grant.roles)
    coded = concerned_fields(catalog, grant.roles)
    models = {name: _model(model, allowed, coded, mask_key) for name, model in catalog.models.items()}
    placed = {
        name: metric
        for name, metric in catalog.metrics.items()
        if name in allowed.scopes and _is_placed(catalog, models, name)
    }
    metrics = {name: _metric(metric, placed) for name, metric in placed.items()}
    reached = _reached(catalog, placed)
    return replace(
        catalog,
        models={name: model for name, model in models.items() if name in reached},
        metrics=metrics,
        ambiguities=tuple(made for item in catalog.ambiguities if (made := _ambiguity(item, metrics))),
        saved_queries={
            name: item for name, item in catalog.saved_queries.items() if _is_whole(item, metrics)
        },
        playbooks=catalog.playbooks.only(metrics.__contains__),
        benchmarks=tuple(item for item in catalog.benchmarks if item.metric in metrics),
        verified_queries=tuple(
            item for item in catalog.verified_queries if all(name in metrics for name in item.query.metrics)
        ),
        whole=catalog,
    )


def _is_placed(catalog: Catalog, models: Mapping[str, SemanticModel], name: str) -> bool:
    """Not where the metric's place in time is itself personal and not shown."""
    return all(
        source.time is None or source.time in models[source.model].dimensions
        for source in sources_for(catalog, (name,))
    )


def _reached(catalog: Catalog, metrics: Iterable[str]) -> frozenset[str]:
    """The models whose fields say something about the metrics."""
    bases = {source.model for source in sources_for(catalog, tuple(metrics))}
    return frozenset(bases).union(*(reachable(catalog, base).joined for base in bases))


def _model(model: SemanticModel, allowed: Permissions, coded: frozenset[str], mask_key: str) -> SemanticModel:
    """Personal dimensions taken out or masked, and the declared values of those that a row filter is
    about: of them only what the actor's rows hold is known, which the index of values tells.
    """
    dimensions = {}
    for name, dimension in model.dimensions.items():
        full = f"{model.name}.{name}"
        shown = allowed.personal.get(full, "shown")
        if shown == "shown":
            dimensions[name] = replace(dimension, values=()) if full in coded else dimension
        elif shown == "masked" and mask_key:
            dimensions[name] = replace(masked(dimension, mask_key), pii=True)
    same = all(dimensions.get(name) is dimension for name, dimension in model.dimensions.items())
    return model if same else replace(model, dimensions=dimensions)


def _metric(metric: Metric, metrics: Mapping[str, Metric]) -> Metric:
    kept = tuple(name for name in metric.card.companions if name in metrics)
    if kept == metric.card.companions:
        return metric
    return replace(metric, card=replace(metric.card, companions=kept))


def _ambiguity(item: Ambiguity, metrics: Mapping[str, Metric]) -> Ambiguity | None:
    """The term among what is seen; one that has a single meaning left means that."""
    candidates = tuple(name for name in item.candidates if name in metrics)
    if candidates == item.candidates:
        return item
    if not candidates:
        return None
    default = candidates[0] if len(candidates) == 1 else item.default
    return replace(
        item,
        candidates=candidates,
        default=default if default in metrics else None,
        when=tuple(rule for rule in item.when if set(rule.metrics) <= set(metrics)),
    )


def _is_whole(item: SavedQuery, metrics: Mapping[str, Metric]) -> bool:
    names = item.query.get("metrics")
    return isinstance(names, (list, tuple)) and all(str(name) in metrics for name in names)
