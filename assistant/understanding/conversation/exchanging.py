"""One thing for another, out, and back in again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.query import Condition
from assistant.understanding.conversation.removing import without
from assistant.understanding.conversation.work import Work, bare, grouped_by, names_of, without_groups
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import load_vocabulary

_TAKES = ("follow.takes", "follow.remove", "restrict.exclude")
_GOES = ("follow.remove", "follow.instead_of")
_SETTLED = ("metric", "dimension", "filter")


def put_back(work: Work) -> None:
    """ "Add email back", "bring email back": what was left out is shown as well."""
    back = [piece for piece in work.pieces if piece.is_("follow.back") and not piece.concerns]
    if any(piece.is_("follow.add") for piece in work.pieces):
        work.take(back, "connective", "+")
    elif back and any(_is_left_out(work, piece) for piece in work.pieces):
        work.take(back, "connective", "+")
        work.adds = True


def _is_left_out(work: Work, piece: Piece) -> bool:
    """Whether the piece is a value that a condition of the query leaves out."""
    fields = {value.dimension.rpartition(".")[2]: value.value for value in piece.values}
    return any(
        isinstance(item, Condition)
        and item.op in ("!=", "not in")
        and fields.get(bare(item.field)) in item.values
        for item in work.query.where
    )


def correct(work: Work) -> None:
    """ "Sorry, I meant Finance", 说错了，应该是金融: what is said takes the place of its like."""
    said = [piece for piece in work.pieces if piece.is_("follow.correct") and not piece.concerns]
    said += _denial(work.pieces)
    if said and any(piece not in said for piece in work.said()):
        work.take(said, "connective", "")
        work.replaces = not any(piece.is_("follow.add") for piece in work.pieces)


def _denial(pieces: Sequence[Piece]) -> list[Piece]:
    """The "no" of "no, revenue per customer": a mark parts it from what is meant instead."""
    opens = len(pieces) > 1 and pieces[0].text in load_vocabulary().anaphora["no"] and not pieces[0].concerns
    return [pieces[0]] if opens and pieces[1].mark else []


def take_out(work: Work) -> None:
    """ "Leave North America out": the verb is parted."""
    said = work.said()
    for at, piece in enumerate(said):
        if not piece.is_(*_TAKES) or piece.concerns:
            continue
        if _take_it_out(work, said, at):
            return
        out = next(
            (other for other in said[at + 2 :] if other.is_("follow.out") and not other.concerns), None
        )
        if out is not None:
            place = work.pieces.index(piece)
            work.pieces[place] = replace(piece, roles=frozenset({"restrict.exclude", "follow.remove"}))
            work.take((out,), "connective", out.text)
            return


def _take_it_out(work: Work, said: list[Piece], at: int) -> bool:
    """ "Education does not belong there, please take it out": said once more of what stands before."""
    pronouns = load_vocabulary().anaphora["it"]
    meant = [piece for piece in said[at + 1 : at + 2] if piece.text in pronouns and not piece.concerns]
    out = next(iter(said[at + 1 + len(meant) :]), None)
    before = said[:at]
    if out is None or not out.is_("follow.out") or out.concerns or not before:
        return False
    if any(piece.is_("restrict.exclude", "restrict.exclude_after", "follow.remove") for piece in before):
        work.take((said[at], *meant, out), "connective", out.text)
        return True
    if not before[-1].values:
        return False
    place = work.pieces.index(before[-1])
    work.take((said[at], *meant, out), "connective", out.text)
    mark = replace(said[at], roles=frozenset({"restrict.exclude", "follow.remove"}))
    work.pieces.insert(place, mark)
    return True


def exchange(work: Work) -> None:
    """把区域换成产品, "replace region with product": the first goes, the second comes in its place."""
    for old, new, marks in _exchanged([piece for piece in work.pieces if not piece.mark]):
        if _is_value_of(old, new):
            work.take((old, *marks), "connective", "")
            work.replaces = True
            return
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
            # "Drop category, use region": said of the same.
            led = tuple(mark for mark in pieces[at - 2 : at - 1] if at > 1 and mark.is_(*_GOES))
            led = () if any(mark.concerns for mark in led) else led
            pairs += [(pieces[at - 1], new, led)] if new is not None else []
    for at, piece in enumerate(pieces):
        named = every = [other for other in pieces[at + 1 :] if other.concerns]
        link = next((other for other in pieces[at + 1 :] if other.is_("follow.swap_for")), None)
        if len(named) == 3 and _is_value_of(named[0], named[1]):
            named = named[1:]  # "change the industry from retail to finance"
        turned = piece.is_("follow.swap") or (piece.is_("follow.change") and len(named) != len(every))
        if not turned or piece.concerns or link is None or len(named) != 2:
            continue
        if named[0].end <= link.start < named[1].start:
            pairs.append((named[0], named[1], (piece, link)))
    return pairs


def _is_value_of(field: Piece, value: Piece) -> bool:
    """ "Switch the cabin to Economy": a field, and what it is to be."""
    named = not (field.values or field.metrics) and not value.dimensions
    return named and bool({item.dimension.rpartition(".")[2] for item in value.values} & names_of(field))


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
        led = [
            mark for mark in said[at + 1 : at + 2] if mark.is_("per.before", "per.each") and not mark.concerns
        ]
        old = next(iter(said[at + 1 + len(led) :]), None)
        groups = grouped_by(work.query, old) if old is not None else ()
        if groups and old is not None:
            work.query = without_groups(work.query, groups)
            work.take((piece, *led, old), "dimension", f"-{', '.join(groups)}")
            return
