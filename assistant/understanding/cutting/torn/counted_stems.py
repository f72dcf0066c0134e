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
_PEOPLE, _TIMES = "人", "次"
"""How often people came, which 多少次 asks for as well: the 到诊人次."""


def with_counted_stems(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with the one unknown word read as the metric that is called by it and by the measure word of what is asked."""
    measures = set(_measures(pieces, lexicon))
    pieces = _with_whole_stems(pieces, measures, lexicon)
    stems = [at for at, piece in enumerate(pieces) if _may_be_stem(piece)]
    said = {at: measures & {_TIMES} if pieces[at].metrics else measures for at in stems}
    named = {at: names for at in stems if (names := _called(pieces[at].text, said[at], lexicon))}
    if len(named) != 1:
        return pieces
    at, metrics = next(iter(named.items()))
    out = list(pieces)
    out[at] = replace(pieces[at], metrics=metrics)
    return tuple(out)


def _with_whole_stems(pieces: tuple[Piece, ...], measures: set[str], lexicon: Lexicon) -> tuple[Piece, ...]:
    """With two characters in one, where a small word has torn them: the 到诊 of 到诊有多少次 is no 到 and 诊."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last is not None and last.end == piece.start and _are_torn(last, piece):
            whole = Piece(last.start, piece.end, last.text + piece.text)
            if _called(whole.text, measures, lexicon):
                out[-1] = whole
                continue
        out.append(piece)
    return tuple(out)


def _are_torn(first: Piece, second: Piece) -> bool:
    both = (first, second)
    single = all(len(piece.text) == 1 and has_cjk(piece.text) for piece in both)
    known = any(piece.concerns or piece.mark or piece.time or piece.number for piece in both)
    return single and not known and any(piece.unread for piece in both)


def _may_be_stem(piece: Piece) -> bool:
    """Whether nothing is called so, or only what has more to its name: 多少次充电 asks for no 充电量."""
    other = piece.dimensions or piece.entities or piece.values or piece.terms or piece.segments
    bare = bool(piece.metrics) and not other and all(name.strength == BARE for name in piece.metrics)
    return (piece.unread or bare) and len(piece.text) >= _SHORTEST and has_cjk(piece.text)


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
        if behind is None or not behind.concerns or _may_be_stem(behind):
            yield measure


def _called(stem: str, measures: set[str], lexicon: Lexicon) -> tuple[MetricName, ...]:
    ends = load_vocabulary().codewords["split_ends"]
    said = [*sorted(measures), *(_PEOPLE + measure for measure in sorted(measures & {_TIMES}))]
    names = (stem + measure + end for measure in said for end in (*sorted(ends), ""))
    for name in names:
        found = tuple(
            entry
            for entry in lexicon.phrases.get(name)
            if isinstance(entry, MetricName) and entry.strength > BARE
        )
        if found:
            return found
    return ()
