"""A noun that only ends the name of a value: the 端 of 手机端, the "status" of "gold status", whatever else of the catalog is
called so; and what the value is of, in other words: the cars of "ride-hailing cars", the 车 of 纯电车, where vehicles have it.
"""

from __future__ import annotations

from assistant.retrieval.concepts import thesaurus
from assistant.understanding.draft import Draft, soft
from assistant.understanding.lexicon import ValueName
from assistant.understanding.words import load_vocabulary


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
        if ends_value(draft, at) or _says_of_what(draft, at) or _is_suffix(draft, at):
            draft.read(at, "filler", piece.text)
        for place in _counted_values(draft, at):
            draft.read(place, "filler")


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
