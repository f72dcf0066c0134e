"""Names with a word for the outcome of a verb inside: the new customers of 新签下来的客户, which are called 新签客户."""

from __future__ import annotations

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import Lexicon, MetricName
from assistant.understanding.words import load_vocabulary

_MOST = 6
"""Pieces of such a name, marks among them."""


def with_result_names(pieces: tuple[Piece, ...], text: str, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces of such a name as the one of the metric that is called by the others."""
    out: list[Piece] = []
    at = 0
    while at < len(pieces):
        named = _named(pieces[at : at + _MOST], text, lexicon)
        out.append(named[0] if named else pieces[at])
        at += named[1] if named else 1
    return tuple(out)


def _named(run: tuple[Piece, ...], text: str, lexicon: Lexicon) -> tuple[Piece, int] | None:
    """The piece, and how many stand for it."""
    verb = run[0]
    if verb.text.isascii() or verb.metrics or verb.dimensions or not (verb.values or verb.unread):
        return None
    results = load_vocabulary().codewords["result"]
    for size in range(2, len(run) + 1):
        noun = run[size - 1]
        between = text[verb.end : noun.start]
        if not noun.concerns or _without_of(between) not in results:
            continue
        entries = lexicon.phrases.get((*words(verb.text), *words(noun.text)))
        metrics = tuple(entry for entry in entries if isinstance(entry, MetricName))
        if metrics:
            return Piece(verb.start, noun.end, text[verb.start : noun.end], metrics=metrics), size
    return None


def _without_of(text: str) -> str:
    return next(
        (text.removesuffix(word) for word in load_vocabulary().anaphora["possessive"] if text.endswith(word)),
        text,
    )
