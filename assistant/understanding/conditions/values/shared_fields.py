"""Values that are named side by side are of one dimension where they can be: "renewals vs new business" are two types of
deals, although an order may be a renewal too.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.draft import Draft

_JOINS = ("join.and", "join.or", "join.versus", "join.than")
_COMMAS = frozenset(",、，/")


def keep_shared_fields(draft: Draft) -> None:
    """Of what each of the values in a row can mean, only what is of a dimension that the others are of as well."""
    at = 0
    while at < len(draft.pieces):
        run = _run(draft, at)
        if len(run) > 1:
            shared = set.intersection(*(_fields(draft, place) for place in run))
            for place in run if shared else ():
                piece = draft.pieces[place]
                kept = tuple(value for value in piece.values if _name(value.dimension) in shared)
                draft.put(place, replace(piece, values=kept))
        at = max(run[-1] if run else at, at) + 1


def _run(draft: Draft, at: int) -> list[int]:
    """The places of values with nothing but "and", "vs" or a comma between."""
    run: list[int] = []
    joined = True
    for place in range(at, len(draft.pieces)):
        piece = draft.pieces[place]
        if piece.values and not piece.metrics and joined and draft.free(place):
            run.append(place)
            joined = bool(_COMMAS & set(draft.ground.text[piece.end : piece.end + 1]))
        elif run and (piece.is_(*_JOINS) or piece.text in _COMMAS) and not piece.concerns:
            joined = True
        else:
            break
    return run


def _fields(draft: Draft, place: int) -> set[str]:
    """The dimensions that the metrics have, and the value can be of."""
    hits = draft.ground.linker.every_value(draft.pieces[place].values, draft.metrics)
    usable = {_name(hit.field.name) for hit in hits}
    named = {_name(value.dimension) for value in draft.pieces[place].values}
    return {name for name in named if name in usable} or named


def _name(field: str) -> str:
    return field.rpartition(".")[2].rpartition("__")[2]
