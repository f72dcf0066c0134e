"""Counts that are called by a state and the things in it: "how many orders were delivered" asks for the delivered
orders, where the catalog counts those, and not for the orders of a period whose state is that by now.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Catalog, Simple
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import MetricName
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.words import load_vocabulary

_OTHERWISE = (
    "restrict.exclude", "restrict.exclude_after", "restrict.lacking", "restrict.null", "state.not",
    "shape.share", "shape.rate", "shape.how_much_of", "shape.of_total", "join.or", "join.versus",
)  # fmt: skip
"""What makes a condition of the state, or a part of the whole."""


def take_state_counts(draft: Draft) -> None:
    """Put the one count that is called by the state and the thing in the place of the count of all of the things,
    where nothing but the state is said of them that the name leaves out.
    """
    if draft.ground.base is not None or len(draft.metrics) != 1 or not _is_plain(draft):
        return
    name = draft.metrics[0]
    at, catalog = draft.focus.get(name), draft.ground.catalog
    if at is None or not is_count(catalog, name) or catalog.metrics[name].filters:
        return
    told = [place for place, piece in enumerate(draft.pieces) if piece.values and draft.free(place)]
    told = [
        place for place in told if not (place and draft.has(place - 1, "restrict.is"))
    ]  # 状况为异常 is a condition
    found = {place: names for place in told if (names := _called(draft, place, at, name) - {name})}
    if len(found) != 1:
        return
    place, names = found.popitem()
    if len(names) != 1 or _of_same_dimension(draft, place, told):
        return
    count = names.pop()
    draft.exchange(name, count)
    draft.read(place, "metric", count)


def _is_plain(draft: Draft) -> bool:
    """Whether nothing denies, compares or divides, and no other date than that of the state is named."""
    dated = any(
        piece.dimensions and all(name.time for name in piece.dimensions) and not piece.values
        for piece in draft.pieces
    )
    return not dated and not any(piece.is_(*_OTHERWISE) and not piece.concerns for piece in draft.pieces)


def _called(draft: Draft, place: int, at: int, whole: str) -> set[str]:
    """The counts whose name is one of the value's before the word for the thing. The dimension's name beside the
    value says a condition: "with status delivered".
    """
    phrases, thing = draft.ground.lexicon.phrases, draft.pieces[at].text
    catalog = draft.ground.catalog
    if _is_labelled(draft, place) or _is_of_a_period(draft, place, at):
        return set()
    entries = [
        entry
        for said in _names_of(catalog, draft.pieces[place])
        for name in _spellings(said, thing)
        for entry in phrases.get(name)
        if isinstance(entry, MetricName)
    ]
    return {
        entry.metric
        for entry in entries
        if is_count(catalog, entry.metric) and counts_same_rows(catalog, entry.metric, whole)
    }


def counts_same_rows(catalog: Catalog, part: str, whole: str) -> bool:
    """Whether one counts what the other does, whatever either leaves out: customers who pay are no tickets of theirs."""
    one, other = catalog.metrics[part].kind, catalog.metrics[whole].kind
    if not isinstance(one, Simple) or not isinstance(other, Simple):
        return False
    return (one.model, one.function, one.expr.text) == (other.model, other.function, other.expr.text)


def _spellings(said: str, thing: str) -> tuple[str, ...]:
    """What the count may be called: "orders delivered", 送达订单, 送达量."""
    if thing.isascii():
        return f"{said} {thing}", f"{thing} {said}"
    return f"{said}{thing}", *(f"{said}{ending}" for ending in load_vocabulary().endings)


def _names_of(catalog: Catalog, piece: Piece) -> Iterator[str]:
    """What the state is called, and the verb of it: the 送达 of 已送达."""
    said = [piece.text]
    for name in piece.values:
        model, _, dimension = name.dimension.partition(".")
        for item in catalog.models[model].dimensions[dimension].values:
            if item.value == name.value:
                said += [str(item.value), *item.labels, *item.synonyms]
    for each in said:
        yield each
        done = load_vocabulary().matching("state.done", each)
        if done is not None:
            yield each[done.end() :]


def _is_of_a_period(draft: Draft, place: int, at: int) -> bool:
    """Whether it is asked what became of some of them: "how many of the orders in May were delivered" and
    5月的订单中已送达的 are about the orders of May, whenever they were delivered.
    """
    inside = range(min(place, at) + 1, max(place, at))
    if any(draft.pieces[other].time is not None for other in inside):
        return True
    among = draft.between(at, place).strip().startswith(tuple(load_vocabulary().anaphora["among"]))
    asked = any(draft.has(other, "shape.how_many") for other in inside)
    of = draft.has(at - 1 if at else None, "join.of") and not draft.pieces[at].text.isascii()
    return at < place and (among or asked or of)


def _is_labelled(draft: Draft, place: int) -> bool:
    owners = {name.dimension for name in draft.pieces[place].values}
    beside = (draft.left(place, "restrict.is"), place - 1, place + 1)
    return any(
        owners & {f"{name.model}.{name.dimension}" for name in draft.pieces[other].dimensions}
        for other in beside
        if other is not None and 0 <= other < len(draft.pieces) and other != place
    )


def _of_same_dimension(draft: Draft, place: int, told: list[int]) -> bool:
    """Whether another value of the same dimension is named: one count cannot be of both."""
    own = {name.dimension for name in draft.pieces[place].values}
    return any(
        own & {name.dimension for name in draft.pieces[other].values} for other in told if other != place
    )
