"""From the pieces of a question to its outcome: read by the rules, else by meaning, else asked or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.catalog.model import Catalog
from assistant.query import Condition, MetricQuery
from assistant.question import Language, Move, Question, Turn
from assistant.reading import Choice, Interpretation, Reading, Unanswerable, Unclear
from assistant.resolve import is_computable
from assistant.retrieval.metric_index import MetricIndex
from assistant.retrieval.value_index import ValueIndex
from assistant.understanding import decide, intents
from assistant.understanding.assemble import analysis_of, assemble, content
from assistant.understanding.conversation import applying, continuing, edit
from assistant.understanding.cutting import match
from assistant.understanding.cutting.normalize import Normalized
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.described_left import described_left
from assistant.understanding.draft import Draft, Ground, ImpossibleError, UndecidedError
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.labels import choice_of
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.linking import Linker
from assistant.understanding.meaning.cards import card_of
from assistant.understanding.meaning.framing import framing, narrowed
from assistant.understanding.meaning.meant import (
    Meant,
    clearly_meant,
    metrics_meant,
    surely_meant,
    worth_asking,
)
from assistant.understanding.meaning.side_by_side import LISTS, asks_apart, lists_numbers
from assistant.understanding.metrics.counts.popular import says_preferred
from assistant.understanding.metrics.named.apart import with_name_apart
from assistant.understanding.metrics.named.steps_named import says_steps
from assistant.understanding.spans import reading_of
from assistant.understanding.time.meant import unread_code
from assistant.understanding.time.settling import METRIC_TIME

_OPERATIONS = ("join.and", "join.versus", "shape.", "order.", "threshold.", "restrict.", "per.over")


@dataclass(frozen=True, slots=True)
class Parts:
    """What questions to one catalog are read with."""

    catalog: Catalog
    lexicon: Lexicon
    linker: Linker
    metrics: MetricIndex | None
    values: ValueIndex | None


class Way:
    """A question on its way: its pieces, and the edit of the previous query where it makes one."""

    def __init__(
        self,
        parts: Parts,
        question: Question,
        text: Normalized,
        pieces: tuple[Piece, ...],
        turns: tuple[Turn, ...],
        language: Language,
        goes_on: bool,
    ) -> None:
        self._parts = parts
        self._catalog = parts.catalog
        self._question = question
        self._text = text
        self._language = language
        self._said = pieces
        self.pieces = pieces
        self.turns = turns
        self.goes_on = goes_on
        """The question is to be about what was shown, although it could stand by itself."""
        self.move: Move = ""
        self.edit: edit.Edit | None = None
        self._looked_up: tuple[tuple[Piece, ...], tuple[Meant, ...]] | None = None

    def assembled(self) -> Interpretation:
        """The pieces as they are, read by the rules."""
        ground = self.ground()
        try:
            draft = assemble(ground, self.pieces)
            query = self.finish(draft)
        except UndecidedError as problem:
            return self._undecided(problem, ground)
        except ImpossibleError as problem:
            return self._impossible(problem, ground)
        return self._decided(draft, query)

    def _only_one(
        self, problem: UndecidedError, asked: Interpretation, ground: Ground
    ) -> Interpretation | None:
        """The reading of a word that can mean several metrics, where the rest of the question goes with one of them alone."""
        if problem.reason != "ambiguous_metric" or not isinstance(asked, Unclear) or len(asked.choices) != 1:
            return None
        name = next((name for name in problem.options if name in asked.choices[0].query.metrics), None)
        if name is None or len(problem.options) < 2:
            return None
        picked = replace(ground, picks={**ground.picks, problem.piece.start: name})
        try:
            draft = assemble(picked, self.pieces)
            query = self.finish(draft)
        except (UndecidedError, ImpossibleError):
            return None
        if query != asked.choices[0].query or draft.unread():
            return None
        draft.assume("default_metric", name)
        return self._decided(draft, query)

    def _undecided(self, problem: UndecidedError, ground: Ground) -> Interpretation:
        """Where a word can mean several metrics, the rest of the question may speak of yet another one."""
        plain = decide.undecided(self.reading(), problem, ground, self.pieces, self.finish)
        if (only := self._only_one(problem, plain, ground)) is not None:
            return only
        if problem.reason != "ambiguous_metric" or not isinstance(plain, Unclear):
            return plain
        if not self._has_unread:
            return plain
        best = clearly_meant(self._possible, problem.options, self._has_unread)
        if best is not None:
            return self._meant() or plain
        if not worth_asking(self._possible, problem.options):
            return plain
        others = decide.queries_meant(
            self.ground(), self._possible, [each.query for each in plain.choices], self.finish
        )
        return replace(plain, choices=self.choices(others)) if others else plain

    def _decided(self, draft: Draft, query: MetricQuery) -> Interpretation:
        blocked = [name for name in query.metrics if not is_computable(self._catalog, name)]
        if blocked:
            choices = decide.computable_instead(self._catalog, query, blocked)
            return Unanswerable(self.reading(), "planned_metric", blocked[0], choices)
        for piece in draft.pieces:
            if piece.typo is not None:
                start, end = self._text.origin(piece.start, piece.end)
                draft.assume("typo", f"{self._text.raw[start:end]} → {piece.typo}")
        reading = self.reading(draft)
        if reading.unread:
            apart = with_name_apart(self.pieces, self._catalog)
            if apart is not None:
                self.pieces = apart
                return self.assembled()
            meant, field = self._meant(failed=True), self._labelled(draft)
            if meant is None and field is None:  # 渠道为抖音 tells a value, whatever comes near it
                meant = self._may_mean(" ".join(reading.unread), [query])
            return meant or self._unread(draft, query, reading, field)
        cards = [card_of(self._catalog, self._catalog.metrics[name]) for name in query.metrics]
        left = described_left(self.pieces, reading, self._text, cards)
        if left:
            return self._unread(draft, query, replace(reading, unread=left), None)
        analysis = analysis_of(draft)
        if self.edit is not None:
            analysis = analysis_of(_as_draft(draft, query))
        return decide.answer(reading, draft, query, analysis, self._catalog)

    @property
    def _is_about_one(self) -> bool:
        """Whether nothing is listed and nothing is to be done with the numbers: "revenue by industry and leads by
        channel" and "top 3 regions' combined revenue" are no questions for one other metric."""
        return not self._has_steps and not any(
            piece.text in LISTS
            or piece.number is not None
            or piece.segments
            or any(role.startswith(_OPERATIONS) for role in piece.roles)
            for piece in self._said
        )

    @property
    def _has_steps(self) -> bool:
        return says_steps(self._said, self._text.text)

    @property
    def _lists(self) -> bool:
        """Whether several numbers may be asked for side by side, or one in another unit: "revenue in dollars"."""
        return lists_numbers(self._said)

    def _meant(self, one: bool = False, failed: bool = False) -> Interpretation | None:
        """The reading in which the words that are left over speak of a metric that its card describes so; all of
        them may name metrics where they are about `one`, or where what they name was tried and `failed`.
        """
        found = clearly_meant(self._possible, self._named, self._has_unread or one)
        if found is None and failed and not (self._lists or self._has_steps):
            found = surely_meant(self._possible, self._named, narrowed(self._said))
        if found is None or self.edit is not None:
            return None
        try:
            draft = assemble(self.ground(), found.pieces)
            query = self.finish(draft)
        except (UndecidedError, ImpossibleError):
            return None
        if draft.unread() or (_asks_for_things(self.pieces) and not query.group_by):
            return None
        if len(query.metrics) == 1 and asks_apart(self._said):
            return None
        words = " ".join(piece.text for piece in self.pieces if piece.unread)
        if not words:  # each word names something: all that is read as the metric now
            both = zip(self.pieces, found.pieces, strict=True)
            turned = [piece for piece, now in both if piece is not now and piece.concerns]
            words = self._text.text[turned[0].start : turned[-1].end] if turned else framing(self._said).text
        draft.assume("meaning_match", f"{words} → {found.name} ({found.score:.2f})")
        self.pieces = found.pieces
        return self._decided(draft, query)

    @property
    def _possible(self) -> tuple[Meant, ...]:
        """What the words left over may mean, looked up once for the pieces as they are."""
        if self._looked_up is None or self._looked_up[0] is not self.pieces:
            self._looked_up = (
                self.pieces,
                metrics_meant(
                    self.pieces, self._parts.linker, self._catalog, self._parts.metrics, self._fits
                ),
            )
        return self._looked_up[1]

    def _fits(self, pieces: tuple[Piece, ...]) -> bool:
        """Whether the pieces make a query in which nothing gets lost."""
        try:
            return not assemble(self.ground(), pieces).unread()
        except UndecidedError:
            return True
        except ImpossibleError:
            return False

    @property
    def _has_unread(self) -> bool:
        return any(piece.unread for piece in self.pieces)

    @property
    def _named(self) -> frozenset[str]:
        return frozenset(name.metric for piece in self.pieces for name in piece.metrics)

    def _may_mean(self, subject: str, besides: Sequence[MetricQuery] = ()) -> Interpretation | None:
        """Asks which of the metrics that come near is meant; None where none does."""
        if self.edit is not None or not worth_asking(self._possible, self._named):
            return None
        found = decide.queries_meant(self.ground(), self._possible, besides, self.finish)
        return Unclear(self.reading(), "similar_metric", self.choices(found), subject) if found else None

    def _unread(
        self, draft: Draft, query: MetricQuery, reading: Reading, field: tuple[str, list[str]] | None
    ) -> Interpretation:
        """A condition that was not understood: said, with what it could have been and with it left out. `field` is the
        dimension whose value it seems to be.
        """
        subject = " ".join(reading.unread)
        if field is not None:
            values = match.similar_values(subject, self._parts.values, field[1])
            near = [query.but(where=(*query.where, Condition(field[0], "=", (hit.value,)))) for hit in values]
            return Unanswerable(reading, "no_such_value", subject, self.choices([*near, query]))
        thing = self._not_ranked(draft)
        if thing is not None:
            return Unanswerable(reading, "incompatible_dimension", thing, self.choices([query]))
        return Unanswerable(reading, unread_code(draft), subject, self.choices([query]))

    def _not_ranked(self, draft: Draft) -> str | None:
        """What was to be ranked, where nothing but "most" was not understood and the metrics cannot be split by it."""
        if not all(piece.is_(*EXTREMES) for piece in draft.unread()):
            return None
        linker = self._parts.linker
        things = (piece for piece in draft.pieces if piece.dimensions or piece.entities)
        misfits = (
            piece.text
            for piece in things
            if not linker.dimension(piece.dimensions, draft.metrics)
            and not linker.entity(piece.entities, draft.metrics)
        )
        return next(misfits, None)

    def _labelled(self, draft: Draft) -> tuple[str, list[str]] | None:
        """The dimension whose value the unread words seem to be: named right beside them."""
        for at, piece in enumerate(draft.pieces):
            if not piece.unread or draft.is_read(at):
                continue
            place = _label_of(draft, at)
            near = draft.pieces[place].dimensions if place is not None else ()
            names = tuple(name for name in near if not name.time)
            options = self._parts.linker.dimension(names, draft.metrics)
            if options and place is not None and not draft.pieces[place].metrics:
                return options[0].name, [f"{name.model}.{name.dimension}" for name in names]
        return None

    def _impossible(self, problem: ImpossibleError, ground: Ground) -> Interpretation:
        if problem.reason == "no_metric":
            return self._without_metric(ground)
        if problem.reason in ("unread_condition", "incompatible_dimension") and not problem.told:
            asks = self._has_unread or not self._named
            meant = self._meant(one=self._is_about_one, failed=True)
            meant = meant or (self._may_mean(problem.subject) if asks else None)
            if meant is not None:
                return meant
        blocked = self._planned()
        if blocked is not None:
            return Unanswerable(self.reading(), "planned_metric", blocked)
        choices: tuple[Choice, ...] = ()
        if problem.finest is not None:
            choices = self._at_grain(ground, problem)
        elif problem.apart:
            choices = self._apart(ground, problem)
        elif problem.reason == "incompatible_dimension":
            kept = tuple(piece for piece in self.pieces if piece.text != problem.subject)
            query = decide.reading_with(ground, kept, {}, self.finish)
            choices = self.choices([query] if query else [])
        return Unanswerable(self.reading(), problem.reason, problem.subject, choices)

    def _apart(self, ground: Ground, problem: ImpossibleError) -> tuple[Choice, ...]:
        """Each of the questions that were asked in one."""
        found = []
        for starts in problem.apart:
            kept = tuple(piece for piece in self.pieces if piece.start not in starts)
            query = decide.reading_with(ground, kept, {}, self.finish)
            found += [query] if query is not None else []
        return self.choices(list(dict.fromkeys(found)))

    def _planned(self) -> str | None:
        names = {name.metric for piece in self.pieces for name in piece.metrics}
        return next((name for name in sorted(names) if not is_computable(self._catalog, name)), None)

    def _at_grain(self, ground: Ground, problem: ImpossibleError) -> tuple[Choice, ...]:
        """The same question at the finest grain there is."""
        coarse = tuple(
            piece for piece in self.pieces if not (piece.time is not None and piece.time.kind == "grain")
        )
        query = decide.reading_with(ground, coarse, {}, self.finish)
        if query is None:
            return ()
        groups = (*query.group_by, f"{METRIC_TIME}__{problem.finest}")
        return self.choices([query.but(group_by=groups)])

    def _without_metric(self, ground: Ground) -> Interpretation:
        private = intents.personal(self.pieces)
        if private is not None:
            return self.refused(private.reason, private.subject)
        said = content(self.pieces)
        bought = [
            piece for piece in said if piece.is_("deed.buy") and not piece.concerns
        ]  # no one is said to
        unread = [piece for piece in said if piece.unread] or bought
        if not unread:
            open_ = _counts_a_kind(self.pieces, said) or says_preferred(self.pieces)
            meant = None if open_ else self._meant()
            return meant or self._missing_metric(ground, said)
        apart = with_name_apart(self.pieces, self._catalog)
        if apart is not None:
            self.pieces = apart
            return self.assembled()
        reading = self.reading()
        subject = " ".join(reading.unread or [piece.text for piece in unread])
        return self._meant() or self._may_mean(subject) or Unanswerable(reading, "no_metric", subject)

    def _missing_metric(self, ground: Ground, said: Sequence[Piece]) -> Interpretation:
        if continuing.has_cue(self.pieces) and not self.turns:
            return Unanswerable(self.reading(), "missing_context", self._text.text)
        likely = None if said else self._may_mean(self._text.text)
        if likely is not None:
            return likely
        counted = [piece for piece in self.pieces if piece.is_("shape.how_many")]
        if counted and any(piece.dimensions or piece.entities for piece in said):
            return Unanswerable(self.reading(), "no_metric", self._text.text)
        if not said:
            return Unanswerable(self.reading(), "no_metric", self._text.text)
        names = decide.offered(self._catalog, self.pieces, [each.name for each in self._possible])
        choices = decide.metric_choices(ground, self.pieces, list(dict.fromkeys(names)), self.finish)
        if not choices:
            return Unanswerable(self.reading(), "no_metric", self._text.text)
        return Unclear(self.reading(), "missing_metric", choices)

    def refused(self, reason: str, subject: str) -> Interpretation:
        return Unanswerable(self.reading(), reason, subject)

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────

    def ground(self) -> Ground:
        base = self.edit.base if self.edit is not None else None
        picks = continuing.meant_of(self.pieces, base) if self.goes_on and base is not None else {}
        return replace(self.ground_of(self.edit), picks=picks)

    def ground_of(self, found: edit.Edit | None) -> Ground:
        parts = self._parts
        base = found.base if found is not None else None
        anew = found is not None and found.replaces
        text, now = self._text.text, self._question.now
        return Ground(self._catalog, parts.lexicon, parts.linker, now, text, {}, base, self._as_typed, anew)

    def _as_typed(self, start: int, end: int) -> str:
        return self._text.raw[slice(*self._text.origin(start, end))]

    def finish(self, draft: Draft) -> MetricQuery:
        return draft.query() if self.edit is None else applying.applied(self.edit, draft)

    def choices(self, queries: Sequence[MetricQuery]) -> tuple[Choice, ...]:
        return tuple(choice_of(self._catalog, query) for query in dict.fromkeys(queries))

    def reading(self, draft: Draft | None = None) -> Reading:
        told = self.edit.told if self.edit is not None else {}
        found = reading_of(self._language, self._text, self.pieces, self._said, draft, told)
        return replace(found, move=self.move)


def _label_of(draft: Draft, at: int) -> int | None:
    """The piece that says what a word is a value of: before "is", or right before a Latin word."""
    before = draft.left(at, "restrict.is")
    if draft.has(before, "restrict.is"):
        return draft.left(before)  # type: ignore[arg-type]
    if before is None or before != at - 1 or not draft.pieces[before].text.isascii():
        return None
    asked = draft.preceded(before, "per.which", "per.before")
    return None if asked else before


def _counts_a_kind(pieces: Sequence[Piece], said: Sequence[Piece]) -> bool:
    """Whether it asks how many there are of what metrics are grouped by: how many channels."""
    counted = any(piece.is_("shape.how_many") for piece in pieces)
    each = {after.start for before, after in pairwise(pieces) if before.is_("per.each")}  # 各仓库有多少件货
    return counted and any(piece.dimensions and piece.start not in each for piece in said)


def _asks_for_things(pieces: Sequence[Piece]) -> bool:
    """Whether some of several things are asked for, rather than a number: who, the best, ranked. A "who"
    in the middle only says more of somebody."""
    said = [piece for piece in pieces if not piece.filler]
    ends = {id(piece) for piece in (*said[:1], *said[-1:])}
    return any(
        not piece.concerns
        and not piece.is_("order.counter", "order.top", "order.bottom")
        and (
            any(role.startswith("order.") for role in piece.roles)
            or (piece.is_("per.person") and id(piece) in ends)
        )
        for piece in pieces
    )


def _as_draft(draft: Draft, query: MetricQuery) -> Draft:
    """The shape of an edited query, for naming its analysis."""
    shaped = Draft(draft.ground, draft.pieces, list(query.metrics), list(query.group_by))
    shaped.time, shaped.compare, shaped.limit = query.time, query.compare, query.limit
    shaped.share, shaped.rank = query.share_of_total, bool(query.order_by)
    return shaped
