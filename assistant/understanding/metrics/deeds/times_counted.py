"""How many times something was done: a count, and never an amount or a time. "How many times did drivers charge" asks for the
charging sessions, 充了多少次 for 充电次数 where 充电 alone names an amount."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.catalog.model import Catalog, Metric
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.counts.counted import counts_each_once, is_count
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.metrics.deeds.times_asked import beginnings, cores
from assistant.understanding.metrics.known import Keys, shown_with
from assistant.understanding.metrics.named.apart import stem
from assistant.understanding.neighbours import only_bare
from assistant.understanding.words import load_vocabulary

_COUNTABLE = ("", "count", "ratio", "multiple")
"""Kinds of units that a number of times may have, or a mean of such numbers."""


def asks_times(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """Where it is asked how many times: the words that ask, and the last of them."""
    words = load_vocabulary().codewords
    for at, piece in enumerate(pieces):
        if piece.concerns or not piece.is_("shape.how_many"):
            continue
        behind = pieces[at + 1] if at + 1 < len(pieces) else None
        if piece.text.endswith(tuple(words["occurrence"])):
            return at, at
        if behind is not None and not behind.concerns and behind.text in words["times"]:
            return at, at + 1
    return None


def may_be_times(metric: Metric) -> bool:
    """Whether the number may be one of times, for all that its unit says."""
    return metric.card.unit_kind in _COUNTABLE


def turn_to_times(draft: Draft) -> None:
    """Where how many times is asked and the verb is short for the name of an amount: the one count that the verb is short for
    as well."""
    asked = asks_times(draft.pieces)
    if asked is None:
        return
    catalog = draft.ground.catalog
    for name, at in list(draft.focus.items()):
        piece = draft.pieces[at]
        if name not in draft.metrics or is_count(catalog, name) or not only_bare(piece):
            continue
        names = _counts_of_deed(catalog, cores, piece.text) or _counts_of_deed(
            catalog, beginnings, piece.text
        )
        if len(names) == 1 and names[0] not in draft.metrics:
            draft.exchange(name, names[0])
            draft.assume("default_metric", names[0])
            _read_asked(draft, asked)


def _counts_of_deed(catalog: Catalog, keys: Keys, verb: str) -> list[str]:
    found = [metric.name for metric in shown_with(catalog, keys, verb)]
    return [name for name in found if not counts_each_once(catalog, name)]


def take_times_verb(draft: Draft) -> None:
    """Where nothing names a metric: the one count of rows with the verb in its name, the "charge" of "how many times did
    drivers charge" for charging sessions."""
    asked = asks_times(draft.pieces)
    if asked is None or not load_vocabulary().matching("times.done", draft.ground.text):
        return
    catalog = draft.ground.catalog
    for at in range(asked[1] + 1, len(draft.pieces)):
        piece = draft.pieces[at]
        if not piece.unread or not draft.free(at) or not piece.text.isascii():
            continue
        names = [metric.name for metric in shown_with(catalog, _deeds_counted, stem(piece.text))]
        names = [name for name in names if joins_to(draft, at, name) is not None]
        if len(names) == 1:
            draft.take_metric(names[0], at)
            _read_asked(draft, asked)
        return


def check_times_counted(draft: Draft) -> None:
    """How many times something was done is no amount, no share and no time. Raises ImpossibleError."""
    asked = asks_times(draft.pieces)
    if asked is None or not draft.metrics or draft.ratio_to or draft.against or draft.count_of:
        return
    metrics = [draft.ground.catalog.metrics[name] for name in draft.metrics]
    if load_vocabulary().matching("times.done", draft.ground.text) and not any(map(may_be_times, metrics)):
        first, last = draft.pieces[asked[0]], draft.pieces[asked[1]]
        raise ImpossibleError("unread_condition", draft.ground.text[first.start : last.end])


def _deeds_counted(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """The stems of the words in the names of a whole count that are those of a deed: the charg of "charging sessions"."""
    if metric.filters or not is_count(catalog, metric.name) or counts_each_once(catalog, metric.name):
        return
    for name in metric.names:
        parts = name.casefold().split()
        if name.isascii() and parts and parts[0].endswith("ing"):
            yield stem(parts[0])


def _read_asked(draft: Draft, asked: tuple[int, int]) -> None:
    for place in range(asked[0], asked[1] + 1):
        if draft.free(place):
            draft.read(place, "filler")
