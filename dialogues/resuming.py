"""Resume codes: going on at another address, with a code that was written down.

A code is asked for at one address and sent from another. Then it is a claim: the first one is told at once and may
refuse; where nobody says anything for a day it is granted, and the two are one person. What is said is decided
here, from values; hashes, rows and who is told are for the shell. A code belongs to a person and to no
application, so `step()` knows nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from dialogues.application import AddressId, PersonId
from dialogues.prompt import Button, Notice, Paragraph
from dialogues.reading.commands import read_command
from dialogues.reading.resume_codes import resume_code_in
from dialogues.reply import Command, Reply, Typed
from dialogues.scene import spoken
from dialogues.words import Field as Filling
from dialogues.words import Words

#: Commands that mean the same whatever is on screen.
RESUMING = frozenset({"code", "another_code", "resume", "allow_claim", "refuse_claim"})
#: how long a claim waits for an answer
PATIENCE = timedelta(hours=24)
#: wrong codes from one address, within that time of the first, before it has to wait
GUESSES, WITHIN = 5, timedelta(hours=1)

_CLAIMED = {
    "telegram": "resume.claimed_telegram",
    "slack": "resume.claimed_slack",
    "terminal": "resume.claimed_terminal",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeMade:
    """A person asked for a code, or for another one in place of it."""

    at: datetime
    who: PersonId
    kind: Literal["code_made"] = "code_made"


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeClaimed:
    """The code was sent from another address, by somebody who may be the same."""

    at: datetime
    who: PersonId
    owner: PersonId
    address: AddressId
    kind: Literal["code_claimed"] = "code_claimed"


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimRefused:
    """The owner of the code said that it was not them."""

    at: datetime
    who: PersonId
    address: AddressId
    kind: Literal["claim_refused"] = "claim_refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """The two are one person, `who`: because they said so, or because nobody said anything in time."""

    at: datetime
    who: PersonId
    joined: PersonId
    address: AddressId
    allowed: bool
    kind: Literal["joined"] = "joined"


Resuming = Annotated[CodeMade | CodeClaimed | ClaimRefused | Joined, Field(discriminator="kind")]


def asked_for(reply: Reply, *, at_the_door: bool) -> Command | None:
    """What of all this a reply asks for. A bare code is one only `at_the_door`, where nothing is asked yet: inside,
    it may be an answer, and a word has to stand before it."""
    command = read_command(reply.text) if isinstance(reply, Typed) else reply
    if isinstance(reply, Typed) and command is None and at_the_door and (code := resume_code_in(reply.text)):
        return Command(name="resume", argument=code)
    if not isinstance(command, Command) or command.name not in RESUMING:
        return None
    if command.name == "code" and command.argument.strip():
        return Command(name="resume", argument=command.argument)
    return command


def code_notice(words: Words, language: str, code: str) -> Notice:
    """A new code: the only time that it is shown."""
    tag = spoken(words, language)
    return Notice(
        blocks=(
            Paragraph(text=words.say(tag, "resume.code")),
            Paragraph(text=code, style="copied"),
            Paragraph(text=words.say(tag, "resume.keep")),
        ),
        buttons=((_another(words, tag),),),
        language=language,
    )


def claim_notice(
    words: Words, language: str, *, channel: str, name: str, claim: str, left: timedelta
) -> Notice:
    """To the owner: somebody uses the code, from there."""
    tag = spoken(words, language)
    key = _CLAIMED.get(channel, "resume.claimed_elsewhere")
    return Notice(
        blocks=(
            Paragraph(text=words.say(tag, key, name=name)),
            Paragraph(text=words.say(tag, "resume.decide", n=hours(left))),
        ),
        buttons=(
            (
                Button(
                    label=words.say(tag, "button.refuse_claim"),
                    reply=Command(name="refuse_claim", argument=claim),
                ),
                Button(
                    label=words.say(tag, "button.allow_claim"),
                    reply=Command(name="allow_claim", argument=claim),
                ),
            ),
        ),
        language=language,
    )


def notice(words: Words, language: str, key: str, *, another: bool = False, **fields: Filling) -> Notice:
    """One paragraph; with the button for another code where one may be had."""
    tag = spoken(words, language)
    return Notice(
        blocks=(Paragraph(text=words.say(tag, key, **fields)),),
        buttons=((_another(words, tag),),) if another else (),
        language=language,
    )


def hours(left: timedelta) -> int:
    """Begun hours count, and the last is one."""
    return max(1, -(-left // timedelta(hours=1)))


def minutes(left: timedelta) -> int:
    """Likewise."""
    return max(1, -(-left // timedelta(minutes=1)))


def _another(words: Words, tag: str) -> Button:
    return Button(label=words.say(tag, "button.another_code"), reply=Command(name="another_code"))
