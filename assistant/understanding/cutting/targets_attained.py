"""How far a target has been attained, asked by a verb: 目标完成百分之几 for the 目标完成率 of the catalog, "what percent of the
revenue target have we hit" for its target attainment.
"""

from __future__ import annotations

import re

from assistant.understanding.cutting.normalize import Normalized, Replacement, replaced
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import Lexicon, MetricName
from assistant.understanding.words import load_vocabulary


def with_targets_attained(text: Normalized, lexicon: Lexicon) -> Normalized:
    """The text with the name of such a metric in place of the words that ask for it, where it is a name of one."""
    for pattern in load_vocabulary().patterns.get("target.asked", ()):
        found = pattern.search(text.text)
        name = _name_of(found, lexicon) if found is not None else None
        if found is None or name is None:
            continue
        whole = found.groupdict().get("whole") or ""
        said = f"{whole} {name}" if whole else name
        return replaced(text, [Replacement(found.start(), found.end(), said)])
    return text


def _name_of(found: re.Match[str], lexicon: Lexicon) -> str | None:
    for name in sorted(load_vocabulary().codewords["attainment"]):
        if name.isascii() is found.group().isascii() and any(
            isinstance(entry, MetricName) for entry in lexicon.phrases.get(words(name))
        ):
            return name
    return None
