"""A person with Slack open, who does what a transcript says and sees what Slack shows.

Types, presses and picks by what is read, drops files, fills in modals; waits until the bot has said all that it has to
say. What the bot posts is counted as the budgets of the model conversation count it: a message that is changed in its
place is none. Time passes only as the fake's `advance` says.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bot.assembly import Running
from tests.channels.telegram.phone import CONTENTS, bare
from tests.fakes.slack import Delivery, Message, Slack, User

T = TypeVar("T")

#: seconds until a test gives up
PATIENCE = 30
#: seconds that pass between two acts, for what Slack grants in a minute
READS = 2


@dataclass
class Laptop:
    """Someone's."""

    slack: Slack
    user: User
    parts: Running
    #: of the program
    data: Path
    #: picks in modals, and presses of buttons
    clicks: int = 0
    presses: int = 0
    #: messages of the bot after each act
    messages: list[int] = field(default_factory=list)

    @property
    def prompt(self) -> Message:
        """The newest message with something to press."""
        return next(one for one in reversed(self.user.dm.from_bot) if one.labels and not one.only_for)

    async def command(self, words: str = "") -> Delivery:
        return await self._counted(self.user.command(f"/form {words}".strip()))

    async def shortcut(self) -> Delivery:
        return await self._counted(self.user.shortcut("form"))

    async def say(self, text: str) -> Message:
        return await self._counted(self.user.say(text))

    async def edit(self, message: Message, text: str) -> None:
        await self._counted(self.user.edit(message, text))

    async def drop(self, name: str, comment: str = "", *, megabytes: float = 0) -> None:
        """A file into the conversation, as large as that."""
        content = content_of(name).ljust(round(megabytes * 1024 * 1024))
        await self._counted(self.user.upload(content, name, comment=comment))

    async def press(self, label: str, **at: Any) -> Delivery:
        """By what stands on the button, its marks and arrows apart; the newest with that, the modal first."""
        self.presses += 1
        wanted = label if at else next(self._labels(label), label)
        return await self._counted(self.user.press(wanted, **at))

    async def select(self, option: str, **at: Any) -> None:
        await self._counted(self.user.select(option, **at))

    async def tick(self, *options: str, off: bool = False, **at: Any) -> None:
        await self._counted(self.user.tick(*options, off=off, **at))

    async def pick_date(self, day: str) -> None:
        await self._counted(self.user.pick_date(day))

    async def click(self, option: str, question: str) -> None:
        """An answer in a modal, by the code of its question. What is below may wait until the modal is left."""
        self.clicks += 1
        picked = await self.user.select(option, control=self._field(question))
        assert picked is not None
        await picked.ack(within=PATIENCE)

    async def write(self, text: str, label: str) -> None:
        """Into a field of the modal, by how its label begins."""
        await self.user.type(self._field(label), text)

    async def attach(self, name: str, label: str) -> None:
        """Into a file field."""
        await self.user.attach(self._field(label), content_of(name), name)

    async def submit(self) -> str:
        """Hands the modal in: what is seen of it then, "" where it has gone."""
        self.presses += 1
        handed = await self._counted(self.user.submit())
        assert handed is None or handed.acked
        return self.user.modal

    async def close(self) -> None:
        """Closes the modal."""
        self.presses += 1
        await self._counted(self.user.close_modal())

    def told(self, name: str) -> None:
        """The counts, for `pytest -s`."""
        print(  # noqa: T201 - the counts are to be seen
            f"\n{name}: {sum(self.messages)} messages, {self.clicks} clicks, {self.presses} presses, "
            f"at most {max(self.messages)} in a row"
        )

    async def quiet(self) -> None:
        """Until every delivery is handled and all that it led to is shown, but for what is to wait."""
        async with asyncio.timeout(PATIENCE):
            while await self._is_busy():  # noqa: ASYNC110 - what is handled and what is sent has no event
                await asyncio.sleep(0.003)

    async def _is_busy(self) -> bool:
        return (
            bool(self.slack.deliveries.open or await self.parts.storage.received("slack"))
            or self._is_sending()
        )

    def _is_sending(self) -> bool:
        with closing(sqlite3.connect(f"file:{self.data / 'formbot.sqlite3'}?mode=ro", uri=True)) as database:
            (waiting,) = database.execute(
                "SELECT count(*) FROM outbox WHERE state = 'waiting' AND not_before IS NULL"
            ).fetchone()
        return bool(waiting)

    async def _counted(self, act: Awaitable[T]) -> T:
        before = self._posts()
        done = await act
        await self.quiet()
        await self.slack.advance(READS)
        self.messages.append(self._posts() - before)
        return done

    def _posts(self) -> int:
        """Messages of the bot in the conversation, also those that it took away again."""
        posted = [call.result or {} for call in self.slack.called("chat.postMessage")]
        shared = self.slack.called("files.completeUploadExternal", channel_id=self.user.dm.id)
        return sum(one["channel"] == self.user.dm.id for one in posted) + len(shared)

    def _labels(self, label: str) -> Iterator[str]:
        """What stands on the newest button that says this, its marks apart."""
        if self.user.modal:
            return
        for message in reversed(self.user.dm.from_bot):
            yield from (one for one in message.labels if bare(one) == bare(label))

    def _field(self, begins: str) -> str:
        """The whole label of the field of the modal that begins with this."""
        labels = (block["label"]["text"] for block in self.user.view["blocks"] if block["type"] == "input")
        found = next((one for one in labels if one == begins or one.startswith(f"{begins} ")), None)
        assert found is not None, f"no field {begins!r}; the modal:\n{self.user.modal}"
        return found


def content_of(name: str) -> bytes:
    """No two files are the same."""
    return CONTENTS.get(name.rsplit(".", maxsplit=1)[-1], b"words") + name.encode()
