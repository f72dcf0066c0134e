"""An amount that a verb asks for beside another number: the money of 花了多少、带来多少线索, which names leads alone."""

from __future__ import annotations

from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.counts.counted import is_money
from assistant.understanding.metrics.deeds.deeds import amounts_called, nouns_of_deed

_VERBS = ("spend", "earn", "sign", "collect")
_ASKS, _JOINS = ("shape.how_many", "shape.money", "shape.amount"), ("join.and", "join.or")


def take_asked_beside(draft: Draft) -> None:
    """Such an amount goes before what is named. Raises UndecidedError where several fit, ImpossibleError without one."""
    catalog = draft.ground.catalog
    if not draft.metrics or draft.ground.base is not None:
        return
    if any(is_money(catalog.metrics[name]) for name in draft.metrics):
        return
    for at, piece in enumerate(draft.pieces):
        deed = next((verb for verb in _VERBS if piece.is_(f"deed.{verb}")), None)
        if deed is None or piece.concerns or not _asks_alone(draft, at):
            continue
        name = draft.only_metric(at, amounts_called(draft, at, nouns_of_deed(draft, at, deed)))
        if name is None:
            raise ImpossibleError("unread_condition", piece.text)
        if name not in draft.metrics:
            draft.metrics.insert(0, name)
            draft.focus[name] = at
            draft.read(at, "metric", name)
            draft.assume("default_metric", name)
        return


def _asks_alone(draft: Draft, at: int) -> bool:
    """Whether "how much" stands right behind the verb, with nothing behind it in its clause."""
    asked = at + 1
    if asked >= len(draft.pieces) or not draft.has(asked, *_ASKS) or draft.between(at, asked).strip():
        return False
    if asked + 1 >= len(draft.pieces):
        return False
    parted = draft.between(asked, asked + 1).strip()
    return bool(parted) or draft.pieces[asked + 1].mark or draft.has(asked + 1, *_JOINS)
