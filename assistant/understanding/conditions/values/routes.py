"""Where something starts and where it ends: "from the South to the North", 北京到广州, "departing from Guangzhou"."""

from __future__ import annotations

from itertools import pairwise

from assistant.query import Condition
from assistant.resolve.fields import FieldOption
from assistant.understanding.draft import Draft, ImpossibleError, soft
from assistant.understanding.linking import LinkedValue
from assistant.understanding.words import load_vocabulary


def take_routes(draft: Draft) -> None:
    """A condition on where it starts and one on where it ends, where the names of two dimensions tell
    these apart.

    Raises ImpossibleError where they do not: neither value "or" the other is what was asked for.
    """
    linker = draft.ground.linker
    places = [at for at, piece in enumerate(draft.pieces) if piece.values and draft.free(at)]
    for first, last in pairwise(places):
        if not _leads_to(draft, first, last):
            continue
        starts = linker.every_value(draft.pieces[first].values, draft.metrics)
        ends = linker.every_value(draft.pieces[last].values, draft.metrics)
        if not {item.field for item in starts} & {item.field for item in ends}:
            continue
        origin, destination = _named(starts, "route.origin"), _named(ends, "route.destination")
        if origin is None or destination is None or origin.field == destination.field:
            said = draft.ground.typed(draft.pieces[first].start, draft.pieces[last].end)
            raise ImpossibleError("unread_condition", said)
        for at, item in ((first, origin), (last, destination)):
            draft.where.append(Condition(item.field.name, "=", (item.value,)))
            draft.read(at, "value", f"{item.field.name}={item.value}")
        for at in range(first + 1, last):
            draft.read(at, "filter", draft.pieces[at].text)


def told_by_way(draft: Draft, at: int, fields: list[FieldOption]) -> list[FieldOption]:
    """Of the fields that a value fits, those of starts or of ends where the words around it speak of one; all of
    them elsewhere.
    """
    piece, matching = draft.pieces[at], load_vocabulary().matching
    before, behind = draft.ground.text[: piece.start], draft.ground.text[piece.end :]
    for end in ("origin", "destination"):
        fitting = [field for field in fields if _says(field, f"route.{end}")]
        said = (matching(f"way.{end}_before", before), matching(f"way.{end}_behind", behind))
        if fitting and len(fitting) < len(fields) and any(said):
            start = said[0].start() if said[0] is not None else piece.start
            stop = piece.end + (said[1].end() if said[1] is not None else 0)
            for place, other in enumerate(draft.pieces):
                if start <= other.start and other.end <= stop and draft.free(place) and not other.concerns:
                    draft.read(place, "filter", fitting[0].name)
            return fitting
    return fields


def _leads_to(draft: Draft, first: int, last: int) -> bool:
    vocabulary = load_vocabulary()
    inside = range(first + 1, last)
    if not all(_may_stand_between(draft, at) for at in inside):
        return False
    text = draft.ground.text
    before, between = text[: draft.pieces[first].start], draft.between(first, last)
    if vocabulary.matching("route.link", between):
        return True
    opened = vocabulary.matching("route.from", before) is not None
    return opened and vocabulary.matching("route.to", between) is not None


def _named(found: tuple[LinkedValue, ...], role: str) -> LinkedValue | None:
    """The one whose dimension's names say that it is where something starts, or ends."""
    told = [item for item in found if _says(item.field, role)]
    return told[0] if len(told) == 1 else None


def _says(field: FieldOption, role: str) -> bool:
    if field.dimension is None:
        return False
    names = (field.dimension.name.replace("_", " "), *field.dimension.labels)
    return any(load_vocabulary().matching(role, name.lower()) for name in names)


def _may_stand_between(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    limits = any(role.startswith("threshold.to") for role in piece.roles) and not piece.concerns
    return soft(piece) or limits or (not piece.roles and not piece.concerns) or bool(piece.dimensions)
