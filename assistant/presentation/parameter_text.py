"""The parameters in use, in a line: what a number would change with."""

from __future__ import annotations

import json

from assistant.catalog.parameters import Parameter, ParameterValue
from assistant.presentation.names import Names
from assistant.presentation.numbers import format_value


def parameter_text(detail: str, names: Names) -> str:
    """The note of the resolver (`{"metrics", "model", "values"}` as JSON) as people read it."""
    found = json.loads(detail)
    model = names.catalog.models.get(found["model"])
    known = model.parameters if model is not None else {}
    words = names.words
    parts = [
        words.text("parameter.item", name=_label(known[name], names), value=_value(known[name], value, names))
        for name, value in found["values"].items()
        if name in known
    ]
    metrics = words.join(names.metric(name) for name in found["metrics"])
    return words.text("parameter.of", metrics=metrics, parameters=words.text("parameter.join").join(parts))


def _label(parameter: Parameter, names: Names) -> str:
    return parameter.labels.text(names.language, parameter.name.replace("_", " "))


def _value(parameter: Parameter, value: ParameterValue, names: Names) -> str:
    for choice in parameter.choices:
        if choice.value == value:
            return choice.labels.text(names.language, str(value))
    return format_value(value, parameter.unit, names.language)
