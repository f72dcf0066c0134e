"""How many there are of what has a value: 现在有多少根超充桩 counts the chargers that are 超充, 做了多少例种植牙 the treatments."""

from __future__ import annotations

import re

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import singular
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.metrics.known import model_of_rows, shown_with
from assistant.understanding.patterns import either
from assistant.understanding.words import load_vocabulary

_HOW_MANY = "shape.how_many"


def take_kept_things(draft: Draft) -> None:
    """Where no metric is named: the only whole count of the things that a value tells apart, where it is called by them and
    their number is asked for with a measure word. Of the new ones that somebody else counts nothing is said.
    """
    if draft.ground.base is not None:
        return
    found = [(at, name) for at, piece in enumerate(draft.pieces) for name in _counted(draft, at, piece)]
    if len(found) != 1:
        return
    [(at, name)] = found
    if joins_to(draft, at, name) is None:
        return
    draft.metrics.append(name)
    draft.assume("default_metric", name)
    for place in _counters(draft, at):
        draft.read(place, "filler")


def _counted(draft: Draft, at: int, piece: Piece) -> list[str]:
    models = _owners(draft, piece)
    if (
        len(models) != 1
        or piece.metrics
        or not draft.free(at)
        or not (_asked_before(draft, at) or _asked_behind(draft, at))
    ):
        return []
    catalog, model = draft.ground.catalog, next(iter(models))
    counts = [m for m in shown_with(catalog, model_of_rows, model) if _is_count_of_rows(catalog, m)]
    return (
        [metric.name for metric in counts]
        if len(counts) == 1 and not counts[0].filters and _is_called(catalog, counts[0], model)
        else []
    )


def _owners(draft: Draft, piece: Piece) -> set[str]:
    """The models whose values are called so; of several those that are so in words, and not by what is stored."""
    catalog, said = draft.ground.catalog, {piece.text.casefold(), (piece.typo or piece.text).casefold()}
    owners = {value.dimension.partition(".")[0] for value in piece.values}
    told = set()
    for name in piece.values:
        model, _, dimension = name.dimension.partition(".")
        for value in catalog.models[model].dimensions[dimension].values:
            if value.value == name.value and said & {
                each.casefold() for each in (*value.labels, *value.synonyms)
            }:
                told.add(model)
    return told if len(told) == 1 else owners


def _is_count_of_rows(catalog: Catalog, metric: Metric) -> bool:
    kind = metric.kind
    return isinstance(kind, Simple) and kind.function == "count" and is_count(catalog, metric.name)


def _is_called(catalog: Catalog, metric: Metric, model: str) -> bool:
    """Whether its name is that of the things and an ending: no 新增用户, of which there are fewer than there are 用户."""
    own = catalog.models[model]
    entity = own.entities.get(own.primary_entity or "")
    things = {*own.labels, *(entity.names if entity is not None else ())}
    if {singular(name.casefold()) for name in metric.names} & {
        singular(thing.casefold()) for thing in things
    }:
        return True
    return any(
        name == f"{thing}{end}"
        for name in metric.names
        for thing in things
        for end in load_vocabulary().endings
    )


def _measure(draft: Draft) -> str:
    vocabulary = load_vocabulary()
    return either(vocabulary.codewords["classifier"] | vocabulary.measure_words)


def _asked_before(draft: Draft, at: int) -> bool:
    """Right before the value: 多少根超充桩."""
    before = draft.ground.text[: draft.pieces[at].start]
    if load_vocabulary().matching("kept.before", before) is not None:
        return True
    return re.search(rf"(?:多少|几)(?:{_measure(draft)})$", before) is not None


def _asked_behind(draft: Draft, at: int) -> bool:
    """Right behind it, over a verb that says nothing: 种植牙做了多少例."""
    behind = at + 1
    if behind >= len(draft.pieces) or not draft.has(behind, _HOW_MANY) or draft.pieces[behind].concerns:
        return False
    said = draft.ground.text[draft.pieces[at].end :]
    return (
        re.match(rf"[^,，。;；]{{0,4}}?(?:多少|几)(?:{_measure(draft)})(?=$|[\s,，。;；?？])", said)
        is not None
    )


def _counters(draft: Draft, at: int) -> list[int]:
    """Where the measure word stands as a piece of its own."""
    return [
        place
        for place in (at - 1, at + 2)
        if 0 <= place < len(draft.pieces)
        and draft.free(place)
        and draft.pieces[place].unread
        and draft.pieces[place].text in load_vocabulary().measure_words
    ]
