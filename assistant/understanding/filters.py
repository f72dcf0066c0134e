"""Conditions on dimensions: values that are meant or left out."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.query import AnyOf, Condition, Operator, Scalar
from assistant.resolve.fields import FieldOption
from assistant.understanding.adjectives import counts_what_comes
from assistant.understanding.counted import adds_up
from assistant.understanding.described_things import values_of_noun
from assistant.understanding.draft import Draft, ImpossibleError, UndecidedError, soft
from assistant.understanding.exclusions import is_closed
from assistant.understanding.lexicon import is_boolean
from assistant.understanding.linking import LinkedValue, distance
from assistant.understanding.neighbours import is_what_is_measured
from assistant.understanding.parameters import takes
from assistant.understanding.pieces import Piece
from assistant.understanding.tokens import holds_words, words
from assistant.understanding.words import load_vocabulary

_SPOKEN = ("order.", "shape.growth", "shape.rise", "shape.fall", "shape.share", "shape.trend", "threshold.")
"""Roles that a word has before it is taken for a value of the same name."""
_TOGETHER = ("shape.together", "shape.total", "shape.totals", "join.or")
_SET_AGAINST = ("join.versus", "join.each", "join.than", "shape.compare", "join.or", "shape.multiple")
_LABEL_LINKS = ("restrict.is", "restrict.only")


@dataclass(frozen=True, slots=True)
class Mention:
    """A value at its place in the question."""

    at: int
    field: FieldOption
    values: tuple[Scalar, ...]
    excluded: bool


def drop_unusable(draft: Draft) -> None:
    """A value or dimension that the metrics do not have is not meant where the words mean something else."""
    linker = draft.ground.linker
    pieces = list(draft.pieces)
    for at, piece in enumerate(pieces):
        if draft.is_read(at) or not piece.concerns or piece.metrics or piece.terms:
            continue
        values = piece.values if linker.values(piece.values, draft.metrics) else ()
        if _is_in_name(draft, piece):
            values, piece = (), replace(piece, roles=piece.roles | {"filler.weak"})
        if any(role.startswith(_SPOKEN) for role in piece.roles) and not _is_pointed_at(draft, at):
            values = ()
        if _is_what_they_did(draft, at):
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
    """The "paid" of "what patients paid" is a verb, whatever value has that name."""
    who = draft.left(at)
    if who is None or who != at - 1 or not (draft.pieces[who].entities or draft.pieces[who].dimensions):
        return False
    asks = draft.left(who, "intent.what_is")
    return asks is not None and draft.has(asks, "intent.what_is") and draft.has(asks, "per.which")


def take_values(draft: Draft) -> None:
    """Values become conditions, several of one dimension a single one.

    Raises UndecidedError, ImpossibleError.
    """
    mentions: list[Mention] = []
    for at, piece in enumerate(draft.pieces):
        if piece.values and draft.free(at) and not _stands_for_dimension(draft, at):
            linked = _linked(draft, at)
            if linked is not None:
                field, values = linked
                excluded = _excluded_before(draft, at, mentions)
                mentions.append(Mention(at, field, values, excluded))
                draft.read(at, "value", ", ".join(f"{field.name}={value}" for value in values))
                _read_label(draft, at, field)
                _read_agent(draft, at)
    mentions = _with_alternatives(draft, _excluded_after(draft, mentions))
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


def _linked(draft: Draft, at: int) -> tuple[FieldOption, tuple[Scalar, ...]] | None:
    piece = draft.pieces[at]
    found = draft.ground.linker.values(piece.values, draft.metrics)
    if not found:
        if piece.dimensions or piece.entities or piece.roles or piece.time:
            return None
        raise ImpossibleError("incompatible_dimension", piece.text)
    named = _of_label(draft, at) or values_of_noun(draft, at)
    if named:
        found = named
    fields = list(dict.fromkeys(item.field for item in found))
    if len(fields) > 1:
        fields = _named_fields(draft, at, fields)
    if len(fields) > 1:
        picked = draft.ground.picks.get(piece.start)
        if picked is None:
            raise UndecidedError("ambiguous_value", piece, [field.name for field in fields])
        fields = [field for field in fields if field.name == picked]
    return fields[0], tuple(item.value for item in found if item.field is fields[0])


def _of_label(draft: Draft, at: int) -> tuple[LinkedValue, ...]:
    """What the value is of a dimension that is named right beside it, however far that is from the metrics:
    派送大区华北, "delivery region = North", "the North delivery region".
    """
    linker = draft.ground.linker
    every = linker.every_value(draft.pieces[at].values, draft.metrics)
    before = draft.left(at, "restrict.is", skip=_LABEL_LINKS)
    if draft.has(before, "restrict.is"):
        before = draft.left(before, skip=_LABEL_LINKS)  # type: ignore[arg-type]
    behind = draft.right(at)
    if behind is not None and (behind != at + 1 or draft.between(at, behind).strip()):
        behind = None
    if behind is not None and draft.followed(behind, "restrict.is"):
        behind = None  # the label of the next value
    for place in (before, behind):
        if place is None or not _may_label(draft, place):
            continue
        named = linker.dimension(draft.pieces[place].dimensions, draft.metrics)
        own = tuple(item for item in every if item.field in named)
        if own:
            return own
    return ()


def _may_label(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    return draft.free(at) and bool(piece.dimensions) and not piece.metrics and not _is_grouped(draft, at)


def _named_fields(draft: Draft, at: int, fields: list[FieldOption]) -> list[FieldOption]:
    """Those whose dimension stands next to the value, else anywhere in the question."""
    near = [place for place in (draft.left(at, skip=_LABEL_LINKS), draft.right(at)) if place is not None]
    for places in (near, range(len(draft.pieces))):
        named = {
            option.name
            for place in places
            if draft.pieces[place].dimensions
            for option in draft.ground.linker.dimension(draft.pieces[place].dimensions, draft.metrics)
        }
        chosen = [field for field in fields if field.name in named]
        if chosen:
            return chosen
    return _beside_noun(draft, at, fields) or _as_others(draft, at, fields) or fields


def _beside_noun(draft: Draft, at: int, fields: list[FieldOption]) -> list[FieldOption]:
    """Fields of what the value describes: "enterprise accounts"."""
    behind = draft.right(at)
    if behind is None:
        return []
    piece = draft.pieces[behind]
    models = {name.model for name in piece.dimensions} | {name.model for name in piece.entities}
    return [field for field in fields if field.model in models]


def _as_others(draft: Draft, at: int, fields: list[FieldOption]) -> list[FieldOption]:
    """Fields that another value of the question belongs to without doubt: "SMB vs enterprise"."""
    found = set()
    for other, piece in enumerate(draft.pieces):
        if other != at and piece.values:
            options = {item.field.name for item in draft.ground.linker.values(piece.values, draft.metrics)}
            found |= options if len(options) == 1 else set()
    return [field for field in fields if field.name in found]


def _read_label(draft: Draft, at: int, field: FieldOption) -> None:
    """The dimension's own name beside its value: "channel = email", "the South China region"."""
    before = draft.left(at, "restrict.is", skip=("restrict.only",))
    link = before if draft.has(before, "restrict.is") else None
    if link is not None:
        before = draft.left(link, skip=("restrict.only",))
    if _is_label(draft, before, field) and not _is_grouped(draft, before):
        draft.read(before, "filter", field.name)  # type: ignore[arg-type]
        if link is not None:
            draft.read(link, "filter")
        return
    if draft.preceded(at, "per.each"):
        return  # "each delivery team" is about the teams
    behind = at + 1
    if behind < len(draft.pieces) and _is_group_of(draft, at, behind, field):
        return  # "by support team" lists teams
    if behind < len(draft.pieces) and (_is_label(draft, behind, field) or _is_noun(draft, behind, field)):
        draft.read(behind, "filter", field.name)
        at = behind
    read_described(draft, at, field)


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


def read_described(draft: Draft, at: int, field: FieldOption) -> None:
    """What a condition describes, right behind it or behind words such as 类, 的 and 以外的: it is not listed
    one by one, as the courses of 编程类课程 and of 课时数大于30的课程 are not.
    """
    linked = False
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


def _is_thing(draft: Draft, piece: Piece, field: FieldOption) -> bool:
    """Named in the model of the field, which is not that of the metrics' own rows or has the thing's name."""
    if field.model not in {name.model for name in piece.dimensions} | {name.model for name in piece.entities}:
        return False
    return bool(piece.entities) or distance(field, draft.ground.linker.options(draft.metrics)) > 0


def _read_agent(draft: Draft, at: int) -> None:
    """The "by" of "loans by children", where there is nothing to group by."""
    before = draft.left(at, "per.before")
    if before is not None and before == at - 1 and draft.has(before, "per.before") and draft.free(before):
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


def _is_grouped(draft: Draft, at: int | None) -> bool:
    return at is not None and draft.preceded(at, "per.before", "per.which")


def _excluded_before(draft: Draft, at: int, mentions: Sequence[Mention]) -> bool:
    """An excluding word before the value, or before the values of the same dimension it is listed with."""
    place = at - 1
    field = None
    while place >= 0:
        piece = draft.pieces[place]
        if piece.is_("restrict.exclude", "follow.instead_of") and not piece.concerns and not piece.values:
            draft.read(place, "filter", "exclude")
            return True
        listed = next((mention for mention in mentions if mention.at == place), None)
        if listed is not None:
            field = listed.field.name
            own = draft.ground.linker.values(draft.pieces[at].values, draft.metrics)
            if field not in [item.field.name for item in own]:
                return listed.excluded and _is_listed_with(draft, place, at)
            return listed.excluded
        if (piece.dimensions and draft.is_read(place)) or soft(piece) or piece.is_("restrict.is"):
            place -= 1
            continue
        if piece.dimensions and not _is_grouped(draft, place):
            place -= 1
            continue
        return False
    return False


def _is_listed_with(draft: Draft, first: int, second: int) -> bool:
    """Only words or marks of a list between the two: "excluding P1 and East China"."""
    between = draft.ground.text[draft.pieces[first].end : draft.pieces[second].start]
    inside = range(first + 1, second)
    joined = all(draft.has(at, "join.and", "join.or") or draft.is_read(at) for at in inside)
    return joined and (bool(between.strip(" ,、/")) or "," in between or "、" in between)


def _excluded_after(draft: Draft, mentions: list[Mention]) -> list[Mention]:
    """An excluding word behind the values, as in 华南以外 or "email excluded": of the value right before it,
    and of those of the same dimension that are listed with it.
    """
    out = list(mentions)
    for place in draft.find("restrict.exclude_after"):
        if draft.is_read(place):
            continue
        at = place - 1
        field = None
        while at >= 0:
            index = next((i for i, mention in enumerate(out) if mention.at == at), None)
            if index is not None and field in (None, out[index].field.name):
                if field is not None and is_closed(draft, [mention.at for mention in out], at):
                    break
                field = out[index].field.name
                out[index] = replace(out[index], excluded=True)
            elif index is not None or not (
                soft(draft.pieces[at]) or (draft.is_read(at) and draft.pieces[at].dimensions)
            ):
                break
            at -= 1
        if field is not None or any(mention.excluded for mention in out):
            draft.read(place, "filter", "exclude")
    return out


def _with_alternatives(draft: Draft, mentions: list[Mention]) -> list[Mention]:
    """Values of different dimensions with "or" between them become one condition; returns the others."""
    rest = list(mentions)
    for first, second in pairwise(mentions):
        between = range(first.at + 1, second.at)
        if first.field.name == second.field.name or not any(draft.has(at, "join.or") for at in between):
            continue
        if not all(soft(draft.pieces[at]) or draft.is_read(at) for at in between) or first not in rest:
            continue
        draft.where.append(AnyOf((_condition(first), _condition(second))))
        rest = [mention for mention in rest if mention not in (first, second)]
    return rest


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


def _is_broken_down(draft: Draft) -> bool:
    """Whether what is gone on from is shown by group: "A or B" then says which records, not by what."""
    base = draft.ground.base
    return base is not None and any(not name.startswith("metric_time") for name in base.group_by)


def _group_compared(draft: Draft, mentions: Sequence[Mention], narrowed: Set[str]) -> None:
    """Values set against each other are shown one by one; where others of the dimension are left out, words
    such as "or" only list what is in.
    """
    for name in dict.fromkeys(mention.field.name for mention in mentions):
        own = [mention for mention in mentions if mention.field.name == name]
        if len(own) < 2:
            continue
        inside = range(own[0].at, own[-1].at + 1)
        marks = [
            at
            for at in draft.find(*_SET_AGAINST)
            if not (draft.has(at, "shape.multiple") and _is_part_of_all(draft))
            if not (draft.has(at, "join.or") and (name in narrowed or _is_broken_down(draft)))
            if at in inside or draft.has(at, "join.each", "shape.compare", "join.versus", "shape.multiple")
        ]
        behind = own[-1].at + 1
        if behind < len(draft.pieces) and draft.has(behind, "join.than") and not draft.is_read(behind):
            marks.append(behind)  # A和B比
        lead = draft.left(own[0].at, "per.before")
        if lead is not None and draft.has(lead, "per.each") and draft.free(lead):
            marks.append(lead)
        if marks or draft.contrast or (name not in narrowed and _stands_alone(draft)):
            for at in [*marks, *draft.find("join.outcome")]:
                draft.read(at, "comparison", name)
            if name not in draft.group_by:
                draft.group_by.append(name)
