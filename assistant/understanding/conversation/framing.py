"""Words about an answer that say nothing new beside what is named: "add a filter: …", "the Business class", 国家不变."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.query import filtered_fields
from assistant.understanding.conversation.work import Work, bare, grouped_by, names_of
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import load_vocabulary

_BRINGS = ("follow.add", "follow.change", "follow.with", "follow.apply")
_LEADS = ("restrict.is", "per.before", "join.of", "restrict.using", "follow.swap_for")
_TURNS = ("follow.change", "follow.swap", "follow.correct", "follow.swap_for", "follow.cue")
_REMOVES = (
    "follow.remove",
    "follow.remove_after",
    "restrict.exclude",
    "restrict.exclude_after",
    "follow.unlimit",
)


def add_condition(work: Work) -> None:
    """ "Add a filter: region is East China", 加上华东的条件: nothing but that is shown."""
    said = work.said()
    for at, piece in enumerate(said):
        if not piece.is_("follow.filters") or piece.concerns:
            continue
        if any(other.is_(*_REMOVES) and not other.concerns for other in said):
            return
        if at and said[at - 1].values and any(other.is_(*_REMOVES) for other in said[at + 1 : at + 2]):
            return  # a value may have the name of what takes away: 华南的限制取消
        brought = [other for other in said[:at] if other.is_(*_BRINGS) and not other.concerns]
        behind = [
            other for other in said[at + 1 :] if not other.is_(*_LEADS, "restrict.only") or other.concerns
        ]
        before = bool(at and said[at - 1].values and brought)
        if before or (behind and (behind[0].values or _is_of(behind))):
            leads = [other for other in said[at + 1 : at + 2] if other not in behind]
            work.take((*brought, *leads), "connective", "+")
            place = work.pieces.index(piece)
            work.pieces[place] = replace(piece, roles=frozenset({"restrict.only"}))
            if before:
                work.take((work.pieces[place],), "connective", "+")
            return


def _is_of(behind: Sequence[Piece]) -> bool:
    """Whether a field stands there, and then a value of it."""
    names = names_of(behind[0])
    rest = [piece for piece in behind[1:] if not piece.is_("restrict.only") or piece.concerns]
    return bool(names and rest) and bool({v.dimension.rpartition(".")[2] for v in rest[0].values} & names)


def unchanged(work: Work) -> None:
    """国家不变, "countries as before": what is in the answer stays in it."""
    said = work.said()
    for before, piece in pairwise(said):
        if not piece.is_("follow.unchanged") or piece.concerns:
            continue
        shown = any(name.metric in work.query.metrics for name in before.metrics)
        narrowed = {bare(name) for name in filtered_fields(work.query.where)} & names_of(before)
        if shown or narrowed or grouped_by(work.query, before):
            work.take((before, piece), "connective", "")


def kinds(work: Work) -> None:
    """ "The Business class", "the East China part": a word for one of several, behind the name of one."""
    nouns = load_vocabulary().anaphora["of_several"]
    for before, piece in zip(list(work.pieces), work.pieces[1:], strict=False):
        if before.values and piece.text in nouns and not (piece.concerns or piece.time or piece.number):
            work.take((piece,), "connective", "")


def groupings(work: Work) -> None:
    """ "Change the breakdown to region", 换个维度,按区域: what is named is shown by instead."""
    nouns = load_vocabulary().anaphora["groupings"]
    said = work.said()
    for at, piece in enumerate(said):
        if piece.text not in nouns or piece.concerns:
            continue
        around = [
            other for other in said[max(at - 1, 0) : at + 4] if other.is_(*_TURNS) and not other.concerns
        ]
        named = [other for other in said[at + 1 :] if other.dimensions or other.entities]
        if around and named and not any(other.is_(*_REMOVES) and not other.concerns for other in said):
            work.take((piece,), "connective", "")
            work.replaces = True


def what_is_left(work: Work) -> None:
    """ "Ignore email, how many are left?"."""
    left = [piece for piece in work.pieces if piece.is_("follow.left") and not piece.concerns]
    if left and any(piece.is_(*_REMOVES) and not piece.concerns for piece in work.pieces):
        work.take(left, "connective", "")
