"""Settings of governed models that a question says: "linear attribution", 90天窗口."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.catalog.metric import models_read
from assistant.catalog.model import Catalog
from assistant.catalog.parameters import REST, Parameter
from assistant.errors import QueryError
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import ParameterName
from assistant.understanding.units import converted, unit_of_metric, units_in

_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*-?\s*(\D*?)\s*")
_LEADS = ("per.before", "threshold.lt", "restrict.using")
_ROUNDED = 0.011
"""How far shares may be from the whole: thirds are said as 33/33/33."""
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

    Raises ImpossibleError for a number that the setting does not allow, and for a second choice of one setting.
    """
    for at, piece in enumerate(draft.pieces):
        names = [name for name in piece.parameters if takes(draft.ground.catalog, draft.metrics, name)]
        if not names or not draft.free(at):
            continue
        _read_lead(draft, at)
        values = {name.parameter: name.value for name in names if name.value is not None}
        if values:
            if any(draft.parameters.get(key, value) != value for key, value in values.items()):
                raise ImpossibleError("unread_condition", piece.text)
            draft.parameters.update(values)
            draft.read(at, "parameter", ", ".join(f"{key}={value}" for key, value in values.items()))
            _take_shares(draft, at, next(name for name in names if name.value is not None))
        elif _is_said_elsewhere(draft, at, names):
            draft.read(at, "parameter", names[0].parameter)
        else:
            _take_number(draft, at, names)


def _take_shares(draft: Draft, at: int, chosen: ParameterName) -> None:
    """The numbers of "position-based 30/40/30". Raises ImpossibleError where they are not the whole."""
    parameters = draft.ground.catalog.models[chosen.model].parameters
    shares = next(item.shares for item in parameters[chosen.parameter].choices if item.value == chosen.value)
    places = _run_of_numbers(draft, at, len(shares)) if shares else ()
    if not places:
        return
    told = [number.value for place in places if (number := draft.pieces[place].number) is not None]
    told = [value / 100 for value in told] if sum(told) > 1.5 else told
    given = {name: value for name, value in zip(shares, told, strict=True) if name != REST}
    try:
        if abs(sum(told) - 1) > _ROUNDED:
            raise QueryError("the shares are not the whole", "bad_parameter")
        draft.parameters.update({name: parameters[name].accept(value) for name, value in given.items()})
    except QueryError:
        said = " ".join(draft.pieces[place].text for place in places)
        raise ImpossibleError("unread_condition", said) from None
    for place in places:
        draft.read(place, "parameter", draft.pieces[place].text)
    _read_word_for_shares(draft, places[-1])


def _run_of_numbers(draft: Draft, at: int, count: int) -> tuple[int, ...]:
    """So many numbers in a row within a few pieces of the choice, behind it or before it."""
    free = [
        place
        for place in range(max(0, at - count - _FARTHEST), min(len(draft.pieces), at + count + _FARTHEST + 1))
        if draft.free(place) and draft.pieces[place].number is not None
    ]
    runs = [tuple(free[n : n + count]) for n in range(len(free) - count + 1)]
    return next((run for run in runs if run[-1] - run[0] == count - 1), ())


def _read_word_for_shares(draft: Draft, at: int) -> None:
    """The "weights" of "30/40/30 weights"."""
    behind = at + 1
    if behind < len(draft.pieces) and draft.free(behind) and draft.pieces[behind].is_("parameter.shares"):
        draft.read(behind, "parameter", draft.pieces[behind].text)


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
