"""What a question wants to see one by one: dimensions to group by."""

from __future__ import annotations

from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.flags import is_flag, take_flag
from assistant.understanding.conditions.predicates import field_of
from assistant.understanding.conditions.values.numbered import is_numbered
from assistant.understanding.cutting.asides.wanted_columns import COLUMN
from assistant.understanding.cutting.pieces import FIRST_ONES, Piece
from assistant.understanding.cutting.tokens import singular, tokenize
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.echoes import own_times
from assistant.understanding.groups.group_marks import (
    in_relative,
    is_all_of_one,
    is_beside_marked,
    is_marked,
    is_numeric,
    is_private,
    read_around,
    read_limited,
)
from assistant.understanding.groups.kinds import read_kinds, take_kinds
from assistant.understanding.groups.ordering import EXTREMES, is_ranked
from assistant.understanding.groups.passed_over import is_amount_of, is_named_as_a_whole
from assistant.understanding.groups.persons import take_persons
from assistant.understanding.groups.short_names import take_short_names
from assistant.understanding.groups.shown_beside import is_shown_beside
from assistant.understanding.groups.value_endings import ends_value
from assistant.understanding.groups.wholes import is_what_is_counted, is_whole, read_whole
from assistant.understanding.lexicon import VARIANT, DimensionName, EntityName
from assistant.understanding.metrics.amounts.of_whom import choose_by_whom
from assistant.understanding.metrics.counts.counted import adds_up, is_count
from assistant.understanding.metrics.counts.picked import is_picked
from assistant.understanding.neighbours import described_from, opening
from assistant.understanding.words import load_vocabulary

_EACH = ("per.each", "per.which", "per.all")
_FIRST = ("order.top", "order.bottom")
_DAY = "day"


def take_groups(draft: Draft) -> None:
    """Dimensions and entities that no condition has taken. Raises UndecidedError, ImpossibleError."""
    take_kinds(draft)
    _take_opening(draft)
    take_short_names(draft)
    things = [
        at
        for at, piece in enumerate(draft.pieces)
        if _is_open(draft, at, piece) and not _take(draft, at, piece)
    ]
    _take_things(draft, things)
    read_kinds(draft)
    take_persons(draft)
    choose_by_whom(draft)


def _is_open(draft: Draft, at: int, piece: Piece) -> bool:
    """Whether it may be grouped by and nothing has taken it."""
    named = bool(piece.dimensions or piece.entities)
    return draft.free(at) and named and not (piece.metrics and at in draft.focus.values())


def _take(draft: Draft, at: int, piece: Piece) -> bool:
    """Read one of them; False for a thing that a metric may only be about."""
    if piece.is_(COLUMN):
        _group(draft, at)
    elif draft.preceded(at, "per.overall"):
        read_around(draft, at)
        draft.read(at, "filler")
    elif is_amount_of(draft, at):
        draft.read(at, "filler", piece.text)
    elif is_flag(draft, at) and not is_marked(draft, at):
        take_flag(draft, at)
    elif draft.group_by and is_shown_beside(draft, at):
        _group(draft, at)
    elif is_named_as_a_whole(draft, at):
        _pass_over(draft, at)
    elif is_what_is_counted(draft, at) or is_whole(draft, at) or is_all_of_one(draft, at):
        read_whole(draft, at)
    elif _describes_next(draft, at):
        _pass_over(draft, at)
    elif _owns_next(draft, at):
        draft.read(at, "connective")
        _group(draft, at + 1)
        read_around(draft, at)
    elif ends_value(draft, at):
        draft.read(at, "filler", piece.text)
    elif (piece.entities and in_relative(draft, at)) or _is_inside_name(draft, at):
        _pass_over(draft, at)
    elif is_marked(draft, at):
        _check_one_each(draft, at)
        _group(draft, at)
    elif piece.entities or is_numbered(draft, at):
        if not (is_ranked(draft, at) or is_picked(draft, at)):
            return False
        _group(draft, at)
    else:
        _take_dimension(draft, at, piece)
    return True


def _take_dimension(draft: Draft, at: int, piece: Piece) -> None:
    """A dimension that nothing marks as what to group by."""
    if not piece.dimensions or (is_private(draft, at) and not is_ranked(draft, at)):
        _pass_over(draft, at)
    elif is_numeric(draft, at):
        read_limited(draft, at)
    elif _is_done_to(draft, at):
        _pass_over(draft, at)
    elif not is_beside_marked(draft, at):
        _group(draft, at)
    elif _names_staff(draft, at):
        _pass_over(draft, at)  # 客服工单各来源


def _check_one_each(draft: Draft, at: int) -> None:
    """ "MRR per paying customer" asks for what one of them has, and not whether they pay. Raises ImpossibleError."""
    piece = draft.pieces[at]
    flags = bool(piece.dimensions) and all(name.boolean for name in piece.dimensions)
    counted = any(name.strength > VARIANT for name in piece.metrics)
    if flags and counted and draft.preceded(at, "per.each") and not piece.text.endswith("s"):
        raise ImpossibleError("unread_condition", piece.text)


def _is_done_to(draft: Draft, at: int) -> bool:
    """Whether it is what something was done to, of which one number is asked: 官网表单被提交了几次."""
    if draft.picks or draft.find("per.which", *EXTREMES, "join.each", "shape.compare"):
        return False
    return load_vocabulary().matching("group.done_to", draft.ground.text[draft.pieces[at].end :]) is not None


def _is_inside_name(draft: Draft, at: int) -> bool:
    """Whether it is a word for people between another thing and the metric that is of those: 群人员流失率."""
    if not _names_staff(draft, at) or not 0 < at < len(draft.pieces) - 1 or draft.pieces[at].text.isascii():
        return False
    before = draft.pieces[at - 1]
    thing = bool(before.entities) or draft.meanings.get(at - 1, ("",))[0] == "metric"
    close = not draft.between(at - 1, at) and not draft.between(at, at + 1)
    return thing and not before.values and close and draft.meanings.get(at + 1, ("",))[0] == "metric"


def _take_things(draft: Draft, places: list[int]) -> None:
    """What a metric is about, as projects of a delivery rate, is shown one by one only where some are
    picked and nothing else is there to pick from.
    """
    by_change = any("__change" in order.field for order in draft.order_by)
    picked = draft.picks or bool(draft.having) or by_change or bool(_apart(draft))
    if draft.limit is not None and not draft.group_by:
        _take_noun_before(draft)
    for at in places:
        if picked and not draft.group_by:
            _group(draft, at)
            for mark in _apart(draft):
                draft.read(mark, "connective")
        else:
            _pass_over(draft, at)


def _take_noun_before(draft: Draft) -> None:
    """The first ones of "feature adoption top 5" are features, not what the rest of the question is about."""
    for at in [place for name, place in draft.focus.items() if name in draft.metrics]:
        behind = at + 1 < len(draft.pieces) and draft.has(at + 1, *_FIRST)
        if behind or (at > 1 and draft.has(at - 2, *_FIRST) and draft.focus.get("limit") == at - 1):
            options = _named_by_opening(draft, at)
            if len(options) == 1:
                draft.group_by.append(options[0].name)
                draft.focus.setdefault(options[0].name, at)


def _named_by_opening(draft: Draft, at: int) -> tuple[FieldOption, ...]:
    """What the beginning of the metric's own name could be shown by. The rows that it counts or is a rate of are
    nothing to show it by: each of them is one, or all or nothing.
    """
    linker, entries = draft.ground.linker, opening(draft, at)
    names = [item for item in entries if isinstance(item, DimensionName)]
    entities = [item for item in entries if isinstance(item, EntityName)]
    catalog = draft.ground.catalog
    amounts = all(adds_up(catalog, name) and not is_count(catalog, name) for name in draft.metrics)
    options = linker.dimension(names, draft.metrics)
    return options or (linker.entity(entities, draft.metrics) if amounts else ())


def take_described(draft: Draft) -> None:
    """A limit picks among what a value describes, where nothing else is there to pick from: 在建项目里
    成本消耗率超过100%的有哪些. Each by itself is asked for as well: 金牌伙伴的订单金额分别是多少.
    """
    picked, each = bool(draft.having) or draft.picks, _apart(draft)
    if draft.group_by or draft.grain or draft.ground.base is not None or not (picked or each):
        return
    linker = draft.ground.linker
    for at, (means, name) in draft.meanings.items():
        piece = draft.pieces[at]
        if means != "filter" or piece.values or not (piece.dimensions or piece.entities):
            continue
        options = linker.dimension(piece.dimensions, draft.metrics)
        if picked and not options:
            options = linker.entity(piece.entities, draft.metrics)
        if len(options) == 1 and options[0].name != name:
            draft.group_by.append(options[0].name)
            draft.focus.setdefault(options[0].name, at)
            for mark in (*draft.find("per.which", "per.all"), *each):
                draft.read(mark, "connective")
            return

    if each:
        _take_opening_of_described(draft, each)


def _take_opening_of_described(draft: Draft, each: list[int]) -> None:
    """The partners of 金牌伙伴的订单金额分别是多少, where the metric's own name opens with them."""
    for name, at in draft.focus.items():
        described = at > 0 and draft.meanings.get(at - 1, ("",))[0] in ("value", "filter")
        if name not in draft.metrics or not described:
            continue
        names = [item for item in opening(draft, at) if isinstance(item, DimensionName)]
        options = draft.ground.linker.dimension(names, draft.metrics)
        if len(options) == 1:
            draft.group_by.append(options[0].name)
            for mark in each:
                draft.read(mark, "connective")
            return


def _apart(draft: Draft) -> list[int]:
    """Words that ask for each by itself, such as 分别. Behind several metrics they ask for each of those."""
    marks = [at for at in draft.find("join.each") if not draft.has(at, "per.each")]
    last = max((draft.focus.get(name, -1) for name in draft.metrics), default=-1)
    return [at for at in marks if len(draft.metrics) < 2 or at < last]


def _describes_next(draft: Draft, at: int) -> bool:
    """Whether it names persons or firms of the next dimension, right before it: 各客服团队 are teams."""
    behind = at + 1
    if behind >= len(draft.pieces) or draft.between(at, behind) or not draft.free(behind):
        return False
    own, other = draft.pieces[at].dimensions, draft.pieces[behind].dimensions
    if not own or not other or draft.pieces[behind].metrics or draft.pieces[at].text.isascii():
        return False
    options = draft.ground.linker.options(draft.metrics)
    keys = {item.name for item in options if item.dimension is not None and item.dimension.pii}
    named = {item.dimension for item in own}
    if any(item.dimension in keys for item in other):
        return False
    person = any(key.startswith(f"{name}_") or key == name for key in keys for name in named) or is_numbered(
        draft, at
    )
    person = person or _names_staff(draft, at)
    return person and not is_numbered(draft, behind)


def _owns_next(draft: Draft, at: int) -> bool:
    """Whether it says whose the next dimension is: the customer of "by customer industry"."""
    behind = at + 1
    if behind >= len(draft.pieces) or draft.between(at, behind).strip() or not draft.free(behind):
        return False
    entities = {item.entity for item in draft.pieces[at].entities}
    models = draft.ground.catalog.models
    owners = {
        models[item.model].primary_entity for item in draft.pieces[behind].dimensions if item.model in models
    }
    marked = is_marked(draft, at) or is_marked(draft, behind)
    return marked and bool(entities & owners) and not draft.pieces[behind].entities


def _names_staff(draft: Draft, at: int) -> bool:
    """Whether it is a word for people who work: the 客服 of 客服团队."""
    text = draft.pieces[at].text
    return (singular(text) if text.isascii() else text) in load_vocabulary().anaphora["staff"]


def _pass_over(draft: Draft, at: int) -> None:
    draft.read(at, "filler", draft.pieces[at].text)
    draft.assume("weak_word", draft.pieces[at].text)


def _is_date(option: FieldOption) -> bool:
    return option.dimension is not None and option.dimension.type == "time"


def _take_opening(draft: Draft) -> None:
    """The dimension that a metric's own name opens with, where "each" or "which" stands before it:
    各渠道ROI and 哪个渠道ROI最高 are by channel.
    """
    for at in [place for name, place in draft.focus.items() if name in draft.metrics]:
        before = draft.left(described_from(draft, at), *_EACH)
        if before is None or not draft.has(before, *_EACH) or not draft.free(before):
            before = _asked_at_end(draft, at)
        ranked = before is None and _is_ranked_by_name(draft, at)
        if before is None and not ranked:
            continue
        if (
            before is not None
            and draft.has(before, "intent.what_is", "filler.plain")
            and not draft.find(*EXTREMES)
        ):
            continue  # "what is the channel ROI"
        options = _named_by_opening(draft, at)
        if before is not None and draft.has(before, "per.person") and any(_is_date(item) for item in options):
            continue  # "who resolved tickets the fastest" asks for nobody's day
        if len(options) == 1 and options[0].name not in draft.group_by:
            draft.group_by.append(options[0].name)
            draft.focus.setdefault(options[0].name, at)
            if before is not None:
                draft.read(before, "connective")


def _is_ranked_by_name(draft: Draft, at: int) -> bool:
    """Whether nothing but the metric's own name says what a ranking is of: "partner health ranking"."""
    behind = draft.right(at, "order.rank")
    others = any(
        piece.dimensions or piece.entities for place, piece in enumerate(draft.pieces) if place != at
    )
    return draft.has(behind, "order.rank") and not others and draft.ground.base is None


def _asked_at_end(draft: Draft, at: int) -> int | None:
    """The 哪个 of 渠道投产比最高的是哪个, where nothing else is named that it could ask for."""
    asked = [place for place in draft.find("per.which") if place > at]
    ranked = [place for place in draft.find(*EXTREMES) if asked and at < place < asked[-1]]
    others = any(piece.dimensions or piece.entities for place, piece in enumerate(draft.pieces) if place > at)
    return asked[-1] if ranked and not others else None


def _group(draft: Draft, at: int) -> None:
    piece = draft.pieces[at]
    if draft.preceded(at, "shape.how_many") and not is_marked(draft, at):
        raise ImpossibleError("unread_condition", piece.text)
    field = field_of(draft, at)
    name = field.name
    if field.kind == "time":
        grain = draft.grain or _named_grain(piece.text)
        dated = not is_marked(draft, at) and draft.time is not None and _dates_metrics(draft, at)
        if not draft.grain and grain == _DAY and _is_reckoned_by(draft, at):
            draft.read(at, "filler", name)
            read_around(draft, at)
            return
        if not grain or (dated and not draft.grain):
            if _dates_metrics(draft, at):
                draft.read(at, "filler", name)  # "signed up in May": the period is of that time anyway
            return
        name = f"{field.name}__{grain}"
        draft.grain = None
    if name not in draft.group_by:
        draft.group_by.append(name)
    draft.focus.setdefault(name, at)
    draft.read(at, "dimension", name)
    read_around(draft, at)
    _read_their_number(draft, at)


def _is_reckoned_by(draft: Draft, at: int) -> bool:
    """Whether it says which date the period is of, which it is of anyway: "sales by booking date per channel"."""
    if not _dates_metrics(draft, at) or draft.time is None:
        return False
    before = draft.left(at, "per.before")
    clause = before is not None and draft.ground.text[: draft.pieces[before].start].rstrip().endswith(",")
    return clause or any(
        other != at and piece.dimensions and not piece.values and is_marked(draft, other)
        for other, piece in enumerate(draft.pieces)
        if not all(name.time for name in piece.dimensions)
    )


def _read_their_number(draft: Draft, at: int) -> None:
    """The 三 of 三个平台各占多少 says how many of them there are."""
    number = draft.left(at, skip=("order.counter",))
    close = number is not None and all(draft.has(n, "order.counter") for n in range(number + 1, at))
    told = close and draft.pieces[number].number is not None and draft.free(number)  # type: ignore[index]
    each = any(piece.is_("join.each", "shape.share") for piece in draft.pieces)
    if told and (each or _is_number_of_values(draft, at, draft.pieces[number])):  # type: ignore[index]
        draft.read(number, "filler")  # type: ignore[arg-type]
        draft.assume("weak_word", draft.pieces[number].text)  # type: ignore[index]


def _is_number_of_values(draft: Draft, at: int, said: Piece) -> bool:
    """Whether there are as many values as are said, and nothing picks some of them: 三个平台对比一下."""
    if any(piece.is_(*FIRST_ONES) and not piece.concerns for piece in draft.pieces):
        return False
    models = draft.ground.catalog.models
    fields = [models[name.model].dimensions[name.dimension] for name in draft.pieces[at].dimensions]
    known = {len({item.value for item in field.values if item.declared}) for field in fields}
    return said.number is not None and said.number.value in known


def _dates_metrics(draft: Draft, at: int) -> bool:
    own = own_times(draft.ground.catalog, draft.metrics)
    return bool(own) and own <= {(name.model, name.dimension) for name in draft.pieces[at].dimensions}


def _named_grain(text: str) -> str | None:
    """The grain that a date's name ends with, as in "sign-up month"."""
    tokens = tokenize(text)
    for _, last, roles in load_vocabulary().phrases.matches(tokens):
        grains = [role.removeprefix("grain.") for role in roles if role.startswith("grain.")]
        if grains and last == len(tokens):
            return grains[0]
    return None
