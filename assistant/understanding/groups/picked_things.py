"""Things that a limit on a metric picks, or that a ranking is of, where they are named by a value of theirs or by the
word for their number: 今年回款率不到九成的金牌伙伴有哪些, 金牌伙伴今年业绩排个名, "which enterprise customers have more
than 20 tickets".
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.query import filtered_fields
from assistant.resolve.fields import FieldOption
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft
from assistant.understanding.groups.picked_kinds import limited_metrics, of_kind
from assistant.understanding.lexicon import DimensionName
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.words import load_vocabulary

_WHICH = ("per.which", "per.person")
_RANKED = ("order.rank", "order.sort")
_COUNTS = ("shape.counted", "shape.how_many")


def group_picked(draft: Draft) -> None:
    """Group by the one thing that is picked, where nothing else is said to group by."""
    which = [at for at, piece in enumerate(draft.pieces) if piece.is_(*_WHICH) and not piece.concerns]
    kinds = {option.name: at for at in range(len(draft.pieces)) for option in of_kind(draft, at)}
    grouped = draft.group_by or draft.grain or draft.ground.base is not None
    if not draft.having or grouped or any(piece.is_(*_COUNTS) for piece in draft.pieces):
        return
    found = {option.name: at for at in range(len(draft.pieces)) for option in _things(draft, at)}
    found = (found if which else {}) or kinds
    if len(found) != 1:
        return
    name, at = next(iter(found.items()))
    for metric in [metric for metric, place in draft.focus.items() if place == at]:
        draft.metrics[:] = [item for item in draft.metrics if item != metric]
        draft.focus.pop(metric)
        draft.meanings.pop(at)
    draft.metrics += [] if draft.metrics else [item for item in limited_metrics(draft) if item in draft.focus]
    draft.group_by.append(name)
    if at not in kinds.values():
        draft.focus.setdefault(name, at)
    draft.read(at, "dimension", name)
    for place in which:
        draft.read(place, "connective")


def group_ranked(draft: Draft) -> None:
    """Group by the one thing that a ranking is of, or that stands behind "each", where nothing else is said to group by."""
    grouped = draft.group_by or draft.grain or draft.having or draft.ground.base is not None
    if grouped or len(draft.metrics) != 1 or draft.find("per.which", *_COUNTS):
        return
    if draft.find("shape.average", "shape.on_average") or draft.average_per or draft.ratio_to:
        return  # the average of each
    ranked = bool(draft.find(*_RANKED))
    places = [at for at in range(len(draft.pieces)) if ranked or _is_each(draft, at)]
    found = {option.name: at for at in places for option in _things(draft, at)}
    if len(found) != 1:
        return
    name, at = next(iter(found.items()))
    draft.group_by.append(name)
    draft.focus.setdefault(name, at)
    if draft.meanings.get(at, ("",))[0] != "value":
        draft.read_as(at, "dimension", name)
    if draft.preceded(at, "per.each"):
        draft.read(draft.left(at, "per.each"), "connective")  # type: ignore[arg-type]


def _is_each(draft: Draft, at: int) -> bool:
    """Behind "each" or 各, and not behind the "per" of "premium per tied agent", which is a mean."""
    mark = draft.left(at, "per.each")
    single = load_vocabulary().anaphora["per_one"]
    return draft.has(mark, "per.each") and draft.pieces[mark].text not in single  # type: ignore[index]


def _things(draft: Draft, at: int) -> Iterator[FieldOption]:
    """The thing that the piece names beside what it was read as."""
    piece, (means, _) = draft.pieces[at], draft.meanings.get(at, ("filler", ""))
    names = tuple(name for name in piece.dimensions if not (name.boolean or name.time))
    if means == "value":
        names = _ending(draft, at)
    elif means == "metric" and at in draft.focus.values():
        names = names if _may_go(draft, at) else ()
    elif means not in ("filler", "filter") or (piece.metrics and not names):
        return
    known = {*draft.metrics, *limited_metrics(draft)}
    others = [metric for metric, place in draft.focus.items() if place != at and metric in known]
    options = draft.ground.linker.dimension(names, others or draft.metrics)
    if len(options) == 1 and options[0].name not in filtered_fields(draft.where):
        yield options[0]


def _may_go(draft: Draft, at: int) -> bool:
    """Whether the number of the things is not what is limited, and another metric is."""
    own = [metric for metric, place in draft.focus.items() if place == at and metric in draft.metrics]
    limited = limited_metrics(draft)
    counts = own and all(is_count(draft.ground.catalog, metric) and metric not in limited for metric in own)
    return bool(counts) and any(metric not in own for metric in (*draft.metrics, *limited))


def _ending(draft: Draft, at: int) -> tuple[DimensionName, ...]:
    """What the name of a value ends with: the partners of 金牌伙伴."""
    tokens = tokenize(draft.pieces[at].text)
    found: tuple[DimensionName, ...] = ()
    for first, last, entries in draft.ground.lexicon.phrases.matches(tokens):
        named = tuple(entry for entry in entries if isinstance(entry, DimensionName))
        if first and last == len(tokens) and named:
            found = found or named
    return found
