"""Verbs that are asked for by number each: 曝光了多少次、被点了多少下."""

from __future__ import annotations

import re

from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def asks_for_itself(draft: Draft, at: int) -> bool:
    """Whether the verb asks for a number of its own, beside others that are asked for: it repeats no name of theirs."""
    asked = number_asked(draft, draft.pieces[at])
    if asked is None:
        return False
    end = draft.pieces[at].end
    own = range(end, end + asked.end()) if has_cjk(draft.pieces[at].text) else range(0)
    places = {place for name, place in draft.focus.items() if name in draft.metrics and place != at}
    others = {place for place in places if draft.pieces[place].start not in own}  # 接了多少单 asks for 多少单
    return len(others) > 1 or any(_has_number(draft, place) for place in others)


def _has_number(draft: Draft, at: int) -> bool:
    """Whether the metric is asked for in words of its own: 曝光了多少次, 点击率多少, 多少单."""
    piece, vocabulary = draft.pieces[at], load_vocabulary()
    behind = vocabulary.matching("number.asked", draft.ground.text[piece.end :])
    return behind is not None or vocabulary.matching("number.asked", piece.text) is not None


def number_asked(draft: Draft, piece: Piece) -> re.Match[str] | None:
    """The words that ask how often the verb was done."""
    text, vocabulary = draft.ground.text, load_vocabulary()
    if has_cjk(piece.text):
        return vocabulary.matching("times.behind", text[piece.end :])
    return vocabulary.matching("times.before", text[: piece.start])
