"""The commands `formbot slack …`: what is needed to make the Slack app, and nothing that runs it."""

# ruff: noqa: PLC0415 - as in `cli.py`: imports stand inside the commands
from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import typer

slack = typer.Typer(help="The Slack app.", no_args_is_help=True)


@slack.command()
def manifest(
    url: Annotated[
        str,
        typer.Option(
            "--url", metavar="https://HOST", help="Where Slack is to post to; without it, Socket Mode."
        ),
    ] = "",
    name: Annotated[str, typer.Option("--name", help="What people see the bot as.")] = "Formbot",
) -> None:
    """Print the manifest to paste at https://api.slack.com/apps: Create New App, From a manifest."""
    from bot.channels.slack.manifest import PATH
    from bot.channels.slack.manifest import manifest as text

    if url and urlsplit(url).path in {"", "/"}:
        url = url.rstrip("/") + PATH
    try:
        typer.echo(text(name=name, request_url=url))
    except ValueError as problem:
        typer.echo(f"{problem}.", err=True)
        raise typer.Exit(2) from None
