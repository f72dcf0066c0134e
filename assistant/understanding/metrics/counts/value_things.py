"""Amounts and counts of what only a value names: the "amount of cash withdrawals", "how many card payments"; and
how many times somebody did what a count is the number of: "accounts that bought more than 150 times".
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count, is_money
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.metrics.known import model_of_rows, shown_with
from assistant.understanding.neighbours import only_bare, word_for_the_thing
from assistant.understanding.words import load_vocabulary


def take_of_values(draft: Draft) -> None:
    """Where no metric is named: the one whole amount, or the one count, of the rows that a value tells kinds of,
    where the word for it stands beside the value. Raises UndecidedError where there are several.
    """
    for at, piece in enumerate(draft.pieces):
        models = {value.dimension.partition(".")[0] for value in piece.values}
        kind = _asked_beside(draft, piece) if len(models) == 1 and not piece.metrics else None
        if kind is None:
            continue
        names = _measures(draft.ground.catalog, models.pop(), kind == "amount")
        names = [name for name in names if joins_to(draft, at, name) is not None]
        name = draft.only_metric(at, names)
        if name is not None:
            draft.metrics.append(name)
            draft.assume("default_metric", name)
            _read_words(draft, piece)
            return


def _asked_beside(draft: Draft, piece: Piece) -> str | None:
    """Whether an amount or a number is asked for right before the value or right behind it: 取现金额."""
    text, vocabulary = draft.ground.text, load_vocabulary()
    for kind in ("amount", "number"):
        before = vocabulary.matching(f"{kind}.before", text[: piece.start])
        if before is not None or vocabulary.matching(f"{kind}.behind", text[piece.end :]):
            return kind
    return None


def _read_words(draft: Draft, piece: Piece) -> None:
    """The word for the amount or the number beside the value."""
    for at, other in enumerate(draft.pieces):
        close = other.end <= piece.start or other.start == piece.end
        if close and draft.free(at) and other.is_("shape.amount", "shape.number_of") and not other.concerns:
            draft.read(at, "metric", draft.metrics[0])


def take_times_of_deed(draft: Draft) -> None:
    """The count of what a verb does, where it is said how many times: bought more than 150 times. Words for those
    who did it name no metric then. Raises UndecidedError where several counts are called so.
    """
    vocabulary = load_vocabulary()
    found = vocabulary.matching("times.bought", draft.ground.text)
    times = next((at for at, piece in enumerate(draft.pieces) if _is_times(draft, at, piece)), None)
    asked = vocabulary.matching("orders.asked", draft.ground.text)
    if asked is not None and not any(_crosses(piece, asked.span()) for piece in draft.pieces):
        found = asked
        times = next(
            (at for at in draft.find("shape.how_many") if draft.pieces[at].within(asked.span())), None
        )
    named = [at for name, at in draft.focus.items() if name in draft.metrics]
    if found is None or times is None or draft.ground.base is not None:
        return
    if not all(_is_for_the_thing(draft.pieces[at]) for at in named):
        return
    counts = shown_with(draft.ground.catalog, _deeds_counted, "bought")
    names = [metric.name for metric in counts if joins_to(draft, times, metric.name) is not None]
    if not names or set(names) & set(draft.metrics):
        return
    for name in draft.metrics:
        draft.meanings.pop(draft.focus.pop(name, -1), None)
    draft.metrics.clear()
    meant = draft.only_metric(times, names)
    if meant is not None:
        draft.take_metric(meant, times)
    for at, piece in enumerate(draft.pieces):
        if found.start() <= piece.start and piece.end <= found.end() and draft.free(at):
            draft.read(at, "filler")


def _crosses(piece: Piece, span: tuple[int, int]) -> bool:
    """Whether the catalog names something that reaches into a stretch of the text: what is called 下单 is asked for by that."""
    return piece.concerns and piece.start < span[1] and span[0] < piece.end


def _deeds_counted(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """The deeds that a metric is the whole number of."""
    nouns = load_vocabulary().deeds["bought"]
    whole = not metric.filters and is_count(catalog, metric.name)
    if whole and any(_is_called(name, nouns) for name in metric.names):
        yield "bought"


def _is_for_the_thing(piece: Piece) -> bool:
    return bool(piece.dimensions or piece.entities) and (only_bare(piece) or word_for_the_thing(piece))


def _is_times(draft: Draft, at: int, piece: Piece) -> bool:
    counted = at > 0 and (
        draft.pieces[at - 1].number is not None or draft.pieces[at - 1].is_("shape.how_many")
    )
    return counted and piece.text in load_vocabulary().codewords["times"]


def _is_called(name: str, nouns: frozenset[str]) -> bool:
    said = {part.removesuffix("s") for part in words(name)} if name.isascii() else {name}
    plain = {"count", "number", "of", "total", "placed"}
    if name.isascii():
        return bool(said & nouns) and not said - nouns - plain
    return any(name in (noun, f"{noun}数", f"{noun}量", f"{noun}数量", f"{noun}笔数") for noun in nouns)


def _measures(catalog: Catalog, model: str, amount: bool) -> list[str]:
    """Sums of money over all rows of a model, or counts of them."""
    whole = [metric for metric in shown_with(catalog, model_of_rows, model) if not metric.filters]
    if amount:  # and no balances, which are amounts of a moment
        return [
            m.name
            for m in whole
            if is_money(m)
            and isinstance(m.kind, Simple)
            and m.kind.function == "sum"
            and m.kind.non_additive is None
        ]
    return [
        m.name
        for m in whole
        if is_count(catalog, m.name) and isinstance(m.kind, Simple) and m.kind.function == "count"
    ]
