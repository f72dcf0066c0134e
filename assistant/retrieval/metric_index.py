"""Which metrics and dimensions a text is near to: vectors in Chroma and BM25, fused by rank."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.catalog.model import Catalog
from assistant.errors import StateError
from assistant.retrieval import index_folder
from assistant.retrieval.documents import Document, Kind, documents_of
from assistant.retrieval.embeddings import Embeddings, HashedNgrams
from assistant.retrieval.lexical import Lexical, build_lexical
from assistant.retrieval.likeness import Likeness

_FORMAT = "v1"
_COLLECTION = "catalog-documents"
_CANDIDATES = 24
_RANK_OFFSET = 60
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class MetricHit:
    """`name` is a metric's name, or `model.dimension`; a conformed dimension stands for all of its kind.

    `score` is 0 to 1: near 1 a name was given in other words or order, near 0.5 about half of what
    was asked is said by the catalog, below 0.3 hardly anything. Compare the first two for a margin.
    """

    name: str
    kind: Kind
    score: float


class MetricIndex:
    """Opened at the first search, built then if it is not there. Safe to share between threads."""

    def __init__(self, folder: Path, catalog: Catalog, embeddings: Embeddings) -> None:
        self._root = folder
        self._catalog = catalog
        self._embeddings = embeddings
        self._opened: _Opened | None = None
        self._lock = threading.Lock()
        self._whole: MetricIndex | None = None
        self._among: frozenset[str] | None = None

    def only(self, names: Collection[str]) -> MetricIndex:
        """The same index as somebody knows it to whom nothing but `names` exists."""
        narrowed = MetricIndex(self._root, self._catalog, self._embeddings)
        narrowed._whole, narrowed._among = self._whole or self, frozenset(names)
        return narrowed

    def prepare(self) -> Path:
        """Build the index unless it is there; returns its folder. Raises StateError."""
        name = index_folder.version_name(self._catalog.version, f"{self._embeddings.name}-{_FORMAT}")
        return index_folder.ensure(self._root, name, self._build)

    def search(
        self, text: str, limit: int = 5, kind: Kind | None = None, among: Collection[str] | None = None
    ) -> tuple[MetricHit, ...]:
        """The nearest metrics and dimensions, best first.

        `kind` keeps only one kind, `among` only these names. Raises StateError when the index folder
        is broken or cannot be written.
        """
        opened = self._open() if self._whole is None else self._whole._open()
        if self._among is not None:
            among = self._among if among is None else self._among & set(among)
        places = opened.places(kind, among)
        if not text.strip() or not places:
            return ()
        vector = self._embeddings.embed([text])[0]
        if not np.any(vector):
            return ()
        near = opened.nearest(
            vector.tolist(), _CANDIDATES if among is None and kind is None else 4 * _CANDIDATES
        )
        worded = opened.lexical.search(text, 4 * _CANDIDATES)
        fused = _fuse([[place for place in found if place in places] for found in (list(near), worded)])
        scored = [(opened.likeness.score(text, place, near.get(place, 0.0)), place) for place in fused]
        scored.sort(key=lambda item: (-round(item[0], 6), fused[item[1]]))
        documents = opened.documents
        return tuple(
            MetricHit(documents[place].name, documents[place].kind, round(score, 4))
            for score, place in scored[:limit]
        )

    def _open(self) -> _Opened:
        with self._lock:
            if self._opened is None:
                folder = self.prepare()
                try:
                    self._opened = _Opened(folder, self._embeddings)
                except StateError:
                    raise
                except Exception:
                    raise StateError(
                        f"the search index in {folder} is damaged; delete that folder to rebuild it"
                    ) from None
            return self._opened

    def _build(self, folder: Path) -> None:
        documents = documents_of(self._catalog)
        texts = [document.text for document in documents]
        state = self._embeddings.fit(texts)
        terms, arrays = build_lexical(texts)
        np.savez(folder / "lexical.npz", allow_pickle=False, **arrays)
        np.savez(folder / "embeddings.npz", allow_pickle=False, **state)
        _write(folder / "terms.json", terms)
        _write(folder / "documents.json", [[d.name, d.kind, d.phrases, d.texts] for d in documents])
        _build_collection(folder, self._embeddings, texts)


def open_metric_index(folder: Path, catalog: Catalog, embeddings: Embeddings | None = None) -> MetricIndex:
    """The index of a catalog, in a folder of its own below `folder`. Nothing is read or built yet."""
    return MetricIndex(folder, catalog, embeddings or HashedNgrams())


class _Opened:
    def __init__(self, folder: Path, embeddings: Embeddings) -> None:
        stored = _read(folder / "documents.json")
        self.documents = [Document(name, kind, tuple(p), tuple(t)) for name, kind, p, t in stored]
        terms: dict[str, int] = _read(folder / "terms.json")
        arrays = dict(np.load(folder / "lexical.npz", allow_pickle=False))
        self.lexical = Lexical(terms, arrays)
        embeddings.load(dict(np.load(folder / "embeddings.npz", allow_pickle=False)))
        self.likeness = Likeness(self.documents, self.lexical)
        self._collection = _open_collection(folder) if self.documents else None
        self._lock = threading.Lock()

    def places(self, kind: Kind | None, among: Collection[str] | None) -> Collection[int]:
        if kind is None and among is None:
            return range(len(self.documents))
        return {
            place
            for place, item in enumerate(self.documents)
            if kind in (None, item.kind) and (among is None or item.name in among)
        }

    def nearest(self, vector: Sequence[float], limit: int) -> Mapping[int, float]:
        """Place of a document to its cosine, nearest first."""
        if self._collection is None:
            return {}
        found = self._collection.query(
            query_embeddings=[vector], n_results=min(limit, len(self.documents)), include=["distances"]
        )
        return {
            int(place): 1 - distance
            for place, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        }


def _fuse(rankings: Sequence[Sequence[int]]) -> dict[int, int]:
    """Reciprocal-rank fusion: place of a document to its fused rank, best candidates only."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, place in enumerate(ranking):
            scores[place] = scores.get(place, 0.0) + 1 / (_RANK_OFFSET + rank)
    best = sorted(scores, key=lambda place: (-scores[place], place))[: 2 * _CANDIDATES]
    return {place: rank for rank, place in enumerate(best)}


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(
        path=str(folder / "chroma"), settings=Settings(anonymized_telemetry=False)
    )


def _build_collection(folder: Path, embeddings: Embeddings, texts: Sequence[str]) -> None:
    client = _client(folder)
    try:
        near = {"space": "cosine", "ef_construction": 200, "ef_search": 100}
        collection = client.create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": near}
        )
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            ids = [str(start + offset) for offset in range(len(batch))]
            collection.add(ids=ids, embeddings=embeddings.embed(batch))
    finally:
        client.close()


def _open_collection(folder: Path) -> Any:
    return _client(folder).get_collection(_COLLECTION, embedding_function=None)


def _write(file: Path, value: Any) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
