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


def read_each_behind(draft: Draft) -> None:
    """The "in each" of "channels and regions: how many leads in each in Q3", behind what is shown one by one."""
    if not (draft.group_by or draft.grain):
        return
    shown = [at for at, (means, _) in draft.meanings.items() if means in ("dimension", "grain")]
    for at in draft.find("per.each"):
        behind = at + 1
        ends = behind >= len(draft.pieces) or "," in draft.between(at, behind)
        ends = ends or draft.meanings.get(behind, ("",))[0] == "time" or not draft.pieces[behind].concerns
        if ends and any(place < at for place in shown):
            draft.read(at, "connective")
