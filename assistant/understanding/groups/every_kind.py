"""Dimensions that are said by one character behind "each": the countries of 各国, the stores of 各店, the cities of 各市."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import DimensionName, Lexicon

_EACH = "per.each"


def with_kinds(pieces: Sequence[Piece], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with such a character read as the dimension whose name of two characters ends or begins with it."""
    out = list(pieces)
    for at in range(1, len(out)):
        piece, before = out[at], out[at - 1]
        each = before.is_(_EACH) and before.end == piece.start and has_cjk(before.text)
        if each and piece.unread and len(piece.text) == 1 and has_cjk(piece.text):
            named = _named(piece.text, lexicon)
            if named:
                out[at] = replace(piece, dimensions=named)
                _read_whose(out, at, lexicon)
    return tuple(out)


def _read_whose(pieces: list[Piece], at: int, lexicon: Lexicon) -> None:
    """The customers of 各国客户 only say whose countries, where a dimension is called so: 客户国家."""
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    if behind is None or behind.start != pieces[at].end or not behind.concerns or behind.values:
        return
    whole = [
        entry
        for phrase in lexicon.chinese
        if phrase.startswith(behind.text) and pieces[at].text in phrase[len(behind.text) :]
        for entry in lexicon.phrases.get(phrase)
        if entry in pieces[at].dimensions
    ]
    if whole:
        plain = frozenset({"filler.plain"})
        pieces[at + 1] = Piece(behind.start, behind.end, behind.text, plain)


def _named(said: str, lexicon: Lexicon) -> tuple[DimensionName, ...]:
    """The names of two characters with it. Those that end so, as the word for a kind does, and those that begin so may be of
    different dimensions: which one is asked then, the 小区 or the 区域 of 各区.
    """
    found = {
        fits: [
            entry
            for phrase in sorted(lexicon.chinese)
            if len(phrase) == 2 and fits(phrase, said)
            for entry in lexicon.phrases.get(phrase)
            if isinstance(entry, DimensionName) and not (entry.time or entry.boolean)
        ]
        for fits in (str.endswith, str.startswith)
    }
    return tuple(dict.fromkeys(entry for entries in found.values() for entry in entries))
