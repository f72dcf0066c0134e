"""Vectors for texts. The built-in ones are hashed, idf-weighted n-grams: no model, no download.

Anything with the methods of `Embeddings` can stand in, such as a client of an embedding endpoint.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.tokens import grams

Vectors = NDArray[np.float32]

DIMENSION = 1024
_MASK = (1 << 63) - 1


class Embeddings(Protocol):
    """`name` identifies the vectors: an index built with other ones is rebuilt."""

    @property
    def name(self) -> str: ...

    def fit(self, texts: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """Learn what the texts of a catalog have in common; the state is stored with the index."""

    def load(self, state: Mapping[str, NDArray[np.float32]]) -> None: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text, shape (texts, dimension)."""


class HashedNgrams:
    """Signed feature hashing of n-grams, weighted by how rare each bucket is in the catalog."""

    def __init__(self, dimension: int = DIMENSION) -> None:
        self._dimension = dimension
        self._weights: NDArray[np.float32] = np.ones(self._buckets, dtype=np.float32)

    @property
    def name(self) -> str:
        return f"hashed-ngrams-{self._dimension}-2"

    def fit(self, texts: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        counts: Counter[int] = Counter()
        for text in texts:
            counts.update({_hash(gram) % self._buckets for gram in set(grams(text))})
        idf = np.full(self._buckets, np.log(1 + len(texts) / 0.5), dtype=np.float32)
        for bucket, count in counts.items():
            idf[bucket] = np.log(1 + len(texts) / (count + 0.5))
        state = {"idf": idf}
        self.load(state)
        return state

    def load(self, state: Mapping[str, NDArray[np.float32]]) -> None:
        self._weights = state["idf"]

    @property
    def _buckets(self) -> int:
        # Finer than the vector, so that rarity is known per n-gram rather than per coordinate.
        return self._dimension * 64

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for gram, count in Counter(grams(text)).items():
                code = _hash(gram)
                sign = 1.0 if code >> 40 & 1 else -1.0
                vectors[row, code % self._dimension] += (
                    sign * (1 + np.log(count)) * self._weights[code % self._buckets]
                )
        return _unit(vectors)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def _hash(gram: str) -> int:
    """Stable across processes, unlike `hash`."""
    data = gram.encode()
    return (zlib.crc32(data) << 31 ^ zlib.adler32(data) * 0x9E3779B1) & _MASK
