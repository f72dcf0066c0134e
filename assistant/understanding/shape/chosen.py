"""Which groups a change picks: "products with falling revenue", 只看增长的, 有没有产品收入比去年低."""

from __future__ import annotations

from dataclasses import replace

from assistant.query import Condition
from assistant.understanding.draft import Draft, soft
from assistant.understanding.groups.ordering import EXTREMES, near_metric
from assistant.understanding.words import load_vocabulary

SIGNS = ("shape.positive", "shape.negative")
_OPENERS = ("restrict.using", "restrict.only", "per.which")
_CLAUSE_ENDS = ",;，；、。"
_WAYS = ("shape.rise", "shape.fall", "shape.higher", "shape.lower", "shape.better", "shape.worse")
_GAINS = ("shape.gained", "shape.lost")


def is_chosen(draft: Draft, at: int) -> bool:
    """Whether the word of change at `at` says which groups are wanted."""
    if draft.preceded(at, "restrict.only"):
        return any(piece.dimensions or piece.entities for piece in draft.pieces)
    if _is_noun(draft, at) and any(piece.dimensions or piece.entities for piece in draft.pieces[:at]):
        return True
    groups = [
        place
        for place, piece in enumerate(draft.pieces)
        if place < at and (piece.dimensions or piece.entities)
    ]
    return any(_is_asked_for(draft, place) or _opens_clause(draft, place, at) for place in groups)


def take_signs(draft: Draft) -> None:
    """ "Positive growth", 同比为负: only the groups whose change is so, where two periods are compared."""
    if draft.compare is None or draft.having:
        return
    for at in draft.find(*SIGNS):
        metric = near_metric(draft, at)
        if metric is not None and _tells_change(draft, at):
            _keep(draft, at, metric, draft.has(at, "shape.negative"))
            return


def free_gains(draft: Draft) -> None:
    """The "lost" of "products that lost revenue this year compared with last year" is what they did, whatever value
    is called so: what is compared stands right behind it, and who did it before it.
    """
    if draft.compare is None:
        return
    pieces = list(draft.pieces)
    for at, piece in enumerate(pieces):
        plain = bool(piece.values) and not (piece.metrics or piece.dimensions or piece.entities)
        if not plain or not at or not piece.is_(*_GAINS) or not draft.free(at):
            continue
        before = pieces[at - 1]
        relative = before.text in load_vocabulary().anaphora["relative"]
        done = relative or ((before.dimensions or before.entities) and at - 1 not in draft.focus.values())
        if done and draft.right(at) in draft.focus.values() and not draft.between(at - 1, at).strip():
            pieces[at] = replace(piece, values=())
    draft.pieces = tuple(pieces)


def take_gained(draft: Draft) -> None:
    """ "Every industry that gained orders against the prior quarter"."""
    if draft.compare is None or draft.rank or draft.having:
        return
    for at in draft.find(*_GAINS):
        behind = draft.right(at)
        metric = next((name for name in draft.metrics if draft.focus.get(name) == behind), None)
        if metric is not None and (is_chosen(draft, at) or draft.find("per.which")):
            _keep(draft, at, metric, draft.has(at, "shape.lost"))
            return


def _keep(draft: Draft, at: int, metric: str, falls: bool) -> None:
    draft.having.append(Condition(f"{metric}__change", "<" if falls else ">", (0,)))
    draft.read(at, "having", "<" if falls else ">")


def _tells_change(draft: Draft, at: int) -> bool:
    """Whether the sign is one of a change: beside a word for it, or said of the comparison itself."""
    said = [place for place, piece in enumerate(draft.pieces) if piece.is_("shape.growth", "shape.rise")]
    between = [min(at, place) + 1 for place in said]
    if any(
        _is_plain(draft, inner) for place in said for inner in range(min(at, place) + 1, max(at, place))
    ) or any(start == max(at, place) for start, place in zip(between, said, strict=True)):
        return True
    before = draft.left(at, "restrict.is")
    while before is not None and draft.has(before, "restrict.is"):
        before = draft.left(before)
    asked = before is not None and bool(draft.pieces[before].dimensions or draft.pieces[before].entities)
    if asked and said and draft.preceded(before, "per.which"):  # type: ignore[arg-type]
        return True  # "order growth last quarter: which industries were positive"
    time = draft.pieces[before].time if before is not None else None
    return time is not None and time.kind == "comparison"


def _is_plain(draft: Draft, at: int) -> bool:
    return at in draft.focus.values() or soft(draft.pieces[at])


def _is_asked_for(draft: Draft, at: int) -> bool:
    """Whether it is asked if there are some: "are there any products", 有没有产品."""
    before = draft.ground.text[: draft.pieces[at].start]
    return any(pattern.search(before) for pattern in load_vocabulary().patterns["exists.before"])


def _opens_clause(draft: Draft, group: int, at: int) -> bool:
    """Whether a clause about the group stands between the two: "with falling …", "where … rose"."""
    opener = group + 1
    if opener >= at:
        return False
    text = draft.pieces[opener].text
    relative = text in load_vocabulary().anaphora["relative"]
    if not relative and not draft.has(opener, *_OPENERS):
        return False
    marked = draft.has(group - 1 if group else None, "per.before") and not draft.has(group - 1, "per.each")
    if marked and not relative:
        return False  # "by product with growth"
    metrics = [place for name, place in draft.focus.items() if name in draft.metrics]
    inside = range(opener + 1, at)
    deeds = [place for place in inside if _is_deed(draft.pieces[place].text)] if relative else []
    if not deeds and not any(opener < place < at or place == draft.right(at) for place in metrics):
        return False  # "milestones that fell due"
    return all(
        draft.pieces[place].time is not None or _is_plain(draft, place) or place in deeds for place in inside
    )


def _is_deed(text: str) -> bool:
    """Whether it is a verb that says nothing new of what there is more or less of: "sold", "brought in"."""
    return any(text.casefold() in verb.forms for verb in load_vocabulary().light)


def _is_noun(draft: Draft, at: int) -> bool:
    """Whether the word is made a noun for those that are so, and ends its clause: 比去年卖得多的,从高到低."""
    behind = draft.ground.text[draft.pieces[at].end :]
    mark = next((each for each in load_vocabulary().anaphora["possessive"] if behind.startswith(each)), None)
    if mark is None or draft.preceded(at, "restrict.is") or len(draft.find(*_WAYS)) > 1:
        return False  # 收入是涨的还是跌的
    rest = behind[len(mark) :].lstrip()
    return bool(rest) and rest[0] in _CLAUSE_ENDS


def is_seen(draft: Draft, at: int) -> bool:
    """Whether "which" asks for those that had some growth: "which industries saw order growth"."""
    words = load_vocabulary().codewords
    if draft.pieces[at].text.casefold() not in words["growth_seen"] or draft.find("shape.how_much_of"):
        return False
    asked = next((n for n in range(at - 1, -1, -1) if draft.pieces[n].is_("per.which")), None)
    if asked is None or any(piece.is_(*EXTREMES) for piece in draft.pieces):
        return False
    groups = [n for n in range(asked + 1, at) if draft.pieces[n].dimensions or draft.pieces[n].entities]
    if not groups or groups[0] in draft.focus.values():
        return False
    said = draft.ground.text[draft.pieces[groups[0]].end : draft.pieces[at].start].casefold().split()
    return bool(set(said) & words["seeing"])
