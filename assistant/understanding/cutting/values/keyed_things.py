"""One thing said by its key: "customer 6", `customer "38508"`, "student no. 12", "the store with ID 17", 客户编号42, 编号42的客户."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.understanding.cutting.pieces import Key, Piece
from assistant.understanding.patterns import Pattern
from assistant.understanding.words import load_vocabulary

_YEARS = re.compile(r"(?:19|20)\d\d")
_COUNTED = ("order.counter", "order.top", "order.bottom", "threshold.unit", "grain.")
_LIMITED = ("threshold.", "shape.how_many")
_PICKED = ("order.", "per.which", "per.each", "per.all", "shape.how_many")


def with_keyed_things(pieces: Sequence[Piece], text: str) -> tuple[Piece, ...]:
    """The pieces with the thing and its key as one. A number that nothing says to be a key is one only right behind the
    word for a single thing, where it is no year and counts, limits and dates nothing.
    """
    out = list(pieces)
    at = 0
    while at < len(out):
        may_be = out[at].entities and out[at].time is None
        found = next(_keys(out, at, text), None) if may_be else None
        if found is not None:
            first, last, key = found
            start, end = out[first].start, out[last].end
            named = Key(out[at].entities, *key)
            out[first : last + 1] = [Piece(start, end, text[start:end], key=named)]
            at = first
        at += 1
    return tuple(out)


def _keys(pieces: Sequence[Piece], at: int, text: str) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """First and last piece of the thing with its key, and where that stands in the text."""
    thing, patterns = pieces[at], load_vocabulary().patterns
    for pattern in patterns.get("key.marked_behind", ()):
        found = pattern.match(text, thing.end)
        last = _ending_at(pieces, found.end()) if found is not None else None
        if found is not None and last is not None and _are_free(pieces, range(at + 1, last + 1)):
            yield at, last, found.span("key")
    for pattern in patterns.get("key.marked_before", ()):
        for found in pattern.finditer(text, 0, thing.start):
            first = _beginning_at(pieces, found.start())
            if found.end() == thing.start and first is not None and _are_free(pieces, range(first, at)):
                yield first, at, found.span("key")
    for pattern in patterns.get("key.bare", ()):
        found = pattern.match(text, thing.end)
        last = _ending_at(pieces, found.end()) if found is not None else None
        if found is None or last is None or not _is_one(pieces, at, patterns):
            continue
        if _are_free(pieces, range(at + 1, last + 1)) and _is_bare_key(pieces, last, found["key"]):
            yield at, last, found.span("key")


def _ending_at(pieces: Sequence[Piece], end: int) -> int | None:
    return next((at for at, piece in enumerate(pieces) if piece.end == end), None)


def _beginning_at(pieces: Sequence[Piece], start: int) -> int | None:
    return next((at for at, piece in enumerate(pieces) if piece.start == start), None)


def _are_free(pieces: Sequence[Piece], places: range) -> bool:
    """Whether the catalog knows nothing by the words but the word for a key."""
    return not any(
        piece.metrics or piece.values or piece.segments or piece.terms
        for piece in (pieces[at] for at in places)
    )


def _is_one(pieces: Sequence[Piece], at: int, patterns: Mapping[str, tuple[Pattern, ...]]) -> bool:
    """Whether the word is for a single thing, of which none is picked and none are counted: "top customer 5"."""
    before = pieces[at - 1] if at else None
    each = before is not None and before.text in load_vocabulary().codewords["each_one"]
    if before is not None and (before.number is not None or each or _has(before, _PICKED)):
        return False
    return not any(pattern.search(pieces[at].text) for pattern in patterns.get("key.several", ()))


def _is_bare_key(pieces: Sequence[Piece], last: int, key: str) -> bool:
    piece = pieces[last]
    if piece.time is not None or _YEARS.fullmatch(key):
        return False
    behind = pieces[last + 1] if last + 1 < len(pieces) else None
    if behind is None or behind.mark or behind.is_("join.and"):
        return True
    return not (behind.says_grain or behind.number is not None or _has(behind, (*_COUNTED, *_LIMITED)))


def _has(piece: Piece, roles: Sequence[str]) -> bool:
    return not piece.concerns and any(role.startswith(tuple(roles)) for role in piece.roles)
