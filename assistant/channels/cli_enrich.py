"""`assistant catalog enrich`: words and examples for the catalog, as a diff to look at."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import ModelError, UsageError, choices_text

if TYPE_CHECKING:
    from assistant.catalog.model import Catalog
    from assistant.evaluation.enrichment import Enrichment, Suggestion
    from assistant.wiring import Assistant


class Origin(StrEnum):
    """Where proposals come from."""

    QUESTIONS = "questions"
    MODEL = "model"


def enrich(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[METRIC…]", help="Only these metrics; default all.")
    ] = None,
    origin: Annotated[
        Origin | None,
        typer.Option(
            "--from", help="Unanswered questions or the model; default the model where there is one."
        ),
    ] = None,
    user: Annotated[
        str | None, typer.Option("--as", metavar="USER", help="Who reviews; default ASSISTANT_USER.")
    ] = None,
    least: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="How near a question has to be to a metric, 0 to 1.")
    ] = 0.45,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the diff there instead of printing it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Propose synonyms and examples as a diff for `git apply` in the catalog's folder: from a language
    model, which is sent names and definitions but no rows, or from questions that were not answered.

    Changes nothing: read the diff, apply it, and see with `assistant eval` what it does.
    """
    from assistant import open_assistant
    from assistant.evaluation.enrichment import enriched, from_questions

    assistant = open_assistant()
    try:
        catalog = assistant.catalog_for(user)
        chosen = _chosen(catalog, names or ())
        used: dict[str, Any] = {}
        if origin is Origin.MODEL or (origin is None and assistant.settings.asks_model):
            suggestions, used = _from_model(assistant, catalog, chosen, user)
        else:
            reviews = assistant.reviews("open", user)
            found_all = from_questions(reviews, lambda text: assistant.search_metrics(text, user), least)
            suggestions = tuple(each for each in found_all if each.metric in chosen)
        found = enriched(assistant.catalog, assistant.settings.catalog, suggestions)
    finally:
        assistant.close()
    _tell(found, used, output, as_json)


def _tell(found: Enrichment, used: Mapping[str, Any], output: Path | None, as_json: bool) -> None:
    from assistant.evaluation.enrichment import document_of

    if output is not None:
        output.write_text(found.diff, encoding="utf-8")
    if as_json:
        json.dump({**document_of(found), **used}, sys.stdout, ensure_ascii=False, indent=2)
        typer.echo()
    elif output is None:
        typer.echo(found.diff, nl=False)
    told = len(found.suggestions)
    typer.echo(f"{told} suggestion{'s' if told != 1 else ''}" + (f" in {output}" if output else ""), err=True)


def _chosen(catalog: Catalog, names: Sequence[str]) -> list[str]:
    """The metrics named, else all that are shown. Raises UsageError for names there are none of."""
    shown = [metric.name for metric in catalog.metrics.values() if not metric.hidden]
    for name in names:
        if name.lower() not in shown:
            raise UsageError(f"there is no metric '{name}'.{choices_text(name, shown)}")
    return [name.lower() for name in names] or shown


def _from_model(
    assistant: Assistant, catalog: Catalog, metrics: Sequence[str], user: str | None
) -> tuple[tuple[Suggestion, ...], dict[str, Any]]:
    """What the model proposes, and what it took. Raises UsageError without a model,
    ModelError where every call fails."""
    from assistant.evaluation.model_enrichment import from_model
    from assistant.llm.model import Price
    from assistant.llm.prompts import load_prompt
    from assistant.model_planner import open_model
    from assistant.settings import bundled

    settings = assistant.settings
    model = open_model(settings)
    if model is None:
        raise UsageError(
            "there is no language model: set ASSISTANT_LLM_MODEL and its endpoint, see docs/model.md"
        )
    prompt = load_prompt(bundled("prompts"), "propose_words")
    found = from_model(catalog, metrics, model, prompt, lambda text: assistant.search_metrics(text, user))
    if found.failed and len(found.failed) == len(metrics):
        raise ModelError(next(iter(found.failed.values())), "unavailable")
    for name, why in found.failed.items():
        typer.echo(f"{name}: {why}", err=True)
    cost = Price(settings.llm_input_price, settings.llm_output_price).cost(
        found.input_tokens, found.output_tokens
    )
    tokens = f"{found.input_tokens + found.output_tokens:,} tokens" + (f", cost {cost:.4f}" if cost else "")
    typer.echo(f"{model.name}: {tokens}, {found.left_out} left out", err=True)
    usage = {"input_tokens": found.input_tokens, "output_tokens": found.output_tokens, "cost": cost}
    used = {"model": model.name, "usage": usage, "left_out": found.left_out, "failed": dict(found.failed)}
    return found.suggestions, used
