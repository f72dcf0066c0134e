"""What each share is a part of where there are several groups: within each brand, 占该品牌的比例.

Without such words shares of brands and channels are parts of all there is.
"""

from __future__ import annotations

from assistant.resolve.names import METRIC_TIME
from assistant.understanding.draft import Draft
from assistant.understanding.shape.said import read_within_words
from assistant.understanding.words import load_vocabulary

_EACH = ("per.each", "per.before")


def take_share_wholes(draft: Draft) -> None:
    """Shares are of what each group of the one dimension has that is said to be the whole."""
    groups = [name for name in draft.group_by if not name.startswith(METRIC_TIME)]
    if not draft.share or draft.share_within or len(groups) != 2 or draft.having or draft.ground.base:
        return
    places = {name: _places(draft, name) for name in groups}
    for is_whole in (_is_told_whole, _is_set_before):
        wholes = [
            name
            for name in groups
            if any(is_whole(draft, at, _first_other(places, name)) for at in places[name])
        ]
        if len(wholes) == 1:
            draft.share_within = wholes
            draft.group_by = [*wholes, *(name for name in draft.group_by if name not in wholes)]
            for at in places[wholes[0]]:
                read_within_words(draft, at)
            return


def _places(draft: Draft, name: str) -> list[int]:
    return [at for at, meaning in draft.meanings.items() if meaning == ("dimension", name)]


def _first_other(places: dict[str, list[int]], name: str) -> int:
    """Where the parts are named first."""
    return min((at for other, found in places.items() if other != name for at in found), default=-1)


def _is_told_whole(draft: Draft, at: int, other: int) -> bool:
    """Whether the words beside it say that the parts are inside it: "within each brand", 各品牌里, 本品牌."""
    vocabulary = load_vocabulary()
    before, behind = draft.ground.text[: draft.pieces[at].start], draft.ground.text[draft.pieces[at].end :]
    if vocabulary.matching("whole.before", before) or vocabulary.matching("whole.behind", behind):
        return True
    behind = draft.ground.text[draft.pieces[at].end :]
    start = len(draft.ground.text) - len(behind.lstrip("的 "))
    measured = [piece for piece in draft.pieces if piece.metrics and piece.start == start]
    return any(vocabulary.matching("whole.inside", draft.ground.text[piece.end :]) for piece in measured)


def _is_set_before(draft: Draft, at: int, other: int) -> bool:
    """Whether each of them is named before what they are parted into, and not in one breath with it: "for
    each brand, the share of every channel", 分品牌看渠道占比.
    """
    vocabulary = load_vocabulary()
    before = draft.ground.text[: draft.pieces[at].start]
    if other < at:
        return (
            not _is_joined(draft, other, at) and vocabulary.matching("whole.behind_parts", before) is not None
        )
    if _is_joined(draft, at, other):
        return False
    if not vocabulary.matching("whole.each", before):
        return False
    text = draft.ground.text[draft.pieces[at].end : draft.pieces[other].start].strip()
    if text and before.rstrip().endswith(text):
        return False  # 分品牌分渠道, "per brand per channel"
    shares = [place for place, (means, _) in draft.meanings.items() if means == "share"]
    if draft.pieces[other].text.isascii():
        return at < min(shares) or bool(draft.pieces[at + 1].metrics)
    bare = not vocabulary.matching("whole.listed", text)
    return vocabulary.matching("whole.parted", text) is not None or (bare and other + 1 in shares)


def _is_joined(draft: Draft, first: int, second: int) -> bool:
    between = draft.ground.text[draft.pieces[first].end : draft.pieces[second].start]
    return load_vocabulary().matching("whole.joined", between) is not None
