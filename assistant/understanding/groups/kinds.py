"""Kinds of things that a question asks for: 各类工单, "each type of ticket", 三类项目."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Dimension
from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.values.numbered import is_numbered
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import DimensionName
from assistant.understanding.linking import distance
from assistant.understanding.neighbours import opening
from assistant.understanding.words import load_vocabulary

_BEHIND = ("per.after",)
"""Words behind what is grouped by: 按类型分."""


def take_kinds(draft: Draft) -> None:
    """各类工单, "each type of ticket": by the one dimension of the metric's own rows that tells kinds.

    Raises ImpossibleError where the kinds of other things are asked for, that have none.
    """
    for at in [*draft.find("per.kind"), *_counted_kinds(draft)]:
        behind: int | None = draft.right(at, *_BEHIND)
        split: int | None = None
        if behind is not None and draft.has(behind, *_BEHIND) and not draft.pieces[behind].concerns:
            behind, split = None, behind  # 按类型分
        elif draft.has(at, "per.by_kind") and at + 1 < len(draft.pieces) and draft.has(at + 1, "join.and"):
            behind = None  # 按类型和区域
        if not _may_be_of_kinds(draft, at, behind):
            continue
        kinds = [option for option in _options_of(draft, behind) if _tells_kinds(option.dimension)]
        kinds = [option for option in kinds if _is_called_by(draft, option, behind)] or kinds
        names = {option.name for option in kinds}
        if not names and behind is not None and _is_other_thing(draft, behind):
            raise ImpossibleError("unread_condition", draft.pieces[at].text, told=True)
        if len(names) == 1 and not names & set(draft.group_by):
            draft.group_by.append(kinds[0].name)
            draft.focus.setdefault(kinds[0].name, at)
            draft.read(at, "dimension", kinds[0].name)
            if at and draft.pieces[at - 1].number is not None:
                draft.read(at - 1, "filler")  # the 两 of 两类项目, where no limit has taken it
            if split is not None and draft.free(split):
                draft.read(split, "connective")
            _read_thing(draft, behind)


def _may_be_of_kinds(draft: Draft, at: int, behind: int | None) -> bool:
    """Whether a thing follows that is no value and no group itself; 按类型 needs none."""
    if behind is None:
        return draft.has(at, "per.by_kind") or _is_kind_noun(draft, at)
    piece = draft.pieces[behind]
    return not piece.values and (not piece.dimensions or is_numbered(draft, behind))


def _is_kind_noun(draft: Draft, at: int) -> bool:
    """Whether the things were named before, and the word is a noun by itself: 治疗项目，去年各类别各做了几个."""
    text = draft.pieces[at].text.removesuffix("的")
    nouns = tuple(kind for kind in load_vocabulary().kinds if len(kind) > 1 and not kind.isascii())
    return text.endswith(nouns) and draft.has(at, "per.kind") and bool(draft.metrics)


def _is_called_by(draft: Draft, option: FieldOption, at: int | None) -> bool:
    """Whether the thing opens the name of the dimension: the 用户 of 用户类型."""
    said = draft.pieces[at].text if at is not None else ""
    names = option.dimension.names if option.dimension is not None else ()
    return bool(said) and any(name.startswith(said) for name in names)


def _read_thing(draft: Draft, at: int | None) -> None:
    if at is not None and draft.free(at) and (draft.pieces[at].entities or draft.pieces[at].dimensions):
        draft.read(at, "filler", draft.pieces[at].text)


def read_kinds(draft: Draft) -> None:
    """The "each kind of" whose kinds are named behind it: "each kind of group (by purpose)"."""
    shown = [item for item in draft.ground.linker.options(draft.metrics) if item.name in draft.group_by]
    models = {item.model for item in shown if item.dimension is not None}
    for at in draft.find("per.kind"):
        thing = draft.right(at)
        if thing is None or draft.free(thing):
            continue
        said = draft.pieces[thing]
        named = {name.model for name in said.dimensions} | {name.model for name in said.entities}
        later = any(draft.focus.get(item.name, -1) > thing for item in shown if item.model in named & models)
        if later and draft.meanings[thing][0] == "filler":
            draft.read(at, "connective")


def _counted_kinds(draft: Draft) -> list[int]:
    """The 类 of 三类工单."""
    return [
        at
        for at, piece in enumerate(draft.pieces)
        if piece.is_("per.kind_counter")
        and not piece.concerns
        and at
        and draft.pieces[at - 1].number is not None
    ]


def _options_of(draft: Draft, at: int | None) -> list[FieldOption]:
    """Dimensions of the thing that the piece names, or of the metrics' own rows."""
    options = draft.ground.linker.options(draft.metrics)
    thing = draft.pieces[at] if at is not None else None
    models: set[str] = set()
    if thing is not None:
        models = {name.model for name in thing.dimensions} | {name.model for name in thing.entities}
    if at is not None and draft.pieces[at].metrics:
        named = opening(draft, at)
        models |= {item.model for item in named if isinstance(item, DimensionName)}
    if at is not None and _is_other_thing(draft, at):
        models |= set(_owners(draft, at))  # 哪一类客户 asks for no kind of orders
    if models:
        return [item for item in options if item.dimension is not None and item.model in models]
    return [item for item in options if item.dimension is not None and distance(item, options) == 0]


def _is_other_thing(draft: Draft, at: int) -> bool:
    """Whether it is the word for things of which the metrics are no number, and whose rows they are not computed from."""
    piece, options = draft.pieces[at], draft.ground.linker.options(draft.metrics)
    own = next((item.model for item in options if item.dimension is not None), "")
    counted = {name.metric for name in piece.metrics} & set(draft.metrics)
    owners = set(_owners(draft, at))
    return bool(owners) and not (counted or piece.dimensions or own in owners)


def _owners(draft: Draft, at: int) -> Iterator[str]:
    """The models that have a row for each of the things."""
    known = draft.ground.catalog.models
    for item in draft.pieces[at].entities:
        if known[item.model].primary_entity == item.entity:
            yield item.model


def _tells_kinds(dimension: Dimension | None) -> bool:
    """Its label says so: 工单类别, "Lead type"."""
    endings = load_vocabulary().phrases
    for label in dimension.labels if dimension is not None else ():
        tokens = tokenize(label)
        for _, last, roles in endings.matches(tokens):
            if "per.kind_of" in roles and last == len(tokens):
                return True
    return False
