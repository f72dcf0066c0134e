"""What is asked of the warehouse besides the query of a question: the same for those with a name, over whole weeks, without
a condition that nothing meets, for a key that nothing has, of the companions of its metrics, and how many records a rate rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from assistant.catalog.model import Catalog
from assistant.desk import Clock, Desk, compile_governed, run_statement, shown
from assistant.errors import AssistantError, QueryError
from assistant.presentation.nameless import of_named_only
from assistant.presentation.present import Beside, companion_queries, stands_beside
from assistant.presentation.samples import NOTE as SMALL_SAMPLE
from assistant.presentation.samples import few_behind, sample_query
from assistant.presentation.unmet import (
    conditions_alone,
    conditions_in_pairs,
    groups_alone,
    has_only_noughts,
    keys_alone,
)
from assistant.query import Filter, MetricQuery
from assistant.reading import Choice, Understood
from assistant.resolve.own_grain import NOTE as OWN_GRAIN
from assistant.rows import Rows
from assistant.statement import Statement
from assistant.understanding.labels import choice_of
from assistant.understanding.time.widening import widened


def ranked_by_name(
    desk: Desk, found: Understood, rows: Rows, now: datetime
) -> tuple[Understood, Statement, Rows] | None:
    """The ranking that a question asks for without those who have no name, where one of them would come out of it."""
    query = of_named_only(found.query, rows) if found.reading.spans else None
    if query is None:
        return None
    try:
        statement = compile_governed(desk, query, now)
        named = run_statement(desk, statement)
    except AssistantError:
        return None  # it cannot be told apart; the answer stands
    return (replace(found, query=query), statement, named) if named.data else None


def coarser(desk: Desk, error: AssistantError, found: Understood, now: datetime) -> tuple[Choice, ...]:
    """The same question over the whole weeks or months around its period, where the data is no finer."""
    if not isinstance(error, QueryError) or error.code != "too_fine_grain" or not error.choices:
        return ()
    query = widened(found.query, error.choices[0], desk.catalog.calendar)
    if query is None:
        return ()
    try:
        compile_governed(desk, query, now)
    except AssistantError:
        return ()
    return (choice_of(desk.catalog, query, desk.value_label),)


def unmet_condition(desk: Desk, found: Understood, rows: Rows, now: datetime) -> tuple[Filter, Choice] | None:
    """A condition or a group read from the question that no row behind the metrics ever has, and the question without it."""
    if (
        group := _first_without(desk, found, now, partial(groups_alone, rows=rows), has_only_noughts)
    ) is not None:
        return group
    if not has_only_noughts(rows):
        return None
    return _first_without(desk, found, now, conditions_alone, has_only_noughts) or _first_without(
        desk, found, now, conditions_in_pairs, has_only_noughts
    )


def unknown_key(desk: Desk, found: Understood, rows: Rows, now: datetime) -> tuple[Filter, Choice] | None:
    """A condition on the key of a thing that is not among the things of the catalog, and the question without it."""
    if not has_only_noughts(rows):
        return None
    return _first_without(desk, found, now, keys_alone, lambda things: not things.data)


def _first_without(
    desk: Desk,
    found: Understood,
    now: datetime,
    alone: Callable[[MetricQuery, Catalog], Iterable[tuple[Filter, MetricQuery, MetricQuery]]],
    is_empty: Callable[[Rows], bool],
) -> tuple[Filter, Choice] | None:
    """The first condition that, asked by itself, nothing is found for, and the question without it."""
    if not found.reading.spans:
        return None
    for item, asked, kept in alone(found.query, desk.catalog):
        try:
            if is_empty(run_statement(desk, compile_governed(desk, asked, now))):
                return item, choice_of(desk.catalog, kept, desk.value_label)
        except AssistantError:
            continue  # it cannot be asked by itself; the answer stands
    return None


def companions(desk: Desk, query: MetricQuery, answer: Rows, now: datetime, clock: Clock) -> Iterator[Beside]:
    """The companions of the answer's metrics, where the same query can be asked of them."""
    for ways in companion_queries(query, desk.catalog):
        for way in ways:
            try:
                statement = compile_governed(desk, way, now)
                clock.lap("compile")
                if any(code == OWN_GRAIN for code, _ in statement.notes):
                    continue  # over this stretch it is another number than the one to read beside the answer
                rows = run_statement(desk, statement)
                clock.lap("run")
            except AssistantError:
                continue  # it has no such dimension, period or parameter; the answer stands without it
            found = Beside(way, rows, shown(desk, statement).sql)
            if stands_beside(found, answer):
                yield found
                break


def with_sample(
    desk: Desk, query: MetricQuery, statement: Statement, answer: Rows, now: datetime, clock: Clock
) -> Statement:
    """The statement with a note where one of the answer's rates rests on few records."""
    behind = sample_query(query, desk.catalog)
    if behind is None:
        return statement
    try:
        sizes = run_statement(desk, compile_governed(desk, behind, now))
    except AssistantError:
        return statement  # the number of records is not for the actor to see, or not by these keys
    clock.lap("run")
    few = few_behind(sizes, answer)
    return statement if few is None else replace(statement, notes=(*statement.notes, (SMALL_SAMPLE, few)))
