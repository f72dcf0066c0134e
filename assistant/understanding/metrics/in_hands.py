"""Verbs for having something in one's hands, beside the person who has it: Jane 负责的客户, "customers looked after by Jane"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def read_in_hands(draft: Draft) -> None:
    """The verb says nothing beside a person, or a dimension of people, that is read by now."""
    for at, (means, _) in list(draft.meanings.items()):
        if means not in ("value", "dimension") or not _is_of_people(draft, at):
            continue
        for start, end in _spans(draft, at):
            draft.read_within(start, end, "filler")


def _spans(draft: Draft, at: int) -> Iterator[tuple[int, int]]:
    """Where such a verb stands right behind the person or right before."""
    piece, text, patterns = draft.pieces[at], draft.ground.text, load_vocabulary().patterns
    for pattern in patterns.get("hands.behind", ()):
        found = pattern.match(text, piece.end)
        if found is not None:
            yield found.span()
    for pattern in patterns.get("hands.before", ()):
        yield from (found.span() for found in pattern.finditer(text[: piece.start]) if _ends(found, piece.start))


def _ends(found: re.Match[str], at: int) -> bool:
    return found.end() == at


def _is_of_people(draft: Draft, at: int) -> bool:
    """Whether what is named are those who work here."""
    piece, models = draft.pieces[at], draft.ground.catalog.models
    fields = [tuple(value.dimension.split(".", 1)) for value in piece.values]
    fields = fields or [(name.model, name.dimension) for name in piece.dimensions]
    kinds = load_vocabulary().anaphora
    known = kinds["in_charge"] | kinds["staff"]
    labels = [label.casefold() for model, name in fields for label in models[model].dimensions[name].names]
    return any(word in words(label) if word.isascii() else word in label for label in labels for word in known)
