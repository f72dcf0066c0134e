"""Settings of governed models that a question says: "linear attribution", 90天窗口."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.catalog.metric import models_read
from assistant.catalog.model import Catalog
from assistant.catalog.parameters import Parameter
from assistant.errors import QueryError
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import ParameterName
from assistant.understanding.units import converted, unit_of_metric, units_in

_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*-?\s*(\D*?)\s*")
_LEADS = ("per.before", "threshold.lt", "restrict.using")
_FARTHEST = 3
"""Pieces between a setting's name and its number."""


def takes(catalog: Catalog, metrics: list[str], name: ParameterName) -> bool:
    """Whether the setting makes a difference to one of the metrics, and none of them has fixed it."""
    return any(
        name.model in models_read(catalog.complete.metrics, metric)
        and name.parameter not in catalog.metrics[metric].parameters
        for metric in metrics
    )


def take_parameters(draft: Draft) -> None:
    """Chosen values, and numbers beside the name of a setting.

    Raises ImpossibleError for a number that the setting does not allow.
    """
    for at, piece in enumerate(draft.pieces):
        names = [name for name in piece.parameters if takes(draft.ground.catalog, draft.metrics, name)]
        if not names or not draft.free(at):
            continue
        _read_lead(draft, at)
        values = {name.parameter: name.value for name in names if name.value is not None}
        if values:
            draft.parameters.update(values)
            draft.read(at, "parameter", ", ".join(f"{key}={value}" for key, value in values.items()))
        elif _is_said_elsewhere(draft, at, names):
            draft.read(at, "parameter", names[0].parameter)
        else:
            _take_number(draft, at, names)


def _is_said_elsewhere(draft: Draft, at: int, names: list[ParameterName]) -> bool:
    """Whether one of the setting's own choices is named: 模型用时间衰减."""
    wanted = {name.parameter for name in names}
    others = (name for n, piece in enumerate(draft.pieces) if n != at for name in piece.parameters)
    return any(name.parameter in wanted and name.value is not None for name in others)


def _read_lead(draft: Draft, at: int) -> None:
    """The 按 of 按线性归因, the "under" of "under time decay", the 口径 of 末次触点口径."""
    if at + 1 < len(draft.pieces) and draft.has(at + 1, "intent.define") and draft.free(at + 1):
        draft.read(at + 1, "connective")
    before = draft.left(at, *_LEADS)
    if before is not None and draft.has(before, *_LEADS) and draft.free(before):
        draft.read(before, "connective")


def _take_number(draft: Draft, at: int, names: list[ParameterName]) -> None:
    for name in names:
        parameter = draft.ground.catalog.models[name.model].parameters[name.parameter]
        for places, value in _amounts(draft, at, parameter):
            try:
                draft.parameters[parameter.name] = parameter.accept(value)
            except QueryError:
                raise ImpossibleError("unread_condition", draft.pieces[at].text) from None
            for place in (at, *places):
                draft.read(place, "parameter", f"{parameter.name}={value:g}")
            return
    # Named without a value: the setting is what it is, and shown with the answer.
    draft.read(at, "parameter", names[0].parameter)


def _amounts(draft: Draft, at: int, parameter: Parameter) -> Iterator[tuple[tuple[int, ...], float]]:
    """Numbers in the unit of the parameter, before its name or behind it."""
    behind = range(at + 1, min(at + 1 + _FARTHEST, len(draft.pieces)))
    for first in (*range(max(0, at - _FARTHEST), at), *behind):
        if not draft.free(first) or draft.pieces[first].concerns:
            continue
        last = min(first + 2, at if first < at else len(draft.pieces))
        for end in range(first + 1, last + 1):
            places = tuple(range(first, end))
            if not all(draft.free(place) for place in places):
                break
            text = draft.ground.text[draft.pieces[first].start : draft.pieces[end - 1].end]
            value = _value(text, parameter)
            if value is not None:
                yield places, value


def _value(text: str, parameter: Parameter) -> float | None:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    unit = unit_of_metric(parameter.unit)
    if unit is None:
        return float(found[1]) if not found[2] else None
    return converted(float(found[1]), units_in(found[2]), unit) if found[2] else None
