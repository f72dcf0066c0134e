"""The model planner: where the reader is not certain, a language model may propose a query.

It only ever proposes: what it says passes the checks of any other query, must account for every word
with content, and gets one chance to mend what is wrong. Else the reader's outcome stands.
"""

from __future__ import annotations

import time
from dataclasses import replace

from assistant.errors import NotSupported, QueryError
from assistant.question import Question
from assistant.reading import Interpretation, Unanswerable, Unclear, Understood
from assistant.resolve import resolve_query
from assistant.understanding.labels import choice_of
from assistant.understanding.planning.means import Means, Rules
from assistant.understanding.planning.sitting import Planned, Sitting

_MENDABLE = frozenset(
    {"unread_condition", "one_at_a_time", "no_such_number", "no_metric", "no_such_value", "incompatible_dimension",
     "ambiguous_dimension", "unknown_field", "wrong_type", "bad_filter", "bad_query", "impossible_query"}
)  # fmt: skip
"""Refusals of the reader that another reading may mend; all others are decisions, and stand."""


class Planner:
    """Plans against one catalog, as one set of actors sees it. Safe to share between threads."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def plan(self, question: Question, found: Interpretation) -> Planned | None:
        """What becomes of the reader's interpretation; None where no model was asked. Never raises for
        what a model does.
        """
        held = self._held(question, found)
        if not is_asked(self._means.rules, held):
            return None
        end = time.monotonic() + self._means.rules.deadline
        sitting = Sitting(self._means, question, held)
        planned = sitting.planned(end) if sitting.shortlist.metrics else None
        return replace(planned, found=found) if planned is not None and planned.found is held else planned

    def _held(self, question: Question, found: Interpretation) -> Interpretation:
        """The interpretation, as a refusal where the catalog cannot answer its query however sure it is."""
        if not isinstance(found, Understood) or found.verified is not None:
            return found
        try:
            resolve_query(self._means.catalog, found.query, question.now)
        except (QueryError, NotSupported) as error:
            code = error.code if isinstance(error, QueryError) else "not_supported"
            return Unanswerable(found.reading, code, "", (choice_of(self._means.catalog, found.query),))
        return found


def is_asked(rules: Rules, found: Interpretation) -> bool:
    """Whether a model is asked about a question that the reader made this of."""
    mode = rules.mode
    match found:
        case Understood():
            certain = found.verified is not None or (mode == "auto" and found.confidence >= rules.doubtful)
            return mode != "never" and not certain
        case Unclear():
            # Nothing in the question decides between what fits equally well: that is what asking is for.
            tied = found.reason.startswith("ambiguous_") and not found.reading.unread
            return mode == "always" or (mode == "auto" and not tied)
        case Unanswerable():
            return mode != "never" and found.reason in _MENDABLE
        case _:
            return False
