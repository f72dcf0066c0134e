"""Values that are named side by side are of one dimension where they can be: "renewals vs new business" are two types of
deals, although an order may be a renewal too. Where all but one are, that one is the value there that is called by its
word and more: the office buildings of "residential / office / retail", although a unit may be an office.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.understanding.cutting.tokens import holds_words, words
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import ValueName

_JOINS = ("join.and", "join.or", "join.versus", "join.than")
_COMMAS = frozenset(",、，/")
_LISTED = ("join.and", "join.versus", "join.than")
_LIST_MARKS = frozenset("、/")
_LEFT_OUT = ("restrict.exclude", "restrict.lacking", "restrict.exclude_after", "restrict.leaves", "join.or")


def keep_shared_fields(draft: Draft) -> None:
    """Of what each of the values in a row can mean, only what is of a dimension that the others are of as well.

    Raises ImpossibleError where one in the middle of a list or at its end is of no dimension that the others are of.
    """
    at = 0
    while at < len(draft.pieces):
        run = _run(draft, at)
        if len(run) > 1:
            shared = set.intersection(*(_fields(draft, place) for place in run))
            for place in run if shared else ():
                piece = draft.pieces[place]
                kept = tuple(value for value in piece.values if _name(value.dimension) in shared)
                draft.put(place, replace(piece, values=kept))
            if not shared:
                _settle_odd_one(draft, run)
        at = max(run[-1] if run else at, at) + 1


def _run(draft: Draft, at: int) -> list[int]:
    """The places of values with nothing but "and", "vs" or a comma between."""
    run: list[int] = []
    joined = True
    for place in range(at, len(draft.pieces)):
        piece = draft.pieces[place]
        if piece.values and not piece.metrics and joined and draft.free(place):
            run.append(place)
            joined = bool(_COMMAS & set(draft.ground.text[piece.end :].lstrip()[:1]))
        elif run and (piece.is_(*_JOINS) or piece.text in _COMMAS) and not piece.concerns:
            joined = True
        else:
            break
    return run


def _settle_odd_one(draft: Draft, run: Sequence[int]) -> None:
    for odd in run:
        others = [place for place in run if place != odd]
        shared = set.intersection(*(_fields(draft, place) for place in others))
        if not shared:
            continue
        called = _called_by_more(draft, odd, shared)
        if called:
            piece = draft.pieces[odd]
            draft.put(odd, replace(piece, values=called))
            draft.assume("meaning_match", f"{piece.text} → {_label(draft, called[0])}")
            return
        if len(others) > 1 and odd != run[0] and _is_listed(draft, run, odd):
            raise ImpossibleError("unread_condition", draft.pieces[odd].text)


def _called_by_more(draft: Draft, at: int, fields: Collection[str]) -> tuple[ValueName, ...]:
    """The only value of the dimensions that is called by the words of the piece and more."""
    said, found = words(draft.pieces[at].text), {}
    for field in draft.ground.linker.options(draft.metrics):
        if field.dimension is None or _name(field.name) not in fields:
            continue
        for item in field.dimension.values:
            if any(holds_words(words(text), said) for text in (*item.labels, *item.synonyms) if text):
                found[item.value] = ValueName(f"{field.model}.{field.dimension.name}", item.value)
    return tuple(found.values()) if len(found) == 1 else ()


def _label(draft: Draft, name: ValueName) -> str:
    model, _, dimension = name.dimension.partition(".")
    values = draft.ground.catalog.models[model].dimensions[dimension].values
    return next(str(text) for item in values if item.value == name.value for text in item.labels if text)


def _is_listed(draft: Draft, run: Sequence[int], at: int) -> bool:
    """Whether a word or mark of a list joins the piece to the one before it: a comma alone may begin something else."""
    if any(piece.is_(*_LEFT_OUT) and not piece.concerns for piece in draft.pieces):
        return False
    before = run[run.index(at) - 1]
    marks = set(draft.ground.text[draft.pieces[before].end : draft.pieces[at].start])
    return bool(marks & _LIST_MARKS) or any(draft.has(place, *_LISTED) for place in range(before + 1, at))


def _fields(draft: Draft, place: int) -> set[str]:
    """The dimensions that the metrics have, and the value can be of."""
    hits = draft.ground.linker.every_value(draft.pieces[place].values, draft.metrics)
    usable = {_name(hit.field.name) for hit in hits}
    named = {_name(value.dimension) for value in draft.pieces[place].values}
    return {name for name in named if name in usable} or named


def _name(field: str) -> str:
    return field.rpartition(".")[2].rpartition("__")[2]
