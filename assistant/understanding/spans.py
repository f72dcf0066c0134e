"""What the words of a question are said to mean, for people to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.question import Language
from assistant.reading import Meaning, Reading, Span
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.normalize import Normalized
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft, soft


def meanings_of(draft: Draft | None) -> dict[tuple[int, int], tuple[Meaning, str]]:
    if draft is None:
        return {}
    passed: dict[int, tuple[Meaning, str]] = {
        at: ("filler", piece.text) for at, piece in enumerate(draft.pieces) if soft(piece)
    }
    said = passed | draft.meanings
    return {(draft.pieces[at].start, draft.pieces[at].end): meaning for at, meaning in said.items()}


def rough_meaning(piece: Piece) -> tuple[Meaning, str]:
    """What a piece means by itself, for readings that end before a query is assembled."""
    if piece.metrics:
        return "metric", piece.metrics[0].metric
    if piece.terms:
        return "metric", piece.text
    if piece.values:
        return "value", str(piece.values[0].value)
    if piece.dimensions:
        return "dimension", piece.dimensions[0].dimension
    if piece.entities:
        return "dimension", piece.entities[0].entity
    if piece.parameters:
        return "parameter", piece.parameters[0].parameter
    if piece.segments:
        return "filter", piece.segments[0].segment
    if piece.key is not None:
        return "value", piece.text
    if piece.time is not None:
        return (
            "grain"
            if piece.time.kind == "grain"
            else "comparison"
            if piece.time.kind == "comparison"
            else "time"
        ), piece.text
    if piece.number is not None:
        return "number", str(piece.number.value)
    if any(role.startswith("intent.") for role in piece.roles):
        return "analysis", piece.text
    return ("filler" if piece.filler or soft(piece) else "connective"), piece.text


def _goes_with(before: Piece, piece: Piece) -> bool:
    """Whether a character of no meaning and the one right behind it, which is unread, are one word: 投 and 诉 of 投诉."""
    lone = len(before.text) == len(piece.text) == 1 and has_cjk(before.text) and has_cjk(piece.text)
    return lone and before.end == piece.start and before.filler


def reading_of(
    language: Language,
    text: Normalized,
    pieces: Sequence[Piece],
    said: Sequence[Piece],
    draft: Draft | None,
    told: Mapping[tuple[int, int], tuple[Meaning, str]],
) -> Reading:
    """The words with what they mean, and those that nothing has read.

    `said` are all pieces of the question, `pieces` those that are left to be read once others have picked an
    offered reading or taken something back; `told` says what those meant, by where they stand.
    """
    spans: list[Span] = []
    unread: list[str] = []
    meanings = meanings_of(draft)
    ended = -1
    single: Piece | None = None
    left = {(piece.start, piece.end) for piece in draft.unread()} if draft is not None else set()
    own = {(piece.start, piece.end) for piece in pieces}
    taken = [piece for piece in said if (piece.start, piece.end) not in own]
    for piece in sorted((*pieces, *taken), key=lambda piece: piece.start):
        place = (piece.start, piece.end)
        if place in left or (draft is None and piece.unread and place in own):
            joined = unread and ended == piece.start
            whole = (
                single.text + piece.text if single is not None and _goes_with(single, piece) else piece.text
            )
            unread[-1:] = [unread[-1] + piece.text] if joined else [*unread[-1:], whole]
            ended = piece.end
            continue
        single = piece
        start, end = text.origin(piece.start, piece.end)
        if (
            not piece.mark or end - start > 1 or has_cjk(piece.text)
        ):  # a mark may stand for words: the "in the name" of "'x' in the name"
            means, value = meanings.get(place) or told.get(place) or rough_meaning(piece)
            score = 0.9 if piece.typo else 1.0
            spans.append(Span(text.raw[start:end], start, end, means, value, score))
    return Reading(language, tuple(spans), tuple(unread))
