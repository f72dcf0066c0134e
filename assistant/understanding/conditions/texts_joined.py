"""Texts that one name or another holds: "whose brand contains “Nord” or whose title contains “Blue”"; and whose name it
is where only their number is named: "customers whose name starts with J".
"""

from __future__ import annotations

from assistant.query import AnyOf, Condition
from assistant.resolve.fields import FieldOption
from assistant.understanding.cutting.values.owners import is_a_name
from assistant.understanding.draft import Draft, ImpossibleError, soft
from assistant.understanding.metrics.counts.counted import is_count

_QUOTES = " \"'”’」』》"
_OPERATORS = ("contains", "starts with", "ends with")


def join_texts(draft: Draft) -> None:
    """Make one condition of two that are said as alternatives.

    Raises ImpossibleError where "or" goes on with something else, which would have to hold as well.
    """
    texts = [item for item in draft.where if isinstance(item, Condition) and item.op in _OPERATORS]
    for at, piece in enumerate(draft.pieces):
        if not piece.is_("join.or") or piece.concerns or not at:
            continue
        before = _text_at(draft, at - 1, texts) or _text_ending(draft, piece.start, texts)
        if before is None:
            continue
        other = _next_text(draft, at, texts)
        # Behind a comma a third one holds as well: "starts with A or ends with Z, and …".
        more = len(texts) > len((before, other)) and "," not in draft.ground.text[piece.end :]
        if other is None or other is before or more:
            raise ImpossibleError("unread_condition", piece.text)
        draft.where = [item for item in draft.where if item is not before and item is not other]
        draft.where.append(AnyOf((before, other)))
        draft.read(at, "connective")
        return


def name_of_counted(draft: Draft, at: int | None) -> FieldOption | None:
    """What the things are called whose number is asked for at a place, where they have one name."""
    if at is None or draft.pieces[at].dimensions:
        return None
    models = {
        getattr(draft.ground.catalog.metrics[name.metric].kind, "model", "")
        for name in draft.pieces[at].metrics
        if name.metric in draft.metrics and is_count(draft.ground.catalog, name.metric)
    }
    found = [
        option
        for option in draft.ground.linker.options(draft.metrics)
        if option.dimension is not None
        and option.model in models
        and is_a_name(draft.ground.catalog, option.model, option.dimension.name)
    ]
    return found[0] if len(found) == 1 else None


def goes_on(draft: Draft, at: int) -> str | None:
    """The field of the text before, that "or ends with" goes on with."""
    if at < 2 or not draft.has(at - 1, "join.or", "join.and") or draft.pieces[at - 1].concerns:
        return None
    texts = [item for item in draft.where if isinstance(item, Condition) and item.op in _OPERATORS]
    before = _text_at(draft, at - 2, texts)
    return before.field if before is not None else None


def _text_at(draft: Draft, at: int, texts: list[Condition]) -> Condition | None:
    """The condition that a piece was read as a part of."""
    means, value = draft.meanings.get(at, ("", ""))
    own = means in ("value", "filter")
    return next((item for item in texts if own and item.values == (value,)), None)


def _text_ending(draft: Draft, end: int, texts: list[Condition]) -> Condition | None:
    """The condition whose text is the last that is said before a place, whatever its words mean elsewhere."""
    said = draft.ground.text[:end].rstrip(_QUOTES)
    return next((item for item in texts if said.endswith(str(item.values[0]).casefold())), None)


def _next_text(draft: Draft, at: int, texts: list[Condition]) -> Condition | None:
    """The condition that comes next, with nothing before it that is not read."""
    for place in range(at + 1, len(draft.pieces)):
        found = _text_at(draft, place, texts)
        if found is not None or not (draft.is_read(place) or soft(draft.pieces[place])):
            return found
    return None
