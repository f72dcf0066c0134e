"""Verbs of what is counted beside how often it was done: the stops of "which machine stopped most often"."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import VARIANT, MetricName
from assistant.understanding.metrics.named.apart import stem
from assistant.understanding.words import load_vocabulary

_SHORTEST = 4
"""Letters of a verb that is told from others."""


def with_frequent_verbs(pieces: tuple[Piece, ...], catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with such a verb as the one metric that is called by its noun alone."""
    out = list(pieces)
    frequent = load_vocabulary().codewords["frequently"]
    for at, piece in enumerate(pieces[:-1]):
        told = pieces[at + 1].text in frequent and not pieces[at + 1].concerns
        if not told or not piece.unread or not piece.text.isalpha() or len(piece.text) < _SHORTEST:
            continue
        if any(each.metrics and not each.entities for each in pieces[:at]):
            continue
        verb = stem(piece.text)
        named = {
            metric.name
            for metric in catalog.metrics.values()
            if not metric.hidden and any(_is_noun_of(verb, name) for name in metric.names)
        }
        if len(named) == 1:
            out[at] = replace(piece, metrics=tuple(MetricName(name, VARIANT) for name in named))
    return tuple(out)


def _is_noun_of(verb: str, name: str) -> bool:
    parts = words(name) if name.isascii() else ()
    return len(parts) == 1 and stem(parts[0]) == verb
