"""The number of records behind a rate, asked for without its name: "win rate by rep, with counts", 赢单率,带上单数."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.metric import MEANS, Metric, Ratio, Simple
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import COUNTS, adds_up, is_count
from assistant.understanding.metrics.counts.things import counts_entity
from assistant.understanding.metrics.known import model_of_rows, shown_with
from assistant.understanding.words import load_vocabulary


def take_sizes(draft: Draft) -> None:
    """Adds the counts that the rates are shares of. A word that by itself is only 件数 or 单数 counts those,
    whatever else the catalog calls by it.
    """
    found = load_vocabulary().matching("sample.asked", draft.ground.text)
    if found is None or not draft.metrics:
        return
    start, end = found.span("size")
    places = [at for at, piece in enumerate(draft.pieces) if piece.start < end and start < piece.end]
    pieces = [draft.pieces[at] for at in places]
    if any(piece.concerns and not piece.is_("shape.number_of") for piece in pieces):
        return
    generic = {name for name, at in draft.focus.items() if at in places}
    counts = [name for name in _counts(draft) if name not in generic]
    if not counts:
        return
    draft.metrics[:] = [name for name in draft.metrics if name not in generic]
    for name in counts:
        if name not in draft.metrics:
            draft.metrics.append(name)
        draft.assume("default_metric", name)
    for name in generic:
        del draft.focus[name]
    for at in range(len(draft.pieces)):
        if draft.pieces[at].unread and found.start() <= draft.pieces[at].start < start:
            draft.read(at, "connective")  # 注明样本量
    for at in places:
        draft.read_as(at, "metric", counts[0])


def _counts(draft: Draft) -> Iterator[str]:
    """Of a share what it is a share of, of a mean the number of its records, where people know it by one name."""
    metrics = draft.ground.catalog.metrics
    for name in draft.metrics:
        kind = metrics[name].kind
        below = kind.denominator if isinstance(kind, Ratio) else None
        known = metrics.get(below.metric) if below is not None and not below.filters else None
        if known is not None and not known.hidden and is_count(draft.ground.catalog, known.name):
            yield known.name
        else:
            yield from _records(draft, name)


def _records(draft: Draft, name: str) -> Iterator[str]:
    """The one metric that counts the things that a share or a mean is of."""
    catalog = draft.ground.catalog
    complete, kind = catalog.complete.metrics, catalog.metrics[name].kind
    inner = complete[kind.denominator.metric].kind if isinstance(kind, Ratio) else kind
    means = isinstance(inner, Simple) and (inner.function in COUNTS or inner.function in MEANS)
    if not isinstance(inner, Simple) or not means or adds_up(catalog, name):
        return
    wanted = {
        entity.name for entity in catalog.models[inner.model].entities.values() if entity.type == "primary"
    }
    found = [
        metric.name
        for metric in shown_with(catalog, model_of_rows, inner.model)
        if counts_entity(catalog, metric, wanted) and not metric.filters and _is_dated_as(metric, inner)
    ]
    if len(found) == 1:
        yield found[0]


def _is_dated_as(metric: Metric, of: Simple) -> bool:
    """Whether it counts by the same date: tickets opened, not tickets resolved."""
    return isinstance(metric.kind, Simple) and metric.kind.time_dimension == of.time_dimension
