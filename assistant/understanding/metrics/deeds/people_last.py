"""Those whose number is asked for behind what they did: 签过单的银行总共有几家 counts the banks, and not what they signed."""

from __future__ import annotations

import re

from assistant.catalog.model import Simple
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.counts.things import things_counted
from assistant.understanding.metrics.deeds.people_who import different_ones
from assistant.understanding.words import load_vocabulary


def take_people_last(draft: Draft) -> None:
    """Put the number of different ones in the place of the number of what they did.

    Raises ImpossibleError where the catalog has none: the number of their deeds is not what was asked.
    """
    found = load_vocabulary().matching("people.last", draft.ground.text)
    if found is None or draft.ground.base is not None or len(draft.metrics) != 1:
        return
    catalog, name = draft.ground.catalog, draft.metrics[0]
    at = draft.focus.get(name)
    people = [piece for piece in draft.pieces if _is_in(piece, found.span("people")) and piece.concerns]
    if at is None or draft.pieces[at] in people or not people or not _is_deed(draft, at, found):
        return
    if _is_told_more(draft, found):
        return
    things = {thing for piece in people for thing in _things(draft, piece)}
    kind = catalog.metrics[name].kind
    if not is_count(catalog, name) or not isinstance(kind, Simple):
        return
    if things & set(things_counted(catalog, catalog.metrics[name])):
        return
    names = list(dict.fromkeys(different_ones(catalog, name, things)))
    if len(names) != 1:
        raise ImpossibleError("unread_condition", draft.pieces[at].text, told=True)
    draft.exchange(name, names[0])
    draft.assume("default_metric", names[0])


def _is_in(piece: Piece, span: tuple[int, int]) -> bool:
    return piece.start < span[1] and span[0] < piece.end


def _is_deed(draft: Draft, at: int, found: re.Match[str]) -> bool:
    """Whether the metric is what they did, and not a part of what they are called."""
    return _is_in(draft.pieces[at], found.span("deed"))


def _is_told_more(draft: Draft, found: re.Match[str]) -> bool:
    """Whether it is said how often they did it, or that they did not: 至少签过三单的银行."""
    numbered = any(
        piece.number is not None and piece.time is None and _is_in(piece, found.span("deed"))
        for piece in draft.pieces
    )
    return numbered or load_vocabulary().matching("people.otherwise", found[0]) is not None


def _things(draft: Draft, piece: Piece) -> set[str]:
    """The entities that it names, or that its values and its kinds are of."""
    models = draft.ground.catalog.models
    owners = [name.model for name in piece.dimensions if not name.time]
    owners += [name.dimension.partition(".")[0] for name in piece.values]
    primary = {models[owner].primary_entity or "" for owner in owners if owner in models}
    return ({name.entity for name in piece.entities} | primary) - {""}
