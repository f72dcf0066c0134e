"""Yes-or-no dimensions: said in passing they are a condition, as in "orders with breakfast", 非会员订单."""

from __future__ import annotations

from assistant.query import Condition
from assistant.understanding.conditions.predicates import field_of
from assistant.understanding.conditions.values.value_labels import read_described
from assistant.understanding.draft import Draft, soft
from assistant.understanding.words import load_vocabulary

_EXCLUDE, _AFTER = "restrict.exclude", "restrict.exclude_after"


def is_flag(draft: Draft, at: int) -> bool:
    """Whether a dimension that nothing asks to group by says yes or no, rather than whether."""
    piece = draft.pieces[at]
    if not piece.dimensions or not all(name.boolean for name in piece.dimensions):
        return False
    if piece.entities or draft.contrast or draft.find("join.versus", "shape.compare", "shape.multiple"):
        return False
    if _asks_whether(draft, at):
        return False
    return not any(
        set(other.dimensions) & set(piece.dimensions) for p, other in enumerate(draft.pieces) if p != at
    )


def take_flag(draft: Draft, at: int) -> None:
    """The condition that it holds; that it does not, where the words around it deny it."""
    field = field_of(draft, at)
    if field.dimension is not None and field.dimension.type == "time":
        return
    denied = take_denial(draft, at)
    draft.where.append(Condition(field.name, "=", (not denied,)))
    draft.read(at, "filter", field.name)
    read_described(draft, at, field, linked=True)


def read_whether(draft: Draft) -> None:
    """The "split by" of "split by whether it was late", where what is split by is read."""
    for at, (means, _) in list(draft.meanings.items()):
        piece = draft.pieces[at]
        found = load_vocabulary().matching("flag.whether_before", draft.ground.text[: piece.start])
        if means != "dimension" or found is None or not all(name.boolean for name in piece.dimensions):
            continue
        for place in draft.find("per.before"):
            between = draft.ground.text[draft.pieces[place].end : found.start()]
            if draft.pieces[place].end <= found.start() and not between.strip():
                draft.read(place, "connective")


def take_denial(draft: Draft, at: int) -> bool:
    """Whether the words around a condition deny it; they are read then."""
    return _denied_before(draft, at) or _denied_behind(draft, at)


def _asks_whether(draft: Draft, at: int) -> bool:
    piece, matching = draft.pieces[at], load_vocabulary().matching
    before, behind = draft.ground.text[: piece.start], draft.ground.text[piece.end :]
    return any(
        matching(role, text) is not None
        for role, text in (
            ("flag.whether", piece.text),
            ("flag.whether_before", before),
            ("flag.whether_behind", behind),
        )
    )


def _denied_before(draft: Draft, at: int) -> bool:
    text = draft.ground.text[: draft.pieces[at].start]
    found = load_vocabulary().matching("flag.not", text)
    places = [p for p in range(at) if found is not None and draft.pieces[p].end > found.start()]
    if found is not None and all(not draft.pieces[p].concerns for p in places):
        for denying in places:
            draft.read(denying, "filter", "not")
        return True
    place = draft.left(at, _EXCLUDE)
    if place is not None and draft.has(place, _EXCLUDE) and not draft.pieces[place].concerns:
        draft.read(place, "filter", "exclude")
        return True
    return False


def _denied_behind(draft: Draft, at: int) -> bool:
    place = draft.right(at, _AFTER)
    if place is None or not draft.has(place, _AFTER) or draft.pieces[place].concerns:
        return False
    if not all(soft(draft.pieces[p]) for p in range(at + 1, place)) or not draft.free(place):
        return False
    draft.read(place, "filter", "exclude")
    return True
