"""Metrics that are named a second time: the MDF of "partners with the most MDF, and the bookings MDF brought them"."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.understanding.draft import Draft, ImpossibleError

_APART = frozenset(",、;/&+.?:")


def check_named_again(draft: Draft, chosen: Mapping[int, str]) -> None:
    """One that is said again right beside another metric narrows that one down. Raises ImpossibleError."""
    seen: set[str] = set()
    for at, name in sorted(chosen.items()):
        again, seen = name in seen, seen | {name}
        beside = (place for place in (at - 1, at + 1) if chosen.get(place, name) != name)
        if again and any(not _is_apart(draft, min(at, place), max(at, place)) for place in beside):
            raise ImpossibleError("unread_condition", draft.pieces[at].text)


def places_of(draft: Draft) -> dict[int, str]:
    """Where the metrics that are asked for are named, each as often as it is."""
    said = {at: str(name) for at, (means, name) in draft.meanings.items() if means == "metric"}
    focused = {place: name for name, place in draft.focus.items() if name in draft.metrics}
    return {at: name for at, name in (said | focused).items() if name in draft.metrics}


def _is_apart(draft: Draft, first: int, second: int) -> bool:
    """Whether a mark parts the two, or the second is what is ordered or grouped by."""
    return bool(_APART.intersection(draft.between(first, second)))
