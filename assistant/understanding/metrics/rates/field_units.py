"""What a number of the rows is measured in, by the field that a metric is limited by: the hours of "repair hours <= 24"."""

from __future__ import annotations

from assistant.catalog.filters import FieldReference
from assistant.catalog.model import Catalog
from assistant.understanding.units import unit_in_name, unit_of_metric


def unit_of_field(catalog: Catalog, model: str, field: FieldReference) -> str | None:
    """As declared, else as its name says; None where the model has no such field of its own."""
    dimension = catalog.models[model].dimensions.get(field.name)
    if dimension is None:
        return None
    return unit_of_metric(dimension.unit) or unit_in_name((*dimension.names, dimension.name))
