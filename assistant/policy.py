"""What an actor may see. Absent policy is open mode: every approved metric, every row."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from assistant.query import Filter


@dataclass(frozen=True, slots=True)
class RowFilter:
    """`text` is the Jinja filter of a role; it applies to every model that has its fields."""

    text: str


@dataclass(frozen=True, slots=True)
class Role:
    name: str
    owners: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    except_metrics: tuple[str, ...] = ()
    row_filter: RowFilter | None = None
    models_without_filter_column: str = "deny"
    show_pii: tuple[str, ...] = ()
    mask_pii: bool = False
    aggregates_only: bool = False
    minimum_group_size: int = 1
    reviewer: bool = False
    """Sees what others asked and complained about, and decides on it."""


@dataclass(frozen=True, slots=True)
class Grant:
    """The roles that hold for one actor, with the attributes that their filters use.

    No role and not open mode: the actor sees nothing.
    """

    actor: str
    roles: tuple[Role, ...] = ()
    attributes: Mapping[str, str | int] = field(default_factory=dict)
    open_mode: bool = False

    @property
    def key(self) -> Hashable:
        """Equal for two actors who see the same."""
        return (self.open_mode, self.roles, tuple(sorted(self.attributes.items())))

    @property
    def may_review(self) -> bool:
        return self.open_mode or any(role.reviewer for role in self.roles)


@dataclass(frozen=True, slots=True)
class Applied:
    """What a policy did to one query, for the answer to say so.

    `limits` are the row filters, of which a row passes any; `minimum_group` is 1 where groups of any
    size are shown; `masked` are the keys whose values are replaced by labels.
    """

    roles: tuple[str, ...]
    limits: tuple[Filter, ...] = ()
    minimum_group: int = 1
    masked: tuple[str, ...] = ()
