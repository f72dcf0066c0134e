"""Questions for people: who has the highest, whose they are, 负责人都是谁."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.catalog.model import SemanticModel
from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.limits.limited import NUMERIC
from assistant.understanding.cutting.tokens import says_one_of, words
from assistant.understanding.draft import Draft, UndecidedError
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.groups.people_asked import people_asked
from assistant.understanding.linking import distance
from assistant.understanding.words import load_vocabulary

_ASKED = ("per.person", "per.which")


def take_owners(draft: Draft) -> None:
    """By the people that have what is counted, where that is asked for: "whose are they", 这些单子都是谁的.

    Raises UndecidedError where several dimensions have people's names.
    """
    found = load_vocabulary().matching("person.owning", draft.ground.text)
    if found is None or draft.group_by or not draft.metrics:
        return
    places = [at for at, p in enumerate(draft.pieces) if p.start < found.end() and found.start() < p.end]
    if any(draft.pieces[at].metrics or draft.pieces[at].values for at in places) or draft.find(*EXTREMES):
        return
    if any(piece.dimensions and not (piece.metrics or piece.entities) for piece in draft.pieces):
        return  # another thing is asked for by name
    name = _in_charge(draft) or _field_of_persons(draft, places[0] if places else 0)
    if name is None:
        return
    draft.group_by.append(name)
    draft.focus.setdefault(name, places[0] if places else 0)
    for at in places:
        draft.read(at, "dimension", name)
    for at, piece in enumerate(draft.pieces):
        pointed = draft.ground.base is not None and piece.end <= found.start() and not piece.values
        if pointed and piece.entities and not piece.time:
            draft.read(at, "filler", piece.text)  # the 单子 of 这些单子都是谁的


def take_persons(draft: Draft) -> None:
    """The one dimension of names that the metric has, where "who" asks for some of them."""
    picked = draft.picks or bool(draft.having) or draft.rank or bool(draft.find(*EXTREMES))
    asked, people = draft.find("per.person"), people_asked(draft)
    asked = asked or people
    if not picked or not asked or draft.group_by or draft.ground.base is not None:
        return
    name = _counted_thing(draft) or _field_of_persons(draft, asked[0])
    if name is not None and (asked is not people or _is_of_people(draft, name)):
        draft.group_by.append(name)
        draft.focus.setdefault(name, asked[0])
        for at in asked:
            draft.read(at, "dimension", name)


def _counted_thing(draft: Draft) -> str | None:
    """What some of are wanted, where it says of a value what that is of: the customers of "who are the top 5 enterprise
    customers".
    """
    for at, piece in enumerate(draft.pieces):
        if not piece.entities or at == 0 or not draft.pieces[at - 1].values or at in draft.focus.values():
            continue
        before = at - 1
        while before >= 0 and draft.pieces[before].values and draft.pieces[before].number is None:
            before -= 1
        if before < 0 or draft.pieces[before].number is None:
            continue
        found = draft.ground.linker.entity(piece.entities, draft.metrics)
        return found[0].name if found else None
    return None


def _field_of_persons(draft: Draft, at: int) -> str | None:
    """The dimension of names that is nearest to the metric, or the number that it names; None without one."""
    options = draft.ground.linker.options(draft.metrics)
    names = [item for item in options if item.dimension is not None and item.dimension.pii]
    names = _of_their_kind(draft, options) or names
    nearest = min((distance(item, options) for item in names), default=0)
    found = {item.name for item in names if distance(item, options) == nearest}
    chosen = draft.ground.picks.get(draft.pieces[at].start) if draft.pieces else None
    found = {chosen} if chosen is not None and chosen in found else found
    if len(found) > 1:
        if (whose := _in_charge(draft)) is not None:
            return whose
        raise UndecidedError("ambiguous_dimension", draft.pieces[at], sorted(found))
    if not found:
        return None
    name = found.pop()
    whole = name.rsplit("_", 1)[0]
    shown = any(item.name == whole and item.dimension is not None for item in options)
    return whole if shown else name  # a bare key says nobody's name


def _of_their_kind(draft: Draft, options: Sequence[FieldOption]) -> list[FieldOption]:
    """The names of those that a value beside "who" or right behind a number is a kind of: the agents of
    最高的5位专属代理人是谁 are those that are tied, whoever the policies are of.
    """
    models = draft.ground.catalog.models
    kinds: set[str] = set()
    for at, piece in enumerate(draft.pieces):
        before = draft.pieces[at - 1] if at else None
        beside = before is not None and (before.number is not None or before.is_("order.counter", *_ASKED))
        asked = at + 1 < len(draft.pieces) and draft.pieces[at + 1].is_("per.person")
        if piece.values and not piece.metrics and (beside or asked):
            owners = {value.dimension.rpartition(".")[0] for value in piece.values}
            kinds |= {model for model in owners if _ends_as_thing(models[model], piece.text)}
    things = {models[model].primary_entity for model in kinds}
    named = [item for item in options if item.model in kinds and _is_name(draft, item)]
    return named or [item for item in options if item.dimension is None and item.name in things]


def _ends_as_thing(model: SemanticModel, text: str) -> bool:
    """Whether the value is called by what the rows are: the customers of "enterprise customers"."""
    thing = model.primary_entity
    names = [
        name for each in model.entities.values() if each.name == thing for name in (each.name, *each.names)
    ]
    names += [name for key, each in model.dimensions.items() if key == f"{thing}_name" for name in each.names]
    said = text.casefold().removesuffix("s")
    return any(said.endswith(name.casefold().removesuffix("s")) for name in names if name)


def _is_name(draft: Draft, item: FieldOption) -> bool:
    """Whether it is what the rows of its model are called."""
    thing = draft.ground.catalog.models[item.model].primary_entity
    called = item.dimension is not None and thing is not None and item.dimension.name == f"{thing}_name"
    return called or (item.dimension is not None and item.dimension.pii)


def _is_of_people(draft: Draft, name: str) -> bool:
    """Whether what it is called says that they are people, as employees are and partner companies are not."""
    kinds = load_vocabulary().anaphora
    known = kinds["in_charge"] | kinds["staff"] | kinds["buyers"]
    options = draft.ground.linker.options(draft.metrics)
    fields = [item for item in options if item.dimension is not None and item.name.startswith(name)]
    labels = [
        label.casefold() for item in fields if item.dimension is not None for label in item.dimension.names
    ]
    said = {name.replace("_", " "), *labels}
    return any(says_one_of(label, known) for label in said)


def _in_charge(draft: Draft) -> str | None:
    """The one dimension of the metrics' own rows that by its name is of people in charge: 负责人, "Sales rep"."""
    options = draft.ground.linker.options(draft.metrics)
    found = {item.name for item in options if distance(item, options) == 0 and _is_in_charge(item)}
    return found.pop() if len(found) == 1 else None


def _is_in_charge(option: FieldOption) -> bool:
    dimension = option.dimension
    if dimension is None or dimension.type != "categorical" or dimension.data_type in NUMERIC:
        return False
    known = load_vocabulary().anaphora["in_charge"]
    names = dimension.names
    return any(name in known or set(words(name)) & known for name in names)
