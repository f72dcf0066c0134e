"""The lexicon of a catalog on disk, which the first question of a process would else wait for.

A file that is missing, damaged, foreign or not writable costs time, never the answer.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from assistant.catalog.model import Catalog
from assistant.kept import code_version, packed, read_kept, write_kept
from assistant.resolve.memory import remembered
from assistant.understanding.lexicon import Lexicon, lexicon_of


def recall_lexicon(catalog: Catalog, folder: Path) -> None:
    """Has `lexicon_of` find the catalog's lexicon in `folder`, or keeps it there. Each part of a catalog that a role sees has
    a file of its own.
    """
    file = folder / f"lexicon-{_named(catalog)}.pickle"
    found = read_kept(file)
    if isinstance(found, Lexicon):
        remembered(catalog, "lexicon", lambda: found)
    else:
        lexicon = lexicon_of(catalog)
        write_kept(file, lambda: packed(lexicon))


def _named(catalog: Catalog) -> str:
    """By everything that it is made of: the catalog's files, what of them is shown, the types of the warehouse's columns,
    words and code.
    """
    shown = [metric.name for metric in catalog.metrics.values() if not metric.hidden]
    for model in catalog.models.values():
        for item in model.dimensions.values():
            values = [str(each.value) for each in item.values if each.declared]
            shown.append(f"{model.name}.{item.name} {item.data_type} {item.labels} {values}")
        shown += [f"{model.name} {name}" for name in (*model.entities, *model.parameters)]
    shown += [f"{item.terms} {item.candidates}" for item in catalog.ambiguities]
    shown += catalog.playbooks.segments
    return hashlib.sha256("\n".join((catalog.version, code_version(), *shown)).encode()).hexdigest()[:16]
