"""`assistant cases`: question sets checked, listed, imported and exported."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.catalog.problems import Problems
    from assistant.evaluation.case import Case
    from assistant.evaluation.check_gold import GoldFault

MOST_SHOWN = 100
"""Letters of a question in a list."""

cases_app = typer.Typer(no_args_is_help=True, help="Question sets: check, list, import and export them.")

Paths = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Case files, or folders of them.")]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="A case file to write: .yml or .jsonl.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file if it is there.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@cases_app.command()
def check(
    paths: Paths,
    gold: Annotated[bool, typer.Option("--gold", help="Also run every gold SQL on the warehouse.")] = False,
    as_json: Json = False,
) -> int:
    """Check case files. Prints every problem with file and line; exit 1 on any error."""
    from assistant.evaluation.read_cases import read_cases

    problems = _problems()
    cases = read_cases(paths, problems)
    faults = _gold_faults(cases) if gold else ()
    if as_json:
        _print_json(_checked(cases, problems, faults))
    else:
        _print_check(cases, problems, faults)
    return 1 if problems.errors or any(fault.kind == "defect" for fault in faults) else 0


@cases_app.command("list")
def list_(
    paths: Paths,
    tag: Annotated[list[str] | None, typer.Option(help="Only cases with this tag; may be repeated.")] = None,
    as_json: Json = False,
) -> int:
    """List the cases: id, language, tags, question. Exit 1 where some could not be read."""
    from assistant.evaluation.read_cases import read_cases
    from assistant.evaluation.select import Selection, select

    problems = _problems()
    cases = select(read_cases(paths, problems), Selection(tags=tuple(tag or ())))
    _tell(problems)
    if as_json:
        _print_json([_listed(case) for case in cases])
    else:
        for case in cases:
            typer.echo(_line(_listed(case)))
    return 1 if problems.errors else 0


@cases_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What holds the questions.")],
    out: Out,
    shape: Annotated[
        str | None,
        typer.Option(help="csv, xlsx, spider, snowflake, dbt or verified; default: what it looks like."),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a spreadsheet; default: the first.")] = None,
    database: Annotated[
        str | None, typer.Option("--db", help="Only the questions over this database.")
    ] = None,
    force: Force = False,
) -> int:
    """Make a case file of a table, a benchmark, a semantic model or a dbt project. Exit 1 where some of it
    could not be imported; the rest is written.
    """
    from assistant.evaluation.exchange.record import Source
    from assistant.evaluation.exchange.shapes import import_file
    from assistant.evaluation.exchange.write import check_target, write_file

    check_target(out, force)
    problems = _problems()
    documents = import_file(Source(file, sheet, database), problems, shape)
    _tell(problems)
    if not documents:
        return _nothing("imported")
    write_file(out, documents, force)
    unscored = sum("expect" not in document for document in documents)
    told = f"; {unscored} of them expect nothing and are not scored" if unscored else ""
    typer.echo(f"{len(documents)} cases written to {out}{told}", err=True)
    return 1 if problems.errors else 0


@cases_app.command()
def export(paths: Paths, out: Out, force: Force = False) -> int:
    """Write case files anew, as YAML or JSONL by the suffix. Exit 1 where some cases could not be read."""
    from assistant.evaluation.exchange.document import documents_of
    from assistant.evaluation.exchange.write import check_target, write_file
    from assistant.evaluation.read_cases import read_cases

    check_target(out, force)
    problems = _problems()
    cases = read_cases(paths, problems)
    _tell(problems)
    if not cases:
        return _nothing("exported")
    write_file(out, documents_of(cases), force)
    typer.echo(f"{len(cases)} cases written to {out}", err=True)
    return 1 if problems.errors else 0


def _problems() -> Problems:
    from assistant.catalog.problems import Problems

    return Problems()


def _tell(problems: Problems) -> None:
    for problem in problems:
        typer.echo(str(problem), err=True)


def _nothing(done: str) -> int:
    typer.echo(f"there is no case that could be {done}; nothing was written", err=True)
    return 1


# ── check ───────────────────────────────────────────────────────────────────────────────────────────


def _gold_faults(cases: Sequence[Case]) -> Sequence[GoldFault]:
    from rich.console import Console
    from rich.progress import Progress

    from assistant.evaluation.check_gold import check_gold, with_gold
    from assistant.evaluation.gold import Gold
    from assistant.evaluation.run import open_reference
    from assistant.settings import find_warehouse, load_settings, with_warehouse

    settings = load_settings()
    settings = with_warehouse(settings, find_warehouse(settings))
    chosen = with_gold(cases)
    with (
        open_reference(settings) as reference,
        Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar,
    ):
        task = bar.add_task("running gold SQL", total=len(chosen))
        return check_gold(chosen, Gold(reference.run), lambda done: bar.update(task, completed=done))


def _print_check(cases: Sequence[Case], problems: Problems, faults: Sequence[GoldFault]) -> None:
    for item in (*problems, *faults):
        typer.echo(str(item))
    for name, counts in _counts(cases).items():
        told = ", ".join(f"{key} {count}" for key, count in counts.items())
        typer.echo(f"{name}: {told}" if told else f"{name}: none")
    defects = sum(fault.kind == "defect" for fault in faults)
    errors = len(problems.errors) + defects
    warnings = len(tuple(problems)) + len(faults) - errors
    typer.echo(f"{len(cases)} cases, {errors} errors, {warnings} warnings")


def _checked(cases: Sequence[Case], problems: Problems, faults: Sequence[GoldFault]) -> dict[str, Any]:
    from dataclasses import asdict

    gold = [
        {"case": f.case.id, "file": f.case.file, "line": f.case.line, "kind": f.kind, "message": f.message}
        for f in faults
    ]
    problem_list = [asdict(problem) for problem in problems]
    return {"cases": len(cases), **_counts(cases), "problems": problem_list, "gold": gold}


def _counts(cases: Sequence[Case]) -> dict[str, dict[str, int]]:
    """How many cases there are of each language and tag, most first."""
    from assistant.evaluation.select import language_of_case

    languages = Counter(language_of_case(case) for case in cases)
    tags = Counter(tag for case in cases for tag in case.tags)
    scored = Counter("scored" if case.expectations else "unscored" for case in cases)
    return {
        "languages": dict(languages.most_common()),
        "tags": dict(sorted(tags.items(), key=lambda item: (-item[1], item[0]))),
        "scoring": dict(scored.most_common()),
    }


def _listed(case: Case) -> dict[str, Any]:
    from assistant.evaluation.select import language_of_case

    return {
        "id": case.id,
        "language": language_of_case(case),
        "tags": list(case.tags),
        "question": case.question,
        "after": len(case.after),
        "actor": case.actor.name if case.actor else None,
        "scored": bool(case.expectations),
        "file": case.file,
        "line": case.line,
    }


def _line(case: Mapping[str, Any]) -> str:
    """For people and for grep; questions can be of any length and hold anything."""
    question = " ".join(case["question"].split())
    shown = question if len(question) <= MOST_SHOWN else f"{question[:MOST_SHOWN]}…"
    cells = (case["id"], case["language"], ",".join(case["tags"]) or "-", shown)
    return "\t".join(cells).encode("utf-8", "backslashreplace").decode()


def _print_json(document: object) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode() + "\n")
