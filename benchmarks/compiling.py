"""Compiling by kind of query, warm, beside other compilers where they can be run: in turn, no query twice."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

from assistant.catalog import load_catalog
from assistant.catalog.model import Catalog
from assistant.compiler import compile_query
from assistant.compiler.guard import Guard
from assistant.errors import NotSupported
from assistant.query import MetricQuery
from benchmarks.compile_queries import CATALOG, KINDS, SIDEMANTIC_KINDS, variant
from benchmarks.figures import Figure, spread, timed
from benchmarks.peers import METRICFLOW, SIDEMANTIC, Peer, Running, running

ROUNDS = 40
WARM = 5
PEERS = {METRICFLOW: KINDS, SIDEMANTIC: SIDEMANTIC_KINDS}
"""Whom we are compared with, and the queries in their forms."""


def measure() -> list[Figure]:
    catalog = load_catalog(CATALOG)
    with ExitStack() as started:
        others = {peer: started.enter_context(running(peer)) for peer in PEERS}
        samples = {kind: _samples(catalog, kind, others) for kind in KINDS}
    kinds = [_figure(kind, found, others) for kind, found in samples.items()]
    done = sum(bool(found.ours) for found in samples.values())
    how = f"{done} of {len(KINDS)} kinds × {ROUNDS} queries, warm, no query twice"
    whole = spread([ms for found in samples.values() for ms in found.ours])
    less = spread([ms for found in samples.values() for ms in found.before_guard])
    return [
        *kinds,
        Figure("compile, to SQL text", less, "ms", "p50 ≤ 1.5 ms, p95 ≤ 4 ms", how),
        Figure("compile, with the guard", whole, "ms", "", how),
    ]


@dataclass(slots=True)
class Samples:
    """Milliseconds: ours with the guard, ours less the guard's own, the others'; empty for who cannot."""

    ours: list[float] = field(default_factory=list)
    before_guard: list[float] = field(default_factory=list)
    theirs: dict[Peer, list[float]] = field(default_factory=lambda: {peer: [] for peer in PEERS})


def _samples(catalog: Catalog, kind: str, others: Mapping[Peer, Running | None]) -> Samples:
    found, guard = Samples(), Guard(catalog)
    for number in range(WARM + ROUNDS):
        ours = _ours(catalog, guard, MetricQuery.from_dict(variant(KINDS[kind], number)))
        theirs = {peer: _theirs(peer, other, kind, number) for peer, other in others.items()}
        if number < WARM:
            continue
        found.ours += [ours[0]] if ours is not None else []
        found.before_guard += [ours[0] - ours[1]] if ours is not None else []
        for peer, milliseconds in theirs.items():
            found.theirs[peer] += [milliseconds] if milliseconds is not None else []
    return found


def _theirs(peer: Peer, other: Running | None, kind: str, number: int) -> float | None:
    query = PEERS[peer].get(kind)
    return other.milliseconds(variant(query, number)) if other is not None and query is not None else None


def _ours(catalog: Catalog, guard: Guard, query: MetricQuery) -> tuple[float, float] | None:
    """Milliseconds of compiling, and of the guard in it; None for a kind that is still to come."""
    started = time.perf_counter()
    try:
        statement = compile_query(catalog, query)
    except NotSupported:
        return None
    whole = (time.perf_counter() - started) * 1000
    return whole, timed(lambda: guard.checked_sql(statement.sql))


def _figure(kind: str, found: Samples, others: Mapping[Peer, Running | None]) -> Figure:
    mine = found.ours
    values = {f"{name} ms": value for name, value in spread(mine).items()} if mine else {}
    how = [] if mine else ["not yet"]
    for peer, theirs in found.theirs.items():
        if theirs:
            values[f"{peer.name} p50 ms"] = statistics.median(theirs)
        if mine and theirs:
            values[f"ratio to {peer.name}"] = statistics.median(mine) / statistics.median(theirs)
        how.append(_taken(peer, kind, ran=others[peer] is not None, did=bool(theirs)))
    return Figure(f"compile: {kind}", values, "", "", "; ".join(how))


def _taken(peer: Peer, kind: str, ran: bool, did: bool) -> str:
    if did:
        return f"in turn with {peer.name}"
    if not ran:
        return f"{peer.name} is not installed: {peer.target}"
    return f"{peer.name} refuses it" if kind in PEERS[peer] else f"{peer.name} has no form for it"
