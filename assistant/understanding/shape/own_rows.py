"""A mean said to be per one of the very rows that it is over: "average satisfaction per ticket by team" is each team's
average, and no list of tickets.
"""

from __future__ import annotations

from assistant.catalog.model import Simple
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import EntityName
from assistant.understanding.neighbours import adjacent, opening
from assistant.understanding.words import load_vocabulary

_AVERAGE = ("shape.average", "shape.on_average", "shape.averaged")
_MEANS = ("average", "median")


def read_own_rows(draft: Draft) -> None:
    """The thing behind "per" says nothing beside a word for average, where every metric is a mean over such things."""
    named, marks = set(draft.focus.values()), load_vocabulary().anaphora["averaged"]
    averaged = any(piece.is_(*_AVERAGE) for piece in draft.pieces)
    if draft.ground.base is not None or not draft.metrics:
        return
    for at in range(1, len(draft.pieces)):
        if draft.pieces[at - 1].text not in marks or not draft.free(at - 1):
            continue
        if at in named or (averaged and draft.free(at) and not _says_more(draft, at)):
            things = _things(draft, at)
            if things and all(_is_mean_over(draft, name, things) for name in draft.metrics):
                draft.read(at - 1, "connective")
                draft.read(at, "filler", draft.metrics[0])


def _things(draft: Draft, at: int) -> set[str]:
    """The entities that are named there, or that the name of a metric opens with: the 工单 of 每张工单平均解决时长."""
    said = opening(draft, at) if at in draft.focus.values() else draft.pieces[at].entities
    return {item.entity for item in said if isinstance(item, EntityName)}


def _says_more(draft: Draft, at: int) -> bool:
    """Whether what stands right behind it makes another thing of it: the ticket of "per ticket category"."""
    behind = at + 1
    return behind < len(draft.pieces) and adjacent(draft, at, behind) and draft.pieces[behind].concerns


def _is_mean_over(draft: Draft, name: str, things: set[str]) -> bool:
    """Whether the metric is a mean over rows each of which is one of the things."""
    catalog = draft.ground.catalog
    kind = catalog.metrics[name].kind
    if not isinstance(kind, Simple) or kind.function not in _MEANS:
        return False
    return catalog.complete.models[kind.model].primary_entity in things
