"""One number over all of something, which is then not shown one by one: 所有群加起来有多少KOC, "revenue in
regions other than East China"."""

from __future__ import annotations

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Metric, Simple
from assistant.query import Condition
from assistant.understanding.conditions.values.numbered import is_numbered
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.metrics.counts.counted import COUNTS, adds_up
from assistant.understanding.metrics.counts.things import counts_entity
from assistant.understanding.neighbours import GROUPING
from assistant.understanding.words import load_vocabulary

_APART = (
    *EXTREMES,
    "order.top",
    "order.bottom",
    "order.sort",
    "order.rank",
    "per.which",
    "per.kind",
    "join.each",
    "join.versus",
    "shape.share",
    "shape.how_much_of",
    "shape.compare",
    "shape.multiple",
    "shape.others",
)
"""Words that set the values of something side by side, wherever they stand."""
_ALL = ("per.all", "per.over")
_CLAUSES = (",", ";")
_SHARES = ("shape.share", "shape.how_much_of")


def is_whole(draft: Draft, at: int) -> bool:
    """Whether the dimension named there is what one number is over: all of it together, or all that an
    exclusion leaves of it. "Each", "by" and "which" before it ask for more than one.
    """
    if draft.ground.base is not None or draft.limit is not None or draft.having or _is_marked(draft, at):
        return False
    if any(_sets_apart(draft, at, place) for place in range(len(draft.pieces))):
        return False
    if _is_over_ours(draft, at):
        return True
    return _is_added_up(draft, at) or (_is_left_over(draft, at) and not draft.find("per.after"))


def is_what_is_counted(draft: Draft, at: int) -> bool:
    """Whether "all" stands before the very thing that is counted: "gold cards as a share of all cards"."""
    before = draft.left(at, *GROUPING, "shape.of_total")
    if not draft.has(before, *_ALL, "shape.of_total") or draft.has(before, "per.each", "per.which"):
        return False
    entities = {name.entity for name in draft.pieces[at].entities} | _things_named(draft, at)
    catalog = draft.ground.catalog
    parts = [part.name for name in draft.metrics for part in with_inputs(catalog.complete.metrics, name)]
    known = [catalog.complete.metrics[name] for name in (*draft.metrics, *parts)]
    counted = any(
        counts_entity(catalog.complete, metric, entities) or entities & _rows_of(catalog, metric)
        for metric in known
    )
    shared = any(piece.is_("shape.share", "shape.how_much_of", "shape.rate") for piece in draft.pieces)
    rated = not any(adds_up(catalog, name) for name in draft.metrics)
    return bool(entities) and counted and (shared or rated or _each_metric(draft))


def _each_metric(draft: Draft) -> bool:
    """Whether what "each" asks for are several metrics: 所有项目的达成率和延期任务数各是多少."""
    last = max((draft.focus.get(name, -1) for name in draft.metrics), default=-1)
    return len(draft.metrics) > 1 and any(
        place > last and draft.has(place, "join.each") for place in range(len(draft.pieces))
    )


def _things_named(draft: Draft, at: int) -> set[str]:
    """Entities that a dimension called like them stands for: the project of its number, the track of its name."""
    found: set[str] = set()
    numbered = is_numbered(draft, at)
    for name in draft.pieces[at].dimensions:
        model = draft.ground.catalog.models[name.model]
        for entity in model.entities.values():
            called = name.dimension in (entity.name, f"{entity.name}_name")
            labels = set(entity.labels) & set(model.dimensions[name.dimension].labels)
            if entity.type == "primary" and (called or labels or numbered):
                found.add(entity.name)
    return found


def _rows_of(catalog: Catalog, metric: Metric) -> set[str]:
    """The things that a mean of rows is of."""
    kind = metric.kind
    if not isinstance(kind, Simple) or kind.function in (*COUNTS, "sum"):
        return set()
    return {
        entity.name for entity in catalog.models[kind.model].entities.values() if entity.type == "primary"
    }


def read_over(draft: Draft) -> None:
    """The "over all" before what has been read says nothing new: "default rate over all loans"."""
    for at in draft.find("per.over"):
        behind = at + 1
        if behind < len(draft.pieces) and draft.is_read(behind):
            draft.read(at, "connective")


def read_whole(draft: Draft, at: int) -> None:
    """Mark the dimension as read, and the "all" before it."""
    draft.read(at, "filler", draft.pieces[at].text)
    draft.assume("weak_word", draft.pieces[at].text)
    marks = (*_ALL, "per.each", "shape.others")
    for mark in (draft.left(at, *_ALL, "per.each"), draft.left(at, "shape.others")):
        if draft.has(mark, *marks) and draft.free(mark):
            draft.read(mark, "connective")  # type: ignore[arg-type]


def _is_marked(draft: Draft, at: int) -> bool:
    before, after = draft.left(at, *GROUPING), draft.right(at, "per.after")
    over = draft.has(before, *_ALL) and not draft.has(before, "per.each")
    added = draft.has(before, "per.each") and _is_added(draft)
    grouped = draft.has(before, *GROUPING) and not over and not added
    listed = before is not None and draft.pieces[before].number is not None
    return grouped or listed or draft.has(after, "per.after")


def _is_added(draft: Draft) -> bool:
    """Whether the groups themselves are added: 各大区加起来."""
    return any(piece.is_("shape.added") and not piece.concerns for piece in draft.pieces)


def _is_added_up(draft: Draft, at: int) -> bool:
    """All of them together. 合计 also adds a row of totals to what is shown one by one, and "total" says it
    of each of them as well: these two need the word for all.
    """
    every = draft.preceded(at, *_ALL)
    for piece in draft.pieces:
        if piece.concerns:
            continue
        if piece.is_("shape.together", "shape.added") and (every or not piece.is_("shape.totals")):
            return True
        if every and piece.is_("shape.total"):
            return True
    return every and any(_opens_with_total(draft.pieces[place].text) for place in draft.focus.values())


def _opens_with_total(text: str) -> bool:
    """The "total" that is part of a metric's name: "total leads across all channels"."""
    found = load_vocabulary().phrases.matches(tokenize(text))
    return any(first == 0 and "shape.total" in roles for first, _, roles in found)


def _is_over_ours(draft: Draft, at: int) -> bool:
    """The groups of "monthly churn across our groups" and "churn by month across all groups": what the other
    grouping is over.
    """
    mark = draft.left(at, "per.over")
    if mark is None or not draft.has(mark, "per.over"):
        return False
    said = draft.ground.text[draft.pieces[mark].start : draft.pieces[at].start]
    if load_vocabulary().matching("restrict.ours", said) is None:
        return False
    return draft.grain is not None or any(
        place != at and draft.has(draft.left(place, *GROUPING), "per.before") and _is_split(draft, place)
        for place, piece in enumerate(draft.pieces)
        if piece.dimensions or piece.entities
    )


def _is_split(draft: Draft, at: int) -> bool:
    mark = draft.left(at, *GROUPING)
    return mark is not None and not draft.has(mark, *_ALL)


def _sets_apart(draft: Draft, at: int, place: int) -> bool:
    """Whether the word shows values side by side: 其他 before what is left, and an "each" that is added up
    again, do not.
    """
    piece = draft.pieces[place]
    if piece.concerns or not piece.is_(*_APART) or _is_rest(draft, at, place):
        return False
    if _is_share_of_value(draft, at, place):
        return False
    return not (piece.is_("per.each") and _is_added(draft))


def _is_share_of_value(draft: Draft, at: int, place: int) -> bool:
    """Whether a share is asked of a value alone, in a clause of its own: 客服一共接了多少工单,其中集成类占多少."""
    if not draft.has(place, *_SHARES) or place < at:
        return False
    text, start = draft.ground.text, draft.pieces[place].start
    opens = max(text.rfind(mark, 0, start) for mark in _CLAUSES)
    closes = min((end for mark in _CLAUSES if (end := text.find(mark, start)) > 0), default=len(text))
    said = {
        draft.meanings.get(other, ("", ""))[0]
        for other, piece in enumerate(draft.pieces)
        if opens < piece.start < closes
    }
    return draft.pieces[at].end <= opens and "value" in said and "dimension" not in said


def _is_rest(draft: Draft, at: int, place: int) -> bool:
    """The 其他 right before the dimension is what an exclusion leaves."""
    return draft.has(place, "shape.others") and draft.left(at, "shape.others") == place


def _is_left_over(draft: Draft, at: int) -> bool:
    """Whether values of the very dimension are left out right beside its name: 华东以外的大区, 其他大区,
    "regions except East China".
    """
    excluded = {
        item.field for item in draft.where if isinstance(item, Condition) and item.op in ("!=", "not in")
    }
    own = draft.ground.linker.dimension(draft.pieces[at].dimensions, draft.metrics)
    if not excluded & {option.name for option in own}:
        return False
    if draft.preceded(at, *_ALL):
        # "All regions except East China" may as well list them, where no number is asked for.
        return any(piece.is_("shape.how_many") and not piece.concerns for piece in draft.pieces)
    before = draft.left(at, "restrict.exclude_after", "shape.others")
    behind = draft.right(at, "restrict.exclude")
    return draft.has(before, "restrict.exclude_after", "shape.others") or draft.has(
        behind, "restrict.exclude"
    )
