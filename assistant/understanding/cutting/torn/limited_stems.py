"""What a limit in a unit is on, said without its ending: the 停机时长 of 停机超过200小时的车间, the 库存金额 of 库存超过10万元."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog, Simple
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import BARE, VARIANT, MetricName
from assistant.understanding.units import converted, is_measured, unit_of_metric, units_in
from assistant.understanding.words import load_vocabulary

_BEFORE = ("threshold.gt", "threshold.ge", "threshold.lt", "threshold.le", "threshold.within")
_AFTER = ("threshold.ge_after", "threshold.le_after", "threshold.lt_after", "threshold.within_after")
_COUNTER, _ASKED = "order.counter", ("shape.how_many", "shape.counted")
_SHORTEST = 2


def with_limited_stems(pieces: tuple[Piece, ...], catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with a word right before a limit read as the one amount that is called by it and is of that unit. Where
    groups are picked: how many there are of something limits each of them instead.
    """
    if not any(piece.dimensions for piece in pieces) or any(piece.is_(*_ASKED) for piece in pieces):
        return pieces
    out = list(pieces)
    for at, piece in enumerate(pieces):
        units = _limited_in(pieces, at) if _is_stem(piece) else frozenset()
        named = _amount_called(catalog, piece.text, units) if is_measured(units) else None
        if named is not None and named not in {each.metric for each in piece.metrics}:
            out[at] = replace(piece, metrics=(MetricName(named, VARIANT),), dimensions=(), entities=())
    return tuple(out)


def _is_stem(piece: Piece) -> bool:
    """Whether it is a word that nothing explains, or that names what it does without its ending."""
    if len(piece.text) < _SHORTEST or not has_cjk(piece.text) or piece.values or piece.terms:
        return False
    return piece.unread or (bool(piece.metrics) and all(each.strength == BARE for each in piece.metrics))


def _limited_in(pieces: Sequence[Piece], at: int) -> frozenset[str]:
    """The units of a number that a limit right behind the word is said with."""
    place = at + 1
    before = place < len(pieces) and pieces[place].is_(*_BEFORE)
    place += before
    if place >= len(pieces) or pieces[place].number is None:
        return frozenset()
    unit = place + 1
    if unit + 1 < len(pieces) and pieces[unit].is_(_COUNTER) and is_measured(units_in(pieces[unit + 1].text)):
        unit += 1
    after = unit + 1 < len(pieces) and pieces[unit + 1].is_(*_AFTER)
    return units_in(pieces[unit].text) if unit < len(pieces) and (before or after) else frozenset()


def _amount_called(catalog: Catalog, said: str, units: frozenset[str]) -> str | None:
    """The one metric that adds up, is of such a unit and has a name that begins with the word."""
    found = list(_amounts(catalog, units))
    nouns = load_vocabulary().codewords["duration_nouns"] | load_vocabulary().codewords["split_amounts"]
    whole = [name for name, called in found if any(said + noun in called for noun in nouns)]
    begun = [name for name, called in found if any(each.startswith(said) for each in called)]
    best = list(dict.fromkeys(whole or begun))
    return best[0] if len(best) == 1 else None


def _amounts(catalog: Catalog, units: frozenset[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for metric in catalog.metrics.values():
        unit = unit_of_metric(metric.card.unit)
        adds = isinstance(metric.kind, Simple) and metric.kind.function == "sum"
        if not metric.hidden and adds and unit is not None and converted(1, units, unit) is not None:
            yield metric.name, tuple(metric.names)
