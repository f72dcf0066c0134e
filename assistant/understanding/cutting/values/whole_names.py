"""Another name of a metric that opens with a value of its own rows: where the catalog calls all repairs "gas repairs" as well
and has repairs of kind Gas, its name holds, and it is told that nothing is limited.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.catalog.model import Catalog, Simple
from assistant.retrieval.tokens import has_cjk
from assistant.retrieval.value_index import ValueIndex
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import SYNONYM, Lexicon, MetricName, ValueName

WHOLE = "name.whole"
"""Of such a name."""


def with_whole_names(
    pieces: tuple[Piece, ...], lexicon: Lexicon, catalog: Catalog, values: ValueIndex | None
) -> tuple[Piece, ...]:
    """The pieces with such names marked. A metric's label, or a name whose rest names another metric, is none."""
    return tuple(
        replace(piece, roles=piece.roles | {WHOLE}) if _opens_with_value(piece, lexicon, catalog, values) else piece
        for piece in pieces
    )  # fmt: skip


def _opens_with_value(piece: Piece, lexicon: Lexicon, catalog: Catalog, values: ValueIndex | None) -> bool:
    metrics = {name.metric for name in piece.metrics}
    if len(metrics) != 1 or piece.values or max(name.strength for name in piece.metrics) != SYNONYM:
        return False
    metric = catalog.metrics[next(iter(metrics))]
    if not isinstance(metric.kind, Simple) or metric.filters:
        return False
    for end, start in _cuts(piece.text):
        entries = lexicon.phrases.get(piece.text[start:])
        same = any(isinstance(item, MetricName) and item.metric == metric.name for item in entries)
        if same and any(_values(piece.text[:end], metric.kind.model, lexicon, values)):
            return True
    return False


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Where the first part can end and the rest begin."""
    for at in range(1, len(text)):
        if text[at] == " ":
            yield at, at + 1
        elif has_cjk(text[at]) and has_cjk(text[at - 1]):
            yield at, at


def _values(text: str, model: str, lexicon: Lexicon, index: ValueIndex | None) -> Iterator[bool]:
    """Values of the rows by exactly that name, declared or in the warehouse."""
    own = f"{model}."
    for item in lexicon.phrases.get(text):
        yield isinstance(item, ValueName) and item.dimension.startswith(own)
    for match in index.scan(text) if index is not None else ():
        whole = (match.start, match.end) == (0, len(text))
        yield whole and any(hit.how == "exact" and hit.dimension.startswith(own) for hit in match.hits)
