"""What no phrase covers, matched by likeness: values that are nearly named, metrics that come near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.retrieval.metric_index import MetricHit, MetricIndex
from assistant.retrieval.tokens import has_cjk
from assistant.retrieval.value_index import ValueHit, ValueIndex
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.slips.homophones import syllables
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.lexicon import ValueName

NEAR = 0.15
"""Score below which a metric has nothing to do with the words."""
_VALUE, _NAMED_VALUE = 0.84, 0.75
_VALUE_MARGIN = 0.05
_SURE = ("exact", "pinyin", "typo")
_MOST = 5
_MOST_METRICS = 8
_SHORTEST_SPOKEN = 5
"""Letters of a Chinese name in pinyin that are no accident."""


def with_near_values(pieces: Sequence[Piece], values: ValueIndex | None) -> tuple[Piece, ...]:
    """Unread pieces that are a value with a slip get that value; neighbouring ones are tried together."""
    if values is None:
        return tuple(pieces)
    out: list[Piece] = []
    runs = list(_runs(_with_torn_names(pieces, values)))
    for run, behind in zip(runs, [*runs[1:], []], strict=True):
        joined = replace(run[0], end=run[-1].end, text=" ".join(piece.text for piece in run))
        hits = _clear_hits(joined.text, values) if joined.unread else ()
        if joined.unread and not hits and behind:
            hits = _hits_of_named(joined, behind[0], values)
        if hits:
            out.append(
                replace(
                    joined, values=tuple(ValueName(h.dimension, h.value) for h in hits), typo=hits[0].name
                )
            )
        else:
            out.extend(run)
    return tuple(out)


def _with_torn_names(pieces: Sequence[Piece], values: ValueIndex) -> tuple[Piece, ...]:
    """Names that sound as a value's does, though a small word stands in them: the 拉 of 俄斯特拉法."""
    out: list[Piece] = []
    at = 0
    while at < len(pieces):
        name = next(_torn_names(pieces, at, values), None)
        out.append(name or pieces[at])
        at = next(n for n, piece in enumerate(pieces) if piece.end == out[-1].end) + 1
    return tuple(out)


def _torn_names(pieces: Sequence[Piece], at: int, values: ValueIndex) -> Iterator[Piece]:
    """What begins at the piece, longest first."""
    last = at
    while last + 1 < len(pieces) and last - at < _MOST and pieces[last + 1].start == pieces[last].end:
        if not _may_tear(pieces[last + 1]):
            break
        last += 1
    for end in range(last, at, -1):
        run = pieces[at : end + 1]
        text = "".join(piece.text for piece in run)
        if not _may_tear(run[0]) or not any(p.unread for p in run) or all(p.unread for p in run):
            continue
        if hits := _spoken_hits(text, values):
            named = tuple(ValueName(hit.dimension, hit.value) for hit in hits)
            yield Piece(run[0].start, run[-1].end, text, values=named, typo=hits[0].name)


def _may_tear(piece: Piece) -> bool:
    short = piece.unread or len(piece.text) == 1
    return has_cjk(piece.text) and short and not (piece.concerns or piece.mark or piece.time or piece.number)


def _runs(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Unread pieces that stand together, everything else by itself."""
    runs: list[list[Piece]] = []
    for piece in pieces:
        if runs and piece.unread and runs[-1][-1].unread and piece.start - runs[-1][-1].end <= 1:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def _clear_hits(text: str, values: ValueIndex) -> tuple[ValueHit, ...]:
    """Hits of one name that is clearly nearer than any other."""
    if len(text) < 2:
        return ()
    spoken = _spoken_hits(text, values)
    if spoken:
        return spoken
    hits = [hit for hit in values.nearest(text, limit=_MOST) if hit.how in _SURE and hit.score >= _VALUE]
    if not hits:
        return ()
    best = [hit for hit in hits if hits[0].score - hit.score < _VALUE_MARGIN]
    return tuple(best) if len({hit.value for hit in best}) == 1 else ()


def _hits_of_named(said: Piece, thing: Piece, values: ValueIndex) -> tuple[ValueHit, ...]:
    """Hits of the one value of a dimension that is named right behind: blonde hair, where the catalog says Blond. That much
    more is known about what is meant than about a word by itself.
    """
    if thing.start - said.end > 1 or not thing.dimensions or thing.metrics:
        return ()
    own = [f"{name.model}.{name.dimension}" for name in thing.dimensions]
    hits = [
        hit
        for hit in similar_values(said.text, values, own)
        if hit.how == "typo" and hit.score >= _NAMED_VALUE
    ]
    best = [hit for hit in hits if hits[0].score - hit.score < _VALUE_MARGIN]
    return tuple(best) if len({hit.value for hit in best}) == 1 else ()


def _spoken_hits(text: str, values: ValueIndex) -> tuple[ValueHit, ...]:
    """Hits of the one value whose Chinese name is typed in pinyin, or with characters that sound alike."""
    sound = "".join(syllables(text)) if has_cjk(text) else text
    if len(sound) < _SHORTEST_SPOKEN or not sound.isascii():
        return ()
    whole = [found for found in values.scan(sound) if found.end - found.start == len(sound)]
    hits = tuple(hit for found in whole for hit in found.hits if hit.how == "pinyin")
    return hits if len({hit.value for hit in hits}) == 1 else ()


def similar_values(text: str, values: ValueIndex | None, dimensions: Sequence[str]) -> tuple[ValueHit, ...]:
    """Values of the dimensions that come nearest to a word."""
    return values.nearest(text, limit=_MOST, dimensions=dimensions) if values is not None else ()


def similar_metrics(text: str, index: MetricIndex | None, catalog: Catalog) -> tuple[MetricHit, ...]:
    """Metrics near to the words, best first; hidden ones are left out, and those that another one comes
    nearer than which whoever asks must not know of."""
    if index is None or not any(token.kind != "mark" for token in tokenize(text)):
        return ()
    found: dict[str, MetricHit] = {}
    for hit in index.search(text, limit=4 * _MOST_METRICS):
        metric = catalog.metrics.get(hit.name) if hit.kind == "metric" else None
        if metric is not None and not metric.hidden and hit.score >= NEAR:
            found.setdefault(hit.name, hit)
    least = index.withheld(text) if found else 0.0
    kept = [hit for hit in found.values() if hit.score >= least]
    return tuple(sorted(kept, key=lambda hit: -hit.score))[:_MOST_METRICS]
