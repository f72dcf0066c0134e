"""The words around a value that only say what it is a value of: its dimension's name, the thing that has it."""

from __future__ import annotations

from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.limits.limited import BEFORE
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.linking import distance
from assistant.understanding.words import load_vocabulary

_LINK = "的"
_PICKING = ("join.each", "per.each", "per.before", "per.which", "shape.listed", "shape.compare", "per.all")


def read_label(draft: Draft, at: int, field: FieldOption) -> None:
    """The dimension's own name beside its value: "channel = email", "the South China region"."""
    before = draft.left(at, "restrict.is", skip=("restrict.only",))
    link = before if draft.has(before, "restrict.is") else None
    if link is not None:
        before = draft.left(link, skip=("restrict.only",))
    told = link is not None and _is_whose(draft, before)
    if _is_label(draft, before, field) and (told or not is_grouped(draft, before)):
        draft.read(before, "filter", field.name)  # type: ignore[arg-type]
        if link is not None:
            draft.read(link, "filter")
        return
    if _is_had_by(draft, at, field):
        draft.read(at - 1, "filter", field.name)
        draft.assume("weak_word", draft.pieces[at - 1].text)
    if draft.preceded(at, "per.each"):
        return  # "each delivery team" is about the teams
    behind = at + 1
    if behind < len(draft.pieces) and (
        _is_group_of(draft, at, behind, field) or _is_picked_from(draft, at, behind, field)
    ):
        return  # "by support team" lists teams
    if behind < len(draft.pieces) and (_is_label(draft, behind, field) or _is_noun(draft, behind, field)):
        draft.read(behind, "filter", field.name)
        at = behind
    read_described(draft, at, field)


def _is_had_by(draft: Draft, at: int, field: FieldOption) -> bool:
    """Whether what has the value stands right before it, and both tell which rows are counted: the 供应商 of
    供应商已停用的订单数, where the value is one of theirs. What is listed or picked is grouped by.
    """
    if (
        at == 0
        or draft.between(at - 1, at)
        or not draft.free(at - 1)
        or at + 1 == len(draft.pieces)
        or not draft.has(at + 1, "join.of")
    ):
        return False
    piece = draft.pieces[at - 1]
    named = [
        name for name in piece.dimensions if name.model == field.model and not (name.time or name.boolean)
    ]
    if piece.text.isascii() or piece.metrics or piece.values or not named:
        return False
    picking = any(other.is_(*_PICKING, *EXTREMES) and not other.concerns for other in draft.pieces)
    return not picking and not draft.picks


def _is_group_of(draft: Draft, at: int, behind: int, field: FieldOption) -> bool:
    """Whether what is grouped by is a dimension of what the value tells of, behind it: "by support team"."""
    if (
        not draft.preceded(at, "per.before")
        or _is_label(draft, behind, field)
        or not _is_noun(draft, behind, field)
    ):
        return False
    piece = draft.pieces[behind]
    named = draft.ground.linker.dimension(piece.dimensions, draft.metrics)
    kinds = [item for item in named if item.dimension is not None and not item.dimension.pii]
    return len(kinds) == len(named) == 1 and not piece.entities and draft.pieces[behind].text.isascii()


def _is_picked_from(draft: Draft, at: int, behind: int, field: FieldOption) -> bool:
    """Whether some of what the value describes are asked for: "which gold partner has the lowest health", "the 5 gold
    partners with the lowest health".
    """
    if _is_ranked(draft, at, behind, field):
        return True
    ranked = draft.picks or any(piece.is_(*EXTREMES) and not piece.concerns for piece in draft.pieces)
    if not ranked or _is_label(draft, behind, field):
        return False
    before = draft.left(at, skip=("order.counter",))
    number = draft.pieces[before].number if before is not None else None
    if number is not None and number.kind == "number" and not draft.pieces[before].concerns:  # type: ignore[index]
        return not draft.preceded(before, *BEFORE)  # type: ignore[arg-type]
    which = draft.left(at, "per.which")
    return draft.has(which, "per.which") and not draft.has(which, "intent.what_is", "shape.how_many")


def _is_ranked(draft: Draft, at: int, behind: int, field: FieldOption) -> bool:
    """Whether what the value describes is all that a ranking could be of: 东区门店上月销量排名."""
    ranking = any(piece.is_("order.rank") and not piece.concerns for piece in draft.pieces)
    if not ranking or not draft.pieces[behind].dimensions or _is_label(draft, behind, field):
        return False
    return not any(
        piece.dimensions
        and not piece.values
        and place != behind
        and all(not each.time for each in piece.dimensions)
        for place, piece in enumerate(draft.pieces)
    )


def read_described(draft: Draft, at: int, field: FieldOption, linked: bool = False) -> None:
    """What a condition describes, right behind it or behind words such as 类, 的 and 以外的: it is not listed
    one by one, as the courses of 编程类课程 and of 课时数大于30的课程 are not.
    """
    for place in range(at + 1, len(draft.pieces)):
        piece = draft.pieces[place]
        if (
            piece.is_("restrict.kind", "join.of", "restrict.exclude_after")
            and not piece.concerns
            and not piece.text.isascii()
        ):
            if piece.is_("restrict.exclude_after") and any(each.is_("join.each") for each in draft.pieces):
                return  # 华东以外的大区分别是多少 lists them
            linked = True
            continue
        close = draft.between(place - 1, place) == ""
        if close and _is_label(draft, place, field) and _is_left(draft, place):
            draft.read(place, "filter", field.name)
            return
        if (
            linked
            and close
            and draft.free(place)
            and not piece.metrics
            and not piece.values
            and _is_thing(draft, piece, field)
        ):
            draft.read(place, "filter", field.name)
            draft.assume("weak_word", piece.text)
        return


def _is_left(draft: Draft, at: int) -> bool:
    """Whether all the others are meant together: the 渠道 of 官方App以外渠道的订单量, where nothing picks or lists them."""
    before = draft.pieces[at - 1]
    behind = at + 2 if draft.has(at + 1 if at + 1 < len(draft.pieces) else None, "join.of") else at + 1
    whole = behind < len(draft.pieces) and bool(draft.pieces[behind].metrics)
    picking = any(piece.is_(*_PICKING, *EXTREMES) for piece in draft.pieces)
    return (
        before.is_("restrict.exclude_after")
        and not before.text.endswith(_LINK)
        and whole
        and not picking
        and not draft.picks
    )


def _is_thing(draft: Draft, piece: Piece, field: FieldOption) -> bool:
    """Named in the model of the field, which is not that of the metrics' own rows or has the thing's name."""
    if field.model not in {name.model for name in piece.dimensions} | {name.model for name in piece.entities}:
        return False
    return bool(piece.entities) or distance(field, draft.ground.linker.options(draft.metrics)) > 0


def read_agent(draft: Draft, at: int) -> None:
    """The "by" of "loans by children", where there is nothing to group by. An "each" asks for more than one."""
    before = draft.left(at, "per.before")
    if before is None or before != at - 1 or draft.has(before, "per.each"):
        return
    if draft.has(before, "per.before") and draft.free(before):
        draft.read(before, "connective")


def _is_label(draft: Draft, at: int | None, field: FieldOption) -> bool:
    if at is None or not draft.free(at) or not draft.pieces[at].dimensions:
        return False
    options = draft.ground.linker.dimension(draft.pieces[at].dimensions, draft.metrics)
    return any(option.name == field.name for option in options)


def _is_noun(draft: Draft, at: int, field: FieldOption) -> bool:
    """What the value describes: the "partners" of "gold partners"."""
    piece = draft.pieces[at]
    if not draft.free(at) or piece.values or draft.followed(at, "per.after"):
        return False
    if piece.dimensions and all(name.time for name in piece.dimensions):
        return False  # "resolved" behind a value is what happened, not what the value describes
    close = draft.between(at - 1, at).strip() == ""
    return close and field.model in {name.model for name in piece.dimensions} | {
        e.model for e in piece.entities
    }


def _is_whose(draft: Draft, at: int | None) -> bool:
    """Whether a pronoun right before it goes on about what was named: "opportunities whose region is East China"."""
    before = draft.left(at, "per.which") if at is not None else None
    return (
        before is not None
        and before > 0
        and draft.pieces[before].text in load_vocabulary().anaphora["relative"]
    )


def is_grouped(draft: Draft, at: int | None) -> bool:
    return at is not None and draft.preceded(at, "per.before", "per.which")
