"""A noun that only ends the name of a value: the 端 of 手机端, the "status" of "gold status", whatever else of the catalog is
called so; and what the value is of, in other words: the cars of "ride-hailing cars", the 车 of 纯电车, where vehicles have it.
"""

from __future__ import annotations

from assistant.catalog.model import Dimension
from assistant.retrieval.concepts import thesaurus
from assistant.understanding.draft import Draft, soft
from assistant.understanding.lexicon import ValueName
from assistant.understanding.neighbours import HOW_MANY
from assistant.understanding.words import load_vocabulary

_MEANS = ("shape.average", "shape.on_average", "per.each")
_LONGEST = 3
"""Characters of a name that its last one stands for."""
_FEWEST = 2
"""Values that are counted, and characters of a word."""


def ends_value(draft: Draft, at: int) -> bool:
    """Whether it is such a noun, right behind a word that is read as a value by itself."""
    if not at or draft.between(at - 1, at).strip() or draft.pieces[at].metrics:
        return False
    if draft.between(at - 1, at) and not draft.pieces[at].text.isascii():
        return False
    means, _ = draft.meanings.get(at - 1, ("", ""))
    return means == "value" and draft.pieces[at].text in load_vocabulary().listed["nouns"]


def read_carrying(draft: Draft) -> None:
    """The 带 of 带促销标记的订单, right before what is said to hold of the things anyway, and what only links a value to
    its things: the "on a" of "customers on a Growth plan".
    """
    for at, piece in enumerate(draft.pieces[:-1]):
        means, value = draft.meanings.get(at + 1, ("", ""))
        if means == "value" and draft.free(at) and draft.has(at, "restrict.using") and not piece.concerns:
            draft.read(at, "connective")
        held = means == "value" and value.rpartition("=")[2] == str(True)
        close = draft.between(at, at + 1) == ""
        if held and close and draft.free(at) and piece.text in load_vocabulary().codewords["carrying"]:
            draft.read(at, "filler", piece.text)


def read_value_endings(draft: Draft) -> None:
    """Those that the catalog knows nothing by."""
    for at, piece in enumerate(draft.pieces):
        if not draft.free(at) or piece.concerns:
            continue
        if (
            ends_value(draft, at)
            or _says_of_what(draft, at)
            or _is_suffix(draft, at)
            or _is_any(draft, at)
            or _has_value(draft, at)
        ):
            draft.read(at, "filler", piece.text)
        for place in (*_counted_values(draft, at), *_counted_groups(draft, at)):
            draft.read(place, "filler")
        if _is_rest_of_name(draft, at):
            draft.read(at, "filler", piece.text)
            draft.assume("weak_word", piece.text)


def _has_value(draft: Draft, at: int) -> bool:
    """Whether it is the last character of what has the value before 的: the 站 of 高速服务区的站, and of no mean of each one."""
    piece, before = draft.pieces[at], at - 2
    said = piece.unread and len(piece.text) == 1 and not piece.text.isascii()
    if not said or before < 0 or draft.ground.text[draft.pieces[before].end : piece.start] != "的":
        return False
    if draft.meanings.get(before, ("",))[0] != "value" or any(p.is_(*_MEANS) for p in draft.pieces[at + 1 :]):
        return False
    models = draft.ground.catalog.models
    for linked in draft.ground.linker.values(draft.pieces[before].values, draft.metrics):
        model = models[linked.field.model]
        names = [name for each in model.entities.values() if each.type == "primary" for name in each.names]
        names += [name for each in model.dimensions.values() if each.type != "time" for name in each.names]
        if any(name.endswith(piece.text) for name in names if len(name) <= _LONGEST):
            return True
    return False


def _is_any(draft: Draft, at: int) -> bool:
    """Whether it is a word for whatever the value right before it tells, and their number is not asked for: "the Acme units"."""
    piece = draft.pieces[at]
    if piece.text not in load_vocabulary().listed["generic_things"] or piece.time is not None:
        return False
    own = at > 1 and draft.has(at - 1, "join.of") and not draft.pieces[at - 1].text.isascii()
    value = at - 2 if own else at - 1
    if not at or draft.between(at - 1, at).strip() or piece.number is not None:
        return False
    means, _ = draft.meanings.get(value, ("", ""))
    counted = any(each.is_(*HOW_MANY) and not each.concerns for each in draft.pieces[:at])
    return means == "value" and not counted


def _is_suffix(draft: Draft, at: int) -> bool:
    """The 子 of 单子 and the 项 of 款项, right behind the noun."""
    piece = draft.pieces[at]
    noun = draft.ground.text[piece.start - 1 : piece.end]
    return (piece.unread or piece.is_("order.counter")) and noun in load_vocabulary().listed["suffixed_nouns"]


def _counted_values(draft: Draft, at: int) -> tuple[int, ...]:
    """The 两个区 of 南山、福田两个区: how many values were listed, and what they are, by a character of its name."""
    piece = draft.pieces[at]
    number = draft.pieces[at - 2].number if at > 1 and draft.has(at - 1, "order.counter") else None
    if not piece.unread or piece.text.isascii() or number is None:
        return ()
    listed: list[int] = []
    place = at - 3
    while place >= 0 and (
        draft.pieces[place].values or draft.pieces[place].mark or soft(draft.pieces[place])
    ):
        listed += [place] if draft.meanings.get(place, ("",))[0] == "value" else []
        place -= 1
    names = [
        name for value in (draft.pieces[listed[0]].values if listed else ()) for name in _names(draft, value)
    ]
    told = any(name.startswith(piece.text) or name.endswith(piece.text) for name in names)
    return (at - 2, at - 1, at) if told and len(listed) >= number.value > 1 else ()


def _counted_groups(draft: Draft, at: int) -> tuple[int, ...]:
    """The 三个时段 of 峰平谷三个时段, where what is shown by is called 电价时段 as well and has three values."""
    number = draft.pieces[at].number
    dimension = _grouped_at(draft, at - 1)
    if number is None or dimension is None or draft.between(at - 1, at):
        return ()
    values = [value for value in dimension.values if value.declared]
    if len(values) != number.value or len(values) < _FEWEST:
        return ()
    place = at + 1
    while place < len(draft.pieces) and draft.has(place, "order.counter"):
        place += 1
    noun = draft.pieces[place] if place < len(draft.pieces) else None
    told = noun is not None and not noun.concerns and draft.free(place)
    told = told and noun is not None and any(name.endswith(noun.text) for name in dimension.names)
    return tuple(range(at, place + 1)) if told and not draft.between(place - 1, place) else ()


def _is_rest_of_name(draft: Draft, at: int) -> bool:
    """The 设备 of 各厂家设备, where what is shown by is called 设备厂商 as well: the rest of its name, right behind it."""
    piece, dimension = draft.pieces[at], _grouped_at(draft, at - 1)
    if (
        dimension is None
        or not piece.unread
        or len(piece.text) < _FEWEST
        or draft.between(at - 1, at).strip()
    ):
        return False
    said = piece.text.casefold()
    return any(name.casefold().startswith(said) and name.casefold() != said for name in dimension.names)


def _grouped_at(draft: Draft, at: int) -> Dimension | None:
    """The dimension that the piece names, where it is what is shown by."""
    means, value = draft.meanings.get(at, ("", ""))
    if at < 0 or means != "dimension" or value not in draft.group_by:
        return None
    options = draft.ground.linker.options(draft.metrics)
    return next((item.dimension for item in options if item.name == value), None)


def _names(draft: Draft, value: ValueName) -> tuple[str, ...]:
    model, _, dimension = value.dimension.rpartition(".")
    return draft.ground.catalog.models[model].dimensions[dimension].names


def _says_of_what(draft: Draft, at: int) -> bool:
    """Whether an unknown noun right behind a value means the things that have it, or what the value is one of."""
    piece = draft.pieces[at]
    means, _ = draft.meanings.get(at - 1, ("", "")) if at else ("", "")
    if not piece.unread or means != "value" or draft.between(at - 1, at).strip():
        return False
    if not piece.text.isascii() and piece.start != draft.pieces[at - 1].end:
        return False
    parts = thesaurus().parts(piece.text)
    said = parts[-1].concepts if parts else frozenset()  # 高端 is no 端 that is high
    for linked in draft.ground.linker.values(draft.pieces[at - 1].values, draft.metrics):
        if linked.field.dimension is None:
            continue
        found = draft.ground.catalog.models[linked.field.model]
        entities = [each for each in found.entities.values() if each.type == "primary"]
        names = [name for each in entities for name in (each.name.replace("_", " "), *each.names)]
        names += [found.name.replace("_", " "), *linked.field.dimension.names]
        if any(piece.text in name for name in names if not piece.text.isascii()):
            return True
        if any(said & {c for part in thesaurus().parts(name) for c in part.concepts} for name in names):
            return True
    return False
