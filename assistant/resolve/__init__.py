"""Names to objects: the only stage that knows both what was asked and what the catalog holds."""

from assistant.resolve.fields import FieldOption, fields_for
from assistant.resolve.formulas import is_computable
from assistant.resolve.replacement import replace_by_dimension
from assistant.resolve.resolve import resolve_query

__all__ = ["FieldOption", "fields_for", "is_computable", "replace_by_dimension", "resolve_query"]
