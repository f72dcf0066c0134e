"""Tables that a question says it is about: the 护士表中 of 护士表中共有多少条记录, "how many rows are in the orders table". What a
table holds is counted where nothing else is asked; beside another number the table only says which rows that is of.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.known import model_of_rows
from assistant.understanding.neighbours import HOW_MANY, only_bare
from assistant.understanding.words import load_vocabulary

TABLE = "filler.table"
"""The role of the things whose table is named."""


def name_tables(draft: Draft) -> None:
    """Read the word for a table behind its things, and those for its rows."""
    words = load_vocabulary().codewords
    if load_vocabulary().matching("table.said", draft.ground.text):
        _read_records(draft)
    for at in range(1, len(draft.pieces)):
        piece = draft.pieces[at]
        if piece.concerns or piece.text not in words["table"] or draft.between(at - 1, at).strip():
            continue
        thing = draft.pieces[at - 1]
        if (
            not (thing.entities or thing.dimensions)
            or thing.terms
            or not (only_bare(thing) or thing.entities)
        ):
            continue
        draft.read(at, "filler", piece.text)
        behind = at + 1
        if behind < len(draft.pieces) and draft.pieces[behind].text in words["inside_table"]:
            draft.read(behind, "filler")
        _read_records(draft)
        if _asks_more(draft, at - 1):
            roles = thing.roles | {TABLE, "filler.plain"}
            draft.put(at - 1, replace(thing, metrics=(), values=(), roles=roles))
            draft.read(at - 1, "filler", thing.text)
            draft.assume("weak_word", thing.text)


def check_tables(draft: Draft) -> None:
    """Raises ImpossibleError where what is asked is of other rows than those of the table."""
    catalog = draft.ground.catalog
    for piece in draft.pieces:
        if not piece.is_(TABLE):
            continue
        own = _models(draft, piece)
        if any(own.isdisjoint(model_of_rows(catalog, catalog.metrics[name])) for name in draft.metrics):
            raise ImpossibleError("unread_condition", piece.text, told=True)


def _models(draft: Draft, piece: Piece) -> set[str]:
    models = draft.ground.catalog.models
    named = {item.model for item in piece.entities if models[item.model].primary_entity == item.entity}
    return named or {item.model for item in piece.dimensions}


def _read_records(draft: Draft) -> None:
    """The 记录 of 多少条记录, the "rows" of "how many rows"."""
    for at in range(1, len(draft.pieces)):
        piece = draft.pieces[at]
        asked = draft.has(at - 1, *HOW_MANY) and not draft.pieces[at - 1].concerns
        if asked and not piece.concerns and piece.text in load_vocabulary().codewords["record"]:
            draft.read(at, "filler", piece.text)


def _asks_more(draft: Draft, at: int) -> bool:
    """Whether a number is named by something else than the things of the table."""
    return any(
        place != at and (piece.terms or (piece.metrics and not only_bare(piece)))
        for place, piece in enumerate(draft.pieces)
    )
