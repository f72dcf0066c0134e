"""Names that a sentence takes apart: "projects were finished" for what is called finished projects, "the new customers we
won" for two names of one metric that share a word.
"""

from __future__ import annotations

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import VARIANT, Lexicon, MetricName
from assistant.understanding.words import load_vocabulary


def with_passive_names(pieces: tuple[Piece, ...], text: str, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces of such a name as the one of the metric."""
    out: list[Piece] = []
    at = 0
    while at < len(pieces):
        named, count = _named(pieces[at:], text, lexicon)
        out.append(named)
        at += count
    return tuple(out)


def _named(run: tuple[Piece, ...], text: str, lexicon: Lexicon) -> tuple[Piece, int]:
    """The first piece as it is meant, and how many stand for it."""
    first = run[0]
    if not first.text.isascii() or first.time is not None or first.number is not None or first.mark:
        return first, 1
    second = next((at for at in range(1, min(3, len(run))) if not run[at].filler), None)
    if second is None:
        return first, 1
    other = run[second]
    between = text[first.end : other.start].strip()
    if between in load_vocabulary().codewords["passive"]:
        metrics = _called(lexicon, (*words(first.text), *words(other.text)))
        metrics = metrics or _called(lexicon, (*words(other.text), *words(first.text)))
        if metrics and not (first.metrics and other.metrics):
            return Piece(first.start, other.end, text[first.start : other.end], metrics=metrics), second + 1
    elif not between and other.metrics and _is_word(first) and _shares(first, other, lexicon):
        return Piece(first.start, other.end, text[first.start : other.end], metrics=other.metrics), second + 1
    return first, 1


def _called(lexicon: Lexicon, name: tuple[str, ...]) -> tuple[MetricName, ...]:
    entries = lexicon.phrases.get(name)
    return tuple(item for item in entries if isinstance(item, MetricName) and item.strength > VARIANT)


def _is_word(piece: Piece) -> bool:
    """Whether it is no metric and no condition of its own, such as the open ones of a pipeline."""
    return not (piece.metrics or piece.dimensions)


def _shares(first: Piece, other: Piece, lexicon: Lexicon) -> bool:
    """Whether the piece and the beginning of the name behind it are another name of the same metric."""
    said, named = words(other.text), {name.metric for name in other.metrics}
    heads = ((*words(first.text), *said[:size]) for size in range(1, len(said)))
    found = {name.metric for head in heads for name in _called(lexicon, head)}
    return bool(found & named)
