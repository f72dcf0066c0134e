"""Words that say nothing by themselves, and something right before the noun they describe: 重点客户, "deleted leads"."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.catalog.model import Catalog
from assistant.understanding.counted import is_count
from assistant.understanding.lexicon import BARE
from assistant.understanding.pieces import Piece


def with_words_of_nouns(
    pieces: tuple[Piece, ...], codewords: Mapping[str, frozenset[str]], catalog: Catalog
) -> tuple[Piece, ...]:
    """The pieces with such words before a noun unread: nothing else would tell that they were left out."""
    out = list(pieces)
    for at in range(len(out) - 2, -1, -1):
        piece, behind = out[at], out[at + 1]
        if (
            piece.filler
            and piece.text.isalpha()
            and piece.text.isascii()
            and len(piece.text) == 1
            and behind.start == piece.end
        ):
            out[at] = Piece(piece.start, piece.end, piece.text)  # the A of A组
            continue
        if not piece.filler or piece.mark or not _attached(piece, behind):
            continue
        describes = (
            (piece.text in codewords["adjective"] and _is_noun(behind))
            or (piece.text in codewords["quality"] and _is_named(behind, catalog))
            or (piece.text in codewords["locative"] and _is_place_of(out, at))
        )
        if describes:
            out[at] = Piece(piece.start, piece.end, piece.text)
    return tuple(out)


def _attached(piece: Piece, behind: Piece) -> bool:
    gap = behind.start - piece.end
    return gap == (1 if piece.text.isascii() else 0) and piece.text.isascii() == behind.text.isascii()


def _is_noun(piece: Piece) -> bool:
    """A thing, what there are kinds of, or the number of such: clients, regions, tickets."""
    if piece.time is not None or piece.terms:
        return False
    bare = bool(piece.metrics) and all(name.strength <= BARE + 1 for name in piece.metrics)
    return bool(piece.entities or piece.dimensions) or bare


def _is_named(piece: Piece, catalog: Catalog) -> bool:
    """Anything of the catalog, but for a number of things: what is new of these is what is counted."""
    counts = bool(piece.metrics) and any(is_count(catalog, name.metric) for name in piece.metrics)
    return piece.concerns and not counts


def _is_place_of(pieces: list[Piece], at: int) -> bool:
    """下 of 线下渠道, and not 里 of 群里成员: what stands before is nothing that has an inside."""
    behind = pieces[at + 1]
    before = pieces[at - 1] if at else None
    inside = (
        before is not None
        and before.end == pieces[at].start
        and (before.concerns or before.time is not None or before.number is not None or before.mark)
    )
    unread = behind.unread and behind.end - behind.start == 1
    return not inside and (behind.concerns or unread) and behind.time is None
