"""An offered reading that a reply picks: by its number, or in words of its own."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.catalog.model import Catalog
from assistant.query import MetricQuery
from assistant.question import Turn
from assistant.understanding.assemble import content
from assistant.understanding.conversation.continuing import CUES
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import holds_words, words
from assistant.understanding.labels import describe

_ORDINALS = tuple(f"follow.ordinal_{number}" for number in range(1, 6))
Chosen = tuple[MetricQuery, tuple[Piece, ...]]
"""The option, and the pieces that say more than which one it is."""


def chosen(pieces: tuple[Piece, ...], turn: Turn, catalog: Catalog) -> Chosen | None:
    """What the reply picks of the options of `turn`; None where it picks none, or not clearly one."""
    for number, role in enumerate(_ORDINALS):
        if number < len(turn.options) and any(piece.is_(role) for piece in pieces):
            return turn.options[number], tuple(piece for piece in pieces if not piece.is_(role))
    alone = content(pieces)
    if len(alone) == 1 and alone[0].number is not None and 1 <= alone[0].number.value <= len(turn.options):
        return turn.options[int(alone[0].number.value) - 1], ()
    named = named_option(tuple(word for piece in pieces for word in words(piece.text)), turn.options, catalog)
    if named is not None:
        return named, ()
    return _worded(pieces, turn.options, catalog) or _in_part(pieces, turn.options, catalog)


def another(pieces: tuple[Piece, ...], turn: Turn) -> MetricQuery | None:
    """What was asked, of which the reply names a metric that was not offered: all but the metric stands.

    None where the reply says more than a metric, or the options differ in more than theirs.
    """
    said = [piece for piece in content(pieces) if not piece.is_(*CUES) or piece.concerns]
    plain = {option.but(metrics=(), order_by=(), having=()) for option in turn.options}
    if len(said) != 1 or not said[0].metrics or len(plain) != 1:
        return None
    offered = {name for option in turn.options for name in option.metrics}
    return None if any(name.metric in offered for name in said[0].metrics) else turn.options[0]


def _in_part(pieces: tuple[Piece, ...], options: Sequence[MetricQuery], catalog: Catalog) -> Chosen | None:
    """The only option a name of which has all that is said, numbers and periods too: "the 7-day one"."""
    said = [p for p in content(pieces) if p.number is None or p.number.score >= 0.5]
    parts = tuple(word for piece in said if not piece.is_(*CUES) for word in words(piece.text))
    fitting = [
        option
        for option in options
        if parts
        and any(
            holds_words(words(phrase), parts) for name in option.metrics for phrase in _names(name, catalog)
        )
    ]
    return (fitting[0], ()) if len(fitting) == 1 else None


def _names(name: str, catalog: Catalog) -> tuple[str, ...]:
    metric = catalog.metrics.get(name)
    return (name, *metric.names) if metric else (name,)


def named_option(
    typed: tuple[str, ...], options: Sequence[MetricQuery], catalog: Catalog
) -> MetricQuery | None:
    """The option whose label was typed, in either language."""
    for option in options:
        if typed in (words(describe(catalog, option, "zh")), words(describe(catalog, option, "en"))):
            return option
    return None


def _worded(pieces: tuple[Piece, ...], options: Sequence[MetricQuery], catalog: Catalog) -> Chosen | None:
    """The option whose own words the reply uses, and no other option's."""
    said = [piece for piece in content(pieces) if piece.time is None and piece.number is None]
    scores = [sum(_speaks_of(piece, option, catalog) for piece in said) for option in options]
    best = max(scores, default=0)
    if not best or scores.count(best) > 1:
        return None
    option = options[scores.index(best)]
    rest = tuple(piece for piece in pieces if piece not in said or not _speaks_of(piece, option, catalog))
    others = [piece for piece in rest if piece.metrics or piece.terms]
    return None if others else (option, rest)


def _speaks_of(piece: Piece, option: MetricQuery, catalog: Catalog) -> int:
    """How many words of the piece the names of the option's metrics hold; a metric itself counts most."""
    if piece.is_(*CUES) and not piece.concerns:
        return 0
    if any(name.metric in option.metrics for name in piece.metrics):
        return 10
    parts = words(piece.text)
    for name in option.metrics:
        if any(holds_words(words(phrase), parts) for phrase in _names(name, catalog)):
            return len(parts)
    return 0
