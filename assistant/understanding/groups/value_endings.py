"""A noun that only ends the name of a value: the 端 of 手机端, the "status" of "gold status", whatever else of the catalog is called so."""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def ends_value(draft: Draft, at: int) -> bool:
    """Whether it is such a noun, right behind a word that is read as a value by itself."""
    if not at or draft.between(at - 1, at).strip() or draft.pieces[at].metrics:
        return False
    if draft.between(at - 1, at) and not draft.pieces[at].text.isascii():
        return False
    means, _ = draft.meanings.get(at - 1, ("", ""))
    return means == "value" and draft.pieces[at].text in load_vocabulary().listed["nouns"]


def read_carrying(draft: Draft) -> None:
    """The 带 of 带促销标记的订单, right before what is said to hold of the things anyway."""
    for at, piece in enumerate(draft.pieces[:-1]):
        means, value = draft.meanings.get(at + 1, ("", ""))
        held = means == "value" and value.rpartition("=")[2] == str(True)
        close = draft.between(at, at + 1) == ""
        if held and close and draft.free(at) and piece.text in load_vocabulary().codewords["carrying"]:
            draft.read(at, "filler", piece.text)


def read_value_endings(draft: Draft) -> None:
    """Those that the catalog knows nothing by."""
    for at, piece in enumerate(draft.pieces):
        if draft.free(at) and not piece.concerns and ends_value(draft, at):
            draft.read(at, "filler", piece.text)
