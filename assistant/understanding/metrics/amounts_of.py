"""Amounts of what is counted: "the total amount of all payments" where the catalog has "total payments" in money."""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counted import is_count, is_money
from assistant.understanding.metrics.deeds import words_beside

_BETWEEN = ("join.of", "per.over", "per.all")


def take_amounts_of(draft: Draft) -> None:
    """The money whose name is the thing and a word for an amount, behind "amount of"; nothing where several are."""
    catalog = draft.ground.catalog
    for at in draft.find("shape.amount"):
        place = at + 1
        while (
            place < len(draft.pieces)
            and draft.pieces[place].is_(*_BETWEEN)
            and not draft.pieces[place].concerns
        ):
            place += 1
        counted = next((name for name, where in draft.focus.items() if where == place), None)
        if place == at + 1 or counted not in draft.metrics or not is_count(catalog, counted):
            continue
        said = draft.pieces[place].text.casefold()
        nouns = frozenset({said, said.removesuffix("s")})
        found = [
            metric.name
            for metric in catalog.metrics.values()
            if any(said.removesuffix("s") in name.casefold() for name in metric.names)
            if is_money(metric) and not metric.hidden
            if any(words_beside(name, nouns) == 0 for name in metric.names)
        ]
        if len(found) == 1:
            draft.metrics = [found[0] if name == counted else name for name in draft.metrics]
            draft.focus[found[0]] = draft.focus.pop(counted)
            draft.read_as(place, "metric", found[0])
            draft.read(at, "metric", found[0])
            draft.assume("default_metric", said)
