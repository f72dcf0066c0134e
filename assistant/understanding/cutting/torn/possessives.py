"""The apostrophe of a plural that owns something says nothing of its own: the members of "members' churn rate"."""

from __future__ import annotations

import re

from assistant.understanding.cutting.normalize import Normalized, Replacement, replaced

_OWNING = re.compile(r"(?<=[a-z]s)'(?= [a-z])")
_QUOTED = re.compile(r"(?<![\w'])'(?=\w)")


def without_apostrophes(text: Normalized) -> Normalized:
    """The text without them, unless what stands before may be in quotes."""
    opened = _QUOTED.search(text.text)
    until = opened.start() if opened else len(text.text)
    found = [m.start() for m in _OWNING.finditer(text.text) if m.start() < until]
    return replaced(text, [Replacement(at, at + 1, "") for at in found]) if found else text
