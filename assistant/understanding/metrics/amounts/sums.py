"""One number for several metrics: "the sum of loss payments and loss reserves", 赔款和准备金加起来."""

from __future__ import annotations

from assistant.resolve.sums import sum_of
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.counts.counted import adds_up

_SUM = "shape.sum"
_PLUS = "join.plus"
_ADDED = "shape.added"
_POOLED = "shape.pooled"


def take_sums(draft: Draft) -> None:
    """The metric that the catalog has for the sum of those that are named. Raises ImpossibleError where it has
    none: numbers side by side are not their sum. Where values or groups are named, these are what is added.
    """
    marks = [at for at, piece in enumerate(draft.pieces) if piece.is_(_SUM, _PLUS) and not piece.concerns]
    if len(draft.metrics) == 1 and adds_up(draft.ground.catalog, draft.metrics[0]):
        for at in marks:
            if draft.has(at, _SUM) and not draft.has(at, _ADDED) and draft.free(at):
                draft.read(at, "connective")  # "the total of passengers"
    if not marks or len(draft.metrics) < 2 or draft.ground.base is not None or _adds_other(draft):
        return
    catalog = draft.ground.catalog
    found = sum_of(catalog, draft.metrics)
    summed = any(draft.has(at, _SUM) for at in marks) and all(
        adds_up(catalog, name) for name in draft.metrics
    )
    if found is None and not summed:
        return  # "leads plus orders" may as well list them
    if found is None and _are_asked_apart(draft):
        return  # 一共花了多少广告费、拿到多少点击 asks for two totals
    if found is None:
        raise ImpossibleError("unread_condition", draft.pieces[marks[0]].text)
    for name in draft.metrics:
        draft.focus.setdefault(found, draft.focus.pop(name, marks[0]))
    draft.metrics[:] = [found]
    draft.read(marks[0], "metric", found)
    draft.assume("default_metric", found)


def _are_asked_apart(draft: Draft) -> bool:
    """Whether each of the metrics has a question word of its own."""
    asked = [at for at in draft.find("shape.how_many", "shape.money") if not draft.pieces[at].concerns]
    return len(asked) >= len(draft.metrics)


def check_added(draft: Draft) -> None:
    """What is shown bucket by bucket is not added up, nor the first ones of a ranking: 把每天的日活加起来, 前三名
    一共签了多少. Raises ImpossibleError.
    """
    pooled = [at for at, piece in enumerate(draft.pieces) if piece.is_(_POOLED) and not piece.concerns]
    whole = draft.share or draft.totals or draft.limit_per or draft.others
    picked = draft.limit is not None and draft.limit > 1 and not whole
    if pooled and picked and draft.ground.base is None:
        raise ImpossibleError("unread_condition", draft.pieces[pooled[0]].text)
    marks = [at for at, piece in enumerate(draft.pieces) if piece.is_(_ADDED) and not piece.concerns]
    marks = [at for at in marks if draft.meanings.get(at, ("",))[0] != "metric"]
    if marks and draft.grain is not None and draft.ground.base is None:
        raise ImpossibleError("unread_condition", draft.pieces[marks[0]].text)


def _adds_other(draft: Draft) -> bool:
    """Whether several values of something are named, or all of them, which the word then adds up."""
    own = set(draft.focus.values())
    others = [piece for at, piece in enumerate(draft.pieces) if at not in own]
    values = [piece for piece in others if piece.values and not piece.metrics]
    return len(values) > 1 or any(piece.is_("per.all", "per.each", "per.over") for piece in others)
