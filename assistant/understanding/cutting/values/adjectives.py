"""Words that say nothing by themselves, and something right before the noun they describe: 重点客户, "deleted leads"."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.catalog.model import Catalog, Simple
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import BARE
from assistant.understanding.metrics.counts.counted import is_count


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
        if not piece.filler or piece.mark:
            continue
        if piece.text in codewords["quality"] and at and _is_named_thing(out[at - 1], piece):
            out[at] = Piece(piece.start, piece.end, piece.text)  # the credit of "lead credit by channel"
            continue
        describes = (
            (piece.text in codewords["adjective"] and _is_noun(behind))
            or (piece.text in codewords["quality"] and _is_named(behind, catalog))
            or (piece.text in codewords["locative"] and _is_place_of(out, at))
        )
        if describes and _attached(piece, behind):
            out[at] = Piece(piece.start, piece.end, piece.text)
    return tuple(out)


def _attached(piece: Piece, behind: Piece) -> bool:
    gap = behind.start - piece.end
    return gap == (1 if piece.text.isascii() else 0) and piece.text.isascii() == behind.text.isascii()


def _is_named_thing(before: Piece, piece: Piece) -> bool:
    """Whether the noun stands right behind a number of things in the singular, as the head of another name."""
    if piece.text.endswith("ed") or not before.metrics or before.text.endswith("s"):
        return False
    return _attached(before, piece)


def _is_noun(piece: Piece) -> bool:
    """A thing, what there are kinds of, or the number of such: clients, regions, tickets."""
    if piece.time is not None or piece.terms:
        return False
    bare = bool(piece.metrics) and all(name.strength <= BARE + 1 for name in piece.metrics)
    return bool(piece.entities or piece.dimensions) or bare


def _is_named(piece: Piece, catalog: Catalog) -> bool:
    """Anything of the catalog, but for a number of things that come into being: what is new of these is what
    is counted.
    """
    counts = bool(piece.metrics) and any(counts_what_comes(catalog, name.metric) for name in piece.metrics)
    return piece.concerns and not counts


def counts_what_comes(catalog: Catalog, name: str) -> bool:
    """Whether each row is one of the things and is counted when it came, as customers on file and customers
    who ordered are not.
    """
    metric = catalog.metrics[name]
    kind = metric.kind
    if not is_count(catalog, name) or metric.card.basis == "snapshot":
        return False
    if not isinstance(kind, Simple) or kind.non_additive is not None:
        return False
    entities = catalog.models[kind.model].entities.values()
    keys = {entity.expr.text for entity in entities if entity.type == "primary"}
    return kind.function != "count_distinct" or kind.expr.text in keys


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
