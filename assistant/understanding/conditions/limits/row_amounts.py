"""Each row's own amount, said without its name: "deals worth over 100k", "lines at 20% off or more"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.limits.limited import BEFORE
from assistant.understanding.conditions.limits.measured import numbers_of, numbers_of_counted
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import DimensionName
from assistant.understanding.words import load_vocabulary

_BEFORE_LIMITS = {"threshold.worth": "worth", "threshold.priced": "priced"}
_SMALL = {"of", "the", "a", "each", "per", "single", "单", "笔", "每"}
_BEHIND_NUMBERS = {"threshold.off": "off"}


def name_row_amounts(draft: Draft) -> None:
    """The word stands for the one number of the metrics' own rows that has such a name: of several the one
    that is named after the thing itself, as "deal value" is.
    """
    pieces = list(draft.pieces)
    for at, piece in enumerate(pieces):
        kind = _kind(draft, at)
        if kind is None or piece.concerns or not draft.free(at) or not draft.metrics:
            continue
        found = _options(draft, kind)
        if len(found) == 1 and found[0].dimension is not None:
            named = DimensionName(found[0].model, found[0].dimension.name, found[0].conformed)
            pieces[at] = replace(piece, roles=frozenset(), dimensions=(named,))
    draft.pieces = tuple(pieces)


def _kind(draft: Draft, at: int) -> str | None:
    """What the word says of the limited number beside it."""
    for role, kind in _BEFORE_LIMITS.items():
        behind = draft.right(at, *BEFORE, "threshold.between")
        if draft.has(at, role) and behind is not None and behind == at + 1:
            limits = draft.has(behind, *BEFORE, "threshold.between")
            return kind if limits or draft.pieces[behind].number is not None else None
    number = draft.pieces[at - 1].number if at else None
    for role, kind in _BEHIND_NUMBERS.items():
        if draft.has(at, role) and number is not None and number.kind == "percent":
            return kind
    return None


def _options(draft: Draft, kind: str) -> list[FieldOption]:
    """The numbers with such a name; of what things are worth only one that is called after the things themselves,
    for the freight of an order has an amount, too.
    """
    wanted = load_vocabulary().codewords[kind]
    own = (numbers_of_counted(draft) if kind == "worth" else ()) or numbers_of(draft)
    options = [item for item in own if any(_says(name, wanted) for name in _names(item))]
    if kind != "worth":
        return options
    things = {word for piece in draft.pieces if piece.metrics or piece.entities for word in words(piece.text)}
    allowed = things | _SMALL | {part for word in wanted for part in words(word)}
    named = [item for item in options if any(_is_own(name, wanted, allowed) for name in _names(item))]
    return named


def _is_own(name: str, wanted: frozenset[str], allowed: set[str]) -> bool:
    """Whether the name says nothing but that it is the worth of the thing: 订单金额, "size of the loan"."""
    return _says(name, wanted) and set(words(name)) <= allowed


def _says(name: str, wanted: frozenset[str]) -> bool:
    parts = words(name)
    return any(word in parts if word.isascii() else word in name for word in wanted)


def _names(option: FieldOption) -> Iterator[str]:
    if option.dimension is not None:
        said = option.dimension.names
        yield from (*said, option.dimension.name.replace("_", " "))
