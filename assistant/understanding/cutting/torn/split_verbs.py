"""Verbs with their object apart, as Chinese says them: the 用电量 of 用了多少电, the 报名 of 报过名, the 上课节数 of 上了多少节课."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.retrieval.concepts import thesaurus
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import EntityName, Lexicon, MetricName
from assistant.understanding.words import load_vocabulary

_ASKED = "shape.how_many"
_INSIDE = ("order.counter", "threshold.unit", "join.of")
"""What may be counted between the two: 停了多少小时的机."""
_MOST_INSIDE = 5
"""Pieces that may stand between the verb and its object."""
_PLAIN = frozenset({"filler.plain"})


def with_split_verbs(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with the object read as the metric whose name begins with the verb and it, where nothing stands between
    the two but how the verb is said and how many are asked for. A number between them limits, and is none of that.
    """
    out = list(pieces)
    for at, verb in enumerate(pieces):
        splits = _is_character(verb) and not _asks_who(pieces[:at])
        found = _object_of(pieces, at, lexicon) if splits else None
        if found is not None:
            place, named = found
            if not named:  # a word of business for what metrics may be found by: 讲课
                out[at] = Piece(verb.start, verb.end, verb.text, _PLAIN)
                out[place] = replace(pieces[place], text=verb.text + pieces[place].text)
                continue
            metrics = tuple(entry for entry in named if isinstance(entry, MetricName))
            entities = tuple(entry for entry in named if isinstance(entry, EntityName))
            old = pieces[place]
            out[at] = Piece(verb.start, verb.end, verb.text, _PLAIN)
            out[place] = replace(Piece(old.start, old.end, old.text), metrics=metrics, entities=entities)
    return tuple(out)


def _asks_who(before: Sequence[Piece]) -> bool:
    """Whether so many of some are asked for who did it: 多少家经纪公司出过单 is no number of 出单."""
    asked = [at for at, piece in enumerate(before) if piece.is_(_ASKED) and not piece.concerns]
    return bool(asked) and any(piece.concerns for piece in before[asked[-1] :])


def _is_character(piece: Piece) -> bool:
    """Whether it is one character that the catalog has no name for."""
    plain = not (piece.concerns or piece.mark or piece.time or piece.number)
    return plain and len(piece.text) == 1 and has_cjk(piece.text)


def _object_of(
    pieces: Sequence[Piece], at: int, lexicon: Lexicon
) -> tuple[int, tuple[MetricName | EntityName, ...]] | None:
    """Where the object stands of a verb at `at`, and what both name."""
    aspect = load_vocabulary().codewords["split_aspect"]
    said, asked = False, ""
    word: int | None = None
    for place in range(at + 1, min(len(pieces), at + 2 + _MOST_INSIDE)):
        piece = pieces[place]
        if piece.start != pieces[place - 1].end or piece.concerns or piece.mark or piece.number:
            return None
        ends = piece.text[-1] if _holds_object(piece) else piece.text if _is_character(piece) else ""
        if (said or asked) and ends:
            between = asked + piece.text.removesuffix(ends)
            named = _named(pieces[at].text + ends, between, lexicon)
            if named:
                return place, named
            if piece.unread and pieces[at].unread and _is_word(pieces[at].text + piece.text):
                word = place
        if piece.text in aspect:
            said = True
        elif piece.is_(_ASKED) or piece.text in load_vocabulary().codewords["unmeasured"]:
            asked = piece.text
        elif not (asked and piece.is_(*_INSIDE)):
            break
        else:
            asked += "" if piece.is_("join.of") else piece.text
    return (word, ()) if word is not None else None


def _is_word(verb: str) -> bool:
    """Whether the verb with its object is one word of general language."""
    parts = thesaurus().parts(verb)
    return len(parts) == 1 and bool(parts[0].concepts) and parts[0].words == (verb,)


def _holds_object(piece: Piece) -> bool:
    """Whether its last character may be the object of a verb: the 款 of 退了多少款, the 电 of 用了几度电."""
    counts = len(piece.text) > 1 and piece.is_(_ASKED)
    return (counts and piece.text[-1] in load_vocabulary().codewords["money_objects"]) or (
        len(piece.text) > 1 and piece.is_("threshold.unit") and has_cjk(piece.text)
    )


def _named(verb: str, asked: str, lexicon: Lexicon) -> tuple[MetricName | EntityName, ...]:
    """What the verb with its object names, first of all as the number of what is counted: 上课节数 for 多少节."""
    codewords = load_vocabulary().codewords
    ends = codewords["split_ends"]
    if verb[-1] in codewords["money_objects"] and asked.endswith(tuple(codewords["unmeasured"])):
        ends = codewords["split_amounts"]  # 退了多少费 asks for money, 退了多少次费 for times
        if not any(lexicon.phrases.get(verb + end) for end in ends):
            return ()
    counted = (verb + asked[-1:] + end for end in ends) if asked else ()
    for name in (*counted, *(verb + end for end in ends if asked), verb):
        entries = lexicon.phrases.get(name)
        named = tuple(entry for entry in entries if isinstance(entry, MetricName | EntityName))
        if any(isinstance(entry, MetricName) for entry in named):
            return named
    return ()
