"""The word that says what kind of number a metric is, beside its name: the "score" of "score for community health", the
"time" of "90th percentile of first response time".
"""

from __future__ import annotations

from assistant.catalog.metric import Metric
from assistant.retrieval.concepts import thesaurus
from assistant.retrieval.tokens import words
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count, is_money
from assistant.understanding.metrics.deeds.deeds import words_beside
from assistant.understanding.neighbours import only_bare
from assistant.understanding.units import units_in
from assistant.understanding.words import load_vocabulary

_KNOWN_ROLES = ("threshold.unit", "order.counter")


def read_number_heads(draft: Draft) -> None:
    """Words left over right beside the name of a metric that stand in its names, or tell its unit. "Order size" stays
    unread: the size of an order is not how many there are.
    """
    for at, piece in enumerate(draft.pieces):
        if not draft.free(at):
            continue
        if _is_counted_each(draft, at):
            draft.read(at, "filler", piece.text)
            continue
        head = _head_of(draft, at)
        if head is not None:
            draft.read(at, "connective", piece.text)
            draft.assume("weak_word", piece.text)
            continue
        if not _may_tell(piece):
            continue
        metric = _beside(draft, at)
        if metric is None:
            continue
        named = _is_in_names(metric, piece, draft.pieces[draft.focus[metric.name]])
        if named or (not piece.dimensions and _is_unit(metric, piece)):
            draft.read(at, "filler", piece.text)
            draft.assume("weak_word", piece.text)


def _is_counted_each(draft: Draft, at: int) -> bool:
    """The "counts" of "top 3 channels by leads and their respective counts", where all that is shown are counts."""
    catalog, before = draft.ground.catalog, draft.ground.text[: draft.pieces[at].start]
    said = draft.pieces[at].text in load_vocabulary().codewords["counts_of_each"]
    respective = said and load_vocabulary().matching("counts.of_each", before) is not None
    return respective and bool(draft.metrics) and all(is_count(catalog, name) for name in draft.metrics)


def _head_of(draft: Draft, at: int) -> str | None:
    """The metric whose own name stands right before a word that says no more than that it is a number, as "performance" does,
    or right behind one that says that it is no plan. A word for a thing alone is not such a name: the performance of orders
    is not how many there are.
    """
    piece, words_of = draft.pieces[at], load_vocabulary().codewords
    if piece.concerns or piece.number is not None or piece.time is not None:
        return None
    actual = piece.text in words_of["actual"]
    place = at + 1 if actual else at - 1
    name = next(
        (name for name, where in draft.focus.items() if where == place and name in draft.metrics), None
    )
    if name is None or not _is_close(draft, at, place) or only_bare(draft.pieces[place]):
        return None
    metric = draft.ground.catalog.metrics[name]
    if actual:
        said = {word for label in metric.names for word in words(label)}
        return None if said & words_of["planned"] else name
    if piece.text in words_of["paid_heads"]:
        earned = load_vocabulary().deeds["earn"]
        comes_in = any(words_beside(label, earned) is not None for label in metric.names)
        return name if is_money(metric) and not comes_in else None
    rate = metric.card.unit in ("percent", "ratio") and piece.text in words_of["rate_heads"]
    return name if rate or piece.text in words_of["number_heads"] else None


def _may_tell(piece: Piece) -> bool:
    """Means nothing else than what a group is called by."""
    other = (
        piece.metrics or piece.terms or piece.values or piece.entities or piece.parameters or piece.segments
    )
    if other or piece.number is not None or piece.time is not None:
        return False
    return (
        piece.unread
        or bool(piece.dimensions)
        or (bool(piece.roles) and all(role in _KNOWN_ROLES for role in piece.roles))
    )


def _beside(draft: Draft, at: int) -> Metric | None:
    """The one metric whose name it stands right before or behind, or before an "of" or "for" and that name."""
    named = {place: name for name, place in draft.focus.items()}
    found = {named[place] for place in (at - 1, at + 1) if place in named and _is_close(draft, at, place)}
    if at + 2 in named and draft.has(at + 1, "join.of"):
        found.add(named[at + 2])
    return draft.ground.catalog.metrics.get(found.pop()) if len(found) == 1 else None


def _is_close(draft: Draft, at: int, other: int) -> bool:
    return not draft.between(*sorted((at, other))).strip()


def _is_in_names(metric: Metric, piece: Piece, named: Piece) -> bool:
    """Whether one name has all of its words; that of a group only if they and what names the metric make all of it: the
    "size" of "size of our customer base" is no group where the metric is the customer base size.
    """
    said, whole = set(words(piece.text)), set(words(piece.text)) | set(words(named.text))
    names = [set(words(name)) for name in metric.names] if piece.text.isascii() else []
    if piece.dimensions:
        return whole in names
    return bool(said) and any(said <= name for name in names)


def _is_unit(metric: Metric, piece: Piece) -> bool:
    """Whether it says the kind of number. A unit by name may be another one: dollars are no yuan."""
    if units_in(piece.text):
        return False
    answers = thesaurus().units.get(metric.card.unit_kind)
    parts = thesaurus().parts(piece.text)
    return answers is not None and bool(parts) and all(answers in part.concepts for part in parts)
