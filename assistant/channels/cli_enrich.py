"""`assistant catalog enrich`: words and examples for the catalog, as a diff to look at."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer


def enrich(
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
    """Propose synonyms and examples from unanswered questions, as a diff for `git apply` in the catalog's folder.

    Changes nothing: read the diff, apply it, and see with `assistant eval` what it does.
    """
    from assistant import open_assistant
    from assistant.evaluation.enrichment import document_of, enriched, from_questions

    assistant = open_assistant()
    try:
        found = enriched(
            assistant.catalog,
            assistant.settings.catalog,
            from_questions(
                assistant.reviews("open", user), lambda text: assistant.search_metrics(text, user), least
            ),
        )
    finally:
        assistant.close()
    if output is not None:
        output.write_text(found.diff, encoding="utf-8")
    if as_json:
        json.dump(document_of(found), sys.stdout, ensure_ascii=False, indent=2)
        typer.echo()
    elif output is None:
        typer.echo(found.diff, nl=False)
    told = len(found.suggestions)
    typer.echo(f"{told} suggestion{'s' if told != 1 else ''}" + (f" in {output}" if output else ""), err=True)
