"""Why a question is not to be answered, by its build or by a word in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import Vocabulary

_PATTERN_REASONS = ("raw_sql", "injection", "write")
_REASON_OF_PATTERN = {"raw_sql": "raw_sql", "injection": "injection", "write": "write_request"}
_CUES = (
    ("intent.personal", "personal_data"),
    ("intent.system", "outside_catalog"),
    ("intent.outside", "outside_catalog"),
    ("intent.forecast", "forecast"),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: str
    subject: str


def screen(text: str, pieces: Sequence[Piece], vocabulary: Vocabulary) -> Refusal | None:
    """A reason not to answer that the build of the question gives, before anything of it is used."""
    for role in _PATTERN_REASONS:
        found = vocabulary.matching(role, text)
        if found is not None and not (role == "write" and _names_catalog(pieces, found.end() - 1)):
            return Refusal(_REASON_OF_PATTERN[role], found[0].strip())
    for role, reason in _CUES:
        for piece in pieces:
            if piece.is_(role) and not piece.concerns:
                return Refusal(reason, piece.text)
    listed = (
        piece for piece in pieces if piece.is_("intent.personal") and _is_listed(text, piece, vocabulary)
    )
    return next((Refusal("personal_data", piece.text) for piece in listed), None)


def _is_listed(text: str, piece: Piece, vocabulary: Vocabulary) -> bool:
    """Whether a list of it is asked for, whatever it is the name of: 把离网用户的手机号拉个名单."""
    behind, before = text[piece.end :], text[: piece.start]
    if vocabulary.matching("personal.listed_behind", behind) is not None:
        return True
    ends = vocabulary.matching("personal.ends", behind) is not None
    return ends and vocabulary.matching("personal.listed_before", before) is not None


def personal(pieces: Sequence[Piece]) -> Refusal | None:
    """A word for personal data, also where it is a value's name, in a question that names no metric."""
    return next(
        (Refusal("personal_data", piece.text) for piece in pieces if piece.is_("intent.personal")), None
    )


def _names_catalog(pieces: Sequence[Piece], at: int) -> bool:
    return any(piece.start <= at < piece.end and piece.concerns and piece.typo is None for piece in pieces)
