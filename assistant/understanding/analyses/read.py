"""An analysis as an interpretation: the request, what of the question it covers, and what can be asked instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from assistant.analysis_request import AnalysisRequest, FunnelRequest
from assistant.reading import AnalysisAsked, Interpretation, Reading, Span, Unanswerable
from assistant.understanding.analyses.benchmarks import against_benchmark
from assistant.understanding.analyses.instead import plain_questions
from assistant.understanding.analyses.recognise import Asked, Cue
from assistant.understanding.analyses.requests import Built, build
from assistant.understanding.analyses.scope import Scope, Setting, continued_scope
from assistant.understanding.draft import ImpossibleError

Origin = Callable[[int, int], tuple[int, int]]
"""From places in the normalised text to places in the text as typed."""


def read_analysis(
    cue: Cue,
    asked: Asked,
    setting: Setting,
    reading: Callable[[Scope | None], Reading],
    raw: str,
    origin: Origin,
) -> Interpretation:
    """`reading` gives what the scope says of each word."""
    try:
        built = build(cue, asked, setting)
    except ImpossibleError as problem:
        return Unanswerable(reading(None), problem.reason, problem.subject)
    known = reading(built.scope)
    spans = _with_cues(known.spans, built, asked, raw, origin)
    left = tuple(piece.text for piece in built.scope.left)
    known = replace(known, spans=spans, unread=tuple(dict.fromkeys((*known.unread, *left))))
    plain = against_benchmark(built, known, setting.text, asked.catalog, setting.now)
    if plain is not None:
        return plain
    choices = plain_questions(asked.catalog, built.request, built.scope.ambiguous, setting.now)
    return AnalysisAsked(known, built.request, built.scope.ambiguous, choices)


def continue_analysis(
    request: AnalysisRequest, setting: Setting, reading: Callable[[Scope | None], Reading]
) -> AnalysisAsked | None:
    """The analysis before with another scope: "only South China since July"; None for any other question.

    Of one that has a metric the plain numbers are asked for instead, which can be had.
    """
    if request.query.metrics and not isinstance(request, FunnelRequest):
        return None
    scope = continued_scope(setting, request.query)
    if scope is None:
        return None
    changed = replace(request, query=scope.query)
    choices = plain_questions(setting.catalog, changed, (), setting.now)
    return AnalysisAsked(reading(scope), changed, (), choices)


def _with_cues(
    spans: Iterable[Span], built: Built, asked: Asked, raw: str, origin: Origin
) -> tuple[Span, ...]:
    """The words that ask for the analysis, between those of its scope."""
    told = list(spans)
    for start, end in _merged(built.spans, asked.marks.text):
        first, last = origin(start, end)
        said = any(character.isalnum() for character in raw[first:last])
        if said and not any(span.start < last and first < span.end for span in told):
            told.append(Span(raw[first:last], first, last, "analysis", built.request.kind))
    return tuple(sorted(told, key=lambda span: span.start))


def _merged(spans: Iterable[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if out and (start <= out[-1][1] or not text[out[-1][1] : start].strip()):
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out
