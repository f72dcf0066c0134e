"""What is asked for behind a question word is never passed over: the 课 of 约满率最高的是什么课."""

from __future__ import annotations

from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.words import load_vocabulary


def check_asked_kinds(draft: Draft) -> None:
    """Raises ImpossibleError where a word that names nothing stands right behind one that asks what or which."""
    for at, piece in enumerate(draft.pieces):
        left = piece.unread and draft.meanings.get(at, ("",))[0] == "filler"
        if left and load_vocabulary().matching("asked.kind_before", draft.ground.text[: piece.start]):
            raise ImpossibleError("unread_condition", piece.text, told=True)
