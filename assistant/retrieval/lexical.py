"""BM25 over the words and concepts of the catalog's documents, small enough to rebuild or load in milliseconds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.concepts import terms

_SATURATION = 1.4
_LENGTH_WEIGHT = 0.6


class Lexical:
    """Postings as three flat arrays: where a term's entries start, their documents, their weights."""

    def __init__(self, terms: Mapping[str, int], arrays: Mapping[str, NDArray[Any]]) -> None:
        self._terms = terms
        self._starts = arrays["starts"]
        self._documents = arrays["documents"]
        self._weights = arrays["weights"]
        self._size = int(arrays["size"][0])

    def search(self, text: str, limit: int) -> list[int]:
        """Positions of the best documents, best first; documents without a common word are left out."""
        scores = self.scores(text)
        best = np.argsort(-scores, kind="stable")[:limit]
        return [int(item) for item in best if scores[item] > 0]

    def rarity(self, term: str) -> float:
        """How much a term says: the fewer documents have it the more; terms of no document say the most."""
        position = self._terms.get(term)
        count = 0 if position is None else int(self._starts[position + 1] - self._starts[position])
        return math.log(1 + (self._size - count + 0.5) / (count + 0.5))

    def knows(self, term: str) -> bool:
        """Whether any document has it."""
        return term in self._terms

    def scores(self, text: str) -> NDArray[np.float32]:
        scores = np.zeros(self._size, dtype=np.float32)
        for term in set(terms(text)):
            position = self._terms.get(term)
            if position is not None:
                span = slice(self._starts[position], self._starts[position + 1])
                scores[self._documents[span]] += self._weights[span]
        return scores


def build_lexical(texts: Sequence[str]) -> tuple[dict[str, int], dict[str, NDArray[Any]]]:
    """The terms and arrays that `Lexical` takes, ready to be stored."""
    counts = [Counter(terms(text)) for text in texts]
    lengths = np.array([max(1, sum(count.values())) for count in counts], dtype=np.float32)
    average = float(lengths.mean()) if len(lengths) else 1.0
    postings: dict[str, list[tuple[int, float]]] = {}
    for document, count in enumerate(counts):
        damping = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * lengths[document] / average)
        for term, times in count.items():
            weight = times * (_SATURATION + 1) / (times + damping)
            postings.setdefault(term, []).append((document, float(weight)))
    return _flat(postings, len(texts))


def _flat(
    postings: Mapping[str, list[tuple[int, float]]], size: int
) -> tuple[dict[str, int], dict[str, NDArray[Any]]]:
    starts = np.zeros(len(postings) + 1, dtype=np.int64)
    documents: list[int] = []
    weights: list[float] = []
    for position, entries in enumerate(postings.values()):
        rarity = float(np.log(1 + (size - len(entries) + 0.5) / (len(entries) + 0.5)))
        documents.extend(document for document, _ in entries)
        weights.extend(weight * rarity for _, weight in entries)
        starts[position + 1] = len(documents)
    arrays: dict[str, NDArray[Any]] = {
        "starts": starts,
        "documents": np.array(documents, dtype=np.int32),
        "weights": np.array(weights, dtype=np.float32),
        "size": np.array([size], dtype=np.int64),
    }
    return {term: position for position, term in enumerate(postings)}, arrays
