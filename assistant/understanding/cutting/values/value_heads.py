"""The noun that a value's own name goes on with: the 文件 of 视频类文件 and "files" of "video files", where 视频 stands for
受保护的视频文件, "Protected video file". Where the names of several values begin so, all of them are meant: the "open order" of
"Open order, paid" and "Open order, unpaid".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import ValueName

_KIND = "restrict.kind"
_LONGEST = 3
"""Characters of such a noun."""


def with_heads_of_values(pieces: tuple[Piece, ...], text: str, catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with such a noun as one that says nothing more. Nothing of the catalog is called by it, and nothing is
    cut off of the word that it ends.
    """
    out: list[Piece] = []
    at = 0
    while at < len(pieces):
        last = _head_behind(out, pieces, at, text, catalog)
        if last is None:
            out.append(pieces[at])
            at += 1
            continue
        start, end = pieces[at].start, pieces[last].end
        meant = _begun_so(out[-1], text[out[-1].start : end], catalog)
        if len(meant) > len(out[-1].values):
            if any(set(meant) & set(piece.values) for piece in pieces if piece.start != out[-1].start):
                return pieces  # which of them is meant is said elsewhere, and the noun is no part of it
            out[-1] = replace(out[-1], end=end, text=text[out[-1].start : end], values=meant)
            at = last + 1
            continue
        out.append(Piece(start, end, text[start:end], frozenset({"filler.plain"})))
        at = last + 1
    return tuple(out)


def _head_behind(
    before: Sequence[Piece], pieces: Sequence[Piece], at: int, text: str, catalog: Catalog
) -> int | None:
    """The last piece of the noun that begins at `at`, behind a value and the word for a kind that may follow it."""
    value = before[-1] if before else None
    if value is not None and value.is_(_KIND) and not value.concerns and len(before) > 1:
        value = before[-2]
    if value is None or not value.values or value.metrics or not pieces[at].unread:
        return None
    names = tuple(_names(value, catalog))
    if pieces[at].text.isascii():
        plain = words(value.text) + words(pieces[at].text)
        return at if any(_holds(words(name), plain) for name in names if name.isascii()) else None
    for last in range(min(at + _LONGEST, len(pieces)) - 1, at - 1, -1):
        inside = pieces[at : last + 1]
        said = text[inside[0].start : inside[-1].end]
        if len(said) < 2 or len(said) > _LONGEST or any(p.concerns or p.mark or p.time for p in inside):
            continue
        if any(f"{value.text}{said}" in name for name in names):
            return last
    return None


def _begun_so(value: Piece, said: str, catalog: Catalog) -> tuple[ValueName, ...]:
    """All values of the one dimension whose names begin with what is said; none where the value's own does not."""
    dimensions = {item.dimension for item in value.values}
    if len(dimensions) != 1:
        return ()
    [whole] = dimensions
    model, _, dimension = whole.partition(".")
    found = tuple(
        ValueName(whole, known.value)
        for known in catalog.models[model].dimensions[dimension].values
        if any(_begins(name.casefold(), said) for name in (str(known.value), *known.labels, *known.synonyms))
    )
    return found if set(value.values) <= set(found) else ()


def _begins(name: str, said: str) -> bool:
    if not said.isascii():
        return name.startswith(said)
    plain = words(said)
    return name.isascii() and words(name)[: len(plain)] == plain


def _holds(name: Sequence[str], said: Sequence[str]) -> bool:
    return any(tuple(name[first : first + len(said)]) == tuple(said) for first in range(len(name)))


def _names(piece: Piece, catalog: Catalog) -> Iterator[str]:
    """What the catalog calls the values that the piece names."""
    for item in piece.values:
        model, _, dimension = item.dimension.partition(".")
        for known in catalog.models[model].dimensions[dimension].values:
            if known.value == item.value:
                yield from (name.casefold() for name in (str(known.value), *known.labels, *known.synonyms))
