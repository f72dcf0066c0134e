"""Where there is the most of something: "where do we have the most customers" and 哪里订单最多 rank the places."""

from __future__ import annotations

from assistant.resolve.fields import FieldOption
from assistant.understanding.cutting.tokens import singular, words
from assistant.understanding.draft import Draft, UndecidedError
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.linking import distance
from assistant.understanding.words import load_vocabulary

_WHERE = "asked.where"
_OTHERWISE = ("per.which", "per.person", "per.when", "per.each", "per.before", "join.each", "shape.trend")


def take_asked_where(draft: Draft) -> None:
    """By the one dimension of places that the metrics have. Raises UndecidedError where there are several."""
    asked = [at for at in draft.find(_WHERE) if _asks(draft, at)]
    if len(asked) != 1 or draft.group_by or draft.grain is not None or draft.ground.base is not None:
        return
    if not draft.metrics or not draft.find(*EXTREMES) or draft.find(*_OTHERWISE):
        return
    if load_vocabulary().matching("origin.asked", draft.ground.text) is not None:
        return  # what people come from may be no place
    if any(piece.dimensions and not (piece.metrics or piece.values) for piece in draft.pieces):
        return  # another thing is ranked
    names = _places(draft)
    if not names:
        return
    picked = draft.ground.picks.get(draft.pieces[asked[0]].start)
    if len(names) > 1 and picked not in names:
        raise UndecidedError("ambiguous_dimension", draft.pieces[asked[0]], names)
    name = picked if picked in names else names[0]
    draft.group_by.append(name)
    draft.focus.setdefault(name, asked[0])
    draft.read(asked[0], "dimension", name)


def _asks(draft: Draft, at: int) -> bool:
    """An English "where" in the middle begins a condition."""
    return at == 0 or not draft.pieces[at].text.isascii()


def _places(draft: Draft) -> list[str]:
    """The dimensions of places that take the fewest joins."""
    options = draft.ground.linker.options(draft.metrics)
    found = {item.name: distance(item, options) for item in reversed(options) if _is_place(item)}
    nearest = min(found.values(), default=0)
    return sorted(name for name, joins in found.items() if joins == nearest)


def _is_place(item: FieldOption) -> bool:
    """Whether a label of the dimension is, or ends with, a word for a kind of place."""
    dimension = item.dimension
    if dimension is None or dimension.type != "categorical" or dimension.pii:
        return False
    return any(_names_place(label.casefold()) for label in dimension.labels)


def _names_place(label: str) -> bool:
    known = load_vocabulary().codewords
    if not label.isascii():
        return label.endswith(tuple(noun for noun in known["kinds_of_places"] if not noun.isascii()))
    last = singular((words(label) or ("",))[-1])
    return last in known["kinds_of_places"] or label in known["places_alone"]
