"""For a person without a current application, and for the commands that choose one: begin, open, list.

Pure: what there is to choose from comes in as values; which application is made or opened comes out as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogues.application import OPEN, ApplicationId, State
from dialogues.dialogue import Dialogue
from dialogues.prompt import Button, Listing, ListItem, Prompt
from dialogues.reading.commands import read_command
from dialogues.reading.normalise import fold
from dialogues.reply import Command, Reply, Typed
from dialogues.scene import spoken
from dialogues.words import Words, match_language

#: Commands that the lobby answers whatever application is current.
LOBBY = frozenset({"open", "new"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Mine:
    """One application of this person."""

    id: ApplicationId
    reference: str
    dialogue: str
    state: State
    #: of the questions that are relevant; 0 of 0 where nobody counted
    answered: int = 0
    total: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Begin:
    """Make a new application of this dialogue and open it."""

    dialogue: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Resume:
    """Open this application."""

    application: ApplicationId


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """Show what there is to choose from."""

    prompt: Prompt


Choice = Begin | Resume | Offer


def enter(
    offers: Sequence[Dialogue],
    mine: Sequence[Mine],
    current: Mine | None,
    reply: Reply,
    language: str,
    words: Words,
) -> Choice:
    """What a reply means outside of an application. `mine` is newest first."""
    prompt = _choices(offers, mine, language, words)
    command = _command(reply, prompt, mine)
    name, argument = (command.name, command.argument) if command is not None else ("", "")
    if name == "open":
        wanted = next((one for one in mine if argument in (one.id, one.reference)), None)
        wanted = wanted or _latest(mine, argument)
        if wanted is not None:
            return Resume(application=wanted.id)
        if any(dialogue.id == argument for dialogue in offers):
            return Begin(dialogue=argument)
    if name == "new":
        dialogue = argument or (current.dialogue if current is not None else "")
        if any(offer.id == dialogue for offer in offers):
            return Begin(dialogue=dialogue)
    if len(offers) == 1 and not mine:
        return Begin(dialogue=offers[0].id)
    return Offer(prompt=prompt)


def home(offers: Sequence[Dialogue], mine: Sequence[Mine], language: str, words: Words) -> Prompt:
    """Everything that the person has begun, with how far it is, the way to go on, and what they may begin."""
    tag = spoken(words, language)
    titles = {dialogue.id: dialogue.title.within(language_of(dialogue, language)) for dialogue in offers}
    listed = [
        ListItem(
            text=words.say(
                tag, "lobby.mine", reference=one.reference, title=titles.get(one.dialogue, one.dialogue),
                state=words.say(tag, f"state.{one.state.value}"), answered=one.answered, total=one.total,
            ),
            button=Button(
                label=words.say(tag, "lobby.open" if one.state in OPEN else "lobby.look", reference=one.reference),
                reply=Command(name="open", argument=one.id),
            ),
        )
        for one in mine
    ]  # fmt: skip
    begin = tuple(
        (Button(label=words.say(tag, "lobby.begin", title=title), reply=Command(name="new", argument=name)),)
        for name, title in titles.items()
    )
    return Prompt(
        screen="choose",
        language=language,
        label=words.say(tag, "lobby.home"),
        hint="" if mine else words.say(tag, "lobby.nothing"),
        body=(Listing(items=tuple(listed)),) if listed else (),
        actions=begin,
    )


def _command(reply: Reply, prompt: Prompt, mine: Sequence[Mine]) -> Command | None:
    """A command; a typed number or label is the button's, a typed reference opens that application."""
    if isinstance(reply, Typed):
        wanted = fold(reply.text).strip(" .")
        known = next((one for one in mine if fold(one.reference) == wanted), None)
        if known is not None:
            return Command(name="open", argument=known.id)
        buttons = enumerate(prompt.by_number(), start=1)
        pressed = (it.reply for number, it in buttons if wanted in (str(number), fold(it.label)))
        reply = read_command(reply.text) or next(pressed, reply)
    return reply if isinstance(reply, Command) else None


def _latest(mine: Sequence[Mine], dialogue: str) -> Mine | None:
    """The newest unfinished application of a dialogue, else the newest that is not withdrawn."""
    same = [one for one in mine if one.dialogue == dialogue and one.state is not State.WITHDRAWN]
    return next((one for one in same if one.state in OPEN), same[0] if same else None)


def _choices(offers: Sequence[Dialogue], mine: Sequence[Mine], language: str, words: Words) -> Prompt:
    tag = spoken(words, language)
    titles = {dialogue.id: dialogue.title.within(language_of(dialogue, language)) for dialogue in offers}
    rows = [
        (
            Button(
                label=words.say(tag, "lobby.continue", reference=one.reference, title=titles[one.dialogue]),
                reply=Command(name="open", argument=one.id),
            ),
        )
        for one in mine
        if one.dialogue in titles and one.state in OPEN
    ]
    rows += [
        (Button(label=title, reply=Command(name="new", argument=name)),) for name, title in titles.items()
    ]
    return Prompt(
        screen="choose",
        language=language,
        label=words.say(tag, "lobby.choose"),
        hint=words.say(tag, "lobby.number"),
        actions=tuple(rows),
        numbered=True,
    )


def language_of(dialogue: Dialogue, *wanted: str) -> str:
    """The dialogue's language for a person who wants one of these, in order."""
    return match_language(wanted, dialogue.languages, dialogue.default_language)
