"""Offered files: fetched from their channel, kept by content, and told to the engine.

Two events, never one: nothing downloads inside a transaction or before an acknowledgement. A file that cannot
be kept is told as well, with a code that says why.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import puremagic

from bot.channels.base import HOLD, Channel, ChannelError, Outcome, Refused
from dialogues.application import ApplicationId, PersonId
from dialogues.effects import Fetch
from dialogues.events import Event, FileFailed, FileStored
from dialogues.reading.normalise import clean
from dialogues.reply import StoredFile
from storage.changes import AddressKey, Inbox, Outgoing
from storage.files import FileTooLarge
from storage.store import Storage

#: nothing larger is kept, whatever a dialogue allows; bytes
LARGEST = 50 * 1024 * 1024
#: nothing more is kept of one person; bytes
QUOTA = 500 * 1024 * 1024

#: a longer text is no list that was filled in; bytes
LONGEST_TEXT = 512 * 1024


class Happen(Protocol):
    """`Engine.happen`."""

    def __call__(
        self, key: AddressKey, application: ApplicationId, event: Event, source: Inbox, *, hold: float = False
    ) -> Awaitable[Outcome]: ...


@dataclass(kw_only=True, slots=True)
class Fetcher:
    """Works off Fetch rows of the outbox."""

    storage: Storage
    happen: Happen
    now: Callable[[], datetime]
    #: bytes that one person may send in files, taken together
    quota: int = QUOTA

    async def fetch(
        self, channel: Channel, row: Outgoing, fetch: Fetch, *, last: bool, more: bool = False
    ) -> None:
        """Keep the file and say so, or say why not; where more files of this person are on the way, they are shown
        together. Raises a ChannelError that may be tried again, but not at the last try."""
        key = AddressKey(channel=row.channel, external_id=row.external_id, team=row.team)
        snapshot = await self.storage.load(key, application=row.application)
        if snapshot.address is None or row.application is None:
            return
        who = snapshot.address.person
        try:
            event: Event = await self._kept(channel, fetch, who)
        except FileTooLarge:
            event = FileFailed(at=self.now(), who=who, path=fetch.path, name=fetch.name, code="too_large")
        except ChannelError as problem:
            if problem.retryable and not last:
                raise
            event = FileFailed(at=self.now(), who=who, path=fetch.path, name=fetch.name, code=problem.code)
        source = Inbox(channel="outbox", key=f"fetch:{row.id}", at=self.now())
        await self.happen(key, row.application, event, source, hold=HOLD if more else 0)

    async def _kept(self, channel: Channel, fetch: Fetch, who: PersonId) -> FileStored:
        left = max(0, self.quota - await self.storage.bytes_sent(who))
        try:
            sha256, size = await self.storage.files.keep(
                channel.fetch(fetch.token), at_most=min(LARGEST, left)
            )
        except FileTooLarge:
            if left < LARGEST:
                raise Refused("full") from None
            raise
        if not size:  # no platform takes one back, so no reviewer would ever get it
            raise Refused("empty")
        media_type = await asyncio.to_thread(_media_type, self.storage.files.path_of(sha256), fetch.name)
        kept = StoredFile(sha256=sha256, name=fetch.name, size=size, type=media_type, caption=fetch.caption)
        text = ""
        if fetch.name.lower().endswith(".txt") and size <= LONGEST_TEXT:
            text = await asyncio.to_thread(_text_of, self.storage.files.path_of(sha256))
        return FileStored(at=self.now(), who=who, path=fetch.path, file=kept, text=text)


def _text_of(file: Path) -> str:
    """What is in a text file, as the editors of our languages write it; "" where it is none."""
    content = file.read_bytes()
    for encoding in ("utf-16", "utf-8-sig", "gb18030", "big5"):
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            return "" if "\0" in text else clean(text)
    return ""


def _media_type(file: Path, name: str) -> str:
    """By content; the name only decides between kinds that look alike (Office files are all zip files)."""
    try:
        found = puremagic.magic_file(str(file))
    except (puremagic.PureError, ValueError, OSError):
        found = []
    suffix = Path(name).suffix.lower()
    named = [match for match in found if match.extension == suffix and match.mime_type]
    best = next(iter(named or [match for match in found if match.mime_type]), None)
    return best.mime_type if best is not None else "application/octet-stream"
