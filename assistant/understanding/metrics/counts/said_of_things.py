"""Counts called by a thing and what is said of it, where the sentence says it behind the thing: the 超时工单 of
今年有多少工单超时了, the "overdue tickets" of "how many tickets were overdue".
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, soft
from assistant.understanding.lexicon import VARIANT, MetricName
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.neighbours import asks_number_of, only_bare
from assistant.understanding.words import load_vocabulary

_LONGEST = 6
"""Characters of what is said of a thing in Chinese."""


def take_said_of_things(draft: Draft) -> None:
    """Where the number of things is asked for, and what is said of them means nothing else that fits: the one count
    that is called by both. Not where it is denied.
    """
    if draft.ground.base is not None:
        return
    for at, piece in enumerate(draft.pieces):
        if not (piece.metrics and (piece.entities or only_bare(piece)) and asks_number_of(draft, at)):
            continue
        for end, metric in _said_of(draft, at):
            if is_count(draft.ground.catalog, metric):
                said = [p for p in range(at + 1, len(draft.pieces)) if draft.pieces[p].end <= end]
                draft.name_together(metric, [at, *(place for place in said if _says(draft, place))])
                return


def _said_of(draft: Draft, at: int) -> Iterator[tuple[int, str]]:
    """What stands behind the thing and makes up with it the name of one metric alone: its end in the text, and that."""
    first = next((p for p in range(at + 1, len(draft.pieces)) if _says(draft, p)), None)
    if first is None or any(draft.pieces[p].mark for p in range(at + 1, first)):
        return
    start, text = draft.pieces[first].start, draft.ground.text
    if load_vocabulary().matching("flag.not", text[:start]) is not None or not _is_open(draft, first):
        return
    ends = [piece.end for piece in draft.pieces[first:]]
    if not draft.pieces[first].text.isascii():
        ends = [start + length for length in range(_LONGEST, 0, -1)]
    for end in ends:
        said = text[start:end]
        if end <= len(text) and "," not in said and load_vocabulary().matching("verb.ended", text[end:]):
            names = set(_called(draft, draft.pieces[at].text, said))
            if len(names) == 1:
                yield end, names.pop()


def _says(draft: Draft, at: int) -> bool:
    return not soft(draft.pieces[at])


def _is_open(draft: Draft, at: int) -> bool:
    """Whether the piece is no time, no number and no value of what is counted."""
    piece = draft.pieces[at]
    if piece.time is not None or piece.number is not None or piece.is_("restrict.exclude", "per.before"):
        return False
    return not (piece.values and draft.ground.linker.values(piece.values, draft.metrics))


def _called(draft: Draft, thing: str, said: str) -> Iterator[str]:
    """Metrics with both for a name of theirs."""
    for asked in sorted(load_vocabulary().listed["asked"], key=len, reverse=True):
        thing = thing.removeprefix(asked)
    joint = " " if thing.isascii() else ""
    for phrase in (f"{said}{joint}{thing}", f"{thing}{joint}{said}"):
        for entry in draft.ground.lexicon.phrases.get(words(phrase)) or ():
            if isinstance(entry, MetricName) and entry.strength >= VARIANT:
                yield entry.metric
