"""Things that an average is over, where their number is a metric as well or the question does not name them:
the buyers of "what does the average buyer spend" and 平均每位住客, the people of 人均 and "per head".
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.resolve.fields import FieldOption
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft, ImpossibleError, UndecidedError
from assistant.understanding.lexicon import DimensionName, EntityName
from assistant.understanding.linking import distance
from assistant.understanding.metrics.counts.picked import counted_things
from assistant.understanding.metrics.counts.things import counts_entity
from assistant.understanding.words import load_vocabulary

_AVERAGE = ("shape.average", "shape.on_average")
TYPICAL = "average.typical"


def averaged_things(draft: Draft, named: Sequence[int]) -> set[int]:
    """Those of the pieces that name metrics and are what an average is over: behind "each" or "per" in a question
    with a word for average, or right behind that word itself, where something else is measured.
    """
    asked = any(piece.is_(*_AVERAGE) and not piece.concerns for piece in draft.pieces)
    found = {
        at
        for at in named
        if things_at(draft, at, named)
        and (is_typical(draft.pieces, draft.ground.text, at) or (asked and _is_each(draft, at)))
    }
    measured = set(named) - found
    deed = any(role.startswith("deed.") for piece in draft.pieces for role in piece.roles)
    return found if measured or deed else set()


def is_typical(pieces: Sequence[Piece], text: str, at: int) -> bool:
    """Whether it is one thing that stands for all: "the average buyer", and not "average orders" or "the
    average customer rating".
    """
    piece = pieces[at]
    if at == 0 or not pieces[at - 1].is_(TYPICAL) or pieces[at - 1].concerns or not piece.text.isascii():
        return False
    owner = piece.text.endswith("'s")  # "the average hotel's room revenue"
    if not owner and piece.text.endswith("s") and not piece.text.endswith("ss"):
        return False
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    if (
        not owner
        and behind is not None
        and behind.start - piece.end == 1
        and behind.concerns
        and behind.time is None
    ):
        return False
    words = text[: pieces[at - 1].end].split()
    return (
        bool({"the", "a", "an", "our", "one", "your"} & set(words[-2:]))
        and piece.start - pieces[at - 1].end == 1
    )


def things_at(draft: Draft, at: int, named: Sequence[int] = ()) -> list[EntityName | DimensionName]:
    """What a piece names besides a number of it, or what its number counts. A name that says more than the thing
    ("active learners") is the thing where all else is measured of the very rows that it counts.
    """
    piece = draft.pieces[at]
    if piece.terms:
        return []
    own: list[EntityName | DimensionName] = [
        *piece.entities,
        *(item for item in piece.dimensions if not item.boolean),
    ]
    if own:
        return own
    catalog = draft.ground.catalog
    beside = [name.metric for other in named if other != at for name in draft.pieces[other].metrics]
    return [
        thing for name in piece.metrics for thing in counted_things(catalog, name.metric, piece.text, beside)
    ]


def _is_each(draft: Draft, at: int) -> bool:
    marks = load_vocabulary().anaphora["averaged"]
    before = draft.pieces[at - 1] if at else None
    if before is not None and before.text in marks and not draft.between(at - 1, at).strip():
        return True
    return _is_any_one(draft, at)


def _is_any_one(draft: Draft, at: int) -> bool:
    """The customer of "how many orders did a customer place on average": one that stands for all."""
    piece = draft.pieces[at]
    said = draft.ground.text[: piece.start].split()
    alone = piece.text.isascii() and not piece.text.endswith("s") and bool(said) and said[-1] in ("a", "an")
    if not alone:
        return False
    if any(draft.has(place, "shape.on_average") for place in range(len(draft.pieces))):
        return True
    relative = len(said) > 1 and said[-2] in load_vocabulary().anaphora["relative"]
    return relative and any(draft.has(place, *_AVERAGE) for place in range(at))


def field_of_persons(draft: Draft, at: int) -> FieldOption:
    """The field of the people that a metric is of: the nearest one with names of people, or that is called
    as people are. Raises UndecidedError, ImpossibleError.
    """
    fields = draft.ground.linker.options(draft.metrics)
    buyers = draft.has(at, "average.buyer")
    named = [item for item in fields if item.dimension is not None and item.dimension.pii and not buyers]
    known = load_vocabulary().anaphora["buyers"]
    known = known if buyers else known | load_vocabulary().anaphora["staff"]
    called = [item for item in fields if _is_called_as_people(item, known)]
    for names in (named, called):
        nearest = min((distance(item, fields) for item in names), default=0)
        wholes = [_whole(fields, item) for item in names if distance(item, fields) == nearest]
        found = {item.name: item for item in wholes}
        chosen = draft.ground.picks.get(draft.pieces[at].start)
        if chosen in found:
            return found[chosen]
        if len(found) > 1:
            raise UndecidedError("ambiguous_dimension", draft.pieces[at], sorted(found))
        if found:
            return next(iter(found.values()))
    raise ImpossibleError("unread_condition", draft.pieces[at].text)


def people_before(draft: Draft, at: int) -> FieldOption | None:
    """What stands right before the word, as 销售 of 销售人均."""
    before = draft.pieces[at - 1] if at else None
    if before is None or not _stands_right_before(draft, at) or not draft.free(at - 1):
        return None
    linker = draft.ground.linker
    options = linker.dimension(before.dimensions, draft.metrics)
    options = options or linker.entity(before.entities, draft.metrics)
    listed = at > 1 and draft.pieces[at - 2].is_("per.before", "per.each", "per.which")
    known = load_vocabulary().anaphora["buyers"] | load_vocabulary().anaphora["staff"]
    if listed and not any(_is_called_as_people(item, known) for item in options):
        return None  # 各区域户均 lists the regions
    return options[0] if len(options) == 1 else None


def _stands_right_before(draft: Draft, at: int) -> bool:
    """With nothing but a comma between, as in 老客户，平均每人."""
    return not draft.between(at - 1, at).strip(" ,，")


def check_not_their_own(draft: Draft) -> None:
    """The number of different things for each of them is always one: that was not asked.

    Raises ImpossibleError.
    """
    catalog = draft.ground.catalog
    for name in draft.average_per:
        for metric in draft.metrics:
            if counts_entity(catalog, catalog.metrics[metric], {name.rsplit("__", 1)[-1]}):
                raise ImpossibleError("unread_condition", name)


def _is_called_as_people(option: FieldOption, known: frozenset[str]) -> bool:
    item = option.dimension
    if option.kind == "entity":
        return option.qualified_name.rsplit("__", 1)[-1] in known
    if item is None or item.type != "categorical":
        return False
    return any(name.casefold() in known for name in item.names)


def _whole(fields: Sequence[FieldOption], name: FieldOption) -> FieldOption:
    """The person that a name is of, where the catalog has that."""
    whole = name.name.rsplit("_", 1)[0]
    return next((item for item in fields if item.name == whole), name)
