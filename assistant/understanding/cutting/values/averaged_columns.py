"""The mean of a number of the rows, said by that number: the average rating of "average score", where that is the mean
of the scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import SYNONYM, MetricName
from assistant.understanding.metrics.columns import computed_from

_LIMITS = ("threshold.", "beside.")
_PLAIN = frozenset({"filler.plain"})


def with_averaged_columns(pieces: Sequence[Piece], catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with a number right behind "average" naming the one metric that is its mean over all rows, and nothing
    else.
    """
    out = list(pieces)
    for at in range(1, len(pieces)):
        average, column = pieces[at - 1], pieces[at]
        said = average.is_("shape.average") and not average.concerns
        limited = at > 1 and any(role.startswith(_LIMITS) for role in pieces[at - 2].roles)
        if not said or limited or not column.dimensions or column.metrics or column.terms:
            continue
        found = computed_from(catalog, column.dimensions, "average")
        if len(found) == 1:
            out[at - 1] = Piece(average.start, average.end, average.text, _PLAIN, typo=average.typo)
            out[at] = replace(
                Piece(column.start, column.end, column.text, typo=column.typo),
                metrics=(MetricName(found[0].name, SYNONYM),),
            )
    return tuple(out)
