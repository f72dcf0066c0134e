"""Values in a list that are named only together: 金银铜牌 for three tiers, 电话、邮件、在线 where the last is called 在线客服."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.retrieval.tokens import fold, has_cjk
from assistant.retrieval.value_index import ValueHit, ValueIndex
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import ValueName
from assistant.understanding.words import load_vocabulary

_LINKS = ("join.and", "join.or")
_MARKS = ("、", ",", "/")
_OPENS = ("restrict.exclude", "restrict.only")
"""Roles of words that a list may stand right behind: 刨掉种植和矫正."""
_LONGEST_HEAD = 4
_MOST = 12


def with_listed_names(pieces: tuple[Piece, ...], text: str, values: ValueIndex | None) -> tuple[Piece, ...]:
    """The pieces with what is listed beside a value as values of its dimension, where one of them is clearly meant."""
    if values is None:
        return pieces
    numbered = tuple(_as_value(pieces, at, values) for at in range(len(pieces)))
    if not any(piece.unread for piece in pieces):
        return numbered
    return _with_parts(_with_initials(_with_shared_ends(numbered, values), values), text, values)


def _as_value(pieces: Sequence[Piece], at: int, values: ValueIndex) -> Piece:
    """A number in a list of values that is the name of another one of their dimension: the 737 of A330和737."""
    piece = pieces[at]
    owners = _owners(pieces, at, at) if piece.number is not None and piece.text.isdigit() else set()
    named = _named(piece.text, owners, values) if owners else ()
    return replace(piece, number=None, values=named) if named else piece


def _with_shared_ends(pieces: tuple[Piece, ...], values: ValueIndex) -> tuple[Piece, ...]:
    """What stands before a value and shares its last words: 金银铜牌, "gold and silver partners"."""
    out = list(pieces)
    for at in range(len(out) - 2, -1, -1):
        owner = at + 2 if _is_link(out, at + 1) else at + 1
        if not out[at].unread or owner >= len(out) or not out[owner].values:
            continue
        if owner == at + 1 and out[at].end != out[owner].start:
            continue
        found = next(_shared(out[at], out[owner], values, owner == at + 1), ())
        if found:
            out[at : at + 1] = found
    return tuple(out)


def _shared(piece: Piece, owner: Piece, values: ValueIndex, close: bool) -> Iterator[tuple[Piece, ...]]:
    """The piece as values whose names end as the owner's does; several where they stand without a space."""
    owners = {name.dimension for name in owner.values}
    if not has_cjk(piece.text):
        tail = (owner.typo or owner.text).partition(" ")[2]
        found = _named(f"{piece.text} {tail}", owners, values) if tail and not close else ()
        if found:
            yield (replace(piece, values=found, typo=f"{piece.text} {tail}"),)
        return
    whole = owner.typo or owner.text
    for cut in range(1, len(whole)):
        head, tail = whole[:cut], whole[cut:]
        if close and f"{piece.text}{head}" in load_vocabulary().codewords["compound"]:
            return  # 东北区 is one place, neither the east nor the north
        parts = [piece.text]
        if close and len(piece.text) % len(head) == 0:
            parts = [piece.text[i : i + len(head)] for i in range(0, len(piece.text), len(head))]
        named = [_named(part + tail, owners, values) for part in parts]
        if all(named) and len(head) <= _LONGEST_HEAD:
            starts = [piece.start + sum(map(len, parts[:i])) for i in range(len(parts))]
            yield tuple(
                Piece(start, start + len(part), part, values=found, typo=part + tail)
                for start, part, found in zip(starts, parts, named, strict=True)
            )


def _with_initials(pieces: tuple[Piece, ...], values: ValueIndex) -> tuple[Piece, ...]:
    """The first characters of values in a row before each of the dimension that ends their names: 金银铜各级."""
    out = list(pieces)
    for at in range(len(out) - 2, -1, -1):
        owner = at + 2 if out[at + 1].is_("per.each") and at + 2 < len(out) else at + 1
        piece, kind = out[at], out[owner]
        close = piece.end == out[at + 1].start and out[owner - 1].end == kind.start
        if not (piece.unread and close and has_cjk(piece.text)) or kind.metrics:
            continue
        owners = {f"{name.model}.{name.dimension}" for name in kind.dimensions}
        if kind.unread and owner == at + 2:
            owners = _common(piece.text, kind.text[-1], values)
        named = [_named(each + kind.text[-1], owners, values) for each in piece.text]
        if len(named) > 1 and all(named) and len(set(piece.text)) == len(named):
            out[at : at + 1] = [
                Piece(
                    piece.start + place,
                    piece.start + place + 1,
                    each,
                    values=found,
                    typo=each + kind.text[-1],
                )
                for place, (each, found) in enumerate(zip(piece.text, named, strict=True))
            ]
    return tuple(out)


def _common(initials: str, tail: str, values: ValueIndex) -> set[str]:
    """The dimensions that have a value of each name."""
    found = [{hit.dimension for item in values.scan(each + tail) for hit in item.hits} for each in initials]
    return set.intersection(*found)


def _named(name: str, owners: set[str], values: ValueIndex) -> tuple[ValueName, ...]:
    return tuple(
        ValueName(hit.dimension, hit.value)
        for found in values.scan(name)
        if found.end - found.start == len(name)
        for hit in found.hits
        if hit.how == "exact" and hit.dimension in owners
    )


def _with_parts(pieces: tuple[Piece, ...], text: str, values: ValueIndex) -> tuple[Piece, ...]:
    """An item of a list of values that the name of one other value of their dimension begins or ends with."""
    out: list[Piece] = []
    at = 0
    while at < len(pieces):
        last = _item_end(pieces, at)
        owners = _owners(pieces, at, last) if last is not None else set()
        found = _partly(text[pieces[at].start : pieces[last].end], owners, values) if owners else ()  # type: ignore[index]
        if found and last is not None:
            start, end = pieces[at].start, pieces[last].end
            named = tuple(ValueName(hit.dimension, hit.value) for hit in found)
            out.append(Piece(start, end, text[start:end], values=named, typo=found[0].name))
            at = last + 1
        else:
            out.append(pieces[at])
            at += 1
    return tuple(out)


def _item_end(pieces: Sequence[Piece], at: int) -> int | None:
    """The last piece of an item that begins at `at`: unread, perhaps behind a small word that tore it: 在|线."""
    if pieces[at].unread:
        return at
    torn = at + 1 < len(pieces) and pieces[at + 1].unread and pieces[at + 1].start == pieces[at].end
    small = len(pieces[at].text) == 1 and has_cjk(pieces[at].text) and not _says(pieces[at])
    before = pieces[at - 1] if at else None
    begins = before is None or _is_link(pieces, at - 1) or before.time is not None or before.mark
    begins = begins or (before is not None and before.is_(*_OPENS) and not before.concerns)
    return at + 1 if torn and small and begins else None


def _says(piece: Piece) -> bool:
    return bool(piece.concerns or piece.mark or piece.time or piece.number or piece.is_(*_LINKS))


def _owners(pieces: Sequence[Piece], first: int, last: int) -> set[str]:
    """The dimensions of the values that the item is listed with."""
    found: set[str] = set()
    for link, other in ((first - 1, first - 2), (last + 1, last + 2)):
        if _is_link(pieces, link) and 0 <= other < len(pieces):
            found |= {name.dimension for name in pieces[other].values}
    return found


def _is_link(pieces: Sequence[Piece], at: int) -> bool:
    if not 0 <= at < len(pieces):
        return False
    return pieces[at].text in _MARKS or (pieces[at].is_(*_LINKS) and not pieces[at].concerns)


def _partly(said: str, owners: set[str], values: ValueIndex) -> tuple[ValueHit, ...]:
    """The hits of the one value that has a name beginning or ending with what is said."""
    wanted = fold(said)
    if len(wanted) < (2 if has_cjk(wanted) else 3):
        return ()
    hits = [
        hit for hit in values.nearest(said, limit=_MOST, dimensions=owners) if _holds(fold(hit.name), wanted)
    ]
    return tuple(hits) if len({hit.value for hit in hits}) == 1 else ()


def _holds(name: str, said: str) -> bool:
    if has_cjk(said):
        return name.startswith(said) or name.endswith(said)
    parts, wanted = name.split(), said.split()
    return parts[: len(wanted)] == wanted or parts[-len(wanted) :] == wanted
