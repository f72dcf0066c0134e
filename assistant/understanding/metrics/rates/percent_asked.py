"""Questions for a percentage that got none: "what percentage of customers renewed" is never answered with revenue."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Catalog, Derived, Ratio
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import EntityName, MetricName
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


def check_share_of_part(draft: Draft) -> None:
    """A share of what a rate counts above the line is no such rate: "share of breached tickets that were P1" tells how many of
    the breached ones were. Raises ImpossibleError.
    """
    catalog = draft.ground.catalog
    if len(draft.metrics) != 1 or not draft.where or draft.ground.base is not None:
        return
    kind = catalog.metrics[draft.metrics[0]].kind
    if not isinstance(kind, Ratio):
        return
    told = [piece.start for piece in draft.pieces if piece.values and not piece.metrics]
    for start, end in _named(draft, kind.numerator.metric):
        text, matching = draft.ground.text, load_vocabulary().matching
        opened = matching("share.of_named", text[:start]) and matching("share.of_named_behind", text[end:])
        among = not text[start:end].isascii() and matching("share.of_named_behind", text[end:])
        if (opened or among) and any(at >= end for at in told):
            raise ImpossibleError("unread_condition", text[start:end], told=True)


def _named(draft: Draft, metric: str) -> Iterator[tuple[int, int]]:
    """Where the text says a metric's name, and the word for its things right behind it: "missed-SLA tickets"."""
    tokens = tokenize(draft.ground.text)
    for first, last, entries in draft.ground.lexicon.phrases.matches(tokens):
        if not any(isinstance(item, MetricName) and item.metric == metric for item in entries):
            continue
        yield tokens[first].start, tokens[last - 1].end
        behind = [
            n
            for begin, n, things in draft.ground.lexicon.phrases.matches(tokens[last:])
            if begin == 0 and any(isinstance(thing, EntityName) for thing in things)
        ]
        if behind:
            yield tokens[first].start, tokens[last + max(behind) - 1].end


def _may_be_part(catalog: Catalog, name: str) -> bool:
    metric = catalog.metrics[name]
    return metric.card.unit_kind in _PARTS or isinstance(metric.kind, (Ratio, Derived))
