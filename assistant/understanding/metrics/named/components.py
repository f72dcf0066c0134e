"""What a metric is computed from, asked for with it: "LTV/CAC and its components", 健康度排名,带上各项构成."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.metric import Simple, inputs_of
from assistant.catalog.model import Catalog
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

_BRINGING = ("restrict.contains", "restrict.using", "follow.with", "follow.add", "join.and")


def take_components(draft: Draft) -> None:
    """Adds the components of the metrics. Without any the words stay unread."""
    found = load_vocabulary().matching("components.asked", draft.ground.text)
    if found is None or not draft.metrics:
        return
    start, end = found.span("parts")
    places = [at for at, piece in enumerate(draft.pieces) if piece.start < end and start < piece.end]
    if any(piece.metrics or piece.terms or piece.values for piece in map(draft.pieces.__getitem__, places)):
        return
    catalog = draft.ground.catalog
    parts = [part for name in draft.metrics for part in _components(catalog, name)]
    if not parts:
        return
    draft.metrics += [part for part in dict.fromkeys(parts) if part not in draft.metrics]
    for at in places:
        draft.read(at, "metric", draft.pieces[at].text)
        before = at - 1
        if (
            before >= 0
            and draft.has(before, *_BRINGING)
            and draft.free(before)
            and not draft.pieces[before].concerns
        ):
            draft.read(before, "connective")


def _components(catalog: Catalog, name: str) -> Iterator[str]:
    """What it is computed from by its own period; of a number that a model computes as a whole, what its card
    names beside it and nobody asks for otherwise. Helpers that no question names are shown here.
    """
    metric, known = catalog.metrics[name], catalog.metrics
    if not isinstance(metric.kind, Simple):
        for item in inputs_of(metric):
            own = not (item.offset_window or item.offset_to_grain or item.filters)
            if own and item.metric in known:
                yield item.metric
        return
    for other in metric.card.companions:
        part = known.get(other)
        inner = part.kind if part is not None and part.hidden else None
        if isinstance(inner, Simple) and inner.model == metric.kind.model:
            yield other
