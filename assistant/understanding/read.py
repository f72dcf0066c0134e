"""The reader: a question in, an interpretation out. Deterministic, without a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.query import Condition, MetricQuery
from assistant.question import Move, Question
from assistant.reading import (
    Assumption,
    Choice,
    Described,
    Interpretation,
    Reading,
    Unanswerable,
    Unclear,
    Understood,
)
from assistant.reading import analysis_of as analysis_of_query
from assistant.resolve import is_computable
from assistant.retrieval.metric_index import MetricIndex
from assistant.retrieval.value_index import ValueIndex
from assistant.understanding import decide, intents, match, verified
from assistant.understanding.analyses.marks import blanked, shielded, unshielded
from assistant.understanding.analyses.read import continue_analysis, read_analysis
from assistant.understanding.analyses.recognise import Asked, Cue, recognised
from assistant.understanding.analyses.scope import Scope, Setting
from assistant.understanding.apart import with_name_apart
from assistant.understanding.assemble import ASSUMED_METRIC, analysis_of, assemble, content
from assistant.understanding.averages import with_averages_apart
from assistant.understanding.codes import without_everyday_words
from assistant.understanding.conversation import applying, continuing, edit, moves
from assistant.understanding.conversation.keeping import with_period_kept
from assistant.understanding.described import description
from assistant.understanding.draft import Draft, Ground, ImpossibleError, UndecidedError
from assistant.understanding.labels import choice_of, describe
from assistant.understanding.lattice import cut
from assistant.understanding.lexicon import lexicon_of
from assistant.understanding.linking import Linker
from assistant.understanding.listed_values import listed_values
from assistant.understanding.meant import Meant, clearly_meant, metrics_meant, worth_asking
from assistant.understanding.mending import slips
from assistant.understanding.normalize import Normalized, Replacement, language_of, normalize, replaced
from assistant.understanding.pieces import Piece
from assistant.understanding.spans import reading_of
from assistant.understanding.time.meant import unread_code
from assistant.understanding.time.settling import METRIC_TIME
from assistant.understanding.tokens import tokenize
from assistant.understanding.words import load_vocabulary

LONGEST = 1000
"""Characters of a question that are still read."""


class Reader:
    """Reads questions against one catalog. Holds no state of a question; safe to share between threads.

    Either index may be None: then nothing is matched by likeness, or only values that the catalog
    itself declares are known.
    """

    def __init__(
        self, catalog: Catalog, metric_index: MetricIndex | None, value_index: ValueIndex | None
    ) -> None:
        self._catalog = catalog
        self._metrics = metric_index
        self._values = value_index
        self._lexicon = lexicon_of(catalog)
        self._linker = Linker(catalog, self._lexicon)
        self._vocabulary = load_vocabulary()

    def read(self, question: Question) -> Interpretation:
        """What the question asks for. Never raises for what it says."""
        if len(question.text) > LONGEST:
            return Unanswerable(Reading(question.language or "en"), "too_long", str(LONGEST))
        text = normalize(question.text)
        if not any(character.isalnum() for character in text.text):
            return Unanswerable(Reading(question.language or "en"), "empty_question")
        known = verified.answered(self._catalog, self._values, question, text, self._as_spelt)
        return known if known is not None else _Sitting(self, question, text).interpretation()

    def told(self, question: Question, metric: str) -> Draft | None:
        """What a question says of `metric`, without the words that mean nothing: its periods above all.

        For whoever knows the metric from elsewhere. None where the rest makes no query.
        """
        return _Sitting(self, question, normalize(question.text)).told(metric)

    def _as_spelt(self, text: Normalized) -> tuple[Piece, ...]:
        """The pieces of a text without mending what is misspelt in it."""
        return without_everyday_words(self._pieces(text.text), text, self._vocabulary.codewords)

    def _cut(self, text: Normalized) -> tuple[Normalized, tuple[Piece, ...]]:
        """The pieces of the text, and the text as it reads once slips of the pen are mended."""
        pieces = self._pieces(text.text)
        if not any(piece.unread for piece in pieces):
            return text, pieces
        pieces = shielded(text.text, pieces)
        changes = slips(text, pieces, self._catalog, self._lexicon)
        if changes:
            mended = replaced(text, changes)
            again = shielded(mended.text, self._pieces(mended.text))
            if _unread(again) < _unread(pieces):
                typos = _places_of(changes)
                text, pieces = mended, tuple(_with_typo(piece, typos) for piece in again)
        return text, unshielded(match.with_near_values(pieces, self._values))

    def _pieces(self, text: str) -> tuple[Piece, ...]:
        closed = [
            found.span()
            for pattern in self._vocabulary.patterns.get("filler", ())
            for found in pattern.finditer(text)
        ]
        calendar = self._catalog.calendar
        return cut(text, tokenize(text), self._lexicon, self._vocabulary, self._values, calendar, closed)


def _unread(pieces: Sequence[Piece]) -> int:
    """Characters that nothing explains."""
    return sum(piece.end - piece.start for piece in pieces if piece.unread)


def _places_of(changes: Sequence[Replacement]) -> tuple[tuple[int, int], ...]:
    """Where the new words stand in the text that has all of them."""
    found, moved = [], 0
    for change in changes:
        start = change.start + moved
        found.append((start, start + len(change.words)))
        moved += len(change.words) - (change.end - change.start)
    return tuple(found)


def _with_typo(piece: Piece, places: Sequence[tuple[int, int]]) -> Piece:
    hit = any(start < piece.end and piece.start < end for start, end in places)
    return replace(piece, typo=piece.text) if hit and not piece.mark else piece


class _Sitting:
    """One question on its way to an interpretation."""

    def __init__(self, reader: Reader, question: Question, text: Normalized, goes_on: bool = False) -> None:
        self._reader = reader
        self._catalog = reader._catalog
        self._question = question
        self._asked = text
        self._language = question.language or language_of(text.text)
        text, pieces = reader._cut(text)
        self._text = text
        pieces = without_everyday_words(pieces, text, reader._vocabulary.codewords)
        pieces = with_averages_apart(pieces, text.text, reader._catalog, reader._lexicon)
        self._pieces = _with_particles(_with_glosses(pieces), reader._vocabulary.codewords["particle"])
        self._said = self._pieces
        self._turns = moves.standing(question.turns)
        self._move: Move = ""
        self._goes_on = goes_on
        """The question is to be about what was shown, although it could stand by itself."""
        self._looked_up: tuple[tuple[Piece, ...], tuple[Meant, ...]] | None = None
        self._edit: edit.Edit | None = None

    def interpretation(self) -> Interpretation:
        moved = moves.move_of(self._pieces)
        if moved is not None:
            self._move = moved.kind
            if moved.kind == "back":
                return self._back()
            self._turns, self._pieces = (), moved.rest
            if not moved.rest:
                return Described(self._reading(), "meta", topic="start_over")
        found = self._read()
        other = self._other_way(found) or self._of_the_answer(found)
        return found if other is None else other

    def _read(self) -> Interpretation:
        refusal = intents.screen(self._text.text, self._pieces, self._reader._vocabulary)
        shown = any(moves.is_answer(turn) for turn in self._turns)
        ordered = shown and continuing.changes_the_answer(self._pieces)
        if refusal is not None and not (ordered and refusal.reason == "write_request"):
            return self._refused(refusal.reason, refusal.subject)
        analysis = recognised(self._text.text, self._pieces, self._catalog)
        if analysis is not None and analysis[0].of_change:
            return self._analysed(*analysis)
        means = self._reader._vocabulary.matching("define", self._text.text) is not None
        described = description(self._text.text, self._pieces, self._catalog, self._turns, means)
        if described is not None:
            return Described(self._reading(), described.analysis, described.metrics, described.topic)
        lexicon, now = self._reader._lexicon, self._question.now
        listed = listed_values(self._text.text, self._pieces, self._catalog, lexicon, now)
        if listed is not None:
            return Understood(self._reading(), listed, "list", confidence=1.0)
        if analysis is None:
            return self._continued() or self._plain()
        cue, asked = analysis
        if cue.kind is None:
            self._pieces = self._cut_without(cue.spans)
        if cue.kind is None or not cue.certain:
            found = self._plain()
            if cue.kind is None or isinstance(found, Understood):
                return found
        return self._analysed(cue, asked)

    def _plain(self) -> Interpretation:
        now = self._question.now
        self._edit = edit.edit_of(self._pieces, self._turns, self._catalog, now, self._goes_on)
        if self._edit is not None:
            self._move = self._move or "edit"
            self._pieces = self._edit.pieces
        else:
            self._pieces = continuing.alone(self._pieces)
        still = self._still_open() if self._edit is None else None
        if still is not None:
            return still
        found = self._assembled()
        if self._edit is None and isinstance(found, Understood):
            return with_period_kept(found, self._turns, self._catalog, now)
        return found

    # ── analyses ────────────────────────────────────────────────────────────────────────────────────

    def _analysed(self, cue: Cue, asked: Asked) -> Interpretation:
        self._edit, self._pieces = None, asked.pieces
        text = self._text
        return read_analysis(cue, asked, self._setting(), self._scope_reading, text.raw, text.origin)

    def _continued(self) -> Interpretation | None:
        """The analysis that was asked for before, of something else."""
        before = self._turns[-1].request if self._turns else None
        return continue_analysis(before, self._setting(), self._scope_reading) if before is not None else None

    def _setting(self) -> Setting:
        text, now = self._text.text, self._question.now
        return Setting(self._catalog, self._turns, now, text, self._cut_without, self._ground_of)

    def _scope_reading(self, scope: Scope | None) -> Reading:
        if scope is None:
            return self._reading()
        return reading_of(self._language, self._text, scope.pieces, scope.pieces, scope.draft, {})

    def _cut_without(self, closed: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
        """The pieces when some stretches of the text say nothing."""
        codewords = self._reader._vocabulary.codewords
        pieces = self._reader._pieces(blanked(self._text.text, closed))
        pieces = without_everyday_words(pieces, self._text, codewords)
        return _with_particles(_with_glosses(pieces), codewords["particle"])

    # ── in the conversation ─────────────────────────────────────────────────────────────────────────

    def _back(self) -> Interpretation:
        query = moves.query_before(self._turns)
        if query is None:
            return self._refused("nothing_before", self._text.text)
        went = Assumption("went_back", describe(self._catalog, query, self._language))
        return Understood(self._reading(), query, analysis_of_query(query), 1.0, (went,))

    def _still_open(self) -> Unclear | None:
        """What is said without a choice between the readings that were offered holds for each of them."""
        last = self._turns[-1] if self._turns else None
        named = any(piece.metrics or piece.terms for piece in self._pieces)
        if last is None or last.status != "clarify" or named or not content(self._pieces):
            return None
        found = []
        for option in last.options:
            turn = replace(last, status="answer", query=option, options=())
            question = replace(self._question, turns=(turn,))
            other = _Sitting(self._reader, question, self._asked, goes_on=True)._read()
            if isinstance(other, Understood):
                found.append(other.query)
        return Unclear(self._reading(), "still_open", self._choices(found)) if found else None

    def _other_way(self, found: Interpretation) -> Interpretation | None:
        """A question that makes no sense as a follow-up stands by itself, and the other way around."""
        if (
            not isinstance(found, Unanswerable)
            or found.reason not in continuing.DOES_NOT_FIT
            or not self._turns
        ):
            return None
        if self._edit is not None:
            alone = not self._edit.chosen and continuing.is_whole(self._said)
            question = replace(self._question, turns=())
            return _Sitting(self._reader, question, self._asked).interpretation() if alone else None
        if self._goes_on or not continuing.may_continue(self._said):
            return None
        other = _Sitting(self._reader, self._question, self._asked, goes_on=True)._read()
        return other if isinstance(other, Understood) else None

    def _of_the_answer(self, found: Interpretation) -> Interpretation | None:
        """A follow-up right after a question that was refused in part can be about that one, or about the
        answer before it: what can be answered, else which of the two is asked.
        """
        last = self._turns[-1] if self._turns else None
        if last is None or last.status != "refuse" or last.query is None or self._edit is None:
            return None
        if not any(moves.is_answer(turn) for turn in self._turns):
            return None
        question = replace(self._question, turns=self._turns[:-1])
        other = _Sitting(self._reader, question, self._asked).interpretation()
        if not isinstance(other, Understood):
            return None
        if not isinstance(found, Understood) or found.query == other.query:
            return other
        return Unclear(self._reading(), "either_before", self._choices([found.query, other.query]))

    def told(self, metric: str) -> Draft | None:
        now = self._question.now
        self._edit = edit.edit_of(self._pieces, self._turns, self._catalog, now, self._goes_on)
        pieces = self._edit.pieces if self._edit is not None else self._pieces
        plain = tuple(piece for piece in pieces if not piece.unread and not piece.metrics)
        for said in (plain, tuple(piece for piece in plain if piece.time is not None)):
            drafts: list[Draft] = []

            def kept(draft: Draft, drafts: list[Draft] = drafts) -> MetricQuery:
                drafts.append(draft)
                return draft.query()

            if decide.reading_with(self._ground(), said, {ASSUMED_METRIC: metric}, kept) is not None:
                return drafts[-1]
        return None

    # ── ways out ────────────────────────────────────────────────────────────────────────────────────

    def _assembled(self) -> Interpretation:
        ground = self._ground()
        try:
            draft = assemble(ground, self._pieces)
            query = self._finish(draft)
        except UndecidedError as problem:
            return decide.undecided(self._reading(), problem, ground, self._pieces, self._finish)
        except ImpossibleError as problem:
            return self._impossible(problem, ground)
        return self._decided(draft, query)

    def _decided(self, draft: Draft, query: MetricQuery) -> Interpretation:
        blocked = [name for name in query.metrics if not is_computable(self._catalog, name)]
        if blocked:
            choices = decide.computable_instead(self._catalog, query, blocked)
            return Unanswerable(self._reading(), "planned_metric", blocked[0], choices)
        for piece in draft.pieces:
            if piece.typo is not None:
                start, end = self._text.origin(piece.start, piece.end)
                draft.assume("typo", f"{self._text.raw[start:end]} → {piece.typo}")
        reading = self._reading(draft)
        if reading.unread:
            apart = with_name_apart(self._pieces, self._catalog)
            if apart is not None:
                self._pieces = apart
                return self._assembled()
            meant = self._meant() or (self._has_unread and self._may_mean(" ".join(reading.unread), [query]))
            return meant or self._unread(draft, query, reading)
        analysis = analysis_of(draft)
        if self._edit is not None:
            analysis = analysis_of(_as_draft(draft, query))
        return decide.answer(reading, draft, query, analysis, self._catalog)

    def _meant(self) -> Interpretation | None:
        """The reading in which the words that are left over speak of a metric that its card describes so."""
        found = clearly_meant(self._possible, self._named, self._has_unread)
        if found is None or self._edit is not None:
            return None
        try:
            draft = assemble(self._ground(), found.pieces)
            query = self._finish(draft)
        except (UndecidedError, ImpossibleError):
            return None
        if draft.unread():
            return None
        words = " ".join(piece.text for piece in self._pieces if piece.unread)
        draft.assume("meaning_match", f"{words} → {found.name} ({found.score:.2f})")
        self._pieces = found.pieces
        return self._decided(draft, query)

    @property
    def _possible(self) -> tuple[Meant, ...]:
        """What the words left over may mean, looked up once for the pieces as they are."""
        if self._looked_up is None or self._looked_up[0] is not self._pieces:
            self._looked_up = self._pieces, metrics_meant(self._pieces, self._catalog, self._reader._metrics)
        return self._looked_up[1]

    @property
    def _has_unread(self) -> bool:
        return any(piece.unread for piece in self._pieces)

    @property
    def _named(self) -> frozenset[str]:
        return frozenset(name.metric for piece in self._pieces for name in piece.metrics)

    def _may_mean(self, subject: str, besides: Sequence[MetricQuery] = ()) -> Interpretation | None:
        """Asks which of the metrics that come near is meant; None where none does."""
        if self._edit is not None or not worth_asking(self._possible, self._named):
            return None
        found = decide.queries_meant(self._ground(), self._possible, besides, self._finish)
        return Unclear(self._reading(), "similar_metric", self._choices(found), subject) if found else None

    def _unread(self, draft: Draft, query: MetricQuery, reading: Reading) -> Interpretation:
        """A condition that was not understood: said, with what it could have been and with it left out."""
        subject = " ".join(reading.unread)
        field = self._labelled(draft)
        if field is not None:
            values = match.similar_values(subject, self._reader._values, field[1])
            near = [query.but(where=(*query.where, Condition(field[0], "=", (hit.value,)))) for hit in values]
            return Unanswerable(reading, "no_such_value", subject, self._choices([*near, query]))
        return Unanswerable(reading, unread_code(draft), subject, self._choices([query]))

    def _labelled(self, draft: Draft) -> tuple[str, list[str]] | None:
        """The dimension whose value the unread words seem to be: named right beside them."""
        for at, piece in enumerate(draft.pieces):
            if not piece.unread or draft.is_read(at):
                continue
            place = _label_of(draft, at)
            near = draft.pieces[place].dimensions if place is not None else ()
            names = tuple(name for name in near if not name.time)
            options = self._reader._linker.dimension(names, draft.metrics)
            if options and place is not None and not draft.pieces[place].metrics:
                return options[0].name, [f"{name.model}.{name.dimension}" for name in names]
        return None

    def _impossible(self, problem: ImpossibleError, ground: Ground) -> Interpretation:
        if problem.reason == "no_metric":
            return self._without_metric(ground)
        unread = problem.reason == "unread_condition" and self._has_unread
        if unread or problem.reason == "incompatible_dimension":
            meant = self._meant() or self._may_mean(problem.subject)
            if meant is not None:
                return meant
        blocked = self._planned()
        if blocked is not None:
            return Unanswerable(self._reading(), "planned_metric", blocked)
        choices: tuple[Choice, ...] = ()
        if problem.finest is not None:
            choices = self._at_grain(ground, problem)
        elif problem.reason == "incompatible_dimension":
            kept = tuple(piece for piece in self._pieces if piece.text != problem.subject)
            query = decide.reading_with(ground, kept, {}, self._finish)
            choices = self._choices([query] if query else [])
        return Unanswerable(self._reading(), problem.reason, problem.subject, choices)

    def _planned(self) -> str | None:
        names = {name.metric for piece in self._pieces for name in piece.metrics}
        return next((name for name in sorted(names) if not is_computable(self._catalog, name)), None)

    def _at_grain(self, ground: Ground, problem: ImpossibleError) -> tuple[Choice, ...]:
        """The same question at the finest grain there is."""
        coarse = tuple(
            piece for piece in self._pieces if not (piece.time is not None and piece.time.kind == "grain")
        )
        query = decide.reading_with(ground, coarse, {}, self._finish)
        if query is None:
            return ()
        groups = (*query.group_by, f"{METRIC_TIME}__{problem.finest}")
        return self._choices([query.but(group_by=groups)])

    def _without_metric(self, ground: Ground) -> Interpretation:
        private = intents.personal(self._pieces)
        if private is not None:
            return self._refused(private.reason, private.subject)
        said = content(self._pieces)
        unread = [piece for piece in said if piece.unread]
        if not unread:
            return self._meant() or self._missing_metric(ground, said)
        apart = with_name_apart(self._pieces, self._catalog)
        if apart is not None:
            self._pieces = apart
            return self._assembled()
        subject = " ".join(piece.text for piece in unread)
        return self._meant() or self._may_mean(subject) or Unanswerable(self._reading(), "no_metric", subject)

    def _missing_metric(self, ground: Ground, said: Sequence[Piece]) -> Interpretation:
        if continuing.has_cue(self._pieces) and not self._turns:
            return Unanswerable(self._reading(), "missing_context", self._text.text)
        likely = None if said else self._may_mean(self._text.text)
        if likely is not None:
            return likely
        counted = [piece for piece in self._pieces if piece.is_("shape.how_many")]
        if counted and any(piece.dimensions or piece.entities for piece in said):
            return Unanswerable(self._reading(), "no_metric", self._text.text)
        if not said:
            return Unanswerable(self._reading(), "no_metric", self._text.text)
        choices = decide.metric_choices(
            ground, self._pieces, decide.leading_metrics(self._catalog), self._finish
        )
        if not choices:
            return Unanswerable(self._reading(), "no_metric", self._text.text)
        return Unclear(self._reading(), "missing_metric", choices)

    def _refused(self, reason: str, subject: str) -> Interpretation:
        return Unanswerable(self._reading(), reason, subject)

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────

    def _ground(self) -> Ground:
        base = self._edit.base if self._edit is not None else None
        picks = continuing.meant_of(self._pieces, base) if self._goes_on and base is not None else {}
        return replace(self._ground_of(self._edit), picks=picks)

    def _ground_of(self, found: edit.Edit | None) -> Ground:
        reader = self._reader
        base = found.base if found is not None else None
        anew = found is not None and found.replaces
        text, now = self._text.text, self._question.now
        return Ground(
            self._catalog, reader._lexicon, reader._linker, now, text, {}, base, self._as_typed, anew
        )

    def _as_typed(self, start: int, end: int) -> str:
        return self._text.raw[slice(*self._text.origin(start, end))]

    def _finish(self, draft: Draft) -> MetricQuery:
        return draft.query() if self._edit is None else applying.applied(self._edit, draft)

    def _choices(self, queries: Sequence[MetricQuery]) -> tuple[Choice, ...]:
        return tuple(choice_of(self._catalog, query) for query in dict.fromkeys(queries))

    def _reading(self, draft: Draft | None = None) -> Reading:
        told = self._edit.told if self._edit is not None else {}
        found = reading_of(self._language, self._text, self._pieces, self._said, draft, told)
        return replace(found, move=self._move)


def _label_of(draft: Draft, at: int) -> int | None:
    """The piece that says what a word is a value of: before "is", or right before a Latin word."""
    before = draft.left(at, "restrict.is")
    if draft.has(before, "restrict.is"):
        return draft.left(before)  # type: ignore[arg-type]
    if before is None or before != at - 1 or not draft.pieces[before].text.isascii():
        return None
    asked = draft.preceded(before, "per.which", "per.before")
    return None if asked else before


def _with_glosses(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """A word in brackets behind another one that only explains it, as in 选择(select)."""
    out = list(pieces)
    for at in range(1, len(pieces) - 1):
        inside = pieces[at]
        bracketed = pieces[at - 1].text in ("(", "[") and pieces[at + 1].text in (")", "]")
        if bracketed and inside.is_("filler.gloss") and not inside.concerns:
            out[at] = replace(inside, roles=frozenset({"filler.plain"}))
    for first, last in _bracketed(pieces):
        if pieces[first - 1].metrics and all(_only_explains(piece) for piece in pieces[first + 1 : last]):
            for at in range(first + 1, last):
                plain = frozenset({"filler.plain"})
                out[at] = Piece(pieces[at].start, pieces[at].end, pieces[at].text, plain)
    return tuple(out)


def _bracketed(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Places of opening brackets right behind a piece, and of those that close them."""
    for first in range(1, len(pieces)):
        if pieces[first].text == "(":
            last = next((at for at in range(first, len(pieces)) if pieces[at].text == ")"), None)
            if last is not None:
                yield first, last


def _only_explains(piece: Piece) -> bool:
    """Whether it can be part of saying what a metric means, as 线索到MQL is: no value, time or number."""
    named = bool(piece.values) and not piece.metrics
    return not (named or piece.time or piece.number or piece.is_("join.and", "restrict.exclude"))


def _with_particles(pieces: tuple[Piece, ...], particles: frozenset[str]) -> tuple[Piece, ...]:
    """The "up" of an unread verb is part of it: "got followed up" is no rise."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        close = last is not None and last.unread and last.text.isascii() and piece.start - last.end == 1
        if last is not None and close and piece.text in particles and not piece.concerns:
            out[-1] = replace(last, end=piece.end, text=f"{last.text} {piece.text}")
        else:
            out.append(piece)
    return tuple(out)


def _as_draft(draft: Draft, query: MetricQuery) -> Draft:
    """The shape of an edited query, for naming its analysis."""
    shaped = Draft(draft.ground, draft.pieces, list(query.metrics), list(query.group_by))
    shaped.time, shaped.compare, shaped.limit = query.time, query.compare, query.limit
    shaped.share, shaped.rank = query.share_of_total, bool(query.order_by)
    return shaped
