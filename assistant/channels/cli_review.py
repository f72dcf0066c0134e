"""`assistant review`: complaints and unanswered questions, and what was decided about them."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

review_app = typer.Typer(no_args_is_help=True, help="Complaints and unanswered questions.")

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
As = Annotated[str | None, typer.Option("--as", metavar="USER", help="Who reviews; default ASSISTANT_USER.")]
Number = Annotated[int, typer.Argument(metavar="ID", help="The number of a review.")]


@review_app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="open, accepted, dismissed or all.")] = "open",
    user: As = None,
    as_json: Json = False,
) -> None:
    """List the reviews, what was asked most often first."""
    from assistant.wiring import open_review_queue

    found = open_review_queue(user).list(state)
    if as_json:
        _print_json([item.to_dict() for item in found])
    else:
        from assistant.channels.terminal_review import print_reviews

        print_reviews(found)


@review_app.command()
def show(number: Number, user: As = None, as_json: Json = False) -> None:
    """Show a review with the receipts of its questions."""
    from assistant.wiring import open_review_queue

    found = open_review_queue(user).get(number)
    if as_json:
        _print_json(found.to_dict())
    else:
        from assistant.channels.terminal_review import print_review

        print_review(found)


@review_app.command()
def report(
    question: Annotated[str, typer.Argument(help="The question, in Chinese or English.")],
    comment: Annotated[str, typer.Option(metavar="TEXT", help="What is wrong with the outcome.")] = "",
    user: Annotated[str | None, typer.Option("--as", metavar="USER", help="Who asks.")] = None,
    now: Annotated[
        str | None, typer.Option("--now", metavar="DATE", help="What relative dates refer to.")
    ] = None,
) -> None:
    """Ask a question now and file its outcome as a complaint."""
    from assistant import open_assistant
    from assistant.channels.terminal import print_outcome

    assistant = open_assistant(now=now, record="all")
    outcome = assistant.ask(question, actor=user)
    print_outcome(outcome)
    filed = assistant.review_queue(user).report(outcome.receipt.id, comment)
    typer.echo(f"filed as review {filed}", err=True)


@review_app.command()
def dismiss(
    number: Number,
    because: Annotated[str, typer.Option(metavar="TEXT", help="Why there is nothing to be learned.")],
    user: As = None,
) -> None:
    """Close a review without learning anything from it."""
    from assistant.wiring import open_review_queue

    open_review_queue(user).decide(number, "dismissed", because)
    typer.echo(f"review {number} is dismissed", err=True)


def _print_json(document: object) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
