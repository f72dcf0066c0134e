"""A noun that only ends the name of a value: the 端 of 手机端, whatever else of the catalog is called so."""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def ends_value(draft: Draft, at: int) -> bool:
    """Whether it is such a noun, right behind a word that is read as a value by itself."""
    if not at or draft.between(at - 1, at) or draft.pieces[at].metrics:
        return False
    means, _ = draft.meanings.get(at - 1, ("", ""))
    return means == "value" and draft.pieces[at].text in load_vocabulary().listed["nouns"]


def read_value_endings(draft: Draft) -> None:
    """Those that the catalog knows nothing by."""
    for at, piece in enumerate(draft.pieces):
        if draft.free(at) and not piece.concerns and ends_value(draft, at):
            draft.read(at, "filler", piece.text)
