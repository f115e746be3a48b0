"""Direct messages, channels and what stands in them; nothing here knows methods or HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from tests.fakes.slack.refusals import Json
from tests.fakes.slack.screens import rows, shown
from tests.fakes.slack.values import values
from tests.fakes.telegram.chats import Changes


@dataclass(eq=False)
class Message:
    """A message as it is now. `data` is in the form of the API."""

    channel: Channel
    data: Json
    by_bot: bool = False
    deleted: bool = False
    #: who sees it, when it is for one person alone
    only_for: str = ""
    #: user id → block id → action id → what that person has set
    state: dict[str, Json] = field(default_factory=dict)

    @property
    def ts(self) -> str:
        return str(self.data["ts"])

    @property
    def text(self) -> str:
        """The top-level text: what a notification and a screen reader have."""
        return str(self.data.get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        return self.data.get("blocks", [])  # type: ignore[no-any-return]

    @property
    def body(self) -> str:
        """What is read in it: its blocks, or the text where there are none."""
        return self._shown if self.blocks else self.text

    @property
    def _shown(self) -> str:
        return shown(self.blocks, values(self.blocks, next(iter(self.state.values()), {})))

    @property
    def thread(self) -> str | None:
        """The ts of the message that it replies to."""
        thread = self.data.get("thread_ts")
        return None if thread == self.ts else thread

    @property
    def rows(self) -> list[list[str]]:
        """The labels of its controls, block by block."""
        return rows(self.blocks)

    @property
    def labels(self) -> list[str]:
        return [label for row in self.rows for label in row]

    def as_it_is(self) -> Message:
        """A copy: to press in it later what will not be there any more."""
        return replace(self, data=dict(self.data))

    def __str__(self) -> str:
        author = "bot" if self.by_bot else self.data.get("user", "")
        author = self.channel.names.get(author, author)
        only = " (only visible to you)" if self.only_for else ""
        files = "".join(f" <{file['name']}>" for file in self.data.get("files", []))
        indent = "    " if self.thread else ""
        lines = f"{author}{only}:{files} {self.body}".splitlines()
        return "\n".join(indent + line for line in lines)


@dataclass(eq=False)
class Channel:
    """A direct message with the bot ("im"), or a channel with threads."""

    id: str
    #: "im", "channel", "group" (private)
    type: str
    name: str = ""
    #: user ids, the bot's too where it is a member
    members: set[str] = field(default_factory=set)
    #: user id → name, for the screen
    names: dict[str, str] = field(default_factory=dict)
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)

    @property
    def visible(self) -> list[Message]:
        """What stands in it, in order."""
        return [message for message in self.messages.values() if not message.deleted]

    @property
    def from_bot(self) -> list[Message]:
        return [message for message in self.visible if message.by_bot]

    @property
    def screen(self) -> str:
        """As a person reads it: replies indented under their thread."""
        return "\n".join(str(message) for message in self._threaded())

    def _threaded(self) -> Iterator[Message]:
        for message in self.visible:
            if not message.thread:
                yield message
                yield from self.in_thread(message)

    def in_thread(self, message: Message) -> list[Message]:
        return [one for one in self.visible if one.thread == message.ts]

    async def sees(self, what: str | Callable[[Message], object], *, within: float = 5) -> Message:
        """The newest message of the bot that shows `what` (a part of its body or text, a whole label, or what a
        predicate holds of), as soon as there is one."""
        message = await self.changes.until(lambda: self.find(what), within)
        assert message is not None, f"{what!r} was not seen within {within} s; the screen:\n{self.screen}"
        return message

    def find(self, what: str | Callable[[Message], object]) -> Message | None:
        for message in reversed(self.from_bot):
            if callable(what):
                if what(message):
                    return message
            elif what in message.body or what in message.text or what in message.labels:
                return message
        return None
