"""Amounts of a month that the catalog also has by the row: "highest monthly output" is that of all together, in
the months that it is added up in, whatever number of a row is called "monthly output".
"""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.model import Simple
from assistant.understanding.conditions.limits.limited import AFTER, BEFORE
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.lexicon import VARIANT, DimensionName, MetricName
from assistant.understanding.metrics.columns import are_numbers
from assistant.understanding.metrics.counts.counted import adds_up
from assistant.understanding.words import load_vocabulary

_OTHERWISE = (*BEFORE, *AFTER, "shape.average", "shape.on_average", "shape.share", "shape.how_much_of")


def name_own_series(draft: Draft) -> None:
    """Have the number name the amount without its bucket, and the question ask for the buckets. Not where a limit or an
    average is said of the number, nor where anything else is named that is no thing.
    """
    if draft.ground.base is not None or any(piece.is_(*_OTHERWISE) for piece in draft.pieces):
        return
    if not any(piece.is_(*EXTREMES) and not piece.concerns for piece in draft.pieces):
        return
    for at, piece in enumerate(draft.pieces):
        if (
            piece.metrics
            or piece.terms
            or piece.values
            or not are_numbers(draft.ground.catalog, piece.dimensions)
        ):
            continue
        grain, name = _parts(draft, piece.text, piece.dimensions)
        if grain is None or name is None:
            continue
        draft.put(at, replace(piece, dimensions=(), metrics=(MetricName(name, VARIANT),)))
        draft.grain = grain
        if draft.has(at - 1 if at else None, "per.which") and not piece.text.isascii():
            draft.read(at - 1, "connective")  # 哪个月消费最多
        draft.assume("default_metric", name)
        return


def _parts(draft: Draft, text: str, named: tuple[DimensionName, ...]) -> tuple[str | None, str | None]:
    """The bucket that the name begins with, and the one amount of the same number that the rest is a name of."""
    opened = load_vocabulary().matching("series.grain", text)
    if opened is None:
        return None, None
    grain = next(kind for kind, said in opened.groupdict().items() if said)
    catalog, tokens = draft.ground.catalog, tokenize(text[opened.end() :])
    numbers = {
        (item.model, catalog.models[item.model].dimensions[item.dimension].expr.text) for item in named
    }
    found = {
        entry.metric
        for first, last, entries in draft.ground.lexicon.phrases.matches(tokens)
        if first == 0 and last == len(tokens)
        for entry in entries
        if isinstance(entry, MetricName) and adds_up(catalog, entry.metric)
    }
    own = [name for name in found if _number_of(draft, name) in numbers]
    return grain, own[0] if len(own) == 1 else None


def _number_of(draft: Draft, name: str) -> tuple[str, str] | None:
    kind = draft.ground.catalog.metrics[name].kind
    return (kind.model, kind.expr.text) if isinstance(kind, Simple) and kind.function == "sum" else None
