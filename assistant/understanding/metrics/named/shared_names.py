"""Names that share an end or a beginning in a list: 商机→方案、方案→谈判的转化率, "project cost and budget"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.understanding.cutting.tokens import Token, words
from assistant.understanding.lexicon import (
    BARE,
    DimensionName,
    EntityName,
    Lexicon,
    LexiconEntry,
    MetricName,
    ParameterName,
    Term,
    ValueName,
)
from assistant.understanding.metrics.named.framed_names import framed_names
from assistant.understanding.words import Vocabulary

_MARKS = frozenset("、,/&")
_CLAUSE = ","
"""Ends a clause where words are not spaced."""
_LONGEST = 10
"""Words of a name that are looked for beside a word such as "and"."""

Place = tuple[int, int]
Named = dict[Place, tuple[LexiconEntry, ...]]


def shared_names(
    text: str, tokens: Sequence[Token], lexicon: Lexicon, vocabulary: Vocabulary
) -> tuple[tuple[int, int, tuple[LexiconEntry, ...]], ...]:
    """Stretches of tokens with what they name once completed by what they are listed with: only where the
    whole is a name of the catalog and the stretch is none by itself.
    """
    links = list(_links(tokens, vocabulary))
    if not links:
        return ()
    listing = _Listing(text, tokens, lexicon, vocabulary)
    for first, last in sorted(links, reverse=True):
        listing.complete_before(first, last)
    for first, last in sorted(links):
        listing.complete_behind(first, last)
        listing.complete_both(first, last)
    return tuple((first, last, entries) for (first, last), entries in listing.found.items())


def _links(tokens: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Place]:
    """Words and marks between things that are listed, as long as they go together."""
    joining = {
        at
        for at, token in enumerate(tokens)
        if token.text in _MARKS and not (token.text == _CLAUSE and at and tokens[at - 1].kind == "cjk")
    }
    for first, last, roles in vocabulary.phrases.matches(tokens):
        beside = (
            "join.versus" in roles and _spelled(tokens, first, last) in vocabulary.codewords["set_beside"]
        )
        if "join.and" in roles or beside:
            joining |= set(range(first, last))
    joining -= {at for at in joining if at and tokens[at - 1].text == _CLAUSE and at - 1 not in joining}
    first = 0
    for at in sorted(joining):
        first = first if at - 1 in joining and first < at else at
        if at + 1 not in joining and first > 0 and at + 1 < len(tokens):
            yield first, at + 1


def _spelled(tokens: Sequence[Token], first: int, last: int) -> str:
    return " ".join(token.text for token in tokens[first:last])


class _Listing:
    """The tokens of a question, and what was found to be named in them."""

    def __init__(self, text: str, tokens: Sequence[Token], lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        self._text, self._tokens, self._vocabulary = text, tokens, vocabulary
        self._phrases, self._contrasts = lexicon.phrases, vocabulary.contrasts
        self._whole = [
            (first, last)
            for first, last, entries in lexicon.phrases.matches(tokens, vocabulary.inside)
            if _told(entries)
        ]
        self._bare = [
            (first, last)
            for first, last, entries in lexicon.phrases.matches(tokens, vocabulary.inside)
            if any(isinstance(entry, MetricName) for entry in entries)
        ]
        self._grouped = {
            last
            for _, last, roles in vocabulary.phrases.matches(tokens)
            if any(role.startswith("per.") for role in roles)
        }
        self._counted = {
            at + 1
            for at, token in enumerate(tokens)
            if at and tokens[at - 1].kind == "digit" and token.text in vocabulary.codewords["classifier"]
        }
        self._things = {
            first: last
            for first, last, entries in lexicon.phrases.matches(tokens)
            if any(isinstance(entry, DimensionName | EntityName | ValueName) for entry in entries)
        }
        self._ends: dict[int, tuple[str, ...]] = {}
        self.found: Named = {}

    def complete_before(self, first: int, last: int) -> None:
        """What ends at `first`, by the end of the name that begins at `last`."""
        for start in range(max(0, first - _LONGEST), first):
            said = self._said(start, first)
            if said is None:
                continue
            if self._said(last, min(len(self._tokens), last + len(said))) == said:
                continue  # 点击 and 点击率 are two names
            whole = self._is_whole(start, first, said, last)
            for end in self._ends_of(last):
                entries = _told(self._phrases.get((*said, *end)))
                if entries:
                    self._ends[start] = end
                    self.found |= {} if whole else {(start, first): entries}
                    return

    def complete_behind(self, first: int, last: int) -> None:
        """What begins at `last`, by the beginning of the name that ends at `first`."""
        names = [place for place in (*self._whole, *self.found) if place[1] == first]
        for start, end in sorted(names):
            for stop in range(min(len(self._tokens), last + _LONGEST), last, -1):
                said = self._said(last, stop)
                if said is None or any(place[0] == last and place[1] >= stop for place in self._whole):
                    continue
                for cut in range(end - 1, start, -1):
                    opening = self._said(start, cut)
                    entries = _metrics(self._phrases.get((*opening, *said))) if opening else ()
                    if entries:
                        self.found[last, stop] = entries
                        return

    def complete_both(self, first: int, last: int) -> None:
        """What ends at `first` and what begins at `last`, where each lends the other a part."""
        if any(place[1] == first or place[0] == last for place in self.found):
            return
        framed = framed_names((first, last), len(self._tokens), self._said, self._phrases)
        if framed is not None:
            self.found |= {framed.one: framed.first, framed.other: framed.second}

    def _ends_of(self, start: int) -> list[tuple[str, ...]]:
        """The ends that a name beginning there can lend, the longest first."""
        if start in self._ends:
            return [self._ends[start]]
        ends = (
            self._said(cut, last)
            for first, last in self._whole
            if first == start
            for cut in range(first + 1, last)
        )
        return sorted((end for end in ends if end), key=len, reverse=True)

    def _said(self, start: int, end: int) -> tuple[str, ...] | None:
        """The words of a stretch that is no sentence of its own."""
        tokens = self._tokens[start:end]
        inside = self._vocabulary.inside
        if any(token.text in _MARKS for token in tokens) or tokens[0].text in inside:
            return None
        return tuple(token.text for token in tokens if token.text not in inside)

    def _is_whole(self, start: int, end: int, said: tuple[str, ...], behind: int) -> bool:
        """Whether a stretch says all that is meant: a name by itself, a plural, or one that begins with what is
        grouped by or with another thing.
        """
        if self._contrasts_with(said, behind):
            return False
        typed = self._text[self._tokens[end - 1].start : self._tokens[end - 1].end].lower()
        plural = self._tokens[end - 1].kind == "latin" and typed != self._tokens[end - 1].text
        counted = bool(start) and (self._tokens[start - 1].kind == "digit" or start in self._counted)
        grouped = (start in self._grouped or counted) and start in self._things
        return bool(_told(self._phrases.get(said))) or plural or grouped or self._is_torn(start, end)

    def _is_torn(self, start: int, end: int) -> bool:
        """Whether it is a thing and a name behind it: the leads of 渠道的线索."""
        behind = {first for first, last in self._whole if last == end and first > start}
        inside = self._vocabulary.inside
        return any(
            first == start and (last in behind or (last + 1 in behind and self._tokens[last].text in inside))
            for first, last in self._things.items()
        )

    def _contrasts_with(self, said: tuple[str, ...], behind: int) -> bool:
        """Whether it is the other one of two that go together: budgeted and actual, first and last."""
        for pair in self._contrasts:
            heads = [words(word) for word in pair]
            if said not in heads:
                continue
            others = (head for head in heads if head != said)
            if any(self._said(behind, min(len(self._tokens), behind + len(o))) == o for o in others):
                return True
        return False


def _told(entries: Sequence[LexiconEntry]) -> tuple[LexiconEntry, ...]:
    """What is named by more than the stem of a name."""
    return tuple(
        entry
        for entry in entries
        if (isinstance(entry, MetricName) and entry.strength > BARE)
        or isinstance(entry, Term)
        or (isinstance(entry, ParameterName) and entry.value is not None)
    )


def _metrics(entries: Sequence[LexiconEntry]) -> tuple[LexiconEntry, ...]:
    return tuple(entry for entry in _told(entries) if isinstance(entry, MetricName))
