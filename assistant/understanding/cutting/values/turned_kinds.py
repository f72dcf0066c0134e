"""Kinds of what the catalog knows by the kind alone, turned around: the 不同类型的内容 of a dimension that is called 内容类型,
the "type of room" of a room type.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import singular, words
from assistant.understanding.lexicon import DimensionName, Lexicon
from assistant.understanding.words import load_vocabulary

_KIND = "per.kind"
_EACH = ("per.each", "per.which")
_LONGEST_KIND, _LONGEST_THING = 4, 6
_SHORTEST = 2
_OF = "的"


def with_turned_kinds(pieces: Sequence[Piece], text: str, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with such a thing as the name of the dimension, where nothing else of the catalog is named by it; a
    kind that the catalog itself calls so is that dimension: 按类型.
    """
    pieces = [part for piece in pieces for part in _with_kind_apart(piece, lexicon)]
    pieces = _with_kinds_of_things(pieces, text, lexicon)
    out = list(pieces)
    for at, piece in enumerate(pieces):
        if not has_cjk(piece.text) or piece.concerns or not piece.is_(_KIND, *_EACH):
            continue
        found = next(_found(pieces[at + 1 :], piece, text, lexicon), None)
        if found is not None:
            start, end, named = found
            before = [p for p in out if p.end <= piece.end and p.start != piece.start]
            behind = [p for p in out if p.start >= end]
            mark = replace(
                piece, end=start, text=text[piece.start : start], roles=frozenset({"per.before", "per.each"})
            )
            torn = [_rest(p, end, text) for p in out if p.start < end < p.end]
            thing = Piece(start, end, text[start:end], dimensions=named)
            return (*before, mark, thing, *torn, *behind)
    return tuple(out)


def _with_kinds_of_things(pieces: Sequence[Piece], text: str, lexicon: Lexicon) -> list[Piece]:
    """With the English name turned: "type of room", "which kinds of customers"."""
    out: list[Piece] = []
    for piece in pieces:
        before = out[-1] if out else None
        if before is None or not before.is_(_KIND) or before.concerns or piece.start - before.end != 1:
            out.append(piece)
            continue
        said = singular(before.text.split()[0])
        named: tuple[DimensionName, ...] = ()
        if before.text.isascii() and before.text.endswith(" of") and not (piece.time or piece.number):
            kinds = sorted(
                (kind for kind in load_vocabulary().kinds if kind.isascii()), key=lambda k: k != said
            )
            found = (
                _dimensions_called((*words(piece.text)[:-1], singular(words(piece.text)[-1]), kind), lexicon)
                for kind in kinds
            )
            named = next(filter(None, found), ()) if words(piece.text) and said in kinds else ()
        if named:
            out[-1] = Piece(before.start, piece.end, text[before.start : piece.end], dimensions=named)
        else:
            out.append(piece)
    return out


def _dimensions_called(name: tuple[str, ...], lexicon: Lexicon) -> tuple[DimensionName, ...]:
    entries = lexicon.phrases.get(name)
    named = [item for item in entries if isinstance(item, DimensionName)]
    return (
        tuple(item for item in named if not (item.time or item.boolean)) if len(named) == len(entries) else ()
    )


def _with_kind_apart(piece: Piece, lexicon: Lexicon) -> Sequence[Piece]:
    """The word for each and the kind, where a dimension has the kind's own name."""
    said = piece.text.removesuffix(_OF)
    for kind in load_vocabulary().kinds if piece.is_(_KIND) and not piece.concerns else ():
        named = lexicon.phrases.get(kind) if said.endswith(kind) and said != kind else ()
        dimensions = tuple(item for item in named if isinstance(item, DimensionName))
        if dimensions:
            split = piece.start + len(said) - len(kind)
            mark = said[: -len(kind)].rstrip()
            roles = frozenset({"per.before"} if piece.is_("per.by_kind") else {"per.before", "per.each"})
            return (
                Piece(piece.start, piece.start + len(mark), mark, roles),
                Piece(split, split + len(kind), kind, dimensions=dimensions),
            )
    return (piece,)


def _found(
    behind: Sequence[Piece], mark: Piece, text: str, lexicon: Lexicon
) -> Iterator[tuple[int, int, tuple[DimensionName, ...]]]:
    """Where the thing begins and ends, and the dimension; the longest names first. Which kind of some things is asked of their
    kinds, also where the things have a name themselves: 哪一类商品卖得最好.
    """
    asks = mark.is_("per.which") and mark.text.endswith(tuple(load_vocabulary().anaphora["asks_kind"]))
    for start, kinds in _kinds(mark, text):
        for size in range(_LONGEST_THING, _SHORTEST - 1, -1):
            thing = text[start : start + size]
            inside = [piece for piece in behind if piece.start < start + size and piece.end > mark.end]
            whole = asks and len(inside) == 1 and _is_thing(inside[0], start, start + size)
            if len(thing) < size or (not whole and any(_says(piece, start + size) for piece in inside)):
                continue
            for kind in kinds:
                named = _dimensions(thing + kind, lexicon)
                if whole:
                    owners = {name.model for name in inside[0].dimensions}
                    named = tuple(name for name in named if name.model in owners)
                if named:
                    yield start, start + size, named


def _kinds(mark: Piece, text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Where the thing may begin, and what its kind may be called."""
    if mark.is_(_KIND):
        start = mark.end
        yield start + text.startswith(_OF, start), [kind for kind in load_vocabulary().kinds if has_cjk(kind)]
        return
    for size in range(_LONGEST_KIND, _SHORTEST - 1, -1):
        kind, start = text[mark.end : mark.end + size], mark.end + size
        yield start + text.startswith(_OF, start), [kind]


def _says(piece: Piece, end: int) -> bool:
    """Whether the catalog, a period or a number is named there, or the thing would end within a word of several."""
    return bool(piece.concerns or piece.time or piece.number) or (piece.end > end and not piece.unread)


def _is_thing(piece: Piece, start: int, end: int) -> bool:
    """Whether just this is the name of a dimension and of no number."""
    plain = not (piece.metrics or piece.terms or piece.time or piece.number or piece.segments)
    return (piece.start, piece.end) == (start, end) and plain and bool(piece.dimensions)


def _dimensions(name: str, lexicon: Lexicon) -> tuple[DimensionName, ...]:
    if name not in lexicon.chinese:
        return ()
    entries = lexicon.phrases.get(name)
    named = [entry for entry in entries if isinstance(entry, DimensionName)]
    return (
        tuple(entry for entry in named if not (entry.time or entry.boolean))
        if len(named) == len(entries)
        else ()
    )


def _rest(piece: Piece, end: int, text: str) -> Piece:
    return Piece(end, piece.end, text[end : piece.end])
