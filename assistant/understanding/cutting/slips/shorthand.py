"""Words that people write short, spelled out: the "with" of "partners w/ more than 3 stockout days"."""

from __future__ import annotations

from assistant.understanding.cutting.normalize import Normalized, Replacement, replaced
from assistant.understanding.words import load_vocabulary

_ROLE = "shorthand."


def with_shorthand_spelled(text: Normalized) -> Normalized:
    """The text with the words themselves. The key of a pattern is what it is short for."""
    found = sorted(
        Replacement(match.start(), match.end(), role.removeprefix(_ROLE))
        for role, patterns in load_vocabulary().patterns.items()
        if role.startswith(_ROLE)
        for pattern in patterns
        for match in pattern.finditer(text.text)
    )
    return replaced(text, found) if found else text
