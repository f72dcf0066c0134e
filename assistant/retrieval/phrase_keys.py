"""Numbers for phrases and their n-grams, computed for whole arrays of texts at once.

The key of a phrase is a polynomial over its characters modulo 2**64, mixed. Because the base is odd it
has an inverse, so the key of any stretch of a text follows from two prefix sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Places = NDArray[np.int64]

_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_LONGEST = 4096


def _powers(base: int) -> Keys:
    with np.errstate(over="ignore"):
        return np.concatenate(
            ([np.uint64(1)], np.cumprod(np.full(_LONGEST - 1, base, dtype=np.uint64), dtype=np.uint64))
        )


_UP, _DOWN = _powers(_BASE), _powers(_INVERSE)


def characters(text: str) -> Keys:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)


def stretch_keys(text: str, starts: Places, ends: Places) -> Keys:
    """Keys of text[start:end] for each pair. Texts beyond 4096 characters raise ValueError."""
    codes = characters(text)
    if len(codes) > _LONGEST:
        raise ValueError("text too long")
    with np.errstate(over="ignore"):
        sums = np.concatenate(([np.uint64(0)], np.cumsum(codes * _UP[: len(codes)], dtype=np.uint64)))
        return _mixed((sums[ends] - sums[starts]) * _DOWN[starts])


def phrase_keys(phrases: Sequence[str]) -> Keys:
    """The key of each phrase; the same as `stretch_keys` gives for it inside a text."""
    keys = np.zeros(len(phrases), dtype=np.uint64)
    for places, matrix in _by_length(phrases):
        with np.errstate(over="ignore"):
            keys[places] = _mixed((matrix * _UP[: matrix.shape[1]]).sum(axis=1, dtype=np.uint64))
    return keys


def gram_keys(phrases: Sequence[str], size: int) -> tuple[Keys, Places]:
    """Keys of all n-grams of the phrases, padded with a space at both ends, and which phrase each is of."""
    keys, owners = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for places, matrix in _by_length([f" {phrase} " for phrase in phrases]):
        for start in range(matrix.shape[1] - size + 1):
            with np.errstate(over="ignore"):
                part = (matrix[:, start : start + size] * _UP[:size]).sum(axis=1, dtype=np.uint64)
            keys.append(_mixed(part + np.uint64(size)))
            owners.append(places)
    return np.concatenate(keys), np.concatenate(owners)


def _by_length(phrases: Sequence[str]) -> Iterator[tuple[Places, Keys]]:
    lengths = np.array([len(phrase) for phrase in phrases], dtype=np.int64)
    for length in np.unique(lengths):
        places = np.flatnonzero(lengths == length)
        joined = "".join(phrases[int(place)] for place in places)
        yield places, characters(joined).reshape(len(places), length)


def _mixed(keys: Keys) -> Keys:
    with np.errstate(over="ignore"):
        keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return keys ^ (keys >> np.uint64(31))


class PhraseFilter:
    """A Bloom filter: says of most stretches of a text at once that no phrase is like them."""

    def __init__(self, bits: NDArray[np.uint8]) -> None:
        self._bits = bits
        self._mask = np.uint64(len(bits) * 8 - 1)

    @classmethod
    def of_bytes(cls, content: bytes) -> PhraseFilter:
        """What `to_bytes` gave."""
        return cls(np.frombuffer(content, dtype=np.uint8))

    @classmethod
    def of(cls, keys: Keys) -> PhraseFilter:
        size = 1 << max(10, int(len(keys) * 16 - 1).bit_length())
        bits = np.zeros(size, dtype=bool)
        mask = np.uint64(size - 1)
        for probe in _probes(keys):
            bits[probe & mask] = True
        return cls(np.packbits(bits, bitorder="little"))

    def may_hold(self, keys: Keys) -> NDArray[np.bool_]:
        found = np.ones(len(keys), dtype=np.bool_)
        for probe in _probes(keys):
            place = probe & self._mask
            bit = self._bits[place >> np.uint64(3)] >> (place & np.uint64(7)).astype(np.uint8)
            found &= (bit & 1).astype(np.bool_)
        return found

    def to_bytes(self) -> bytes:
        return self._bits.tobytes()


def _probes(keys: Keys) -> tuple[Keys, ...]:
    return keys, keys >> np.uint64(21), keys >> np.uint64(37)
