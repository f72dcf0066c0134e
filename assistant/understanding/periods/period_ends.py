"""The ends of periods that a series goes over, said before the stretch it is of: "at each month end in H2 2025"."""

from __future__ import annotations

from assistant.understanding.cutting.normalize import Normalized, Replacement, replaced
from assistant.understanding.words import load_vocabulary

_SPELLED = "at the end of each {unit}"


def with_period_ends(text: Normalized) -> Normalized:
    """The text with such words spelled out, or "end in" would begin another phrase."""
    found = [
        Replacement(match.start(), match.end(), _SPELLED.format(unit=match["unit"]))
        for pattern in load_vocabulary().patterns.get("period.ends", ())
        for match in pattern.finditer(text.text)
    ]
    apart: list[Replacement] = []
    for item in sorted(found):
        if not apart or apart[-1].end <= item.start:
            apart.append(item)
    return replaced(text, apart) if apart else text
