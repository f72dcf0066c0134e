"""Follow-ups that leave some of the groups shown by a limit on another metric: "hide the ones with fewer than 20 orders" of the
revenue by rep, which stays what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.query import MetricQuery
from assistant.understanding.conditions.limits.limited import AFTER, BEFORE
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.time.settling import METRIC_TIME

_PICKS = ("restrict.only", "restrict.exclude", "restrict.exclude_after", "restrict.only_after")
_OPENS = ("restrict.only", "restrict.exclude")
_ASKS = ("per.which", "shape.", "order.highest", "order.lowest", "order.top", "intent.")


def limits_shown(pieces: Sequence[Piece], query: MetricQuery) -> bool:
    """Whether nothing is said but which of the groups are to be shown or left out, by one limited number of something."""
    said = [piece for piece in pieces if piece.concerns or not (piece.filler or piece.mark)]
    groups = [name for name in query.group_by if not name.startswith(METRIC_TIME)]
    if not groups or not said or any(piece.values or piece.terms or piece.time for piece in said):
        return False
    plain = [piece for piece in said if not piece.concerns]
    if any(
        role.startswith(_ASKS) for piece in plain for role in piece.roles if not role.startswith("beside")
    ):
        return False
    opened = said[0].is_(*_OPENS) and not said[0].concerns
    closed = said[-1].is_(*_PICKS) and not said[-1].concerns
    measured = [piece for piece in said if piece.metrics]
    numbers = [piece for piece in said if piece.number is not None]
    limits = [piece for piece in plain if piece.is_(*BEFORE, *AFTER)]
    own = all(_is_shown(piece, groups) for piece in said if piece.concerns and not piece.metrics)
    return (opened or closed) and len(measured) == len(numbers) == 1 and bool(limits) and own


def _is_shown(piece: Piece, groups: Sequence[str]) -> bool:
    names = {name.dimension for name in piece.dimensions}
    return bool(names & {group.rpartition("__")[2] for group in groups}) or piece.number is not None
