"""Conditions without a known value: whether a dimension has one, what its text holds; and its field."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.query import Condition, Operator
from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.limits.limited import NUMERIC
from assistant.understanding.conditions.texts_joined import goes_on, join_texts, name_of_counted
from assistant.understanding.conditions.values.filled import read_filled
from assistant.understanding.conditions.values.value_labels import read_described
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, ImpossibleError, UndecidedError, soft
from assistant.understanding.words import load_vocabulary

_QUOTED = re.compile(r"""\s*["'“‘「『《](.{1,60}?)["'”’」』》]""")
"""A text in quotes is meant as it stands, whatever its words mean elsewhere."""
_CAPITALS = re.compile(r"\s+([A-Z][\w&'.-]*(?: [A-Z0-9][\w&'.-]*)*)")
"""What is looked for, typed as a name, though it is spelled like a small word."""
_NAME = "restrict.name_of"
_TEXTS = ("restrict.contains", "restrict.starts", "restrict.ends")
_EACH = ("per.before", "per.each", "per.all", "per.which")
_BEHIND: dict[str, Operator] = {"restrict.starts_after": "starts with", "restrict.ends_after": "ends with"}


def take_missing(draft: Draft) -> None:
    """Conditions on whether a dimension has a value."""
    for at in draft.find("restrict.null", "restrict.not_null", "restrict.lacking"):
        if not draft.is_read(at):
            _take_missing(draft, at)


def take_texts(draft: Draft) -> None:
    """Conditions on what the text of a dimension holds; before all else, for a quoted text may be a number,
    a date or a name as well.
    """
    for at, piece in enumerate(draft.pieces):
        if piece.is_(_NAME) or (piece.dimensions and draft.has(at - 1, "join.of") and at):
            _take_title(draft, at)
    for role, op in (
        ("restrict.contains", "contains"),
        ("restrict.starts", "starts with"),
        ("restrict.ends", "ends with"),
    ):
        for at in draft.find(role):
            _take_text(draft, at, op)  # type: ignore[arg-type]
    for role, op in _BEHIND.items():
        for at in draft.find(role):
            _take_text_before(draft, at, op)
    join_texts(draft)


def _take_missing(draft: Draft, at: int) -> None:
    piece = draft.pieces[at]
    before, after = draft.left(at, skip=("restrict.is",)), draft.right(at)
    places = [after] if piece.is_("restrict.lacking") else []
    if piece.is_("restrict.null", "restrict.not_null"):
        places += [before, after]
    for place in places:
        field = _whose(draft, place)
        if place is None or field is None:
            continue
        if field.dimension is not None and field.dimension.data_type == "boolean":
            # Without a partner, without a promotion: a yes-or-no is "no", not unknown.
            draft.where.append(Condition(field.name, "=", (bool(piece.is_("restrict.not_null")),)))
        elif piece.is_("restrict.lacking") and _is_nought(field):
            draft.where.append(Condition(field.name, "=", (0,)))  # without a discount: none was given
        else:
            draft.where.append(
                Condition(field.name, "is not null" if piece.is_("restrict.not_null") else "is null")
            )
        draft.read(at, "filter", "missing")
        draft.read(place, "filter", field.name)
        read_filled(draft, place)
        read_described(draft, place, field, linked=True)
        for link in range(min(at, place), max(at, place)):
            if draft.has(link, "restrict.is"):
                draft.read(link, "filter")
        return


def _whose(draft: Draft, at: int | None) -> FieldOption | None:
    """The dimension that is named there, if only without the word that says that it has kinds: 巨灾 for 巨灾类型."""
    if at is None or not draft.free(at):
        return None
    piece = draft.pieces[at]
    if piece.dimensions:
        return field_of(draft, at)
    kinds = load_vocabulary().kinds if piece.unread else ()
    said = words(piece.text)
    found = [
        option
        for option in draft.ground.linker.options(draft.metrics)
        if option.dimension is not None
        and any(words(label) == (*said, *words(kind)) for label in option.dimension.labels for kind in kinds)
    ]
    return found[0] if len(found) == 1 else None


def _is_nought(field: FieldOption) -> bool:
    """Whether it is an amount that is 0 where there is none of it, as a discount is and a score is not."""
    dimension = field.dimension
    if dimension is None or dimension.data_type not in NUMERIC:
        return False
    nought = load_vocabulary().codewords["nought"]
    return any(word in label.casefold() for label in dimension.labels for word in nought)


def _take_text(draft: Draft, at: int, op: Operator) -> None:
    before = draft.left(at)
    called = before if draft.has(before, _NAME) else None
    if called is not None:
        before = draft.left(called, skip=("restrict.only", "per.which"))
    named, text = _text_behind(draft, at, called is not None)
    if not text:
        return
    owner = (
        before
        if _is_named(draft, before)
        else _owner_behind(draft, named[-1] if named else at)
        if called is not None
        else None
    )
    if owner is None or not _is_named(draft, owner):
        owner = _only_named(draft) if called is not None else None
    field = name_of_counted(draft, before) if called is not None else None
    name = field.name if field is not None else goes_on(draft, at)
    if name is not None:
        owner = at
    elif owner is not None:
        name = field_of(draft, owner).name
    if name is None or owner is None:
        return
    draft.where.append(Condition(name, op, (text,)))
    draft.read(at, "filter", op)
    if owner != at:
        _read_owner(draft, owner, name)
    places = (owner, at, *named, *(() if called is None else (called,)))
    for place in range(min(places), max(places) + 1):
        if place in places or _leads_on(draft, place):
            draft.read(place, "value" if place in named else "filter", text)


def _leads_on(draft: Draft, at: int) -> bool:
    """Whether it is a word between whose text it is and the text: nothing that could be another condition."""
    piece = draft.pieces[at]
    return not (piece.concerns or piece.unread or piece.number or piece.time or piece.is_("join.or"))


def _holds_texts(draft: Draft, at: int) -> bool:
    models = draft.ground.catalog.models
    named = draft.pieces[at].dimensions
    numbers = any(models[n.model].dimensions[n.dimension].data_type in NUMERIC for n in named)
    return not numbers and not any(n.time or n.boolean for n in named)


def _owner_behind(draft: Draft, at: int) -> int | None:
    """Whose name it is, behind the text: 名称包含“再营销”的各营销活动."""
    behind = draft.right(at, *_EACH)
    return draft.right(behind) if behind is not None and draft.has(behind, *_EACH) else behind


def _only_named(draft: Draft) -> int | None:
    """The one dimension of texts that the question names, wherever it stands: "ad spend by campaign. Only names with …"."""
    models = draft.ground.catalog.models
    named = [
        at
        for at, piece in enumerate(draft.pieces)
        if _is_named(draft, at)
        and not piece.values
        and not any(models[n.model].dimensions[n.dimension].data_type in NUMERIC for n in piece.dimensions)
        and not all(n.time or n.boolean for n in piece.dimensions)
    ]
    same = {frozenset(draft.pieces[at].dimensions) for at in named}
    return named[0] if len(same) == 1 else None


def _take_title(draft: Draft, at: int) -> None:
    """ "Courses with "Python" in the title": a text in quotes, and the word for a name behind it."""
    quoted = next(
        (found for found in _QUOTED.finditer(draft.ground.text) if found.end() <= draft.pieces[at].start),
        None,
    )
    if quoted is None or any(draft.has(place, *_TEXTS) for place in range(at)):
        return
    inside = [
        p for p in range(at) if quoted.start(1) <= draft.pieces[p].start < quoted.end(1) and draft.free(p)
    ]
    owner = next((p for p in range(inside[0] - 1 if inside else -1, -1, -1) if _is_named(draft, p)), None)
    if owner is None or not inside:
        return
    named = draft.pieces[at]
    of_its_own = bool(named.dimensions) and not draft.has(at, _NAME) and _holds_texts(draft, at)
    if of_its_own and not set(named.dimensions) & set(draft.pieces[owner].dimensions):
        owner = at  # the number of "models with “M5” in their serial number", and no model's name
    field = field_of(draft, owner)
    text = draft.ground.typed(*quoted.span(1))
    draft.where.append(Condition(field.name, "contains", (text,)))
    for place in range(inside[0], at + 1):
        if place in (*inside, at) or _leads_on(draft, place):
            draft.read(place, "filter", text)
    if owner != at:
        _read_owner(draft, owner, field.name)


def _take_text_before(draft: Draft, at: int, op: Operator) -> None:
    """The text stands right before what is said of it: 5.3开头的版本, 版本号以5.3开头的."""
    first = at
    while first > 0 and draft.between(first - 1, first) == "" and _is_text(draft, first - 1):
        first -= 1
    quoted = next((q for q in _QUOTED.finditer(draft.ground.text) if q.end() == draft.pieces[at].start), None)
    start = draft.pieces[first].start if first < at else draft.pieces[at - 1].end if at else 0
    span = quoted.span(1) if quoted is not None else (start, draft.pieces[at].start)
    text = draft.ground.typed(*span).strip()
    places = [p for p in range(at) if draft.pieces[p].start >= span[0] and draft.free(p)]
    behind = draft.right(at)
    opening = places[0] if places else at
    before = draft.left(opening, skip=(_NAME, "per.before"))
    owner = next((place for place in (behind, before) if _is_named(draft, place)), None)
    if not text or owner is None:
        return
    field = field_of(draft, owner)
    draft.where.append(Condition(field.name, op, (text,)))
    for place in places:
        draft.read(place, "value", text)
    draft.read(at, "filter", op)
    _read_owner(draft, owner, field.name)
    for place in range(opening - 1, -1, -1):
        if not draft.has(place, _NAME, "per.before") or not draft.free(place):
            break
        draft.read(place, "filter", op)


def _is_text(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    return draft.free(at) and (piece.unread or piece.number is not None or bool(piece.values))


def _read_owner(draft: Draft, at: int, field: str) -> None:
    """Whose text it is; where it was taken for the number of these things, that is only what something else is of:
    名字里带“Chef”的商品今年卖了多少.
    """
    names = [name for name, place in draft.focus.items() if place == at and name in draft.metrics]
    if names and len(draft.metrics) > len(names):
        for name in names:
            draft.metrics.remove(name)
            draft.focus.pop(name)
        draft.meanings.pop(at, None)
    draft.read(at, "filter", field)
    apart = load_vocabulary().anaphora["apart"]
    each = [p for p in draft.find("join.each", *_EACH) if p > at and _is_apart(draft, p, apart)]
    marked = draft.left(at, *_EACH)
    if marked is not None and draft.has(marked, *_EACH) and draft.free(marked):
        if draft.pieces[marked].text in load_vocabulary().anaphora["whose"]:
            draft.read(marked, "connective")  # "cars whose brand contains …" are told, not shown one by one
        elif any(piece.is_("shape.together") and not piece.concerns for piece in draft.pieces):
            draft.read(marked, "connective")  # all groups with this in their name taken together
        else:
            each.append(marked)
    if each and not draft.group_by:
        for place in each:
            draft.read(place, "dimension", field)
        draft.group_by.append(field)
        draft.focus.setdefault(field, at)


def _is_apart(draft: Draft, at: int, apart: frozenset[str]) -> bool:
    """Whether it asks for each of them: "of each", 各自, and no "by" of something else."""
    return draft.has(at, "join.each") or draft.pieces[at].text in apart


def _is_named(draft: Draft, at: int | None) -> bool:
    """Whether the piece names a dimension that nothing has read, but for what is counted or measured of it."""
    if at is None or not (draft.free(at) or draft.meanings[at][0] in ("filler", "metric")):
        return False
    return bool(draft.pieces[at].dimensions)


def _text_behind(draft: Draft, at: int, named: bool) -> tuple[list[int], str]:
    """Places and text of what is looked for: in quotes, else the words that mean nothing else; behind
    "whose name contains" the next word whatever it means.
    """
    pieces = draft.pieces
    words = [place for place in range(at + 1, len(pieces)) if draft.free(place)]
    quoted = _QUOTED.match(draft.ground.text, pieces[at].end)
    if quoted is not None:
        inside = [place for place in words if quoted.start(1) <= pieces[place].start < quoted.end(1)]
        return inside, draft.ground.typed(*quoted.span(1))
    capitals = _CAPITALS.match(draft.ground.typed(pieces[at].end, len(draft.ground.text)))
    if capitals is not None and not any(
        piece.start == pieces[at].end + capitals.start(1) for piece in pieces
    ):
        span = pieces[at].end + capitals.start(1), pieces[at].end + capitals.end(1)
        return [p for p in words if span[0] <= pieces[p].start < span[1]], capitals[1]  # "starting with The"
    found = _text_pieces(draft, words) or (words[:1] if named else [])
    return found, draft.ground.typed(pieces[found[0]].start, pieces[found[-1]].end) if found else ""


def _text_pieces(draft: Draft, places: Sequence[int]) -> list[int]:
    """The first run of unread pieces. Small letters end a Latin one, as a verb goes on with the sentence: "starting
    with Love sold in May".
    """
    pieces = draft.pieces
    run: list[int] = []
    for place in places:
        if run and draft.ground.typed(pieces[place].start, pieces[place].end)[:1].islower():
            break
        numbered = pieces[place].number is not None and (run or place == places[0])
        if pieces[place].unread or numbered:
            run.append(place)
        elif run or not soft(pieces[place]):
            break
    return run


def field_of(draft: Draft, at: int) -> FieldOption:
    """The field that a dimension or entity stands for. Raises UndecidedError or ImpossibleError."""
    piece = draft.pieces[at]
    linker = draft.ground.linker
    options = linker.dimension(piece.dimensions, draft.metrics) or linker.entity(
        piece.entities, draft.metrics
    )
    if not options:
        raise ImpossibleError("incompatible_dimension", piece.text)
    if len(options) > 1:
        picked = draft.ground.picks.get(piece.start)
        options = tuple(option for option in options if option.name == picked) if picked else options
    if len(options) > 1:
        raise UndecidedError("ambiguous_dimension", piece, [option.name for option in options])
    if linker.replaced(draft.metrics, piece.dimensions):
        draft.assume("dimension_metric", options[0].name)
    if "__" in options[0].name:
        draft.assume("joined_dimension", options[0].qualified_name)
    return options[0]
