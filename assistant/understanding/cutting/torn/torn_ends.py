"""The end of a dimension's name that falls apart into words of everyday speech behind a word that asks for some or for each:
the 来源 of 从哪些来源来的 is no 来, where the catalog has a 获客来源.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.catalog.model import Catalog
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import DimensionName, Lexicon

_ASKED = ("per.which", "per.each", "per.before")
_SHORTEST, _MOST = 2, 4


def with_torn_ends(
    pieces: tuple[Piece, ...], text: str, catalog: Catalog, lexicon: Lexicon
) -> tuple[Piece, ...]:
    """The pieces with such an end as the one dimension whose names end so."""
    ends = remembered(catalog, "torn ends", lambda: _ends(catalog, lexicon))
    out: list[Piece] = []
    at = 0
    while at < len(pieces):
        asked = (
            bool(out) and out[-1].is_(*_ASKED) and not out[-1].concerns and out[-1].end == pieces[at].start
        )
        ways = range(min(at + _MOST, len(pieces)), at + 1, -1) if asked else ()
        last = next((end for end in ways if _is_end(pieces[at:end], ends)), at)
        if last > at:
            first = pieces[at]
            said = text[first.start : pieces[last - 1].end]
            name, dimensions = ends[said]
            out.append(
                replace(Piece(first.start, pieces[last - 1].end, said), dimensions=dimensions, typo=name)
            )
            at = last
        else:
            out.append(pieces[at])
            at += 1
    return tuple(out)


def _is_end(torn: Sequence[Piece], ends: dict[str, tuple[str, tuple[DimensionName, ...]]]) -> bool:
    """Whether they are characters of which one says nothing at all, and the catalog knows none."""
    close = all(one.end == other.start for one, other in pairwise(torn))
    known = any(piece.concerns or piece.mark or piece.time or piece.number for piece in torn)
    said = "".join(piece.text for piece in torn)
    return close and not known and any(piece.unread for piece in torn) and said in ends


def _ends(catalog: Catalog, lexicon: Lexicon) -> dict[str, tuple[str, tuple[DimensionName, ...]]]:
    names: dict[str, dict[str, str]] = {}
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            plain = dimension.type != "time" and dimension.data_type not in ("number", "boolean")
            field = dimension.conformed or f"{model.name}.{dimension.name}"
            for label in dimension.names if plain else ():
                for start in range(1, len(label) - _SHORTEST + 1) if not label.isascii() else ():
                    names.setdefault(label[start:], {}).setdefault(field, label)
    found: dict[str, tuple[str, tuple[DimensionName, ...]]] = {}
    for end, fields in names.items():
        if len(fields) == 1 and not lexicon.phrases.get(end):
            label = next(iter(fields.values()))
            entries = lexicon.phrases.get(label)
            dimensions = tuple(entry for entry in entries if isinstance(entry, DimensionName))
            if dimensions:
                found[end] = label, dimensions
    return found
