"""Two values that are set against each other as one number: "the ratio of online orders to phone orders", "how many more
orders came from the north than from the south", 华东和华南的收入差多少.
"""

from __future__ import annotations

from assistant.query import Against, Condition, Relation
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

_KINDS: tuple[Relation, ...] = ("difference", "ratio")
_LINKS = ("join.versus", "join.than", "join.and", "threshold.between", "threshold.to", "shape.compare")
_TWO = 2


def take_sides(draft: Draft) -> None:
    """The number of the value that is said first less, or divided by, that of the other one."""
    asked = _asked(draft)
    if asked is None or not _is_plain(draft):
        return
    kind, span = asked
    found = [item for item in draft.where if isinstance(item, Condition) and _sides(draft, item)]
    if len(found) != 1:
        return
    [both] = found
    first, second = _sides(draft, both)
    draft.where.remove(both)
    draft.group_by = [name for name in draft.group_by if name != both.field]
    draft.against = Against(
        kind, *((Condition(both.field, "=", (both.values[place],)),) for place in (first[1], second[1]))
    )
    draft.read_within(*span, "comparison")
    for at in draft.find(*_LINKS):
        if at < second[0]:
            draft.read(at, "comparison")


def parts_asked(draft: Draft) -> bool:
    """Whether two parts are named with what is measured of each, of which 比例 is one ratio: 华东订单和华南订单的比例."""
    found = load_vocabulary().matching("against.of_parts", draft.ground.text)
    two = any(
        isinstance(item, Condition) and item.op == "in" and len(item.values) == _TWO for item in draft.where
    )
    return found is not None and two and draft.ground.base is None


def _asked(draft: Draft) -> tuple[Relation, tuple[int, int]] | None:
    """What the two are asked to be to each other, and where the text says so."""
    for kind in _KINDS:
        for pattern in load_vocabulary().patterns[f"against.{kind}"]:
            found = pattern.search(draft.ground.text)
            span = found.span("said" if "said" in found.re.groupindex else 0) if found is not None else None
            if span is not None and not _is_of_metrics(draft, *span):
                return kind, span
    parts = load_vocabulary().matching("against.of_parts", draft.ground.text) if parts_asked(draft) else None
    return None if parts is None else ("ratio", parts.span("said"))


def _is_of_metrics(draft: Draft, start: int, end: int) -> bool:
    """Whether the words are read as what two metrics are to each other: "ratio of visits to orders in the north and the south"."""
    inside = (at for at, piece in enumerate(draft.pieces) if piece.start < end and start < piece.end)
    return any(draft.meanings.get(at, ("", ""))[0] in ("metric", "analysis") for at in inside)


def _is_plain(draft: Draft) -> bool:
    """Whether one number is asked for, in one period, of no ranking."""
    ranked = draft.order_by or draft.picks or draft.having or draft.average_per or draft.count_of
    other = draft.share or draft.ratio_to or draft.compare or isinstance(draft.time, tuple) or draft.trend
    return len(draft.metrics) == 1 and draft.ground.base is None and not (ranked or other)


def _sides(draft: Draft, item: Condition) -> list[tuple[int, int]]:
    """Where each of the two values stands and which of the condition's it is, in the order in which they are said."""
    if item.op != "in" or len(item.values) != _TWO:
        return []
    told = [
        (at, number)
        for number, value in enumerate(item.values)
        for at, meaning in draft.meanings.items()
        if meaning == ("value", f"{item.field}={value}")
    ]
    return sorted(told) if len(told) == len({number for _, number in told}) == _TWO else []
