"""What something is made up of, where only the parts are named: 离职原因的构成 is of the departures, "split of lost deals by
reason" of the deals that have one.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.query import Condition
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import COUNTS, is_count
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.words import load_vocabulary


def take_composed(draft: Draft) -> None:
    """The one plain count of the rows that the only dimension named is of, over those that have a value of it."""
    if draft.ground.base is not None or draft.ground.picks:
        return
    words = load_vocabulary().codewords["composition"]
    said = [at for at, piece in enumerate(draft.pieces) if piece.text in words and not piece.concerns]
    named = [at for at, piece in enumerate(draft.pieces) if piece.concerns]
    if not said or len(named) != 1:
        return
    piece = draft.pieces[named[0]]
    models = {name.model for name in piece.dimensions if not (name.time or name.boolean)}
    if len(models) != 1 or piece.metrics or piece.terms or piece.entities or piece.values:
        return
    counts = [metric.name for metric in shown_with(draft.ground.catalog, _rows_counted, *models)]
    if len(counts) != 1:
        return
    options = draft.ground.linker.dimension(piece.dimensions, counts)
    if not options:
        return
    draft.metrics.append(counts[0])
    draft.where.append(Condition(options[0].name, "is not null"))
    draft.assume("default_metric", counts[0])


def _rows_counted(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """The model of which every row is counted."""
    kind = metric.kind
    counted = is_count(catalog, metric.name) and not (metric.filters or metric.hidden)
    if counted and isinstance(kind, Simple) and kind.function in COUNTS:
        yield kind.model
