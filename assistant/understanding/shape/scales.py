"""The scale of a score that is said beside it: "out of 100", 满分5分, "(0-100)". It says nothing that the score's own scale
does not; another scale than that stays unread.
"""

from __future__ import annotations

import re

from assistant.understanding.cutting.numerals import find_numbers
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

_SCORE = re.compile(r"score:(\d+)-(\d+)")


def read_scales(draft: Draft) -> None:
    """Read the words and numbers of a scale where every metric is a score on it."""
    scales = {_scale(draft, name) for name in draft.metrics}
    if len(scales) != 1 or (scale := scales.pop()) is None:
        return
    for pattern in load_vocabulary().patterns.get("score.scale", ()):
        for found in pattern.finditer(draft.ground.text):
            ends = {kind: _value(said) for kind, said in found.groupdict().items() if said is not None}
            if ends.get("top") == scale[1] and ends.get("low", scale[0]) == scale[0]:
                draft.read_within(found.start(), found.end(), "filler")


def _scale(draft: Draft, name: str) -> tuple[float, float] | None:
    found = _SCORE.fullmatch(draft.ground.catalog.metrics[name].card.unit or "")
    return (float(found[1]), float(found[2])) if found else None


def _value(said: str) -> float | None:
    numbers = find_numbers(said)
    return float(numbers[0].value) if len(numbers) == 1 else None
