"""What an amount is said per one of: 每单佣金 is the commission of one order, "commission per order by city" sorts by nothing."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.metric import models_read
from assistant.catalog.model import Catalog, Simple
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import VARIANT, EntityName, Lexicon, MetricName
from assistant.understanding.metrics.counts.counted import COUNTS
from assistant.understanding.metrics.known import model_of_rows, shown_with
from assistant.understanding.words import load_vocabulary

_PER, _SORT = "per.each", "order.sort"


def with_ones_apart(pieces: tuple[Piece, ...], catalog: Catalog, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with the thing that is counted named where only a measure word or half a sorting word stands for it."""
    out: list[Piece] = []
    for piece in pieces:
        before = out[-1] if out else None
        close = before is not None and not before.concerns
        if close and before is not None and before.is_(_PER) and piece.is_(_SORT) and not piece.concerns:
            out += _sorted_apart(piece, lexicon)
        elif close and before is not None and _stands_for_thing(before, piece):
            out.append(_thing(piece, pieces, catalog) or piece)
        else:
            out.append(piece)
    return tuple(out)


def _sorted_apart(piece: Piece, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The order and the "by" of "per order by"."""
    first, _, rest = piece.text.partition(" ")
    entries = lexicon.phrases.get(first)
    metrics = tuple(item for item in entries if isinstance(item, MetricName))
    if not rest or not metrics:
        return (piece,)
    entities = tuple(item for item in entries if isinstance(item, EntityName))
    middle, roles = piece.end - len(rest), load_vocabulary().phrases.get(rest)
    named = Piece(piece.start, piece.start + len(first), first, metrics=metrics, entities=entities)
    return named, Piece(middle, piece.end, rest, frozenset(roles))


def _stands_for_thing(before: Piece, piece: Piece) -> bool:
    """Whether it is a measure word that also stands for what it counts, behind a word for each of them: the 单 of 平均每单."""
    vocabulary = load_vocabulary()
    each = any(before.text.endswith(word) for word in vocabulary.anaphora["averaged"])
    return each and before.end == piece.start and piece.text in vocabulary.asked_units and not piece.concerns


def _thing(piece: Piece, pieces: tuple[Piece, ...], catalog: Catalog) -> Piece | None:
    """The piece as the count of what is called so and that what is asked for is of; None where there is none."""
    asked = {name.metric for item in pieces for name in item.metrics if name.metric in catalog.metrics}
    fields = {name.model for item in pieces for name in item.dimensions}
    read = {model for name in asked for model in models_read(catalog.complete.metrics, name)} | fields
    counts = [
        metric
        for metric in shown_with(catalog, model_of_rows, *sorted(read))
        if isinstance(metric.kind, Simple)
        and metric.kind.function in COUNTS
        and any(_ends(name, piece.text) for name in metric.names)
    ]
    of_things = [m for m in counts if any(name.endswith(piece.text) for name in m.names)] or counts
    found = of_things if len(of_things) == 1 else [metric for metric in counts if not metric.filters]
    if len(found) != 1 or found[0].name in asked:
        return None
    return replace(piece, roles=frozenset(), metrics=(MetricName(found[0].name, VARIANT),))


def _ends(name: str, said: str) -> bool:
    """Whether a name ends so, a word for a number behind it apart: 订单数 with 单."""
    stems = (name.removesuffix(ending) for ending in load_vocabulary().endings)
    return name.endswith(said) or any(stem.endswith(said) for stem in stems)
