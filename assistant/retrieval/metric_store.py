"""The search index of a catalog on disk: its documents, their vectors in Chroma, their words for BM25."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.catalog.model import Catalog
from assistant.errors import ModelError, StateError
from assistant.retrieval import index_folder
from assistant.retrieval.documents import Document, Kind, documents_of
from assistant.retrieval.embeddings import Embeddings, HashedNgrams
from assistant.retrieval.lexical import Lexical, build_lexical
from assistant.retrieval.likeness import Likened, Likeness
from assistant.retrieval.overlay import (
    document_of,
    document_row,
    note_made,
    overlay_on,
    read_overlay,
    write_overlay,
)

_FORMAT = "v5"
_COLLECTION = "catalog-documents"
_CANDIDATES = 24
_RANK_OFFSET = 60
_FLOOR = "floor"
_BATCH = 2000


def built_store(root: Path, catalog: Catalog, embeddings: Embeddings | None = None) -> Path:
    """The folder of the catalog's index below `root`, built unless it is there. Raises StateError."""
    used = embeddings or HashedNgrams()
    name = index_folder.version_name(catalog.version, f"{used.name}-{_FORMAT}")
    return index_folder.ensure(root, name, lambda folder: _build(folder, catalog, used))


def open_store(folder: Path, embeddings: Embeddings | None = None) -> MetricStore:
    """What `built_store` has built with the same embeddings. Raises StateError where it is damaged."""
    try:
        return MetricStore(folder, embeddings or HashedNgrams())
    except (StateError, ModelError):
        raise
    except Exception:
        raise StateError(
            f"the search index in {folder} is damaged; delete that folder to rebuild it"
        ) from None


def _build(folder: Path, catalog: Catalog, embeddings: Embeddings) -> None:
    documents = documents_of(catalog)
    made = f"{embeddings.name}-{_FORMAT}"
    found = overlay_on(folder.parent, made, documents)
    if found is not None:
        embeddings.load(_state(found.base))
        write_overlay(folder, found, embeddings)
        return
    texts = [document.text for document in documents]
    state = embeddings.fit(texts)
    terms, arrays = build_lexical(texts)
    np.savez(folder / "lexical.npz", allow_pickle=False, **arrays)
    _write(folder / "terms.json", terms)
    _write(folder / "documents.json", [document_row(item) for item in documents])
    floor = _build_collection(folder, embeddings, texts)
    np.savez(folder / "embeddings.npz", allow_pickle=False, **state, **{_FLOOR: floor})
    note_made(folder, made, documents)


def _state(folder: Path) -> dict[str, Any]:
    """What the embeddings learned of the catalog, and the floor."""
    return dict(np.load(folder / "embeddings.npz", allow_pickle=False))


class MetricStore:
    """A folder that `built_store` has built, opened. Safe to share between threads."""

    def __init__(self, folder: Path, embeddings: Embeddings) -> None:
        self._overlay = read_overlay(folder)
        folder = self._overlay.base
        indexed = [document_of(row) for row in _read(folder / "documents.json")]
        self._indexed = len(indexed)
        self._documents = [*indexed, *self._overlay.added]
        terms: dict[str, int] = _read(folder / "terms.json")
        arrays = dict(np.load(folder / "lexical.npz", allow_pickle=False))
        self._lexical = Lexical(terms, arrays)
        self._embeddings = embeddings
        state = _state(folder)
        self._floor = float(state.pop(_FLOOR)[0])
        embeddings.load(state)
        self._likeness = Likeness(self._documents, self._lexical)
        self._collection = _open_collection(folder) if indexed else None
        self._lock = threading.Lock()

    def search(
        self, text: str, limit: int, kind: Kind | None, among: Collection[str] | None
    ) -> list[tuple[Document, Likened]]:
        """The nearest documents with how they compare, best first."""
        places = self._places(kind, among)
        if not text.strip() or not places:
            return []
        vector = self._embeddings.embed([text])[0]
        if not np.any(vector):
            return []
        near = self._nearest(
            vector.tolist(), _CANDIDATES if among is None and kind is None else 4 * _CANDIDATES
        )
        worded = self._lexical.search(text, 4 * _CANDIDATES)
        fused = _fuse([[place for place in found if place in places] for found in (list(near), worded)])
        added = [place for place in range(self._indexed, len(self._documents)) if place in places]
        fused |= {place: len(fused) + rank for rank, place in enumerate(added)}
        near |= self._added_near(vector)
        asked = self._likeness.asked(text)
        scored = [
            (self._scored(self._likeness.likened(asked, place), near.get(place)), place) for place in fused
        ]
        scored.sort(key=lambda item: (-round(item[0].score, 6), fused[item[1]]))
        return [(self._documents[place], likened) for likened, place in scored[:limit]]

    def _scored(self, likened: Likened, cosine: float | None) -> Likened:
        """The likeness of the words, with what the vectors say above how near any two texts are."""
        trust = self._embeddings.trust
        if not trust:
            return likened
        near = 0.0 if cosine is None else max(0.0, (cosine - self._floor) / max(1e-6, 1 - self._floor))
        return replace(likened, score=(1 - trust) * likened.score + trust * min(1.0, near))

    def _places(self, kind: Kind | None, among: Collection[str] | None) -> Collection[int]:
        if kind is None and among is None and not self._overlay.gone:
            return range(len(self._documents))
        return {
            place
            for place, item in enumerate(self._documents)
            if kind in (None, item.kind)
            and (among is None or item.name in among)
            and place not in self._overlay.gone
        }

    def _added_near(self, vector: NDArray[np.float32]) -> dict[int, float]:
        vectors = self._overlay.vectors
        if vectors is None or not len(vectors):
            return {}
        return {self._indexed + at: float(cosine) for at, cosine in enumerate(vectors @ vector)}

    def _nearest(self, vector: Sequence[float], limit: int) -> dict[int, float]:
        """Place of a document to its cosine, nearest first."""
        if self._collection is None:
            return {}
        found = self._collection.query(
            query_embeddings=[vector], n_results=min(limit, self._indexed), include=["distances"]
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


def _build_collection(folder: Path, embeddings: Embeddings, texts: Sequence[str]) -> NDArray[np.float32]:
    """The mean cosine of any two of the texts, as an array of one."""
    total: NDArray[np.float32] | None = None
    client = _client(folder)
    try:
        near = {"space": "cosine", "ef_construction": 200, "ef_search": 100}
        collection = client.create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": near}
        )
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            ids = [str(start + offset) for offset in range(len(batch))]
            vectors = embeddings.embed(batch)
            total = vectors.sum(axis=0) if total is None else total + vectors.sum(axis=0)
            collection.add(ids=ids, embeddings=vectors)
    finally:
        client.close()
    mean = 0.0 if total is None else float(np.linalg.norm(total / len(texts)) ** 2)
    return np.array([mean], dtype=np.float32)


def _open_collection(folder: Path) -> Any:
    return _client(folder).get_collection(_COLLECTION, embedding_function=None)


def _write(file: Path, value: Any) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
