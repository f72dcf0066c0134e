"""What an analysis is about: metrics, groups, conditions and time, read as in any question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.catalog.model import Catalog
from assistant.query import MetricQuery, QueryTime
from assistant.question import Turn
from assistant.understanding.assemble import assemble
from assistant.understanding.conversation.applying import applied
from assistant.understanding.conversation.edit import Edit, edit_of
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.decide import leading_metrics
from assistant.understanding.draft import Draft, Ground, ImpossibleError, UndecidedError
from assistant.understanding.rules import ASSUMED_METRIC

_MOST_TRIED = 12
_MOST_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Setting:
    """What a question is read in."""

    catalog: Catalog
    turns: tuple[Turn, ...]
    now: datetime
    text: str
    cut: Callable[[Iterable[tuple[int, int]]], tuple[Piece, ...]]
    """The pieces of the text when some stretches of it say nothing."""
    ground: Callable[[Edit | None], Ground]


@dataclass(frozen=True, slots=True)
class Scope:
    query: MetricQuery
    draft: Draft
    pieces: tuple[Piece, ...]
    left: tuple[Piece, ...] = ()
    """Pieces that fit nothing."""
    ambiguous: tuple[str, ...] = ()
    """Metrics that a term can mean, where nothing decides; the query then names none."""


def read_scope(
    setting: Setting,
    closed: Iterable[tuple[int, int]],
    metrics: Sequence[str] = (),
    continues: bool = False,
    assumed: bool = False,
) -> Scope:
    """The scope, with `closed` stretches of the text left out.

    Where nothing names a metric, `metrics` are taken. Where they are none, or only `assumed`, the rest is read by
    one of them or of those that matter most, and the query names none. `continues`: without a metric of its own the question is about
    the query before it. Raises ImpossibleError where the catalog cannot follow.
    """
    pieces = setting.cut(closed)
    named = any(piece.metrics or piece.terms for piece in pieces)
    edit = edit_of(pieces, setting.turns, setting.catalog, setting.now) if continues and not named else None
    if edit is not None:
        pieces = edit.pieces
    try:
        return _read(setting, edit, pieces, {})
    except ImpossibleError as problem:
        if problem.reason != "no_metric":
            raise
    found = _read_by(setting, pieces, metrics)
    return replace(found, query=found.query.but(metrics=() if assumed else tuple(metrics)))


def continued_scope(setting: Setting, base: MetricQuery) -> Scope | None:
    """An earlier scope with what the question changes of it; None where the question stands by itself."""
    pieces = setting.cut(())
    if any(piece.metrics or piece.terms for piece in pieces):
        return None
    tried = [base.metrics] if base.metrics else [(name,) for name in _usual(setting.catalog)[:_MOST_TRIED]]
    for metrics in tried:
        turn = Turn("", "answer", "en", base.but(metrics=metrics))
        edit = edit_of(pieces, (turn,), setting.catalog, setting.now)
        if edit is None:
            return None
        try:
            found = _read(setting, edit, edit.pieces, {})
        except ImpossibleError:
            continue
        if not found.left and not found.draft.unread():
            return replace(found, query=found.query.but(metrics=base.metrics))
    return None


def period_said(setting: Setting, metric: str) -> QueryTime:
    """What the times in the question come to, for a metric; None where it has none."""
    times = tuple(piece for piece in setting.cut(()) if piece.time is not None)
    if not times:
        return None
    try:
        return _read(setting, None, times, {ASSUMED_METRIC: metric}).query.time
    except ImpossibleError:
        return None


def _read_by(setting: Setting, pieces: tuple[Piece, ...], metrics: Sequence[str]) -> Scope:
    """Nothing names a metric: the first of those that all that was said goes with, else the one with least left."""
    tried: list[Scope] = []
    problems: list[ImpossibleError] = []
    for name in (*metrics, *_usual(setting.catalog))[:_MOST_TRIED]:
        try:
            found = _read(setting, None, pieces, {ASSUMED_METRIC: name})
        except ImpossibleError as problem:
            problems.append(problem)
            continue
        if not found.left and not found.draft.unread():
            return found
        tried.append(found)
    if not tried:
        raise problems[0] if problems else ImpossibleError("no_metric", "")
    return min(tried, key=lambda scope: len(scope.left) + len(scope.draft.unread()))


def _usual(catalog: Catalog) -> list[str]:
    """Metrics that matter most; those with a period of their own last, which is no other's."""
    return sorted(
        leading_metrics(catalog), key=lambda name: catalog.metrics[name].card.default_period is not None
    )


def _read(setting: Setting, edit: Edit | None, pieces: tuple[Piece, ...], picks: dict[int, str]) -> Scope:
    ground, left = setting.ground(edit), list[Piece]()
    ambiguous: tuple[str, ...] = ()
    taken = dict(picks)
    for _ in range(_MOST_ROUNDS):
        try:
            draft = assemble(replace(ground, picks=taken), pieces)
            query = draft.query() if edit is None else applied(edit, draft)
        except UndecidedError as problem:
            if problem.piece.start in taken or not problem.options:
                raise ImpossibleError("unread_condition", problem.piece.text) from problem
            taken[problem.piece.start] = problem.options[0]
            if all(option in setting.catalog.metrics for option in problem.options):
                ambiguous = problem.options
        except ImpossibleError as problem:
            said = (problem.subject, *problem.subject.split(" "))
            misfits = [piece for piece in pieces if piece.text and piece.text in said]
            if problem.reason not in ("unread_condition", "incompatible_dimension") or not misfits:
                raise
            left += misfits
            pieces = tuple(piece for piece in pieces if piece not in misfits)
        else:
            query = query.but(metrics=()) if ambiguous else query
            return Scope(query, draft, pieces, tuple(left), ambiguous)
    raise ImpossibleError("unread_condition", setting.text)
