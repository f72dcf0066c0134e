"""Rates that are said with their verb: "where did we win the highest share of our deals" asks for the win rate, and for
no part that each group has in the number of deals.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Metric, Ratio, Simple
from assistant.understanding.cutting.tokens import tokenize, words
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.words import load_vocabulary

_SHARES = ("shape.share", "shape.rate", "shape.how_much_of")
_WHOLE = 4
"""Letters up to which a verb has to be a word of the name; of longer ones the stem is enough."""
_ENDING = 2


def take_verb_rates(draft: Draft) -> None:
    """Put the one rate that is called by the verb and the thing in the place of the count of all of them. Raises
    UndecidedError where several are; ImpossibleError where a rate of them has the verb and says more than that.
    """
    if draft.ground.base is not None or len(draft.metrics) != 1:
        return
    count, catalog = draft.metrics[0], draft.ground.catalog
    at = draft.focus.get(count)
    if at is None or not is_count(catalog, count) or not draft.pieces[at].text.isascii():
        return
    share = next((place for place in reversed(range(at)) if _leads_to(draft, place, at)), None)
    verb = _verb(draft, share, at) if share is not None else None
    if share is None or verb is None:
        return
    rates = [rate for rate in rates_of(catalog, count) if any(_is_stem(verb, word) for word in _said(rate))]
    own = [rate.name for rate in rates if is_called_by(rate, verb, draft.pieces[at].text)]
    if rates and not own:
        raise ImpossibleError("unread_condition", f"{verb} {draft.pieces[share].text}")
    name = draft.only_metric(at, own)
    if name is None:
        return
    draft.exchange(count, name)
    draft.assume("default_metric", name)
    for place, piece in enumerate(draft.pieces):
        if place == share or (piece.text == verb and draft.free(place)):
            draft.read(place, "metric", name)


def _leads_to(draft: Draft, share: int, at: int) -> bool:
    """Whether the word for a share is that of the thing, over "of" and "our"."""
    if not draft.has(share, *_SHARES) or draft.pieces[share].concerns or not draft.free(share):
        return False
    return load_vocabulary().matching("share.of_ours", _between(draft, share, at)) is not None


def _between(draft: Draft, share: int, at: int) -> str:
    return f"{draft.pieces[share].text} {draft.between(share, at)}".strip()


def _verb(draft: Draft, share: int, at: int) -> str | None:
    """The word before the share and what ranks it, or behind the thing and those who did it."""
    text, vocabulary = draft.ground.text, load_vocabulary()
    behind = vocabulary.matching("share.done", text[draft.pieces[at].end :])
    first = share
    while first and (draft.pieces[first - 1].is_(*EXTREMES) or draft.pieces[first - 1].number is not None):
        first -= 1
    before = vocabulary.matching("share.doing", text[: draft.pieces[first].start])
    found = before or behind
    said = found.group("verb") if found is not None else None
    return None if said is None or said in vocabulary.codewords["having_share"] else said


def rates_of(catalog: Catalog, count: str) -> list[Metric]:
    """Percentages whose denominator is of the rows that are counted."""
    kind = catalog.metrics[count].kind
    return shown_with(catalog, _rows_below, kind.model) if isinstance(kind, Simple) else []


def _rows_below(catalog: Catalog, metric: Metric) -> Iterator[str]:
    if not isinstance(metric.kind, Ratio) or metric.card.unit != "percent":
        return
    below = catalog.complete.metrics[metric.kind.denominator.metric]
    for part in (below, *with_inputs(catalog.complete.metrics, below.name)):
        if isinstance(part.kind, Simple):
            yield part.kind.model


def _said(metric: Metric) -> set[str]:
    return {word for name in metric.names if name.isascii() for word in words(name.replace("-", " "))}


def is_called_by(rate: Metric, verb: str, thing: str) -> bool:
    """Whether one of its names says no more than the verb, the thing and that it is a rate."""
    plain = (
        load_vocabulary().codewords["rate_words"]
        | set(words(thing))
        | {token.text for token in tokenize(thing)}
    )
    for name in rate.names:
        parts = words(name.replace("-", " ")) if name.isascii() else ()
        verbs = [word for word in parts if _is_stem(verb, word)]
        if len(verbs) == 1 and all(word in plain or word in verbs for word in parts):
            return True
    return False


def _is_stem(verb: str, word: str) -> bool:
    """Whether the word is the verb or made of it: conversion of "convert"."""
    bare = verb.removesuffix("s")
    if len(bare) <= _WHOLE:
        return word in (bare, f"{bare}s", verb)
    return word.startswith(bare[: max(_WHOLE, len(bare) - _ENDING)])
