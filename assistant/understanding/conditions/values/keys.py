"""Conditions on the key of one thing: the customer of "consumption of customer 6", 编号42的客户."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.query import Condition, Scalar
from assistant.resolve.data_types import expression_type
from assistant.resolve.fields import FieldOption
from assistant.understanding.draft import Draft, ImpossibleError

_AGENT = ("per.before",)
_AGAINST = ("join.versus", "join.and")


def take_keys(draft: Draft) -> None:
    """Each thing that is said by its key; several of one kind are any of them. Raises ImpossibleError where the metrics
    have no such thing, or its keys are numbers and no number is said.
    """
    found: dict[str, list[Scalar]] = {}
    places: dict[str, list[int]] = {}
    for at, piece in enumerate(draft.pieces):
        if piece.key is None or not draft.free(at):
            continue
        fields = draft.ground.linker.entity(piece.key.entities, draft.metrics)
        if len(fields) != 1:
            raise ImpossibleError("incompatible_dimension", piece.text)
        said = draft.ground.typed(piece.key.start, piece.key.end)
        value = _typed(draft, fields[0], said)
        if value is None:
            raise ImpossibleError("no_such_value", piece.text)
        found.setdefault(fields[0].name, []).append(value)
        places.setdefault(fields[0].name, []).append(at)
        draft.read(at, "value", f"{fields[0].name}={value}")
        if at and draft.has(at - 1, *_AGENT) and draft.free(at - 1):
            draft.read(at - 1, "connective")  # "the amount spent by customer 6"
    for name, values in found.items():
        several = tuple(dict.fromkeys(values))
        draft.where.append(Condition(name, "=" if len(several) == 1 else "in", several))
        _group_compared(draft, name, places[name])


def _group_compared(draft: Draft, name: str, places: Sequence[int]) -> None:
    """Things that are set against each other are shown one by one: "customer 6 vs customer 7"."""
    marks = [at for at in draft.find(*_AGAINST) if places[0] < at < places[-1]]
    for at in marks:
        draft.read(at, "comparison", name)
    if marks and name not in draft.group_by:
        draft.group_by.append(name)


def _typed(draft: Draft, field: FieldOption, said: str) -> Scalar | None:
    """What was said as a value of the key's column; None where it cannot be one."""
    catalog = draft.ground.catalog
    name = field.qualified_name.rsplit("__", 1)[-1]
    types = {
        expression_type(catalog, model, model.entities[name].expr)
        for model in catalog.models.values()
        if name in model.entities and model.entities[name].type == "primary"
    }
    if types & {"integer", "number"}:
        return int(said) if said.isdigit() else None
    return said
