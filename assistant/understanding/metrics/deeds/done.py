"""Counts that are named by the verb of what is counted: the rentals of "which film was rented most often" and of
哪部电影租得最多; and counts of different things that are ranked by those very things.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.lexicon import VARIANT, MetricName
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.words import load_vocabulary

_PARTICIPLE = "ed"
_SHORTEST, _LONGEST_ENDING = 4, 3
"""Letters of a verb that tell it, and of what makes a noun of it: the "al" of rental."""
_LONGEST_NOUN = 3
"""Characters of a Chinese noun that begins with its verb: 租借 of 租."""


def name_done(draft: Draft) -> None:
    """Gives a verb beside a superlative that nothing else explains the one count of rows that is called by its
    noun, and that goes with all that is mentioned.
    """
    if draft.ground.base is not None:
        return
    for at, piece in enumerate(draft.pieces):
        if not piece.unread or not _is_ranked(draft, at):
            continue
        names = _called_by(draft.ground.catalog, piece.text)
        if len(names) == 1 and joins_to(draft, at, names[0]) is not None:
            draft.put(at, replace(piece, metrics=(MetricName(names[0], VARIANT),)))
            draft.assume("default_metric", names[0])
            return


def check_own_things(draft: Draft) -> None:
    """How many different films there are is one for each film, and ranks none of them. Raises ImpossibleError."""
    ranked = {order.field for order in draft.order_by}
    for name in ranked & set(draft.metrics):
        own = _counted_entity(draft.ground.catalog, draft.ground.catalog.metrics[name])
        for at, piece in enumerate(draft.pieces):
            means, _ = draft.meanings.get(at, ("", ""))
            if means == "dimension" and any(entity.entity == own for entity in piece.entities):
                raise ImpossibleError("unread_condition", piece.text)


def _is_ranked(draft: Draft, at: int) -> bool:
    """Right before a superlative, or between one and what is ranked."""
    return any(
        0 <= place < len(draft.pieces)
        and draft.pieces[place].is_(*EXTREMES)
        and not draft.pieces[place].concerns
        for place in (at - 1, at + 1)
    )


def _counts_rows(metric: Metric) -> bool:
    return not metric.filters and isinstance(metric.kind, Simple) and metric.kind.function == "count"


def _called_by(catalog: Catalog, verb: str) -> list[str]:
    """Counts of rows that have a noun of the verb for a name."""
    stem = verb.lower().removesuffix(_PARTICIPLE) if verb.isascii() else verb
    if verb.isascii() and (stem == verb.lower() or len(stem) < _SHORTEST):
        return []
    return [metric.name for metric in shown_with(catalog, _beginnings, stem)]


def _beginnings(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """What verbs that the names are nouns of can be: the rent of rental, the 租 of 租借."""
    for noun in _nouns(metric) if _counts_rows(metric) else ():
        if noun.isascii():
            yield from (noun[: len(noun) - ending] for ending in range(_LONGEST_ENDING + 1))
        elif len(noun) <= _LONGEST_NOUN:
            yield from (noun[:length] for length in range(1, len(noun) + 1))


def _nouns(metric: Metric) -> Iterator[str]:
    """Its names of one word, without what says that they are counts."""
    for phrase in metric.names:
        if phrase.isascii():
            parts = words(phrase)
            if len(parts) == 1:
                yield parts[0]
            continue
        ending = next((each for each in load_vocabulary().endings if phrase.endswith(each)), "")
        yield phrase.removesuffix(ending).removesuffix("次")


def _counted_entity(catalog: Catalog, metric: Metric) -> str | None:
    kind = metric.kind
    if not isinstance(kind, Simple) or kind.function != "count_distinct":
        return None
    keys = catalog.models[kind.model].entities.values()
    return next((key.name for key in keys if key.expr.text == kind.expr.text), None)
