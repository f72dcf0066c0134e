"""What comes up most often, where no metric is named: "the most popular mattress size" and 最常见的行业 count those that have it.
What people prefer is ranked by no number that it says: which one is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.retrieval.concepts import thesaurus
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.counts.things import counts_entity, joins_to, things_named
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.words import load_vocabulary

_POPULAR = "order.popular"
_PREFERRED = "order.preferred"
_BEST = ("order.best", "order.worst", "order.top", _POPULAR, _PREFERRED)
_PERSON = "person"


def take_popular(draft: Draft) -> None:
    """The number of the things whose quality is the most common one.

    Raises UndecidedError where several kinds of things have it.
    """
    if draft.ground.base is not None:
        return
    for at, piece in enumerate(draft.pieces):
        before, behind = draft.left(at, _POPULAR), draft.right(at, _POPULAR, skip=("restrict.is",))
        if not (draft.has(before, _POPULAR) or draft.has(behind, _POPULAR)):
            continue
        if (
            not piece.dimensions
            or piece.entities
            or piece.metrics
            or any(name.time for name in piece.dimensions)
        ):
            continue
        if things_named(draft.ground.catalog, piece.dimensions):
            continue  # each of them is there once
        owners = {name.model for name in piece.dimensions}
        counts = shown_with(draft.ground.catalog, _rows_counted, *owners)
        mark = before if draft.has(before, _POPULAR) else behind
        liked = draft.pieces[mark].text in load_vocabulary().codewords["popular"]  # type: ignore[index]
        names = [metric.name for metric in counts if joins_to(draft, at, metric.name) is not None]
        if liked and not all(map(_is_of_people, counts)):
            return  # what there is the most of need not be what people take most
        name = draft.only_metric(at, names)
        if name is not None:
            draft.metrics.append(name)
            draft.assume("default_metric", name)
            return


def free_preferring(draft: Draft) -> None:
    """Those who prefer something say nothing of how many they are: the customers of "which rooms do guests
    prefer"; nor do those that something is popular with, where they cannot be counted by it.
    """
    marks = draft.find(_PREFERRED, _POPULAR)
    things = [at for name, at in draft.focus.items() if name in draft.metrics]
    if not marks or not things or draft.ground.base is not None or _says_most(draft):
        return
    catalog = draft.ground.catalog
    pieces = [draft.pieces[at] for at in things]
    counts = all(is_count(catalog, name.metric) for piece in pieces for name in piece.metrics)
    preferred = any(draft.has(at, _PREFERRED) for at in marks)
    if (
        not counts
        or not all(piece.entities for piece in pieces)
        or not (preferred or _are_apart(draft, things))
    ):
        return
    for at in things:
        draft.meanings.pop(at, None)
        draft.put(at, replace(draft.pieces[at], metrics=()))
        draft.read(at, "filler", draft.pieces[at].text)
    draft.metrics.clear()
    draft.focus.clear()


def _says_most(draft: Draft) -> bool:
    """Whether it is most of them: "which size do most residents prefer"."""
    marks = draft.find(*EXTREMES)
    return any(not draft.has(at, _PREFERRED, _POPULAR) for at in marks)


def _are_apart(draft: Draft, things: list[int]) -> bool:
    """Whether what is asked for is nothing that those things can be counted by."""
    linker = draft.ground.linker
    asked = [p for at, p in enumerate(draft.pieces) if at not in things and not p.values and not p.time]
    return any(
        not linker.dimension(piece.dimensions, draft.metrics)
        and not linker.entity(piece.entities, draft.metrics)
        for piece in asked
        if piece.dimensions or piece.entities
    )


def says_preferred(pieces: Sequence[Piece]) -> bool:
    """Whether people's liking is asked for, which no metric is taken for without asking."""
    return any(piece.is_(_PREFERRED) and not piece.concerns for piece in pieces)


def asks_for_best(pieces: Sequence[Piece]) -> bool:
    """Whether the best, the top or the most popular of something is all that is asked for."""
    return any(piece.is_(*_BEST) and not piece.concerns for piece in pieces)


def counts_things(catalog: Catalog, name: str, pieces: Sequence[Piece]) -> bool:
    """Whether it is one for each of the things that are ranked: how many products there are ranks no products."""
    ranked = any(piece.is_(*EXTREMES) and not piece.concerns for piece in pieces)
    things = {item.entity for piece in pieces if not piece.values for item in piece.entities}
    return ranked and bool(things) and counts_entity(catalog, catalog.metrics[name], things)


def _is_of_people(metric: Metric) -> bool:
    parts = [part for name in metric.names for part in thesaurus().parts(name)]
    return _PERSON in thesaurus().widened(frozenset(concept for part in parts for concept in part.concepts))


def _rows_counted(_: Catalog, metric: Metric) -> Iterator[str]:
    """The model that it counts all rows of."""
    kind = metric.kind
    if isinstance(kind, Simple) and kind.function == "count" and not metric.filters:
        yield kind.model
