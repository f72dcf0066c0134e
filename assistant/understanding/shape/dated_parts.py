"""Shares of what was done in a period, of those whenever: "what percentage of the gold cards were issued before 1998"."""

from __future__ import annotations

import re

from assistant.catalog.metric import Simple
from assistant.query import Against, Condition, RelativeTime, TimeRange
from assistant.resolve.fields import FieldOption
from assistant.understanding.cutting.values.word_roots import shares_root
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def take_dated_part(draft: Draft) -> bool:
    """Whether such a share is asked for. The whole is of all times, and the part those dated so by what is counted anyway."""
    said = dated_part(draft)
    field = _dated_by(draft)
    if said is None or field is None or not isinstance(draft.time, TimeRange):
        return False
    if not _is_of_date(said["verb"], field):
        return False
    times = [piece for piece in draft.pieces if piece.time is not None]
    values = [piece for piece in draft.pieces if piece.values and piece.start >= said.start("part")]
    plain = not (draft.group_by or draft.having or draft.grain or draft.compare or draft.average_per)
    if len(times) != 1 or times[0].end <= said.start("part") or values or not plain:
        return False
    ends = Condition(field.name, "<", (draft.time.end.date().isoformat(),))
    start = Condition(field.name, ">=", (draft.time.start.date().isoformat(),))
    draft.against = Against("share", (ends,) if draft.time.open_start else (start, ends))
    draft.time = RelativeTime("all_time")
    draft.share = False
    return True


def dated_part(draft: Draft) -> re.Match[str] | None:
    """What is asked for the part of, and the part; None where the date is said of the whole: "the share of the north for all
    orders that were placed in 2024".
    """
    vocabulary = load_vocabulary()
    said = vocabulary.matching("share.of_dated", draft.ground.text)
    whole = said is None or vocabulary.matching("share.whole_again", said["whole"]) is not None
    return None if whole else said


def _is_of_date(verb: str, field: FieldOption) -> bool:
    """Whether the verb is that of the date's name, or says no more than that something came to be: no order is paid by the
    date that it was placed on.
    """
    names = field.dimension.names if field.dimension is not None else ()
    return verb in load_vocabulary().listed["came_to_be"] or any(shares_root(verb, name) for name in names)


def _dated_by(draft: Draft) -> FieldOption | None:
    """The date that the one metric has its periods by."""
    catalog = draft.ground.catalog
    kind = catalog.metrics[draft.metrics[0]].kind
    date = catalog.models[kind.model].agg_time_dimension if isinstance(kind, Simple) else None
    return next(
        (
            option
            for option in draft.ground.linker.options(draft.metrics)
            if isinstance(kind, Simple)
            and option.dimension is not None
            and option.model == kind.model
            and option.dimension.name == date
        ),
        None,
    )
