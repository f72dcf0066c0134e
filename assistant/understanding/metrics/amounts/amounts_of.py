"""Amounts of what is counted: "the total amount of all payments" where the catalog has "total payments" in money, and
the 预订金额 of 预订了多少金额.
"""

from __future__ import annotations

from assistant.catalog.model import Catalog
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count, is_money
from assistant.understanding.metrics.deeds.deeds import words_beside
from assistant.understanding.words import load_vocabulary

_BETWEEN = ("join.of", "per.over", "per.all")


def take_amounts_of(draft: Draft) -> None:
    """The money whose name is the thing and a word for an amount, where its amount is asked for; nothing where
    several are.
    """
    catalog = draft.ground.catalog
    for at in draft.find("shape.amount", "shape.money"):
        place = _thing(draft, at)
        counted = next((name for name, where in draft.focus.items() if where == place), None)
        if place is None or counted not in draft.metrics or not is_count(catalog, counted):
            continue
        said = draft.pieces[place].text.casefold()
        found = _amounts_called(catalog, said)
        if len(found) == 1:
            draft.exchange(counted, found[0])
            draft.read(at, "metric", found[0])
            draft.assume("default_metric", said)


def _thing(draft: Draft, at: int) -> int | None:
    """What the amount is of: behind "amount of", before 了多少金额."""
    place = at + 1
    while (
        place < len(draft.pieces) and draft.pieces[place].is_(*_BETWEEN) and not draft.pieces[place].concerns
    ):
        place += 1
    if place > at + 1:
        return place if place < len(draft.pieces) else None
    asked = draft.left(at, "shape.how_many")
    asked = asked if draft.has(asked, "shape.how_many") else at
    thing = draft.left(asked) if asked is not None else None
    done = load_vocabulary().anaphora["done"]
    told = (
        thing is not None
        and asked is not None
        and draft.between(thing, asked).strip().startswith(tuple(done))
    )
    return thing if told else None


def _amounts_called(catalog: Catalog, thing: str) -> list[str]:
    nouns = frozenset({thing, thing.removesuffix("s")})
    return [
        metric.name
        for metric in catalog.metrics.values()
        if any(thing.removesuffix("s") in name.casefold() for name in metric.names)
        if is_money(metric) and not metric.hidden
        if any(words_beside(name, nouns) == 0 for name in metric.names)
    ]
