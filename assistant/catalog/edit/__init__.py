"""Small edits of a catalog's YAML that leave every other byte as it is."""

from assistant.catalog.edit.changes import add_example, add_synonym, add_value_alias, add_verified_query
from assistant.catalog.edit.edit import Edit, edited
from assistant.catalog.edit.patch import apply_patch

__all__ = [
    "Edit",
    "add_example",
    "add_synonym",
    "add_value_alias",
    "add_verified_query",
    "apply_patch",
    "edited",
]
