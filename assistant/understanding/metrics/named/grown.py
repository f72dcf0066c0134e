"""Metrics that are the change of another one since a fixed time, said where something else is compared: the "revenue
growth" of "revenue growth over the prior quarter" is how revenue changed from that quarter.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.metric import Derived
from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import Token, tokenize
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.lexicon import SYNONYM, MetricName
from assistant.understanding.periods.named_before import set_before_named
from assistant.understanding.time.expr import TimeComparison, Versus
from assistant.understanding.words import load_vocabulary

_GROWTH, _OF = "shape.growth", "join.of"
_CHANGES = ("shape.rise", "shape.fall", "shape.growth")
_TOLD = ("shape.in_amount", "shape.positive", "shape.negative")


def name_grown(draft: Draft) -> None:
    """Cuts such a name in two, the metric and the word for its change."""
    free_amounts(draft)
    if not any(_parts(draft.ground.catalog, piece) for piece in draft.pieces):
        return
    set_before_named(draft)
    if not (any(_is_compared(piece) for piece in draft.pieces) or draft.find(*_TOLD)):
        return
    out: list[Piece] = []
    for piece in draft.pieces:
        out += _parts(draft.ground.catalog, piece) or (piece,)
    draft.pieces = tuple(out)


def free_amounts(draft: Draft) -> None:
    """The "amount" of "revenue rose by the largest amount" says how the change is reckoned, whatever is called so."""
    pieces = list(draft.pieces)
    for at, piece in enumerate(pieces):
        named = (piece.dimensions or piece.values) and not (piece.metrics or piece.terms)
        if not named or not piece.is_("shape.amount") or not draft.preceded(at, *EXTREMES):
            continue
        extreme = draft.left(at, *EXTREMES)
        by = draft.left(extreme, "per.before") if extreme is not None else None
        if draft.has(by, "per.before") and draft.preceded(by, *_CHANGES):  # type: ignore[arg-type]
            pieces[at] = replace(piece, dimensions=(), entities=(), values=())
    draft.pieces = tuple(pieces)


def _is_compared(piece: Piece) -> bool:
    """Whether it names another side than the same period a year before, or sets one against what is asked for."""
    expr = piece.time.expr if piece.time is not None else None
    if isinstance(expr, TimeComparison):
        return expr.kind != "same_period" or expr.against
    return isinstance(expr, Versus)


def _parts(catalog: Catalog, piece: Piece) -> tuple[Piece, Piece] | None:
    bases = {_base_of(catalog, name.metric) for name in piece.metrics}
    if len(bases) != 1 or piece.terms or len(piece.text) != piece.end - piece.start:
        return None
    base, tokens = bases.pop(), tokenize(piece.text)
    cut = next((n for n in range(1, len(tokens)) if _is_growth(tokens[n:])), None)
    behind = next((n for n in range(len(tokens) - 1, 0, -1) if _is_growth(tokens[:n])), None)
    if base is None or (cut is None) is (behind is None):
        return None
    named = MetricName(base, SYNONYM)
    if cut is not None:
        first, second = _halves(piece, tokens, cut)
        return replace(first, metrics=(named,)), replace(second, roles=_roles(tokens[cut:]))
    first, second = _halves(piece, tokens, behind or 0)
    return replace(first, roles=_roles(tokens[:behind])), replace(second, metrics=(named,))


def _halves(piece: Piece, tokens: tuple[Token, ...], cut: int) -> tuple[Piece, Piece]:
    end, start = tokens[cut - 1].end, tokens[cut].start
    return (
        Piece(piece.start, piece.start + end, piece.text[:end]),
        Piece(piece.start + start, piece.end, piece.text[start:]),
    )


def _roles(tokens: tuple[Token, ...]) -> frozenset[str]:
    return frozenset(load_vocabulary().phrases.get(tuple(token.text for token in tokens)))


def _is_growth(tokens: tuple[Token, ...]) -> bool:
    return _GROWTH in _roles(tokens)


def _base_of(catalog: Catalog, name: str) -> str | None:
    """The metric of which it is the change: the one that it takes twice, once at another time."""
    kind = catalog.metrics[name].kind
    if not isinstance(kind, Derived):
        return None
    shifted = {item.metric for item in kind.inputs if item.offset_window is not None}
    plain = {item.metric for item in kind.inputs if item.offset_window is None}
    return plain.pop() if len(plain) == 1 and plain == shifted else None
