"""Limits on numbers: of a metric per group ("more than 100 MQLs"), or of a numeric dimension per row."""

from __future__ import annotations

from assistant.query import Condition, Operator
from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.asked import is_asked
from assistant.understanding.conditions.limits.alternatives import Limit, join_alternatives
from assistant.understanding.conditions.limits.limit_amounts import (
    amounts_of,
    unit_end,
    unit_places,
    units_said,
)
from assistant.understanding.conditions.limits.limit_years import is_year_before, is_year_over
from assistant.understanding.conditions.limits.limited import (
    AFTER,
    BEFORE,
    NUMERIC,
    is_counted,
    is_plainly_behind,
    noun_behind,
    unit_of_number,
)
from assistant.understanding.conditions.limits.measured import dashed_end, numbers_of, take_measured
from assistant.understanding.conditions.limits.row_limits import of_rows
from assistant.understanding.conditions.predicates import field_of
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, UndecidedError
from assistant.understanding.linking import distance
from assistant.understanding.metrics.counts.counted import counts_each_once, is_count, measured_in
from assistant.understanding.neighbours import COUNTERS
from assistant.understanding.units import is_measured, unit_of_metric
from assistant.understanding.words import load_vocabulary

_BELOW = ("<", "<=")
"""跌在30%以下 is below, as it says first."""
_REACH = 3
"""Pieces from a number to what is named behind it: a unit, "in" and the name."""


def take_thresholds(draft: Draft) -> None:
    """Raises ImpossibleError where alternatives of limits cannot be had."""
    limits: list[Limit] = []
    for at, piece in enumerate(draft.pieces):
        if piece.number is None or not draft.free(at) or is_year_before(draft, at) or is_year_over(draft, at):
            continue
        before = len(draft.where), len(draft.having)
        if _take_between(draft, at) or _take_single(draft, at) or take_measured(draft, at):
            for place in unit_places(draft, at):
                draft.read(place, "number")
            taken = (*draft.where[before[0] :], *draft.having[before[1] :])
            limits += [Limit(at, condition) for condition in taken]
    join_alternatives(draft, limits)


def _take_single(draft: Draft, at: int) -> bool:
    before, after = draft.left(at, *BEFORE), draft.right(at, *AFTER, skip=COUNTERS)
    if after is not None and _metric_at(draft, after) is not None and _take_around(draft, at, after):
        return True
    for place, operators in ((before, BEFORE), (after, AFTER)):
        if place is None or not draft.free(place) or draft.pieces[place].concerns:
            continue
        role = next((role for role in operators if draft.has(place, role)), None)
        if role is not None and _apply(draft, (min(place, at), max(place, at)), operators[role], at):
            draft.read(place, "having", operators[role])
            draft.read(at, "number")
            _read_again(draft, at, operators[role])
            return True
    return _take_across(draft, at)


def _take_across(draft: Draft, at: int) -> bool:
    """ "Didn't reach an MQL rate of 30%": the limit stands before what is limited, and the number behind."""
    metric = draft.left(at)
    if metric is None or _metric_at(draft, metric) is None:
        return False
    place = draft.left(metric, *BEFORE)
    role = next((role for role in BEFORE if place is not None and draft.has(place, role)), None)
    if (
        place is None
        or role is None
        or not draft.free(place)
        or not _apply(draft, (at, at), BEFORE[role], at)
    ):
        return False
    draft.read(place, "having", BEFORE[role])
    draft.read(at, "number")
    return True


def _read_again(draft: Draft, at: int, op: Operator) -> None:
    """The same limit said once more on the other side: "reached 1,000 leads or more", 至少80分以上."""
    behind = max((at, *unit_places(draft, at))) + 1
    noun = behind + 1 if behind < len(draft.pieces) and _metric_at(draft, behind) is not None else behind
    before = draft.left(at, *BEFORE)
    for place, roles in ((before, BEFORE), (behind, AFTER), (noun, AFTER)):
        if place is None or place >= len(draft.pieces) or not draft.free(place):
            continue
        if any(
            (roles[role] == op or (op, roles[role]) == _BELOW) and draft.has(place, role) for role in roles
        ):
            draft.read(place, "having", op)


def _take_around(draft: Draft, at: int, metric: int) -> bool:
    """ "400 MQLs or more": the limit stands behind what is limited."""
    after = draft.right(metric, *AFTER)
    role = next((role for role in AFTER if draft.has(after, role)), None)
    if after is None or role is None or not draft.free(after) or not _apply(draft, (at, at), AFTER[role], at):
        return False
    draft.read(after, "having", AFTER[role])
    draft.read(at, "number")
    _read_again(draft, at, AFTER[role])
    return True


def _take_between(draft: Draft, at: int) -> bool:
    second = dashed_end(draft, at)
    to = at if second is not None else draft.right(at, "threshold.to")
    if second is None:
        second = draft.right(to) if to is not None and draft.has(to, "threshold.to") else None
    if second is None or draft.pieces[second].number is None or not draft.free(second):
        return False
    opening, closing = (
        draft.left(at, "threshold.between"),
        _closing(draft, second),
    )
    found = ((opening, "threshold.between"), (closing, "threshold.between_after"))
    marks = [
        place for place, role in found if place is not None and draft.has(place, role) and draft.free(place)
    ]
    if not marks and not _is_bare_range(draft, at, second):
        return False
    if not _apply(draft, (min([*marks, at]), second), "between", at, second):
        return False
    for place in (*marks, at, second, to):
        draft.read(place, "having", "between")  # type: ignore[arg-type]
    for place in unit_places(draft, second):
        draft.read(place, "number")
    return True


def _closing(draft: Draft, second: int) -> int | None:
    """The 之间 behind the numbers, or behind what they limit: "the 60–70% occupancy rate band"."""
    behind = draft.right(second, "threshold.between_after", skip=COUNTERS)
    if behind is not None and _metric_at(draft, behind) is not None:
        return behind + 1 if behind + 1 < len(draft.pieces) else None
    return behind


def _is_bare_range(draft: Draft, at: int, second: int) -> bool:
    """出租率60%-70%的门店: percentages right beside the rate that they limit, joined by no "and"; "100-200 leads"."""
    last = draft.pieces[second].number
    dashed = dashed_end(draft, at) is not None
    joined = not dashed and draft.has(draft.right(at, "threshold.to"), "join.and")
    if joined or last is None:
        return False
    before = draft.left(at, skip=("restrict.only",))
    if last.kind != "percent":
        if dashed and before is not None and draft.free(before) and _is_numeric(draft, draft.pieces[before]):
            return not _is_key(draft, before)
        noun = noun_behind(draft, second)
        metric = _metric_at(draft, noun) if noun is not None else None
        return dashed and metric is not None and is_count(draft.ground.catalog, metric)
    beside = (before, draft.right(second) if dashed else None)
    return any(place is not None and _metric_at(draft, place) is not None for place in beside)


def _apply(draft: Draft, span: tuple[int, int], op: Operator, *numbers: int) -> bool:
    """Put the condition on the metric or numeric dimension that is named nearest."""
    target = _target(draft, *span)
    if _counts_other(draft, numbers[-1], target):
        return False
    if target is None:
        return _apply_to_shown(draft, op, *numbers)
    if _is_out_of_range(draft, target, span, numbers[-1]):
        return False
    piece = draft.pieces[target]
    if piece.dimensions and not draft.is_read(target):
        field = _own_number(draft, target) or field_of(draft, target)
        values = amounts_of(draft, numbers, unit_of_number(field))
        if values is None:
            return False
        draft.where.append(Condition(field.name, op, values))
        draft.read(target, "filter", field.name)
        return True
    metric = _metric_at(draft, target)
    if metric is not None and metric == draft.ratio_to:
        metric = next(name for name in draft.metrics if name != metric)
    assert metric is not None
    if is_measured(units_said(draft, numbers[-1])) and of_rows(draft, span[0], unit_end(draft, span[1])):
        return False
    if _are_times(draft, numbers[-1]) and counts_each_once(draft.ground.catalog, metric):
        return False
    known = draft.ground.catalog.metrics[metric]
    values = amounts_of(draft, numbers, known.card.unit)
    if values is None and measured_in(known) != unit_of_metric(known.card.unit):
        values = amounts_of(draft, numbers, measured_in(known))
    if values is None:
        return False
    draft.having.append(Condition(metric, op, values))
    return True


def _are_times(draft: Draft, at: int) -> bool:
    """Whether the number is how often something happened: "saw patients more than 150 times"."""
    known = load_vocabulary().codewords
    words_for_it = known["occurrence"] | known["times"]
    return any(draft.pieces[place].text in words_for_it for place in unit_places(draft, at))


def _own_number(draft: Draft, at: int) -> FieldOption | None:
    """The number of the metrics' own rows whose name ends with the word, where the word itself names one of
    other rows: the "amount" of "orders with an amount over 10k" is the order's, not its opportunity's.
    """
    linker = draft.ground.linker
    options = linker.options(draft.metrics)
    named = linker.dimension(draft.pieces[at].dimensions, draft.metrics)
    if not named or any(distance(item, options) == 0 for item in named):
        return None
    said = words(draft.pieces[at].text)
    own = [item for item in numbers_of(draft) if _ends_with(item, said)]
    if len(own) > 1:
        things = [words(label) for label in _things(draft, own[0].model)]
        own = [item for item in own if any(_is_called(item, (*thing, *said)) for thing in things)] or own
    if len(own) > 1:
        raise UndecidedError("ambiguous_dimension", draft.pieces[at], [item.name for item in own])
    return own[0] if own else None


def _things(draft: Draft, model: str) -> list[str]:
    """What the rows of a model are called."""
    entities = draft.ground.catalog.models[model].entities.values()
    return [label for entity in entities if entity.type == "primary" for label in entity.labels]


def _is_called(option: FieldOption, name: tuple[str, ...]) -> bool:
    assert option.dimension is not None
    return any(words(label) == name for label in option.dimension.names)


def _ends_with(option: FieldOption, said: tuple[str, ...]) -> bool:
    assert option.dimension is not None
    names = option.dimension.names
    return any(words(name)[-len(said) :] == said for name in names)


def _apply_to_shown(draft: Draft, op: Operator, *numbers: int) -> bool:
    """ "Only those above 500": of the one metric that was shown by groups; "is it above 500" of any."""
    base = draft.ground.base
    if base is None or len(base.metrics) != 1 or draft.focus or not (base.group_by or is_asked(draft)):
        return False
    values = amounts_of(draft, numbers, draft.ground.catalog.metrics[base.metrics[0]].card.unit)
    if values is None:
        return False
    draft.having.append(Condition(base.metrics[0], op, values))
    return True


def _target(draft: Draft, first: int, last: int) -> int | None:
    """What the number limits; no key where it is a percentage."""
    found = _nearest(draft, first, last, frozenset())
    number = next(
        (draft.pieces[at].number for at in (last, first) if draft.pieces[at].number is not None), None
    )
    if found is None or number is None or number.kind != "percent" or _metric_at(draft, found) is not None:
        return found
    return _nearest(draft, first, last, frozenset({found})) if _is_key(draft, found) else found


def _nearest(draft: Draft, first: int, last: int, without: frozenset[int]) -> int | None:
    """What a plain number right before it counts, else right before the limit, else right behind it, else
    the nearest before it, else the next behind it.
    """
    number = next((at for at in range(last, first - 1, -1) if draft.pieces[at].number is not None), last)
    counted = noun_behind(draft, number)
    if counted is not None and _is_counted(draft, counted):
        return counted
    ahead = draft.left(first)
    named = draft.right(last, skip=(*COUNTERS, *AFTER))
    if named is not None and _is_named_behind(draft, ahead, named, last) and named not in without:
        return named
    if ahead is not None and ahead not in without and _is_target(draft, ahead):
        return ahead
    behind = draft.right(last, skip=COUNTERS)
    if behind is not None and behind not in without and _is_target(draft, behind):
        return behind
    for place in range(first - 1, -1, -1):
        if place not in without and _is_target(draft, place):
            return place
    later = (place for place in range(last + 1, len(draft.pieces)) if place not in without)
    return next((place for place in later if _is_target(draft, place)), None)


def _is_named_behind(draft: Draft, ahead: int | None, named: int, last: int) -> bool:
    """ "How many leads got 80 or more in score": the number of each row, which "in" leads to from the limit."""
    metric = _metric_at(draft, ahead) if ahead is not None else None
    if metric is None or not is_count(draft.ground.catalog, metric) or not draft.has(named - 1, "join.of"):
        return False
    number = draft.free(named) and _is_numeric(draft, draft.pieces[named]) and not _is_key(draft, named)
    return number and named - last <= _REACH


def _is_counted(draft: Draft, at: int) -> bool:
    metric = _metric_at(draft, at)
    if metric is not None:
        return is_counted(draft, at, metric)
    return _is_target(draft, at) and is_plainly_behind(draft, at)


def _is_target(draft: Draft, at: int) -> bool:
    named = _metric_at(draft, at) is not None
    return named or (draft.free(at) and _is_numeric(draft, draft.pieces[at]))


def _metric_at(draft: Draft, at: int) -> str | None:
    """The metric that is named there, which may be named elsewhere, too."""
    metrics = draft.ground.catalog.metrics
    named = next((name for name, place in draft.focus.items() if place == at and name in metrics), None)
    means, value = draft.meanings.get(at, ("filler", ""))
    return named or (value if means == "metric" and value in draft.metrics else None)


def _counts_other(draft: Draft, at: int, target: int | None) -> bool:
    """Whether an English noun right behind the number says that something else is counted: "hotels with more
    than 30 rooms" where rooms cannot be limited.
    """
    if _counts_described(draft, at):
        return True
    noun = noun_behind(draft, at)
    if noun is None or noun == target or not draft.pieces[noun].text.isascii():
        return False
    return is_plainly_behind(draft, noun) and not draft.pieces[noun].values


def _counts_described(draft: Draft, at: int) -> bool:
    """Whether a value that names things stands right behind a plain number: "at least 20 closed deals"."""
    number, behind = draft.pieces[at].number, draft.pieces[at + 1 : at + 2]
    if number is None or number.kind == "percent" or not behind or draft.between(at, at + 1) != " ":
        return False
    text = behind[0].text
    return bool(behind[0].values) and not behind[0].metrics and " " in text and text.endswith("s")


def _is_out_of_range(draft: Draft, target: int, span: tuple[int, int], at: int) -> bool:
    """A hundred or more of a rate is no percentage, unless the rate touches the limit: it is the number of
    something else, as in "first attempt rate, at least 100 parcels".
    """
    metric, number = _metric_at(draft, target), draft.pieces[at].number
    if metric is None or number is None or number.kind == "percent" or units_said(draft, at):
        return False
    if unit_of_metric(draft.ground.catalog.metrics[metric].card.unit) != "percent" or number.value < 100:
        return False
    return target + 1 != span[0] or bool(draft.between(target, span[0]).strip())


def _is_numeric(draft: Draft, piece: Piece) -> bool:
    models = draft.ground.catalog.models
    return any(
        models[name.model].dimensions[name.dimension].data_type in NUMERIC for name in piece.dimensions
    )


def _is_key(draft: Draft, at: int) -> bool:
    """Whether it only tells things apart, as the number of a project does: there are no 80 % of it."""
    models = draft.ground.catalog.models
    return any(
        entity.expr.text == models[name.model].dimensions[name.dimension].expr.text
        for name in draft.pieces[at].dimensions
        for entity in models[name.model].entities.values()
    )
