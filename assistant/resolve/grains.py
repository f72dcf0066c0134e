"""Grains of time: which is finer, which a metric's data can carry."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.catalog.model import Catalog
from assistant.errors import QueryError
from assistant.plan import Source
from assistant.query import STANDARD_GRAINS
from assistant.resolve.names import METRIC_TIME

REFRESH_GRAINS = {
    "hourly": "hour", "daily": "day", "weekly": "week",
    "monthly": "month", "quarterly": "quarter", "yearly": "year",
}  # fmt: skip
"""The finest grain that data arriving so often can be asked by; `real_time` sets no limit."""

_RANKS = {grain: position for position, grain in enumerate(STANDARD_GRAINS)}


_PART_GRAINS = {"dow": "day", "doy": "day"}
_CUSTOM = _RANKS["day"] + 0.5


def grain_rank(grain: str) -> float:
    """Higher is coarser. A date part ranks as the grain that it needs, a custom grain behind the day."""
    return _RANKS.get(_PART_GRAINS.get(grain, grain), _CUSTOM)


def default_grain(grains: Iterable[str]) -> str:
    """The finest grain that all of them have."""
    return max(grains, key=grain_rank)


def source_grain(catalog: Catalog, source: Source) -> str:
    """The finest grain of the time dimension of `source`."""
    if source.time == METRIC_TIME:
        return min(catalog.time_spines, key=grain_rank, default="day")
    return catalog.models[source.model].dimensions[source.time or ""].granularity or "day"


def require_grain(asked: str, finest: str, name: str, owner: str) -> None:
    """Raises QueryError too_fine_grain when `asked` is finer than what `owner` has."""
    if grain_rank(asked) < grain_rank(finest):
        raise too_fine(name, owner, finest)


def too_fine(name: str, owner: str, finest: str) -> QueryError:
    return QueryError(
        f"'{name}' is too fine for {owner}: its finest grain is {finest}", "too_fine_grain", (finest,)
    )
