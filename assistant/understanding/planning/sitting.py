"""One question before a model: what is asked of it, and what becomes of its answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer import Usage
from assistant.errors import ModelError, NotSupported, QueryError
from assistant.query import MetricQuery, filtered_fields
from assistant.question import Question
from assistant.reading import Choice, Interpretation, Unanswerable, Unclear, Understood, analysis_of
from assistant.understanding import decide
from assistant.understanding.conversation.moves import standing
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.draft import Draft
from assistant.understanding.labels import choice_of
from assistant.understanding.planning.amounts import unsaid_amounts
from assistant.understanding.planning.briefing import correction, messages_of
from assistant.understanding.planning.checks import Checked, Checks, Times, options_named, renamed, same_query
from assistant.understanding.planning.coverage import Coverage, coverage_of
from assistant.understanding.planning.means import Means
from assistant.understanding.planning.reply import MOST_READINGS, ModelReply, read_query, read_reply
from assistant.understanding.planning.schema import schema_of
from assistant.understanding.planning.shortlist import queries_of, shortlist_of
from assistant.understanding.planning.values import Veil

MODEL_READING, MODEL_UNAVAILABLE, MODEL_UNUSED = "model_reading", "model_unavailable", "model_unused"
_TRUST = 0.8
"""Of a model's reading, relative to one of the reader."""
_OUT_OF_REACH = ("no_metric", "outside_catalog", "forecast", "personal_data", "write_request")
"""Refusals of a model that are taken over where the reader only asked back for want of better."""
_GUESSES = ("missing_metric", "similar_metric")
_SHORTEST = 0.5
"""Seconds below which nothing is asked any more."""


@dataclass(frozen=True, slots=True)
class Planned:
    """How a question stands after a model was asked."""

    found: Interpretation
    usage: Usage
    path: Literal["reader", "llm"] = "reader"
    note: str = ""
    """Code of a warning."""


@dataclass(slots=True)
class _Tokens:
    input: int = 0
    output: int = 0


class Sitting:
    """One question before the model."""

    def __init__(self, means: Means, question: Question, found: Interpretation) -> None:
        self._means = means
        self._catalog = means.catalog
        # What a new start has left behind, or was taken back, is nothing to go on from.
        turns = () if found.reading.move == "restart" else standing(question.turns)
        self._question = question = replace(question, turns=turns)
        self._found = found
        self._text = normalize(question.text).text
        self.shortlist = shortlist_of(self._catalog, means.index, self._text, found, question.turns)
        self._veil = Veil(means.values, lambda name: options_named(self.shortlist, name))
        self._tokens = _Tokens()

    def planned(self, end: float) -> Planned:
        """At most two questions to the model: the second one says what was wrong with the first answer."""
        messages = messages_of(
            self._means.prompt, self._question, self._text, self._found, self.shortlist,
            self._means.values, self._veil,
        )  # fmt: skip
        schema = schema_of(self.shortlist, self._fields_before())
        for attempt in range(2):
            left = end - time.monotonic()
            if attempt and left < _SHORTEST:
                break
            said = ""
            try:
                reply = self._means.model.reply(messages, schema, left)
                self._spend(reply.input_tokens, reply.output_tokens)
                said = reply.text
                return self._settled(read_reply(reply.document))
            except ModelError as error:
                self._spend(error.input_tokens, error.output_tokens)
                if error.code != "garbage":
                    return self._standing(MODEL_UNAVAILABLE)
                messages = [*messages, *correction("", str(error))]
            except (QueryError, NotSupported) as error:
                messages = [*messages, *correction(said, str(error))]
        return self._standing(MODEL_UNUSED)

    # ── what a reply comes to ───────────────────────────────────────────────────────────────────────

    def _settled(self, reply: ModelReply) -> Planned:
        """Raises QueryError or NotSupported with what the model should mend."""
        coverage = coverage_of(self._question.text, reply.covers)
        match reply.outcome:
            case "answer":
                if reply.query is None:
                    raise QueryError("an answer needs a 'query'")
                query = read_query(reply.query)
                checked = self._accounted(query, coverage)
                if coverage.idle(self._found, checked.query) or self._unsaid(checked.query):
                    # A word that may be a condition was set aside, or a number is nowhere in the question:
                    # shown and confirmed, not assumed.
                    return self._asking([checked], coverage)
                return self._answering(checked, coverage)
            case "clarify":
                return self._asking(self._readings(reply, coverage), coverage)
            case _:
                return self._refusing(reply)

    def _accounted(self, query: MetricQuery, coverage: Coverage) -> Checked:
        """The query, once it holds and accounts for the question. Raises QueryError or NotSupported."""
        lifted = self._veil.lifted(query)
        checks = Checks(
            self._catalog,
            self.shortlist,
            self._means.values,
            self._text,
            self._question.now,
            tuple(self._veil.hidden.values()),
        )
        known = self._known()
        times = Times(
            coverage.claims_time(self._found), coverage.says_time(), tuple(query.time for query in known)
        )
        checked = checks.checked(lifted, self._told, times)
        missing = coverage.uncovered(self._found, checked.query)
        if missing:
            raise QueryError(
                f"'covers' leaves out these words of the question: {', '.join(missing)}. Put what they say into "
                "the query and name its part, or clarify or refuse"
            )
        unasked = coverage.unasked(checked.query, self._before(), queries_of(self._found))
        if unasked:
            raise QueryError(
                f"no words in 'covers' gave these parts of the query: {', '.join(unasked)}. Leave them out, or "
                "name the words as they stand in the question"
            )
        return checked

    def _readings(self, reply: ModelReply, coverage: Coverage) -> list[Checked]:
        """Those of the readings that hold. Raises the error of the first where none does."""
        held: list[Checked] = []
        problem: QueryError | NotSupported = QueryError("'clarify' needs complete queries in 'readings'")
        for document in reply.readings[:MOST_READINGS]:
            try:
                held.append(self._accounted(read_query(document), coverage))
            except (QueryError, NotSupported) as error:
                problem = problem if held else error
        if not held:
            raise problem
        return held

    def _answering(self, checked: Checked, coverage: Coverage) -> Planned:
        found = self._found
        if isinstance(found, Unclear) and found.reason == "ambiguous_metric":
            return self._asking(self._candidates(checked, found, coverage), coverage)
        if isinstance(found, Understood) and self._means.rules.mode == "auto":
            if same_query(found.query, checked.query, self._catalog, self._question.now):
                return self._standing("")
            # Two readings, neither of them certain.
            return self._asking([Checked(found.query), checked], coverage)
        confidence = round(_TRUST * decide.confidence_of(checked.assumptions), 3)
        understood = Understood(
            coverage.reading(found),
            checked.query,
            analysis_of(checked.query),
            confidence,
            checked.assumptions,
        )
        return Planned(understood, self._usage(), "llm", MODEL_READING)

    def _candidates(self, checked: Checked, found: Unclear, coverage: Coverage) -> list[Checked]:
        """The query for each metric that an ambiguous word may mean, where it goes with the rest: which one
        is meant is not a model's to decide.
        """
        names = dict.fromkeys(choice.query.metrics for choice in found.choices)
        others = [metrics for metrics in names if metrics != checked.query.metrics]
        held = [checked]
        for metrics in others if checked.query.metrics in names else ():
            with suppress(QueryError, NotSupported):
                held.append(self._accounted(renamed(checked.query, metrics), coverage))
        return held

    def _asking(self, readings: Sequence[Checked], coverage: Coverage) -> Planned:
        queries = dict.fromkeys(item.query for item in readings)
        choices: tuple[Choice, ...] = tuple(choice_of(self._catalog, query) for query in queries)
        unclear = Unclear(
            replace(coverage.reading(self._found), unread=self._found.reading.unread),
            "several_readings",
            choices,
            query=choices[0].query,
        )
        return Planned(unclear, self._usage(), "llm", MODEL_READING)

    def _refusing(self, reply: ModelReply) -> Planned:
        """A model's refusal makes no refusal of a sound reading, and never an answer of a refusal."""
        found = self._found
        if isinstance(found, Understood) and found.confidence < self._means.rules.doubtful:
            choice = choice_of(self._catalog, found.query)
            asked = Unclear(found.reading, "similar_metric", (choice,), query=found.query)
            return Planned(asked, self._usage(), "reader", MODEL_UNUSED)
        if isinstance(found, Unclear) and found.reason in _GUESSES and reply.reason in _OUT_OF_REACH:
            return Planned(Unanswerable(found.reading, reply.reason), self._usage(), "llm", MODEL_READING)
        return self._standing("")

    def _standing(self, note: str) -> Planned:
        return Planned(self._found, self._usage(), "reader", note)

    def _known(self) -> list[MetricQuery]:
        """Queries of our own that the model was shown."""
        before = self._before()
        return [*queries_of(self._found), *([before] if before else [])]

    def _before(self) -> MetricQuery | None:
        """The query of the last turn."""
        turns = self._question.turns
        return turns[-1].query if turns else None

    def _unsaid(self, query: MetricQuery) -> tuple[float, ...]:
        return unsaid_amounts(query, self._text, self._known())

    def _told(self, metric: str) -> Draft | None:
        return self._means.reader.told(self._question, metric)

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────

    def _spend(self, read: int, written: int) -> None:
        self._tokens.input += read
        self._tokens.output += written

    def _usage(self) -> Usage:
        cost = self._means.rules.price.cost(self._tokens.input, self._tokens.output)
        tokens = self._tokens.input, self._tokens.output
        return Usage(self._means.model.name, *tokens, round(cost, 6), self._means.prompt.version)

    def _fields_before(self) -> list[str]:
        """Names of fields that queries of before use, which stay sayable whatever they are called."""
        return [
            name
            for query in self._known()
            for name in (*query.group_by, *query.average_per, *filtered_fields(query.where))
        ]
