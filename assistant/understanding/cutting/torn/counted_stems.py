"""What a number of times is asked of, apart from the measure word: the 停机次数 of 停机超过3小时的有几次, of 处理了多少次停机."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import BARE, Lexicon, MetricName
from assistant.understanding.words import load_vocabulary

_ASKED = "shape.how_many"
_SHORTEST = 2


def with_counted_stems(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with the one unknown word read as the metric that is called by it and by the measure word of what is asked."""
    measures = set(_measures(pieces, lexicon))
    stems = [at for at, piece in enumerate(pieces) if _may_be_stem(piece)]
    named = {at: names for at in stems if (names := _called(pieces[at].text, measures, lexicon))}
    if len(named) != 1:
        return pieces
    at, metrics = next(iter(named.items()))
    out = list(pieces)
    out[at] = replace(pieces[at], metrics=metrics)
    return tuple(out)


def _may_be_stem(piece: Piece) -> bool:
    return piece.unread and len(piece.text) >= _SHORTEST and has_cjk(piece.text)


def _measures(pieces: tuple[Piece, ...], lexicon: Lexicon) -> Iterator[str]:
    """The measure words that "how many" is said with, where no other thing stands behind them: 几次, 多少笔."""
    vocabulary = load_vocabulary()
    unmeasured = vocabulary.codewords["unmeasured"]
    for at, piece in enumerate(pieces):
        bare = piece.text in unmeasured or (piece.is_(_ASKED) and piece.text.endswith(tuple(unmeasured)))
        if not (bare or piece.is_(_ASKED)) or piece.concerns:
            continue
        last = at + 1 if bare else at
        measure = pieces[last].text[-1:] if last < len(pieces) and not pieces[last].concerns else ""
        behind = pieces[last + 1] if last + 1 < len(pieces) else None
        if not measure or measure not in vocabulary.measure_words | vocabulary.codewords["classifier"]:
            continue
        if behind is None or not behind.concerns:
            yield measure


def _called(stem: str, measures: set[str], lexicon: Lexicon) -> tuple[MetricName, ...]:
    ends = load_vocabulary().codewords["split_ends"]
    names = (stem + measure + end for measure in sorted(measures) for end in (*sorted(ends), ""))
    for name in names:
        found = tuple(
            entry
            for entry in lexicon.phrases.get(name)
            if isinstance(entry, MetricName) and entry.strength > BARE
        )
        if found:
            return found
    return ()
