"""Words that describe a thing and that nothing has read: a last look before an answer, whatever rule took them for
filler. The 企业 of 企业工单 says which tickets, and an answer about all of them would be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.reading import Reading
from assistant.retrieval.concepts import thesaurus
from assistant.understanding.cutting.normalize import Normalized
from assistant.understanding.cutting.pieces import DEGREES, Piece
from assistant.understanding.meaning.cards import Card
from assistant.understanding.neighbours import unknown_before
from assistant.understanding.words import load_vocabulary


def described_left(
    said: Sequence[Piece], reading: Reading, text: Normalized, cards: Sequence[Card]
) -> tuple[str, ...]:
    """The unknown words right before the name of a thing, or only 的 between, that the reading has as filler, and that
    none of the metrics speaks of on its card.

    The loaded of "most loaded people" is what the ranking is by, and the 负责 of 张三负责的客户 what links the two.
    """
    means = {(span.start, span.end): span.means for span in reading.spans}
    left = [(piece, means.get(text.origin(piece.start, piece.end))) for piece in _describing(said)]
    return tuple(
        piece.text
        for piece, read in left
        if (read == "filler" and not any(card.speaks_of(piece.text) for card in cards))
        or (read == "metric" and not any(_is_about(piece, card) for card in cards))
    )


def _is_about(piece: Piece, card: Card) -> bool:
    """Whether a metric that was found by its meaning can have been found by this word."""
    return all(card.is_about(part) for part in thesaurus().parts(piece.text))


def _describing(said: Sequence[Piece]) -> Iterator[Piece]:
    for before, first, thing in unknown_before(said):
        ranked = before is not None and before.is_(*DEGREES)
        doing = before is not None and bool(before.values) and first.start - before.end <= 1
        named = (
            thing.metrics or thing.dimensions or thing.entities or (thing.values and not thing.text.isascii())
        )
        inside = before is not None and before.end == first.start and _is_looked_into(before)
        by_verb = _is_done_most(said, first, thing)
        if len(first.text) > 1 and named and not (ranked or doing or inside or by_verb):
            yield first
    vocabulary = load_vocabulary()
    for thing, verb, done in zip(said, said[1:], said[2:], strict=False):
        happened = (
            verb.text in vocabulary.codewords["passive"] and done.text in vocabulary.codewords["qualifying"]
        )
        if happened and not done.concerns and (thing.metrics or thing.entities):
            yield done  # "how many orders were delivered"


def _is_done_most(said: Sequence[Piece], verb: Piece, thing: Piece) -> bool:
    """Whether a verb that says nothing new has the thing as its object, of which somebody did the most: 接待咨询最多的顾问."""
    if verb.text.isascii() or not any(verb.text in light.forms for light in load_vocabulary().light):
        return False
    behind = next((piece for piece in said if piece.start >= thing.end and not piece.filler), None)
    return behind is not None and behind.is_(*DEGREES)


def _is_looked_into(piece: Piece) -> bool:
    """Whether something is looked at within each of it: the 每个季度 of 每个季度内部的排名."""
    return (piece.time is not None and piece.time.kind == "grain") or bool(piece.dimensions)
