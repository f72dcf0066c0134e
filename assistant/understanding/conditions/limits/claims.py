"""Yes-or-no questions about a number: "was churn above 3 %", 收入超过500万了吗. What is asked for is the number;
the claim goes with it and is told, never a condition that would pick rows.
"""

from __future__ import annotations

from assistant.query import Condition, Operator
from assistant.reading import Claim
from assistant.understanding.conditions.asked import is_asked
from assistant.understanding.conditions.limits.limit_amounts import amounts_of, unit_places
from assistant.understanding.conditions.limits.limited import AFTER, BEFORE, is_plainly_behind
from assistant.understanding.draft import Draft, ImpossibleError, soft
from assistant.understanding.groups.ordering import near_metric
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.neighbours import COUNTERS
from assistant.understanding.time.settling import METRIC_TIME
from assistant.understanding.words import load_vocabulary

_EACH = "per.each"
_JOINING = ("restrict.is", "restrict.exclude", "threshold.eq", "threshold.to", "join.of")
"""What may stand between a number and the metric that is said to be that much."""
_LOWER, _UPPER = (">", ">=", "between"), ("<", "<=")


def take_claims(draft: Draft) -> None:
    """Numbers that a metric is asked to be or to have reached: 使用率是不是0, "did we hit 1,000 leads"."""
    if len(draft.metrics) != 1 or draft.group_by or not is_asked(draft):
        return
    if draft.find(_EACH, "threshold.between", "threshold.between_after"):
        return
    for at, piece in enumerate(draft.pieces):
        if piece.number is None or not draft.free(at) or piece.concerns or _is_limit(draft, at):
            continue
        place = _metric_beside(draft, at)
        if place is None and not _says(draft, at, "claim.reached"):
            continue
        metric = near_metric(draft, at if place is None else place)
        if metric is not None and _claim(draft, metric, _operator(draft, at, place), at):
            _read_between(draft, at, place)


def settle_claims(draft: Draft, grouped: bool) -> None:
    """Limits on metrics that pick nothing, in a question for a yes or no, are what is claimed of the numbers.

    Those of each of some groups are as well: 各区域收入都超过1000万了吗. Raises ImpossibleError where more is
    claimed of one number than a range.
    """
    limits = [item for item in draft.having if isinstance(item, Condition)]
    plain = len(limits) == len(draft.having) and all(_is_of_number(draft, item.field) for item in limits)
    every = {item.field for item in limits} | {claim.metric for claim in draft.claims} >= set(draft.metrics)
    picks = (grouped and not _is_of_each(draft)) or any(piece.segments for piece in draft.pieces)
    if limits and plain and every and not picks and not draft.picks and is_asked(draft):
        draft.having.clear()
        draft.claims += [Claim(item.field, item.op, item.values) for item in limits]
        draft.metrics += [item.field for item in limits if item.field not in draft.metrics]
        for at, (means, value) in list(draft.meanings.items()):
            if means == "having":
                draft.read_as(at, "claim", value)
    if draft.claims:
        _check_ranges(draft)
        _read_opening(draft)


def _is_of_each(draft: Draft) -> bool:
    """Whether all groups are asked about, "every region", and none is picked; buckets of time always are."""
    places = [draft.focus.get(name) for name in draft.group_by if not name.startswith(METRIC_TIME)]
    return all(at is not None and draft.has(at - 1 if at else None, _EACH) for at in places)


def _check_ranges(draft: Draft) -> None:
    for name in {claim.metric for claim in draft.claims}:
        ops = [claim.op for claim in draft.claims if claim.metric == name]
        if len(ops) > 1 and (
            len(ops) > 2 or sum(op in _LOWER for op in ops) != 1 or sum(op in _UPPER for op in ops) != 1
        ):
            said = [at for at, (means, _) in sorted(draft.meanings.items()) if means == "claim"]
            raise ImpossibleError("unread_condition", " ".join(draft.pieces[at].text for at in said))


def _is_of_number(draft: Draft, name: str) -> bool:
    """Whether a limit is on the number itself. That of "are there deals above 1M" and of 有没有超过1万的订单 is on
    each of the things that are counted.
    """
    if name not in draft.ground.catalog.metrics:
        return False
    at = draft.focus.get(name)
    if at is not None and _says(draft, at, "claim.there"):
        return False
    if at is None or not is_count(draft.ground.catalog, name) or is_plainly_behind(draft, at):
        return True
    limited = at > 1 and draft.has(at - 1, "join.of") and _ends_number(draft, at - 2)
    return not (limited or _says(draft, at, "claim.exists"))


def _ends_number(draft: Draft, at: int) -> bool:
    """Whether a number with its unit ends there."""
    counter = draft.has(at, *COUNTERS) and at > 0
    return draft.pieces[at].number is not None or (counter and draft.pieces[at - 1].number is not None)


def _claim(draft: Draft, metric: str, op: Operator, at: int) -> bool:
    values = amounts_of(draft, (at,), draft.ground.catalog.metrics[metric].card.unit)
    if values is None:
        return False
    draft.claims.append(Claim(metric, "=" if values == (0,) else op, values))
    for place in (at, *unit_places(draft, at)):
        draft.read(place, "claim", op)
    return True


def _operator(draft: Draft, at: int, place: int | None) -> Operator:
    """A number before what it counts is asked to be there at least: "were there 900 tickets"."""
    ahead = place is not None and at < place
    return ">=" if ahead or _says(draft, at, "claim.reached", "claim.had") else "="


def _is_limit(draft: Draft, at: int) -> bool:
    """Whether words for a limit stand beside it; those are read as limits first."""
    return draft.preceded(at, *BEFORE, "threshold.between") or draft.followed(at, *AFTER)


def _says(draft: Draft, at: int, *roles: str) -> bool:
    """Whether the text ends like that before the piece."""
    before = draft.ground.text[: draft.pieces[at].start]
    return any(load_vocabulary().matching(role, before) is not None for role in roles)


def _metric_beside(draft: Draft, at: int) -> int | None:
    """The metric that only words such as "is" part from the number, or the period it is asked for."""
    places = {place for name, place in draft.focus.items() if name in draft.metrics}
    for ways in (range(at - 1, -1, -1), range(at + 1, len(draft.pieces))):
        for place in ways:
            if place in places:
                return place
            piece = draft.pieces[place]
            passed = piece.is_(*_JOINING, *COUNTERS) and not piece.concerns
            if not (passed or soft(piece) or piece.time is not None):
                break
    return None


def _read_between(draft: Draft, at: int, place: int | None) -> None:
    """Words such as 是 and 不是 between the metric and its number, or right before a number without one."""
    first = place if place is not None and place < at else at
    while first == at and first > 0 and draft.has(first - 1, *_JOINING):
        first -= 1
        _read_word(draft, first)
    for between in range(first + 1, at):
        _read_word(draft, between)


def _read_opening(draft: Draft) -> None:
    """The "isn't" that a question begins with."""
    if draft.pieces and draft.has(0, "restrict.exclude"):
        _read_word(draft, 0)


def _read_word(draft: Draft, at: int) -> None:
    if draft.has(at, *_JOINING) and draft.free(at) and not draft.pieces[at].concerns:
        draft.read(at, "claim")
