"""What is to be shown beside what a question asks for, said behind it: 请返回学校名称和所在区域, "and return its name and city".

A thing there is none that is counted, and a column that the catalog does not have is told rather than taken for a condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import FIRST_ONES, Piece
from assistant.understanding.cutting.values.owners import is_a_name
from assistant.understanding.lexicon import VARIANT, DimensionName, EntityName
from assistant.understanding.time.expr import GrainWord
from assistant.understanding.words import load_vocabulary

UNSHOWN = "filler.unshown"
"""The role of what was to be shown and cannot be."""
COLUMN = "per.column"
"""The role of a dimension or a thing that is to be a column of the answer."""
_PLAIN = frozenset({"filler.plain"})
_JOINS = ("join.and", "join.or")
_ASKING = (
    "shape.how_many",
    "order.highest",
    "order.lowest",
    "order.top",
    "order.bottom",
    "threshold.gt",
    "threshold.ge",
    "threshold.lt",
    "threshold.le",
)
_TELLING = ("per.", "restrict.", "threshold.", "shape.")
_RATES = ("percent", "ratio")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question names before it says what to show."""

    models: tuple[str, ...]
    """Those whose rows are the things."""
    keys: tuple[EntityName, ...]
    entities: frozenset[str]
    dimensions: frozenset[DimensionName]
    measured: tuple[frozenset[str], ...]
    """The words of each metric's name."""
    rates: bool
    """All that is measured are percentages."""


def with_wanted_columns(pieces: tuple[Piece, ...], text: str, catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with those of such a clause as dimensions and metrics to be shown, and nothing else."""
    found = load_vocabulary().matching("columns.wanted", text)
    if found is None:
        return pieces
    start, end = found.span("columns")
    before = [piece for piece in pieces if piece.start < start]
    asked = any(any(name.strength > VARIANT for name in piece.metrics) for piece in before)
    if not (asked or any(piece.is_(*_ASKING) for piece in before)) or _asks_itself(pieces, start):
        return pieces
    out = list(pieces)
    for at, piece in enumerate(pieces):
        if piece.within((found.start(), start)) and (piece.unread or piece.metrics or piece.terms):
            # The "showing" of "showing its name", the "return" that a catalog may have for a number.
            out[at] = Piece(piece.start, piece.end, piece.text, _PLAIN)
        elif piece.within((start, end)) and _leads_to_number(pieces, at):
            out[at] = Piece(piece.start, piece.end, piece.text, frozenset({"join.and"}))
    pieces = tuple(out)
    known = _asked(before, catalog)
    items = list(_items(pieces, start, end))
    for at, item in enumerate(items):
        if _is_shown_grain(out, item, before):
            for place in item:
                out[place] = Piece(out[place].start, out[place].end, out[place].text, _PLAIN)
            continue
        shared = _with_shared_end(out, item, items[at + 1 :][:1], known, catalog)
        if shared is None:
            _read(out, item, known, catalog)
        else:
            out[item[-1]] = shared
    return tuple(out)


def _leads_to_number(pieces: Sequence[Piece], at: int) -> bool:
    """Whether it is the "and the total" of "and the total number of orders", which asks for no total beside the rows."""
    behind = pieces[at + 1 : at + 3]
    named = any(piece.metrics for piece in behind[:1]) or (
        len(behind) == 2 and behind[0].is_("shape.number_of", "shape.counted") and behind[1].concerns
    )
    return pieces[at].is_("shape.totals") and pieces[at].text.startswith("and ") and named


def _is_shown_grain(out: Sequence[Piece], item: Sequence[int], before: Sequence[Piece]) -> bool:
    """Whether it is the unit of time that the question is shown by: the year of "… for each year? Return the year and …"."""
    said = {word for at in item for word in _WORD.findall(out[at].text) if not out[at].filler}
    said |= {word for at in item for word in _WORD.findall(out[at].text) if out[at].time is not None}
    said -= {"the", "each"}
    units = {
        piece.time.expr.unit
        for piece in before
        if piece.time is not None and isinstance(piece.time.expr, GrainWord)
    }
    words = load_vocabulary().listed
    return bool(said) and any(said <= words.get(f"column_{unit}", frozenset()) for unit in units)


def _with_shared_end(
    out: Sequence[Piece],
    item: Sequence[int],
    behind: Sequence[Sequence[int]],
    known: _Asked,
    catalog: Catalog,
) -> Piece | None:
    """The "first" of "their first and last name" as the first name."""
    if len(item) != 1 or not behind or not behind[0] or out[item[0]].concerns:
        return None
    piece, last = out[item[0]], out[behind[0][-1]]
    end = last.text.split(" ")[-1]
    if not last.dimensions or not piece.text.isascii() or end == last.text:
        return None
    wanted = f"{piece.text} {end}"
    found = [
        DimensionName(name, each.name, each.conformed)
        for name in known.models
        for each in catalog.models[name].dimensions.values()
        if any(label.casefold() == wanted for label in each.names)
    ]
    return (
        Piece(piece.start, piece.end, piece.text, frozenset({COLUMN}), dimensions=(found[0],))
        if len(found) == 1
        else None
    )


def with_listed_keys(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with the things of "the list of customer IDs that …" as what is to be shown, one by one."""
    words, out = load_vocabulary().anaphora, list(pieces)
    for at in range(1, len(pieces)):
        piece = pieces[at]
        before = next(
            (each for each in reversed(pieces[:at]) if not each.is_("join.of") or each.concerns), None
        )
        listed = before is not None and bool(words["listing"].intersection(before.text.split(" ")))
        if listed and piece.entities and piece.text.split(" ")[-1] in words["column_key"]:
            out[at] = replace(piece, roles=piece.roles | {COLUMN})
    return tuple(out)


def _asked(before: Sequence[Piece], catalog: Catalog) -> _Asked:
    named = [piece for piece in before if not piece.values]
    entities = {item.entity for piece in named for item in piece.entities}
    dimensions = {item for piece in named for item in piece.dimensions if not (item.time or item.boolean)}
    titled = {item.model for item in dimensions if is_a_name(catalog, item.model, item.dimension)}
    models = [
        name for name, model in catalog.models.items() if model.primary_entity in entities or name in titled
    ]
    keys = [(name, catalog.models[name].primary_entity) for name in models]
    named_metrics = [name.metric for piece in before for name in piece.metrics]
    measured = [frozenset(_WORD.findall(piece.text)) for piece in before if piece.metrics]
    return _Asked(
        tuple(models),
        tuple(EntityName(name, key) for name, key in keys if key),
        frozenset(entities),
        frozenset(dimensions),
        tuple(measured),
        bool(named_metrics) and all(catalog.metrics[name].card.unit in _RATES for name in named_metrics),
    )


def _asks_itself(pieces: Sequence[Piece], start: int) -> bool:
    """Whether the clause is the question: "among our gold partners, list the three that have the highest sales"."""
    return any(piece.is_(*FIRST_ONES) and not piece.dimensions for piece in pieces if piece.start >= start)


def _items(pieces: Sequence[Piece], start: int, end: int) -> Iterator[list[int]]:
    """The places of what stands between two marks or words such as "and"."""
    item: list[int] = []
    for at, piece in enumerate(pieces):
        begun = piece.text.startswith("the ") and piece.end > start  # the "the year" of "return the year"
        if piece.start >= end or (piece.start < start and not begun):
            continue
        if piece.mark or (piece.is_(*_JOINS) and not piece.concerns):
            yield item
            item = []
        else:
            item.append(at)
    yield item


def _read(out: list[Piece], item: Sequence[int], known: _Asked, catalog: Catalog) -> None:
    if not known.rates and any(out[at].is_("shape.share") and not out[at].concerns for at in item):
        return  # "return the channel and the percentage" asks for a share of what is counted
    measured = [at for at in item if any(name.strength > VARIANT for name in out[at].metrics)]
    shown = [at for at in item if out[at].dimensions and not out[at].values]
    kept = (
        measured[-1:]
        or [at for at in shown if not (out[at].entities or _is_number_again(out[at], known))][-1:]
    )
    conditions = {at for at in item if _is_condition(out[at])}
    if not kept and conditions:
        return
    if not kept and (column := _said_of_thing(out, item, known, catalog)) is not None:
        at, piece = column
        out[at], kept = piece, [at]
    others = [at for at in item if out[at].entities and not known.entities.intersection(_things(out[at]))]
    kept = kept or others[-1:]
    again = _says_again(out, item, known) or any(_is_number_again(out[at], known) for at in shown)
    said = bool(kept) or any(out[at].entities for at in item) or again
    for at in item:
        piece = out[at]
        if at in kept:
            out[at] = piece if at in measured else _column(piece, known)
        elif at in conditions or (measured and _says_more(piece) and not _is_head(piece)):
            continue
        else:
            roles = _PLAIN if said or piece.filler else _PLAIN | {UNSHOWN}
            out[at] = Piece(piece.start, piece.end, piece.text, roles, typo=piece.typo)


def _is_condition(piece: Piece) -> bool:
    """Whether it says of which rows, of when or of how many, and is no column."""
    told = bool(piece.values or piece.segments or piece.number) and not piece.metrics
    return told or (piece.time is not None and piece.time.kind != "grain")


def _is_head(piece: Piece) -> bool:
    """Whether it only says that a number is one: the "amount" of "total revenue amount"."""
    said = set(_WORD.findall(piece.text))
    return bool(said) and said <= load_vocabulary().anaphora["column_total"] and not piece.concerns


def _is_number_again(piece: Piece, known: _Asked) -> bool:
    """Whether it is the number that was asked for and no column, whatever else has a column of that name: the "amount" of
    "which partners signed the most? Return the partner and the amount", where deals have an amount each.
    """
    said = set(_WORD.findall(piece.text))
    head = bool(said) and said <= load_vocabulary().anaphora["column_total"]
    return head and not any(item.model in known.models for item in piece.dimensions)


def _says_more(piece: Piece) -> bool:
    """Whether it says by what a number is shown or which ones are meant: "and the revenue of each state"; a word that
    nothing explains may say so too.
    """
    if piece.dimensions or piece.unread or piece.time is not None:
        return True  # "give me the revenue month by month"
    return not piece.concerns and any(role.startswith(_TELLING) for role in piece.roles)


def _column(piece: Piece, known: _Asked) -> Piece:
    """The column of the things that are asked for, where others have one of that name."""
    own = tuple(item for item in piece.dimensions if item.model in known.models)
    dimensions = own or piece.dimensions
    roles = piece.roles | {COLUMN}
    entities = () if dimensions else piece.entities
    return replace(piece, metrics=(), terms=(), dimensions=dimensions, entities=entities, roles=roles)


def _said_of_thing(
    out: Sequence[Piece], item: Sequence[int], known: _Asked, catalog: Catalog
) -> tuple[int, Piece] | None:
    """ "Their ID", 编号: the key of the one thing that is asked for. "Their name": its one dimension of names."""
    words = load_vocabulary().anaphora
    for at in item:
        piece = out[at]
        if piece.concerns:
            continue
        if piece.text in words["column_key"] and len(known.keys) == 1:
            return at, replace(piece, entities=known.keys, roles=frozenset({COLUMN}))
        if piece.text in words["column_name"] and len(known.models) == 1:
            model = catalog.models[known.models[0]]
            names = [
                DimensionName(model.name, each.name, each.conformed)
                for each in model.dimensions.values()
                if is_a_name(catalog, model.name, each.name)
            ]
            own = [name for name in names if name in known.dimensions] or names
            if len(own) == 1:
                return at, replace(piece, dimensions=tuple(own), roles=frozenset({COLUMN}))
    return None


def _things(piece: Piece) -> set[str]:
    return {name.entity for name in piece.entities}


def _says_again(out: Sequence[Piece], item: Sequence[int], known: _Asked) -> bool:
    """Whether the words are some of a metric's that is asked for: the "total amount" of total transaction amount."""
    vocabulary = load_vocabulary()
    said = {word for at in item for word in _WORD.findall(out[at].text) if not out[at].filler}
    said -= vocabulary.anaphora["column_total"]
    return bool(said) and any(said <= words for words in known.measured)
