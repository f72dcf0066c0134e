"""Conditions on dimensions: values that are meant or left out."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import pairwise

from assistant.query import AnyOf, Condition, Operator
from assistant.understanding.conditions.values.left_values import Mention, excluded_after, excluded_before
from assistant.understanding.conditions.values.set_apart import are_apart
from assistant.understanding.conditions.values.value_fields import linked_field
from assistant.understanding.conditions.values.value_labels import read_agent, read_label
from assistant.understanding.conditions.values.words_of_metrics import describes_another, repeats_metric
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import holds_words, words
from assistant.understanding.cutting.values.adjectives import counts_what_comes
from assistant.understanding.draft import Draft, soft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.lexicon import is_boolean
from assistant.understanding.linking import distance
from assistant.understanding.metrics.counts.counted import adds_up, is_count
from assistant.understanding.neighbours import is_what_is_measured
from assistant.understanding.shape.parameters import takes
from assistant.understanding.words import load_vocabulary

_SPOKEN = ("order.", "shape.growth", "shape.rise", "shape.fall", "shape.share", "shape.trend", "threshold.")
"""Roles that a word has before it is taken for a value of the same name."""
_UNIT = "threshold.unit"
_TOGETHER = ("shape.together", "shape.total", "shape.totals", "join.or")
_CHOOSING = (
    "join.outcome",
    "join.versus",
    "join.than",
    "shape.compare",
    "per.which",
    "shape.higher",
    "shape.lower",
)
_SET_AGAINST = ("join.versus", "join.each", "join.than", "shape.compare", "join.or", "shape.multiple")


def drop_unusable(draft: Draft) -> None:
    """A value or dimension that the metrics do not have is not meant where the words mean something else."""
    linker = draft.ground.linker
    pieces = list(draft.pieces)
    for at, piece in enumerate(pieces):
        if draft.is_read(at) or not piece.concerns or piece.metrics or piece.terms:
            continue
        values = piece.values if linker.values(piece.values, draft.metrics) else ()
        if describes_another(draft, at):
            pieces[at] = Piece(piece.start, piece.end, piece.text)
            continue
        if _is_in_name(draft, piece) or repeats_metric(draft, at):
            values, piece = (), replace(piece, roles=piece.roles | {"filler.weak"})
        if _is_spoken(draft, at):
            meant = _is_pointed_at(draft, at) or _is_cause(draft, at) or _is_listed_value(draft, at)
            values = values if meant else ()
        if _is_what_they_did(draft, at) or (not values and _leads_to_rate(draft, at)):
            values, piece = (), replace(piece, roles=piece.roles | {"filler.weak"})
        dimensions = piece.dimensions if linker.dimension(piece.dimensions, draft.metrics) else ()
        entities = piece.entities if linker.entity(piece.entities, draft.metrics) else ()
        settings = tuple(
            name for name in piece.parameters if takes(draft.ground.catalog, draft.metrics, name)
        )
        if piece.values and not values and _describes_amount(draft, at):
            piece = replace(
                piece, roles=frozenset()
            )  # the "new" of 新增收入 is lost on what has no such value
        kept = replace(piece, values=values, dimensions=dimensions, entities=entities, parameters=settings)
        if kept.unread:
            continue
        pieces[at] = kept
    draft.pieces = tuple(pieces)


def _is_spoken(draft: Draft, at: int) -> bool:
    """Whether the word does something in the question, as a unit does beside a number or an amount: "customers in EUR" are
    no number of euros.
    """
    beside, before = draft.pieces[max(at - 1, 0) : at + 2], draft.left(at)
    things = [*draft.pieces[at + 1 : at + 2], *(() if before is None else draft.pieces[before : before + 1])]
    counts = all(is_count(draft.ground.catalog, name) for name in draft.metrics)
    kind = counts or any(piece.entities for piece in things)
    unit = not kind or any(piece.number is not None for piece in beside)
    roles = (role for role in draft.pieces[at].roles if unit or role != _UNIT)
    return any(role.startswith(_SPOKEN) for role in roles)


def _is_in_name(draft: Draft, piece: Piece) -> bool:
    """Whether a yes-or-no only repeats what a metric's label says: 已付费 beside 付费客户数 (paying customers)."""
    catalog = draft.ground.catalog
    if not piece.values:
        return False
    names: list[str] = []
    for name in piece.values:
        model, _, dimension = name.dimension.partition(".")
        item = catalog.models[model].dimensions[dimension]
        if not is_boolean(item):
            return False
        same = [value for value in item.values if value.value == name.value]
        names += [text for value in same for text in (*value.labels, *value.synonyms)]
    labels = [words(label) for metric in draft.metrics for label in catalog.metrics[metric].labels]
    return any(holds_words(label, words(text)) for label in labels for text in names)


def _describes_amount(draft: Draft, at: int) -> bool:
    """Whether it is a quality right before an amount or a rate."""
    piece, behind = draft.pieces[at], draft.pieces[at + 1 : at + 2]
    if piece.text not in load_vocabulary().codewords["quality"] or not behind or draft.between(at, at + 1):
        return False
    catalog = draft.ground.catalog
    return bool(behind[0].metrics) and not any(
        counts_what_comes(catalog, name.metric) for name in behind[0].metrics
    )


def _is_what_they_did(draft: Draft, at: int) -> bool:
    """The "paid" of "what patients paid" is a verb, whatever value has that name; the homeowners of "what's the
    state breakdown of homeowners claims" are none.
    """
    if draft.pieces[at].text.casefold() not in load_vocabulary().codewords["describing"]:
        return False
    who = draft.left(at)
    if who is None or who != at - 1 or draft.between(who, at).strip():
        return False
    if not (draft.pieces[who].entities or draft.pieces[who].dimensions):
        return False
    asks = draft.left(who, "intent.what_is")
    return asks is not None and draft.has(asks, "intent.what_is") and draft.has(asks, "per.which")


def _leads_to_rate(draft: Draft, at: int) -> bool:
    """The "touched" of "what portion of new users touched a key feature on day one" is the verb between the whole and what
    the rate is called by, where it is no value of anything that the rate knows.
    """
    whole, rate = draft.left(at), draft.right(at)
    if whole is None or rate is None or not draft.pieces[at].text.isascii():
        return False
    metrics = draft.ground.catalog.metrics
    named = any(place == rate and metrics[name].card.unit == "percent" for name, place in draft.focus.items())
    return named and bool(draft.pieces[whole].metrics) and draft.has(draft.left(whole), "shape.share")


def take_values(draft: Draft) -> None:
    """Values become conditions, several of one dimension a single one.

    Raises UndecidedError, ImpossibleError.
    """
    mentions: list[Mention] = []
    for at, piece in enumerate(draft.pieces):
        if piece.values and draft.free(at) and not _stands_for_dimension(draft, at):
            linked = linked_field(draft, at)
            if linked is not None:
                field, values = linked
                excluded = excluded_before(draft, at, mentions)
                mentions.append(Mention(at, field, values, excluded))
                draft.read(at, "value", ", ".join(f"{field.name}={value}" for value in values))
                read_label(draft, at, field)
                read_agent(draft, at)
    mentions = _with_alternatives(draft, excluded_after(draft, mentions))
    for name in dict.fromkeys(mention.field.name for mention in mentions):
        _add_conditions(draft, [mention for mention in mentions if mention.field.name == name])
    _group_compared(
        draft,
        [mention for mention in mentions if not mention.excluded],
        {mention.field.name for mention in mentions if mention.excluded},
    )
    if mentions:
        for at in draft.find("restrict.only"):
            draft.read(at, "filter")


def _stands_for_dimension(draft: Draft, at: int) -> bool:
    """A name of both a value and a dimension is the dimension after "by", "which" or a number."""
    piece = draft.pieces[at]
    if not (piece.dimensions or piece.entities):
        return False
    if _is_pointed_at(draft, at) or _is_listed_value(draft, at):
        return False
    if is_what_is_measured(draft, at):
        return True
    owners = {name.dimension for name in piece.values}
    same = all(f"{name.model}.{name.dimension}" in owners for name in piece.dimensions)
    if not same and _nearer_dimension(draft, piece):
        return True
    before = draft.left(at, "per.before", "per.which", "per.all")
    return draft.has(before, "per.before", "per.which", "per.all") or (
        before is not None and draft.pieces[before].number is not None
    )


def _is_listed_value(draft: Draft, at: int) -> bool:
    """In a list with a word that is nothing but another value of the same dimension."""
    owners = {name.dimension for name in draft.pieces[at].values}
    for place, inside in (
        (draft.left(at), range(at - 1, -1, -1)),
        (draft.right(at), range(at + 1, len(draft.pieces))),
    ):
        if place is None or draft.pieces[place].dimensions or draft.pieces[place].entities:
            continue
        joined = any(
            draft.has(p, "join.and", "join.or") for p in inside if min(at, place) < p < max(at, place)
        )
        joined = joined or "、" in draft.between(min(at, place), max(at, place))
        if joined and owners & {name.dimension for name in draft.pieces[place].values}:
            return True
    return False


def _is_pointed_at(draft: Draft, at: int) -> bool:
    """Said to be a value: behind "is" or an excluding word, or beside its dimension's name."""
    before, behind = draft.left(at, "restrict.is", "restrict.exclude"), draft.right(at)
    if draft.has(before, "restrict.is", "restrict.exclude"):
        return True
    follows = at + 1 < len(draft.pieces) and draft.between(at, at + 1) == ""
    if follows and draft.has(at + 1, "restrict.kind") and not draft.pieces[at + 1].concerns:
        return True  # 套餐类产品
    if _follows_noun(draft, at):
        return True
    owners = {name.dimension for name in draft.pieces[at].values}
    named = [place for place in (before, behind) if place is not None]
    return any(
        owners & {f"{n.model}.{n.dimension}" for n in draft.pieces[place].dimensions} for place in named
    )


def _is_cause(draft: Draft, at: int) -> bool:
    """Whether it is what something happened because of, if with others: 因为竞品或者价格."""
    before = draft.left(at, "join.cause", "join.or", "join.and")
    if before is None or draft.has(before, "join.cause"):
        return before is not None
    other = draft.left(before, "join.cause") if draft.has(before, "join.or", "join.and") else None
    owners = {name.dimension for name in draft.pieces[at].values}
    if other is None or not owners & {name.dimension for name in draft.pieces[other].values}:
        return False
    return _is_cause(draft, other)


def _follows_noun(draft: Draft, at: int) -> bool:
    """Whether the dimension that the piece could name stands right behind it: "plan products"."""
    if at + 1 >= len(draft.pieces) or draft.between(at, at + 1).strip():
        return False
    own, behind = draft.pieces[at].dimensions, draft.pieces[at + 1].dimensions
    return bool(own) and set(own) == set(behind)


def _nearer_dimension(draft: Draft, piece: Piece) -> bool:
    """The dimension is as close to the metrics as any dimension that has such a value."""
    linker = draft.ground.linker
    dimensions = linker.dimension(piece.dimensions, draft.metrics)
    values = linker.values(piece.values, draft.metrics)
    if not dimensions or not values:
        return bool(dimensions)
    options = linker.options(draft.metrics)
    return distance(dimensions[0], options) <= distance(values[0].field, options)


def _with_alternatives(draft: Draft, mentions: list[Mention]) -> list[Mention]:
    """Values of different dimensions with "or" between them become one condition; returns the others. So do two that
    things are from: "leads from trade shows and webinars" are those of either.
    """
    rest = list(mentions)
    for first, second in pairwise(mentions):
        between = range(first.at + 1, second.at)
        either = any(draft.has(at, "join.or") for at in between) or _is_listed(draft, first, second)
        if first.field.name == second.field.name or not either:
            continue
        if not all(soft(draft.pieces[at]) or draft.is_read(at) for at in between) or first not in rest:
            continue
        draft.where.append(AnyOf((_condition(first), _condition(second))))
        rest = [mention for mention in rest if mention not in (first, second)]
    return rest


def _is_listed(draft: Draft, first: Mention, second: Mention) -> bool:
    """Whether "from" stands before two that a single "and" joins: what is from one is not from the other."""
    before = draft.pieces[first.at - 1] if first.at else None
    joined = second.at == first.at + 2 and draft.has(first.at + 1, "join.and")
    if before is None or not joined or first.excluded or second.excluded:
        return False
    return before.text.rpartition(" ")[2] in load_vocabulary().codewords["from"]


def _condition(mention: Mention) -> Condition:
    one = len(mention.values) == 1
    if mention.excluded:
        return Condition(mention.field.name, "!=" if one else "not in", mention.values)
    return Condition(mention.field.name, "=" if one else "in", mention.values)


def _add_conditions(draft: Draft, mentions: Sequence[Mention]) -> None:
    field = mentions[0].field.name
    for excluded in (False, True):
        values = tuple(
            dict.fromkeys(value for item in mentions if item.excluded is excluded for value in item.values)
        )
        if not values:
            continue
        if excluded and len(values) == 1 and isinstance(values[0], bool):
            draft.where.append(Condition(field, "=", (not values[0],)))
            continue
        one: Operator = "!=" if excluded else "="
        many: Operator = "not in" if excluded else "in"
        draft.where.append(Condition(field, one if len(values) == 1 else many, values))


def _stands_alone(draft: Draft) -> bool:
    """Whether one number for several values would be of none of them: rates and averages do not add up,
    so that each is shown, unless both are asked for together.
    """
    if draft.group_by or any(draft.has(at, *_TOGETHER) for at in range(len(draft.pieces))):
        return False
    return any(not adds_up(draft.ground.catalog, name) for name in draft.metrics)


def _is_part_of_all(draft: Draft) -> bool:
    """占全部的百分之几 is about all of them, not about one beside the other."""
    return any(piece.is_("shape.of_total") for piece in draft.pieces)


def _is_choice(draft: Draft) -> bool:
    """Whether "A or B" asks which of the two it is: "who had more orders, A or B". Elsewhere it says which records
    are meant, and no more.
    """
    relative = load_vocabulary().anaphora["relative"]
    return any(
        piece.is_(*_CHOOSING, *EXTREMES) and not piece.concerns and not (at and piece.text in relative)
        for at, piece in enumerate(draft.pieces)
    )


def _are_all(draft: Draft, mentions: Sequence[Mention]) -> bool:
    """Whether they are all the values that there are, which would be no condition: "bookings through gold, silver and
    bronze partners".
    """
    dimension = mentions[0].field.dimension
    together = any(piece.is_(*_TOGETHER) and not piece.concerns for piece in draft.pieces)
    if dimension is None or together or any(mention.excluded for mention in mentions):
        return False
    known = {item.value for item in dimension.values}
    said = {value for mention in mentions for value in mention.values}
    return len(known) > 1 and not is_boolean(dimension) and said == known


def _group_compared(draft: Draft, mentions: Sequence[Mention], narrowed: Set[str]) -> None:
    """Values set against each other are shown one by one; where others of the dimension are left out, words
    such as "or" only list what is in.
    """
    for name in dict.fromkeys(mention.field.name for mention in mentions):
        own = [mention for mention in mentions if mention.field.name == name]
        if len(own) < 2:
            continue
        if all(mention.excluded for mention in own) and not draft.find("join.each", "per.each"):
            continue  # what is left is one number
        inside = range(own[0].at, own[-1].at + 1)
        marks = [
            at
            for at in draft.find(*_SET_AGAINST)
            if not (draft.has(at, "shape.multiple") and _is_part_of_all(draft))
            if not (draft.has(at, "join.or") and (name in narrowed or not _is_choice(draft)))
            if at in inside or draft.has(at, "join.each", "shape.compare", "join.versus", "shape.multiple")
        ]
        behind = own[-1].at + 1
        if behind < len(draft.pieces) and draft.has(behind, "join.than") and not draft.is_read(behind):
            marks.append(behind)  # A和B比
        lead = draft.left(own[0].at, "per.before", "per.each")
        if lead is not None and draft.has(lead, "per.each") and draft.free(lead):
            marks.append(lead)
        if (
            marks
            or draft.contrast
            or are_apart(draft, own)
            or _are_all(draft, own)
            or (name not in narrowed and _stands_alone(draft))
        ):
            for at in [*marks, *draft.find("join.outcome")]:
                draft.read(at, "comparison", name)
            if name not in draft.group_by:
                draft.group_by.append(name)
