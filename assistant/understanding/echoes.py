"""Words that repeat what the metric says of itself: the "breached" of "tickets breached the SLA", 签了多少合同额."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Metric, Simple
from assistant.query import filtered_fields
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.numbers_asked import asks_for_itself

_ENDINGS = ("ing", "ed", "er", "e", "s", "d")
_OF_NOUNS = ("ation", "ment", "ance", "ion", "al", *_ENDINGS)
"""Also those of what is done on a date: the "approved" of loans by approval date."""
_SHORTEST_STEM = 4


def read_echoes(draft: Draft) -> None:
    """Unread words that stand in a name of a metric at hand say nothing new, and are told as weak."""
    left = [at for at, piece in enumerate(draft.pieces) if draft.free(at) and _may_echo(piece)]
    if not left or not draft.metrics:
        return
    names = tuple(_names(draft.ground.catalog, draft.metrics))
    dates = tuple(_names_of_times(draft.ground.catalog, draft.metrics))
    fields = tuple(_field_names(draft))
    for at in left:
        piece = draft.pieces[at]
        if _is_counted(draft, at):
            continue  # 两门课 asks for courses, whatever the name of the metric holds
        if asks_for_itself(draft, at):
            continue
        dated = not has_cjk(piece.text) and _is_echo(piece, dates, _OF_NOUNS)
        if dated or _is_echo(piece, names) or (len(piece.text) > 1 and _is_echo(piece, fields)):
            draft.read(at, "filler", piece.text)
            draft.assume("weak_word", piece.text)


def names_own_date(draft: Draft, piece: Piece) -> bool:
    """Whether it is a word, inflected or not, of the name of what the metrics are dated by."""
    return _is_echo(piece, tuple(_names_of_times(draft.ground.catalog, draft.metrics)), _OF_NOUNS)


def _may_echo(piece: Piece) -> bool:
    """Means nothing else, or at most the time of an event, as in "forms submitted"."""
    other = piece.metrics or piece.terms or piece.values or piece.entities or piece.parameters
    times = bool(piece.dimensions) and all(name.time for name in piece.dimensions)
    known = bool(piece.roles) and all(role.startswith("intent.") for role in piece.roles)
    return piece.unread or (times and not other and not piece.roles) or (known and not piece.concerns)


def own_times(catalog: Catalog, metrics: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Model and time dimension that the metrics are dated by, or what they are computed from is."""
    kinds = (part.kind for name in metrics for part in with_inputs(catalog.complete.metrics, name))
    return frozenset(
        (kind.model, kind.time_dimension)
        for kind in kinds
        if isinstance(kind, Simple) and kind.time_dimension
    )


def _names(catalog: Catalog, metrics: Sequence[str]) -> Iterator[str]:
    for name in metrics:
        yield from _names_of(catalog.metrics[name])
    yield from _names_of_times(catalog, metrics)


def _names_of_times(catalog: Catalog, metrics: Sequence[str]) -> Iterator[str]:
    for model, dimension in own_times(catalog, metrics):
        shown = catalog.models.get(model)
        time = shown.dimensions.get(dimension) if shown is not None else None
        if time is not None:
            yield from time.names


def _is_counted(draft: Draft, at: int) -> bool:
    """Right behind a number, a counter or a word such as 每, or a limited number: "more than 30 rooms"."""
    before = draft.pieces[at - 1] if at else None
    if before is not None and before.number is not None and not draft.between(at - 1, at).strip():
        close = at + 1 < len(draft.pieces) and not draft.between(at, at + 1).strip()
        behind = draft.meanings.get(at + 1, ("",))[0] if close else ""
        if draft.meanings.get(at - 1, ("",))[0] == "number" and behind not in ("having", "metric"):
            return True
    close = before is not None and draft.between(at - 1, at) == "" and not before.text.isascii()
    return (
        close
        and before is not None
        and (before.number is not None or before.is_("order.counter", "per.each"))
    )


def _field_names(draft: Draft) -> Iterator[str]:
    """Names of what is filtered by: the members of "gold members", whose tier is gold."""
    kept = set(filtered_fields(draft.where))
    for option in draft.ground.linker.options(draft.metrics):
        if option.name in kept and option.dimension is not None:
            yield from option.dimension.names


def _names_of(metric: Metric) -> tuple[str, ...]:
    return (metric.name, *metric.names)


def _is_echo(piece: Piece, names: Sequence[str], endings: Sequence[str] = _ENDINGS) -> bool:
    if has_cjk(piece.text):
        return any(piece.text in name for name in names)
    said = {_stem(word, endings) for word in words(piece.text)}
    known = {_stem(word, endings) for name in names for word in words(name)}
    return bool(said) and all(len(stem) >= _SHORTEST_STEM and stem in known for stem in said)


def _stem(word: str, endings: Sequence[str] = _ENDINGS) -> str:
    """The word without an ending of its inflection, as far as it stays one."""
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
