"""Everyday words that were typed by their sound, where what stands beside them leaves no other meaning: 最进8周 is
最近8周, 工单数的周趋式 asks for a 趋势.
"""

from __future__ import annotations

import re

from assistant.understanding.cutting.slips.homophones import syllables, windows
from assistant.understanding.words import load_vocabulary

_PERIODS = re.compile(r"\s*(?:\d+|[一二两三四五六七八九十几半]+)\s*个?(?:天|日|周|星期|月|季|年|小时)")
_MEASURED = re.compile(r"[周月季年日天度数量率额]的?$")
_ENDS = re.compile(r"\s*(?:$|[?？。!！,，、;；)）]|图|线|的|如何|怎|是|呢|吗|情况)")


def misspoken(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    """The stretch in or around `text[start:end]` that sounds like such a word, and that word."""
    listed = load_vocabulary().listed
    for first, last in windows(text, start, end):
        said, behind = text[first:last], text[last:]
        before_periods = bool(_PERIODS.match(behind))
        behind_measures = bool(_MEASURED.search(text[:first]) and _ENDS.match(behind))
        words = (
            *(listed["said_before_periods"] if before_periods else ()),
            *(listed["said_behind_measures"] if behind_measures else ()),
        )
        for word in words:
            if len(word) == len(said) > 1 and word != said and syllables(word) == syllables(said):
                return first, last, word
    return None
