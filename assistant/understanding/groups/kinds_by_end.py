"""Groups that are said by the end of their name, the rest of which is said in what is measured: 不同原因的延误总时长 is by
延误原因, "minutes of delay by cause" by the delay cause, "deals lost for each reason" by the lost reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.resolve.fields import FieldOption
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.linking import distance
from assistant.understanding.neighbours import adjacent

_MARKS = ("per.before", "per.each", "per.which", "per.kind")
_SHORTEST = 2
_STEM = 6
"""Letters that forms of one word share."""


def take_kinds_by_end(draft: Draft) -> None:
    """By the one dimension of the metrics' own rows whose name is made of both."""
    told = [at for name, at in draft.focus.items() if name in draft.metrics]
    told += [at for at, (means, _) in draft.meanings.items() if means == "value"]
    said = " ".join(word for at in told for word in _words_at(draft, at))
    for at in draft.find(*_MARKS):
        end = at + 1
        if end >= len(draft.pieces) or not adjacent(draft, at, end):
            continue
        piece = draft.pieces[end]
        named = piece.concerns or piece.time is not None or piece.number is not None
        if named or not draft.free(end) or len(piece.text) < _SHORTEST:
            continue
        found = {item.name: item for item in _own(draft) if _is_made_of(item, said, piece.text.casefold())}
        if len(found) == 1:
            name = next(iter(found))
            if name not in draft.group_by:
                draft.group_by.append(name)
            draft.focus.setdefault(name, end)
            draft.read(end, "dimension", name)
            draft.read(at, "connective")


def _words_at(draft: Draft, at: int) -> Iterator[str]:
    """What is said there, and what the values that are said so are called: the lost of "how many did we lose for each
    reason".
    """
    yield draft.pieces[at].text.casefold()
    models = draft.ground.catalog.models
    for name in draft.pieces[at].values:
        model, _, dimension = name.dimension.partition(".")
        yield str(name.value).casefold()
        values = models[model].dimensions[dimension].values
        yield from (label.casefold() for item in values if item.value == name.value for label in item.labels)


def _own(draft: Draft) -> Iterator[FieldOption]:
    """Dimensions of the metrics' own rows that are no times and no yes-or-no."""
    options = draft.ground.linker.options(draft.metrics)
    for item in options:
        if item.dimension is None or item.dimension.type == "time" or distance(item, options) != 0:
            continue
        if item.dimension.data_type != "boolean":
            yield item


def _is_made_of(item: FieldOption, said: str, end: str) -> bool:
    assert item.dimension is not None
    for name in (name.casefold() for name in item.dimension.names):
        if has_cjk(end):
            rest = name.removesuffix(end)
            if rest != name and rest and rest in said:
                return True
        else:
            parts = words(name)
            known = {word[:_STEM] for word in words(said)}
            if len(parts) > 1 and parts[-1:] == words(end) and {part[:_STEM] for part in parts[:-1]} <= known:
                return True  # the cancellation reason of cancelled flights
    return False
