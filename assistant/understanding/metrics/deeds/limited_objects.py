"""Counts whose name a limit has come between: the visits to customers of 拜访了50家以上客户, the "patients seen" of
"departments that saw more than 500 patients".
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.understanding.conditions.limits.limited import AFTER, BEFORE, noun_behind
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.things import counts_entity
from assistant.understanding.metrics.deeds.object_deeds import called_by_object
from assistant.understanding.metrics.deeds.times_limited import counted_in

_LIMITS = (*BEFORE, "threshold.between")


def name_limited_objects(draft: Draft) -> None:
    """Has what is counted behind the number be the one count that the verb before it makes of it."""
    if draft.ground.base is not None:
        return
    for at, piece in enumerate(draft.pieces):
        number = piece.number
        if number is None or number.kind == "percent" or piece.concerns or piece.time is not None:
            continue
        thing, first = noun_behind(draft, at), _start(draft, at)
        if thing is None or first is None or draft.pieces[thing].values:
            continue
        if draft.pieces[thing - 1].text.endswith("的") or draft.has(thing - 1, "join.of"):
            continue  # the customers of 拜访50次以上的客户 are who the limit picks
        names = list(dict.fromkeys(_called(draft, first, thing)))
        if len(names) == 1:
            verb = first - 1 if first and _says(draft, first - 1, first) else thing
            draft.name_instead(names[0], thing, tuple(dict.fromkeys((verb, thing))))


def _start(draft: Draft, number: int) -> int | None:
    """Where the limit of the number begins; None without one."""
    first = number
    while first and draft.has(first - 1, *_LIMITS) and not draft.pieces[first - 1].concerns:
        first -= 1
    behind = range(number + 1, min(number + 3, len(draft.pieces)))
    return first if first < number or any(draft.has(at, *AFTER) for at in behind) else None


def _called(draft: Draft, first: int, thing: int) -> Iterator[str]:
    """Counts of the things that a word right before the limit names, or that are called by the verb there."""
    counted, catalog = draft.pieces[thing], draft.ground.catalog
    things = {entity.entity for entity in (*counted.entities, *counted_in(draft, counted))}
    own = {name.metric for name in counted.metrics}
    for name in draft.pieces[first - 1].metrics if first else ():
        if name.metric not in own and counts_entity(catalog, catalog.metrics[name.metric], things):
            yield name.metric
    said = draft.ground.text[: draft.pieces[first].start].split()
    if said and said[-1].isascii() and said[-1].isalpha():
        yield from (name for name in called_by_object(draft, counted.text, said[-1]) if name not in own)


def _says(draft: Draft, at: int, first: int) -> bool:
    """Whether the piece is the word right before the limit, and names nothing else."""
    piece, text = draft.pieces[at], draft.ground.text[: draft.pieces[first].start].rstrip("了过 ")
    plain = piece.unread or bool(piece.metrics) or (piece.text.isascii() and not piece.concerns)
    return plain and piece.number is None and piece.time is None and text.endswith(piece.text)
