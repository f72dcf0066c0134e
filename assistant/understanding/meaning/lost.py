"""What of a question would get lost if a metric were taken to be meant: a condition, a thing, a value, a denial."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.catalog.metric import models_read, with_inputs
from assistant.catalog.model import Catalog, Metric
from assistant.retrieval.concepts import thesaurus
from assistant.retrieval.tokens import has_cjk, words
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import soft
from assistant.understanding.lexicon import VARIANT
from assistant.understanding.linking import Linker, distance
from assistant.understanding.meaning.asked_for import asks_for_part
from assistant.understanding.meaning.framing import Framing
from assistant.understanding.meaning.likely import LOST, Rival, kind_of
from assistant.understanding.meaning.titled import is_titled, own_words, signs_of_piece
from assistant.understanding.metrics.counts.counted import is_count, is_money
from assistant.understanding.metrics.counts.kinds import is_rate
from assistant.understanding.neighbours import only_bare, unknown_before, word_for_the_thing
from assistant.understanding.words import load_vocabulary

_CONDITIONS = ("restrict.", "threshold.", "order.", "grain.", "shape.", "vague.", "per.when")
_NO_CONDITIONS = (
    "restrict.using", "restrict.is", "threshold.unit", "threshold.to", "order.counter", "order.top",
    "order.bottom", "order.best", "order.worst", "shape.how_many", "shape.counted", "shape.amount", "shape.money",
    "shape.number_of", "shape.total", "shape.share", "shape.rate", "shape.how_much_of", "shape.of_total",
    "shape.multiple", "shape.average", "shape.on_average", "shape.together",
)  # fmt: skip
"""What kind of number is asked for is compared with the unit; the others say nothing by themselves."""

_SERVED = frozenset({"customer", "guest"})
_DENIALS = ("restrict.exclude", "restrict.lacking")
_LIMITS = ("threshold.gt", "threshold.ge", "threshold.lt", "threshold.le")


def is_lost(catalog: Catalog, rival: Rival, found: Framing, certain: bool) -> bool:
    """Whether something of the question would get lost: a condition, a thing, or a metric that this one is
    not computed from, unless the names of one that is `certain` to be meant say it."""
    inputs = {part.name for part in with_inputs(catalog.complete.metrics, rival.name)}
    for at, piece in zip(found.speaking, found.spoken, strict=True):
        if _is_asked_apart(found.pieces, at, rival.name):
            return True
        meant = {other.metric for other in piece.metrics} | {
            other for term in piece.terms for other in term.ambiguity.candidates
        }
        other = _is_another_thing(catalog, rival.name, piece) and not _rates(catalog, rival.name, piece)
        if other and not (certain and is_titled(rival, piece)):
            return True
        if meant & inputs or not _must_not_get_lost(piece):
            continue
        if (_names_amount(catalog, piece) or _limits(piece)) and not (
            rival.card.names.issuperset(words(piece.text))
            or (
                certain
                and (_limits(piece) or is_money(catalog.metrics[rival.name]))
                and is_titled(rival, piece)
            )
        ):
            return True
        signs = signs_of_piece(rival, piece, apart=False)
        kinds = {kind_of(sign, rival.card) for sign in signs}
        if not signs or kinds.intersection(LOST) or (piece.values and "near" in kinds):
            return True
    return False


def loses_negation(rival: Rival, found: Framing) -> bool:
    """Whether a "not" is read as a mere word, and what it denies as a condition or as the name of the metric: the 没 of
    还没关掉的单子值多少钱, of 没有从官网来的线索.
    """
    said = [at for at, piece in enumerate(found.pieces) if piece.is_(*_DENIALS) or not soft(piece)]
    for first, verb, value in zip(said, said[1:], said[2:], strict=False):
        joined = found.pieces[first].end == found.pieces[verb].start
        close = joined and found.pieces[verb].end == found.pieces[value].start
        if close and _is_denied_through(found.pieces[first], found.pieces[verb], rival.pieces[value]):
            return True
    return any(
        found.pieces[first].is_(*_DENIALS)
        and not found.pieces[first].concerns
        and rival.pieces[first].filler
        and (
            bool(rival.pieces[second].values)
            or _denies_name(found.pieces[first + 1 : second + 1], rival.name)
        )
        for first, second in pairwise(said)
    )


def _is_denied_through(denial: Piece, verb: Piece, value: Piece) -> bool:
    """Whether a verb stands between the "not" and the value that it denies: 没送成功."""
    return denial.is_(*_DENIALS) and not denial.concerns and verb.unread and bool(value.values)


def _denies_name(behind: Sequence[Piece], name: str) -> bool:
    """Whether nothing but words such as "from" stands before the metric's own name; 没下单的高潜成员 denies what they did."""
    words_between = load_vocabulary().listed["denied_by"]
    named = name in {each.metric for each in behind[-1].metrics}
    return named and all(piece.text.casefold() in words_between for piece in behind[:-1])


def loses_value(rival: Rival, found: Framing, linker: Linker) -> bool:
    """Whether a value of the metric's own rows that none of its names says is read as a mere word."""
    options = linker.options([rival.name])
    return any(
        any(distance(hit.field, options) == 0 for hit in linker.values(piece.values, [rival.name]))
        for piece, read in zip(found.pieces, rival.pieces, strict=True)
        if piece.values
        and read.filler
        and not (piece.metrics or piece.dimensions or piece.entities)
        and not rival.card.names.issuperset(words(piece.text))
    )


def swallows_value(rival: Rival, found: Framing, metric: Metric, linker: Linker) -> bool:
    """Whether a value that rows of the metric can have is read as the metric itself, although none of its names says it: the
    网约车司机 of a number of all 车主.
    """
    return any(
        piece.values
        and read.metrics
        and has_cjk(piece.text)
        and not (piece.metrics or piece.dimensions or piece.entities)
        and not any(piece.text in name for name in metric.names)
        and _is_named(piece, rival, linker)
        for piece, read in zip(found.pieces, rival.pieces, strict=True)
    )


def _is_named(piece: Piece, rival: Rival, linker: Linker) -> bool:
    """Whether a value that the metric can be limited to is called so, and not only told in other words: 做完 for 已完工."""
    wanted = {name.value for name in piece.values}
    return any(
        piece.text in (*value.labels, *value.synonyms)
        for hit in linker.values(piece.values, [rival.name])
        if hit.field.dimension is not None
        for value in hit.field.dimension.values
        if value.value in wanted
    )


def is_of_other_things(catalog: Catalog, rival: Rival, found: Framing, linker: Linker) -> bool:
    """Whether a rate would be asked of what a value right before its words is, although the rate only knows that by way of
    another thing: 邮件营销的退订率 is told by the e-mails, and by no customers that came through one.
    """
    if not is_rate(catalog.metrics[rival.name]):
        return False
    options = linker.options([rival.name])
    read = [at for at, piece in enumerate(rival.pieces) if piece is not found.pieces[at]]
    if any(found.pieces[at].entities for at in read):
        return False
    before = min(read, default=0) - 1
    while before > 0 and rival.pieces[before].is_("join.of") and not rival.pieces[before].concerns:
        before -= 1
    if before < 0 or not rival.pieces[before].values:
        return False
    if rival.pieces[before].text.endswith(tuple(load_vocabulary().anaphora["buyers"])):
        return False  # 制造业客户的续留率 is told of the customers
    hits = linker.values(rival.pieces[before].values, [rival.name])
    return bool(hits) and all(distance(hit.field, options) > 0 for hit in hits)


def loses_dimension(rival: Rival, found: Framing, linker: Linker) -> bool:
    """Whether the name of a dimension that the metric can be shown by is read as a mere word, although no name of the
    metric says it: the regions of "compare regions by revenue".
    """
    return any(
        read is not piece
        and bool(piece.dimensions)
        and not (piece.metrics or piece.entities or piece.values)
        and linker.dimension(piece.dimensions, [rival.name]) is not None
        and not is_titled(rival, piece)
        and not _is_all_of_ours(found.pieces, at)
        for at, (piece, read) in enumerate(zip(found.pieces, rival.pieces, strict=True))
    )


def _is_all_of_ours(pieces: Sequence[Piece], at: int) -> bool:
    """Whether it is asked of all of them together how often or how much they did something: "how often do our trucks"."""
    said = " ".join(piece.text for piece in pieces[:at])
    return load_vocabulary().matching("meaning.all_of_ours", said) is not None


def loses_kind(rival: Rival, found: Framing) -> bool:
    """Whether a word that describes a thing is read as a mere word, and the thing alone says the rest: the software of
    "software industry", the 企业 of 企业工单 where 工单 is what the metric is called.
    """
    kept = {id(piece) for piece in rival.pieces}
    return any(
        _says_rest(rival, thing, id(thing) in kept) and not rival.card.words.issuperset(words(first.text))
        for _, first, thing in unknown_before(found.pieces)
    )


def loses_side(found: Framing) -> bool:
    """Whether a word that nothing names stands where a value does on the other side of an "and": the walk-in of "phone orders
    and walk-in orders".
    """
    for before, first, thing in unknown_before(found.pieces):
        if before is None or not before.is_("join.and", "join.versus"):
            continue
        names = {each.metric for each in thing.metrics}
        said = [piece for piece in found.pieces if piece.end <= first.start]
        for value, other in pairwise(said):
            if value.values and names & {each.metric for each in other.metrics}:
                return True
    return False


def _says_rest(rival: Rival, thing: Piece, kept: bool) -> bool:
    named = any(each.metric == rival.name for each in thing.metrics)
    return named or (kept and bool(thing.dimensions or thing.entities))


def is_of_another_part(rival: Rival, found: Framing) -> bool:
    """Whether a share is asked for of those that something happened to which only the definition speaks of:
    that may as well deny it, as the unpaid loans of a default rate are none that were repaid.
    """
    pieces = found.spoken
    if not any(asks_for_part(piece) for piece in pieces):
        return False
    if all(is_titled(rival, piece, found.pieces) for piece in pieces if piece.unread):
        return False
    named = thesaurus().widened(rival.card.name_concepts)
    unread = found.unread()
    told = [part for part in thesaurus().parts(found.text) if unread & own_words(part)]
    said = [part for part in told if part.concepts and not part.light]
    return bool(said) and not any(part.concepts & named for part in said)


def _names_amount(catalog: Catalog, piece: Piece) -> bool:
    """Whether it is the name of an amount or a rate, and not of a number of things."""
    strong = max((each.strength for each in piece.metrics), default=0) > VARIANT
    return strong and not all(is_count(catalog, each.metric) for each in piece.metrics)


def _limits(piece: Piece) -> bool:
    """Whether it sets a limit: the "below" of "an ARPU below the company average" is more than what ARPU is."""
    return piece.is_(*_LIMITS) and not piece.concerns


def _is_asked_apart(pieces: Sequence[Piece], at: int, name: str) -> bool:
    """Whether another metric is named behind an "and", with words before it that ask for one as well."""
    piece = pieces[at]
    strength = max((each.strength for each in piece.metrics), default=0)
    if strength <= VARIANT or name in {each.metric for each in piece.metrics}:
        return False
    before = at - 1
    while (
        before >= 0 and (pieces[before].filler or pieces[before].mark) and not pieces[before].is_("join.and")
    ):
        before -= 1
    return before > 0 and pieces[before].is_("join.and") and not pieces[before].concerns


def _is_another_thing(catalog: Catalog, name: str, piece: Piece) -> bool:
    """Whether the word for a thing stands for one that the metric has nothing to do with: the loans of 贷款余额
    are none of a balance of deposits.
    """
    if not piece.metrics or not (word_for_the_thing(piece) or only_bare(piece)):
        return False
    metrics, models = catalog.complete.metrics, catalog.complete.models
    read = set(models_read(metrics, name))
    known = {entity for model in read for entity in models[model].entities}
    own = any(read.intersection(models_read(metrics, each.metric)) for each in piece.metrics)
    return not own and not any(thing.entity in known for thing in piece.entities)


def _rates(catalog: Catalog, name: str, piece: Piece) -> bool:
    """Whether it is the word for all those served, beside a score: "how do customers rate us" is about all of them."""
    served = frozenset(concept for part in thesaurus().parts(piece.text) for concept in part.concepts)
    return catalog.metrics[name].card.unit_kind == "score" and bool(served & _SERVED)


def _must_not_get_lost(piece: Piece) -> bool:
    """Whether a piece has a meaning of its own that would change what is asked for."""
    if piece.unread or soft(piece) or word_for_the_thing(piece):
        return False
    return piece.concerns or any(
        role.startswith(_CONDITIONS) and role not in _NO_CONDITIONS for role in piece.roles
    )
