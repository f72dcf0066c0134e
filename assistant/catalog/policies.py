"""The access policy of a catalog: roles, and who has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.catalog.origin import Origin
from assistant.policy import Role

ALL = "*"
"""In a list of a role: everything."""


@dataclass(frozen=True, slots=True)
class PolicyUser:
    roles: tuple[str, ...]
    attributes: Mapping[str, str | int] = field(default_factory=dict)
    origin: Origin = Origin("", 0)


@dataclass(frozen=True, slots=True)
class Policy:
    """`users` by name; a role's name may be used as a user as well."""

    roles: Mapping[str, Role]
    users: Mapping[str, PolicyUser] = field(default_factory=dict)
    origin: Origin = Origin("", 0)
    places: Mapping[str, Origin] = field(default_factory=dict)
    """Role name to its place."""
