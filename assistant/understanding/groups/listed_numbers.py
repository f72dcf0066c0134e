"""How many a list holds, said beside it: 休斯顿和达拉斯两地, "the two regions East China and South China", "both"."""

from __future__ import annotations

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Simple
from assistant.query import Condition
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft, soft
from assistant.understanding.words import load_vocabulary

_LINKS = ("join.and", "join.or")
_COUNTERS = ("order.counter", "per.kind_counter", "threshold.unit")


def take_listed_numbers(draft: Draft) -> None:
    """A number that is as large as the list of values right beside it says nothing new. The word for what they
    are asks for each of them, unless the question asks for all of them together.
    """
    for at, piece in enumerate(draft.pieces):
        if not draft.free(at) or piece.concerns:
            continue
        if piece.text.casefold() in load_vocabulary().listed["both"]:
            _read_both(draft, at)
        elif piece.number is not None and piece.number.value >= 2:
            _read_number(draft, at, int(piece.number.value))


def _read_number(draft: Draft, at: int, number: int) -> None:
    place = at + 1
    own = draft.has(place, *_COUNTERS) if place < len(draft.pieces) else False
    if place < len(draft.pieces) and (own or draft.pieces[place].text in load_vocabulary().listed["nouns"]):
        own = not draft.pieces[place].concerns
        place += own
    field = _listed(draft, at - 1, -1, number)
    named = place < len(draft.pieces) and bool(draft.pieces[place].dimensions or draft.pieces[place].entities)
    if field is None and named:
        field = _listed(draft, place + 1, 1, number) or _listed_apart(draft, place, number)
    if field is None or not (own or named):
        return
    if place < len(draft.pieces) and _is_in_name(draft, place, field):
        draft.read(place, "filter", field)  # the 产品 of 两种产品, whose field is called 产品类型
    draft.read(at, "filler")
    if own:
        draft.read(at + 1, "filler")
    if named and not draft.pieces[place].metrics:
        draft.read(place, "filter", field)
    if not (_is_added_up(draft) or _is_left_out(draft, field)) and field not in draft.group_by:
        draft.group_by.append(field)
        draft.focus.setdefault(field, at)


def _is_left_out(draft: Draft, field: str) -> bool:
    """剔除饮料、海鲜两个品类后 says how many are left out, and nothing of the others."""
    own = [item for item in draft.where if isinstance(item, Condition) and item.field == field]
    return bool(own) and all(item.op in ("!=", "not in") for item in own)


def _is_added_up(draft: Draft) -> bool:
    """Whether one number is asked for, if only in the name of what is counted: 商机总数, 总报名数."""
    known = load_vocabulary().phrases
    named = [draft.pieces[at].text for at in draft.focus.values() if 0 <= at < len(draft.pieces)]
    return any(piece.is_("shape.together") for piece in draft.pieces) or any(
        "shape.total" in roles
        for text in named
        if has_cjk(text)
        for _, _, roles in known.matches(tokenize(text))
    )


def _listed_apart(draft: Draft, at: int, number: int) -> str | None:
    """The field that the noun stands for, where as many of its values are named anywhere in the question."""
    piece = draft.pieces[at]
    linker = draft.ground.linker
    options = linker.dimension(piece.dimensions, draft.metrics) or linker.entity(
        piece.entities, draft.metrics
    )
    named = {option.name for option in options}
    for item in draft.where:
        if (
            isinstance(item, Condition)
            and item.op == "in"
            and item.field in named
            and len(item.values) == number
        ):
            return item.field
    return None


def _is_in_name(draft: Draft, at: int, field: str) -> bool:
    piece = draft.pieces[at]
    options = [option for option in draft.ground.linker.options(draft.metrics) if option.name == field]
    labels = [label for each in options if each.dimension is not None for label in each.dimension.labels]
    return piece.unread and len(piece.text) > 1 and any(piece.text in label for label in labels)


def _read_both(draft: Draft, at: int) -> None:
    """Beside two values of which no row has both, of what adds up over them."""
    around = [_listed(draft, at + 1, 1, 2), _listed(draft, at - 1, -1, 2)]
    if (any(around) or _of_two_kinds(draft, at)) and not _counts_different(draft):
        draft.read(at, "filler")


def _of_two_kinds(draft: Draft, at: int) -> bool:
    """Before two values of different dimensions that one "and" joins, which hold together: "both P1 and phone"."""
    fields: list[str] = []
    joined = False
    for place in range(at + 1, len(draft.pieces)):
        means, value = draft.meanings.get(place, ("", ""))
        if means == "value":
            fields.append(value.partition("=")[0])
            if len(fields) == 2:
                break
        elif draft.has(place, "join.and"):
            joined = True
        elif not (soft(draft.pieces[place]) or draft.is_read(place)):
            break
    return joined and len(set(fields)) == 2


def _counts_different(draft: Draft) -> bool:
    """Of different things that have both at some time there is another number than of those with either."""
    metrics = draft.ground.catalog.complete.metrics
    kinds = [part.kind for name in draft.metrics for part in with_inputs(metrics, name)]
    return any(isinstance(kind, Simple) and kind.function == "count_distinct" for kind in kinds)


def _listed(draft: Draft, start: int, step: int, number: int) -> str | None:
    """The field of a list of so many values that begins there."""
    fields: list[str] = []
    at = start
    while 0 <= at < len(draft.pieces):
        means, value = draft.meanings.get(at, ("", ""))
        if means == "value":
            fields.append(value.partition("=")[0])
        elif not (soft(draft.pieces[at]) or draft.has(at, *_LINKS)):
            break
        at += step
    return fields[0] if len(fields) == number and len(set(fields)) == 1 else None
