"""Rates of the catalog that are the share of one value: the late rate is that of the late ones in all loans."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.catalog.metric import Simple
from assistant.catalog.model import Catalog, Ratio
from assistant.query import Condition
from assistant.resolve.kept_values import rates_counting, rates_of
from assistant.resolve.names import METRIC_TIME
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import COUNTS
from assistant.understanding.metrics.counts.things import things_counted
from assistant.understanding.metrics.known import denominator, numerator, shown_with


def take_rate_of_part(draft: Draft, part: Condition) -> bool:
    """Put the one rate in the place of the count that it divides by the same count; False where there is none.

    Only a single value is the part of a rate. The rate must have what the question groups and filters by.
    """
    if len(draft.metrics) != 1 or len(part.values) != 1 or draft.ground.base is not None:
        return False
    name, linker = draft.metrics[0], draft.ground.linker
    option = next((item for item in linker.options(draft.metrics) if item.name == part.field), None)
    if option is None or option.dimension is None:
        return False
    own = (option.model, option.dimension.name)
    catalog, value = draft.ground.catalog, part.values[0]
    rates = rates_of(catalog, name, own, value) or rates_counting(catalog, name, own, value)
    return len(rates) == 1 and _take(draft, name, rates[0])


def take_rate_behind(draft: Draft, marks: Sequence[int]) -> bool:
    """Put the one rate in the place of the count of the parts, where the word for a share stands right behind that: the
    breach rate of each priority in 各优先级SLA超时占比, and no priority's share of the breaches.
    """
    if len(draft.metrics) == 2 and draft.ground.base is None:
        return _take_rate_of_both(draft, marks)
    if len(draft.metrics) != 1 or draft.ground.base is not None:
        return False
    name, catalog = draft.metrics[0], draft.ground.catalog
    at = draft.focus.get(name)
    behind = draft.right(at, skip=("join.of",)) if at is not None else None
    if behind not in marks or not _names_part_alone(draft, name, at):
        return False
    rates = [
        rate.name for rate in shown_with(catalog, numerator, name) if _is_part_of_whole(catalog, rate.name)
    ]
    if len(rates) != 1 or not _take(draft, name, rates[0]):
        return False
    draft.assume("default_metric", rates[0])
    return True


def _take_rate_of_both(draft: Draft, marks: Sequence[int]) -> bool:
    """The rate of the part that is named before a word for a share and the whole that is named behind it: "late
    deliveries as a share of all deliveries by state".
    """
    catalog, (part, whole) = draft.ground.catalog, draft.metrics
    first, last = draft.focus.get(part, -1), draft.focus.get(whole, -1)
    if not any(first < at < last for at in marks):
        return False
    below = {rate.name for rate in shown_with(catalog, denominator, whole)}
    both = [rate.name for rate in shown_with(catalog, numerator, part) if rate.name in below]
    rates = [name for name in both if catalog.metrics[name].card.unit == "percent"]
    if len(rates) != 1 or not _take(draft, part, rates[0]):
        return False
    draft.focus.pop(whole, None)
    draft.assume("default_metric", rates[0])
    return True


def _names_part_alone(draft: Draft, name: str, at: int | None) -> bool:
    """Whether nothing else is said to be the whole: 占全部渠道的比例 is a part of what all of them have."""
    return at is not None and not any(piece.is_("per.all") for piece in draft.pieces[at + 1 :])


def _is_part_of_whole(catalog: Catalog, rate: str) -> bool:
    """Whether the rate tells how many of some things are of a kind: not how many orders come of a visit."""
    metrics = catalog.complete.metrics
    kind = metrics[rate].kind
    if metrics[rate].card.unit != "percent" or not isinstance(kind, Ratio):
        return False
    part, whole = metrics[kind.numerator.metric], metrics[kind.denominator.metric]
    if not isinstance(part.kind, Simple) or not isinstance(whole.kind, Simple):
        return False
    if part.kind.function not in COUNTS or whole.kind.function not in COUNTS:
        return False
    same = set(things_counted(catalog, part)) & set(things_counted(catalog, whole))
    return part.kind.model == whole.kind.model or bool(same)


def _take(draft: Draft, name: str, rate: str) -> bool:
    """False where the rate cannot be grouped as the question says."""
    usable = {item.name for item in draft.ground.linker.options([rate])}
    if any(field.partition("__")[0] != METRIC_TIME and field not in usable for field in draft.group_by):
        return False
    draft.focus[rate] = draft.focus.pop(name, 0)
    draft.metrics[:] = [rate]
    draft.share = False
    return True
