"""Things that a limit picks, where only their kind is said: the partners of "distributors with a collection rate below 92%",
of 回款率不到九成的经销商.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.query import filtered_fields
from assistant.resolve.fields import FieldOption
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import DimensionName, EntityName, ValueName
from assistant.understanding.metrics.known import model_of_rows
from assistant.understanding.words import load_vocabulary

_WHICH = ("per.which", "per.person")
_LIMITED = ("having", "number")
_ENDING = re.compile(r"_(?:id|key|no|code)$")


def of_kind(draft: Draft, at: int) -> Iterator[FieldOption]:
    """What tells apart the things that the value at the place is a kind of, where a limit picks some of them; not the rows
    themselves that are measured.
    """
    piece, (means, told) = draft.pieces[at], draft.meanings.get(at, ("filler", ""))
    if means != "value" or piece.metrics or piece.dimensions or piece.entities or not _is_picked(draft, at):
        return
    field = told.partition("=")[0].rpartition("__")[2]
    values = [name for name in piece.values if name.dimension.rpartition(".")[2] == field]
    keys, metrics = things_of_kind(draft, values), draft.metrics or limited_metrics(draft)
    linker, catalog = draft.ground.linker, draft.ground.catalog
    named = (linker.dimension(names, metrics) for key in keys for names in names_of_things(draft, key))
    options = next((found for found in named if len(found) == 1), None) or linker.entity(keys, metrics)
    rows = {model for name in metrics for model in model_of_rows(catalog, catalog.metrics[name])}
    own = {key.entity for key in keys} & {catalog.models[model].primary_entity for model in rows}
    fields = {option.name for option in options}
    if len(fields) == 1 and not own and not fields & {field, *filtered_fields(draft.where)}:
        yield options[0]


def things_of_kind(draft: Draft, values: Sequence[ValueName]) -> list[EntityName]:
    """The things that have the values."""
    models = draft.ground.catalog.models
    owners = dict.fromkeys(name.dimension.partition(".")[0] for name in values)
    return [EntityName(model, key) for model in owners if (key := models[model].primary_entity) is not None]


def limited_metrics(draft: Draft) -> list[str]:
    return [name for name in filtered_fields(draft.having) if name in draft.ground.catalog.metrics]


def names_of_things(draft: Draft, key: EntityName) -> Iterator[tuple[DimensionName, ...]]:
    """The dimensions that are called as the things are, which tell them apart for people: that of partners, for partner_id."""
    entity = draft.ground.catalog.models[key.model].entities.get(key.entity)
    names = entity.names if entity is not None else ()
    for name in (*names, _ENDING.sub("", key.entity).replace("_", " ")):
        found = draft.ground.lexicon.phrases.get(name)
        yield tuple(item for item in found if isinstance(item, DimensionName) and item.model == key.model)


def _is_picked(draft: Draft, at: int) -> bool:
    """Whether a clause with the limit says which ones of the kind: behind an English plural, before a Chinese noun."""
    piece, text = draft.pieces[at], draft.ground.text
    if piece.text.isascii():
        known = load_vocabulary().anaphora
        behind = text[piece.end :].split()
        clause = bool(behind) and behind[0] in known["relative"] | known["counted_with"]
        return piece.text.endswith("s") and (clause or draft.preceded(at, *_WHICH))
    before = draft.left(at)
    limited = before is not None and draft.meanings.get(before, ("",))[0] in _LIMITED
    return limited and text[: piece.start].endswith("的")
