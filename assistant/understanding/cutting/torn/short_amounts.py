"""Amounts said without the word that ends their name, where nothing else is called so: the 服务费 of a 服务费收入."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import BARE, VARIANT, Lexicon, MetricName
from assistant.understanding.words import load_vocabulary

_SHORTEST = 3
"""Characters of a word that says what is paid or earned: 占位费, and no 收."""


def with_short_amounts(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with an unknown word for what is paid or earned read as the one metric that only one more word names."""
    money = tuple(load_vocabulary().codewords["short_amounts"])
    out = list(pieces)
    for at, piece in enumerate(pieces):
        if (
            piece.unread
            and len(piece.text) >= _SHORTEST
            and has_cjk(piece.text)
            and piece.text.endswith(money)
        ):
            whole, metrics = _named(piece.text, lexicon)
            if metrics:
                out[at] = replace(piece, metrics=metrics, typo=whole)
    return tuple(out)


def _named(text: str, lexicon: Lexicon) -> tuple[str, tuple[MetricName, ...]]:
    longer = [name for name in lexicon.chinese if name.startswith(text)]
    ends: Sequence[str] = sorted(load_vocabulary().codewords["short_amount_ends"])
    found = {
        entry.metric: name
        for name in longer
        if name.removeprefix(text) in ends
        for entry in lexicon.phrases.get(name)
        if isinstance(entry, MetricName) and entry.strength > BARE
    }
    if len(found) != 1 or len(longer) != len(found):
        return "", ()
    [(metric, name)] = found.items()
    return name, (MetricName(metric, VARIANT),)
