"""Rates of the catalog that are the share of one value: the late rate is that of the late ones in all loans."""

from __future__ import annotations

from assistant.query import Condition
from assistant.resolve.kept_values import rates_of
from assistant.resolve.names import METRIC_TIME
from assistant.understanding.draft import Draft


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
    rates = rates_of(draft.ground.catalog, name, own, part.values[0])
    if len(rates) != 1:
        return False
    usable = {item.name for item in linker.options(rates)}
    if any(field.partition("__")[0] != METRIC_TIME and field not in usable for field in draft.group_by):
        return False
    draft.focus[rates[0]] = draft.focus.pop(name, 0)
    draft.metrics[:] = rates
    draft.share = False
    return True
