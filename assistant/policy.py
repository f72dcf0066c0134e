"""What an actor may see. Absent policy is open mode: every approved metric, every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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


@dataclass(frozen=True, slots=True)
class Grant:
    """The roles that hold for one actor, with the attributes that their filters use."""

    actor: str
    roles: tuple[Role, ...] = ()
    attributes: Mapping[str, str | int] = field(default_factory=dict)
    open_mode: bool = False
