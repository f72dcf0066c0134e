"""The bands of a number of the rows, where its distribution is asked for: the age groups of "age distribution", the 司龄段 of
各部门的司龄分布. Each single number would be a group of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.understanding.conditions.limits.limited import NUMERIC
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import DimensionName
from assistant.understanding.metrics.columns import are_numbers
from assistant.understanding.words import load_vocabulary


def name_bands(draft: Draft) -> None:
    """Has a number that the question asks the distribution of stand for the one dimension that the same rows are called by
    it and a word for a band.
    """
    if load_vocabulary().matching("bands.asked", draft.ground.text) is None:
        return
    for at, piece in enumerate(draft.pieces):
        if piece.metrics or piece.values or not are_numbers(draft.ground.catalog, piece.dimensions):
            continue
        found = list(dict.fromkeys(_bands(draft.ground.catalog, piece)))
        if len(found) == 1:
            draft.put(at, replace(piece, dimensions=(found[0],), entities=()))
            draft.assume("banded", f"{piece.text} → {_label(draft, found[0])}")


def _bands(catalog: Catalog, piece: Piece) -> Iterator[DimensionName]:
    said = load_vocabulary().listed["bands"]
    for name in piece.dimensions:
        model = catalog.models[name.model]
        own = {
            form
            for each in (name.dimension, *model.dimensions[name.dimension].names)
            for form in _forms(each)
        }
        for other in model.dimensions.values():
            called = {form for each in (other.name, *other.names) for form in _forms(each)}
            if other.data_type in NUMERIC or other.name == name.dimension:
                continue
            if any(_is_banded(form, number, said) for form in called for number in own):
                yield DimensionName(name.model, other.name, other.conformed)


def _forms(name: str) -> Iterator[str]:
    yield " ".join(words(name.replace("_", " "))) if name.isascii() else name


def _is_banded(name: str, number: str, said: frozenset[str]) -> bool:
    return name != number and name.startswith(number) and name.removeprefix(number).strip() in said


def _label(draft: Draft, name: DimensionName) -> str:
    dimension = draft.ground.catalog.models[name.model].dimensions[name.dimension]
    return next(iter(dimension.names), dimension.name)
