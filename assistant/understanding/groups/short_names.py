"""Dimensions that are said by a part of their name behind "each" or "by": 各区 for 各区域, "by state" for the customer's."""

from __future__ import annotations

from assistant.resolve.fields import FieldOption
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, UndecidedError
from assistant.understanding.groups.group_marks import read_around
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.groups.wholes import is_whole
from assistant.understanding.lexicon import is_boolean
from assistant.understanding.linking import distance

_EACH = ("per.each", "per.which", "per.all")
_BY = ("per.before",)
_ASKED = ("per.which", "per.person")
_LONGEST = 4
"""Characters of the end of a Chinese name: the 产品 of 服务产品."""
_SHORT = 3
"""Characters of a name that one of them stands for."""


def take_short_names(draft: Draft) -> None:
    """Group by the nearest dimension whose name begins or ends with a single character behind a word such as 各, or
    ends with an English word behind "by".

    Raises UndecidedError where the nearest one belongs to other things than those measured and others are called
    so too: the states of customers and of sellers.
    """
    for at, piece in enumerate(draft.pieces):
        if not piece.unread or not draft.free(at) or is_whole(draft, at) or not _is_said_short(draft, at):
            continue
        options = draft.ground.linker.options(draft.metrics)
        held = [item for item in options if _holds(item, piece.text)]
        held = _plainly_called(held, piece.text) or held
        nearest = min((distance(item, options) for item in held), default=0)
        own = [item for item in held if distance(item, options) == nearest]
        names = list(dict.fromkeys(item.name for item in own))
        others = list(dict.fromkeys(item.name for item in held))
        if len(others) > 1 and len(piece.text) > 1 and not piece.text.isascii():
            continue  # the one dimension that is called so, or none
        if len(others) > 1 and (nearest or piece.text.isascii()):
            picked = draft.ground.picks.get(piece.start)
            if picked not in others:
                raise UndecidedError("ambiguous_dimension", piece, others)
            names = [picked]
        if len(names) == 1 and not set(names) & set(draft.group_by):
            draft.group_by.append(names[0])
            draft.focus.setdefault(names[0], at)
            draft.read(at, "dimension", names[0])
            read_around(draft, at)


def _plainly_called(held: list[FieldOption], text: str) -> list[FieldOption]:
    """The 站 that is a 充电站, and no 站点类型: the one field that a short name of ends with the character, where the others
    are only called by longer names.
    """
    if len(text) > 1 or text.isascii():
        return []
    short = [item for item in held if any(len(name) <= _SHORT and text in name for name in _names(item))]
    ending = [item for item in short if any(name.endswith(text) for name in _names(item))]
    return short if short == ending and len({item.name for item in short}) == 1 else []


def _names(option: FieldOption) -> tuple[str, ...]:
    return option.dimension.names if option.dimension is not None else ()


def _is_said_short(draft: Draft, at: int) -> bool:
    text = draft.pieces[at].text
    if not text.isascii() and len(text) > 1:
        return len(text) <= _LONGEST and draft.preceded(at, *_EACH, "shape.others")
    if not text.isascii():
        return draft.preceded(at, *_EACH) or _is_asked_which(draft, at)
    return text.isalpha() and len(words(text)) == 1 and draft.preceded(at, *_EACH, *_BY)


def _is_asked_which(draft: Draft, at: int) -> bool:
    """The 区 of 准时率没到85%的区有哪些, the 店 of 交易额最高的那家店是谁: what is asked for stands behind what is said of it."""
    behind = draft.right(at, *_ASKED)
    return (
        draft.has(behind, *_ASKED)
        and at > 0
        and draft.pieces[at - 1].is_("order.counter", "join.of", *EXTREMES)
    )


def _holds(option: FieldOption, text: str) -> bool:
    dimension = option.dimension
    if dimension is None or dimension.type == "time" or is_boolean(dimension):
        return False
    if text.isascii():
        said = words(text)
        names = (words(label) for label in dimension.labels if label.isascii())
        return any(len(name) > 1 and name[-1:] == said for name in names)
    ends = any(label.endswith(text) for label in dimension.names)
    return ends or (len(text) == 1 and any(label.startswith(text) for label in dimension.names))
