"""The unit that the metric is measured in anyway, said once more: the "in dollars" of revenue, the 美元 of 卖了多少美元."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Metric
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.units import unit_of_metric, units_in
from assistant.understanding.words import load_vocabulary

_OPENS = "in "
_KNOWN_ROLES = ("shape.in_amount", "threshold.unit", "order.counter")


def read_own_units(draft: Draft) -> None:
    """Units that are left over, where every metric at hand is measured in them."""
    metrics = [draft.ground.catalog.metrics[name] for name in draft.metrics]
    for at, piece in enumerate(draft.pieces):
        if not (metrics and draft.free(at) and _may_tell(piece)):
            continue
        said = _unit_said(draft, at)
        if said and all(_is_measured_in(metric, said) for metric in metrics):
            draft.read(at, "filler", piece.text)


def read_measured_so(draft: Draft) -> None:
    """The "long" of "tracks over 6 minutes long": what a limit is on says that already."""
    for at, piece in enumerate(draft.pieces):
        if not at or not (piece.unread and draft.free(at)):
            continue
        unit = draft.pieces[at - 1]
        limited = draft.meanings.get(at - 1, ("",))[0] == "filter" and unit.is_("threshold.unit")
        close = not draft.between(at - 1, at).strip()
        if limited and close and piece.text in load_vocabulary().codewords["measured_so"]:
            draft.read(at, "filler", piece.text)


def _may_tell(piece: Piece) -> bool:
    """Means nothing else than a unit."""
    return not piece.concerns and (piece.unread or all(role in _KNOWN_ROLES for role in piece.roles))


def _unit_said(draft: Draft, at: int) -> str:
    """What stands behind "in", or behind the words that ask for a number of it; empty where neither does."""
    text, piece = draft.ground.text, draft.pieces[at]
    said = piece.text.casefold()
    if said.startswith(_OPENS):
        return said.removeprefix(_OPENS)
    before = text[: piece.start].casefold()
    if before.endswith(" " + _OPENS):
        return said
    return said if load_vocabulary().matching("unit.asked", before) is not None else ""


def _is_measured_in(metric: Metric, said: str) -> bool:
    unit = unit_of_metric(metric.card.unit) or "count"
    return unit in units_in(said) or (unit == "count" and words(said)[-1:] in _things(metric))


def _things(metric: Metric) -> Iterator[tuple[str, ...]]:
    """What its names say is counted, by the words of them: the orders of an order volume."""
    yield from ((word,) for name in metric.names for word in words(name))
