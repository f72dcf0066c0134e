"""Words that a long sentence needs and that stand for what is said by then: the 东西 of 群里发的东西, the 到了 of
毛利率到了多少, the 走 of 走第三方支付.
"""

from __future__ import annotations

import re

from assistant.understanding.draft import Draft, soft
from assistant.understanding.groups.ordering import is_duration
from assistant.understanding.words import load_vocabulary

_DESCRIBED = re.compile(r"的\s*$|\b(?:the|of)\s+$")
_NOT_ALONE = re.compile(r"\s*[,，。;；:：?？!！、]|\s*$|\s*\b(?:that|which|we|they|you|in|on|by)\b")
_HOW_MUCH = re.compile(
    r"\s*(?:多少|几(?!个|条|家|位|名)|哪(?:个|一)?(?:水平|程度|地步)|什么(?:水平|程度|地步)|$|[?？。])"
)


def read_stand_ins(draft: Draft) -> None:
    """All of these."""
    _read_ways(draft)
    _read_durations(draft)
    _read_come_to(draft)
    _read_placeholders(draft)
    _read_groups_behind(draft)


def _read_placeholders(draft: Draft) -> None:
    """A noun that only stands for what is described before it, where metrics are named."""
    nouns = load_vocabulary().listed["placeholders"]
    if not draft.metrics:
        return
    for at, piece in enumerate(draft.pieces):
        if not (piece.unread and draft.free(at) and piece.text.casefold() in nouns):
            continue
        text = draft.ground.text
        if _DESCRIBED.search(text[: piece.start]) and _NOT_ALONE.match(text[piece.end :]):
            draft.read(at, "filler", piece.text)
            draft.assume("weak_word", piece.text)


def _read_groups_behind(draft: Draft) -> None:
    """The 分组 of 每个渠道线索量大于100的分组, which are those that are shown."""
    last = len(draft.pieces) - 1
    if last < 1 or not (draft.group_by and draft.having) or not draft.has(last - 1, "join.of"):
        return
    if draft.has(last, "per.after") and draft.free(last) and not draft.pieces[last].concerns:
        draft.read(last, "connective")


def _read_come_to(draft: Draft) -> None:
    """The 到了 of 偏差率分别到了多少, between the metric and how much it is."""
    verbs = load_vocabulary().listed["come_to"]
    for at, piece in enumerate(draft.pieces):
        if not (draft.free(at) and not piece.concerns and piece.text in verbs):
            continue
        before = draft.left(at)
        told = before is not None and draft.meanings.get(before, ("",))[0] in ("metric", "comparison")
        if told and _HOW_MUCH.match(draft.ground.text[piece.end :]):
            draft.read(at, "filler", piece.text)


def _read_ways(draft: Draft) -> None:
    """The 走 of 走第三方支付, right before a value that has been taken."""
    ways = load_vocabulary().listed["ways"]
    for at, piece in enumerate(draft.pieces[:-1]):
        close = not draft.between(at, at + 1).strip()
        taken = draft.meanings.get(at + 1, ("",))[0] == "value"
        if taken and piece.text in ways and close and not piece.concerns and draft.free(at):
            draft.read(at, "filler", piece.text)


def _read_durations(draft: Draft) -> None:
    """The 要多久 of 首响平均要多久, behind a metric that is a time."""
    for at in draft.find("duration.asked"):
        before = at - 1
        while before >= 0 and (
            soft(draft.pieces[before]) or draft.meanings.get(before, ("",))[0] == "filler"
        ):
            before -= 1
        means, name = draft.meanings.get(before, ("", ""))
        if means == "metric" and name in draft.metrics and is_duration(draft.ground.catalog, name):
            draft.read(at, "filler", draft.pieces[at].text)
