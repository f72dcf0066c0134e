"""States in the words of questions: "finished projects", 还没结项的项目, where the value is called Done or 已结项."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.resolve.memory import remembered
from assistant.retrieval.tokens import has_cjk
from assistant.retrieval.value_index import ValueIndex
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import Token
from assistant.understanding.lexicon import DimensionName, ValueName, lexicon_of
from assistant.understanding.words import load_vocabulary

_NOT, _ROLE, _EXCLUDE = "state.not", "state.", "restrict.exclude"
_EXCLUDED = "restrict.exclude_after"
_LOSSES = {"shape.lost"}
"""Roles of words that say a change only beside a comparison."""
_BREAK = " ; "
_LACKING = ("没", "没有")
_MOST = 12
_DENYING = ("未", "没", "没有", "不", "非", "无", "待")
_STEMS = (2, 3, 4)
"""Characters of verbs that say a state."""
_DONE, _OPEN = ("已", "已经", ""), ("未", "待")
"""What names of states begin with, where a question says the bare verb, or denies it."""


def states_in(
    text: str, tokens: Sequence[Token], catalog: Catalog, values: ValueIndex | None
) -> Iterator[tuple[int, int, str]]:
    """Start, end and role of words for states that the catalog has values for, and of words that deny one."""
    known = _Names(catalog, values)
    vocabulary = load_vocabulary()
    for first, last, states in vocabulary.state_phrases.matches(tokens):
        start, end = tokens[first].start, tokens[last - 1].end
        spoken = vocabulary.phrases.get([token.text for token in tokens[first:last]])
        for state in states:
            if state != "not" and set(spoken) - _LOSSES:
                continue  # 拿下 says what was done to get an amount as well
            if state == "not":
                if any(known.stands_for(text[end : end + size]) for size in _STEMS):
                    yield start, end, _NOT
            elif known.named((text[start:end], *vocabulary.states.get(state, ()))):
                yield start, end, f"{_ROLE}{state}"


def with_states(
    pieces: tuple[Piece, ...], text: str, catalog: Catalog, values: ValueIndex | None
) -> tuple[Piece, ...]:
    """The pieces with words for states as the values that the catalog has for them. What nothing is found for
    stays as it is, and unread.
    """
    known = _Names(catalog, values)
    out = [known.as_now(piece) for piece in pieces]
    for at, piece in enumerate(out):
        if piece.values and (denied := _denial(out, at)) is not None and known.hold_states(piece):
            out[denied] = replace(out[denied], roles=frozenset({_EXCLUDE}))
        if not _may_be_state(out, at, text):
            continue
        denied = _denial(out, at)
        if denied is None:
            out[at] = _read(piece, known.called(piece), known.flags(piece.text))
            continue
        open_ones = known.named(f"{word}{piece.text}" for word in _OPEN) if has_cjk(piece.text) else ()
        if open_ones:
            out[denied] = replace(out[denied], roles=frozenset({"filler.plain"}))
            out[at] = _read(piece, open_ones, ())
            continue
        found = known.called(piece), known.flags(piece.text)
        if any(found):
            out[at] = _read(piece, *found)
            out[denied] = replace(out[denied], roles=frozenset({_EXCLUDE}))
    return tuple(out)


def _read(piece: Piece, values: Sequence[ValueName], flags: Sequence[DimensionName]) -> Piece:
    if not (values or flags):
        return piece
    other = piece.is_("filler.plain", "filler.weak", "follow.remove") or not piece.roles
    roles = frozenset() if other else piece.roles
    return replace(
        piece, values=tuple(values), dimensions=() if values else tuple(flags), roles=_plain(roles)
    )


def _plain(roles: frozenset[str]) -> frozenset[str]:
    return frozenset(role for role in roles if not role.startswith(_ROLE))


def _may_be_state(pieces: Sequence[Piece], at: int, text: str) -> bool:
    """A word that nothing else explains or that is known to be one, unless it says when, how much or how often."""
    piece = pieces[at]
    if piece.mark or piece.time or piece.number or piece.is_(_NOT):
        return False
    if load_vocabulary().matching("state.event", text[piece.end :]) is not None:
        return False
    if piece.concerns:
        dated = all(name.time for name in piece.dimensions) and not (piece.metrics or piece.values)
        return bool(piece.dimensions) and dated and _describes_next(pieces, at)
    return piece.unread or _is_said(piece) or _denial(pieces, at) is not None or _is_left_out(pieces, at)


def _is_left_out(pieces: Sequence[Piece], at: int) -> bool:
    """Whether those that are so are left out: the cancelled ones of 取消的别算 are no order to take anything back."""
    behind = [piece for piece in pieces[at + 1 : at + 3] if not piece.is_("join.of") or piece.is_(_EXCLUDED)]
    close = bool(behind) and behind[0].start - pieces[at].end <= 1
    return close and behind[0].is_(_EXCLUDED) and has_cjk(pieces[at].text)


def _describes_next(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a named thing stands right behind: "finished projects"."""
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    gap = 1 if pieces[at].text.isascii() else 0
    if behind is None or behind.start - pieces[at].end != gap:
        return False
    return bool(behind.values or behind.entities or behind.dimensions or behind.metrics)


def _is_said(piece: Piece) -> bool:
    return any(role.startswith(_ROLE) for role in piece.roles)


def _denial(pieces: Sequence[Piece], at: int) -> int | None:
    before = at - 1
    denies = before >= 0 and (pieces[before].is_(_NOT) or pieces[before].text in _LACKING)
    if denies and pieces[before].end == pieces[at].start:
        return None if pieces[before].concerns else before
    return None


class _Names:
    """Values by name: of dimensions that hold states."""

    def __init__(self, catalog: Catalog, values: ValueIndex | None) -> None:
        self._catalog, self._values = catalog, values

    def called(self, piece: Piece) -> tuple[ValueName, ...]:
        """The values that the piece stands for: with its own name, else with one of the names of its state."""
        said = [piece.text]
        if has_cjk(piece.text):
            stem = piece.text.removesuffix("的").removesuffix("了")
            bare = next((stem.removeprefix(word) for word in ("已经", "已") if stem.startswith(word)), stem)
            said += [f"{word}{bare}" for word in _DONE if len(bare) > 1]
        found = self.named(said)
        if found:
            return found
        states = [role.removeprefix(_ROLE) for role in piece.roles if role.startswith(_ROLE)]
        named = self.named(name for state in states for name in load_vocabulary().states.get(state, ()))
        return named or (self._partly(piece.text) if piece.unread else ())

    def as_now(self, piece: Piece) -> Piece:
        """A value that says "still" or "already" as that state of other things too: the open deals of "still open", where
        the catalog has these words for tickets.
        """
        rest = load_vocabulary().matching("state.now", piece.text) if piece.values else None
        if rest is None or not all(isinstance(item.value, bool) for item in piece.values):
            return piece
        found = lexicon_of(self._catalog).phrases.get(piece.text[rest.end() :])
        others = [item for item in found if isinstance(item, ValueName) and item not in piece.values]
        return replace(piece, values=(*piece.values, *others)) if others else piece

    def hold_states(self, piece: Piece) -> bool:
        return any(name.dimension in _dimensions(self._catalog) for name in piece.values)

    def _partly(self, said: str) -> tuple[ValueName, ...]:
        """The one value that has a name with the verb in it, where this does not deny it: 拖欠 of 还款拖欠."""
        if self._values is None or not has_cjk(said) or len(said) < 2:
            return ()
        hits = self._values.nearest(said, limit=_MOST, dimensions=_dimensions(self._catalog))
        found = [hit for hit in hits if said in hit.name]
        denies = any(hit.name[: hit.name.index(said)].endswith(_DENYING) for hit in found)
        alone = len({hit.value for hit in found}) == 1 and not denies
        return tuple(ValueName(hit.dimension, hit.value) for hit in found) if alone else ()

    def stands_for(self, stem: str) -> bool:
        """Whether the verb by itself says a state: its own words, or the catalog's."""
        said = load_vocabulary().state_phrases.get(stem)
        names = [name for state in said for name in load_vocabulary().states.get(state, ())]
        own = (*(f"{word}{stem}" for word in _DONE), *names)
        return bool(self.named(f"{word}{stem}" for word in _OPEN) or self.named(own) or self.flags(stem))

    def named(self, names: Iterable[str]) -> tuple[ValueName, ...]:
        """The values that have one of the names, of dimensions in which only one has."""
        wanted = list(dict.fromkeys(names))
        owned: dict[str, set[ValueName]] = {}
        for name in self._look_up(wanted):
            if name.dimension in _dimensions(self._catalog):
                owned.setdefault(name.dimension, set()).add(name)
        return tuple(name for found in owned.values() if len(found) == 1 for name in found)

    def flags(self, said: str) -> tuple[DimensionName, ...]:
        """Yes-or-no dimensions whose name says it: the 停产 of 已停产."""
        phrases = lexicon_of(self._catalog).phrases
        names = [f"{word}{said}" for word in _DONE] if has_cjk(said) and len(said) > 1 else [said]
        found = (entry for name in names for entry in phrases.get(name))
        return tuple(e for e in found if isinstance(e, DimensionName) and e.boolean)

    def _look_up(self, names: Sequence[str]) -> Iterator[ValueName]:
        phrases = lexicon_of(self._catalog).phrases
        for name in names:
            yield from (entry for entry in phrases.get(name) if isinstance(entry, ValueName))
        joined = _BREAK.join(names)
        for found in self._values.scan(joined) if self._values is not None and names else ():
            if joined[found.start : found.end] in names:
                yield from (ValueName(h.dimension, h.value) for h in found.hits if h.how == "exact")


def _dimensions(catalog: Catalog) -> frozenset[str]:
    """`model.dimension` of those that hold states, by their names."""
    return remembered(catalog, "state_dimensions", lambda: _find(catalog))


def _find(catalog: Catalog) -> frozenset[str]:
    matching = load_vocabulary().matching
    return frozenset(
        f"{model.name}.{dimension.name}"
        for model in catalog.models.values()
        for dimension in model.dimensions.values()
        if any(
            matching("state.dimension", name.lower())
            for name in (dimension.name.replace("_", " "), *dimension.labels)
        )
    )
