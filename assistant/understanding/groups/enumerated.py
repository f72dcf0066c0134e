"""Enumerations whose items differ in more than one respect: 华东的签约额和华南的线索量 asks for two numbers that no
single query gives, as its conditions hold for all of its metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from assistant.understanding.draft import Draft, ImpossibleError

_LINKS = ("join.and", "join.or", "join.versus", "join.than", "follow.add")
_ENDS = ("start", "end")
_MARKS = re.compile(r"[,;/&+、，；。!?！？]|\.\s")


@dataclass(frozen=True, slots=True)
class _Item:
    """One item: what it says of each respect (a dimension, the period, the metric, the groups), and where."""

    says: Mapping[str, frozenset[str]]
    places: Mapping[str, tuple[int, ...]]

    def apart(self, other: _Item) -> tuple[str, ...]:
        """Respects in which both say something and nothing alike."""
        names = [name for name, own in self.says.items() if name in other.says and not own & other.says[name]]
        return tuple(name for name in names if any(self._alike(other, name, more) for more in names))

    def _alike(self, other: _Item, name: str, more: str) -> bool:
        """Whether both say the two respects in the same order. "AOV of retail and finance customers" turns it
        round and lists values; no list are a month and the year it is in: "revenue this year and May leads".
        """
        if name == more:
            return False
        if "time" in (name, more) and _nested(self.says["time"], other.says["time"]):
            return True
        return (self.places[name][0] < self.places[more][0]) == (
            other.places[name][0] < other.places[more][0]
        )


def _nested(own: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one of the periods, written start/end, lies in one of the other item."""
    pairs = [(first.split("/"), second.split("/")) for first in own for second in others]
    pairs = [pair for pair in pairs if all(len(ends) == len(_ENDS) for ends in pair)]
    return any((a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1]) for a, b in pairs)


def check_enumerated(draft: Draft) -> None:
    """Raises ImpossibleError with the condition of the second of two items that differ in several respects,
    unless the items are all combinations of what they name: 华东Q3、华东Q4、华南Q3、华南Q4.
    """
    words, marks = set(_ends(draft, words=True)), set(_ends(draft, words=False))
    for ends in (words | marks, words, marks):
        items = [item for item in _items(draft, sorted(ends)) if item.says]
        for first, second in combinations(items, 2):
            names = first.apart(second)
            if len(names) < 2 or _all_combined(items, names, first, second):
                continue
            told = next(name for name in (*names[1:], names[0]) if name != "metric")
            starts = [
                frozenset(draft.pieces[at].start for name in names for at in item.places[name])
                for item in (second, first)
            ]
            subject = draft.pieces[second.places[told][0]].text
            raise ImpossibleError("one_at_a_time", subject, apart=starts)


def _ends(draft: Draft, words: bool) -> Iterator[int]:
    """Places of pieces that something new begins at or behind: a linking word, or a mark before the piece."""
    last = _period_behind(draft)
    for at, piece in enumerate(draft.pieces):
        if at == last:
            yield at  # 华东的线索,2025年: the period of all of it
        elif piece.is_(*_LINKS) and not piece.concerns:
            if words == bool(re.search(r"\w", piece.text)):
                yield at
        elif not words and at and _MARKS.search(draft.between(at - 1, at)):
            yield at


def _period_behind(draft: Draft) -> int | None:
    """A period that is all there is behind the last comma."""
    told = [at for at in range(len(draft.pieces)) if at in draft.meanings and not draft.pieces[at].mark]
    at = told[-1] if told else 0
    piece = draft.pieces[at] if draft.pieces else None
    alone = piece is not None and piece.time is not None and at > 0
    return at if alone and _MARKS.search(draft.between(at - 1, at)) else None


def _items(draft: Draft, ends: Sequence[int]) -> Iterator[_Item]:
    bounds = [0, *ends, len(draft.pieces)]
    for start, end in pairwise(bounds):
        says: dict[str, set[str]] = {}
        places: dict[str, tuple[int, ...]] = {}
        for at in range(start, end):
            for respect, value in _respects(draft, at):
                says.setdefault(respect, set()).add(value)
                places[respect] = (*places.get(respect, ()), at)
        yield _Item({name: frozenset(values) for name, values in says.items()}, places)


def _respects(draft: Draft, at: int) -> Iterator[tuple[str, str]]:
    means, value = draft.meanings.get(at, ("", ""))
    for name in {name.metric for name in draft.pieces[at].metrics} & set(draft.metrics):
        yield "metric", name  # also where it was passed over as what is counted: 询价线索和订阅线索的周期
    match means:
        case "metric" if value in draft.metrics:
            yield "metric", value
        case "time" if value not in ("now", "all", ""):
            yield "time", value
        case "dimension" | "grain":
            yield "group", value
        case "value":
            for told in value.split(", "):
                yield told.partition("=")[0], told


def _all_combined(items: Sequence[_Item], names: Sequence[str], first: _Item, second: _Item) -> bool:
    """Whether other items say the same the other way round."""
    mixed = [{**{name: first.says[name] for name in names}, name: second.says[name]} for name in names]
    return all(
        any(all(item.says.get(name, frozenset()) & wanted[name] for name in names) for item in items)
        for wanted in mixed
    )
