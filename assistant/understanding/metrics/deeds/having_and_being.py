"""Verbs that say nothing new beside what is read by now: for having something in one's hands beside the person who has it,
Jane 负责的客户, "customers looked after by Jane"; for being somewhere beside the place, "employees who work in Calgary".
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.understanding.cutting.tokens import says_one_of
from assistant.understanding.cutting.values.places import places_of
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def read_having_and_being(draft: Draft) -> None:
    """Such a verb right behind the person or the place, or right before."""
    for at, (means, _) in list(draft.meanings.items()):
        if means not in ("value", "dimension"):
            continue
        if _is_of_people(draft, at):
            _read(draft, at, "hands")
        if means == "value" and _is_of_places(draft, at):
            _read(draft, at, "being")


def _read(draft: Draft, at: int, verb: str) -> None:
    for start, end in _spans(draft, at, verb):
        draft.read_within(start, end, "filler")


def _spans(draft: Draft, at: int, verb: str) -> Iterator[tuple[int, int]]:
    """Where such a verb stands right behind the piece or right before."""
    piece, text, patterns = draft.pieces[at], draft.ground.text, load_vocabulary().patterns
    for pattern in patterns.get(f"{verb}.behind", ()):
        found = pattern.match(text, piece.end)
        if found is not None:
            yield found.span()
    before = text[: piece.start]
    for pattern in patterns.get(f"{verb}.before", ()):
        yield from (found.span() for found in pattern.finditer(before) if found.end() == len(before))


def _is_of_people(draft: Draft, at: int) -> bool:
    """Whether what is named are those who work here."""
    models = draft.ground.catalog.models
    kinds = load_vocabulary().anaphora
    known = kinds["in_charge"] | kinds["staff"]
    fields = (field.split(".", 1) for field in _fields(draft, at))
    labels = [label.casefold() for model, name in fields for label in models[model].dimensions[name].names]
    return any(says_one_of(label, known) for label in labels)


def _is_of_places(draft: Draft, at: int) -> bool:
    places = places_of(draft.ground.catalog)
    return any(field in places for field in _fields(draft, at))


def _fields(draft: Draft, at: int) -> list[str]:
    """`model.dimension` of what the piece names."""
    piece = draft.pieces[at]
    named = [value.dimension for value in piece.values]
    return named or [f"{name.model}.{name.dimension}" for name in piece.dimensions]
