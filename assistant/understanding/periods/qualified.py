"""Words of time that say which values of a dimension are meant, rather than a grain: the annual plan."""

from __future__ import annotations

from assistant.query import Condition, Scalar
from assistant.resolve.fields import FieldOption
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.cutting.tokens import holds_words, words
from assistant.understanding.draft import Draft
from assistant.understanding.neighbours import GROUPING
from assistant.understanding.time.expr import GrainWord
from assistant.understanding.time.words import time_vocabulary


def take_qualified(draft: Draft) -> None:
    """ "Annual plan" is a condition where values of the plan are called annual."""
    for at, piece in enumerate(draft.pieces[:-1]):
        grain = piece.time is not None and isinstance(piece.time.expr, GrainWord)
        if not grain or not draft.free(at) or not draft.free(at + 1) or draft.preceded(at, *GROUPING):
            continue
        if draft.between(at, at + 1).strip():
            continue
        options = draft.ground.linker.dimension(draft.pieces[at + 1].dimensions, draft.metrics)
        values = _called(options[0], piece.text) if len(options) == 1 else ()
        if not values:
            continue
        name = options[0].name
        draft.where.append(Condition(name, "=" if len(values) == 1 else "in", values))
        draft.read(at, "value", ", ".join(f"{name}={value}" for value in values))
        draft.read(at + 1, "filter", name)


def _called(option: FieldOption, said: str) -> tuple[Scalar, ...]:
    """The values that have the words in one of their names."""
    if option.dimension is None:
        return ()
    wanted = words(said)
    found, timed = [], 0
    for item in option.dimension.values:
        names = (str(item.value).replace("_", " "), *item.labels, *item.synonyms)
        timed += any(_names_grain(name) for name in names)
        if any(holds_words(words(name), wanted) for name in names):
            found.append(item.value)
    # Of channels, one may be the monthly newsletter: a monthly channel report is not about it.
    return tuple(found) if timed * 2 >= len(option.dimension.values) else ()


def _names_grain(name: str) -> bool:
    return any(word.kind == "grain" for word in time_vocabulary().in_text(normalize(name).text))
