"""What 分别 and "respectively" ask to be shown one by one, where no word for "each" says of what."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.query import AnyOf, Condition
from assistant.resolve.fields import FieldOption
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import DimensionName, EntityName
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.neighbours import opening
from assistant.understanding.time.expr import Rolling


def take_one_by_one(draft: Draft) -> None:
    """The things that an amount's own name opens with, or that a value tells of: 金牌伙伴的订单金额分别是多少 is by
    partner.
    """
    if not _marks(draft) or _is_several(draft):
        return
    for at, field in (*_opened(draft), *_described(draft)):
        draft.group_by.append(field.name)
        draft.focus.setdefault(field.name, at)
        return


def _opened(draft: Draft) -> Iterator[tuple[int, FieldOption]]:
    linker, catalog = draft.ground.linker, draft.ground.catalog
    for name, at in draft.focus.items():
        if name not in draft.metrics or is_count(catalog, name):
            continue
        entries = opening(draft, at)
        names = [item for item in entries if isinstance(item, DimensionName)]
        entities = [item for item in entries if isinstance(item, EntityName)]
        options = linker.dimension(names, draft.metrics) or linker.entity(entities, draft.metrics)
        if len(options) == 1:
            yield at, options[0]


def _described(draft: Draft) -> Iterator[tuple[int, FieldOption]]:
    """The noun that a value stands before: the partners of 金牌伙伴."""
    linker = draft.ground.linker
    for at, (means, name) in draft.meanings.items():
        piece = draft.pieces[at]
        if means != "filter" or piece.values or not (piece.dimensions or piece.entities):
            continue
        options = linker.dimension(piece.dimensions, draft.metrics) or linker.entity(
            piece.entities, draft.metrics
        )
        if len(options) == 1 and options[0].name != name:
            yield at, options[0]


def check_one_by_one(draft: Draft) -> None:
    """Raises ImpossibleError where one number would be all there is."""
    marks = _marks(draft)
    if marks and not _is_several(draft):
        raise ImpossibleError("unread_condition", draft.pieces[marks[0]].text)


def _marks(draft: Draft) -> list[int]:
    return [
        at
        for at, piece in enumerate(draft.pieces)
        if piece.is_("join.each") and not piece.is_("per.each") and not piece.concerns
    ]


def _is_several(draft: Draft) -> bool:
    """Whether there is more than one number to be shown anyway."""
    shown = draft.group_by or draft.grain or draft.trend or draft.compare or draft.average_per
    listed = (
        len(draft.metrics) > 1
        or isinstance(draft.time, tuple)
        or draft.share
        or draft.ground.base is not None
    )
    values = any(
        isinstance(item, AnyOf) or (isinstance(item, Condition) and len(item.values) > 1)
        for item in draft.where
    )
    rolling = any(
        piece.time is not None and isinstance(piece.time.expr, Rolling) and piece.time.expr.n > 1
        for piece in draft.pieces
    )
    return bool(shown or listed or values or rolling)
