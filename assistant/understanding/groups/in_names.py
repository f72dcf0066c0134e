"""Groups that a metric's own name asks for: the stages of "time per stage", 各阶段用时."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon
from assistant.understanding.words import load_vocabulary

_EACH = ("per.each", "per.before")


def take_groups_in_names(draft: Draft) -> None:
    """By the dimension that stands behind a word for "each" inside what the metric is called; not by things, of which a
    number for each of them is a mean.
    """
    if draft.ground.base is not None:
        return
    for name, at in list(draft.focus.items()):
        if name not in draft.metrics:
            continue
        named = list(_named_behind_each(draft.pieces[at].text, draft.ground.lexicon))
        options = draft.ground.linker.dimension(named, draft.metrics) if named else ()
        if len(options) == 1 and options[0].name not in draft.group_by:
            draft.group_by.append(options[0].name)
            draft.focus.setdefault(options[0].name, at)
            return


def _named_behind_each(text: str, lexicon: Lexicon) -> Iterator[DimensionName]:
    tokens = tokenize(text)
    marks = {
        last
        for _, last, roles in load_vocabulary().phrases.matches(tokens)
        if set(_EACH) <= set(roles) or text[: tokens[last - 1].end].endswith(("each", "per"))
    }
    for first, _, entries in lexicon.phrases.matches(tokens):
        if first in marks and not _are_things(entries):
            yield from (item for item in entries if isinstance(item, DimensionName) and not item.time)


def _are_things(entries: Sequence[object]) -> bool:
    return any(isinstance(item, EntityName) for item in entries)
