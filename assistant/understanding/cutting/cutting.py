"""From the text of a question to its pieces: cut, mended where it is misspelt, asides taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.retrieval.value_index import ValueIndex
from assistant.understanding.analyses.marks import blanked, shielded, unshielded
from assistant.understanding.conditions.denied_flags import with_denied_flags
from assistant.understanding.conditions.values.titled import with_titled_things
from assistant.understanding.cutting import match
from assistant.understanding.cutting.all_but import with_all_but
from assistant.understanding.cutting.asides.contexts import courtesies, without_contexts
from assistant.understanding.cutting.asides.dates_told import with_dates_told
from assistant.understanding.cutting.asides.examples import with_examples
from assistant.understanding.cutting.asides.fiscal_stated import fiscal_years_stated
from assistant.understanding.cutting.asides.glosses import without_glosses
from assistant.understanding.cutting.asides.labelled import GROUPING, IDLE, labels_in
from assistant.understanding.cutting.asides.listed_in_brackets import with_lists_in_brackets
from assistant.understanding.cutting.asides.named_in_brackets import HARMLESS, with_names_in_brackets
from assistant.understanding.cutting.asides.prefaces import without_prefaces
from assistant.understanding.cutting.asides.topics import with_topics
from assistant.understanding.cutting.asides.wanted_columns import with_listed_keys, with_wanted_columns
from assistant.understanding.cutting.asked_verbs import with_asked_verbs
from assistant.understanding.cutting.creating import with_creating_verbs
from assistant.understanding.cutting.crossed import with_crossed_groups
from assistant.understanding.cutting.dated_populations import with_dated_populations
from assistant.understanding.cutting.dates_before_grains import with_dates_before_grains
from assistant.understanding.cutting.denied_deeds import with_denied_deeds
from assistant.understanding.cutting.ends_apart import with_ends_apart
from assistant.understanding.cutting.grouped_lists import with_grouped_lists
from assistant.understanding.cutting.lattice import cut
from assistant.understanding.cutting.more_than_any import with_more_than_any
from assistant.understanding.cutting.normalize import Normalized, Replacement, replaced
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.qualities import with_qualities
from assistant.understanding.cutting.slips.codes import without_everyday_words
from assistant.understanding.cutting.slips.mending import is_whole, short_verbs, slips, twice
from assistant.understanding.cutting.slips.shorthand import with_shorthand_spelled
from assistant.understanding.cutting.slips.slips_in_values import with_slips_in_values
from assistant.understanding.cutting.spoken_limits import with_spoken_limits
from assistant.understanding.cutting.superlatives_first import with_superlatives_first
from assistant.understanding.cutting.targets_attained import with_targets_attained
from assistant.understanding.cutting.things_of_groups import with_things_of_groups
from assistant.understanding.cutting.tokens import Token, tokenize
from assistant.understanding.cutting.torn.asked_reasons import with_asked_reasons
from assistant.understanding.cutting.torn.column_words import with_words_of_columns
from assistant.understanding.cutting.torn.counted_stems import with_counted_stems
from assistant.understanding.cutting.torn.frequent_verbs import with_frequent_verbs
from assistant.understanding.cutting.torn.hyphenated import with_compounds_whole
from assistant.understanding.cutting.torn.limited_stems import with_limited_stems
from assistant.understanding.cutting.torn.object_names import with_object_names
from assistant.understanding.cutting.torn.origin_names import with_origin_names
from assistant.understanding.cutting.torn.overlapping_names import with_overlapping_names
from assistant.understanding.cutting.torn.passive_names import with_passive_names
from assistant.understanding.cutting.torn.per_one import with_ones_apart
from assistant.understanding.cutting.torn.picked_names import with_picked_names
from assistant.understanding.cutting.torn.possessives import without_apostrophes
from assistant.understanding.cutting.torn.ranked_things import with_ranked_things
from assistant.understanding.cutting.torn.result_names import with_result_names
from assistant.understanding.cutting.torn.short_amounts import with_short_amounts
from assistant.understanding.cutting.torn.short_things import with_short_things
from assistant.understanding.cutting.torn.split_verbs import with_split_verbs
from assistant.understanding.cutting.torn.torn_ends import with_torn_ends
from assistant.understanding.cutting.torn.torn_limits import with_limits_apart
from assistant.understanding.cutting.torn.torn_marks import with_marks_apart, with_openings_apart
from assistant.understanding.cutting.torn.torn_names import with_torn_names
from assistant.understanding.cutting.torn.torn_parts import with_torn_parts
from assistant.understanding.cutting.torn.turned_deeds import with_turned_deeds
from assistant.understanding.cutting.values.adjectives import with_words_of_nouns
from assistant.understanding.cutting.values.age_bands import with_age_bands
from assistant.understanding.cutting.values.averaged_columns import with_averaged_columns
from assistant.understanding.cutting.values.common_nouns import with_common_nouns
from assistant.understanding.cutting.values.counted_things import with_counted_things
from assistant.understanding.cutting.values.describing_values import with_describing_values
from assistant.understanding.cutting.values.done_states import with_done_states
from assistant.understanding.cutting.values.flag_names import without_short_flags
from assistant.understanding.cutting.values.flags_of_things import with_flags_of_things
from assistant.understanding.cutting.values.hours_of_values import with_hours_of_values
from assistant.understanding.cutting.values.keyed_things import with_keyed_things
from assistant.understanding.cutting.values.kinds_of_things import with_kinds_of_things
from assistant.understanding.cutting.values.listed_names import with_listed_names
from assistant.understanding.cutting.values.people_of_places import with_people_of_places
from assistant.understanding.cutting.values.places import places_in
from assistant.understanding.cutting.values.related_values import with_related_values
from assistant.understanding.cutting.values.split_names import with_split_names
from assistant.understanding.cutting.values.states import states_in, with_states
from assistant.understanding.cutting.values.texts_said import with_texts_said
from assistant.understanding.cutting.values.turned_kinds import with_turned_kinds
from assistant.understanding.cutting.values.value_heads import with_heads_of_values
from assistant.understanding.cutting.values.valued_things import with_values_of_things
from assistant.understanding.cutting.values.values_of_nouns import with_values_of_nouns
from assistant.understanding.cutting.values.whole_names import with_whole_names
from assistant.understanding.groups.every_kind import with_kinds
from assistant.understanding.lexicon import lexicon_of
from assistant.understanding.metrics.deeds.buyers import with_buying
from assistant.understanding.metrics.named.shared_names import shared_names
from assistant.understanding.neighbours import only_bare
from assistant.understanding.periods.period_ends import with_period_ends
from assistant.understanding.shape.averages import with_averages_apart
from assistant.understanding.words import load_vocabulary

_ASKING = "intent."
_TELLING = ("per.before", "per.each", "per.which", "grain.", "restrict.", "threshold.", "order.", "lacking.")
"""Roles of words that say more than what something is called."""


class Cutter:
    """Cuts the questions to one catalog. Safe to share between threads."""

    def __init__(self, catalog: Catalog, values: ValueIndex | None) -> None:
        self._catalog = catalog
        self._values = values
        self._lexicon = lexicon_of(catalog)
        self._vocabulary = load_vocabulary()

    def cut(self, text: Normalized) -> tuple[Normalized, tuple[Piece, ...]]:
        """The text as it reads once slips of the pen are mended, and its pieces."""
        text = with_targets_attained(with_shorthand_spelled(without_apostrophes(text)), self._lexicon)
        text = with_asked_reasons(with_period_ends(text), self._lexicon)
        text, pieces = self.mended(with_texts_said(text))
        pieces = with_age_bands(with_hours_of_values(pieces, text.text), text.text, self._catalog)
        pieces = with_qualities(with_compounds_whole(pieces, text.text), text.text, self._catalog)
        pieces = with_examples(with_listed_names(pieces, text.text, self._values), text.text)
        pieces = with_kinds_of_things(pieces, self._catalog, self._values)
        pieces = with_values_of_things(pieces, self._lexicon, self._catalog)
        pieces = without_everyday_words(pieces, text, self._vocabulary.codewords)
        pieces = with_people_of_places(pieces, self._catalog)
        pieces = with_related_values(pieces, text.text, self._catalog, self._lexicon, self._values)
        pieces = with_words_of_columns(with_keyed_things(pieces, text.text))
        pieces = without_short_flags(pieces, self._catalog)
        pieces = with_turned_kinds(with_kinds(pieces, self._lexicon), text.text, self._lexicon)
        pieces = with_common_nouns(with_split_names(pieces, self._lexicon), text.text, self._catalog)
        pieces = with_superlatives_first(with_more_than_any(pieces))
        pieces = with_ranked_things(pieces, text.text, self._lexicon, self._vocabulary)
        pieces = with_topics(pieces, text.text, self._lexicon, self._catalog)
        pieces = with_origin_names(pieces, self._lexicon, self._vocabulary.codewords, self._catalog)
        pieces = with_asked_verbs(pieces, text.text)
        pieces = with_done_states(pieces, text.text, self._lexicon, self._catalog)
        pieces = with_creating_verbs(pieces, text.text, self._vocabulary.codewords, self._catalog)
        pieces = with_result_names(pieces, text.text, self._lexicon)
        pieces = with_passive_names(pieces, text.text, self._lexicon)
        pieces = with_object_names(pieces, self._lexicon, self._catalog)
        pieces = with_overlapping_names(pieces, text.text, self._lexicon)
        pieces = with_torn_ends(pieces, text.text, self._catalog, self._lexicon)
        pieces = with_short_things(pieces, self._catalog, self._lexicon)
        pieces = with_counted_things(pieces, text.text)
        pieces = with_frequent_verbs(pieces, self._catalog)
        pieces = with_flags_of_things(pieces, self._catalog, self._lexicon)
        pieces = with_split_verbs(with_short_amounts(pieces, self._lexicon), self._lexicon)
        pieces = with_turned_deeds(pieces, self._lexicon)
        pieces = with_limited_stems(with_counted_stems(pieces, self._lexicon), self._catalog)
        pieces = with_torn_names(pieces, text.text, self._lexicon, self._catalog)
        pieces = with_heads_of_values(
            with_torn_parts(pieces, text.text, self._catalog), text.text, self._catalog
        )
        pieces = with_values_of_nouns(pieces, text.text, self._catalog, self._lexicon)
        pieces = without_glosses(with_describing_values(pieces, self._catalog))
        pieces = with_lists_in_brackets(pieces, self._catalog)
        pieces = with_dates_told(pieces, self._catalog.calendar)
        pieces = with_grouped_lists(with_dates_before_grains(pieces, text.text))
        pieces = with_openings_apart(with_marks_apart(pieces, self._lexicon), self._lexicon)
        pieces = with_picked_names(pieces, self._lexicon)
        pieces = with_spoken_limits(with_limits_apart(with_all_but(pieces), self._lexicon))
        pieces = with_averaged_columns(pieces, self._catalog)
        pieces = with_ones_apart(pieces, self._catalog, self._lexicon)
        pieces = with_averages_apart(pieces, text.text, self._catalog, self._lexicon)
        pieces = with_buying(self._with_conditions(self._without_asides(pieces), text.text), self._catalog)
        pieces = self._without_frames(text.text, self._with_states(pieces, text.text))
        pieces = with_whole_names(pieces, self._lexicon, self._catalog, self._values)
        return text, with_wanted_columns(with_listed_keys(with_ends_apart(pieces)), text.text, self._catalog)

    def _with_conditions(self, pieces: tuple[Piece, ...], text: str) -> tuple[Piece, ...]:
        pieces = with_things_of_groups(pieces, text, self._lexicon)
        pieces = with_dated_populations(pieces, self._catalog, self._lexicon)
        return with_denied_deeds(with_denied_flags(with_titled_things(pieces)), self._catalog)

    def cut_without(self, text: Normalized, closed: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
        """The pieces when some stretches of the text say nothing."""
        pieces = self.plain(blanked(text.text, closed))
        pieces = self._without_asides(without_everyday_words(pieces, text, self._vocabulary.codewords))
        return self._without_frames(text.text, self._with_states(pieces, text.text))

    def _without_frames(self, text: str, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        return without_contexts(text, without_prefaces(text, pieces))

    def _with_states(self, pieces: tuple[Piece, ...], text: str) -> tuple[Piece, ...]:
        return with_states(pieces, text, self._catalog, self._values)

    def _without_asides(self, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        codewords = self._vocabulary.codewords
        pieces = _without_torn_words(pieces, codewords["classifier"])
        pieces = with_words_of_nouns(pieces, codewords, self._catalog)
        pieces = with_crossed_groups(with_names_in_brackets(_with_glosses(pieces)))
        return _with_particles(pieces, codewords["particle"])

    def as_spelt(self, text: Normalized) -> tuple[Piece, ...]:
        """The pieces of a text without mending what is misspelt in it."""
        return without_everyday_words(self.plain(text.text), text, self._vocabulary.codewords)

    def mended(self, text: Normalized) -> tuple[Normalized, tuple[Piece, ...]]:
        """The pieces of the text, and the text as it reads once slips of the pen are mended."""
        pieces = self.plain(text.text)
        text, pieces = self._once(text, pieces)
        if not any(piece.unread for piece in pieces):
            return text, pieces
        text, pieces = self._with_whole_verbs(text, pieces)
        pieces = shielded(text.text, pieces)
        changes = slips(text, pieces, self._catalog, self._lexicon)
        if changes:
            mended = replaced(text, changes)
            again = shielded(mended.text, self.plain(mended.text))
            if _unread(again) < _unread(pieces):
                typos = _places_of(changes)
                text, pieces = mended, tuple(_with_typo(piece, typos) for piece in again)
        near = match.with_near_values(with_slips_in_values(pieces, self._values), self._values)
        return text, unshielded(near)

    def _once(self, text: Normalized, pieces: tuple[Piece, ...]) -> tuple[Normalized, tuple[Piece, ...]]:
        """A character that was typed twice and tears a word: 上个个月."""
        for change in twice(text.text, pieces):
            mended = replaced(text, (change,))
            again = self.plain(mended.text)
            if is_whole(change, pieces, again):
                return mended, tuple(_with_typo(piece, _places_of((change,))) for piece in again)
        return text, pieces

    def _with_whole_verbs(
        self, text: Normalized, pieces: tuple[Piece, ...]
    ) -> tuple[Normalized, tuple[Piece, ...]]:
        """停了 as 停机了: what the two say may still be read by meaning only, so that nothing more has to be explained."""
        changes = short_verbs(text.text, pieces, self._catalog, self._lexicon)
        if not changes:
            return text, pieces
        mended = replaced(text, changes)
        typos = _places_of(changes)
        return mended, tuple(_with_typo(piece, typos) for piece in self.plain(mended.text))

    def _courtesies(self, text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
        """Stretches that are only polite, and no part of a turn of phrase that asks for something: "can I see the SQL"."""
        asking = [
            (tokens[first].start, tokens[last - 1].end)
            for first, last, roles in self._vocabulary.phrases.matches(tokens)
            if any(role.startswith(_ASKING) for role in roles)
        ]
        for start, end in courtesies(text):
            if not any(s < end < e for s, e in asking):
                yield start, end

    def plain(self, text: str) -> tuple[Piece, ...]:
        """The pieces of a normalised text as it stands."""
        closed = [
            found.span("word" if "word" in found.re.groupindex else 0)
            for pattern in self._vocabulary.patterns.get("filler", ())
            for found in pattern.finditer(text)
        ]
        calendar = self._catalog.calendar
        tokens = tokenize(text)
        closed += self._courtesies(text, tokens)
        closed += fiscal_years_stated(text, calendar)
        places = places_in(text, tokens, self._catalog, self._values)
        known = self._vocabulary, self._lexicon
        closed += labels_in(text, IDLE, *known)
        groups = [(*place, "per.before") for place in labels_in(text, GROUPING, *known)]
        states = [*states_in(text, tokens, self._catalog, self._values), *groups]
        meanings = self._lexicon, self._vocabulary, self._values
        shared = shared_names(text, tokens, self._lexicon, self._vocabulary)
        return cut(text, tokens, *meanings, calendar, closed, places, states, shared)


def _unread(pieces: Sequence[Piece]) -> int:
    """Characters that nothing explains."""
    return sum(piece.end - piece.start for piece in pieces if piece.unread)


def _places_of(changes: Sequence[Replacement]) -> tuple[tuple[int, int], ...]:
    """Where the new words stand in the text that has all of them."""
    found, moved = [], 0
    for change in changes:
        start = change.start + moved
        found.append((start, start + len(change.words)))
        moved += len(change.words) - (change.end - change.start)
    return tuple(found)


def _with_typo(piece: Piece, places: Sequence[tuple[int, int]]) -> Piece:
    hit = any(start < piece.end and piece.start < end for start, end in places)
    return replace(piece, typo=piece.text) if hit and not piece.mark else piece


def _without_torn_words(pieces: tuple[Piece, ...], classifiers: frozenset[str]) -> tuple[Piece, ...]:
    """Two classifiers in a row that nothing counts are an unknown word, and so is one before a number: 单元 is
    no 单 and 元, 张三 no 张 and 3.
    """
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        pair = (
            last is not None
            and last.end == piece.start
            and _is_bare(last, classifiers)
            and _is_bare(piece, classifiers)
        )
        before = out[-2] if len(out) > 1 else None
        counted = before is not None and last is not None and before.end == last.start and _counts(before)
        named = (
            last is not None
            and last.end == piece.start
            and _is_bare(last, classifiers)
            and piece.number is not None
            and not piece.text.isascii()
            and not piece.concerns
        )
        if last is not None and (pair or named) and not counted:
            out[-1] = Piece(last.start, piece.end, last.text + piece.text)
        else:
            out.append(piece)
    return tuple(out)


def _is_bare(piece: Piece, classifiers: frozenset[str]) -> bool:
    return piece.text in classifiers and not piece.concerns and piece.number is None and piece.time is None


def _counts(piece: Piece) -> bool:
    return piece.number is not None or piece.is_(
        "shape.how_many", "per.each", "per.before", "per.which", "order.counter"
    )


def _with_glosses(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """A word in brackets behind another one that only explains it, as in 选择(select)."""
    out = list(pieces)
    for at in range(1, len(pieces) - 1):
        inside = pieces[at]
        bracketed = pieces[at - 1].text in ("(", "[") and pieces[at + 1].text in (")", "]")
        if bracketed and inside.is_("filler.gloss") and not inside.concerns:
            out[at] = replace(inside, roles=frozenset({"filler.plain"}))
    for first, last in _bracketed(pieces):
        inside_them = pieces[first + 1 : last]
        if _names_another(pieces[first - 1], inside_them):
            continue
        known = not any(piece.unread for piece in inside_them) or _abbreviates(pieces[first - 1], inside_them)
        if known and pieces[first - 1].metrics and all(_only_explains(piece) for piece in inside_them):
            for at in range(first + 1, last):
                plain = frozenset({"filler.plain"})
                out[at] = Piece(pieces[at].start, pieces[at].end, pieces[at].text, plain)
    return tuple(out)


def _bracketed(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Places of opening brackets right behind a piece, and of those that close them."""
    for first in range(1, len(pieces)):
        if pieces[first].text == "(":
            last = next((at for at in range(first, len(pieces)) if pieces[at].text == ")"), None)
            if last is not None:
                yield first, last


def _names_another(named: Piece, inside: Sequence[Piece]) -> bool:
    """Whether the brackets hold the name of another metric, and nothing else that says something: 广告花费(CPL)."""
    own = {name.metric for name in named.metrics}
    said = [piece for piece in inside if piece.concerns or not piece.is_("join.of")]
    if len(said) != 1 or not said[0].metrics or (len(inside) == 1 and only_bare(said[0])):
        return False
    return own.isdisjoint(name.metric for name in said[0].metrics)


def _abbreviates(named: Piece, inside: Sequence[Piece]) -> bool:
    """Whether the name is made of the first letters of what the brackets hold: MQL (marketing qualified leads)."""
    first_letters = "".join(
        word[0] for piece in inside if not piece.mark for word in re.split(r"[\s-]+", piece.text) if word
    )
    short = named.text.casefold()
    return len(short) > 1 and first_letters.casefold() in (short, short.removesuffix("s"))


def _only_explains(piece: Piece) -> bool:
    """Whether it can be part of saying what a metric means, as 线索到MQL is: no value, time or number, and no
    word that groups, limits or orders.
    """
    if (piece.values or piece.dimensions) and not piece.metrics:
        return False
    if piece.time or piece.number or piece.is_("join.and"):
        return False
    return piece.concerns or not any(role.startswith(_TELLING) for role in piece.roles - HARMLESS)


def _with_particles(pieces: tuple[Piece, ...], particles: frozenset[str]) -> tuple[Piece, ...]:
    """The "up" of an unread verb is part of it: "got followed up" is no rise."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        close = last is not None and last.unread and last.text.isascii() and piece.start - last.end == 1
        if last is not None and close and piece.text in particles and not piece.concerns:
            out[-1] = replace(last, end=piece.end, text=f"{last.text} {piece.text}")
        else:
            out.append(piece)
    return tuple(out)
