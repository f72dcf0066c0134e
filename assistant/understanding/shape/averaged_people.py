"""People whose number is a metric, right before the words for a mean over people: the buyers of 下单买家，平均每人买了几件 are
those that the mean is over, and no number of them is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.catalog.model import Catalog, Simple
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import EntityName, MetricName
from assistant.understanding.metrics.counts.counted import counts_each_once
from assistant.understanding.metrics.counts.things import things_counted
from assistant.understanding.neighbours import HOW_MANY

_PERSON = "average.person"


def free_averaged_people(draft: Draft) -> None:
    """Leave the number that each of them has to be named by what is asked behind.

    Raises ImpossibleError where nothing is asked behind: what their number would be a mean over is not said.
    """
    for at in draft.find(_PERSON) if draft.ground.base is None else ():
        place, names = _people_before(draft, at)
        if not names:
            continue
        asked = any(piece.is_(*HOW_MANY) and not piece.concerns for piece in draft.pieces[at + 1 :])
        if not asked and not any(draft.focus.get(name, at) > at for name in draft.metrics):
            raise ImpossibleError("unread_condition", draft.pieces[at].text)
        things = tuple(thing for name in names for thing in _things(draft.ground.catalog, name))
        draft.put(place, replace(draft.pieces[place], metrics=(), entities=things))
        draft.meanings.pop(place, None)
        for name in names:
            draft.metrics.remove(name)
            draft.focus.pop(name)


def check_averaged_people(draft: Draft) -> None:
    """What is said of them holds for what each of them has as well: of those that finished an order, the orders finished.

    Raises ImpossibleError.
    """
    catalog = draft.ground.catalog
    for at, piece in enumerate(draft.pieces):
        if at == 0 or not piece.is_(_PERSON) or draft.meanings.get(at - 1, ("",))[0] != "dimension":
            continue
        people = draft.pieces[at - 1]
        named = [
            catalog.metrics[item.metric]
            for item in draft.ground.lexicon.phrases.get(people.text)
            if isinstance(item, MetricName) and counts_each_once(catalog, item.metric)
        ]
        for metric in named:
            own = {item.text for item in metric.filters}
            kinds = [catalog.metrics[name] for name in draft.metrics]
            if any(own - {item.text for item in each.filters} for each in kinds):
                raise ImpossibleError("unread_condition", people.text)


def _people_before(draft: Draft, at: int) -> tuple[int, list[str]]:
    """Where they are named, and the metrics that are taken from there."""
    place = at - 1
    if place < 0 or draft.between(place, at).strip(" ,，"):
        return place, []
    catalog = draft.ground.catalog
    named = [name for name in draft.metrics if draft.focus.get(name) == place]
    counts = all(counts_each_once(catalog, name) and any(_things(catalog, name)) for name in named)
    return place, named if counts and draft.pieces[place].metrics else []


def _things(catalog: Catalog, name: str) -> Iterator[EntityName]:
    metric = catalog.metrics[name]
    if isinstance(metric.kind, Simple):
        for thing in things_counted(catalog, metric):
            yield EntityName(metric.kind.model, thing)
