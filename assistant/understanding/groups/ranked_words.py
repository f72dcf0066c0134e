"""Words of a ranking that say what is known by then: the "go to" of "which clinic do most patients come to", the
"by amount" of "top supplier by amount", the "ID" of "which vessel ID".
"""

from __future__ import annotations

from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.groups.ordering import RANKING
from assistant.understanding.metrics.counts.counted import adds_up, is_count
from assistant.understanding.words import load_vocabulary


def read_ranked_words(draft: Draft) -> None:
    _read_key_words(draft)
    _read_what_most_do(draft)


def _read_what_most_do(draft: Draft) -> None:
    """The verb that ties most of some things to the group they are ranked by."""
    found = load_vocabulary().matching("most.do", draft.ground.text)
    ranked = len(draft.metrics) == 1 and bool(draft.group_by) and bool(draft.order_by)
    if found is None or not ranked or not is_count(draft.ground.catalog, draft.metrics[0]):
        return
    at = draft.focus.get(draft.group_by[0])
    if at is None or not draft.order_by[0].descending or draft.pieces[at].end > found.start():
        return
    for place, piece in enumerate(draft.pieces):
        if piece.unread and draft.free(place) and piece.within(found.span("verb")):
            draft.read(place, "filler", piece.text)
            draft.assume("weak_word", piece.text)


def check_most_of(draft: Draft) -> None:
    """Most of some things, 大部分客户, ranks groups only where it is asked which one. Raises ImpossibleError."""
    if any(piece.is_("per.which") and not piece.concerns for piece in draft.pieces):
        return
    for at, piece in enumerate(draft.pieces):
        if (
            piece.text in load_vocabulary().codewords["most_of"]
            and draft.meanings.get(at, ("",))[0] == "order"
        ):
            raise ImpossibleError("unread_condition", piece.text)


def check_busy(draft: Draft) -> None:
    """How much goes on orders numbers of what goes on, and no rates or durations: "CSAT by agent, busiest first". Raises
    ImpossibleError.
    """
    catalog = draft.ground.catalog
    ordered = [order.field.partition("__")[0] for order in draft.order_by]
    if all(adds_up(catalog, name) for name in ordered if name in catalog.metrics):
        return
    busy = tuple(load_vocabulary().codewords["busy"])
    for at, piece in enumerate(draft.pieces):
        if draft.meanings.get(at, ("",))[0] == "order" and piece.text.removeprefix("the ").startswith(busy):
            raise ImpossibleError("unread_condition", piece.text)


def read_ranked_amounts(draft: Draft) -> None:
    """The "amount" behind "by", where an amount is ranked that is named by its name, whatever else is called so."""
    if len(draft.metrics) != 1 or draft.ground.base is not None:
        return
    catalog, metric = draft.ground.catalog, draft.metrics[0]
    named = draft.focus.get(metric)
    said = load_vocabulary().codewords["ranked_amount"]
    ranked = any(piece.is_(*RANKING) and not piece.concerns for piece in draft.pieces)
    if named is None or not ranked or is_count(catalog, metric) or not adds_up(catalog, metric):
        return
    for at, piece in enumerate(draft.pieces):
        by = at - 1
        if at <= named or piece.text not in said or not draft.free(at) or not draft.has(by, "per.before"):
            continue
        if piece.metrics or piece.values or draft.has(by, "per.each") or not draft.free(by):
            continue
        draft.read(at, "order", metric)
        draft.read(by, "connective")


def _read_key_words(draft: Draft) -> None:
    """The key of a thing right behind it, which it is shown by."""
    said = load_vocabulary().codewords["key_words"]
    for at, piece in enumerate(draft.pieces):
        if at == 0 or piece.text not in said or not draft.free(at) or piece.concerns:
            continue
        means, _ = draft.meanings.get(at - 1, ("", ""))
        if means == "dimension" and draft.pieces[at - 1].entities and not draft.between(at - 1, at).strip():
            draft.read(at, "filler")
