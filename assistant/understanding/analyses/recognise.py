"""Which analysis a question asks for, if any: an ordered tuple of rules over its marks.

A cue is *certain* where the words ask by themselves. Where they only name an analysis (a funnel, a path), the plain
reading goes first: "funnel conversion rate" may well be a metric.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

from assistant.analysis_request import AlertDelivery, AnalysisKind
from assistant.catalog.model import Catalog
from assistant.understanding.analyses.alerts import limit_of
from assistant.understanding.analyses.claims import Stated, stated_change
from assistant.understanding.analyses.marks import Found, Mark, Marks, load_vocabulary, marks_of, stands
from assistant.understanding.analyses.plain import plain_words
from assistant.understanding.analyses.playbook_names import (
    Named,
    named_playbooks,
    numbers_of,
    variant_values,
)
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import BARE

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the rules see it."""

    catalog: Catalog
    pieces: tuple[Piece, ...]
    marks: Marks
    named: tuple[Named, ...]

    def metrics(self, outside: Spans = ()) -> tuple[Piece, ...]:
        """Pieces that name a metric, or several, by more than a bare word."""
        return tuple(
            piece
            for piece in self.pieces
            if (piece.terms or any(name.strength > BARE for name in piece.metrics))
            and not any(start < piece.end and piece.start < end for start, end in outside)
        )


@dataclass(frozen=True, slots=True)
class Cue:
    """`kind` None: the question is a plain one, in which `spans` say nothing new."""

    kind: AnalysisKind | None
    aspect: str = ""
    certain: bool = True
    spans: Spans = ()
    """Words that ask, which are not part of the scope."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """What a pattern named: `start` and `end` of a path or funnel, in the words of the question."""
    stated: Stated | None = None
    plain: Spans = ()
    """Words that say nothing where the question is read for its numbers, which is tried first."""

    @property
    def of_change(self) -> bool:
        """Asks what fails or why something changed, whatever it seems to ask of the catalog."""
        return (
            self.certain
            and self.kind == "diagnose"
            and (self.aspect in ("problems", "impact") or self.stated is not None)
        )


def recognised(text: str, pieces: tuple[Piece, ...], catalog: Catalog) -> tuple[Cue, Asked] | None:
    """The analysis that a normalised text asks for; None for a plain question."""
    marks = marks_of(text, pieces, load_vocabulary())
    names = [(piece.start, piece.end) for piece in pieces if piece.concerns]
    named = tuple(
        item
        for item in named_playbooks(catalog, text)
        if stands(Mark("test.named", item.start, item.end), names)
    )
    if not marks.marks and not marks.found and not named:
        return None
    asked = Asked(catalog, pieces, marks, named)
    found = next((cue for rule in RULES if (cue := rule(asked)) is not None), None)
    return None if found is None else (found, asked)


# ── alerts ──────────────────────────────────────────────────────────────────────────────────────────


def _alert(asked: Asked) -> Cue | None:
    marks = asked.marks
    verbs = [mark for mark in marks.of("alert.verb") if not _in_name(marks, mark)]
    if not marks.has("alert.ask") and not (verbs and (marks.has("alert.when") or _is_addressed(asked))):
        return None
    spans = _spans(marks, "alert.ask", "alert.verb", "alert.when", "alert.frame", "alert.to")
    told = tuple(span for item in marks.caught("alert.to") for span in item.parts.values())
    delivery = _spans(marks, *(f"channel.{each}" for each in get_args(AlertDelivery)))
    return Cue("alert", spans=(*spans, *told, *delivery))


def _is_addressed(asked: Asked) -> bool:
    """A limit, and someone or some way to be told by."""
    addressed = asked.marks.has("alert.to", *(f"channel.{each}" for each in get_args(AlertDelivery)))
    return addressed and limit_of(asked.marks, asked.pieces) is not None


# ── experiments ─────────────────────────────────────────────────────────────────────────────────────


def _abtest(asked: Asked) -> Cue | None:
    marks = asked.marks
    arms = variant_values(asked.catalog, asked.pieces)
    keys = [item for item in asked.named if item.kind == "experiment"]
    tests = [mark for mark in marks.of("test.noun") if not _in_name(marks, mark)]
    generic = bool(asked.catalog.playbooks.experiments) and bool(marks.of("test.word"))
    evidence = bool(arms or keys or tests or generic)
    spans = _spans(
        marks, "significance.ask", "winner.word", "result.word", "test.noun", "test.word", "test.frame"
    )
    if marks.has("significance.ask") and (evidence or not marks.of("change.up", "change.down")):
        return Cue("abtest", "significance", spans=spans)
    if evidence and marks.has("winner.word"):
        return Cue("abtest", "winner", spans=spans)
    grouped = any(marks.ends_at(mark.start, "grouped") for mark in marks.of("test.noun", "test.word"))
    if evidence and marks.has("result.word") and not grouped and not asked.metrics():
        return Cue("abtest", "result", spans=spans)
    return None


# ── diagnosis ───────────────────────────────────────────────────────────────────────────────────────

_ASPECTS = ("impact", "drivers", "decision", "problems", "health", "benchmark")


def _diagnose(asked: Asked) -> Cue | None:
    """Why, what fails, whether it is as it should be: a word that asks, or one that does beside a change."""
    marks = asked.marks
    aspect = next((each for each in _ASPECTS if marks.has(f"{each}.ask")), None)
    if aspect == "benchmark" and asked.metrics(_spans(marks, "benchmark.ask")) != asked.metrics():
        return None  # a target that is a metric itself
    stated = stated_change(marks, asked.pieces)
    if aspect is None and _about_change(marks, stated):
        aspect = "drivers"
    if aspect is None:
        return None
    if aspect == "problems" and stated is not None and asked.metrics():
        aspect = "drivers"  # what goes wrong with one metric is why it changed
    found = _diagnosis(marks, aspect, stated)
    plain = plain_words(marks, asked.pieces, asked.metrics()) if aspect in ("drivers", "impact") else ()
    return replace(found, certain=False, plain=plain) if plain else found


def _diagnosis(marks: Marks, aspect: str, stated: Stated | None, certain: bool = True) -> Cue:
    roles = [f"{each}.ask" for each in _ASPECTS]
    weak = _spans(marks, "change.up_weak", "change.down_weak") if aspect == "drivers" else ()
    framed = f"{aspect}.frame"
    spans = _spans(marks, *roles, framed, "drivers.change", "claim.frame", "claim.doubt", "change.any")
    said = _spans(marks, "change.up", "change.down") if stated is None or not stated.sized else ()
    if stated is None:
        stated = _weakly_stated(marks) if aspect == "drivers" else None
    claimed = stated.spans if stated is not None else ()
    return Cue("diagnose", aspect, certain, (*spans, *weak, *said, *claimed), stated=stated)


def _about_change(marks: Marks, stated: Stated | None) -> bool:
    changed = stated is not None or bool(marks.of("change.any"))
    return changed and any(not _in_name(marks, mark) for mark in marks.of("drivers.change"))


def _weakly_stated(marks: Marks) -> Stated | None:
    """ "Why is it so low" takes for granted that it is low."""
    for role, strong in (("change.up_weak", "change.up"), ("change.down_weak", "change.down")):
        found = marks.of(role)
        if found:
            return stated_change(replace(marks, marks=(replace(found[-1], role=strong),)), ())
    return None


def _claim(asked: Asked) -> Cue | None:
    """A change of a size, stated or doubted, of a named metric: "did AOV really drop 20 %"."""
    marks = asked.marks
    stated = stated_change(marks, asked.pieces)
    if stated is None or not asked.metrics() or marks.of("claim.open"):
        return None
    doubted = marks.has("claim.doubt") and any(
        mark for mark in marks.of("claim.doubt") if len(marks.text[mark.start : mark.end]) > 1
    )
    if not stated.sized and not doubted:
        return None
    return _diagnosis(marks, "claim", stated, certain=doubted)


# ── analyses that are named ─────────────────────────────────────────────────────────────────────────


def _attribution(asked: Asked) -> Cue | None:
    marks = asked.marks
    spans = _spans(
        marks, "attribution.ask", "attribution.noun", "attribution.versus", "attribution.frame",
        *(f"touch.{each}" for each in TOUCHES),
    )  # fmt: skip
    compared = len(dict.fromkeys(touches(asked))) > 1
    framed = marks.of("attribution.frame", "touch.opener", "touch.closer")
    if marks.has("attribution.ask") or (compared and (marks.of("attribution.versus") or framed)):
        return Cue("attribution", spans=spans)
    if marks.of("attribution.noun") and not marks.of("change.up", "change.down"):
        return Cue("attribution", certain=not asked.metrics(), spans=spans)
    return None


TOUCHES = ("first", "last", "linear", "position", "time_decay", "opener", "closer")


def touches(asked: Asked) -> Iterator[str]:
    """Attribution models in the order they are named: by the catalog's own words, else by those of the trade."""
    said = [
        (mark.start, mark.role.removeprefix("touch.")) for mark in asked.marks.marks if "touch." in mark.role
    ]
    for _, name in sorted(said):
        yield {"opener": "first", "closer": "last"}.get(name, name)


def _cohort(asked: Asked) -> Cue | None:
    marks = asked.marks
    roles = [f"cohort.{each}" for each in ("ask", "noun", "day", "week", "month", "quarter", "frame")]
    spans = _spans(marks, *roles)
    if marks.has("cohort.ask"):
        return Cue("cohort", spans=spans)
    nouns = [mark for mark in marks.of("cohort.noun") if not _in_name(marks, mark)]
    if not nouns:
        return None
    followed = any(_is_followed(asked, piece) for piece in asked.metrics())
    return Cue("cohort", certain=followed or not asked.metrics(), spans=spans)


def _is_followed(asked: Asked, piece: Piece) -> bool:
    """Whether a metric is dated by what its rows begin with, as retention is by the sign-up."""
    names = [name.metric for name in piece.metrics]
    names += [name for term in piece.terms for name in term.ambiguity.candidates]
    known = asked.catalog.metrics
    return any(known[name].card.basis == "cohort" for name in names if name in known)


def _path(asked: Asked) -> Cue | None:
    marks = asked.marks
    caught = marks.caught("path.ask")
    spans = _spans(marks, "path.ask", "path.noun", "path.frame")
    if caught:
        parts = tuple(span for span in caught[0].parts.values())
        return Cue("path", spans=(*spans, *parts), parts=_unframed(marks, caught[0]))
    if marks.of("path.ask"):
        return Cue("path", spans=spans)
    nouns = [mark for mark in marks.of("path.noun") if not _in_name(marks, mark)]
    return Cue("path", certain=not asked.metrics(), spans=spans) if nouns else None


def _funnel(asked: Asked) -> Cue | None:
    marks = asked.marks
    named = tuple((item.start, item.end) for item in asked.named if item.kind == "funnel")
    leaks = marks.caught("leak.ask") or [m for m in marks.of("leak.ask") if not _in_name(marks, m)]
    nouns = [mark for mark in marks.of("funnel.noun") if named or not _in_name(marks, mark)]
    if not leaks and not nouns and not named and not marks.has("funnel.ask"):
        return None
    spans = (*_spans(marks, "funnel.ask", "funnel.noun", "leak.ask"), *named)
    caught = (*marks.caught("leak.ask", "funnel.ask"),)
    parts = next(
        ((_said(marks, item), tuple(item.parts.values())) for item in caught if item.parts), ({}, ())
    )
    if leaks:
        framed = _spans(marks, "leak.frame")
        return Cue("funnel", "leak", spans=(*spans, *framed, *parts[1]), parts=parts[0])
    if marks.has("funnel.ask"):
        return Cue("funnel", "steps", spans=(*spans, *parts[1]), parts=parts[0])
    metrics = asked.metrics(outside=spans)
    if metrics and all(_is_number_of_funnel(asked, piece) for piece in metrics):
        return Cue(None, spans=spans)
    return Cue("funnel", "steps", certain=not metrics, spans=spans)


def _is_number_of_funnel(asked: Asked, piece: Piece) -> bool:
    """Whether a funnel beside the metric only says where it is from: its own rate, of its stages."""
    funnels = asked.catalog.playbooks.funnels
    about = [funnels[item.name] for item in asked.named if item.kind == "funnel"] or list(funnels.values())
    names = {name.metric for name in piece.metrics if name.strength > BARE}
    names |= {name for term in piece.terms for name in term.ambiguity.candidates}
    return any(names & numbers_of(asked.catalog, funnel) for funnel in about)


def _anomaly(asked: Asked) -> Cue | None:
    marks = asked.marks
    spans = _spans(marks, "anomaly.ask", "anomaly.noun")
    if marks.has("anomaly.ask"):
        return Cue("anomaly", spans=spans)
    nouns = [mark for mark in marks.of("anomaly.noun") if not _in_name(marks, mark)]
    return Cue("anomaly", certain=False, spans=spans) if nouns else None


RULES: Sequence[Callable[[Asked], Cue | None]] = (
    _alert,
    _abtest,
    _attribution,
    _cohort,
    _path,
    _diagnose,
    _funnel,
    _anomaly,
    _claim,
)


# ── parts ───────────────────────────────────────────────────────────────────────────────────────────


def _in_name(marks: Marks, mark: Mark) -> bool:
    """Part of a name ("alert count"), counted ("number of alerts") or grouped by ("by reason")."""
    return marks.begins_at(mark.end, "tail") or marks.ends_at(mark.start, "counted", "grouped")


def _spans(marks: Marks, *roles: str) -> Spans:
    caught = tuple(span for item in marks.caught(*roles) for span in item.cues)
    return (*((mark.start, mark.end) for mark in marks.of(*roles, "frame")), *caught)


def _unframed(marks: Marks, found: Found) -> dict[str, str]:
    """What a pattern named, without words such as 用户 that only say whose path it is."""
    out = {}
    for name, (start, end) in found.parts.items():
        first = max(
            (m.end for m in marks.of("path.frame") if m.start == start and m.end < end), default=start
        )
        out[name] = marks.text[first:end].strip()
    return out


def _said(marks: Marks, found: Found) -> dict[str, str]:
    return {name: marks.text[start:end].strip() for name, (start, end) in found.parts.items()}
