"""Words that a sentence needs around what it asks: relative pronouns, a number said twice, outcomes."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.query import Condition
from assistant.resolve.names import METRIC_TIME
from assistant.understanding.conditions.flags import read_whether
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.named.origins import read_origins
from assistant.understanding.shape.compared import read_compared
from assistant.understanding.shape.scales import read_scales
from assistant.understanding.words import load_vocabulary

_ASKING = ("per.which",)


def read_asides(draft: Draft) -> None:
    """What is left once everything else is read, and says nothing of its own where it stands."""
    _relative_pronouns(draft)
    _repeated_number(draft)
    _others(draft)
    _dealings(draft)
    _marking(draft)
    read_origins(draft)
    read_whether(draft)
    read_compared(draft)
    read_scales(draft)


def _relative_pronouns(draft: Draft) -> None:
    """The "who" of "users who signed up" and of "people who": right behind what it is about."""
    relative = load_vocabulary().anaphora["relative"]
    for at in draft.find(*_ASKING):
        before = draft.pieces[at - 1] if at else None
        text = draft.pieces[at].text
        close = before is not None and not draft.ground.text[before.end : draft.pieces[at].start].strip()
        noun = before is not None and (before.concerns or before.is_("filler.plain"))
        if text in relative and close and noun and at + 1 < len(draft.pieces):
            draft.read(at, "filler")


def _dealings(draft: Draft) -> None:
    """What somebody does with the things that are counted, where they are counted for each of them: the 处理 of
    每个客服处理多少工单.
    """
    catalog = draft.ground.catalog
    each = any(not name.startswith(METRIC_TIME) for name in (*draft.group_by, *draft.average_per))
    if not each or not all(is_count(catalog, name) for name in draft.metrics):
        return
    for at, piece in enumerate(draft.pieces):
        if piece.text in load_vocabulary().anaphora["dealing"] and draft.free(at) and not piece.concerns:
            draft.read(at, "filler", piece.text)
            draft.assume("weak_word", piece.text)


def _marking(draft: Draft) -> None:
    """What says that things have the value behind it: the "marked" of "tickets marked urgent"."""
    words = load_vocabulary().anaphora["marking"]
    for at, piece in enumerate(draft.pieces[:-1]):
        if piece.text in words and draft.free(at) and not piece.concerns:
            behind = draft.right(at)
            if behind is not None and draft.meanings.get(behind, ("",))[0] == "value":
                draft.read(at, "filler")


def _others(draft: Draft) -> None:
    """除了邮件,其他渠道: the others are those that are not left out."""
    excluded = any(isinstance(item, Condition) and item.op in ("!=", "not in") for item in draft.where)
    for at in draft.find("shape.others"):
        if excluded and not draft.others:
            draft.read(at, "filter", "others")
            for place in _things_left(draft, at):
                draft.read(place, "filler")


def _things_left(draft: Draft, at: int) -> Sequence[int]:
    """What is left over of, said by a part of what it is called: the 项目 of 不算种植牙,其他项目, where they are 治疗项目."""
    last = at + 1
    while last < len(draft.pieces) and draft.free(last) and _is_torn(draft.pieces[last]):
        if draft.between(last - 1, last):
            break
        last += 1
    places = range(at + 1, last)
    said = draft.ground.text[draft.pieces[at].end : draft.pieces[last - 1].end]
    fields = {
        item.field for item in draft.where if isinstance(item, Condition) and item.op in ("!=", "not in")
    }
    names: set[str] = set()
    for option in draft.ground.linker.options(draft.metrics):
        if option.name in fields and option.dimension is not None:
            model = draft.ground.catalog.models[option.model]
            keys = [each for each in model.entities.values() if each.type == "primary"]
            names |= {*option.dimension.names, *model.labels, *(name for key in keys for name in key.names)}
    told = len(said) > 1 and not said.isascii() and any(said in name for name in names)
    return places if told else ()


def _is_torn(piece: Piece) -> bool:
    return piece.unread or (piece.is_("order.counter") and not piece.concerns)


def _repeated_number(draft: Draft) -> None:
    """最低的两个渠道是哪两个: the number of the limit once more, behind a word that asks."""
    for at, piece in enumerate(draft.pieces):
        if piece.number is None or not draft.free(at) or draft.limit is None:
            continue
        asked = draft.has(at - 1 if at else None, *_ASKING)
        if asked and int(piece.number.value) == draft.limit:
            draft.read(at, "limit")
