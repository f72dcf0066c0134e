"""A follow-up on its way: the query so far, the pieces that are left, and what the others have done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assistant.catalog.model import Catalog
from assistant.query import Condition, Filter, MetricQuery
from assistant.reading import Meaning
from assistant.understanding.cutting.pieces import Piece

_LINKS = frozenset({"filler.plain", "filler.weak", "join.of", "follow.swap_for"})
Place = tuple[int, int]


@dataclass(slots=True)
class Work:
    """Each step changes `query` and takes the pieces that said so; what none has taken is read as the
    words of any question are, so nothing that was said can get lost."""

    query: MetricQuery
    pieces: list[Piece]
    catalog: Catalog
    now: datetime
    told: dict[Place, tuple[Meaning, str]] = field(default_factory=dict)
    """What the pieces that were taken mean, by where they stand."""
    adds: bool = False
    """What is said comes beside its like."""
    replaces: bool = False
    """What is said comes in place of its like."""

    def take(self, pieces: Iterable[Piece], means: Meaning, value: str) -> None:
        gone = {(piece.start, piece.end) for piece in pieces}
        self.told |= dict.fromkeys(gone, (means, value))
        self.pieces = [piece for piece in self.pieces if (piece.start, piece.end) not in gone]

    def said(self) -> list[Piece]:
        """Pieces that are more than filler, or a word such as 的 that may be."""
        return [piece for piece in self.pieces if not piece.filler and not _links(piece)]


def _links(piece: Piece) -> bool:
    return piece.roles <= _LINKS and not (piece.concerns or piece.time or piece.number) and bool(piece.roles)


def names_of(piece: Piece) -> frozenset[str]:
    """Names of the dimensions that the piece can mean."""
    return frozenset(key for name in piece.dimensions for key in (name.dimension, name.conformed) if key)


def bare(name: str) -> str:
    """A field's own name: without the entities on the way to it."""
    return name.rsplit("__", 1)[-1]


def field_of(item: Filter) -> str:
    return item.field if isinstance(item, Condition) else ""


def grouped_by(query: MetricQuery, piece: Piece) -> tuple[str, ...]:
    """The groups of the query that the piece names."""
    names = names_of(piece)
    return tuple(name for name in query.group_by if bare(name) in names)


def conditions_on(query: MetricQuery, piece: Piece) -> tuple[Filter, ...]:
    """The conditions of the query on a dimension that the piece names."""
    names = names_of(piece)
    return tuple(item for item in query.where if bare(field_of(item)) in names)


def without_groups(query: MetricQuery, gone: Sequence[str]) -> MetricQuery:
    """Fewer groups: what was picked or ordered among them holds no longer."""
    left = tuple(name for name in query.group_by if name not in gone)
    if left == query.group_by:
        return query
    within = tuple(name for name in query.share_within if name in left)
    if within == left:
        within = ()
    query = query.but(share_within=within)
    return query.but(group_by=left, limit=None, limit_per=None, order_by=(), others=False)
