"""What a reviewer asks for, from a post in their room: to read by section, the whole, the files. Into outbox rows.

They get it in private, and only where they see a room that reads this dialogue; everybody else gets one sentence, the
same whether there is such a submission or not. No cursor, reminder or answer is touched: whoever has an application of
their own open stays where they are in it. Contact data is in none of it (`dialogues/reviewing.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.channels.base import Inbound
from bot.chats import Chats, is_press, key_of
from bot.giving import given
from bot.members import Members
from bot.outgoing import Addressee, outgoing
from bot.rooms import Rooms
from bot.shelf import Shelf
from dialogues.application import AddressId, ApplicationId
from dialogues.effects import Effect, Hand, Page, Tell
from dialogues.lobby import language_of
from dialogues.plain import plain
from dialogues.prompt import Button, Listing, ListItem, Notice, Paragraph
from dialogues.reply import Command
from dialogues.reviewing import reviewed
from dialogues.scene import spoken
from dialogues.submission import restored
from dialogues.summary import Summary, as_blocks
from dialogues.summary_drawing import file_told
from dialogues.summary_pages import pages
from dialogues.summary_parts import Attached
from dialogues.words import Words
from storage.changes import Address, Changes, Inbox, Message
from storage.ids import Ids
from storage.store import Storage

#: commands that are answered here, whatever application is open
READING: Final = frozenset({"read", "whole", "files"})

#: a reference, and of a page the round and its number
_WANTED: Final = re.compile(r"([A-Z]{1,3}-[0-9A-Z]{1,16})(?:\.([0-9]{1,4})\.([0-9]{1,4}))?")
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Opened:
    """A submission that this person may read."""

    application: ApplicationId
    summary: Summary
    to: AddressId
    #: what they read it in
    language: str
    #: of the page that is wanted, from 1
    page: int

    def button(self, label: str, command: str, page: int = 0) -> Button:
        argument = self.summary.reference + (f".{self.summary.round}.{page}" if page else "")
        return Button(label=label, reply=Command(name=command, argument=argument))


@dataclass(kw_only=True, slots=True)
class Reading:
    """Submissions, for the people who may read them."""

    storage: Storage
    shelf: Shelf
    words: Words
    rooms: Rooms
    members: Members
    ids: Ids
    chats: Chats
    now: Callable[[], datetime]

    async def asked(
        self, command: Command, inbound: Inbound, address: Address, stood: Address | None, source: Inbox
    ) -> tuple[Changes, str]:
        """What to commit, and the toast. `stood` is the address as it was loaded, None for one never seen."""
        opened = await self._open(command, address)
        messages = await self.chats.messages(inbound, address, None)
        toast, about = "", ""
        effects: Sequence[Effect]
        if opened is None:
            closed = self.words.say(spoken(self.words, address.language), "room.closed")
            toast = closed if is_press(inbound) else ""
            effects = () if toast else (_tell(address.id, Paragraph(text=closed)),)
        elif command.name == "read":
            if is_press(inbound):
                shown = await self._shown(inbound, address)
                messages, about = (*messages, shown), shown.message
            effects = (_page(opened, self.members.manner(address.key).longest),)
        elif command.name == "whole":
            effects = (_whole(opened),)
        else:
            effects = _files(opened, self.members.manner(address.key).upload)
        rows = tuple(
            row
            for effect in effects
            for row in outgoing(
                effect, Addressee.of(address), self.ids, self.now(), about=about,
                longest=self.members.manner(address.key).longest,
                application=opened.application if opened is not None else None,
            )
        )  # fmt: skip
        changes = Changes(
            inbox=replace(source, acknowledgement=toast),
            people=() if stood is not None else ((address.person, inbound.at),),
            address=address,
            stood=stood,
            outbox=rows,
            messages=messages,
        )
        return changes, toast

    async def _open(self, command: Command, address: Address) -> _Opened | None:
        """The submission, where it is there and this person sees a room that reads it. Rooms are asked first, so
        that whoever sees none waits as long for what there is as for what there is not."""
        wanted = _WANTED.fullmatch(command.argument.upper())
        seen = [room for room in self.rooms.rooms if await self.members.has(room, address.key)]
        if wanted is None or not seen:
            return None
        reference, round_, page = wanted[1], int(wanted[2] or 0), int(wanted[3] or 1)
        found = await self.storage.submission(reference, round_ or None)
        if found is None:
            return None
        application = restored(found.content).application
        room = next((room for room in self.rooms.of(application.dialogue) if room in seen), None)
        if room is None:
            return None
        before = None
        if command.name == "whole" and found.round > 1:  # only there is said what differs
            before = await self.storage.submission(reference, found.round - 1)
        dialogue = await self.shelf.get(application.dialogue, application.version)
        language = language_of(dialogue, address.language, room.language)
        earlier = before.content if before is not None else None
        summary = reviewed(dialogue, found.content, language, self.words, earlier)
        return _Opened(
            application=application.id, summary=summary, to=address.id, language=language, page=page
        )

    async def _shown(self, inbound: Inbound, address: Address) -> Message:
        """The message whose page is turned; a press that is faster than its record makes it known."""
        known = await self.storage.message_of(key_of(inbound), inbound.about)
        if known is not None and known.message:
            return known
        key = address.key
        return Message(
            address=address.id, channel=key.channel, external_id=key.external_id, team=key.team,
            message_id=inbound.about, place=inbound.place, direction="out", message=str(self.ids.number()),
            at=inbound.at,
        )  # fmt: skip


def _page(opened: _Opened, longest: int) -> Page:
    say, turned = opened.summary.say, pages(opened.summary, longest)
    at, last = min(max(opened.page, 1), len(turned)), len(turned)
    row = (
        *([opened.button(say("room.before", page=at - 1), "read", at - 1)] if at > 1 else ()),
        opened.button(say("room.here", page=at, pages=last), "read", at),
        *([opened.button(say("room.after", page=at + 1), "read", at + 1)] if at < last else ()),
    )
    more = [opened.button(say("room.whole"), "whole")]
    if files := len(opened.summary.files):
        more.append(opened.button(say("room.files", n=files), "files"))
    notice = Notice(
        blocks=turned[at - 1], buttons=(*((row,) if last > 1 else ()), tuple(more)), language=opened.language
    )
    return Page(to=opened.to, notice=notice)


def _whole(opened: _Opened) -> Hand:
    summary = opened.summary
    return Hand(
        to=opened.to,
        name=f"{summary.reference}.txt",
        text=plain(as_blocks(summary)) + "\n",
        caption=summary.say("room.whole_caption", reference=summary.reference, round=summary.round),
        language=opened.language,
    )


def _files(opened: _Opened, largest: int) -> tuple[Effect, ...]:
    """A row for each file; then what could not be sent, and links, which are no files."""
    say, every = opened.summary.say, opened.summary.files
    gives = [
        given(file, at, opened.to)
        for at, file in enumerate(every, start=1)
        if file.sha256 and file.size <= largest
    ]
    links = [file for file in every if file.link]
    too_large = [file for file in every if file.sha256 and file.size > largest]
    told: list[Paragraph | Listing] = [
        *_listed(opened.summary, links, say("room.links", n=len(links))),
        *_listed(
            opened.summary, too_large, say("room.too_large", n=len(too_large), size=largest // _MEGABYTE)
        ),
    ]
    if not every:
        told = [Paragraph(text=say("room.no_files", reference=opened.summary.reference))]
    return (*gives, *([_tell(opened.to, *told)] if told else ()))


def _listed(summary: Summary, files: Iterable[Attached], title: str) -> list[Listing]:
    items = tuple(ListItem(text=file_told(summary, file)) for file in files)
    return [Listing(title=title, items=items)] if items else []


def _tell(to: AddressId, *blocks: Paragraph | Listing) -> Tell:
    return Tell(to=to, notice=Notice(blocks=blocks))
