"""Which metrics a question names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Ambiguity, Catalog, Metric, Simple
from assistant.understanding.draft import Draft, ImpossibleError, UndecidedError
from assistant.understanding.lexicon import BARE, MetricName
from assistant.understanding.linking import distance
from assistant.understanding.pieces import Piece
from assistant.understanding.tokens import tokenize, words
from assistant.understanding.units import converted, unit_of_metric, units_in

_COUNTS = ("count", "count_distinct", "sum_boolean")
_GROUPING = ("per.before", "per.which", "per.all", "per.overall")


def take_metrics(draft: Draft) -> None:
    """Fill `metrics`. Raises UndecidedError for a term of several metrics that nothing decides."""
    _free_shapes(draft)
    _free_weak(draft)
    _free_units(draft)
    _free_values(draft)
    chosen = {at: name for at in _mentions(draft) if (name := _metric_of(draft, at))}
    if not chosen:
        _take_contained(draft)
    populations = _populations(draft, list(chosen), chosen)
    for at, name in chosen.items():
        if at in populations:
            draft.read(at, "filler", name)
            draft.assume("weak_word", draft.pieces[at].text)
            continue
        draft.read(at, "metric", name)
        draft.focus[name] = at
        if name not in draft.metrics:
            draft.metrics.append(name)


def _take_contained(draft: Draft) -> None:
    """The metric that a value's own name ends with: the tickets of "open tickets", 促销订单 for orders."""
    if draft.ground.base is not None:
        return
    phrases = draft.ground.lexicon.phrases
    found: dict[str, int] = {}
    for piece in draft.pieces:
        tokens = tokenize(piece.text) if piece.values else ()
        for first, last, entries in phrases.matches(tokens):
            if first and last == len(tokens):
                found |= {e.metric: e.strength for e in entries if isinstance(e, MetricName)}
    best = [name for name, strength in found.items() if strength == max(found.values())]
    if len(best) == 1:
        draft.metrics.append(best[0])
        draft.assume("default_metric", best[0])


def _free_shapes(draft: Draft) -> None:
    """A term such as "growth" beside a metric is about that metric."""
    shaped = [
        at for at, p in enumerate(draft.pieces) if p.terms and any(r.startswith("shape.") for r in p.roles)
    ]
    others = any(
        (p.metrics and not _only_bare(p)) or p.terms for at, p in enumerate(draft.pieces) if at not in shaped
    )
    if shaped and (others or draft.ground.base is not None):
        draft.pieces = tuple(
            replace(piece, terms=(), metrics=()) if at in shaped else piece
            for at, piece in enumerate(draft.pieces)
        )


def _free_weak(draft: Draft) -> None:
    """A word that mostly means little, such as 名单, names its metric only where nothing else names one,
    and not where it follows what it is a list of.
    """
    weak = [at for at, p in enumerate(draft.pieces) if p.metrics and p.is_("filler.weak")]
    others = any(
        (piece.metrics and not _only_bare(piece)) or piece.terms
        for at, piece in enumerate(draft.pieces)
        if at not in weak
    )
    freed = [at for at in weak if others or _is_list_of(draft, at)]
    for at in freed:
        draft.assume("weak_word", draft.pieces[at].text)
    draft.pieces = tuple(
        replace(piece, metrics=()) if at in freed else piece for at, piece in enumerate(draft.pieces)
    )


def _is_list_of(draft: Draft, at: int) -> bool:
    """Whether a dimension stands right before, and is not one to group by."""
    place = at - 2 if at > 1 and _of(draft, at - 2, at) else at - 1
    if place < 0 or not (_of(draft, place, at) or _adjacent(draft, place, at)):
        return False
    before = draft.pieces[place]
    grouped = draft.has(draft.left(place, *_GROUPING), *_GROUPING)
    return bool(before.dimensions or before.entities) and not grouped


def _free_units(draft: Draft) -> None:
    """The "hours" of "more than 30 hours" are a unit, not the metric of that name."""
    units = [
        at
        for at, piece in enumerate(draft.pieces)
        if at and piece.metrics and units_in(piece.text) and draft.pieces[at - 1].number is not None
    ]
    if not any((p.metrics or p.terms) and at not in units for at, p in enumerate(draft.pieces)):
        return
    draft.pieces = tuple(
        replace(piece, metrics=()) if at in units else piece for at, piece in enumerate(draft.pieces)
    )


def _free_values(draft: Draft) -> None:
    """The "revenue" of "KR attainment for revenue" is the key result of that name, not a metric beside it:
    a value that the other metric is kept by, with a word such as "of" or nothing between the two.
    """
    named = [at for at, piece in enumerate(draft.pieces) if piece.metrics and not _only_bare(piece)]
    values = [
        at
        for at in named
        if draft.pieces[at].values and any(_is_kept_by(draft, other, at) for other in named if other != at)
    ]
    if 0 < len(values) < len(named):
        draft.pieces = tuple(
            replace(piece, metrics=()) if at in values else piece for at, piece in enumerate(draft.pieces)
        )


def _is_kept_by(draft: Draft, other: int, at: int) -> bool:
    if other < at and not _of(draft, other, at):
        return False
    if at < other and not _modifies_next(draft, at, other):
        return False
    linker = draft.ground.linker
    for name in draft.pieces[other].metrics:
        options = linker.options([name.metric])
        linked = linker.values(draft.pieces[at].values, [name.metric])
        if any(distance(item.field, options) == 0 for item in linked):
            return True
    return False


def _mentions(draft: Draft) -> list[int]:
    """Pieces that name a metric here, rather than a dimension or a value of the same name."""
    named = [at for at, piece in enumerate(draft.pieces) if piece.metrics or piece.terms]
    certain = [at for at in named if not _only_bare(draft.pieces[at])]
    return [at for at in named if at in certain or not _is_other(draft, at, bool(certain))]


def _only_bare(piece: Piece) -> bool:
    return not piece.terms and all(name.strength == BARE for name in piece.metrics)


def _is_other(draft: Draft, at: int, others: bool) -> bool:
    """Whether a bare name ("orders" of "order count") stands for the dimension or value here."""
    piece = draft.pieces[at]
    if piece.values and others:
        return _has_label(draft, at)
    grouped = draft.has(draft.left(at, *_GROUPING), *_GROUPING)
    return bool(piece.dimensions or piece.entities) and grouped


def _has_label(draft: Draft, at: int) -> bool:
    """Whether the dimension of one of its values stands next to the piece, or it is left out by a word."""
    owners = {name.dimension for name in draft.pieces[at].values}
    for place in (draft.left(at, "restrict.is", "restrict.exclude"), draft.right(at)):
        if draft.has(place, "restrict.is", "restrict.exclude"):
            return True
        if place is not None and owners & {
            f"{n.model}.{n.dimension}" for n in draft.pieces[place].dimensions
        }:
            return True
    return False


def _metric_of(draft: Draft, at: int) -> str | None:
    piece = draft.pieces[at]
    if piece.start in draft.ground.picks:
        return draft.ground.picks[piece.start]
    if piece.terms:
        return _of_term(draft, at, piece.terms[0].ambiguity)
    best = max(name.strength for name in piece.metrics)
    names = [name.metric for name in piece.metrics if name.strength == best]
    if len(names) == 1:
        return names[0]
    fitting = _narrowed(draft, at, names)
    if len(fitting) == 1:
        return fitting[0]
    raise UndecidedError("ambiguous_metric", piece, fitting)


def _of_term(draft: Draft, at: int, ambiguity: Ambiguity) -> str:
    metrics = draft.ground.catalog.metrics
    names = [name for name in ambiguity.candidates if name in metrics and not metrics[name].hidden]
    for rule in ambiguity.when:
        if rule.metric in names and _says(draft, at, rule.words):
            return rule.metric
    fitting = _narrowed(draft, at, names)
    if len(fitting) == 1:
        draft.assume("default_metric", fitting[0])
        return fitting[0]
    if ambiguity.default in fitting:
        assert ambiguity.default is not None
        draft.assume("default_metric", ambiguity.default)
        return ambiguity.default
    raise UndecidedError("ambiguous_metric", draft.pieces[at], fitting)


def _says(draft: Draft, at: int, wanted: Sequence[str]) -> bool:
    """Whether one of the words stands in the question; the words that decide are read by that."""
    tokens = tokenize(draft.ground.text)
    texts = [token.text for token in tokens]
    own = draft.pieces[at]
    for phrase in wanted:
        parts = list(words(phrase))
        for first in range(len(texts) - len(parts) + 1):
            place = tokens[first].start, tokens[first + len(parts) - 1].end
            if texts[first : first + len(parts)] == parts and not own.start <= place[0] < own.end:
                _read_words(draft, *place)
                return True
    return False


def _read_words(draft: Draft, start: int, end: int) -> None:
    """Words that decided what a term means are part of it, unless they are what to group or filter by."""
    for at, piece in enumerate(draft.pieces):
        if not (start <= piece.start and piece.end <= end):
            continue
        marked = draft.has(draft.left(at, *_GROUPING), *_GROUPING)
        if piece.unread or ((piece.dimensions or piece.entities) and not piece.values and not marked):
            draft.read(at, "metric", piece.text)


def _narrowed(draft: Draft, at: int, names: Sequence[str]) -> list[str]:
    """The candidates that the rest of the question fits: words of their own names, then dimensions."""
    worded = _by_words(draft, at, names)
    if len(worded) == 1:
        return worded
    usable = [name for name in worded if _fits(draft, at, name)]
    return usable or worded


def _by_words(draft: Draft, at: int, names: Sequence[str]) -> list[str]:
    """Candidates whose own name holds a neighbouring word that is not read otherwise."""
    for other, piece in enumerate(draft.pieces):
        if other == at or not (piece.unread or _modifies(draft, other, at)):
            continue
        parts = words(piece.text)
        found = [name for name in names if _name_holds(draft.ground.catalog.metrics[name], parts)]
        if found and len(found) < len(names):
            draft.read(other, "metric", piece.text)
            return found
    return list(names)


def _modifies(draft: Draft, other: int, at: int) -> bool:
    """Next to the term, apart from a connecting word, and of a kind that can be part of a name."""
    piece = draft.pieces[other]
    if not (piece.entities or piece.dimensions or piece.values or (piece.metrics and _only_bare(piece))):
        return False
    first, second = min(other, at), max(other, at)
    return _of(draft, first, second) or _adjacent(draft, first, second)


def _adjacent(draft: Draft, first: int, second: int) -> bool:
    return second == first + 1 and not draft.between(first, second).strip()


def _of(draft: Draft, first: int, second: int) -> bool:
    """Only words such as "of" or 的 stand between the two."""
    inside = range(first + 1, second)
    return bool(inside) and all(draft.has(place, "join.of") for place in inside)


def _name_holds(metric: Metric, parts: tuple[str, ...]) -> bool:
    phrases = (metric.name, *metric.labels, *metric.ai.synonyms)
    return any(_contains(words(phrase), parts) for phrase in phrases)


def _contains(whole: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    return any(whole[at : at + len(parts)] == parts for at in range(len(whole) - len(parts) + 1))


def _fits(draft: Draft, at: int, name: str) -> bool:
    """Whether the metric can be grouped and filtered by all that the question mentions."""
    linker = draft.ground.linker
    for other, piece in enumerate(draft.pieces):
        if other == at or piece.metrics or piece.terms:
            continue
        if piece.dimensions and not piece.values and not linker.dimension(piece.dimensions, [name]):
            return False
        if piece.values and not piece.dimensions and not linker.values(piece.values, [name]):
            return False
    return True


def _populations(draft: Draft, places: list[int], chosen: dict[int, str]) -> set[int]:
    """Counts that only say what another metric is about: the "leads" of "win rate of leads".

    Raises ImpossibleError where the count narrows down what is meant, as new customers do in "revenue
    of new customers": no metric is a condition.
    """
    found: set[int] = set()
    for at in places:
        before = draft.left(at)
        about = {before} if before in chosen and _modifies_next(draft, before, at) else set()
        for place in about | _said_after(draft, at, chosen):
            assert place is not None
            if place in found or chosen[place] == chosen[at]:
                continue
            if not _is_all_of(draft, place, chosen[place], chosen[at]):
                raise ImpossibleError("unread_condition", draft.pieces[place].text)
            found.add(place)
        _check_apart(draft, at, chosen)
    return found


def _check_apart(draft: Draft, at: int, chosen: dict[int, str]) -> None:
    """A rate or an amount "of" another one is neither of the two. Raises ImpossibleError."""
    for place in chosen:
        measures = not is_count(draft.ground.catalog, chosen[place]) and chosen[place] != chosen[at]
        if place > at and measures and _of(draft, at, place) and draft.pieces[place].text.isascii():
            raise ImpossibleError("unread_condition", draft.pieces[place].text)


def _is_all_of(draft: Draft, at: int, about: str, measured: str) -> bool:
    """Whether the count stands for everything that is measured anyway."""
    catalog = draft.ground.catalog
    piece = draft.pieces[at]
    if _only_bare(piece) and (piece.dimensions or piece.entities):
        return True
    parts = with_inputs(catalog.metrics, measured)[1:]
    if about in [part.name for part in parts]:
        return True
    if not _counts_rows(catalog, about):
        return False
    return not _adds_up(catalog, measured) or _model_of(catalog, about) == _model_of(catalog, measured)


def _adds_up(catalog: Catalog, name: str) -> bool:
    """Whether a part of what is counted would be a part of the metric, as revenue of some is."""
    kind = catalog.metrics[name].kind
    return isinstance(kind, Simple) and kind.function in (*_COUNTS, "sum")


def _model_of(catalog: Catalog, name: str) -> str:
    return str(getattr(catalog.metrics[name].kind, "model", ""))


def _counts_rows(catalog: Catalog, name: str) -> bool:
    """Counts every row of its model, without a condition in its expression."""
    kind = catalog.metrics[name].kind
    if not isinstance(kind, Simple) or kind.function != "count":
        return False
    keys = {
        entity.expr.text
        for entity in catalog.models[kind.model].entities.values()
        if entity.type == "primary"
    }
    return kind.expr.text in ("1", "*", *keys)


def _modifies_next(draft: Draft, at: int, following: int) -> bool:
    """Whether a name stands as a modifier right before the other piece: 工单的超时率, "lead win rate"."""
    if draft.pieces[at].text.isascii() and draft.pieces[following].text.isascii():
        return _adjacent(draft, at, following) and not draft.pieces[at].text.endswith("s")
    possessive = _of(draft, at, following) and not draft.pieces[at + 1].text.isascii()
    return possessive or (_adjacent(draft, at, following) and draft.between(at, following) == "")


def _said_after(draft: Draft, at: int, chosen: dict[int, str]) -> set[int]:
    """Counts behind a metric that link words lead to, over values: "sales cycle for newsletter leads"."""
    found: set[int] = set()
    linked = False
    for place in range(at + 1, len(draft.pieces)):
        piece = draft.pieces[place]
        if piece.is_("join.of") and piece.text.isascii() and not piece.concerns:
            linked = True
        elif not linked or piece.is_("join.and"):
            break
        elif place in chosen and is_count(draft.ground.catalog, chosen[place]):
            found.add(place)
        elif not (piece.values or piece.is_("join.versus")):
            break
    return found


def is_count(catalog: Catalog, name: str) -> bool:
    metric = catalog.metrics[name]
    if metric.card.unit is not None:
        return metric.card.unit == "count"
    return isinstance(metric.kind, Simple) and metric.kind.function in _COUNTS


def check_counted(draft: Draft) -> None:
    """ "How many" of something is no question for a rate, an amount or a duration.

    Raises ImpossibleError, unless it asks for the metric in its own unit: how many days.
    """
    units = [draft.ground.catalog.metrics[name].card.unit for name in draft.metrics]
    measured = [unit for unit in map(unit_of_metric, units) if unit is not None and unit != "count"]
    if len(measured) < len(units):
        return
    for at, piece in enumerate(draft.pieces):
        if not piece.is_("shape.counted") or piece.concerns:
            continue
        behind = draft.right(at)
        said = units_in(draft.pieces[behind].text) if behind is not None else frozenset()
        if not any(converted(1, said, unit) for unit in measured):
            raise ImpossibleError("unread_condition", piece.text)


def read_units(draft: Draft) -> None:
    """A unit that a metric is measured in says nothing new: 销售周期是多少天, "how many days is ..."."""
    units = [draft.ground.catalog.metrics[name].card.unit for name in draft.metrics]
    measured = [unit for unit in map(unit_of_metric, units) if unit is not None]
    for at, piece in enumerate(draft.pieces):
        if not draft.free(at) or piece.concerns or (at and draft.pieces[at - 1].number is not None):
            continue
        said = units_in(piece.text)
        if said and any(converted(1, said, unit) for unit in measured):
            draft.read(at, "filler")
