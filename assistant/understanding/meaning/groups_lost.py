"""Groups that a question asks for and that would be read as mere words of a metric: the "each" of "percent complete of
each of our key results"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.catalog.model import Catalog, Metric, Ratio, Simple
from assistant.retrieval.tokens import words
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import VARIANT
from assistant.understanding.linking import Linker
from assistant.understanding.metrics.counts.counted import COUNTS
from assistant.understanding.metrics.counts.things import things_counted
from assistant.understanding.words import load_vocabulary

_SHARES = (None, "percent", "score", "ratio")
_EACH = ("per.each", "join.each")
_BEFORE = "per.before"


def loses_group(
    catalog: Catalog, name: str, said: Sequence[Piece], read: Sequence[Piece], linker: Linker
) -> bool:
    """Whether a word that asks for each of some things is read as a mere word, although the metric can be shown by them
    and is no number for each of them.
    """
    metric = catalog.metrics[name]
    if isinstance(metric.kind, Simple) and any(_names_its_group(piece, name) for piece in said):
        return True
    if any(_names_no_group(said, read, at) for at in range(len(said))):
        return True
    for at, piece in enumerate(said):
        if not piece.is_(*_EACH) or piece.is_("per.all") or piece.concerns or not read[at].filler:
            continue
        behind = next((n for n in range(at + 1, len(said)) if not _only_joins(said[n])), None)
        if behind is None:
            grouped = any(other is kept and other.dimensions for other, kept in zip(said, read, strict=True))
            if not grouped:
                return True  # "attainment of key results, each one"
            continue
        if read[behind] is said[behind]:
            continue
        thing = said[behind]
        own = any(each.metric == name and each.strength > VARIANT for each in thing.metrics)
        if own and isinstance(metric.kind, Simple):
            return True  # 各阶段停留天数
        if thing.values and not _is_called_by(metric, thing):
            return True  # "leads per open deal": of each deal with a condition
        unknown = not (thing.dimensions or thing.entities)
        itself = name in {own.metric for own in thing.metrics}
        if unknown and itself and isinstance(metric.kind, Simple):
            return True  # 各阶段停留: the groups are in its name
        if (unknown or _can_be_shown_by(thing, name, linker)) and not _is_for_each(catalog, metric, thing):
            return True
    return False


def _only_joins(piece: Piece) -> bool:
    """Whether it says nothing between "each" and what each is of: the "of our" of "each of our clinics"."""
    return piece.filler or (piece.is_("join.of") and not piece.concerns)


def _names_no_group(said: Sequence[Piece], read: Sequence[Piece], at: int) -> bool:
    """Whether a word that opens a group is read as a mere word, and behind it stands nothing but such: "by line"."""
    if not said[at].is_(_BEFORE) or said[at].concerns or not read[at].filler:
        return False
    behind = next((n for n in range(at + 1, len(said)) if not said[n].filler), len(said))
    return behind > at + 1 and (behind == len(said) or said[behind].time is not None)


def _names_its_group(piece: Piece, name: str) -> bool:
    """Whether a part of the question is a name of the metric with a group inside: the "time per stage" of "dwell time per
    stage".
    """
    own = any(each.metric == name and each.strength > VARIANT for each in piece.metrics)
    return own and load_vocabulary().matching("name.with_group", piece.text) is not None


def _is_called_by(metric: Metric, thing: Piece) -> bool:
    said = frozenset(words(thing.text))
    return any(said.issubset(words(name)) for name in metric.names)


def _can_be_shown_by(thing: Piece, name: str, linker: Linker) -> bool:
    return bool(linker.dimension(thing.dimensions, [name]) or linker.entity(thing.entities, [name]))


def _is_for_each(catalog: Catalog, metric: Metric, thing: Piece) -> bool:
    """Whether it is a mean of such things, or so much for each of them: what an order is worth on average. A wait that is
    averaged over visits is none "at each of our clinics", which are asked for one by one.
    """
    shared = metric.card.unit in _SHARES  # "percent complete of each key result" asks for all of them
    named = {item.entity for item in thing.entities} | {item.dimension for item in thing.dimensions}
    if isinstance(metric.kind, Ratio):
        below = catalog.complete.metrics[metric.kind.denominator.metric]
        counted = set(things_counted(catalog.complete, below))
        return bool(named & counted) or not (shared or (counted and thing.dimensions))
    if shared or not isinstance(metric.kind, Simple) or metric.kind.function in (*COUNTS, "sum"):
        return False
    rows = catalog.complete.models[metric.kind.model].primary_entity
    return rows in named or not thing.dimensions or _is_called_by(metric, thing)
