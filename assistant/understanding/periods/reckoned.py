"""A period that numbers are said to be reckoned by, which is the period that they are of: 按最近一周算."""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.time.expr import GrainWord
from assistant.understanding.words import load_vocabulary

_BY = "per.before"


def read_reckoned(draft: Draft) -> None:
    """The word before such a period groups by nothing, where a verb of reckoning stands behind it."""
    verbs = tuple(load_vocabulary().anaphora["reckoned"])
    for at, piece in enumerate(draft.pieces):
        if not at or piece.time is None or piece.time.kind != "period":
            continue
        if isinstance(piece.time.expr, GrainWord) or draft.meanings.get(at, ("",))[0] != "time":
            continue
        by = draft.has(at - 1, _BY) and draft.free(at - 1) and not draft.between(at - 1, at).strip()
        if by and draft.ground.text[piece.end :].lstrip().startswith(verbs):
            draft.read(at - 1, "connective")
