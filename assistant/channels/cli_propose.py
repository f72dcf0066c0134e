"""`assistant propose`: a change of the catalog or a new case, with what it fixes and breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.channels.faults import read_text
from assistant.channels.propose import About, Told, case_file, expectation, propose, query_for
from assistant.channels.propose_options import (
    Accept,
    After,
    As,
    Asked,
    Cases,
    Force,
    Json,
    Language,
    Now,
    Reviewer,
    ReviewId,
    Text,
)

propose_app = typer.Typer(no_args_is_help=True, help="Turn a complaint into a change that is seen before.")


@propose_app.command()
def synonym(
    name: Annotated[str, typer.Argument(metavar="METRIC", help="A metric or a dimension.")],
    word: Annotated[str, typer.Argument(help="What people call it.")],
    question: Asked = None,
    after: After = None,
    user: As = None,
    language: Language = None,
    now: Now = None,
    review: ReviewId = None,
    reviewer: Reviewer = None,
    cases: Cases = None,
    accept: Accept = False,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Another word for a metric or a dimension. Exit 5 when cases get worse, 1 when it does not check."""
    from assistant.evaluation.proposals import Synonym

    about = About.of(question, after, user, language, now, review, reviewer)
    return propose(Synonym(name, word), about, Told(cases, accept, force, as_json))


@propose_app.command()
def alias(
    dimension: Annotated[str, typer.Argument(help="Its name, model.name, or what it is conformed to.")],
    value: Annotated[str, typer.Argument(help="The value as it is stored.")],
    word: Annotated[str, typer.Argument(help="What people call it.")],
    question: Asked = None,
    after: After = None,
    user: As = None,
    language: Language = None,
    now: Now = None,
    review: ReviewId = None,
    reviewer: Reviewer = None,
    cases: Cases = None,
    accept: Accept = False,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Another word for a value of a dimension."""
    from assistant.evaluation.proposals import ValueAlias

    about = About.of(question, after, user, language, now, review, reviewer)
    return propose(ValueAlias(dimension, value, word), about, Told(cases, accept, force, as_json))


@propose_app.command()
def verified(
    question: Text = None,
    query: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|-",
            help="The metric query that answers it, as JSON; with --review, the one of its receipt.",
        ),
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who answers for it.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="Since when.")] = None,
    user: As = None,
    language: Language = None,
    now: Now = None,
    review: ReviewId = None,
    reviewer: Reviewer = None,
    cases: Cases = None,
    accept: Accept = False,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """A question with the query that somebody answers for."""
    from assistant.evaluation.proposals import VerifiedEntry

    about = About.of(question, None, user, language, now, review, reviewer).alone()
    change = VerifiedEntry(about.asked().question, query_for(query, about), by, on)
    return propose(change, about, Told(cases, accept, force, as_json))


@propose_app.command()
def patch(
    diff: Annotated[str, typer.Argument(metavar="FILE|-", help="A unified diff of files of the catalog.")],
    question: Asked = None,
    after: After = None,
    user: As = None,
    language: Language = None,
    now: Now = None,
    review: ReviewId = None,
    reviewer: Reviewer = None,
    cases: Cases = None,
    accept: Accept = False,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Any other change of the catalog's files."""
    from assistant.evaluation.proposals import Patch

    about = About.of(question, after, user, language, now, review, reviewer)
    return propose(Patch(read_text(diff)), about, Told(cases, accept, force, as_json))


@propose_app.command("case")
def case_(
    question: Text = None,
    expect: Annotated[
        str | None,
        typer.Option(metavar="FILE|-", help="What would be right, as in a case file: YAML or JSON."),
    ] = None,
    unscored: Annotated[bool, typer.Option("--unscored", help="Keep it without an expectation.")] = False,
    file: Annotated[
        Path | None, typer.Option(help="The case file; default reviewed.yml beside the first of --cases.")
    ] = None,
    identifier: Annotated[str, typer.Option("--id", help="Of the case; made from the question else.")] = "",
    note: Annotated[str, typer.Option(help="Why it is a case.")] = "",
    after: After = None,
    user: As = None,
    language: Language = None,
    now: Now = None,
    review: ReviewId = None,
    reviewer: Reviewer = None,
    cases: Cases = None,
    accept: Accept = False,
    as_json: Json = False,
) -> int:
    """The question as a case of a question set; shows how it is judged today."""
    from assistant.evaluation.proposals import CaseEntry

    about = About.of(question, after, user, language, now, review, reviewer)
    about.asked()
    expected = expectation(expect) if expect is not None else None
    change = CaseEntry(file or case_file(cases), expected, identifier, note, unscored)
    return propose(change, about, Told(cases, accept, False, as_json))
