"""An index of few changes on top of another one, so that a changed metric needs no new index of all.

What was indexed stays as it is, for whoever is reading it; documents that are gone or changed are left out
of what it finds, and the changed and new ones are compared with every question one by one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.documents import Document
from assistant.retrieval.embeddings import Embeddings
from assistant.retrieval.index_folder import BASE, READY, base_of, is_ready

MOST = 64
"""Documents that may be gone or new; with more, everything is indexed again."""
_MADE, _OVERLAY, _VECTORS = "made.json", "overlay.json", "overlay.npz"


@dataclass(frozen=True, slots=True)
class Overlay:
    """`gone` are places in the index of `base`, `vectors` one row for each document that is `added`."""

    base: Path
    gone: frozenset[int]
    added: tuple[Document, ...] = ()
    vectors: NDArray[np.float32] | None = None


def note_made(folder: Path, made: str, documents: Sequence[Document]) -> None:
    """Remember of a whole index how it was made and of what, for those on top of it."""
    prints = [_print(document) for document in documents]
    (folder / _MADE).write_text(json.dumps({"made": made, "prints": prints}), encoding="utf-8")


def overlay_on(root: Path, made: str, documents: Sequence[Document]) -> Overlay | None:
    """The changes since the newest whole index made in the same way; None where these are too many."""
    bases = [folder for folder in root.iterdir() if is_ready(folder) and (folder / _MADE).is_file()]
    bases.sort(key=lambda folder: (folder / READY).stat().st_mtime, reverse=True)
    prints = [_print(document) for document in documents]
    for base in bases:
        known = json.loads((base / _MADE).read_text(encoding="utf-8"))
        if known["made"] != made:
            continue
        before, now = set(known["prints"]), set(prints)
        gone = frozenset(place for place, each in enumerate(known["prints"]) if each not in now)
        added = tuple(item for item, each in zip(documents, prints, strict=True) if each not in before)
        if len(gone) + len(added) <= MOST:
            return Overlay(base, gone, added)
    return None


def write_overlay(folder: Path, found: Overlay, embeddings: Embeddings) -> None:
    """Raises ModelError where an endpoint gives no vectors."""
    vectors = embeddings.embed([item.text for item in found.added]) if found.added else np.zeros((0, 1))
    np.savez(folder / _VECTORS, allow_pickle=False, vectors=vectors)
    document = {
        "gone": sorted(found.gone),
        "added": [document_row(item) for item in found.added],
    }
    (folder / _OVERLAY).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    (folder / BASE).write_text(found.base.name, encoding="utf-8")


def read_overlay(folder: Path) -> Overlay:
    """Of a folder that holds a whole index, one without changes."""
    file = folder / _OVERLAY
    if not file.is_file():
        return Overlay(folder, frozenset())
    known = json.loads(file.read_text(encoding="utf-8"))
    vectors = np.load(folder / _VECTORS, allow_pickle=False)["vectors"]
    added = tuple(document_of(row) for row in known["added"])
    return Overlay(base_of(folder) or folder, frozenset(known["gone"]), added, vectors)


def document_row(document: Document) -> list[Any]:
    return [
        document.name, document.kind, document.phrases, document.texts, document.inputs, document.unit,
    ]  # fmt: skip


def document_of(row: Sequence[Any]) -> Document:
    name, kind, phrases, texts, inputs, unit = row
    return Document(name, kind, tuple(phrases), tuple(texts), tuple(inputs), unit)


def _print(document: Document) -> str:
    parts = (document.phrases, document.texts, document.inputs, (document.name, document.kind, document.unit))
    text = "\x1e".join("\x1f".join(part) for part in parts)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
