"""One metric that is to be had by adding up another: "sum DAU for November to get MAU", 把每天的日活加起来算月活.

What is asked for is the one that it is to come to, which has a definition of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

_STEPS = (
    "per.before",
    "per.each",
    "shape.total",
    "shape.together",
    "shape.rise",
    "follow.add",
    "shape.running",
)


def without_summed(draft: Draft, chosen: Mapping[int, str]) -> dict[int, str]:
    """The metrics by place, without those that are only to be added up."""
    found = load_vocabulary().matching("summed.asked", draft.ground.text)
    if found is None or len(set(chosen.values())) < 2:
        return dict(chosen)
    parts, whole = (_within(draft, chosen, found.span(name)) for name in ("parts", "whole"))
    apart = {chosen[at] for at in parts} & {chosen[at] for at in whole}
    if not parts or not whole or apart or len(parts) + len(whole) < len(chosen):
        return dict(chosen)
    for at in parts:
        draft.read(at, "filler", chosen[at])
        draft.assume("not_a_sum", chosen[at])
    _read_words(draft, found)
    return {at: name for at, name in chosen.items() if at in whole}


def _within(draft: Draft, places: Iterable[int], span: tuple[int, int]) -> list[int]:
    return [at for at in places if span[0] <= draft.pieces[at].start and draft.pieces[at].end <= span[1]]


def _read_words(draft: Draft, found: re.Match[str]) -> None:
    """The words that ask for the sum, and the buckets that are to be added up: the 每天 of 每天的日活."""
    cues = [found.span(name) for name, said in found.groupdict().items() if said and name.startswith("cue")]
    first, last = found.span("parts")
    for at, piece in enumerate(draft.pieces):
        inside = first <= piece.start and piece.end <= last
        bucket = inside and ((piece.time is not None and piece.time.kind == "grain") or piece.is_(*_STEPS))
        said = bucket or any(start <= piece.start and piece.end <= end for start, end in cues)
        if said and not piece.concerns and draft.free(at):
            draft.read(at, "filler", piece.text)
