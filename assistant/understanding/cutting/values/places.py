"""Places said in other words than the catalog's: "German customers" where the value is called DE, 加州 for California."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.catalog.model import Catalog
from assistant.kept import table
from assistant.resolve.memory import remembered
from assistant.retrieval.value_index import ValueIndex
from assistant.understanding.cutting.phrases import PhraseTable
from assistant.understanding.cutting.tokens import Token
from assistant.understanding.lexicon import ValueName, lexicon_of
from assistant.understanding.patterns import Pattern
from assistant.understanding.vocabulary import FOLDER

_FILE = FOLDER / "places.toml"
_BREAK = " ; "
_SPOKEN = 3
Named = tuple[int, int, tuple[ValueName, ...]]
"""Where a place is said, and the values that are it."""


@dataclass(frozen=True, slots=True)
class _Place:
    """`kind` is a country or a part of one; `spellings` are what a value of it can be called."""

    kind: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Atlas:
    phrases: PhraseTable[_Place]
    dimensions: dict[str, tuple[Pattern, ...]]
    people: frozenset[str]


def places_in(
    text: str, tokens: Sequence[Token], catalog: Catalog, values: ValueIndex | None
) -> Iterator[Named]:
    """Places that are said by a name which is not the catalog's own, with what the catalog calls them."""
    lexicon = lexicon_of(catalog)
    for first, last, places in _atlas().phrases.matches(tokens):
        start, end = tokens[first].start, tokens[last - 1].end
        if lexicon.phrases.get([token.text for token in tokens[first:last]]):
            continue  # the catalog has that name itself
        known = tuple(name for place in places for name in _values_of(place, catalog, values))
        if known:
            yield start, end, tuple(dict.fromkeys(known))


def is_people(text: str) -> bool:
    """Whether it is what many of the people of a place are called: Germans."""
    return text in _atlas().people


def places_of(catalog: Catalog) -> frozenset[str]:
    """`model.dimension` of those that hold places."""
    return frozenset().union(*_dimensions(catalog).values())


def place_names() -> Iterator[str]:
    """Chinese names that are long enough to be told by their sound."""
    for parts in _atlas().phrases.spelled():
        if len(parts) >= _SPOKEN and not any(part.isascii() for part in parts):
            yield "".join(parts)


def _values_of(place: _Place, catalog: Catalog, values: ValueIndex | None) -> Iterator[ValueName]:
    wanted = _dimensions(catalog)[place.kind]
    if values is None:
        found = (entry for name in place.spellings for entry in lexicon_of(catalog).phrases.get(name))
        yield from (entry for entry in found if isinstance(entry, ValueName) and entry.dimension in wanted)
        return
    for hit in values.scan(_BREAK.join(place.spellings)):
        spelled = _BREAK.join(place.spellings)[hit.start : hit.end]
        if spelled in place.spellings:
            for each in hit.hits:
                if each.how == "exact" and each.dimension in wanted:
                    yield ValueName(each.dimension, each.value)


def _dimensions(catalog: Catalog) -> dict[str, frozenset[str]]:
    """`model.dimension` of those that hold places of each kind, by their names."""
    return remembered(catalog, "place_dimensions", lambda: _find_dimensions(catalog))


def _find_dimensions(catalog: Catalog) -> dict[str, frozenset[str]]:
    named = {
        f"{model.name}.{dimension.name}": (dimension.name.replace("_", " "), *dimension.labels)
        for model in catalog.models.values()
        for dimension in model.dimensions.values()
        if dimension.type == "categorical"
    }
    return {
        kind: frozenset(
            source
            for source, names in named.items()
            if any(pattern.search(name.lower()) for pattern in patterns for name in names)
        )
        for kind, patterns in _atlas().dimensions.items()
    }


@table
def _atlas() -> _Atlas:
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    phrases: PhraseTable[_Place] = PhraseTable()
    for kind, entries in document["places"].items():
        for entry in entries:
            place = _Place(kind, (*entry["names"], *entry.get("codes", ())))
            for said in (*entry["names"], *entry.get("said", ())):
                phrases.add(said, place)
    dimensions = {kind: tuple(map(Pattern, each)) for kind, each in document["dimensions"].items()}
    said = [
        said for entries in document["places"].values() for entry in entries for said in entry.get("said", ())
    ]
    return _Atlas(phrases, dimensions, frozenset(f"{each.casefold()}s" for each in said if each.isascii()))
