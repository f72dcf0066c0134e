"""Vectors for texts. The built-in ones are hashed, idf-weighted n-grams and concepts: no model, no download.

Anything with the methods of `Embeddings` can stand in, such as a client of an embedding endpoint.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.concepts import MARK, concepts, thesaurus_version
from assistant.retrieval.tokens import grams

Vectors = NDArray[np.float32]

DIMENSION = 1024
_CONCEPT = 3.0
"""A word has several n-grams, and one concept."""
_MASK = (1 << 63) - 1


class Embeddings(Protocol):
    """`name` identifies the vectors: an index built with other ones is rebuilt."""

    @property
    def name(self) -> str: ...

    @property
    def trust(self) -> float:
        """Share of a score, 0 to 1, that the nearness of vectors gets beside the words."""

    def fit(self, texts: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """Learn what the texts of a catalog have in common; the state is stored with the index."""

    def load(self, state: Mapping[str, NDArray[np.float32]]) -> None: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text, shape (texts, dimension). Raises ModelError where an endpoint gives none."""


class HashedNgrams:
    """Signed feature hashing of n-grams, weighted by how rare each bucket is in the catalog."""

    trust = 0.0
    """They find candidates; the words and concepts that make them up are compared one by one as well."""

    def __init__(self, dimension: int = DIMENSION) -> None:
        self._dimension = dimension
        self._weights: NDArray[np.float32] = np.ones(self._buckets, dtype=np.float32)

    @property
    def name(self) -> str:
        return f"hashed-ngrams-{self._dimension}-3-{thesaurus_version()}"

    def fit(self, texts: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        counts: Counter[int] = Counter()
        for text in texts:
            counts.update({_hash(feature) % self._buckets for feature in _features(text)})
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
            for feature, weight in _features(text).items():
                code = _hash(feature)
                sign = 1.0 if code >> 40 & 1 else -1.0
                vectors[row, code % self._dimension] += sign * weight * self._weights[code % self._buckets]
        return _unit(vectors)


def _features(text: str) -> dict[str, float]:
    """The n-grams and concepts of a text with their weights; often said counts more, but not in proportion."""
    counts = Counter(grams(text))
    found = {gram: 1 + math.log(count) for gram, count in counts.items()}
    said = Counter(concepts(text))
    return found | {MARK + name: _CONCEPT * (1 + math.log(count)) for name, count in said.items()}


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def _hash(gram: str) -> int:
    """Stable across processes, unlike `hash`."""
    data = gram.encode()
    return (zlib.crc32(data) << 31 ^ zlib.adler32(data) * 0x9E3779B1) & _MASK
