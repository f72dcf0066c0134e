"""One thing for another, out, and back in again."""

from __future__ import annotations

from dataclasses import replace

from assistant.query import Condition
from assistant.understanding.conversation.removing import without
from assistant.understanding.conversation.work import Work, grouped_by, without_groups
from assistant.understanding.cutting.pieces import Piece

_TAKES = ("follow.takes", "follow.remove", "restrict.exclude")
_SETTLED = ("metric", "dimension", "filter")


def put_back(work: Work) -> None:
    """ "Add email back": what was left out is shown as well."""
    if any(piece.is_("follow.add") for piece in work.pieces):
        back = [piece for piece in work.pieces if piece.is_("follow.back") and not piece.concerns]
        work.take(back, "connective", "+")


def correct(work: Work) -> None:
    """ "Sorry, I meant Finance", 说错了，应该是金融: what is said takes the place of its like."""
    said = [piece for piece in work.pieces if piece.is_("follow.correct") and not piece.concerns]
    if said:
        work.take(said, "connective", "")
        work.replaces = True


def take_out(work: Work) -> None:
    """ "Leave North America out": the verb is parted."""
    said = work.said()
    for at, piece in enumerate(said):
        if not piece.is_(*_TAKES) or piece.concerns:
            continue
        out = next(
            (other for other in said[at + 2 :] if other.is_("follow.out") and not other.concerns), None
        )
        if out is not None:
            place = work.pieces.index(piece)
            work.pieces[place] = replace(piece, roles=frozenset({"restrict.exclude", "follow.remove"}))
            work.take((out,), "connective", out.text)
            return


def exchange(work: Work) -> None:
    """把区域换成产品, "replace region with product": the first goes, the second comes in its place."""
    for old, new, marks in _exchanged([piece for piece in work.pieces if not piece.mark]):
        if not _alike(old, new):
            continue
        change = without(work.query, old)
        if change is not None and change[1] in _SETTLED:
            before = {item.field for item in work.query.where if isinstance(item, Condition)}
            work.query = change[0]
            left = {item.field for item in work.query.where if isinstance(item, Condition)}
            # One of several values: the others stay.
            work.adds = change[1] == "filter" and bool(old.values) and before == left
            work.take((old, *marks), change[1], change[2])
            return
        if any(name.metric in work.query.metrics for name in old.metrics):
            work.take((old, *marks), "metric", f"-{old.metrics[0].metric}")
            return


def put_instead(work: Work) -> None:
    """ "Swap it for MQLs": what is named comes in place of what was shown."""
    said = [piece for piece in work.pieces if piece.concerns or not piece.filler]
    if not said or not said[0].is_("follow.swap") or said[0].concerns:
        return
    links = [piece for piece in said[1:2] if piece.is_("follow.swap_for") and not piece.is_("per.before")]
    if links and len([piece for piece in said if piece.concerns]) == 1 and len(said) > 2 and said[2].concerns:
        work.take((said[0], *links), "connective", "+")
        work.replaces = True


def _exchanged(pieces: list[Piece]) -> list[tuple[Piece, Piece, tuple[Piece, ...]]]:
    """What goes, what comes, and the words that say so and nothing else."""
    pairs: list[tuple[Piece, Piece, tuple[Piece, ...]]] = []
    for at in range(1, len(pieces) - 1):
        if pieces[at].is_("follow.change") and not pieces[at].is_("follow.swap"):
            new = next((piece for piece in pieces[at + 1 :] if piece.concerns), None)
            pairs += [(pieces[at - 1], new, ())] if new is not None else []
    for at, piece in enumerate(pieces):
        named = [other for other in pieces[at + 1 :] if other.concerns]
        link = next((other for other in pieces[at + 1 :] if other.is_("follow.swap_for")), None)
        if not piece.is_("follow.swap") or link is None or len(named) != 2:
            continue
        if named[0].end <= link.start < named[1].start:
            pairs.append((named[0], named[1], (piece, link)))
    return pairs


def _alike(first: Piece, second: Piece) -> bool:
    return any(
        bool(one) and bool(other)
        for one, other in (
            (first.metrics, second.metrics or second.terms),
            (first.dimensions, second.dimensions),
            (first.values, second.values),
        )
    )


def swap(work: Work) -> None:
    """ "By region instead of channel", "Finance rather than Retail": what stands behind goes."""
    said = work.said()
    for at, piece in enumerate(said[:-1]):
        if not piece.is_("follow.instead_of") or piece.concerns:
            continue
        led = [mark for mark in said[at + 1 : at + 2] if mark.is_("per.before", "per.each") and not mark.concerns]
        old = next(iter(said[at + 1 + len(led) :]), None)
        groups = grouped_by(work.query, old) if old is not None else ()
        if groups and old is not None:
            work.query = without_groups(work.query, groups)
            work.take((piece, *led, old), "dimension", f"-{', '.join(groups)}")
            return
