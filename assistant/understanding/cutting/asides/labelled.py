"""What parts of a question are called in front of them: "metric: revenue; dimension: region; period: Q3", 维度:区域."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.understanding.lexicon import Lexicon
from assistant.understanding.words import Vocabulary

IDLE, GROUPING = "label.said", "label.group"
_SPACED = "_spaced"
_ENDS = re.compile(r"\s*(?:[:=]|是|为|选|取|\bis)?\s*$")


def labels_in(text: str, kind: str, vocabulary: Vocabulary, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Places of such labels with the marks behind them: those that are IDLE, or those that say that a GROUPING follows.

    Words that the catalog has a name for are none: where something is called "period", that is filtered by. Labels
    without a mark behind them are read where the question opens with one.
    """
    spaced = vocabulary.matching("label.opening", text) is not None
    for role in (kind, kind + _SPACED) if spaced else (kind,):
        for pattern in vocabulary.patterns.get(role, ()):
            for found in pattern.finditer(text):
                start, end = found.span("label")
                if not lexicon.phrases.get(_ENDS.sub("", text[start:end])):
                    yield start, end
