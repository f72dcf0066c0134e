"""Words for a cause: the 因为 of 因为破损赔了多少 and the "because of" of "deals lost because of price"."""

from __future__ import annotations

from assistant.understanding.draft import Draft

_CAUSE = "join.cause"
_TOLD = ("value", "filter", "filler")


def read_causes(draft: Draft) -> None:
    """Before a condition, or before what only says why something was done, that word says nothing more; before
    something that is measured beside the rest it stays unread.
    """
    for at in draft.find(_CAUSE):
        behind = next((n for n in range(at + 1, len(draft.pieces)) if draft.pieces[n].concerns), None)
        if behind is None or not draft.free(at):
            continue
        if any(draft.pieces[n].unread and draft.free(n) for n in range(at + 1, behind)):
            continue  # what the cause is stays unknown: 因为时机丢掉的商机
        names = {item.metric for item in draft.pieces[behind].metrics}
        replaced = bool(names) and not names & set(draft.metrics)
        if replaced or draft.meanings.get(behind, ("",))[0] in _TOLD:
            draft.read(at, "filler")
