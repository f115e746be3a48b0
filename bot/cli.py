"""The command `formbot`: words in, status out. What a command does is done elsewhere.

Imports stand inside the commands, so that each starts as fast as what it needs. These are the organiser's and the
author's commands and speak English; what an applicant reads comes from the catalogues.

Longer than other files, so that all commands stand in one place.

Status 0: done. 1: there are mistakes, or nothing was found. 2: it was not said properly what to do.
"""

# ruff: noqa: PLC0415 - see above: imports stand inside the commands
from __future__ import annotations

import asyncio
import gc
import getpass
import json
import os
import re
import shlex
import shutil
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from bot.slack_cli import slack

if TYPE_CHECKING:
    from bot.settings import Settings
    from dialogues.dialogue import Dialogue
    from dialogues.mistakes import Mistake
    from dialogues.previewing import Cancelled, Preview, Sending
    from dialogues.words import Words
    from storage.backup import Copied

T = TypeVar("T")

_OBEYED = re.compile(r"[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

# What a person typed is shown nowhere, so no values in tracebacks.
app = typer.Typer(
    help="Long questionnaires, asked one question at a time in chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(database, name="db")
app.add_typer(slack, name="slack")


class Format(StrEnum):
    """What is printed: for people, or for programs."""

    TEXT = "text"
    JSON = "json"


class Only(StrEnum):
    """`reminder_rounds.Group`, without all that it imports."""

    ALMOST = "almost"
    HALF = "half"
    BEGUN = "begun"


AsFormat = Annotated[Format, typer.Option("--format", help="For people, or for programs.")]
Language = Annotated[str, typer.Option("--language", metavar="TAG", help="Such as en, zh-Hans or zh-Hant.")]
Definition = Annotated[
    str, typer.Argument(metavar="DIALOGUE|FILE.yaml", help="A shipped dialogue, or a definition.")
]


@app.command()
def chat(
    definition: Definition,
    name: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Who you are; by default, your account.")
    ] = "",
    language: Language = "",
) -> None:
    """Answer a dialogue here, in the terminal. What was answered is kept; the same command goes on there.

    One line is one reply, also from a pipe: formbot chat award < replies.txt
    """
    from bot import assembly
    from bot.channels.terminal.window import SecondWindow
    from bot.shelf import Shelved
    from dialogues.catalogue import load_words
    from dialogues.words import match_language

    settings = _settings()
    dialogue, source = _dialogue(definition)
    shelved = Shelved(dialogue=dialogue, source=source)
    person, chosen = name or account(), bool(language)
    language = _spoken(dialogue, language) if language else shell_language(os.environ)
    again = shlex.join([this_command(sys.argv[0]), "chat", definition, *(["--as", name] if name else [])])
    try:
        _run(
            assembly.run_chat(settings, shelved, person=person, language=language, chosen=chosen, again=again)
        )
    except KeyboardInterrupt:
        pass  # the window has said that all is saved
    except SecondWindow:
        words = load_words()
        _refuse(words.say(match_language((language,), words.languages, "en"), "terminal.window", name=person))


@app.command()
def serve() -> None:
    """Run every channel that the settings have credentials for, until the program is told to stop."""
    from bot import assembly
    from bot.channels.base import Misconfigured
    from bot.shelf import Shelved

    settings = _settings()
    if not (settings.has_telegram or settings.has_slack):
        _refuse(
            "No channel has credentials. Set TELEGRAM_TOKEN, which @BotFather gives, or the tokens of a Slack app"
            " (formbot slack manifest), in the environment or in .env; or try the dialogues here: formbot chat award",
            status=2,
        )
    offered = []
    for name in _offered(settings):
        dialogue, source = _dialogue(name)
        offered.append(Shelved(dialogue=dialogue, source=source))

    def started() -> None:
        _collect_seldom()
        names = ", ".join(shelved.dialogue.id for shelved in offered)
        channels = [
            *(["telegram"] if settings.has_telegram else []),
            *(["slack"] if settings.has_slack else []),
        ]
        typer.echo(f"Serving {names} on {' and '.join(channels)}. Stop with Ctrl-C.", err=True)

    try:
        _run(_until_told(assembly.run_serve(settings, offered, started)))
    except* Misconfigured as problems:
        codes = {str(problem) for problem in _leaves(problems)}
        _refuse(
            f"A platform refuses these settings ({', '.join(sorted(codes))}): formbot doctor says what to mend."
        )


@app.command()
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE…]", exists=True, dir_okay=False, help="By default, the shipped definitions."
        ),
    ] = None,
    form: AsFormat = Format.TEXT,
) -> None:
    """Look definitions over and print every mistake with its place and its remedy. Status 1 when there are any;
    with warnings alone, 0.
    """
    from bot.definitions import source_of
    from dialogues.library import shipped
    from dialogues.loading import load

    sources = {str(file): _read(file) for file in files} if files else dict(map(source_of, shipped()))
    mistakes = [mistake for file, source in sources.items() for mistake in load(source, file=file).mistakes]
    wrong = sum(mistake.level == "error" for mistake in mistakes)
    if form is Format.JSON:
        _print_json([mistake.as_json() for mistake in mistakes])
    else:
        _print_mistakes(mistakes)
        warnings = len(mistakes) - wrong
        found = f"{wrong} mistake{'s' * (wrong != 1)}" if wrong else "No mistakes"
        if warnings:
            found += f", {warnings} warning{'s' * (warnings != 1)}"
        typer.echo(f"{found} in {', '.join(sources)}", err=True)
    raise typer.Exit(1 if wrong else 0)


@app.command()
def show(definition: Definition, form: AsFormat = Format.TEXT, language: Language = "") -> None:
    """Print every question of a dialogue in order, with what it asks."""
    from dialogues.outline import outline, outline_text

    dialogue, _ = _dialogue(definition)
    tag = _spoken(dialogue, language)
    if form is Format.JSON:
        _print_json(outline(dialogue, tag))
    else:
        _print(outline_text(dialogue, tag))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the dialogue language, for editors."""
    from dialogues.schema import schema_text

    _print(schema_text())


@app.command()
def summary(
    reference: Annotated[str, typer.Argument(help="Such as A-7F3K.")],
    form: AsFormat = Format.TEXT,
    language: Language = "",
) -> None:
    """Print a submission as its reviewers read it."""
    from bot import assembly
    from dialogues.plain import plain
    from dialogues.summary import as_blocks, as_json

    found = _run(assembly.summary_of(_settings(), reference.strip().upper(), language))
    if found is None:
        _refuse(f"Nothing was submitted under {reference}.")
    if form is Format.JSON:
        _print_json(as_json(found))
    else:
        _print(plain(as_blocks(found)))


@app.command()
def remind(
    dialogue: Annotated[str, typer.Argument(help="The id of a dialogue.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show; nobody is reminded.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Send without asking, as from cron.")] = False,
    only: Annotated[
        Only | None,
        typer.Option("--only", help="Only who is nearly done, past half, or has just begun."),
    ] = None,
    text: Annotated[
        str, typer.Option("--text", metavar="SENTENCE", help="What you say above each reminder.")
    ] = "",
    language: Language = "",
) -> None:
    """Show who has not finished and who would be reminded, who not and why; then ask, and have it done.

    Where nobody can be asked, as from cron, it is sent only with --yes. It reads as REVIEWERS_LANGUAGE says, or as the
    dialogue does by default.
    """
    from bot import assembly
    from dialogues.catalogue import load_words
    from dialogues.plain import plain
    from dialogues.previewing import Cancelled, Preview, Sending, too_long
    from dialogues.reading.normalise import clean
    from dialogues.reminder_rounds import Group
    from dialogues.screens.reminder_round import report, scheduled, told

    if dry_run and yes:
        _refuse("--dry-run sends nothing and --yes sends; say one of them.", status=2)
    settings = _settings()
    found = _run(assembly.unfinished(settings, dialogue))
    if found is None:
        _unknown(settings, dialogue)
    words = load_words()
    if not found.everyone:
        _print(_nobody(words, language or settings.reviewers_language))
        return
    planned = replace(found, only=Group(only) if only is not None else None, text=clean(text))
    # organisers and reviewers are of one house: a server's shell, or cron, says nothing about who reads
    preview = Preview(planned=planned, language=language or settings.reviewers_language, words=words)
    if problem := too_long(preview.scene, planned.text):
        _refuse(problem, status=2)
    wanted: Sending | Cancelled = Sending(only=planned.only, text=planned.text) if yes else Cancelled()
    asks = not yes and not dry_run and sys.stdin.isatty()
    if asks:
        wanted = _asked(preview)
    else:
        _print(plain(report(preview.scene, planned).blocks) + "\n")
    if isinstance(wanted, Sending):
        reminded = _run(assembly.remind(settings, dialogue, wanted))
        _print(plain(scheduled(preview.scene, reminded).blocks))
    elif asks or dry_run:
        _print(plain(told(preview.scene, "round.cancelled").blocks))
    else:
        _refuse(preview.scene.say("terminal.unsent"), status=2)


@app.command()
def outbox() -> None:
    """List what platforms refused, and how much waits to be sent."""
    from bot import assembly

    stuck = _run(assembly.outbox(_settings()))
    for refused in stuck.set_aside:
        row = refused.outgoing
        chat_name = "/".join(filter(None, (row.team, row.external_id)))
        _print(
            f"{row.id}  {row.channel}:{chat_name}  {row.kind}  {refused.error}  {refused.at:%Y-%m-%d %H:%M %Z}"
        )
    waiting = ", ".join(f"{channel} {count}" for channel, count in sorted(stuck.waiting.items())) or "none"
    typer.echo(f"{len(stuck.set_aside)} set aside; waiting: {waiting}", err=True)


@app.command()
def doctor(form: AsFormat = Format.TEXT) -> None:
    """Look over all that serve needs: settings, dialogues, database, channels and rooms; one line each, with how to
    mend it. Nothing is changed or posted. Status 1 when something is wrong.
    """
    from bot import assembly
    from bot.findings import Level, wrong
    from bot.settings import wrong_settings

    if mistaken := wrong_settings():
        findings = [wrong("settings", sentence, "mend .env or the environment") for sentence in mistaken]
    else:
        settings = _right_settings()
        findings = _run(assembly.doctor(settings, _offered(settings)))
    if form is Format.JSON:
        _print_json([finding.as_json() for finding in findings])
    else:
        for finding in findings:
            _print(finding.as_line())
    raise typer.Exit(1 if any(finding.level is Level.WRONG for finding in findings) else 0)


@app.command()
def backup(
    to: Annotated[
        Path, typer.Argument(metavar="FILE", dir_okay=False, help="A tar that is made, or replaced.")
    ],
) -> None:
    """Copy the database, as it is at one moment, and all files into one file. Programs may go on serving."""
    from storage.backup import back_up

    copied = _copying(lambda settings: back_up(settings.data, settings.database_url, to))
    typer.echo(f"{to}: the database and {copied.files} files, {copied.size:,} bytes.", err=True)


@app.command()
def restore(
    source: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="What backup has made.")
    ],
) -> None:
    """Put a backup back, where there is no database yet. Nothing that is there is replaced."""
    from storage.backup import put_back

    copied = _copying(lambda settings: put_back(settings.data, settings.database_url, source))
    typer.echo(f"The database and {copied.files} files are back; formbot serve goes on with them.", err=True)


@database.command()
def upgrade() -> None:
    """Bring the database up to date. The program does so itself when it starts."""
    from bot import assembly

    _run(assembly.upgrade(_settings()))
    typer.echo("The database is up to date.", err=True)


def main() -> None:
    """The entry point."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # a terminal that cannot show a character
    app()


def account() -> str:
    """The name that this person has on this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return "me"


def this_command(called: str) -> str:
    """What to type to start this program again: its name, or its path where the shell would not find the name."""
    name = Path(called).name
    return called if name == "formbot" and shutil.which(name) is None else "formbot"


def shell_language(environment: Mapping[str, str]) -> str:
    """The language tag of this shell, "" where it has none: zh_TW.UTF-8 is zh-TW."""
    named = (environment.get(key, "") for key in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, named), "").partition(".")[0].partition("@")[0]
    return "" if locale in ("C", "POSIX") else locale.replace("_", "-")


def _copying(copy: Callable[[Settings], Copied]) -> Copied:
    from storage.backup import BackupFailed

    try:
        return copy(_settings())
    except (BackupFailed, ValueError) as problem:
        _refuse(f"{problem}.")


def _settings() -> Settings:
    from bot.settings import wrong_settings

    if wrong := wrong_settings():
        _refuse("\n".join(wrong), status=2)
    return _right_settings()


def _right_settings() -> Settings:
    from bot.logs import configure_logs
    from bot.settings import Settings

    settings = Settings()
    configure_logs(settings.log_level, sys.stderr)
    return settings


def _offered(settings: Settings) -> Sequence[str]:
    """Names of dialogues, and of files."""
    from dialogues.library import shipped

    return settings.dialogues.split() or shipped()


def _unknown(settings: Settings, dialogue: str) -> NoReturn:
    from bot import assembly
    from dialogues.mistakes import did_you_mean

    known = _run(assembly.dialogues(settings))
    _refuse(f"There is no dialogue {dialogue}, and nobody has begun one; {did_you_mean(dialogue, known)}")


def _asked(preview: Preview) -> Sending | Cancelled:
    from bot import assembly
    from dialogues.previewing import Cancelled

    try:
        return _run(assembly.ask_organiser(preview))
    except KeyboardInterrupt:
        typer.echo()  # what was being typed stays on its line
        return Cancelled()


def _nobody(words: Words, language: str) -> str:
    """Without an application there is no dialogue at hand that could say what is read by default."""
    from dialogues.scene import spoken

    return words.say(spoken(words, language), "round.nobody")


def _dialogue(definition: str) -> tuple[Dialogue, str]:
    """The dialogue that was named, with its source; or its mistakes, and the end of the program."""
    from bot.definitions import NoDefinition, source_of
    from dialogues.loading import load

    try:
        file, source = source_of(definition)
    except NoDefinition as problem:
        _refuse(str(problem), status=2)
    loaded = load(source, file=file)
    if loaded.dialogue is None:
        _print_mistakes(loaded.mistakes)
        raise typer.Exit(1)
    return loaded.dialogue, source.decode()


def _spoken(dialogue: Dialogue, language: str) -> str:
    from dialogues.words import match_language

    tag = match_language((language,), dialogue.languages, "") if language else dialogue.default_language
    if not tag:
        _refuse(
            f"{dialogue.id} is not written in {language}; choose {', '.join(dialogue.languages)}", status=2
        )
    return tag


def _read(file: Path) -> bytes:
    from bot.definitions import NoDefinition, read

    try:
        return read(file)
    except NoDefinition as problem:
        _refuse(str(problem), status=2)


def _run(command: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(command)


def _collect_seldom() -> None:
    """What is loaded by now stays: the collector need not look through it again and again. Each answer makes some
    thousand values that die by themselves; looking for cycles among them every 700, as Python does, took a fifth of
    the CPU time, and the whole heap, some tenths of a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


async def _until_told(command: Coroutine[Any, Any, None]) -> None:
    """Until it ends, or this process is asked to end: then what is going on is finished first."""
    task = asyncio.ensure_future(command)
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


def _leaves(group: BaseExceptionGroup[Any]) -> Iterable[BaseException]:
    for problem in group.exceptions:
        if isinstance(problem, BaseExceptionGroup):
            yield from _leaves(problem)
        else:
            yield problem


def _print(text: str) -> None:
    """What is printed may hold what somebody wrote, so nothing in it may be obeyed by a terminal."""
    from dialogues.reading.normalise import clean

    typer.echo(clean(text))


def _print_json(value: object) -> None:
    """The same text for a program; what a terminal would obey, or would turn, is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    typer.echo(_OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _print_mistakes(mistakes: Iterable[Mistake]) -> None:
    for mistake in mistakes:
        _print(str(mistake))


def _refuse(why: str, *, status: int = 1) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(status)
