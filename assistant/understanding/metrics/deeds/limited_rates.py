"""Rates that a limited part of all names: the win rate of "reps who won under 10% of their deals"."""

from __future__ import annotations

from assistant.understanding.conditions.limits.limited import BEFORE
from assistant.understanding.draft import Draft, UndecidedError
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.deeds.verb_rates import is_called_by, rates_of
from assistant.understanding.words import load_vocabulary


def name_limited_rates(draft: Draft) -> None:
    """Has the verb before a limited percentage of things name the one rate that is called by the verb and the things. Raises
    UndecidedError where several are.
    """
    if draft.ground.base is not None:
        return
    for at, piece in enumerate(draft.pieces):
        percent = piece.number is not None and piece.number.kind == "percent"
        whole = at + 2
        if not percent or at < 2 or whole >= len(draft.pieces) or not draft.has(at + 1, "join.of"):
            continue
        verb = at - 2
        said = draft.pieces[verb].text
        if not draft.has(at - 1, *BEFORE) or not said.isalpha() or not said.isascii():
            continue
        names = _rates(draft, load_vocabulary().irregular.get(said, said), whole)
        picked = draft.ground.picks.get(draft.pieces[verb].start)
        if len(names) > 1 and picked not in names:
            raise UndecidedError("ambiguous_metric", draft.pieces[verb], names)
        if names:
            name = picked if picked in names else names[0]
            draft.name_instead(name, verb, (verb, at + 1, whole))


def _rates(draft: Draft, verb: str, whole: int) -> list[str]:
    piece, catalog = draft.pieces[whole], draft.ground.catalog
    counts = dict.fromkeys(name.metric for name in piece.metrics if is_count(catalog, name.metric))
    rates = {rate.name: rate for count in counts for rate in rates_of(catalog, count)}
    return [name for name, rate in rates.items() if is_called_by(rate, verb, piece.text)]
