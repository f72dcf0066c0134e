"""Rankings of a yes and a no, which are no things to have the first ones of."""

from __future__ import annotations

from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import is_boolean


def check_ranked_flags(draft: Draft) -> None:
    """Raises ImpossibleError where the first ones of several are wanted and nothing but a yes-or-no is there to
    pick from.
    """
    if draft.limit is None or draft.limit < 2 or len(draft.group_by) != 1:
        return
    options = draft.ground.linker.options(draft.metrics)
    ranked = next((item for item in options if item.name == draft.group_by[0]), None)
    if ranked is None or ranked.dimension is None or not is_boolean(ranked.dimension):
        return
    told = [at for at, (means, _) in draft.meanings.items() if means in ("limit", "order")]
    raise ImpossibleError("unread_condition", " ".join(draft.pieces[at].text for at in sorted(told)))


def check_ranked_lists(draft: Draft) -> None:
    """Raises ImpossibleError where the first ones are wanted by a list of a number and of something that was taken
    for a group: "top 3 products by users and revenue" ranks by both.
    """
    if draft.limit is None:
        return
    for name in draft.metrics:
        at = draft.focus.get(name)
        joined = at is not None and at > 2 and draft.has(at - 1, "join.and")
        if at is None or not joined or draft.meanings.get(at - 2, ("",))[0] != "dimension":
            continue
        by = draft.left(at - 2, "per.before")
        if draft.has(by, "per.before") and not draft.has(by, "per.each"):
            raise ImpossibleError("unread_condition", draft.pieces[at - 2].text)
