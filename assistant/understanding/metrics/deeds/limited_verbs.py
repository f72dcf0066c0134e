"""Metrics that a limited verb names: the bookings of "reps who signed more than 3 million", the orders of 签了30单以上的销售,
the spend of "campaigns that burned over 90k but brought in fewer than 200 leads".

What the number is of says which: money by its currency or its size, things by the counter behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from assistant.understanding.conditions.limits.limit_amounts import units_said
from assistant.understanding.conditions.limits.limited import BEFORE, is_plainly_behind
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, UndecidedError
from assistant.understanding.groups.picked_kinds import names_of_things, things_of_kind
from assistant.understanding.lexicon import SYNONYM, MetricName
from assistant.understanding.metrics.counts.counted import is_count, is_money
from assistant.understanding.metrics.counts.things import joins_to, names_of
from assistant.understanding.metrics.deeds.deeds import amounts_called, nouns_of_deed, words_beside
from assistant.understanding.metrics.deeds.times_limited import as_group, counted_in
from assistant.understanding.metrics.deeds.verb_limits import (
    VerbLimit,
    deeds_said,
    forms_of,
    things_of_verb,
    verb_limits,
)
from assistant.understanding.metrics.known import model_of_rows, shown_with
from assistant.understanding.metrics.named.called_by_group import called_by_group, labels_of
from assistant.understanding.words import load_vocabulary

_LARGE, _LEAST = 10_000, {"spend": 0, "earn": 1000}
"""From here on a bare number behind such a verb is an amount of money: of any, and of one that is said of money alone."""


def name_limited_verbs(draft: Draft) -> None:
    """Has each such verb name the one metric it can be. Raises UndecidedError where several come equally near."""
    tried: set[int] = set()
    while draft.ground.base is None:
        open_ones = [said for said in verb_limits(draft) if draft.pieces[said.number].start not in tried]
        if not open_ones:
            return
        said = open_ones[-1]  # the verb may be said once for several
        tried.add(draft.pieces[said.number].start)
        names = [name for name in _called(draft, said) if _tells_groups(draft, name)]
        picked = draft.ground.picks.get(said.verb.start)
        if len(names) > 1 and picked not in names:
            raise UndecidedError("ambiguous_metric", said.verb, names)
        if names:
            _name(draft, said, picked if picked in names else names[0])


def _called(draft: Draft, said: VerbLimit) -> list[str]:
    number = draft.pieces[said.number].number
    assert number is not None
    if _is_of_named(draft, said):
        return []
    if said.counter:
        return _counts_of(draft, said)
    units = units_said(draft, said.number)
    money = any(unit.startswith("currency:") for unit in units)
    least = min((_LEAST.get(deed, _LARGE) for deed in deeds_said(said.verb)), default=_LARGE)
    if (not money and (units or number.value < least)) or _is_pay(draft, said.verb):
        return []
    ascii_only = said.verb.text.isascii()
    nouns = frozenset(noun for noun in _nouns(draft, said) if noun.isascii() == ascii_only)
    found = amounts_called(draft, said.places[0], nouns)
    metrics = draft.ground.catalog.metrics
    found = [name for name in found if _has_noun(metrics[name].labels, nouns)] or found
    return _of_doers(draft, found[0]) if len(found) == 1 else found


def _is_of_named(draft: Draft, said: VerbLimit) -> bool:
    """Whether the money is named right before the verb, which says nothing new of it then: MDF今年花了20万以上的伙伴."""
    at = said.places[0] - 1
    while at >= 0 and (draft.pieces[at].time is not None or draft.pieces[at].filler):
        at -= 1
    metrics = draft.ground.catalog.metrics
    named = draft.pieces[at].metrics if at >= 0 else ()
    return bool(named) and all(is_money(metrics[name.metric]) for name in named)


def _of_doers(draft: Draft, name: str) -> list[str]:
    """The amount, or the one that is labelled by it and those who did it: the partner bookings that partners booked."""
    metrics = draft.ground.catalog.metrics
    doers = [piece for piece in map(partial(_doer, draft), draft.pieces) if piece.dimensions]
    own = {other: piece for piece in doers for other in called_by_group(draft, name, piece)}
    said = {tuple(words(label)) for label in metrics[name].names}
    labelled = [
        other
        for other, piece in own.items()
        for first, *rest in map(words, metrics[other].labels)
        if tuple(rest) in said and any((first,) == words(each) for each in labels_of(draft, piece))
    ]
    return labelled if len(labelled) == 1 and is_money(metrics[labelled[0]]) else [name]


def _doer(draft: Draft, piece: Piece) -> Piece:
    """The piece, or what the things are called that it says the kind of."""
    if piece.dimensions or not (piece.values and piece.text.endswith("s")):
        return piece
    named = (
        name
        for key in things_of_kind(draft, piece.values)
        for names in names_of_things(draft, key)
        for name in names
    )
    return replace(piece, dimensions=tuple(named))


def _has_noun(labels: Iterable[str], nouns: frozenset[str]) -> bool:
    return any(words_beside(label, nouns) is not None for label in labels)


def _nouns(draft: Draft, said: VerbLimit) -> frozenset[str]:
    """What the money of a verb is called: of what is sold or bought, as income."""
    deeds = deeds_said(said.verb)
    if deeds:
        return nouns_of_deed(draft, said.places[0], deeds[0])
    income = forms_of(said.verb) & load_vocabulary().codewords["brings_income"]
    return load_vocabulary().deeds["earn"] if income else things_of_verb(said.verb)


def _is_pay(draft: Draft, piece: Piece) -> bool:
    """Whether it may as well be what somebody gets for work."""
    persons = any(each.is_("per.person") for each in draft.pieces)
    return persons and piece.text in load_vocabulary().codewords["own_pay"]


def _counts_of(draft: Draft, said: VerbLimit) -> list[str]:
    """The one count that the catalog calls by the counter: 单数."""
    catalog = draft.ground.catalog
    wanted = {said.counter + ending for ending in load_vocabulary().endings}
    named = [
        metric.name for metric in shown_with(catalog, names_of, *wanted) if is_count(catalog, metric.name)
    ]
    fitting = [name for name in named if joins_to(draft, said.places[0], name) is not None]
    return fitting if len(fitting) == 1 else []


def _tells_groups(draft: Draft, name: str) -> bool:
    """Whether things or months are named that the metric is told by, and none of which each row of it is one: a limit on these is
    one on each row's own number.
    """
    catalog, linker = draft.ground.catalog, draft.ground.linker
    rows = {catalog.models[model].primary_entity for model in model_of_rows(catalog, catalog.metrics[name])}
    told = False
    for at, piece in enumerate(draft.pieces):
        if _is_limited(draft, at):
            continue
        kinds = things_of_kind(draft, piece.values) if piece.text.endswith("s") else ()
        entities = (*piece.entities, *counted_in(draft, piece), *kinds)
        if any(entity.entity in rows for entity in entities):
            return False
        dimensions = [each for each in piece.dimensions if not each.time]
        fields = linker.entity(entities, [name]) or linker.dimension(dimensions, [name])
        told = told or bool(fields) or piece.says_grain
    return told


def _is_limited(draft: Draft, at: int) -> bool:
    """Whether it is what another number counts: the leads of "fewer than 200 leads", of 线索不到1000条."""
    behind = at + 1 < len(draft.pieces) and draft.has(at + 1, *BEFORE)
    linked = at > 0 and (draft.has(at - 1, "join.of") or draft.pieces[at - 1].text.endswith("的"))
    return (is_plainly_behind(draft, at) and not linked) or (behind and bool(draft.pieces[at].metrics))


def _name(draft: Draft, said: VerbLimit, name: str) -> None:
    """The verb with all up to its limit as the name of the metric, and that of things it is told by as the things. A counter
    without a verb is the name itself.
    """
    pieces, (first, end) = draft.pieces, said.places
    counter = said.number + 1 if not said.verb.text else None
    named = replace(
        said.verb, roles=frozenset(), dimensions=(), values=(), metrics=(MetricName(name, SYNONYM),)
    )
    kept: list[Piece] = []
    for at, piece in enumerate(pieces):
        if at == end and counter is None:
            kept.append(named)
            kept += [pieces[said.limit]] if said.limit is not None else []
        if at == counter:
            kept.append(replace(piece, roles=frozenset(), metrics=(MetricName(name, SYNONYM),)))
        elif at != said.limit or counter is not None:
            inside = first <= at < end and piece.time is None
            kept += [] if inside else [piece if _is_limited(draft, at) else as_group(draft, piece, name)]
    draft.pieces = tuple(kept)
    draft.assume("default_metric", name)
