"""A dimension of reasons that is asked for with words inside its name: the 丢单原因 of 丢单主要是什么原因, 丢的单都是啥原因."""

from __future__ import annotations

from assistant.understanding.cutting.normalize import Normalized, Replacement, replaced
from assistant.understanding.lexicon import DimensionName, Lexicon
from assistant.understanding.words import load_vocabulary

_ROLE = "reason.asked"
_SPLIT = "分布"
_LONGEST, _SHORTEST = 6, 2
"""Characters of what the reason is of."""


def with_asked_reasons(text: Normalized, lexicon: Lexicon) -> Normalized:
    """The text with the name said to its end, as a split by it, where the catalog has such a dimension. A question for what is
    behind a number stays one.
    """
    for pattern in load_vocabulary().patterns.get(_ROLE, ()):
        for found in pattern.finditer(text.text):
            before = text.text[: found.start()].rstrip()
            for size in range(min(_LONGEST, len(before)), _SHORTEST - 1, -1):
                said = before[-size:]
                bare = said.replace("的", "", 1) if "的" in said[1:] else said
                entries = lexicon.phrases.get(f"{bare}{found['reason']}") if len(bare) >= _SHORTEST else ()
                if any(isinstance(entry, DimensionName) for entry in entries):
                    start = len(before) - size
                    spelled = f"{bare}{found['reason']}{_SPLIT}"
                    return replaced(text, [Replacement(start, found.end(), spelled)])
    return text
