"""What is said beside a date and adds nothing to it: the 开业 of 从去年9月开业到现在 is why the stretch begins then, and the 暑假
of 暑假(7、8月) is what the brackets say. Both are told as set aside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.catalog.calendar import Calendar
from assistant.understanding.cutting.asides.contexts import ASIDE
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.time.expr import Absolute, Between, Listed
from assistant.understanding.time.grammar import recognize_times
from assistant.understanding.words import load_vocabulary

_OPENS, _CLOSES = "(", ")"
_JOINS = ("join.and", "threshold.to")


def with_dates_told(pieces: tuple[Piece, ...], calendar: Calendar) -> tuple[Piece, ...]:
    """The pieces with what only tells a date again as asides."""
    out = list(_with_verbs_whole(pieces))
    pieces = tuple(out)
    for at in range(len(pieces)):
        _join_stretch(out, at, calendar)
        if _is_spelt_out(pieces, at):
            out[at] = _aside(pieces[at])
            before = pieces[at - 1] if at else None
            if before is not None and before.unread and before.text.isascii() and pieces[at].text.isascii():
                out[at - 1] = _aside(before)  # the "ski" of "the ski season (January and February)"
            for place in range(at + 1, len(pieces)):
                if pieces[place].text == _CLOSES:
                    break
                out[place] = _as_one(pieces[place])
    return tuple(out)


def _with_verbs_whole(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The verbs of beginning that fell apart behind a date: the 上 and the 线 of 3月上线到现在."""
    verbs, skip = load_vocabulary().codewords["beginning"], False
    for at, piece in enumerate(pieces):
        behind = pieces[at + 1] if at + 1 < len(pieces) else None
        plain = behind is not None and not (piece.concerns or behind.concerns)
        if skip:
            skip = False
        elif (
            behind is not None and plain and at and pieces[at - 1].time and piece.text + behind.text in verbs
        ):
            skip = True
            yield Piece(piece.start, behind.end, piece.text + behind.text)
        else:
            yield piece


def _as_one(piece: Piece) -> Piece:
    """The months of one season as the one stretch that they are: 7、8月."""
    items = piece.time.expr.items if piece.time is not None and isinstance(piece.time.expr, Listed) else ()
    months = [item.month for item in items if isinstance(item, Absolute)]
    if piece.time is None or len(items) < 2 or len(months) < len(items) or None in months:
        return piece
    first, last = items[0], items[-1]
    if months != list(range(months[0], months[0] + len(months))):  # type: ignore[operator, arg-type]
        return piece
    return replace(piece, time=replace(piece.time, expr=Between(first, last)))


def _join_stretch(out: list[Piece], at: int, calendar: Calendar) -> None:
    """Reads the two dates around a verb of beginning as one stretch."""
    words = load_vocabulary().codewords
    since = next((word for word in words["beginning"] if out[at].time and out[at].text.startswith(word)), "")
    if since and at and out[at - 1].time is not None and out[at - 1].end == out[at].start:
        _read_since(out, at, out[at].text.removeprefix(since), calendar)
        return
    if out[at].text not in words["beginning"] or not 0 < at < len(out) - 1:
        return
    begun = out[at - 1]
    opened = at > 1 and out[at - 2].text in words["stretch_from"]
    leads = out[at + 1].text in words["stretch_to"]
    last = at + 2 if leads else at + 1
    if begun.time is None or last >= len(out) or out[last].time is None:
        return
    run = out[at - 1 - opened : last + 1]
    if not all(first.end == second.start for first, second in pairwise(run)):
        return
    text = "".join(piece.text for piece in run if piece is not out[at])
    for match in recognize_times(text, calendar):
        if (match.start, match.end) == (0, len(text)):
            for place in range(at - 1 - opened, last + 1):
                old = out[place]
                out[place] = Piece(old.start, old.end, old.text, frozenset({"filler.plain"}))
            out[at - 1] = replace(begun, time=replace(match, start=begun.start, end=begun.end))
            out[at] = _aside(out[at])
            return


def _read_since(out: list[Piece], at: int, since: str, calendar: Calendar) -> None:
    """The stretch of 2024年3月开业以来, which begins at the date and not when everything began."""
    begun = out[at - 1]
    for match in recognize_times(begun.text + since, calendar):
        if (match.start, match.end) == (0, len(begun.text + since)):
            out[at - 1] = replace(begun, time=replace(match, start=begun.start, end=begun.end))
            out[at] = _aside(out[at])
            return


def _is_spelt_out(pieces: Sequence[Piece], at: int) -> bool:
    """Whether an unknown word for a season stands right before brackets that hold nothing but periods."""
    piece = pieces[at]
    ends = tuple(load_vocabulary().codewords["season_ends"])
    said = piece.unread and piece.text.endswith(ends) and len(piece.text) > 1
    if not said or at + 1 >= len(pieces) or pieces[at + 1].text != _OPENS:
        return False
    close = next((place for place in range(at + 2, len(pieces)) if pieces[place].text == _CLOSES), None)
    inside = pieces[at + 2 : close] if close is not None else ()
    dated = [each for each in inside if each.time is not None and each.time.kind == "period"]
    return bool(dated) and all(each in dated or each.mark or each.is_(*_JOINS) for each in inside)


def _aside(piece: Piece) -> Piece:
    return Piece(piece.start, piece.end, piece.text, frozenset({"filler.plain", ASIDE}))
