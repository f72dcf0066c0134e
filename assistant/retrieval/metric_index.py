"""Which metrics and dimensions a text is near to: vectors in Chroma and BM25, fused by rank.

Most questions name what they ask for, so that nothing here is slow to import or to make; what a
search needs is in `metric_store`, which the first one opens.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.catalog.model import Catalog
from assistant.errors import ModelError
from assistant.retrieval.documents import Document, Kind

if TYPE_CHECKING:
    from assistant.retrieval.embeddings import Embeddings
    from assistant.retrieval.likeness import Likened
    from assistant.retrieval.metric_store import MetricStore

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MetricHit:
    """`name` is a metric's name, or `model.dimension`; a conformed dimension stands for all of its kind.

    `score` is 0 to 1: near 1 a name was given in other words or order, near 0.5 about half of what
    was asked is said by the catalog, below 0.3 hardly anything. Compare the first two for a margin.
    """

    name: str
    kind: Kind
    score: float
    likened: Likened | None = field(default=None, compare=False, repr=False)


class MetricIndex:
    """Opened at the first search, built then if it is not there. Safe to share between threads."""

    def __init__(self, folder: Path, catalog: Catalog, embeddings: Embeddings | None = None) -> None:
        """Without `embeddings` the built-in ones are used."""
        self._root = folder
        self._catalog = catalog
        self._embeddings = embeddings
        self._store: MetricStore | None = None
        self._spare: MetricIndex | None = None
        self._lock, self._opening = threading.Lock(), threading.Lock()
        self._whole: MetricIndex | None = None
        self._among: frozenset[str] | None = None
        self._sees_all = False

    def only(self, names: Collection[str]) -> MetricIndex:
        """The same index as somebody knows it to whom nothing but `names` exists."""
        narrowed = MetricIndex(self._root, self._catalog, self._embeddings)
        narrowed._whole, narrowed._among = self._whole or self, frozenset(names)
        shown = {name for name, metric in self._catalog.metrics.items() if not metric.hidden}
        narrowed._sees_all = shown <= narrowed._among
        return narrowed

    def prepare(self) -> Path:
        """Build the index unless it is there; returns its folder. Raises StateError.

        Where an endpoint gives no vectors, the built-in ones stand in and the log says so.
        """
        from assistant.retrieval.metric_store import built_store

        try:
            return built_store(self._root, self._catalog, self._embeddings)
        except ModelError as error:
            _log.warning("%s; the search goes on without it", error)
            return self._standing_in().prepare()

    def search(
        self, text: str, limit: int = 5, kind: Kind | None = None, among: Collection[str] | None = None
    ) -> tuple[MetricHit, ...]:
        """The nearest metrics and dimensions, best first.

        `kind` keeps only one kind, `among` only these names. Raises StateError when the index folder
        is broken or cannot be written.
        """
        if self._among is not None:
            among = self._among if among is None else self._among & set(among)
        found = (self._whole or self)._found(text, limit, kind, among)
        return tuple(
            MetricHit(item.name, item.kind, round(likened.score, 4), likened) for item, likened in found
        )

    def withheld(self, text: str) -> float:
        """The score of the nearest metric that exists only to others: it may be what the text is about."""
        if self._among is None or self._sees_all:
            return 0.0
        found = (self._whole or self)._found(text, 1, "metric", None)
        return max((likened.score for item, likened in found if item.name not in self._among), default=0.0)

    def _found(
        self, text: str, limit: int, kind: Kind | None, among: Collection[str] | None
    ) -> list[tuple[Document, Likened]]:
        try:
            return self._open().search(text, limit, kind, among)
        except ModelError as error:
            if error.code != "resting":
                _log.warning("%s; the search goes on without it", error)
            return self._standing_in()._found(text, limit, kind, among)

    def _standing_in(self) -> MetricIndex:
        """The same index over the built-in vectors."""
        with self._lock:
            if self._spare is None:
                self._spare = MetricIndex(self._root, self._catalog)
            return self._spare

    def _open(self) -> MetricStore:
        from assistant.retrieval.metric_store import built_store, open_store

        with self._opening:
            if self._store is None:
                built = built_store(self._root, self._catalog, self._embeddings)
                self._store = open_store(built, self._embeddings)
            return self._store


def open_metric_index(folder: Path, catalog: Catalog, embeddings: Embeddings | None = None) -> MetricIndex:
    """The index of a catalog, in a folder of its own below `folder`. Nothing is read or built yet."""
    return MetricIndex(folder, catalog, embeddings)
