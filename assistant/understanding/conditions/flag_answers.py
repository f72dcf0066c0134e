"""Yes-or-no dimensions with their answer beside them: 是否促销=否, "breakfast included: no"."""

from __future__ import annotations

from assistant.query import Condition
from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.predicates import field_of
from assistant.understanding.conditions.values.value_fields import linked_field
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def take_flag_answers(draft: Draft) -> None:
    """Conditions on yes-or-no dimensions that say which of the two. Raises UndecidedError."""
    words = load_vocabulary().codewords
    for at, piece in enumerate(draft.pieces):
        said = piece.text.casefold()
        if said not in words["answered_yes"] | words["answered_no"] or piece.metrics or piece.dimensions:
            continue
        named = next((n for n in range(at - 1, -1, -1) if not draft.has(n, "restrict.is")), None)
        if named is None or not draft.free(named) or draft.meanings.get(at, ("filter",))[0] == "value":
            continue
        if load_vocabulary().matching("flag.answers", draft.between(named, at)) is None:
            continue
        field = _flag(draft, named)
        if field is None:
            continue
        draft.where.append(Condition(field.name, "=", (said in words["answered_yes"],)))
        for place in range(named, at + 1):
            draft.read(place, "filter", field.name)


def _flag(draft: Draft, at: int) -> FieldOption | None:
    """The yes-or-no that a piece names, by itself or by one of its values."""
    piece = draft.pieces[at]
    if piece.values:
        linked = linked_field(draft, at)
        return linked[0] if linked is not None and linked[1] == (True,) else None
    if piece.dimensions and all(name.boolean for name in piece.dimensions):
        return field_of(draft, at)
    return None
