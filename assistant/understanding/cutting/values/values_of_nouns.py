"""Values that are called by a word and the noun a metric's name begins with: the trial form of "trial form conversion"."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import Lexicon, ValueName

Words = tuple[str, ...]


def with_values_of_nouns(
    pieces: Sequence[Piece], text: str, catalog: Catalog, lexicon: Lexicon
) -> tuple[Piece, ...]:
    """The pieces with a value right before a metric's name as the one whose longer name ends with the noun that
    the metric's begins with: of whatever else that word is a value, here it says which of those things.
    """
    out = list(pieces)
    for at in range(len(out) - 1):
        piece, behind = out[at], out[at + 1]
        if not piece.values or piece.metrics or not behind.metrics or text[piece.end : behind.start].strip():
            continue
        values = _called(words(piece.text), words(behind.text), catalog)
        if values and not set(values) & set(piece.values) and not _is_name(piece, behind, lexicon):
            out[at] = replace(piece, values=values, dimensions=(), entities=(), roles=frozenset())
    return tuple(out)


def _is_name(piece: Piece, behind: Piece, lexicon: Lexicon) -> bool:
    return bool(lexicon.phrases.get((*words(piece.text), *words(behind.text))))


def _called(said: Words, behind: Words, catalog: Catalog) -> tuple[ValueName, ...]:
    """The one value whose name begins with what is said, and ends with what the name behind begins with."""
    names = remembered(catalog, "values by their first word", lambda: _by_first_word(catalog))
    found = {
        value: name
        for name, value in names.get(said[0], ())
        if name[: len(said)] == said and len(name) > len(said) and _opens(behind, name[len(said) :])
    }
    return tuple(found) if len({str(value.value) for value in found}) == 1 else ()


def _opens(behind: Words, rest: Words) -> bool:
    """Whether the rest of a value's name ends with the first words of the name behind, and those are not all of it."""
    for size in range(min(len(rest), len(behind) - 1), 0, -1):
        if rest[-size:] == behind[:size]:
            return size > 1 or len(behind[0]) > 1
    return False


def _by_first_word(catalog: Catalog) -> Mapping[Hashable, tuple[tuple[Words, ValueName], ...]]:
    index: dict[Hashable, list[tuple[Words, ValueName]]] = {}
    for name, value in _names(catalog):
        if len(name) > 1:
            index.setdefault(name[0], []).append((name, value))
    return {first: tuple(found) for first, found in index.items()}


def _names(catalog: Catalog) -> Iterator[tuple[Words, ValueName]]:
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            for item in dimension.values:
                named = ValueName(f"{model.name}.{dimension.name}", item.value)
                yield from ((words(phrase), named) for phrase in (*item.labels, *item.synonyms))
