"""Amounts that are asked for by the unit they are measured in: the distance of "how many km did we drive", of 跑了多少公里.

Only the one amount that adds up in that unit; times and money are measured in too many things for that. And no number
that is measured in something else answers such a question: 平均每次能充多少度 is not asked for the price of one.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.units import measure_of, quantity_asked, unit_of_metric, units_in
from assistant.understanding.words import load_vocabulary

_ASKED = ("shape.how_many", "shape.counted")
_PLAIN = ("count", "percent", "ratio", "score", "number")
_LONGEST = 3
"""Words, and characters of a Chinese one, that a unit has at most."""


def take_measured_unit(draft: Draft) -> None:
    """Where no metric is named: the one whose unit a number is asked for of."""
    for at, piece in enumerate(draft.pieces):
        if piece.concerns or piece.time is not None or piece.number is not None or not draft.free(at):
            continue
        if not draft.has(at - 1 if at else None, *_ASKED) or draft.pieces[at - 1].concerns:
            continue
        measures = {measure for unit in units_in(piece.text) if (measure := measure_of(unit))}
        names = {metric.name for metric in shown_with(draft.ground.catalog, _measure, *measures)}
        if len(names) == 1 and joins_to(draft, at, next(iter(names))) is not None:
            name = names.pop()
            draft.take_metric(name, at)
            draft.assume("default_metric", name)
            return


def _quantity_said(draft: Draft, said: str, behind: str) -> str | None:
    """The quantity of a unit, also of one that only the catalog has; of a word such as energy where it is all that is asked
    for, and no word before another: "how much energy revenue".
    """
    if units_in(said):
        return quantity_asked(said)
    if load_vocabulary().matching("unit.asked_for", behind) is None:
        return None
    declared = {
        _quantity_of(metric.card.unit) for metric in shown_with(draft.ground.catalog, _own_unit, said)
    }
    return quantity_asked(said) or next(iter(declared), None)


def _own_unit(_: Catalog, metric: Metric) -> Iterator[str]:
    """A unit that no other catalog may have, as it is and in the plural."""
    unit = metric.card.unit
    if unit is not None and metric.card.unit_kind not in _PLAIN and not units_in(unit) and ":" not in unit:
        yield from (unit.casefold(), f"{unit.casefold()}s")


def _quantity_of(unit: str | None) -> str | None:
    name = unit_of_metric(unit)
    return None if name is None else measure_of(name) or name


def _measure(_: Catalog, metric: Metric) -> Iterator[str]:
    if isinstance(metric.kind, Simple) and metric.kind.function == "sum":
        measure = measure_of(unit_of_metric(metric.card.unit) or "")
        if measure is not None:
            yield measure


def check_asked_units(draft: Draft) -> None:
    """Raises ImpossibleError where a number of some unit is asked for and none that is shown is measured in it."""
    catalog = draft.ground.catalog
    if draft.ground.base is not None or draft.share or draft.count_of is not None:
        return
    units = [catalog.metrics[name].card.unit for name in draft.metrics]
    for quantity, text in _quantities_asked(draft):
        if all(unit is not None and _quantity_of(unit) != quantity for unit in units):
            raise ImpossibleError("unread_condition", text)


def _quantities_asked(draft: Draft) -> Iterator[tuple[str, str]]:
    """The quantities that are asked for right behind "how many", with the words for each."""
    text, at = draft.ground.text, 0
    named = [range(piece.start + 1, piece.end) for piece in draft.pieces if piece.metrics]
    while (asked := load_vocabulary().matching("unit.number_asked", text[at:])) is not None:
        at += asked.end()
        begins = {piece.start for piece in draft.pieces if piece.start > at}
        ends = begins | {end for end in range(at + 1, len(text) + 1) if not text[end : end + 1].isalnum()}
        for end in sorted(ends, reverse=True):
            said = text[at:end].strip()
            short = len(said.split()) <= _LONGEST if said.isascii() else len(said) <= _LONGEST
            quantity = _quantity_said(draft, said, text[end:]) if short and said else None
            if quantity is not None and not any(end in inside for inside in named):
                yield quantity, said
                break
