"""A comparison without a time key reads both stretches of time in one scan, each for its own values."""

from __future__ import annotations

from dataclasses import replace

from assistant.compiler.draft import Draft, Scan


def fold_comparison(draft: Draft) -> Draft:
    query = draft.resolved
    if query.time.prior is None or query.average_per or any(key.is_metric_time for key in query.keys):
        return draft
    if draft.governed.minimum_group > 1:
        return draft  # records are counted per stretch
    scans: list[Scan] = []
    for scan in draft.scans:
        match = next((n for n, found in enumerate(scans) if _alike(draft, found, scan)), None)
        if match is None:
            scans.append(scan)
        else:
            current = scans[match]
            scans[match] = replace(current, slots=(*current.slots, *scan.slots), prior=scan.frame)
    return replace(draft, scans=tuple(scans))


def _alike(draft: Draft, current: Scan, prior: Scan) -> bool:
    """Whether two scans differ in their stretch of time alone, and each row counts at its own time.

    Governed SQL may be told of the stretch, and a last moment is sought within it.
    """
    if current.frame.prior is not None or prior.frame.prior is None or current.prior is not None:
        return False
    if current.source.time is None or prior.frame.prior.without:
        return False
    if current.frame.range is None or prior.frame.range is None:
        return False
    leaves = (current.slots[0].leaf, prior.slots[0].leaf)
    plain = all(not leaf.on_spine and not leaf.conversions and not leaf.kind.non_additive for leaf in leaves)
    governed = draft.resolved.catalog.complete.models[current.source.model].governed
    same = [slot.leaf.identity for slot in current.slots] == [slot.leaf.identity for slot in prior.slots]
    return plain and governed is None and same
