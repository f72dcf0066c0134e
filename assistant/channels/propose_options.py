"""The options that all commands of `assistant propose` have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Cases = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="PATH",
        help="Question sets to compare by; may be repeated. Default ASSISTANT_QUESTIONS, else tests/questions "
        "or questions beside the catalog or in this folder.",
    ),
]
Text = Annotated[str | None, typer.Argument(help="The question; with --review, the one of its receipt.")]
Asked = Annotated[str | None, typer.Option("--question", help="The question that went wrong.")]
After = Annotated[list[str] | None, typer.Option(help="A turn before the question; may be repeated.")]
As = Annotated[str | None, typer.Option("--as", metavar="USER", help="Who asked.")]
Language = Annotated[str | None, typer.Option(help="zh or en, where the question does not show it.")]
Now = Annotated[str | None, typer.Option("--now", metavar="DATE", help="What relative dates refer to.")]
ReviewId = Annotated[
    int | None,
    typer.Option(
        "--review",
        metavar="ID",
        help="The review that this is for: what the question options leave out comes from its newest receipt, "
        "and --accept closes it.",
    ),
]
Reviewer = Annotated[
    str | None,
    typer.Option(metavar="USER", help="Who reviews, with --review; default ASSISTANT_USER."),
]
Accept = Annotated[bool, typer.Option("--accept", help="Write the change, unless cases get worse.")]
Force = Annotated[bool, typer.Option("--force", help="With --accept: also where cases get worse.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
