"""Which words of a question a model's reading accounts for, and which it leaves out.

A model says for each part of its query which words gave it. Held against what the reader could not
read, and what it could, that shows a condition that was dropped and a part that nobody asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.query import MetricQuery
from assistant.reading import Interpretation, Meaning, Reading, Span, Unanswerable, Unclear
from assistant.retrieval.tokens import function_words
from assistant.understanding.cutting.normalize import Normalized, normalize
from assistant.understanding.cutting.numerals import find_numbers
from assistant.understanding.planning.amounts import has_amount, is_negative
from assistant.understanding.planning.reply import Cover, Part
from assistant.understanding.words import load_vocabulary

MEANS: dict[Part, Meaning] = {
    "metrics": "metric", "group_by": "dimension", "average_per": "dimension", "where": "filter",
    "having": "having", "time": "time", "compare": "comparison", "order_by": "order", "limit": "limit",
    "limit_per": "limit", "others": "limit", "totals": "limit", "share_of_total": "share", "share_within": "share", "ratio_to": "analysis", "count_of": "analysis", "running": "analysis", "moving": "analysis", "against": "analysis",
    "parameters": "parameter", "nothing": "filler",
}  # fmt: skip
_SAYS_SOMETHING: tuple[Meaning, ...] = (
    "metric", "dimension", "value", "time", "grain", "comparison", "filter", "order", "limit", "share",
    "having", "analysis", "parameter", "number",
)  # fmt: skip
_CONDITIONS: tuple[Part, ...] = ("where", "having", "limit")
_EXCLUDING = frozenset({"restrict.exclude", "restrict.exclude_after", "restrict.lacking"})
_TELLING = _EXCLUDING | {
    "restrict.null", "restrict.not_null", "restrict.contains", "restrict.starts", "restrict.ends",
    "threshold.gt", "threshold.ge", "threshold.lt", "threshold.le", "threshold.between",
    "order.highest", "order.lowest", "order.best", "order.worst", "order.fastest", "order.slowest",
    "order.top", "order.bottom", "shape.share", "shape.growth", "shape.rise", "shape.fall", "shape.running",
    "shape.moving",
}  # fmt: skip
"""Roles of words that change a query wherever they stand."""
_ASKED_FOR: tuple[Part, ...] = (
    "metrics", "group_by", "average_per", "where", "having", "compare", "limit", "running", "moving",
    "parameters", "share_of_total", "ratio_to", "count_of", "against",
)  # fmt: skip
"""Parts that need words of the question; the others follow from them."""
_ALIKE: dict[Part, tuple[Part, ...]] = {"where": ("where", "having"), "having": ("where", "having")}
"""Conditions are moved to where they belong, whatever they were called."""
_OF_ALL = ("no_metric", "missing_context")
"""Refusals that are about the whole question."""


@dataclass(frozen=True, slots=True)
class Claim:
    """`text[start:end]` of the normalised question became `part`."""

    start: int
    end: int
    part: Part


@dataclass(frozen=True, slots=True)
class Coverage:
    text: Normalized
    claims: tuple[Claim, ...]

    def uncovered(self, found: Interpretation, query: MetricQuery) -> tuple[str, ...]:
        """Words with content that no part of the query accounts for."""
        return self._missing(found, query, [c for c in self.claims if is_present(query, c.part)])

    def idle(self, found: Interpretation, query: MetricQuery) -> tuple[str, ...]:
        """Words with content of which the model says no more than that they mean nothing."""
        telling = [c for c in self.claims if c.part != "nothing" and is_present(query, c.part)]
        return self._missing(found, query, telling)

    def unasked(
        self, query: MetricQuery, before: MetricQuery | None, read: Sequence[MetricQuery]
    ) -> tuple[Part, ...]:
        """Parts of the query that no words gave, and that are neither those of the query before nor what the
        reader read. Its metrics may be guesses: they need words of their own.
        """
        claimed = {other for claim in self.claims for other in _ALIKE.get(claim.part, (claim.part,))}
        return tuple(
            part
            for part in _ASKED_FOR
            if is_present(query, part)
            and part not in claimed
            and not (before is not None and _part(query, part) == _part(before, part))
            and not (part != "metrics" and any(_part(query, part) == _part(other, part) for other in read))
        )

    def says_time(self) -> bool:
        """Whether some words are said to be the period."""
        return any(claim.part == "time" for claim in self.claims)

    def claims_time(self, found: Interpretation) -> bool:
        """Whether words that the reader could not read are said to be about time."""
        times = self._characters(claim for claim in self.claims if claim.part in ("time", "compare"))
        return any(set(range(*place)) & times for word in unread_words(found) for place in self._places(word))

    def reading(self, found: Interpretation) -> Reading:
        """The reading for people to see: the claims, and between them what the reader read."""
        spans = [self._span(claim) for claim in self.claims]
        taken = {at for span in spans for at in range(span.start, span.end)}
        rest = [span for span in found.reading.spans if not taken & set(range(span.start, span.end))]
        return replace(
            found.reading, spans=tuple(sorted((*spans, *rest), key=lambda span: span.start)), unread=()
        )

    def _span(self, claim: Claim) -> Span:
        start, end = self.text.origin(claim.start, claim.end)
        return Span(self.text.raw[start:end], start, end, MEANS[claim.part], claim.part, 0.8)

    def _missing(self, found: Interpretation, query: MetricQuery, claims: Sequence[Claim]) -> tuple[str, ...]:
        held = self._characters(claims)
        firm = self._characters(claim for claim in claims if claim.part not in _CONDITIONS)
        places = [place for word in unread_words(found) for place in self._places(word)]
        # A "by" that is left over says nothing by itself.
        places = [place for place in places if self.text.text[slice(*place)] not in function_words()]
        missing = [place for place in places if not self._is_within(place, held)]
        for span in found.reading.spans:
            if says_something(span):
                # A condition that lacks its number, or its "not", is another condition.
                kept = held if _keeps(query, span) else firm
                place = self._of_span(span)
                missing += [] if self._is_within(place, kept) else [place]
        return tuple(dict.fromkeys(self.text.text[start:end] for start, end in sorted(set(missing))))

    def _is_within(self, place: tuple[int, int], held: set[int]) -> bool:
        return all(at in held for at in range(*place) if self.text.text[at].isalnum())

    def _of_span(self, span: Span) -> tuple[int, int]:
        inside = [at for at, source in enumerate(self.text.sources) if span.start <= source < span.end]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def _places(self, words: str) -> list[tuple[int, int]]:
        """Where words stand that the reader named; one that was joined of several is looked for in parts."""
        wanted = normalize(words).text.strip()
        found = list(_all(self.text.text, wanted))
        if not found and " " in wanted:
            return [place for part in wanted.split() for place in _all(self.text.text, part)]
        return found

    def _characters(self, claims: Iterable[Claim]) -> set[int]:
        return {at for claim in claims for at in range(claim.start, claim.end)}


def coverage_of(question: str, covers: Sequence[Cover]) -> Coverage:
    """The claims that are words of the question; others are ignored. A word that is claimed twice stands
    for its first place and its second.
    """
    text = normalize(question)
    claims: list[Claim] = []
    for cover in covers:
        words = normalize(cover.words).text.strip()
        taken = {(claim.start, claim.end) for claim in claims if claim.part == cover.part}
        place = next((each for each in _all(text.text, words) if each not in taken), None)
        if place is not None:
            claims.append(Claim(*place, cover.part))
    return Coverage(text, tuple(claims))


def says_something(span: Span) -> bool:
    """Whether a query without what a span says is another query."""
    return span.means in _SAYS_SOMETHING or bool(_roles(span) & _TELLING)


def _keeps(query: MetricQuery, span: Span) -> bool:
    if span.means == "number":
        return all(has_amount(query, number.value) for number in find_numbers(normalize(span.text).text))
    return not _roles(span) & _EXCLUDING or is_negative(query)


def _roles(span: Span) -> frozenset[str]:
    """What the vocabulary says of words that do not name anything of the catalog."""
    if span.means in ("metric", "dimension", "value", "time", "parameter", "filler"):
        return frozenset()
    return frozenset(load_vocabulary().phrases.get(normalize(span.text).text))


def unread_words(found: Interpretation) -> tuple[str, ...]:
    """What the reader could not make sense of, the subject of its refusal or question included."""
    subject = found.subject if isinstance(found, (Unanswerable, Unclear)) else ""
    # Where a question as a whole is what was not understood, no word of it is more so than another.
    whole = isinstance(found, Unanswerable) and found.reason in _OF_ALL
    return tuple(word for word in (*found.reading.unread, "" if whole else subject) if word)


def is_present(query: MetricQuery, part: Part) -> bool:
    if part == "nothing":
        return True
    if part in _ALIKE:
        return any(_part(query, other) for other in _ALIKE[part])
    if part == "time":
        return query.time is not None or any(name.startswith("metric_time") for name in query.group_by)
    return bool(_part(query, part))


def _part(query: MetricQuery, part: Part) -> object:
    return getattr(query, part)


def _all(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Every place of the words; Latin ones as whole words."""
    at = text.find(words) if words else -1
    while at >= 0:
        end = at + len(words)
        if not (_joined(text, at) or _joined(text, end)):
            yield at, end
        at = text.find(words, at + 1)


def _joined(text: str, at: int) -> bool:
    """Whether a Latin word or a number goes on at that place."""
    pair = text[at - 1 : at + 1]
    return 0 < at < len(text) and pair.isascii() and (pair.isalpha() or pair.isdigit())
