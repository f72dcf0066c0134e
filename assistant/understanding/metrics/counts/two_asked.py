"""Two clauses that each ask for a number of another kind, of which one is answered: 断了多少次，平均多久修好."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.counts.counted import is_count, is_money, measured_in
from assistant.understanding.words import load_vocabulary

_SILENT = ("filler", "connective", "number")
_KINDS = ("count", "duration", "money")
_CLAUSES = re.compile(r"[^,，、;；。?？]+")


def check_two_asked(draft: Draft) -> None:
    """Raises ImpossibleError with the clause that a single metric does not answer."""
    query = draft.query()
    if draft.ground.base is not None or len(query.metrics) != 1 or query.having or query.average_per:
        return
    if query.compare or query.against or query.share_of_total or query.ratio_to:
        return
    clauses = [clause for clause in _CLAUSES.finditer(draft.ground.text) if _asked(clause[0])]
    silent = [clause for clause in clauses if not _says_anything(draft, *clause.span())]
    if len(clauses) > 1 and silent and _has_own_word(draft, *silent[0].span()):
        raise ImpossibleError("unread_condition", silent[0][0].strip())
    asked = {kind: clause[0] for clause in clauses for kind in _asked(clause[0])}
    answered = _kind(draft, query.metrics[0])
    if answered and answered not in asked:
        _check_elsewhere(draft, query.metrics[0], clauses)
    if len(asked) > 1 and answered in asked:
        other = next(text for kind, text in asked.items() if kind != answered)
        if other != asked[answered]:
            raise ImpossibleError("unread_condition", other.strip())


def _check_elsewhere(draft: Draft, metric: str, clauses: Sequence[re.Match[str]]) -> None:
    """Raises ImpossibleError with a clause that asks for another kind of number than the metric that another one names: the
    签了多少单 of 签了多少单、签约额多少.
    """
    at = draft.focus.get(metric)
    place = draft.pieces[at].start if at is not None else -1
    for clause in clauses:
        elsewhere = at is not None and not clause.start() <= place < clause.end()
        if elsewhere and _of_things(clause[0]):
            raise ImpossibleError("unread_condition", clause[0].strip(), told=True)


def _of_things(clause: str) -> bool:
    """Whether it asks how many or how much of something by itself, and not only how many that was; 这几天 is a period."""
    bare = load_vocabulary().matching("number.bare", clause) is not None
    return not bare and not {"count", "money"}.isdisjoint(_asked(clause))


def _says_anything(draft: Draft, start: int, end: int) -> bool:
    """Whether a clause has any part in the query: "and how much was due" has none where only the words of asking are known."""
    return any(
        means not in _SILENT
        for at, (means, _) in draft.meanings.items()
        if start <= draft.pieces[at].start < end
    )


def _has_own_word(draft: Draft, start: int, end: int) -> bool:
    """Whether a word stands in it that is no word of asking: the "due" of "how much was due", and nothing in 一共多少."""
    said = draft.ground.text[start:end]
    return load_vocabulary().matching("number.bare", said) is None


def _asked(clause: str) -> list[str]:
    matching = load_vocabulary().matching
    return [kind for kind in _KINDS if matching(f"number.{kind}", clause) is not None]


def _kind(draft: Draft, name: str) -> str:
    metric = draft.ground.catalog.metrics[name]
    if is_money(metric):
        return "money"
    if is_count(draft.ground.catalog, name):
        return "count"
    unit = measured_in(metric)
    return "duration" if unit in load_vocabulary().codewords["duration_units"] else ""
