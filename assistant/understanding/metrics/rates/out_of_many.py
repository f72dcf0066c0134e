"""Rates that are said of so many things: "out of every 100 leads, how many became MQLs", 每千次展示有几次点击, "one in
how many tickets is late". The rate itself is the answer, whatever number of things it is said of.
"""

from __future__ import annotations

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, ImpossibleError, soft
from assistant.understanding.lexicon import name_holds
from assistant.understanding.metrics.rates.parts_of_rates import (
    RateParts,
    denies,
    rates_by_parts,
    spelled_side,
)
from assistant.understanding.words import load_vocabulary

_GROUPING = ("per.which", "per.each", "per.before")
_KINDS = (("many.lead", "many.asked"), ("many.one_in", "many.one"))
"""What stands before the things, and what asks how many of them; or says that it is one of them."""


def take_out_of_many(draft: Draft) -> bool:
    """Put the one rate of the things in the place of what is said of them; whether there is one.

    Raises ImpossibleError where it is asked one in how many of them does something, and no rate tells.
    """
    for before, asking in _KINDS:
        lead = _span(before, draft.ground.text, 0)
        if lead is None:
            continue
        asked = _span(asking, draft.ground.text, 0 if draft.ground.text.isascii() else lead[1])
        if asked is None and before != "many.one_in":
            continue
        spans = (lead, *((asked,) if asked else ()))
        whole = next((at for at, piece in enumerate(draft.pieces) if piece.start >= lead[1]), None)
        if whole is None or not draft.pieces[whole].metrics:
            continue
        part = _part(draft, whole, spans)
        rates = _rates(draft, whole, part)
        if len(rates) == 1 and not _denies(draft, whole, part):
            _take(draft, rates[0], spans, whole, part)
            return True
        if before == "many.one_in":
            raise ImpossibleError("unread_condition", draft.ground.text[slice(*lead)].strip())
    return False


def _span(role: str, text: str, start: int) -> tuple[int, int] | None:
    for pattern in load_vocabulary().patterns.get(role, ()):
        if found := pattern.search(text, start):
            return found.span()
    return None


def _part(draft: Draft, whole: int, spans: tuple[tuple[int, int], ...]) -> list[int]:
    """The pieces behind the things and what asks for them, up to a time, a condition or a group."""
    last = max(end for _, end in spans)
    found: list[int] = []
    for at in range(whole + 1, len(draft.pieces)):
        piece = draft.pieces[at]
        if piece.start < last:
            if not (soft(piece) or piece.within(*spans)):
                return []
            continue
        if piece.mark or piece.time is not None or piece.is_(*_GROUPING) or _is_other(piece):
            break
        found.append(at)
    while found and soft(draft.pieces[found[-1]]) and draft.pieces[found[-1]].text.isascii():
        found.pop()
    return found


def _is_other(piece: Piece) -> bool:
    """Whether it is a group or a condition, and not what happens to the things."""
    happens = any(name.boolean or name.time for name in piece.dimensions)
    return bool(piece.dimensions or piece.values) and not (happens or piece.metrics)


def _rates(draft: Draft, whole: int, part: list[int]) -> list[str]:
    """The rates of the things whose part is named, or else told, by what is said of them."""
    catalog = draft.ground.catalog
    wholes = {name.metric for name in draft.pieces[whole].metrics}
    if not part:  # the things and what they did are one name: "SQLs became customers"
        return [parts.rate for parts in rates_by_parts(catalog) if {parts.above, parts.rate} & wholes]
    rates = [parts for parts in rates_by_parts(catalog) if parts.below in wholes]
    named = {name.metric for at in part for name in draft.pieces[at].metrics}
    if exact := [parts.rate for parts in rates if parts.above in named]:
        return exact
    text = _text(draft, part)
    told = [parts.rate for parts in rates if _is_told(draft, parts, part, text)]
    return told or [parts.rate for parts in rates if named and _holds(draft, parts, part)]


def _denies(draft: Draft, whole: int, part: list[int]) -> bool:
    """Whether a word beside the names denies what is said of the things."""
    pieces = draft.pieces
    named = [pieces[at] for at in part if pieces[at].metrics or pieces[at].values]
    return denies(draft.ground.text, named, pieces[whole].end, pieces[part[-1] if part else whole].end)


def _text(draft: Draft, part: list[int]) -> str:
    """What the pieces say, with what Chinese words end in that is no piece of its own."""
    first, last = draft.pieces[part[0]], draft.pieces[part[-1]]
    ends = [piece.start for piece in draft.pieces[part[-1] + 1 :]] or [len(draft.ground.text)]
    end = last.end if last.text.isascii() else ends[0]
    return draft.ground.text[first.start : end].strip(" 的了?？。吗呢")


def _is_told(draft: Draft, parts: RateParts, part: list[int], text: str) -> bool:
    if any(spelled_side(each, parts) == "above" for each in (text, _without_becoming(text))):
        return True
    kept = ((name.dimension.partition("."), name.value) for at in part for name in draft.pieces[at].values)
    return any(((model, name), value) in parts.kept for (model, _, name), value in kept)


def _without_becoming(text: str) -> str:
    """What is become of the things, without the word that says so: the "MQLs" of "became MQLs"."""
    opening = load_vocabulary().codewords["rate_becoming"]
    words_ = sorted((word for word in opening if text.startswith(word)), key=len, reverse=True)
    return text[len(words_[0]) :].strip() if words_ else text


def _holds(draft: Draft, parts: RateParts, part: list[int]) -> bool:
    metrics = draft.ground.catalog.complete.metrics
    said = [words(draft.pieces[at].text) for at in part if draft.pieces[at].metrics]
    return any(name_holds(metrics[parts.above], each) for each in said if parts.above)


def _take(draft: Draft, rate: str, spans: tuple[tuple[int, int], ...], whole: int, part: list[int]) -> None:
    places = [
        at
        for at, piece in enumerate(draft.pieces)
        if at == whole
        or at in part
        or piece.within(*spans)
        or (bool(part) and whole < at < part[0] and soft(piece))
    ]
    draft.name_instead(rate, whole, places)
