"""Names with a word inside them that end within the next word: 产品的线下订单 are offline orders (线下) of products, and
no product line (产品线), which 产品的线 would be elsewhere."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence, Set

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import Token
from assistant.understanding.lexicon import Lexicon

_JOINING = ("join.", "restrict.", "threshold.", "per.", "order.")
"""What may stand right behind a single character that closes a name: the 和 of 产品的线和渠道."""


def drop_parted_words(
    edges: MutableMapping[tuple[int, int], Piece], tokens: Sequence[Token], lexicon: Lexicon, inside: Set[str]
) -> None:
    """Take out the names that hold such a word, and are not called so, where what stands behind it belongs to a longer
    word.
    """
    parted = [
        (first, last)
        for (first, last), piece in edges.items()
        if piece.concerns and not piece.text.isascii() and _opened(tokens, first, last, inside)
        if not lexicon.phrases.get(piece.text)
    ]
    for first, last in parted:
        rest = max(at for at in range(first, last) if tokens[at].text in inside) + 1
        if _runs_on(edges, tokens, rest, last):
            del edges[first, last]


def _opened(tokens: Sequence[Token], first: int, last: int, inside: Set[str]) -> bool:
    return any(tokens[at].text in inside for at in range(first + 1, last - 1))


def _runs_on(
    edges: MutableMapping[tuple[int, int], Piece], tokens: Sequence[Token], rest: int, last: int
) -> bool:
    """Whether a known word begins behind the inserted one and ends behind the name, or a single character stands there
    that the next one makes another word of.
    """
    if any(
        start == rest and end > last and (piece.concerns or piece.roles)
        for (start, end), piece in edges.items()
    ):
        return True
    if last - rest > 1 or last >= len(tokens) or tokens[last].start > tokens[last - 1].end:
        return False
    if tokens[last].text.isascii() or tokens[last].kind == "mark":
        return False
    return not any(
        start == last
        and (end - start > 1 or piece.concerns or any(role.startswith(_JOINING) for role in piece.roles))
        for (start, end), piece in edges.items()
    )
