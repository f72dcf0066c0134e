"""One question of a conversation: what kind of question it is, and whether it goes on from what was shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.query import MetricQuery
from assistant.question import Question, Turn
from assistant.reading import (
    Assumption,
    Described,
    Interpretation,
    Reading,
    Unanswerable,
    Unclear,
    Understood,
)
from assistant.reading import analysis_of as analysis_of_query
from assistant.understanding import decide, intents
from assistant.understanding.analyses.read import continue_analysis, read_analysis
from assistant.understanding.analyses.recognise import Asked, Cue, recognised
from assistant.understanding.analyses.scope import Scope, Setting
from assistant.understanding.assemble import content
from assistant.understanding.conversation import asked_on, continuing, edit, moves
from assistant.understanding.conversation.keeping import with_period_kept
from assistant.understanding.conversation.pointing import with_leading
from assistant.understanding.cutting.asides.asked_first import asked_first, part_asked_first
from assistant.understanding.cutting.cutting import Cutter
from assistant.understanding.cutting.normalize import (
    Normalized,
    Replacement,
    language_in,
    normalize,
    replaced,
)
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.described import description
from assistant.understanding.draft import Draft
from assistant.understanding.labels import describe
from assistant.understanding.listed_values import listed_values
from assistant.understanding.rules import ASSUMED_METRIC
from assistant.understanding.spans import reading_of
from assistant.understanding.ways_out import Parts, Way
from assistant.understanding.words import load_vocabulary

_PLAIN = frozenset({"filler.plain"})


@dataclass(frozen=True, slots=True)
class Desk:
    """What a question is read with."""

    parts: Parts
    cutter: Cutter


class Sitting:
    """One question, read once."""

    def __init__(self, reader: Desk, question: Question, text: Normalized, goes_on: bool = False) -> None:
        self._reader = reader
        self._catalog = reader.parts.catalog
        self._vocabulary = load_vocabulary()
        self._question = question
        self._asked = text
        self._language = question.language or language_in(text, question.spoken)
        self._text, self._said = reader.cutter.cut(text)
        turns = moves.standing(question.turns)
        self._way = Way(reader.parts, question, self._text, self._said, turns, self._language, goes_on)

    def interpretation(self) -> Interpretation:
        moved = moves.move_of(self._way.pieces)
        if moved is not None:
            self._way.move = moved.kind
            if moved.kind == "back":
                return self._back()
            self._way.turns, self._way.pieces = (), moved.rest
            if not moved.rest:
                return Described(self._way.reading(), "meta", topic="start_over")
        put = part_asked_first(self._asked) if not self._question.turns else None
        if put is not None:
            return Sitting(self._reader, self._question, put).interpretation()
        both = self._asked_on()
        if both is not None:
            return both
        found = self._read()
        other = self._other_way(found) or self._of_the_answer(found) or self._put_otherwise(found)
        return self._as_typed(found if other is None else other)

    def _as_typed(self, found: Interpretation) -> Interpretation:
        """What is quoted of the question as it was typed, and not as a slip in it was read."""
        if not isinstance(found, Unclear | Unanswerable) or not found.subject:
            return found
        subject = found.subject
        for piece in self._way.pieces:
            if piece.text == subject or (piece.typo is not None and piece.text in subject):
                typed = self._text.raw[slice(*self._text.origin(piece.start, piece.end))]
                subject = subject.replace(piece.text, typed)
        return replace(found, subject=subject)

    def _read(self) -> Interpretation:
        refusal = intents.screen(self._text.text, self._way.pieces, self._vocabulary)
        shown = any(moves.is_answer(turn) for turn in self._way.turns)
        # Begun anew, a conversation still has nothing but answers that could be added to.
        anew = bool(self._question.turns) and any(piece.metrics for piece in self._way.pieces)
        ordered = (shown or anew) and continuing.changes_the_answer(self._way.pieces)
        if refusal is not None and not (ordered and refusal.reason == "write_request"):
            return self._way.refused(refusal.reason, refusal.subject)
        analysis = recognised(self._text.text, self._way.pieces, self._catalog)
        if analysis is not None and analysis[0].of_change:
            return self._analysed(*analysis)
        means = self._vocabulary.matching("define", self._text.text) is not None
        described = description(self._text.text, self._way.pieces, self._catalog, self._way.turns, means)
        if described is not None:
            return Described(self._way.reading(), described.analysis, described.metrics, described.topic)
        lexicon, now = self._reader.parts.lexicon, self._question.now
        listed = listed_values(self._text.text, self._way.pieces, self._catalog, lexicon, now)
        if listed is not None:
            # The "works" of "who works in Calgary" says nothing more.
            self._way.pieces = tuple(map(_without_unread, self._way.pieces))
            counted = listed.count_of is not None
            return Understood(self._way.reading(), listed, "value" if counted else "list", confidence=1.0)
        if analysis is None:
            return self._continued() or self._plain()
        cue, asked = analysis
        if cue.kind is None or cue.plain:
            self._way.pieces = self._cut_without(cue.plain or cue.spans)
        if cue.kind is None or not cue.certain:
            found = self._plain()
            if cue.kind is None or cue.plain or isinstance(found, Understood):
                return found
        return self._analysed(cue, asked)

    def _plain(self) -> Interpretation:
        now = self._question.now
        self._way.pieces = with_leading(
            self._way.pieces, self._text.text, self._way.turns, self._catalog, self._cut_anew
        )
        self._way.edit = edit.edit_of(
            self._way.pieces, self._way.turns, self._catalog, now, self._way.goes_on
        )
        if self._way.edit is not None:
            self._way.move = self._way.move or "edit"
            self._way.pieces = self._way.edit.pieces
        else:
            self._way.pieces = continuing.alone(self._way.pieces)
        still = self._still_open() if self._way.edit is None else None
        if still is not None:
            return still
        found = self._way.assembled()
        if self._way.edit is None and isinstance(found, Understood):
            return with_period_kept(found, self._way.turns, self._catalog, now)
        return found

    # ── analyses ────────────────────────────────────────────────────────────────────────────────────

    def _analysed(self, cue: Cue, asked: Asked) -> Interpretation:
        self._way.edit, self._way.pieces = None, asked.pieces
        text = self._text
        return read_analysis(cue, asked, self._setting(), self._scope_reading, text.raw, text.origin)

    def _continued(self) -> Interpretation | None:
        """The analysis that was asked for before, of something else."""
        before = self._way.turns[-1].request if self._way.turns else None
        return continue_analysis(before, self._setting(), self._scope_reading) if before is not None else None

    def _setting(self) -> Setting:
        text, now = self._text.text, self._question.now
        return Setting(self._catalog, self._way.turns, now, text, self._cut_without, self._way.ground_of)

    def _scope_reading(self, scope: Scope | None) -> Reading:
        if scope is None:
            return self._way.reading()
        return reading_of(self._language, self._text, scope.pieces, scope.pieces, scope.draft, {})

    def _cut_anew(self, text: str) -> tuple[Piece, ...]:
        return self._reader.cutter.cut(normalize(text))[1]

    def _cut_without(self, closed: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
        return self._reader.cutter.cut_without(self._text, closed)

    # ── in the conversation ─────────────────────────────────────────────────────────────────────────

    def _back(self) -> Interpretation:
        query = moves.query_before(self._way.turns)
        if query is None:
            return self._way.refused("nothing_before", self._text.text)
        went = Assumption("went_back", describe(self._catalog, query, self._language))
        return Understood(self._way.reading(), query, analysis_of_query(query), 1.0, (went,))

    def _still_open(self) -> Unclear | None:
        """What is said without a choice between the readings that were offered holds for each of them."""
        last = self._way.turns[-1] if self._way.turns else None
        if last is None or last.status != "clarify" or not content(self._way.pieces):
            return None
        # What names a metric may be a question of its own: it goes on only where it reads as a follow-up.
        named = any(piece.metrics or piece.terms for piece in self._way.pieces)
        found = []
        for option in last.options:
            turn = replace(last, status="answer", query=option, options=())
            question = replace(self._question, turns=(turn,))
            other = Sitting(self._reader, question, self._asked, goes_on=not named)._read()
            if isinstance(other, Understood) and other.reading.move == "edit":
                found.append(other.query)
        return Unclear(self._way.reading(), "still_open", self._way.choices(found)) if found else None

    def _put_otherwise(self, found: Interpretation) -> Interpretation | None:
        """Where the things come first, the question with what it asks before them."""
        text = asked_first(self._asked) if isinstance(found, Unclear | Unanswerable) else None
        if text is None or self._way.edit is not None:
            return None
        other = Sitting(self._reader, self._question, text, self._way.goes_on)._read()
        return other if isinstance(other, Understood) else None

    def _asked_on(self) -> Interpretation | None:
        """Where the question goes on with a follow-up of its own, both answered side by side."""
        parts = asked_on.parts_of(self._asked) if not self._question.turns else None
        if parts is None:
            return None
        at, text = parts
        alone = replaced(self._asked, [Replacement(at, len(self._asked.text), "")])
        first = Sitting(self._reader, self._question, alone).interpretation()
        if not isinstance(first, Understood):
            return None
        turn = Turn(alone.text, "answer", self._language, first.query)
        question = replace(self._question, text=text, turns=(turn,))
        then = Sitting(self._reader, question, normalize(text), goes_on=True).interpretation()
        if not isinstance(then, Understood) or then.reading.move != "edit":
            return None
        query = asked_on.side_by_side(first.query, then.query)
        if query is None:
            choices = self._way.choices([first.query, then.query])
            return Unanswerable(self._way.reading(), "one_at_a_time", text, choices)
        assumptions = tuple(dict.fromkeys((*first.assumptions, *then.assumptions)))
        sure = min(first.confidence, then.confidence)
        return Understood(first.reading, query, analysis_of_query(query), sure, assumptions)

    def _other_way(self, found: Interpretation) -> Interpretation | None:
        """A question that makes no sense as a follow-up stands by itself, and the other way around."""
        if (
            not isinstance(found, Unanswerable)
            or found.reason not in continuing.DOES_NOT_FIT
            or not self._way.turns
        ):
            return None
        if self._way.edit is not None:
            alone = not self._way.edit.chosen and continuing.is_whole(self._said)
            question = replace(self._question, turns=())
            return Sitting(self._reader, question, self._asked).interpretation() if alone else None
        if self._way.goes_on or not continuing.may_continue(self._said):
            return None
        other = Sitting(self._reader, self._question, self._asked, goes_on=True)._read()
        return other if isinstance(other, Understood) else None

    def _of_the_answer(self, found: Interpretation) -> Interpretation | None:
        """A follow-up right after a question that was refused in part can be about that one, or about the
        answer before it: what can be answered, else which of the two is asked.
        """
        last = self._way.turns[-1] if self._way.turns else None
        if last is None or last.status != "refuse" or last.query is None or self._way.edit is None:
            return None
        if not any(moves.is_answer(turn) for turn in self._way.turns):
            return None
        question = replace(self._question, turns=self._way.turns[:-1])
        other = Sitting(self._reader, question, self._asked).interpretation()
        if not isinstance(other, Understood):
            return None
        if not isinstance(found, Understood) or found.query == other.query:
            return other
        return Unclear(self._way.reading(), "either_before", self._way.choices([found.query, other.query]))

    def told(self, metric: str) -> Draft | None:
        now = self._question.now
        self._way.edit = edit.edit_of(
            self._way.pieces, self._way.turns, self._catalog, now, self._way.goes_on
        )
        pieces = self._way.edit.pieces if self._way.edit is not None else self._way.pieces
        plain = tuple(piece for piece in pieces if not piece.unread and not piece.metrics)
        for said in (plain, tuple(piece for piece in plain if piece.time is not None)):
            drafts: list[Draft] = []

            def kept(draft: Draft, drafts: list[Draft] = drafts) -> MetricQuery:
                drafts.append(draft)
                return draft.query()

            if decide.reading_with(self._way.ground(), said, {ASSUMED_METRIC: metric}, kept) is not None:
                return drafts[-1]
        return None


def _without_unread(piece: Piece) -> Piece:
    """A word that nothing names, in a question all of which is understood."""
    return Piece(piece.start, piece.end, piece.text, _PLAIN) if piece.unread else piece
