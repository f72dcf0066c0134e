"""The words that say of a dimension that it is grouped by: "by", "which", 各, a number, another one beside it."""

from __future__ import annotations

from assistant.query import filtered_fields
from assistant.understanding.conditions.values.numbered import is_numbered
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.neighbours import GROUPING, described_from
from assistant.understanding.words import load_vocabulary

_PICKING = (*EXTREMES, "per.which", "order.rank", "order.top", "order.bottom")
_LISTS = frozenset(",、/&+")


def is_numeric(draft: Draft, at: int) -> bool:
    """An amount is grouped by only when asked for; mentioned alone it is something else that was meant."""
    models = draft.ground.catalog.models
    named = [models[name.model].dimensions[name.dimension] for name in draft.pieces[at].dimensions]
    return all(item.data_type == "number" for item in named)


def read_limited(draft: Draft, at: int) -> None:
    """The "worth" of "worth more than 500k", once that has been taken as a limit."""
    names = {
        option.name for option in draft.ground.linker.dimension(draft.pieces[at].dimensions, draft.metrics)
    }
    said = names & set(filtered_fields(draft.where))
    if said:
        draft.read(at, "filter", said.pop())


def is_private(draft: Draft, at: int) -> bool:
    """Names of people and firms are listed when asked for, not when a sentence mentions "customers"."""
    models = draft.ground.catalog.models
    return all(models[name.model].dimensions[name.dimension].pii for name in draft.pieces[at].dimensions)


def is_marked(draft: Draft, at: int) -> bool:
    """Named as what to group by: after "by", "which", a number or another grouped one."""
    before, after = draft.left(at, *GROUPING), mark_behind(draft, at)
    if is_all_of_one(draft, at):
        return False
    ranked = draft.has(before, "order.rank", "order.sort") and not draft.pieces[at].metrics
    if _opens_a_clause(draft, before, at) or _is_relative(draft, before):
        return False
    parted = draft.has(after, "per.after") and not _is_deed(draft, after)
    if (
        before is not None
        and not parted
        and draft.pieces[before].text in load_vocabulary().codewords["seen_from"]
    ):
        return False  # 从官网表单进来的线索
    if draft.has(before, *GROUPING) or ranked or parted or _is_asked_behind(draft, at):
        return True
    if before is None:
        return False
    if draft.pieces[before].values and before == at - 1 and draft.preceded(before, *GROUPING):
        return True  # "per sales team"
    if draft.pieces[before].number is not None and _counts(draft, before, at):
        return True
    # The groups of 各等级伙伴 are the levels: partners are only what has them.
    thing = is_numbered(draft, at) or not draft.pieces[at].dimensions
    listed = (not thing and not draft.between(before, at).strip()) or _is_listed(draft, before, at)
    listed = listed and not _says_which(draft, at)
    return listed and draft.meanings.get(before, ("",))[0] == "dimension"


def _says_which(draft: Draft, at: int) -> bool:
    """Whether a yes-or-no right before the metric says which rows are meant: the 伙伴 of 各大区伙伴线索数."""
    flags = all(name.boolean for name in draft.pieces[at].dimensions)
    return flags and at + 1 in draft.focus.values() and not draft.between(at, at + 1)


def _is_relative(draft: Draft, before: int | None) -> bool:
    """Whether a "who" right behind what is named says more of it: "revenue per customer who placed an order"."""
    if before is None or not before:
        return False
    led = load_vocabulary().matching("relative.led", draft.ground.text[: draft.pieces[before].end])
    if led is not None:
        return True
    if not draft.has(before, "per.person"):
        return False
    named = draft.pieces[before - 1]
    return draft.pieces[before].text.isascii() and named.concerns and not named.is_("per.which")


def in_relative(draft: Draft, at: int) -> bool:
    """Whether it stands in what is said of those of whom a number is asked: the order of "customers who placed their first
    order".
    """
    if draft.find(*EXTREMES):
        return False
    for place in range(at - 1, 0, -1):
        piece = draft.pieces[place]
        if piece.mark or piece.time is not None or piece.is_("per.before") or piece.values:
            return False
        if piece.is_("per.person"):
            return _is_relative(draft, place) and draft.preceded(place - 1, "shape.how_many")
    return False


def is_beside_marked(draft: Draft, at: int) -> bool:
    """Whether nothing says that it is grouped by, while it is said of another one apart from it: the partners of
    各区域给伙伴分了多少线索 say which leads are meant. Some are picked of what is named anywhere.
    """
    if draft.picks or any(piece.is_(*_PICKING) and not piece.concerns for piece in draft.pieces):
        return False
    own = draft.pieces[at].dimensions
    if any(name.time for name in own):
        return False  # "deals closed in May, by region"
    named = [
        place
        for place, piece in enumerate(draft.pieces)
        if piece.dimensions and not piece.values and not set(piece.dimensions) & set(own)
    ]
    told = [place for place, (means, _) in draft.meanings.items() if means == "dimension"]
    others = ({*named} - {*draft.focus.values()}) | {
        place for place in told if not set(draft.pieces[place].dimensions) & set(own)
    }
    return any(is_marked(draft, place) for place in others if not _are_together(draft, place, at))


def _are_together(draft: Draft, one: int, other: int) -> bool:
    first, last = min(one, other), max(one, other)
    between = draft.between(first, last)
    return not between.strip() or _is_listed(draft, first, last)


def _is_deed(draft: Draft, at: int | None) -> bool:
    """Whether it says what was done: the 分了 of 给伙伴分了多少线索."""
    behind = "" if at is None else draft.ground.text[draft.pieces[at].end :]
    return load_vocabulary().matching("group.done", behind) is not None


def _counts(draft: Draft, number: int, at: int) -> bool:
    """Whether the number says how many of them: no year before it, and no amount is counted so."""
    means = draft.meanings.get(number, ("",))[0]
    return means not in ("having", "time", "filter") and not is_numeric(draft, at)


def mark_behind(draft: Draft, at: int) -> int | None:
    """What stands behind a dimension, short of a mark that is said of the next one: 官网分渠道 is by channel."""
    after = draft.right(at, "per.after")
    if after is None or not draft.has(after, "per.after") or not draft.has(after, "per.before"):
        return after
    behind = after + 1
    if behind >= len(draft.pieces) or draft.between(after, behind):
        return after
    following = draft.pieces[behind]
    return None if following.dimensions or following.entities or following.values else after


def is_all_of_one(draft: Draft, at: int) -> bool:
    """Whether all of a single one is meant: the "project" of "whole project life"."""
    before = draft.ground.text[: draft.pieces[at].start]
    return load_vocabulary().matching("restrict.whole", before) is not None


def _opens_a_clause(draft: Draft, before: int | None, at: int) -> bool:
    """The "what" of "what patients paid" asks for what they paid, where nothing picks some of them."""
    if before is None or not draft.has(before, "intent.what_is") or not draft.has(before, "per.which"):
        return False
    person = bool(draft.pieces[at].entities) or is_private(draft, at)
    picks = draft.picks or draft.having or any(p.is_(*EXTREMES) for p in draft.pieces)
    return person and not picks and len(draft.metrics) > 0 and draft.pieces[before].text.isascii()


def _is_listed(draft: Draft, before: int, at: int) -> bool:
    between = draft.between(before, at)
    joined = any(draft.has(place, "join.and") for place in range(before + 1, at))
    return joined or (bool(_LISTS.intersection(between)) and not between.strip("".join((*_LISTS, " "))))


def _is_asked_behind(draft: Draft, at: int) -> bool:
    """Asked for by a word behind it: 健康度最高的伙伴是哪家."""
    which = draft.right(at, "per.which", skip=("restrict.is",))
    if not draft.has(which, "per.which") or _goes_on(draft, which):  # type: ignore[arg-type]
        return False
    behind = draft.right(which)  # type: ignore[arg-type]
    return behind is None or not (draft.pieces[behind].dimensions or draft.pieces[behind].entities)


def _goes_on(draft: Draft, which: int) -> bool:
    """Whether something is said of those whom a "who" stands for: "users who did the core action"."""
    relative = draft.has(which, "per.person") and draft.pieces[which].text.isascii()
    return relative and any(piece.concerns or piece.unread for piece in draft.pieces[which + 1 : which + 3])


def read_around(draft: Draft, at: int) -> None:
    """The marks before and behind a grouped dimension."""
    before = draft.left(described_from(draft, at), *GROUPING)
    while before is not None and draft.has(before, *GROUPING) and not draft.pieces[before].concerns:
        draft.read(before, "connective")
        before = draft.left(before, *GROUPING)
    after = mark_behind(draft, at)
    own = draft.has(after, "order.rank", "shape.compare", "shape.share")
    if after is not None and draft.has(after, "per.after") and draft.free(after) and not own:
        draft.read(after, "connective")
