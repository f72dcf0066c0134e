"""Words that describe things and are made of characters with meanings of their own: the 内 and the 部 of 内部销售 are no
limit and no counter, and the 端 of 高端 is no platform.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import cache

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import Token
from assistant.understanding.patterns import either


def undivided(
    edges: MutableMapping[tuple[int, int], Piece], text: str, tokens: Sequence[Token], known: frozenset[str]
) -> None:
    """Take out what begins and ends inside such a word, where no name of the catalog holds all of it or ties a part of it
    to its neighbours. The vocabulary's own words that hold it stay.
    """
    for start, end in (found.span() for found in _any_of(known).finditer(text)):
        inside = [
            (place, piece)
            for place, piece in edges.items()
            if tokens[place[0]].start < end and start < tokens[place[1] - 1].end
        ]
        held = any(
            (piece.start <= start and end <= piece.end) or (piece.concerns and _crosses(piece, start, end))
            for _, piece in inside
        )
        for place, piece in inside:
            if not held and start <= piece.start and piece.end <= end:
                del edges[place]


@cache
def _any_of(known: frozenset[str]) -> re.Pattern[str]:
    return re.compile(either(known))


def _crosses(piece: Piece, start: int, end: int) -> bool:
    return piece.start < start < piece.end or piece.start < end < piece.end
