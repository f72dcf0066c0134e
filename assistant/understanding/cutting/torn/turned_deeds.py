"""Those who did something, said before what they did: 有多少学生报名 asks for the 报名学生数, and not for the 报名人次."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import Lexicon, MetricName

_ASKED = "shape.how_many"


def with_turned_deeds(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with the deed read as the metric that is called by it and by those whose number is asked for right before."""
    out = list(pieces)
    for at, deed in enumerate(pieces):
        doers = _doers_before(pieces, at) or _doers_behind(pieces, at)
        if doers is None or not deed.metrics:
            continue
        own = {name.metric for name in deed.metrics}
        named = lexicon.phrases.get((*words(deed.text), *words(pieces[doers].text)))
        metrics = tuple(each for each in named if isinstance(each, MetricName) and each.metric not in own)
        own_name = any(each in (*pieces[doers].entities, *pieces[doers].dimensions) for each in named)
        if len({each.metric for each in metrics}) == 1 and not own_name:  # 几根桩充了电 are no 充电桩
            who = pieces[doers]
            out[doers] = Piece(who.start, who.end, who.text, frozenset({"filler.plain"}))
            out[at] = replace(Piece(deed.start, deed.end, deed.text, typo=deed.typo), metrics=metrics)
    return tuple(out)


def _doers_behind(pieces: Sequence[Piece], at: int) -> int | None:
    """Where those stand whose number is asked for behind what they did: the 学生 of 报名编程的学生有多少."""
    place = at + 1
    while place < len(pieces) and not pieces[place].mark:
        piece = pieces[place]
        if piece.entities and not (piece.values or piece.metrics or piece.text.isascii()):
            break
        if not (piece.filler or piece.values or piece.time is not None or piece.is_("join.of")):
            return None
        place += 1
    if place + 1 >= len(pieces) or not pieces[place].entities or not pieces[place - 1].is_("join.of"):
        return None
    asking = pieces[place + 1]
    return place if asking.is_(_ASKED) and not asking.concerns else None


def _doers_before(pieces: Sequence[Piece], at: int) -> int | None:
    """Where things stand that are asked for by number, over words that add nothing and a period."""
    place = at - 1
    while place > 0 and (pieces[place].filler or pieces[place].time is not None) and not pieces[place].mark:
        place -= 1
    if place < 1 or not pieces[place].entities or pieces[place].values or pieces[place].text.isascii():
        return None
    asking = pieces[place - 1]
    return place if asking.is_(_ASKED) and not asking.concerns else None
