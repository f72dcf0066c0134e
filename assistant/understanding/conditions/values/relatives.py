"""Pronouns that lead from a thing to what is said of it: the "who are" of "customers who are in manufacturing"."""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def read_relatives(draft: Draft) -> None:
    """Behind a thing and before a condition that has been read they say nothing new."""
    relative = load_vocabulary().anaphora["relative"]
    for at in draft.find("per.which", "per.person"):
        if load_vocabulary().matching("relative.led", draft.ground.text[: draft.pieces[at].end]):
            draft.read(at, "connective")
        if not at or draft.pieces[at].text.partition(" ")[0] not in relative:
            continue
        before, behind = draft.left(at), draft.right(at)
        named = before is not None and bool(draft.pieces[before].concerns or draft.pieces[before].time)
        told = behind is not None and draft.meanings.get(behind, ("",))[0] in ("value", "filter", "having")
        if (named and told) or (behind == at + 1 and _is_own_date(draft, behind)):
            draft.read(at, "connective")


def _is_own_date(draft: Draft, at: int) -> bool:
    """Whether it says when, which the period behind it is read of: "those who activated in Q3"."""
    dated = bool(draft.pieces[at].dimensions) and all(name.time for name in draft.pieces[at].dimensions)
    behind = draft.right(at)
    timed = behind is not None and draft.meanings.get(behind, ("",))[0] == "time"
    return dated and timed and draft.meanings.get(at, ("",))[0] == "filler"


def read_kinds_behind(draft: Draft) -> None:
    """The 地区 of 杭州地区 and the 部分 of 续费部分, right behind a value that has been read."""
    for at in draft.find("restrict.kind"):
        value = at and draft.meanings.get(at - 1, ("",))[0] == "value" and not draft.between(at - 1, at)
        if value and not draft.pieces[at].text.isascii():
            draft.read(at, "filter", draft.pieces[at].text)
