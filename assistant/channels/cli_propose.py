"""`assistant propose`: a change of the catalog or a new case, with what it fixes and breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.channels.faults import read_document, read_text
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.evaluation.case import Case
    from assistant.evaluation.proposals import Change, Complaint

BREAKS = 5
DEFAULT_CASES = Path("tests/questions")
propose_app = typer.Typer(no_args_is_help=True, help="Turn a complaint into a change that is seen before.")

Cases = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="PATH",
        help=f"Question sets to compare by; may be repeated. Default {DEFAULT_CASES}, if there.",
    ),
]
About = Annotated[str | None, typer.Option("--question", help="The question that went wrong.")]
After = Annotated[list[str] | None, typer.Option(help="A turn before the question; may be repeated.")]
As = Annotated[str | None, typer.Option("--as", metavar="USER", help="Who asked.")]
Language = Annotated[str | None, typer.Option(help="zh or en, where the question does not show it.")]
Now = Annotated[str | None, typer.Option("--now", metavar="DATE", help="What relative dates refer to.")]
Accept = Annotated[bool, typer.Option("--accept", help="Write the change, unless cases get worse.")]
Force = Annotated[bool, typer.Option("--force", help="With --accept: also where cases get worse.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@dataclass(frozen=True, slots=True)
class _Told:
    """The options that every proposal has."""

    cases: list[Path] | None
    accept: bool
    force: bool
    as_json: bool


@propose_app.command()
def synonym(
    name: Annotated[str, typer.Argument(metavar="METRIC", help="A metric or a dimension.")],
    word: Annotated[str, typer.Argument(help="What people call it.")],
    question: About = None,
    after: After = None,
    user: As = None,
    language: Language = None,
    now: Now = None,
    cases: Cases = None,
    accept: Accept = False,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Another word for a metric or a dimension. Exit 5 when cases get worse, 1 when it does not check."""
    from assistant.evaluation.proposals import Synonym

    about = _complaint(question, after, user, language, now)
    return _propose(Synonym(name, word), about, _Told(cases, accept, force, as_json))


@propose_app.command()
def alias(
    dimension: Annotated[str, typer.Argument(help="Its name, model.name, or what it is conformed to.")],
    value: Annotated[str, typer.Argument(help="The value as it is stored.")],
    word: Annotated[str, typer.Argument(help="What people call it.")],
    question: About = None,
    after: After = None,
    user: As = None,
    language: Language = None,
    now: Now = None,
    cases: Cases = None,
    accept: Accept = False,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Another word for a value of a dimension."""
    from assistant.evaluation.proposals import ValueAlias

    about = _complaint(question, after, user, language, now)
    return _propose(ValueAlias(dimension, value, word), about, _Told(cases, accept, force, as_json))


@propose_app.command()
def verified(
    question: Annotated[str, typer.Argument(help="The question.")],
    query: Annotated[str, typer.Option(metavar="FILE|-", help="The metric query that answers it, as JSON.")],
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who answers for it.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="Since when.")] = None,
    user: As = None,
    language: Language = None,
    now: Now = None,
    cases: Cases = None,
    accept: Accept = False,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """A question with the query that somebody answers for."""
    from assistant.evaluation.proposals import VerifiedEntry

    about = _complaint(question, None, user, language, now)
    document = _mapping(read_document(query), query)
    told = _Told(cases, accept, force, as_json)
    return _propose(VerifiedEntry(question, document, by, on), about, told)


@propose_app.command()
def patch(
    diff: Annotated[str, typer.Argument(metavar="FILE|-", help="A unified diff of files of the catalog.")],
    question: About = None,
    after: After = None,
    user: As = None,
    language: Language = None,
    now: Now = None,
    cases: Cases = None,
    accept: Accept = False,
    force: Force = False,
    as_json: Json = False,
) -> int:
    """Any other change of the catalog's files."""
    from assistant.evaluation.proposals import Patch

    about = _complaint(question, after, user, language, now)
    return _propose(Patch(read_text(diff)), about, _Told(cases, accept, force, as_json))


@propose_app.command("case")
def case_(
    question: Annotated[str, typer.Argument(help="The question.")],
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
    cases: Cases = None,
    accept: Accept = False,
    as_json: Json = False,
) -> int:
    """The question as a case of a question set; shows how it is judged today."""
    from assistant.evaluation.proposals import CaseEntry

    expected = _expectation(expect) if expect is not None else None
    target = file or _case_file(_paths(cases))
    change = CaseEntry(target, expected, identifier, note, unscored)
    about = _complaint(question, after, user, language, now)
    return _propose(change, about, _Told(cases, accept, False, as_json))


def _propose(change: Change, about: Complaint | None, told: _Told) -> int:
    from assistant.channels.proposal_report import as_document, print_preview, shown_progress
    from assistant.evaluation.proposals import Proposal, accept, preview

    proposal = Proposal(change, about)
    cases = _read(_paths(told.cases))
    with shown_progress() as watch:
        seen = preview(proposal, cases, watch=watch)
    taken = told.accept and not seen.problems and not seen.stopped and (told.force or not seen.breaks)
    written = accept(proposal, seen, force=told.force) if taken else ()
    if told.as_json:
        import json

        document = as_document(seen, len(cases), written)
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        print_preview(seen, len(cases), written)
    if seen.problems or seen.stopped:
        return 1
    return BREAKS if seen.breaks else 0


def _paths(given: list[Path] | None) -> list[Path]:
    return given or ([DEFAULT_CASES] if DEFAULT_CASES.is_dir() else [])


def _read(paths: list[Path]) -> tuple[Case, ...]:
    from assistant.catalog.problems import Problems
    from assistant.evaluation.read_cases import read_cases

    if not paths:
        return ()
    problems = Problems()
    found = read_cases(paths, problems)
    for problem in problems:
        typer.echo(str(problem), err=True)
    return found


def _case_file(paths: list[Path]) -> Path:
    if not paths:
        raise UsageError(f"there is no {DEFAULT_CASES}; name the case file with --file")
    folder = paths[0] if paths[0].is_dir() else paths[0].parent
    return folder / "reviewed.yml"


def _complaint(
    question: str | None, after: list[str] | None, user: str | None, language: str | None, now: str | None
) -> Complaint | None:
    from assistant.evaluation.proposals import Complaint

    if language not in (None, "zh", "en"):
        raise UsageError("--language takes zh or en")
    if question is None:
        if after or user or language or now:
            raise UsageError("--after, --as, --language and --now belong to a --question")
        return None
    document = {"question": question, "after": after, "actor": user, "language": language, "now": now}
    return Complaint.of(document)


def _expectation(source: str) -> Mapping[str, Any]:
    from assistant.catalog.edit.edit import documents_of

    documents = documents_of(read_text(source), source)
    if not documents:
        raise UsageError(f"{source} is no YAML or JSON with an expectation, such as {{status: refuse}}")
    return _mapping(documents[0], source)


def _mapping(document: Any, source: str) -> Mapping[str, Any]:
    if not isinstance(document, dict):
        raise UsageError(f"{source} must hold one mapping")
    return document
