"""Words around a comparison that say nothing more than that there is one, and how it comes out."""

from __future__ import annotations

from assistant.understanding.draft import Draft, soft
from assistant.understanding.time.expr import TimeComparison
from assistant.understanding.words import load_vocabulary

_OUTCOMES = ("join.outcome", "shape.how_much_of")
_CHANGES = ("shape.growth", "shape.rise", "shape.fall")
_BEFORE_SIDES = ("shape.compare", "join.outcome", "join.framed", *_CHANGES)


def read_compared(draft: Draft) -> None:
    """What is left over once two sides are set against each other."""
    listed = isinstance(draft.time, tuple)
    if draft.compare is not None or listed:
        for at in draft.find(*_OUTCOMES):
            draft.read(at, "comparison")
        _read_rate(draft)
        _read_between(draft)
        _read_measure(draft)
    if listed and not draft.find("per.which"):
        for at in draft.find(*_CHANGES):
            draft.read(at, "comparison")
    if (
        draft.compare is not None
        or listed
        or any(means == "comparison" for means, _ in draft.meanings.values())
    ):
        for at in draft.find("join.framed"):
            draft.read(at, "comparison")
    _read_attained(draft)
    _read_besides(draft)


def _read_rate(draft: Draft) -> None:
    """The "rate" of "YoY rate" is that of the change."""
    rates = load_vocabulary().anaphora["rate"]
    for at, piece in enumerate(draft.pieces):
        before = draft.pieces[at - 1].time if at else None
        compared = before is not None and isinstance(before.expr, TimeComparison)
        if compared and draft.free(at) and not piece.concerns and piece.text in rates:
            draft.read(at, "comparison")


def _read_between(draft: Draft) -> None:
    """The "between" of a difference between two periods."""
    for at in draft.find("threshold.between"):
        behind = draft.right(at)
        sides = behind is None or draft.pieces[behind].time is not None
        if sides and any(piece.is_(*_BEFORE_SIDES) for piece in draft.pieces[:at]):
            draft.read(at, "comparison")


def _read_measure(draft: Draft) -> None:
    """The "by" of "did we sell more, by number of orders" names what is compared."""
    for at in draft.find("per.before"):
        behind = draft.right(at)
        if draft.has(at, "threshold.between"):
            continue
        if behind is not None and any(draft.focus.get(name) == behind for name in draft.metrics):
            draft.read(at, "connective")


def _read_attained(draft: Draft) -> None:
    """The "reach" of "what load factor did Business reach": no limit, where there is no number to be reached."""
    numbers = any(piece.number is not None and not soft(piece) for piece in draft.pieces)
    if numbers or not draft.metrics:
        return
    for at in draft.find("join.attained"):
        draft.read(at, "filler", draft.pieces[at].text)


def _read_besides(draft: Draft) -> None:
    """除了线索量,也列出MQL数量: a metric is not left out of another one, so that both are shown. "Leads without orders"
    are those that have none.
    """
    first = min((draft.focus[name] for name in draft.metrics if name in draft.focus), default=-1)
    for at in draft.find("restrict.exclude"):
        behind = draft.right(at)
        if behind == first and len(draft.metrics) > 1 and not draft.has(at, "restrict.lacking"):
            draft.read(at, "connective")
