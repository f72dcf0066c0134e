"""What a metric is worked out with, said once more: the list price of 库存按标价算值多少钱, "stock valued at list price"."""

from __future__ import annotations

from assistant.understanding.conditions.limits.limited import NUMERIC
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def read_as_defined(draft: Draft) -> None:
    """A number of the rows between words for working out is no group where the metric's own definition has it."""
    for at, piece in enumerate(draft.pieces):
        if not piece.dimensions or piece.metrics or not draft.free(at) or not _is_worked_out(draft, at):
            continue
        models = draft.ground.catalog.models
        kinds = [models[name.model].dimensions[name.dimension] for name in piece.dimensions]
        if not all(kind.data_type in NUMERIC for kind in kinds):
            continue
        names = {name.casefold() for kind in kinds for name in kind.names}
        if draft.metrics and all(_defines(draft, metric, names) for metric in draft.metrics):
            draft.read(at, "filler")
            if draft.preceded(at, "per.before") and draft.free(at - 1):
                draft.read(at - 1, "filler")


def _is_worked_out(draft: Draft, at: int) -> bool:
    """Whether 按 and 算 stand around it, or "valued at" before it."""
    text, piece = draft.ground.text, draft.pieces[at]
    vocabulary = load_vocabulary()
    before = vocabulary.matching("worked_out.before", text[: piece.start])
    behind = vocabulary.matching("worked_out.behind", text[piece.end :])
    return before is not None and (behind is not None or before.group(0).strip().isascii())


def _defines(draft: Draft, metric: str, names: set[str]) -> bool:
    card = draft.ground.catalog.metrics[metric]
    texts = [text.casefold() for text in (*card.card.definition, card.description or "") if text]
    return any(name in text for name in names for text in texts)
