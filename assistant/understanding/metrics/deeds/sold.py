"""How many of a thing were sold, which is not how many there are: 2025年卖出多少产品."""

from __future__ import annotations

import re

from assistant.catalog.model import Catalog, Simple
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.values.people_of_places import says_buyers
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.linking import distance
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.deeds.deeds import best_named, words_beside
from assistant.understanding.metrics.known import model_of_rows
from assistant.understanding.neighbours import only_bare
from assistant.understanding.words import load_vocabulary


def take_sold(draft: Draft) -> None:
    """Where only the word for a thing names a count of all there are of it, and the question says that it is
    sold: the number that is sold, if the catalog has one.

    Raises UndecidedError where several fit, ImpossibleError where different ones of them are to be counted, or
    where only something else is known to be sold.
    """
    places = [place for name, place in draft.focus.items() if name in draft.metrics]
    if draft.ground.base is not None or len(places) != 1 or len(draft.metrics) != 1:
        return
    at = places[0]
    piece = draft.pieces[at]
    verb = _verb(draft)
    if verb is None or not (piece.dimensions or piece.entities) or not _is_of_things(draft, at):
        return
    if says_buyers(piece):
        return  # how many bought
    sold = _numbers_sold(draft, at)
    found = best_named(draft, at, {name: beside for name, (beside, own) in sold.items() if own})
    if not sold:
        return
    if not found or _are_kinds(draft, at):
        raise ImpossibleError("unread_condition", verb)
    name = draft.only_metric(at, found)
    assert name is not None
    draft.focus.pop(draft.metrics.pop())
    draft.meanings.pop(at, None)
    draft.take_metric(name, at)
    for place, other in enumerate(draft.pieces):
        if draft.free(place) and (other.unread or other.is_("deed.buy")) and verb.endswith(other.text):
            draft.read(place, "filler")


def take_copies_sold(draft: Draft) -> None:
    """What only the code of a number of different things calls sold is the number that was sold, where the catalog has that:
    "tracks sold" are the copies, and the labels of the other one say "with sales".

    Raises UndecidedError where several numbers sold are of the same rows.
    """
    catalog, vocabulary = draft.ground.catalog, load_vocabulary()
    for name, at in list(draft.focus.items()) if draft.ground.base is None else ():
        kind = catalog.metrics[name].kind if name in draft.metrics else None
        if not isinstance(kind, Simple) or kind.function != "count_distinct" or _are_kinds(draft, at):
            continue
        said = [
            vocabulary.matching("sold.done", text)
            for text in (draft.pieces[at].text, *catalog.metrics[name].names)
        ]
        if said[0] is None or any(said[1:]) or vocabulary.matching("sold.different", draft.ground.text):
            continue
        sold = _sold_of(catalog)
        found = [other for other in sold if kind.model in model_of_rows(catalog, catalog.metrics[other])]
        copies = draft.only_metric(at, best_named(draft, at, {other: sold[other] for other in found}))
        if copies is not None:
            draft.exchange(name, copies)
            draft.assume("default_metric", copies)


def take_number_sold(draft: Draft) -> None:
    """Where no metric and no thing is named: the number sold that is asked for, as in 2024年合计卖出多少首.

    Raises UndecidedError where several fit all that is mentioned.
    """
    found = load_vocabulary().matching("sold.number", draft.ground.text) or _number_of_value(draft)
    if found is None or draft.ground.base is not None:
        return
    inside = [
        at for at, piece in enumerate(draft.pieces) if piece.within(found.span()) and not piece.concerns
    ]
    if not inside:
        return
    name = draft.only_metric(inside[0], best_named(draft, inside[0], _sold_of(draft.ground.catalog)))
    if name is not None:
        draft.take_metric(name, inside[0])
        for at in inside[1:]:
            draft.read(at, "metric", name)


def _number_of_value(draft: Draft) -> re.Match[str] | None:
    """ "How many bags of Basmati were sold": what is sold is a value, in whatever it is packed."""
    found = load_vocabulary().matching("sold.number_of", draft.ground.text)
    named = [
        piece for piece in draft.pieces if found is not None and piece.concerns and piece.within(found.span())
    ]
    values = bool(named) and all(piece.values and not (piece.metrics or piece.entities) for piece in named)
    return found if values else None


def _is_of_things(draft: Draft, at: int) -> bool:
    """Whether it is a number of things of which nothing says that they were sold."""
    metric = draft.ground.catalog.metrics[draft.metrics[0]]
    nouns = load_vocabulary().codewords["sold_nouns"]
    told = any(words_beside(name, nouns) is not None for name in metric.names)
    return only_bare(draft.pieces[at]) or (is_count(draft.ground.catalog, metric.name) and not told)


def _verb(draft: Draft) -> str | None:
    """The words for a sale that was made, outside all that the catalog names. What is bought was sold where those who
    buy are named: 我们买了多少 is no sale.
    """
    named = [piece for piece in draft.pieces if piece.concerns]
    for pattern in load_vocabulary().patterns["sold.done"]:
        for found in pattern.finditer(draft.ground.text):
            if any(p.start < found.end() and found.end() - 1 < p.end for p in named):
                continue
            if load_vocabulary().matching("sold.bought", found[0]) is None or any(map(says_buyers, named)):
                return found[0]
    return None


def _numbers_sold(draft: Draft, at: int) -> dict[str, tuple[int, bool]]:
    """Numbers of things sold that the thing can be told of, with how many words their names have beside that,
    and whether it is the very thing that is sold, as the album of a track is not.
    """
    catalog, linker, piece = draft.ground.catalog, draft.ground.linker, draft.pieces[at]
    found: dict[str, tuple[int, bool]] = {}
    for name, beside in _sold_of(catalog).items():
        fields = linker.dimension(piece.dimensions, [name]) or linker.entity(piece.entities, [name])
        if fields and name not in draft.metrics:
            joins = min(distance(field, linker.options([name])) for field in fields)
            found[name] = beside, joins <= 1
    return found


def _sold_of(catalog: Catalog) -> dict[str, int]:
    """The catalog's numbers of things sold, worked out once."""
    nouns = load_vocabulary().codewords["sold_nouns"]
    return remembered(catalog, ("numbers named by", nouns), lambda: _numbers_of(catalog, nouns))


def _numbers_of(catalog: Catalog, nouns: frozenset[str]) -> dict[str, int]:
    """Counts that add up with one of the nouns in a name, with how many words the name has beside it."""
    found: dict[str, int] = {}
    for metric in catalog.metrics.values():
        summed = isinstance(metric.kind, Simple) and metric.kind.function in ("sum", "count")
        beside = [count for name in metric.names if (count := words_beside(name, nouns)) is not None]
        if summed and beside and not metric.hidden and is_count(catalog, metric.name):
            found[metric.name] = min(beside)
    return found


def _are_kinds(draft: Draft, at: int) -> bool:
    """Whether different ones are to be counted: 卖出多少种产品."""
    before = draft.ground.text[: draft.pieces[at].start].rstrip()
    return any(before.endswith(word) for word in load_vocabulary().codewords["kinds"])
