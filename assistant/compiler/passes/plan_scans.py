"""Which aggregations are computed together: one scan per model, time dimension and stretch of time."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from assistant.compiler.draft import Draft, Frame, Scan, Slot
from assistant.compiler.windows import first_seen
from assistant.plan import Leaf, ResolvedFilter, ResolvedQuery, TimePlan, leaves_of


def plan_scans(draft: Draft) -> Draft:
    query = draft.resolved
    found = {leaf.identity: leaf for item in query.metrics for leaf in leaves_of(item)}
    if query.query.running:
        distinct = [leaf for leaf in found.values() if leaf.kind.function == "count_distinct"]
        found |= {
            leaf.identity: leaf for leaf in (first_seen(each, query.query.running) for each in distinct)
        }
    by_time = _time_matters(query)
    slots: dict[object, Slot] = {}
    scans: list[Scan] = []
    for frame in _frames(query.time):
        suffix = "_prior" if frame.prior else ""
        groups: dict[object, list[Slot]] = {}
        for number, (identity, leaf) in enumerate(found.items(), 1):
            if frame.prior and (leaf.source.time is None or leaf.first_within):
                continue
            of_prior = frame.prior is not None
            slot = slots.setdefault((identity, of_prior), Slot(f"_v{number}{suffix}", leaf, of_prior))
            groups.setdefault(_together(leaf, by_time), []).append(slot)
        scans += [_scan(frame, tuple(group)) for group in groups.values()]
    return replace(draft, slots=slots, scans=tuple(scans))


def _together(leaf: Leaf, by_time: bool) -> Hashable:
    """Leaves with the same key share a scan; where the filters are applied at more than one place, they
    share it with equal filters only.
    """
    source = leaf.source
    rows: Hashable = source if by_time else (source.model, source.parameters)
    linked = leaf.conversions.identity if leaf.conversions else None
    apart = (leaf.kind.non_additive, leaf.accumulation, linked, leaf.kind.join_to_timespine)
    special = leaf.kind.non_additive or leaf.on_spine or linked or leaf.kind.join_to_timespine
    alone = leaf.identity if leaf.first_within else None
    held = frozenset(item.identity for item in leaf.filters) if special else None
    return (rows, leaf.offsets, apart, held, alone)


def _frames(time: TimePlan) -> list[Frame]:
    if time.periods:
        written = [period.to_dict() for period in time.periods]
        labels = [f"{dates['start']}..{dates['end']}" for dates in written]
        return [Frame(period, label=label) for period, label in zip(time.periods, labels, strict=True)]
    current = Frame(time.range)
    return [current] if time.prior is None else [current, Frame(time.prior.range, time.prior)]


def _scan(frame: Frame, slots: tuple[Slot, ...]) -> Scan:
    return Scan(slots[0].leaf.source, frame, slots, shared_filters([slot.leaf for slot in slots]))


def shared_filters(found: list[Leaf]) -> tuple[ResolvedFilter, ...]:
    """The filters that every leaf has."""
    held = [{item.identity for item in leaf.filters} for leaf in found]
    everywhere = set.intersection(*held)
    first = {item.identity: item for item in found[0].filters}
    return tuple(item for identity, item in first.items() if identity in everywhere)


def _time_matters(query: ResolvedQuery) -> bool:
    """Without a range, a time key or a time filter all time dimensions of a model are the same."""
    time = query.time
    if any(leaf.conversions for item in query.metrics for leaf in leaves_of(item)):
        return True
    if time.range or time.periods or time.prior or any(key.is_metric_time for key in query.grouped):
        return True
    every = (leaf for item in query.metrics for leaf in leaves_of(item))
    return any(field.is_metric_time for leaf in every for item in leaf.filters for field in item.fields)
