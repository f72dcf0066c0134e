"""What a question asks for beside numbers: refusals by their cues, and questions about the catalog itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.catalog.model import Catalog
from assistant.question import Turn
from assistant.understanding.assemble import content
from assistant.understanding.pieces import Piece
from assistant.understanding.tokens import words
from assistant.understanding.words import Vocabulary

_PATTERN_REASONS = ("raw_sql", "injection", "write")
_REASON_OF_PATTERN = {"raw_sql": "raw_sql", "injection": "injection", "write": "write_request"}
_CUES = (
    ("intent.personal", "personal_data"),
    ("intent.system", "outside_catalog"),
    ("intent.outside", "outside_catalog"),
    ("intent.forecast", "forecast"),
)
ANALYSES = ("diagnose", "funnel", "cohort", "path", "attribution", "abtest", "alert")


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: str
    subject: str


@dataclass(frozen=True, slots=True)
class Description:
    analysis: Literal["define", "list", "meta"]
    metrics: tuple[str, ...] = ()
    topic: str = ""


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
    return None


def unsupported(pieces: Sequence[Piece]) -> Refusal | None:
    """An analysis that is more than one query; the subject is its kind."""
    for kind in ANALYSES:
        if any(piece.is_(f"intent.{kind}") and not piece.concerns for piece in pieces):
            return Refusal("unsupported_analysis", kind)
    return None


def personal(pieces: Sequence[Piece]) -> Refusal | None:
    """A word for personal data, also where it is a value's name, in a question that names no metric."""
    return next(
        (Refusal("personal_data", piece.text) for piece in pieces if piece.is_("intent.personal")), None
    )


def description(
    pieces: Sequence[Piece], catalog: Catalog, turns: Sequence[Turn], asks_meaning: bool = False
) -> Description | None:
    """What the question wants to know about the catalog, the last answer or the product.

    `asks_meaning`: its build asks what something means, whatever its words do by themselves.
    """
    if _has(pieces, "intent.last_sql"):
        return Description("meta", topic="last_sql")
    metrics = _named(pieces, catalog)
    if _has(pieces, "intent.list") and not _has(pieces, "intent.define"):
        return Description("list", topic=_topic(pieces, catalog))
    if _has(pieces, "intent.freshness"):
        return Description("meta", metrics, "freshness")
    if (asks_meaning and metrics) or _defines(pieces, metrics):
        before = turns[-1].query if turns else None
        wanted = metrics or (before.metrics if before is not None else ())
        return Description("define", wanted) if wanted else None
    if not metrics and _has(pieces, "intent.help") and len(content(tuple(pieces))) == 1:
        return Description("meta", topic="help")
    return None


def _defines(pieces: Sequence[Piece], metrics: tuple[str, ...]) -> bool:
    cues = [
        piece
        for at, piece in enumerate(pieces)
        # 末次触点口径 is how to compute, not a question about it.
        if piece.is_("intent.define") and not piece.concerns and not (at and pieces[at - 1].parameters)
    ]
    said = content(tuple(pieces))
    if cues:
        ambivalent = all(piece.is_("join.versus", "join.than", "shape.compare") for piece in cues)
        plain = not any(piece.values or piece.time for piece in said)
        return plain and len(metrics) > 1 if ambivalent else True
    asked = [piece for piece in pieces if piece.is_("intent.what_is")]
    rest = [piece for piece in said if piece not in asked]
    if not asked or len(rest) != 1 or not (rest[0].metrics or rest[0].terms):
        return False
    between = [piece for piece in pieces if not piece.mark and piece not in asked and piece is not rest[0]]
    return not between


def _named(pieces: Sequence[Piece], catalog: Catalog) -> tuple[str, ...]:
    """Metrics by name, an ambiguous term as all of its candidates."""
    found: list[str] = []
    for piece in pieces:
        if piece.terms:
            ambiguity = piece.terms[0].ambiguity
            found += [ambiguity.default] if ambiguity.default else ambiguity.candidates
        elif piece.metrics:
            best = max(name.strength for name in piece.metrics)
            found += [name.metric for name in piece.metrics if name.strength == best]
    return tuple(name for name in dict.fromkeys(found) if name in catalog.metrics)


def _topic(pieces: Sequence[Piece], catalog: Catalog) -> str:
    """An owner or layer of metrics that is named in the question."""
    spoken = {word for piece in pieces for word in words(piece.text)}
    cards = [metric.card for metric in catalog.metrics.values() if not metric.hidden]
    topics = {card.owner for card in cards if card.owner} | {layer for card in cards for layer in card.layers}
    return next((topic for topic in sorted(topics) if set(words(topic)) <= spoken), "")


def _has(pieces: Sequence[Piece], role: str) -> bool:
    return any(piece.is_(role) and not piece.concerns for piece in pieces)


def _names_catalog(pieces: Sequence[Piece], at: int) -> bool:
    return any(piece.start <= at < piece.end and piece.concerns and piece.typo is None for piece in pieces)
