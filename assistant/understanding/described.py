"""Questions about the catalog itself: what a metric means, where it comes from, what there is to ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.catalog.model import Catalog
from assistant.question import Turn
from assistant.resolve.memory import remembered
from assistant.understanding.analyses.marks import Marks, load_vocabulary, marks_of
from assistant.understanding.assemble import content
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.words import load_vocabulary as words_of

ASPECTS = ("versions", "formula", "owner", "pitfalls", "thresholds", "unit", "difference")
"""What of a definition can be asked for by itself; the topic of a Described that defines."""
MEANING, ASPECT_JOINT = "meaning", ","
"""The aspect that is what a metric means, and what stands between several of them in a topic."""
_TOLD = ("versions", "formula", "owner", "pitfalls", "thresholds", "unit", "freshness")
_PARTING = (",", ";", "?", "，", "；", "？")
LAYERS = ("north_star", "key_result", "l1", "l2")
_NEED_NO_WORD_OF_DEFINING = frozenset(ASPECTS)


@dataclass(frozen=True, slots=True)
class Description:
    analysis: Literal["define", "list", "meta"]
    metrics: tuple[str, ...] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    pieces: tuple[Piece, ...]
    catalog: Catalog
    marks: Marks
    before: tuple[str, ...]
    """The metrics of the answer before."""
    asks_meaning: bool
    """The build of the question asks what something means, whatever its words do by themselves."""

    @property
    def named(self) -> tuple[str, ...]:
        return _named(self.pieces, self.catalog)

    def outside(self, *roles: str) -> tuple[Piece, ...]:
        """The pieces that are no part of such marks."""
        caught = [span for item in self.marks.caught(*roles) for span in item.cues]
        spans = [*((mark.start, mark.end) for mark in self.marks.of(*roles)), *caught]
        return tuple(
            p for p in self.pieces if p.metrics or not any(s <= p.start and p.end <= e for s, e in spans)
        )

    def has(self, role: str) -> bool:
        return any(piece.is_(role) and not piece.concerns for piece in self.pieces)


def description(
    text: str, pieces: tuple[Piece, ...], catalog: Catalog, turns: Sequence[Turn], asks_meaning: bool = False
) -> Description | None:
    """What a normalised question wants to know about the catalog, the last answer or the product."""
    if turns and words_of().matching("person.owning", text) is not None:
        return None  # "who owns them" is about what was shown
    marks = marks_of(text, pieces, load_vocabulary("dictionary"))
    before = turns[-1].query if turns else None
    asked = _Asked(pieces, catalog, marks, before.metrics if before is not None else (), asks_meaning)
    return next((found for rule in _RULES if (found := rule(asked)) is not None), None)


# ── the last answer, the product ────────────────────────────────────────────────────────────────────


def _last_sql(asked: _Asked) -> Description | None:
    return Description("meta", topic="last_sql") if asked.has("intent.last_sql") else None


def _help(asked: _Asked) -> Description | None:
    said = content(asked.pieces)
    alone = len(said) == 1 and said[0].is_("intent.help")
    return Description("meta", topic="help") if alone and not asked.named else None


def _freshness(asked: _Asked) -> Description | None:
    plain = not any(map(_narrows, asked.outside("freshness.ask")))
    told = asked.has("intent.freshness") or (asked.marks.has("freshness.ask") and asked.named)
    return Description("meta", asked.named, "freshness") if told and plain else None


def _lineage(asked: _Asked) -> Description | None:
    """Of a metric without conditions; "where do leads come from" asks for a breakdown."""
    said = asked.outside("lineage.ask", "lineage.number")
    if not asked.marks.has("lineage.ask") or any(map(_narrows, said)):
        return None
    if asked.named:
        changed = any(piece.is_("shape.growth", "shape.rise", "shape.fall") for piece in said)
        grouped = any(piece.dimensions and not piece.metrics for piece in said)
        return None if changed or grouped else Description("meta", asked.named, "lineage")
    points = asked.marks.has("lineage.number")
    return Description("meta", asked.before, "lineage") if asked.before and points else None


# ── several things about a metric ──────────────────────────────────────────────────────────────────


def _several(asked: _Asked) -> Description | None:
    """Two or more things that are asked of a metric at once: "the definition of FRT and how often it is refreshed"."""
    if not asked.named or any(map(_narrows, asked.outside("freshness.ask"))):
        return None
    places = {each: place for each in _TOLD if (place := _place_of(asked, each)) is not None}
    defined = [p.start for p in asked.outside(*(f"{each}.ask" for each in places)) if _is_cue(p)]
    if defined:
        places[MEANING] = defined[0]
    ordered = sorted(places, key=lambda each: places[each])
    if len(ordered) < 2 or not _is_parted(asked, places[ordered[0]], places[ordered[-1]]):
        return None
    return Description("define", asked.named, ASPECT_JOINT.join(ordered))


def _place_of(asked: _Asked, aspect: str) -> int | None:
    """Where it is asked for."""
    marks = [mark.start for mark in asked.marks.of(f"{aspect}.ask")]
    caught = [start for item in asked.marks.caught(f"{aspect}.ask") for start, _ in item.cues]
    said = [p.start for p in asked.pieces if aspect == "freshness" and p.is_("intent.freshness")]
    return min((*marks, *caught, *said), default=None)


def _is_cue(piece: Piece) -> bool:
    return piece.is_("intent.define") and not piece.concerns


def _is_parted(asked: _Asked, first: int, last: int) -> bool:
    """Whether "and" or a comma stands between the two."""
    between = [piece for piece in asked.pieces if first < piece.start < last]
    return any(piece.is_("join.and") or piece.text in _PARTING for piece in between)


# ── definitions ─────────────────────────────────────────────────────────────────────────────────────


def _definition(asked: _Asked) -> Description | None:
    aspect = next((each for each in ASPECTS if asked.marks.has(f"{each}.ask")), "")
    metrics = asked.named
    if aspect == "difference" and len(metrics) < 2:
        aspect = ""
    told = _defines(asked.pieces, metrics) or (asked.asks_meaning and bool(metrics))
    told = told or (asked.marks.has("define.ask") and _is_alone(asked))
    if not told and aspect in _NEED_NO_WORD_OF_DEFINING:
        told = _is_plain(asked, aspect)
    wanted = metrics or asked.before
    aspect = aspect or ("difference" if len(metrics) > 1 and not any(p.terms for p in asked.pieces) else "")
    return Description("define", wanted, aspect) if told and wanted else None


def _is_alone(asked: _Asked) -> bool:
    """Beside the words that ask there are only metrics."""
    said = content(asked.outside("define.ask"))
    return bool(said) and all(piece.metrics or piece.terms for piece in said)


def _is_plain(asked: _Asked, aspect: str) -> bool:
    """Nothing narrows the metric down or splits it: no value, period, number or dimension."""
    said = content(asked.outside(f"{aspect}.ask"))
    return not any(_narrows(p) or p.number is not None or (p.dimensions and not p.metrics) for p in said)


def _narrows(piece: Piece) -> bool:
    """A value that is no metric's name, or a period."""
    return bool(piece.values and not (piece.metrics or piece.terms)) or _is_period(piece)


def _is_period(piece: Piece) -> bool:
    return piece.time is not None and piece.time.kind not in ("grain", "comparison")


def _defines(pieces: Sequence[Piece], metrics: tuple[str, ...]) -> bool:
    cues = [
        piece
        for at, piece in enumerate(pieces)
        # 末次触点口径 is how to compute, not a question about it.
        if piece.is_("intent.define")
        and not piece.concerns
        and not (at and pieces[at - 1].parameters)
        and not _by_definition(pieces[at + 1 :])
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


def _by_definition(behind: Sequence[Piece]) -> bool:
    """Whether a number is asked for as one definition has it: 全成本口径下每条线索多少钱."""
    return bool(behind) and behind[0].text in words_of().codewords["under"]


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


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────


def _dimensions(asked: _Asked) -> Description | None:
    metrics = asked.named or asked.before
    if not asked.marks.has("dimensions.ask") or not metrics:
        return None
    return Description("list", metrics, "dimensions")


def _list(asked: _Asked) -> Description | None:
    about = next((item for item in asked.marks.caught("list.about") if "topic" in item.parts), None)
    if about is not None:
        return Description("list", topic=asked.marks.text[slice(*about.parts["topic"])].strip())
    told = asked.has("intent.list") or asked.marks.caught("list.ask") or asked.marks.has("list.about")
    topic = _topic(asked)
    if not told and not (topic and asked.marks.has("list.ask")):
        return None
    if asked.has("intent.define") and not asked.marks.caught("list.ask"):
        return None
    return Description("list", topic=topic)


def _topic(asked: _Asked) -> str:
    """An owner or layer of metrics that is named in the question, in the catalog's own words or everyday ones."""
    spoken = {word for piece in asked.pieces for word in words(piece.text)}
    owners, layers = remembered(asked.catalog, "topics", lambda: _topics(asked.catalog))
    for topic in (*owners, *layers):
        if set(words(topic)) <= spoken:
            return topic
    for role, topics in (("owner", owners), ("layer", layers)):
        for topic in topics:
            if asked.marks.of(f"{role}.{topic.lower()}", *(f"{role}.{word}" for word in words(topic))):
                return topic
    return ""


def _topics(catalog: Catalog) -> tuple[list[str], list[str]]:
    """Owners and layers of the metrics."""
    cards = [metric.card for metric in catalog.metrics.values() if not metric.hidden]
    return (
        sorted({card.owner for card in cards if card.owner}),
        sorted({layer for card in cards for layer in card.layers}),
    )


_RULES: tuple[Callable[[_Asked], Description | None], ...] = (
    _last_sql,
    _dimensions,
    _list,
    _lineage,
    _several,
    _freshness,
    _definition,
    _help,
)
