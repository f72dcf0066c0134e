"""An "each" that nothing took up: right before what is measured, it asks for more than one number."""

from __future__ import annotations

from assistant.understanding.draft import Draft, ImpossibleError

_TAKEN = ("metric", "value")


def check_each_left(draft: Draft) -> None:
    """Raises ImpossibleError where "each" stands right before a name that is no group, and nothing is shown one by
    one: 各付费渠道的线索成本 is no single cost.
    """
    if draft.group_by or draft.average_per or draft.grain or draft.ground.base is not None:
        return
    for at in range(len(draft.pieces) - 1):
        each = draft.has(at, "per.each") and draft.free(at) and not draft.pieces[at].concerns
        named = draft.pieces[at + 1].concerns and not draft.between(at, at + 1).strip()
        if each and named and draft.meanings.get(at + 1, ("",))[0] in _TAKEN:
            raise ImpossibleError("unread_condition", draft.pieces[at].text)
