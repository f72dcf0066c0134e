"""Things told by having a value at all: "orders that have a partner", 填了协议公司的预订."""

from __future__ import annotations

from assistant.query import Condition
from assistant.understanding.conditions.limits.limited import NUMERIC
from assistant.understanding.conditions.predicates import field_of
from assistant.understanding.conditions.values.filled import FILLED, read_filled
from assistant.understanding.draft import Draft
from assistant.understanding.groups.group_marks import is_marked
from assistant.understanding.words import load_vocabulary

_HAS = "present.before"


def take_present(draft: Draft) -> None:
    """Conditions that a dimension has a value. Raises UndecidedError, ImpossibleError."""
    for at, piece in enumerate(draft.pieces):
        if not piece.dimensions or piece.metrics or piece.time is not None or not draft.free(at):
            continue
        if all(name.boolean for name in piece.dimensions) or not _is_said(draft, at):
            continue
        if is_marked(draft, at) or _has_value(draft, at) or _is_number(draft, at):
            continue
        field = field_of(draft, at)
        if field.dimension is None:
            continue
        draft.where.append(Condition(field.name, "is not null"))
        _read_led(draft, at)
        draft.meanings[at] = ("filter", field.name)
        read_filled(draft, at)


def _is_said(draft: Draft, at: int) -> bool:
    """Whether "with a" and the like stand before it; behind weaker words it must be said to be filled in."""
    text, piece, matching = draft.ground.text, draft.pieces[at], load_vocabulary().matching
    before, behind = text[: piece.start], text[piece.end :]
    filled = matching(FILLED, behind) is not None
    if matching("present.denied", before) is not None:
        return False
    if matching(_HAS, before) is not None:
        return filled or matching("present.ends", behind) is not None
    return filled and matching("present.before_filled", before) is not None


def _has_value(draft: Draft, at: int) -> bool:
    """Whether the value is said behind it: "tickets with a priority of P1"."""
    owners = {f"{name.model}.{name.dimension}" for name in draft.pieces[at].dimensions}
    behind = draft.right(at, "restrict.is", skip=("restrict.is",))
    while behind is not None and draft.has(behind, "restrict.is"):
        behind = draft.right(behind)
    return behind is not None and bool(
        owners & {name.dimension for name in draft.pieces[behind].values}
        or draft.pieces[behind].number is not None
    )


def _is_number(draft: Draft, at: int) -> bool:
    models = draft.ground.catalog.models
    return any(
        models[name.model].dimensions[name.dimension].data_type in NUMERIC
        for name in draft.pieces[at].dimensions
    )


def _read_led(draft: Draft, at: int) -> None:
    found = load_vocabulary().matching(_HAS, draft.ground.text[: draft.pieces[at].start])
    if found is not None:
        draft.read_within(found.start(), draft.pieces[at].start, "filter")
