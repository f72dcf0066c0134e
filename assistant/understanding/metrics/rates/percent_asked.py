"""Questions for a percentage that got none: "what percentage of customers renewed" is never answered with revenue."""

from __future__ import annotations

from assistant.catalog.model import Catalog, Derived, Ratio
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.shape.dated_parts import dated_part
from assistant.understanding.words import load_vocabulary

_ROLES = ("shape.share", "shape.how_much_of", "shape.rate")
_PARTS = ("percent", "ratio")


def check_percent_asked(draft: Draft) -> None:
    """Raises ImpossibleError where no number of the answer can be the percentage that is asked for."""
    query = draft.query()
    if draft.ground.base is not None or query.share_of_total or query.against or query.ratio_to:
        return
    if query.compare or isinstance(query.time, tuple):
        return
    if any(_may_be_part(draft.ground.catalog, name) for name in query.metrics):
        return
    for piece in draft.pieces:
        asked = load_vocabulary().matching("percent.asked", piece.text)
        if asked is not None and piece.is_(*_ROLES) and not piece.metrics:
            raise ImpossibleError("unread_condition", piece.text)


def check_whole_of_all(draft: Draft) -> None:
    """A share of everything there is has no condition on its whole: 华东企业版占全国多少 is no share of what 华东 has.
    Raises ImpossibleError.
    """
    said = load_vocabulary().matching("share.of_everything", draft.ground.text)
    if said is not None and draft.share and draft.where:
        raise ImpossibleError("unread_condition", said[0])


def check_dated_part(draft: Draft) -> None:
    """What percentage of some were done in a period is asked of those, whenever: not what part of all in the period they
    are. Raises ImpossibleError.
    """
    said = dated_part(draft)
    if said is None or not draft.share:
        return
    whole, behind = said.span("whole"), said.end()
    values = [piece for piece in draft.pieces if piece.values and not piece.metrics]
    if any(piece.within(whole) for piece in values) and not any(piece.end > behind for piece in values):
        raise ImpossibleError("unread_condition", said["part"].strip())


def _may_be_part(catalog: Catalog, name: str) -> bool:
    metric = catalog.metrics[name]
    return metric.card.unit_kind in _PARTS or isinstance(metric.kind, (Ratio, Derived))
