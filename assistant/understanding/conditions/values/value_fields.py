"""The field that a value is a condition on, where several have such a value."""

from __future__ import annotations

from assistant.query import Scalar
from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.values.authors import authors_beside, check_author
from assistant.understanding.conditions.values.described_things import values_of_noun
from assistant.understanding.conditions.values.routes import told_by_way
from assistant.understanding.conditions.values.value_labels import is_grouped
from assistant.understanding.draft import Draft, ImpossibleError, UndecidedError
from assistant.understanding.linking import LinkedValue
from assistant.understanding.words import load_vocabulary

_LABEL_LINKS = ("restrict.is", "restrict.only")


def linked_field(draft: Draft, at: int) -> tuple[FieldOption, tuple[Scalar, ...]] | None:
    """The field and the values that the piece is a condition on; None where it means something else.

    Raises ImpossibleError where the metrics have no such field, UndecidedError where several fit.
    """
    piece = draft.pieces[at]
    found = draft.ground.linker.values(piece.values, draft.metrics)
    if not found:
        if piece.dimensions or piece.entities or piece.roles or piece.time:
            return None
        raise ImpossibleError("incompatible_dimension", piece.text)
    labelled = _of_label(draft, at)
    found = labelled or values_of_noun(draft, at) or _of_thing_before(draft, at) or found
    if not labelled:
        found = (*found, *authors_beside(draft, at, found))
    fields = list(dict.fromkeys(item.field for item in found))
    if len(fields) > 1:
        fields = _named_fields(draft, at, fields)
    if len(fields) > 1:
        fields = told_by_way(draft, at, fields)
    if len(fields) > 1:
        fields = _through_thing_before(draft, at, fields)
    if len(fields) > 1:
        picked = draft.ground.picks.get(piece.start)
        if picked is None:
            raise UndecidedError("ambiguous_value", piece, [field.name for field in fields])
        fields = [field for field in fields if field.name == picked]
    check_author(draft, at, fields[0])
    return fields[0], tuple(item.value for item in found if item.field is fields[0])


def _of_label(draft: Draft, at: int) -> tuple[LinkedValue, ...]:
    """What the value is of a dimension that is named right beside it, however far that is from the metrics:
    派送大区华北, "delivery region = North", "the North delivery region".
    """
    linker = draft.ground.linker
    every = linker.every_value(draft.pieces[at].values, draft.metrics)
    before = draft.left(at, "restrict.is", skip=_LABEL_LINKS)
    if draft.has(before, "restrict.is"):
        before = draft.left(before, skip=_LABEL_LINKS)  # type: ignore[arg-type]
    behind = draft.right(at)
    if behind is not None and (behind != at + 1 or draft.between(at, behind).strip()):
        behind = None
    if behind is not None and draft.followed(behind, "restrict.is"):
        behind = None  # the label of the next value
    for place in (before, behind):
        if place is None or not _may_label(draft, place):
            continue
        named = linker.dimension(draft.pieces[place].dimensions, draft.metrics)
        own = tuple(item for item in every if item.field in named)
        if own:
            return own
    return ()


def _of_thing_before(draft: Draft, at: int) -> tuple[LinkedValue, ...]:
    """What the value is of the thing that is said to be there: the state of "customers in Bahia", 位于广东的客户
    being those of 客户位于广东.
    """
    before = draft.left(at)
    if before is None or not draft.pieces[before].entities:
        return ()
    if load_vocabulary().matching("place.of", draft.between(before, at)) is None:
        return ()
    models = draft.ground.catalog.models
    own = {n.model for n in draft.pieces[before].entities if models[n.model].primary_entity == n.entity}
    every = draft.ground.linker.every_value(draft.pieces[at].values, draft.metrics)
    return tuple(item for item in every if item.field.model in own)


def _through_thing_before(draft: Draft, at: int, fields: list[FieldOption]) -> list[FieldOption]:
    """Those that lead through the thing that is said to be there: the region of the account of "accounts in the north that
    made a payment", and not that of its owner.
    """
    before = draft.left(at)
    if before is None or not draft.pieces[before].entities:
        return fields
    if load_vocabulary().matching("place.of", draft.between(before, at)) is None:
        return fields
    things = {item.entity for item in draft.pieces[before].entities}
    through = [field for field in fields if things & set(field.qualified_name.split("__")[:-1])]
    return through if len(through) == 1 else fields


def _may_label(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    return draft.free(at) and bool(piece.dimensions) and not piece.metrics and not is_grouped(draft, at)


def _named_fields(draft: Draft, at: int, fields: list[FieldOption]) -> list[FieldOption]:
    """Those whose dimension stands next to the value, else anywhere in the question."""
    near = [place for place in (draft.left(at, skip=_LABEL_LINKS), draft.right(at)) if place is not None]
    for places in (near, range(len(draft.pieces))):
        named = {
            option.name
            for place in places
            if draft.pieces[place].dimensions
            for option in draft.ground.linker.dimension(draft.pieces[place].dimensions, draft.metrics)
        }
        chosen = [field for field in fields if field.name in named]
        if chosen:
            return chosen
    return _beside_noun(draft, at, fields) or _as_others(draft, at, fields) or fields


def _beside_noun(draft: Draft, at: int, fields: list[FieldOption]) -> list[FieldOption]:
    """Fields of what the value describes: "enterprise accounts"."""
    behind = draft.right(at)
    if behind is None:
        return []
    piece = draft.pieces[behind]
    models = {name.model for name in piece.dimensions} | {name.model for name in piece.entities}
    return [field for field in fields if field.model in models]


def _as_others(draft: Draft, at: int, fields: list[FieldOption]) -> list[FieldOption]:
    """Fields that another value of the question belongs to without doubt: "SMB vs enterprise"."""
    found = set()
    for other, piece in enumerate(draft.pieces):
        if other != at and piece.values:
            options = {item.field.name for item in draft.ground.linker.values(piece.values, draft.metrics)}
            found |= options if len(options) == 1 else set()
    return [field for field in fields if field.name in found]
