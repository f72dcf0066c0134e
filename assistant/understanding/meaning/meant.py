"""Metrics that no phrase of the question names, but that the rest of its words speak of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.retrieval.concepts import Part, thesaurus
from assistant.retrieval.metric_index import MetricIndex
from assistant.retrieval.tokens import words
from assistant.understanding.cutting.match import similar_metrics
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import VARIANT
from assistant.understanding.linking import Linker
from assistant.understanding.meaning.asked_for import AskedFor, asked_for, is_share
from assistant.understanding.meaning.cards import Card, card_of
from assistant.understanding.meaning.displaced import displaces, is_told_better, lacks_period
from assistant.understanding.meaning.framing import Framing, framing
from assistant.understanding.meaning.groups_lost import loses_group
from assistant.understanding.meaning.likely import (
    LOST,
    Rival,
    Signs,
    kind_of,
    likelihood,
    shares_of,
    signs_of,
)
from assistant.understanding.meaning.lost import (
    is_lost,
    is_of_another_part,
    is_of_other_things,
    loses_dimension,
    loses_kind,
    loses_negation,
    loses_side,
    loses_value,
    swallows_value,
)
from assistant.understanding.meaning.opposites import is_opposite
from assistant.understanding.meaning.titled import is_in_names, own_words
from assistant.understanding.metrics.amounts.of_whom import is_limited_by
from assistant.understanding.metrics.counts.kinds import is_rate
from assistant.understanding.neighbours import word_for_the_thing

TAKEN = 0.7
"""How likely a metric has to be meant to be taken without asking."""
SURE, SURE_OF_NAMES, SURE_OF_TEXTS = 0.9, 0.85, 0.95
"""How likely, where the question names another one that does not go with the rest of it; where the names of the
metric say all of it, and where much of it is said only by what is written about the metric."""
ASKED, ASKED_OF_A_PART, ASKED_OF_LITTLE, ASKED_BESIDE = 0.08, 0.17, 0.35, 0.3
"""How likely one has to be to ask whether it is meant, where something of the question would get lost, where
most of it would, and where another one is named that says as much."""
_MOST_LOST, _MUCH_LESS = 0.45, 0.3
"""Share of a question that is much of it to lose, and much less than another one does."""
_LITTLE_LOST = 0.15
"""Share of a question that it may leave unsaid."""
_MUCH_DEFINED, _MOST_DEFINED = 0.3, 0.7
"""Share of a question that only what is written about a metric says, and none of its names."""
_ALL = 0.95
_APART, _FAR_APART = 0.05, 0.1
"""How much nearer one comes than any other, to be told from it."""
_ALL_BUT = 0.75
"""Share of a question that the names of a metric say where they say about all of it."""
_SHORTEST = 2
"""Characters that say anything: a single Chinese one is most often part of a sentence, not of a name."""
_STEM = 4
"""Letters at least that forms of one word have in common."""
Fits = Callable[[tuple[Piece, ...]], bool]
"""Whether the pieces make a query in which all of them is read."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A metric that the words may mean, and the pieces of the question with those words read as it."""

    name: str
    score: float
    pieces: tuple[Piece, ...]
    signs: Signs
    likely: float
    """How likely it is meant, from 0 to 1."""
    blocked: bool
    """Whether it is another number than asked for, or something that was said would get lost."""
    explains: bool = True
    """Whether its card says some of what nothing else explains."""
    fits_number: bool = True
    """Whether it is no other kind of number than asked for, and every value in the question a part of what the
    metric is called or a condition on it."""
    told: bool = True
    """Whether the question says the kind of number, or a name of the metric and of no other."""
    says_words: bool = True
    """Whether its card has the very words that nothing else explains, and not only others for what they mean:
    customers that renewed are not all that there are."""
    called: bool = False
    """Whether its names say all that the question says of it, and one of them to the end."""
    displaced: bool = False
    """Whether the question shows by itself that something else is asked for: such a one is no rival of others."""


def metrics_meant(
    pieces: tuple[Piece, ...], linker: Linker, catalog: Catalog, index: MetricIndex | None, fits: Fits
) -> tuple[Meant, ...]:
    """What the words may mean that are neither a time, a grouping, a filter nor an order; likeliest first.

    Metrics that make no query of the rest of the question, as `fits` says, are not compared.
    """
    if any(piece.is_("follow.remove") and not piece.concerns for piece in pieces):
        return ()
    found = framing(pieces)
    parts = thesaurus().parts(found.text)
    if not any(part.concepts or max(map(len, part.words), default=0) >= _SHORTEST for part in parts):
        return ()
    rivals, whole = [], set()
    for hit in similar_metrics(found.text, index, catalog):
        card = card_of(catalog, catalog.metrics[hit.name])
        whole |= {hit.name} if card.is_named_by(parts) else set()
        read = found.read_as(hit.name, found.inside(hit.name, card, linker))
        if read is not None and hit.likened is not None and fits(read):
            shares = shares_of(hit.likened, card, found.idle, found.framed(read))
            rivals.append(Rival(hit.name, hit.likened, card, shares, read))
    compared = _compared(found, parts, rivals, whole, catalog, linker)
    return tuple(sorted(compared, key=lambda each: (each.displaced, -each.likely)))


def clearly_meant(found: Sequence[Meant], named: Collection[str], unread: bool) -> Meant | None:
    """The one that can be taken without asking: most likely meant, and nothing of the question gets lost.

    Where a metric is `named`, something must be left `unread` for another one to be meant. One that is named
    and has the rest of the words in its card as well may still not be what they are about: 退款的收入 is no
    question for revenue after refunds.
    """
    best = found[0] if found else None
    if best is None or best.blocked or best.likely < TAKEN or (named and not unread):
        return None
    if named and best.signs.unit < 0:
        return None  # the open deals' total amount is no number of stalled deals
    if named and best.name not in named and not best.explains:
        return None  # the track of "track the lead count of paid search" says nothing of paid leads
    told = best.signs.titled >= _ALL_BUT and best.says_words
    return best if best.name not in named or told else None


def surely_meant(
    found: Sequence[Meant], named: Collection[str] = (), narrowed: Collection[str] = ()
) -> Meant | None:
    """The one to be taken where what the words name makes no query: 从下单到发货平均几天 names orders, and is no
    question for them. One that is named and `narrowed` by what was not read is not asked for as a whole.
    """
    best = found[0] if found else None
    if best is None or best.blocked or not (best.explains and best.fits_number):
        return None
    if best.name in narrowed or (best.name in named and not best.says_words):
        return None
    return best if _is_sure(best) else None


def _is_sure(best: Meant) -> bool:
    signs = best.signs
    if best.called and best.likely >= SURE_OF_NAMES and signs.margin >= _APART:
        return True  # "lifetime revenue per customer" is said of one metric alone, although its parts name others
    if not best.told or signs.lost > _LITTLE_LOST:
        return False
    if best.likely >= SURE and signs.said <= _MUCH_DEFINED:
        return True
    certain = best.likely >= SURE_OF_TEXTS and signs.margin >= _FAR_APART and best.says_words
    return certain and signs.said <= _MOST_DEFINED


def worth_asking(found: Sequence[Meant], named: Collection[str]) -> bool:
    """Whether the question may be about one of them. Where it names a metric already, another one has to
    say more of it: words that nothing explains are most often a condition on what is named."""
    others = [each for each in found if each.name not in named]
    if not named:
        return any(each.likely >= _needed(each) for each in others)
    own = max((each.likely for each in found if each.name in named), default=0.0)
    lost = min((each.signs.lost for each in found if each.name in named), default=1.0)
    return any(
        each.likely >= (ASKED_OF_A_PART if each.signs.lost < lost - _MUCH_LESS else max(ASKED_BESIDE, own))
        for each in others
        if each.signs.lost < _MOST_LOST
    )


def _needed(each: Meant) -> float:
    if each.signs.lost >= _MOST_LOST:
        return ASKED_OF_LITTLE
    return ASKED_OF_A_PART if each.blocked else ASKED


def _compared(
    found: Framing,
    parts: Sequence[Part],
    rivals: Sequence[Rival],
    whole: Collection[str],
    catalog: Catalog,
    linker: Linker,
) -> list[Meant]:
    asked = asked_for(catalog, found, parts)
    compared = []
    if asked.summed:
        rivals = [rival for rival in rivals if asked.unit(catalog, catalog.metrics[rival.name]) >= 0]
    for rival in rivals:
        metric = catalog.metrics[rival.name]
        each = asked.each_of(metric, rival.card)
        signs = signs_of(rival, rivals, asked.unit(catalog, metric), each, rival.name in whole)
        likely = likelihood(signs)
        certain = likely >= SURE_OF_TEXTS and signs.margin >= _FAR_APART and min(signs.unit, signs.each) >= 0
        displaced = displaces(catalog, rival, found)
        blocked = displaced or _is_another_number(asked, found, catalog, rival)
        blocked = blocked or (rival.shares.scarce and not (certain and signs.titled >= _ALL))
        blocked = blocked or _loses(catalog, rival, found, linker, certain)
        blocked = blocked or is_told_better(catalog, rival, rivals, whole, found)
        blocked = blocked or lacks_period(catalog, rival, rivals, found)
        blocked = blocked or (signs.unit <= 0 and _has_twin(catalog, rival, rivals))
        score = rival.likened.score
        explains = _explains(rival, found)
        fits = min(signs.unit, signs.each) >= 0 and not asked.is_other_kind(catalog, metric)
        told = signs.unit > 0 or (
            not _named_otherwise(found, rival.name) and (signs.each > 0 or signs.whole > 0)
        )
        fits = fits and not (_swallows(catalog, rival, found) or found.averages_groups)
        says = _says_words(rival.card, found)
        called = says and bool(whole) and signs.titled >= _ALL and (certain or rival.card.is_called(parts))
        called = called and (signs.unit > 0 or _may_be_rate(found, catalog, metric))
        compared.append(
            Meant(
                rival.name,
                score,
                rival.pieces,
                signs,
                likely,
                blocked,
                explains,
                fits,
                told,
                says,
                called,
                displaced,
            )
        )
    return compared


def _has_twin(catalog: Catalog, rival: Rival, rivals: Sequence[Rival]) -> bool:
    """Whether the words are as much of the name of another amount of the same rows, in another unit: "purchases" are bought by
    weight and for money, and which of the two is meant only who asks can tell.
    """
    kind, unit = catalog.metrics[rival.name].kind, catalog.metrics[rival.name].card.unit_kind
    if not isinstance(kind, Simple) or kind.function != "sum" or rival.shares.titled < _ALL:
        return False
    for other in rivals:
        second = catalog.metrics[other.name]
        amount = isinstance(second.kind, Simple) and second.kind.function == "sum"
        near = abs(rival.likened.score - other.likened.score) < _FAR_APART
        if other is rival or not amount or not near or other.shares.titled < _ALL:
            continue
        same_rows = isinstance(second.kind, Simple) and second.kind.model == kind.model
        if same_rows and second.card.unit_kind != unit:
            return True
    return False


def _is_another_number(asked: AskedFor, found: Framing, catalog: Catalog, rival: Rival) -> bool:
    """Whether it is another number than the one asked for."""
    metric = catalog.metrics[rival.name]
    if found.counts_unknown or asked.is_another(catalog, metric, rival.card) or found.asks_for_kinds:
        return True
    return is_opposite(catalog, rival.name, found.text) or (asked.part and not is_share(metric))


def _loses(catalog: Catalog, rival: Rival, found: Framing, linker: Linker, certain: bool) -> bool:
    """Whether something that was said would get lost."""
    return (
        rival.shares.blocked
        or is_lost(catalog, rival, found, certain)
        or is_of_another_part(rival, found)
        or (not certain and is_of_other_things(catalog, rival, found, linker))
        or loses_group(catalog, rival.name, found.pieces, rival.pieces, linker)
        or loses_value(rival, found, linker)
        or swallows_value(rival, found, catalog.metrics[rival.name], linker)
        or loses_dimension(rival, found, linker)
        or loses_kind(rival, found)
        or loses_side(found)
        or loses_negation(rival, found)
    )


def _may_be_rate(found: Framing, catalog: Catalog, metric: Metric) -> bool:
    """Whether it is no rate, or a word of the question is a rate's name: "member exits" are no share of members."""
    return not is_rate(metric) or any(
        is_rate(catalog.metrics[each.metric])
        for piece in found.spoken
        for each in piece.metrics
        if each.metric in catalog.metrics
    )


def _named_otherwise(found: Framing, name: str) -> bool:
    """Whether another metric is called by its name: 平均订单数 may be a mean of orders as well as of their worth."""
    return any(
        each.strength > VARIANT and each.metric != name and not word_for_the_thing(piece)
        for piece in found.spoken
        for each in piece.metrics
    )


def _swallows(catalog: Catalog, rival: Rival, found: Framing) -> bool:
    """Whether a value that nothing of the metric's own is called by is read as a mere word of the question; not where it says
    what the metric is of anyway: the sales and the marketing of an acquisition cost.
    """
    metric = catalog.metrics[rival.name]
    return any(
        bool(found.pieces[at].values)
        and not rival.pieces[at].values
        and not rival.card.names.issuperset(words(found.pieces[at].text))
        and not is_in_names(metric, found.pieces[at].text)
        and not _is_limited_to(catalog, rival, found.pieces[at])
        for at in found.frame
    )


def _is_limited_to(catalog: Catalog, rival: Rival, piece: Piece) -> bool:
    fields = {value.dimension.rpartition(".")[2] for value in piece.values}
    said = rival.card.words.issuperset(words(piece.text))
    return said and any(is_limited_by(catalog, rival.name, field) for field in fields)


def _explains(rival: Rival, found: Framing) -> bool:
    """Whether the card says a word that nothing else explains, where there are any."""
    unread = found.unread(_SHORTEST)
    said = (sign for sign in rival.likened.signs if unread & own_words(sign.part))
    return not unread or any(kind_of(sign, rival.card) not in LOST for sign in said)


def _says_words(card: Card, found: Framing) -> bool:
    unread = [word for piece in found.spoken if piece.unread for word in words(piece.text)]
    stems = {word[:_STEM] for word in card.names}
    return all(word[:_STEM] in stems for word in unread if word.isascii() and len(word) >= _STEM)
