"""The command line. Results go to stdout, everything else to stderr; docs/cli.md says more."""

from __future__ import annotations

import gc
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.channels.cli_cases import cases_app
from assistant.channels.cli_enrich import enrich
from assistant.channels.cli_eval import evaluate
from assistant.channels.cli_propose import propose_app
from assistant.channels.cli_review import review_app
from assistant.channels.faults import guarded, leave, read_document
from assistant.errors import GuardRefusal, UsageError

if TYPE_CHECKING:
    from assistant.wiring import Assistant

app = typer.Typer(
    name="assistant",
    help="Ask governed metrics in Chinese or English.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
catalog_app = typer.Typer(no_args_is_help=True, help="Look into the catalog and check it.")
demo_app = typer.Typer(no_args_is_help=True, help="The demo business.")
app.add_typer(catalog_app, name="catalog")
app.add_typer(cases_app, name="cases")
app.command("eval")(evaluate)
app.add_typer(demo_app, name="demo")
app.add_typer(review_app, name="review")
app.add_typer(propose_app, name="propose")

EXIT_CODES = {"answer": 0, "clarify": 3, "refuse": 4}

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
As = Annotated[str | None, typer.Option("--as", metavar="USER", help="Who asks; default ASSISTANT_USER.")]
Now = Annotated[str | None, typer.Option("--now", metavar="DATE", help="What relative dates refer to.")]
Source = Annotated[str, typer.Argument(metavar="FILE|-", help="A file, or - for standard input.")]


def program() -> None:
    """Entry point of the `assistant` command, which has the process to itself."""
    # A command makes some hundred thousand objects that all stay: looking for garbage every 700 finds none.
    gc.set_threshold(1_000_000, 20, 100)
    leave(_run())


def main() -> None:
    """The same within another program. Raises SystemExit."""
    sys.exit(_run())


def _run() -> int:
    return guarded(lambda: app(standalone_mode=False), as_json="--json" in sys.argv)


def _open(**overrides: Any) -> Assistant:
    from assistant import open_assistant

    return open_assistant(**overrides)


def _print_json(document: object) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    if version:
        from assistant import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in Chinese or English.")],
    user: As = None,
    conversation: Annotated[
        str | None, typer.Option(metavar="ID", help="Begin or continue the conversation of this name.")
    ] = None,
    now: Now = None,
    as_json: Json = False,
) -> int:
    """Ask a question. Exit 0 answer, 3 clarification, 4 refusal, 2 usage, 1 fault."""
    assistant = _open(keep=conversation is not None, now=now, record="unanswered")
    outcome = assistant.ask(question, actor=user, conversation=conversation)
    if as_json:
        _print_json(outcome.to_dict())
    else:
        from assistant.channels.terminal import print_outcome

        print_outcome(outcome)
    if outcome.status != "answer":
        sys.stdout.flush()
        assistant.close()  # which writes it down for the reviewers
    return EXIT_CODES[outcome.status]


@app.command()
def query(source: Source, user: As = None, now: Now = None, as_json: Json = False) -> None:
    """Run a metric query given as JSON."""
    result = _open(now=now).query(read_document(source), actor=user)
    if as_json:
        _print_json(result.to_dict())
    else:
        from assistant.channels.terminal import print_result

        print_result(result)


@app.command("compile")
def compile_(
    source: Source,
    user: As = None,
    now: Now = None,
    dialect: Annotated[str, typer.Option(help="SQL dialect to write.")] = "duckdb",
) -> None:
    """Print the SQL of a metric query given as JSON."""
    typer.echo(_open(now=now).compile(read_document(source), actor=user, dialect=dialect).sql)


@app.command()
def guard(
    source: Source,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='One {"id", "sql"} a line in, one verdict a line out.')
    ] = False,
) -> int:
    """Is this SQL allowed over the governed models? Exit 0, or 4 with the reason."""
    from assistant.channels.faults import read_text
    from assistant.checking import open_guard

    check = open_guard()
    text = read_text(source)
    if jsonl:
        return _guard_lines(check, text)
    try:
        check.check(text)
    except GuardRefusal as refusal:
        typer.echo(f"refused ({refusal.reason}): {refusal}", err=True)
        return 4
    typer.echo("allowed")
    return 0


def _guard_lines(check: Any, text: str) -> int:
    refused = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            identifier, sql = item["id"], str(item["sql"])
        except (ValueError, KeyError, TypeError):
            raise UsageError(f'line {number} is not a JSON object with "id" and "sql"') from None
        try:
            check.check(sql)
            verdict: dict[str, Any] = {"id": identifier, "allowed": True, "reason": None}
        except GuardRefusal as refusal:
            refused = True
            verdict = {"id": identifier, "allowed": False, "reason": f"{refusal.reason}: {refusal}"}
        typer.echo(json.dumps(verdict, ensure_ascii=False))
    return 4 if refused else 0


@app.command()
def web(
    host: Annotated[str | None, typer.Option(help="Address to bind; default localhost.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; default 8501.")] = None,
) -> int:
    """Serve the web chat."""
    from assistant.channels.web_server import serve

    return serve(host, port)


@catalog_app.command()
def check(
    as_json: Json = False,
    warehouse: Annotated[
        bool, typer.Option(help="Also check against the warehouse, where there is one.")
    ] = True,
) -> int:
    """Check the catalog. Prints every problem with file and line; exit 1 on any error."""
    from assistant.checking import check_everything

    problems = check_everything(bind=warehouse)
    errors = sum(problem.severity == "error" for problem in problems)
    if as_json:
        _print_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{errors} errors, {len(problems) - errors} warnings")
    return 1 if errors else 0


@catalog_app.command("list")
def list_(
    owner: Annotated[str | None, typer.Option(help="Only the metrics of this department.")] = None,
    layer: Annotated[str | None, typer.Option(help="Only north_star, key_result, l1 or l2.")] = None,
    user: As = None,
    as_json: Json = False,
) -> None:
    """List the metrics that can be asked for, with the columns of the dictionary."""
    from assistant.channels.dictionary import listed, open_dictionary

    entries = listed(open_dictionary(user), owner, layer)
    if as_json:
        _print_json(entries)
    else:
        from assistant.channels.terminal import print_metrics

        print_metrics(entries)


@catalog_app.command()
def show(
    name: Annotated[str, typer.Argument(help="Name, label or synonym of a metric.")],
    user: As = None,
    as_json: Json = False,
) -> None:
    """Show the dictionary entry of a metric and the playbooks that it belongs to."""
    from assistant.channels.dictionary import entry, open_dictionary

    found = entry(open_dictionary(user), name)
    if as_json:
        _print_json(found)
    else:
        from assistant.channels.terminal import print_entry

        print_entry(found)


@catalog_app.command()
def search(
    text: Annotated[str, typer.Argument(help="Words to look for.")],
    limit: Annotated[int, typer.Option(min=1, max=50)] = 5,
    user: As = None,
    as_json: Json = False,
) -> None:
    """Find metrics and dimensions by meaning."""
    hits = [
        {"name": hit.name, "kind": hit.kind, "score": round(hit.score, 3)}
        for hit in _open().search(text, limit, user)
    ]
    if as_json:
        _print_json(hits)
    else:
        for hit in hits:
            typer.echo(f"{hit['score']:>6}  {hit['kind']:<10} {hit['name']}")


@catalog_app.command()
def index() -> None:
    """Build the search indexes, where they are not there yet."""
    seconds = _open().build_indexes()
    typer.echo(f"index ready ({seconds:.1f} s)", err=True)


catalog_app.command()(enrich)


@demo_app.command()
def build(
    size: Annotated[str, typer.Option(help="small, default or large.")] = "default",
    if_needed: Annotated[
        bool, typer.Option("--if-needed", help="Keep a demo of this size that is up to date.")
    ] = False,
    folder: Annotated[Path | None, typer.Option(help="Where to build; default ASSISTANT_DEMO.")] = None,
) -> None:
    """Build the demo warehouse and make it the one in use."""
    from assistant.channels.demo_build import build_with_progress

    build_with_progress(folder, size, if_needed)
