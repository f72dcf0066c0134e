"""Things said by one character of their name behind a measure word: the production line of 哪条线 and 每条线, the plants of 两个厂."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.pieces import FIRST_ONES, Piece
from assistant.understanding.cutting.values.counted_things import COUNTED_THINGS
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon, is_boolean
from assistant.understanding.words import load_vocabulary

_KIND, _COUNTER = "restrict.kind", "order.counter"
_ASKED = ("per.which", "per.each", "per.all", "per.before")
_PLAIN = "filler.plain"
_OF = "的"
_PAIR = 2
_LONGEST = 3
"""Characters of a name that one of them stands for: 线 for 产线 and 生产线, and 厂 for no 设备厂家."""

Things = tuple[tuple[DimensionName, ...], tuple[EntityName, ...]]


def with_short_things(pieces: tuple[Piece, ...], catalog: Catalog, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with such a character read as the one dimension that is called so."""
    out: list[Piece] = []
    known = known_things(catalog, lexicon)
    for at, piece in enumerate(pieces):
        parts = _apart(piece) if out and _asks(out, len(out) - 1) else None
        parts = parts or (
            _with_verb_apart(piece, pieces[at + 1 :], known) if _is_counted([*out, piece], len(out)) else None
        )
        out += parts or (piece,)
    for at, piece in enumerate(out):
        counter = piece.text in load_vocabulary().measure_words and not piece.concerns
        if not (piece.unread or counter) or len(piece.text) != 1 or piece.text.isascii():
            continue
        found = known_things(catalog, lexicon).get(piece.text) if _is_counted(out, at) else None
        if found is not None:
            name, (dimensions, entities) = found
            out[at] = replace(piece, roles=frozenset(), dimensions=dimensions, entities=entities, typo=name)
            if len(out[at - 1].text) == 1 and not out[at - 1].is_(*_ASKED) and out[at - 1].text != _OF:
                out[at - 1] = replace(out[at - 1], roles=out[at - 1].roles | {_COUNTER, _PLAIN})
            if at + 1 < len(out) and out[at + 1].unread and _PLAIN in _roles(out[at + 1].text):
                out[at + 1] = replace(out[at + 1], roles=frozenset({_PLAIN}))  # 三条线上
        elif piece.unread and _is_object(out, at) and piece.text in _characters(catalog):
            out[at] = replace(piece, roles=frozenset({_PLAIN, COUNTED_THINGS}))
    return tuple(out)


def known_things(catalog: Catalog, lexicon: Lexicon) -> dict[str, tuple[str, Things]]:
    """The things that one character may stand for, worked out once."""
    return remembered(catalog, "short things", lambda: _things(catalog, lexicon))


def _characters(catalog: Catalog) -> frozenset[str]:
    """Those that names of groupings begin or end with: the 票 of a 票状态 as well."""

    def find() -> frozenset[str]:
        dimensions = (item for model in catalog.models.values() for item in model.dimensions.values())
        labels = (label for item in dimensions for label in item.names if not label.isascii())
        return frozenset(character for label in labels for character in (label[0], label[-1]))

    return remembered(catalog, "characters of things", find)


def _is_object(pieces: Sequence[Piece], at: int) -> bool:
    """Whether it only says what a verb is done to that was said without its own object: the 课 of 报了课."""
    said = load_vocabulary().codewords["split_aspect"]
    close = at > 1 and pieces[at - 1].text in said and not pieces[at - 1].concerns
    return close and pieces[at - 2].typo is not None and bool(pieces[at - 2].metrics)


def _apart(piece: Piece) -> tuple[Piece, Piece] | None:
    """The measure word and the thing of 哪条线, where both together are a word for a kind of business as well."""
    said = piece.is_(_KIND) and not piece.concerns and len(piece.text) == len("条线")
    if not said or piece.text[0] not in load_vocabulary().measure_words:
        return None
    middle = piece.start + 1
    counter = Piece(piece.start, middle, piece.text[0], frozenset({_COUNTER, _PLAIN}))
    return counter, Piece(middle, piece.end, piece.text[1:])


def _with_verb_apart(
    piece: Piece, behind: Sequence[Piece], known: Collection[str]
) -> tuple[Piece, Piece] | None:
    """The thing and the verb of 每个站充了多少电, which together are no word."""
    said = load_vocabulary().codewords["split_aspect"]
    done = bool(behind) and behind[0].text in said and behind[0].start == piece.end
    if not (done and piece.unread and len(piece.text) == _PAIR and piece.text[0] in known):
        return None
    middle = piece.start + 1
    return Piece(piece.start, middle, piece.text[0]), Piece(middle, piece.end, piece.text[1])


def _asks(pieces: Sequence[Piece], at: int) -> bool:
    piece = pieces[at]
    return not piece.concerns and (piece.is_(*_ASKED) or piece.number is not None)


def _is_ranked(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the first ones of them are wanted, said before 的: the 站 of 排名前五的站, at the end of its clause."""
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    ends = behind is None or behind.mark or behind.is_("per.which") or behind.start > pieces[at].end
    first = at > 2 and pieces[at - 1].text == _OF and pieces[at - 2].number is not None
    counter = at > 3 and pieces[at - 1].text == _OF and pieces[at - 2].is_(_COUNTER)
    number = at - 2 if first else at - 3 if counter and pieces[at - 3].number is not None else 0
    return bool(ends and number and pieces[number - 1].is_(*FIRST_ONES) and not pieces[number - 1].concerns)


def _is_counted(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a measure word stands right before it, and before that a number or what asks for some or for each."""
    if not at or pieces[at - 1].end != pieces[at].start:
        return False
    if _is_ranked(pieces, at):
        return True
    before = pieces[at - 1]
    few = before.is_("shape.how_many") and before.text[-2:-1] == "几"
    if (before.is_(*_ASKED) or few) and not before.concerns:
        return before.text[-1] in _counters()
    counter = before.is_(_COUNTER) or (before.unread and before.text in _counters())
    return at > 1 and counter and not before.concerns and _asks(pieces, at - 2)


def _roles(text: str) -> frozenset[str]:
    return frozenset(load_vocabulary().phrases.get(text))


def _counters() -> frozenset[str]:
    vocabulary = load_vocabulary()
    return vocabulary.measure_words | vocabulary.codewords["classifier"]


def _things(catalog: Catalog, lexicon: Lexicon) -> dict[str, tuple[str, Things]]:
    """By a character that names of one dimension alone begin or end with: its shortest name, and what that names."""
    names: dict[str, dict[str, str]] = {}
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            plain = dimension.type != "time" and dimension.data_type != "number" and not is_boolean(dimension)
            for label in dimension.names if plain else ():
                if 1 < len(label) <= _LONGEST and not label.isascii():
                    field = dimension.conformed or f"{model.name}.{dimension.name}"
                    told = label[1:] in load_vocabulary().codewords["attribute_nouns"]  # a 桩类型 is no 桩
                    for character in {label[-1]} if told else {label[0], label[-1]}:
                        known = names.setdefault(character, {}).get(field, label)
                        names[character][field] = min(known, label, key=len)
    found: dict[str, tuple[str, Things]] = {}
    for character, fields in names.items():
        if len(fields) != 1:
            continue
        label = next(iter(fields.values()))
        entries = lexicon.phrases.get(label)
        dimensions = tuple(entry for entry in entries if isinstance(entry, DimensionName))
        entities = tuple(entry for entry in entries if isinstance(entry, EntityName))
        found[character] = label, (dimensions, entities)
    return found
