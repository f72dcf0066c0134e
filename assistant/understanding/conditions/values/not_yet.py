"""What is not done yet and still may be: the orders of 还没做完的工单 are neither finished nor cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog.model import Dimension
from assistant.query import Condition, Filter, Scalar
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

_EXCLUDED = ("filter", "exclude")


def leave_out_ended(draft: Draft) -> None:
    """Where a word such as "yet" leaves out one state of things, those that ended otherwise are left out as well. The
    answer says both.
    """
    if load_vocabulary().matching("state.still", draft.ground.text) is None:
        return
    for at in range(len(draft.pieces) - 1):
        if draft.meanings.get(at) != _EXCLUDED:
            continue
        for value in draft.pieces[at + 1].values:
            model, _, name = value.dimension.rpartition(".")
            dimension = draft.ground.catalog.models[model].dimensions[name]
            ended = _called(dimension, "not_yet_ended")
            if value.value in _called(dimension, "not_yet_done"):
                draft.where = [_without(item, value.value, ended) for item in draft.where]


def _called(dimension: Dimension, kind: str) -> list[Scalar]:
    """The values of the dimension that are in a state of the kind."""
    vocabulary = load_vocabulary()
    names = {name for state in vocabulary.codewords[kind] for name in vocabulary.states[state]}
    return [
        item.value
        for item in dimension.values
        if item.declared
        and not names.isdisjoint(map(str.lower, (str(item.value), *item.labels, *item.synonyms)))
    ]


def _without(item: Filter, value: Scalar, ended: Sequence[Scalar]) -> Filter:
    if not isinstance(item, Condition) or item.op != "!=" or item.values != (value,) or not ended:
        return item
    return replace(item, op="not in", values=(value, *ended))
