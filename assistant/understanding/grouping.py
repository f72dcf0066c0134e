"""What a question wants to see one by one: dimensions to group by."""

from __future__ import annotations

from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.predicates import field_of

_MARKS = ("per.before", "per.which", "per.all", "per.overall")


def take_groups(draft: Draft) -> None:
    """Dimensions and entities that no condition has taken. Raises UndecidedError, ImpossibleError."""
    for at, piece in enumerate(draft.pieces):
        if (
            not draft.free(at)
            or not (piece.dimensions or piece.entities)
            or (piece.metrics and at in draft.focus.values())
        ):
            continue
        if draft.has(draft.left(at, "per.overall"), "per.overall"):
            _read_around(draft, at)
            draft.read(at, "filler")
        elif _is_marked(draft, at):
            _group(draft, at)
        elif piece.dimensions and not _is_private(draft, at):
            if not _is_numeric(draft, at):
                _group(draft, at)
        else:
            draft.read(at, "filler", piece.text)
            draft.assume("weak_word", piece.text)


def _group(draft: Draft, at: int) -> None:
    piece = draft.pieces[at]
    if draft.has(draft.left(at, "shape.how_many"), "shape.how_many") and not _is_marked(draft, at):
        raise ImpossibleError("unread_condition", piece.text)
    field = field_of(draft, at)
    name = field.name
    if field.kind == "time":
        if not draft.grain:
            return
        name = f"{field.name}__{draft.grain}"
        draft.grain = None
    if name not in draft.group_by:
        draft.group_by.append(name)
    draft.focus.setdefault(name, at)
    draft.read(at, "dimension", name)
    _read_around(draft, at)


def _is_numeric(draft: Draft, at: int) -> bool:
    """An amount is grouped by only when asked for; mentioned alone it is something else that was meant."""
    models = draft.ground.catalog.models
    named = [models[name.model].dimensions[name.dimension] for name in draft.pieces[at].dimensions]
    return all(item.data_type == "number" for item in named)


def _is_private(draft: Draft, at: int) -> bool:
    """Names of people and firms are listed when asked for, not when a sentence mentions "customers"."""
    models = draft.ground.catalog.models
    return all(models[name.model].dimensions[name.dimension].pii for name in draft.pieces[at].dimensions)


def _is_marked(draft: Draft, at: int) -> bool:
    """Named as what to group by: after "by", "which", a number or another grouped one."""
    before, after = draft.left(at, *_MARKS), draft.right(at, "per.after")
    if draft.has(before, *_MARKS) or draft.has(after, "per.after"):
        return True
    if before is None:
        return False
    return draft.pieces[before].number is not None or draft.meanings.get(before, ("",))[0] == "dimension"


def _read_around(draft: Draft, at: int) -> None:
    """The marks before and behind a grouped dimension."""
    before = draft.left(at, *_MARKS)
    while before is not None and draft.has(before, *_MARKS) and not draft.pieces[before].concerns:
        draft.read(before, "connective")
        before = draft.left(before, *_MARKS)
    after = draft.right(at, "per.after")
    own = draft.has(after, "order.rank", "shape.compare", "shape.share")
    if after is not None and draft.has(after, "per.after") and draft.free(after) and not own:
        draft.read(after, "connective")
