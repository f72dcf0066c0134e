"""Vectors of texts from an endpoint that speaks OpenAI's embeddings, by way of langchain-openai."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

OPENAI = "https://api.openai.com/v1"
SECONDS = 10.0
"""For one request; a question waits no longer than this, once."""
REST = 30.0
"""Seconds that an endpoint is left alone after it failed, so that not every question waits for it."""
_BATCH = 256


class EndpointEmbeddings:
    """An `Embeddings` of the search. Nothing is imported or sent before the first text."""

    trust = 0.4
    """Share of the score that the nearness of vectors gets beside the words."""

    def __init__(
        self,
        model: str,
        base_url: str | None = None,
        key: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Without a `key` a placeholder is sent, which local servers ignore."""
        self._model, self._base_url, self._key = model, base_url or OPENAI, key or "none"
        self._clock = clock
        self._until = 0.0
        self._client: Any = None
        self._one = lru_cache(maxsize=512)(self._of_one)

    @property
    def name(self) -> str:
        address = hashlib.sha256(f"{self._base_url} {self._model}".encode()).hexdigest()[:12]
        return f"endpoint-{address}"

    def fit(self, texts: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """Nothing is to be learned."""
        return {}

    def load(self, state: Mapping[str, NDArray[np.float32]]) -> None:
        pass

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (texts, dimension). Raises ModelError where the endpoint does not give them."""
        if len(texts) == 1:
            return self._one(texts[0])
        parts = [self._asked(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, 1), dtype=np.float32)

    def _of_one(self, text: str) -> NDArray[np.float32]:
        return self._asked([text])

    def _asked(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self._clock() < self._until:
            raise ModelError("the embeddings endpoint has not answered for a while", "resting")
        try:
            vectors = np.asarray(self._made().embed_documents(list(texts)), dtype=np.float32)
        except Exception as error:
            self._until = self._clock() + REST
            raise ModelError(
                f"the embeddings endpoint gives no vectors for the model '{self._model}': {type(error).__name__}",
                "unavailable",
            ) from None
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            self._until = self._clock() + REST
            raise ModelError("the embeddings endpoint answered with something that is no vectors", "garbage")
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)
        return unit

    def _made(self) -> Any:
        if self._client is None:
            from langchain_openai import OpenAIEmbeddings

            # Texts go as they are: tokens would only be understood by models of OpenAI.
            self._client = OpenAIEmbeddings(
                model=self._model,
                base_url=self._base_url,
                api_key=self._key,
                check_embedding_ctx_length=False,
                timeout=SECONDS,
                max_retries=1,
            )
        return self._client
