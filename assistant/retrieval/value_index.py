"""Values of dimensions found in questions: every exact name at once, and the nearest one to a rest."""

from __future__ import annotations

import copy
import json
import re
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.errors import StateError
from assistant.retrieval.nearness import nearness
from assistant.retrieval.tokens import CJK, fold, has_cjk
from assistant.retrieval.value_file import gram_size, stored_fingerprint
from assistant.retrieval.value_names import LONGEST_PHRASE, How, Value

if TYPE_CHECKING:
    from assistant.retrieval.phrase_keys import PhraseFilter

Seen = Callable[[str, Iterable[Value]], Collection[object]]
"""Of values of a dimension (`model.dimension`) those that exist for whoever asks."""
Found = TypeVar("Found", bound=tuple[str, Any, str, str, str])

_PIECES = re.compile(rf"[{CJK}]|[^\W_{CJK}]+|[^\s{CJK}]")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_MOST_PIECES = 24
_MOST_CHARACTERS = 2000
_MOST_POSTINGS = 60_000
_MOST_CANDIDATES = 120
_LOOKUP = 256
_MOST_UNFILTERED = 512
"""Stretches that are looked up as they are: of so few the filter spares less than it costs to load."""
_SCORES: dict[How, float] = {"exact": 1.0, "pinyin": 0.85, "initials": 0.6}
_PLURAL = 0.97


@dataclass(frozen=True, slots=True)
class ValueHit:
    """`name` is the value's name that matched; `score` 0 to 1, 1 for an exact name."""

    dimension: str
    value: Value
    name: str
    how: How
    score: float


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """`start` and `end` count characters of the text that was scanned."""

    start: int
    end: int
    hits: tuple[ValueHit, ...]


class ValueIndex:
    """Read-only; safe to share between threads and processes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: Seen | None = None
        self._local = threading.local()
        self.fingerprint = stored_fingerprint(file)
        if self.fingerprint is None:
            raise StateError(f"the value index {file} is missing or damaged; delete it to have it rebuilt")
        self._whole: ValueIndex | None = None
        self._connection()  # a file that is replaced later stays open

    def only(self, seen: Seen) -> ValueIndex:
        """The same index as somebody knows it to whom only the values that `seen` keeps exist."""
        narrowed = copy.copy(self)
        narrowed._seen, narrowed._whole = seen, self._whole or self
        return narrowed

    def scan(self, text: str) -> tuple[ValueMatch, ...]:
        """Every stretch of a normalised question that is a value's name; stretches may overlap.

        Latin names match whole words, also in the plural; a stretch is 24 words or characters at most.
        """
        text = _same_length_fold(text[:_MOST_CHARACTERS])
        stretches = _stretches(text)
        if len(stretches) > _MOST_UNFILTERED:
            stretches = (self._whole or self)._possible(text, stretches)
        spans: dict[str, list[tuple[int, int, float]]] = {}
        for start, end in stretches:
            # 华东MQL: a Latin letter behind a Chinese name begins another word, behind a Latin one it is its plural.
            cut = end < len(text) and text[end].isalpha() and not has_cjk(text[end - 1 : end + 1])
            spans.setdefault(text[start:end], []).append((start, end + cut, _PLURAL if cut else 1.0))
        return _matches(spans, self._permitted(self._lookup(list(spans))))

    def nearest(
        self, text: str, limit: int = 5, dimensions: Iterable[str] | None = None
    ) -> tuple[ValueHit, ...]:
        """Values whose name the text nearly is, or is a part of, best first; only scores of 0.5 and more.

        `dimensions` keeps only values of these.
        """
        wanted = fold(text[:LONGEST_PHRASE])
        candidates = self._candidates(wanted)
        if not candidates:
            return ()
        kept = None if dimensions is None else set(dimensions)
        best: dict[tuple[str, str], ValueHit] = {}
        near = [
            (phrase, found, dimension, value, name)
            for phrase, name, dimension, value in self._phrases(candidates)
            if (kept is None or dimension in kept) and (found := nearness(wanted, phrase)) is not None
        ]
        for _, (how, score), dimension, value, name in self._permitted(near):
            known = best.get((dimension, value))
            if known is None or known.score < score:
                best[dimension, value] = ValueHit(dimension, json.loads(value), name, how, round(score, 4))
        ranked = sorted(
            best.values(), key=lambda hit: (-hit.score, len(hit.name), hit.dimension, str(hit.value))
        )
        return tuple(ranked[:limit])

    def _permitted(self, found: list[Found]) -> list[Found]:
        """The rows (phrase, …, dimension, value, name) whose value exists for whoever asks."""
        if self._seen is None or not found:
            return found
        values: dict[str, dict[str, Value]] = {}
        for _, _, dimension, value, _ in found:
            values.setdefault(dimension, {})[value] = json.loads(value)
        seen = {
            (dimension, text)
            for dimension, texts in values.items()
            for known in (self._seen(dimension, texts.values()),)
            for text, value in texts.items()
            if value in known
        }
        return [item for item in found if (item[2], item[3]) in seen]

    def _possible(self, text: str, stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        import numpy as np  # slow to import, and only long questions need it

        from assistant.retrieval.phrase_keys import stretch_keys

        starts, ends = np.array(stretches, dtype=np.int64).T
        kept = self._filter.may_hold(stretch_keys(text, starts, ends))
        return [stretch for stretch, possible in zip(stretches, kept, strict=True) if possible]

    @cached_property
    def _filter(self) -> PhraseFilter:
        from assistant.retrieval.phrase_keys import PhraseFilter

        (bits,) = self._connection().execute("SELECT content FROM meta WHERE key = 'filter'").fetchone()
        return PhraseFilter.of_bytes(bits)

    def _lookup(self, phrases: Sequence[str]) -> list[tuple[str, How, str, str, str]]:
        found: list[tuple[str, How, str, str, str]] = []
        for start in range(0, len(phrases), _LOOKUP):
            part = phrases[start : start + _LOOKUP]
            found.extend(self._connection().execute(_LOOKUP_SQL.format(_marks(len(part))), part))
        return found

    def _candidates(self, wanted: str) -> list[int]:
        if not wanted:
            return []
        import numpy as np  # slow to import, and only rests that nothing explains need it

        from assistant.retrieval.phrase_keys import gram_keys

        keys, _ = gram_keys([wanted], gram_size(has_cjk(wanted)))
        codes = [int(code) for code in np.unique(keys).view(np.int64)]
        rows = list(self._connection().execute(_GRAM_COUNT_SQL.format(_marks(len(codes))), codes))
        taken = _rarest([(int(key), int(count)) for key, count in rows])
        if not taken:
            return []
        blobs = self._connection().execute(_GRAM_SQL.format(_marks(len(taken))), taken)
        postings = [np.frombuffer(blob, dtype=np.uint32) for (blob,) in blobs]
        weights = [np.full(len(part), 1 / np.log(2 + len(part))) for part in postings]
        owners, places = np.unique(np.concatenate(postings), return_inverse=True)
        scores = np.bincount(places, weights=np.concatenate(weights))
        best = np.argsort(-scores, kind="stable")[:_MOST_CANDIDATES]
        return [int(item) for item in owners[best]]

    def _phrases(self, numbers: Sequence[int]) -> list[tuple[str, str, str, str]]:
        return list(self._connection().execute(_PHRASES_SQL.format(_marks(len(numbers))), numbers))

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            address = f"{self._file.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._local.connection = connection
        return connection


def open_value_index(file: Path) -> ValueIndex:
    """Open an index that `build_value_index` wrote. Raises StateError when it is missing or damaged."""
    try:
        return ValueIndex(file)
    except sqlite3.Error:
        raise StateError(f"the value index {file} is damaged; delete it to have it rebuilt") from None


_LOOKUP_SQL = """
SELECT p.text, p.how, d.name, v.value, p.name FROM phrase p
JOIN value v ON v.id = p.value JOIN dimension d ON d.id = v.dimension WHERE p.text IN ({})
"""
_PHRASES_SQL = """
SELECT p.text, p.name, d.name, v.value FROM phrase p
JOIN value v ON v.id = p.value JOIN dimension d ON d.id = v.dimension WHERE p.id IN ({})
"""


_GRAM_COUNT_SQL = "SELECT key, count FROM gram WHERE key IN ({}) ORDER BY count, key"
_GRAM_SQL = "SELECT phrases FROM gram WHERE key IN ({})"


def _rarest(grams: Sequence[tuple[int, int]]) -> list[int]:
    """The rarest n-grams, until they point to more phrases than can be looked at in time."""
    taken: list[int] = []
    budget = _MOST_POSTINGS
    for key, count in grams:
        if taken and count > budget:
            break
        taken.append(key)
        budget -= count
    return taken


def _marks(count: int) -> str:
    return ",".join("?" * count)


def _same_length_fold(text: str) -> str:
    text = _LONE_SURROGATES.sub("\ufffd", text)
    folded = text.casefold()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := char.casefold()) == 1 else char for char in text)


def _stretches(text: str) -> list[tuple[int, int]]:
    """All runs of up to 24 neighbouring pieces, and those that end in a plural s without it."""
    pieces = [match.span() for match in _PIECES.finditer(text)]
    found: list[tuple[int, int]] = []
    for first, (start, _) in enumerate(pieces):
        for _, end in pieces[first : first + _MOST_PIECES]:
            if end - start > LONGEST_PHRASE:
                break
            found.append((start, end))
            if text[end - 1] == "s" and end - start > 3:
                found.append((start, end - 1))
    return found


def _matches(
    spans: dict[str, list[tuple[int, int, float]]], found: Sequence[tuple[str, How, str, str, str]]
) -> tuple[ValueMatch, ...]:
    hits: dict[tuple[int, int], dict[tuple[str, str], ValueHit]] = {}
    for phrase, how, dimension, value, name in found:
        for start, end, factor in spans[phrase]:
            score = round(_SCORES[how] * factor, 4)
            known = hits.setdefault((start, end), {}).get((dimension, value))
            if known is None or known.score < score:
                hit = ValueHit(dimension, json.loads(value), name, how, score)
                hits[start, end][dimension, value] = hit
    ordered = sorted(hits.items(), key=lambda item: (item[0][0], -item[0][1]))
    return tuple(
        ValueMatch(start, end, tuple(sorted(group.values(), key=lambda hit: (-hit.score, hit.dimension))))
        for (start, end), group in ordered
    )
