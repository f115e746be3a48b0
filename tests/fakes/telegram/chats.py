"""Chats and their messages, as they stand in the cloud; nothing here knows methods or HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

Json = dict[str, Any]
Found = TypeVar("Found")

#: what makes a message a text with something under it
_MEDIA = ("photo", "document", "voice", "sticker", "contact", "location", "video", "audio")


class Changes:
    """Wakes those who wait for something to be seen, at each change, without sleeping."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def happen(self) -> None:
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            if not one.done():
                one.set_result(None)

    async def until(self, look: Callable[[], Found | None], within: float) -> Found | None:
        """What `look` finds, as soon as it finds something; None when the time is over."""
        deadline = asyncio.get_running_loop().time() + within
        while (found := look()) is None:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return None
            change = asyncio.get_running_loop().create_future()
            self._waiting.append(change)
            await asyncio.wait([change], timeout=left)
        return found


@dataclass(eq=False)
class Message:
    """A message as it is now. `data` is in the form of the API."""

    chat: Chat
    data: Json
    #: seconds since 1970
    date: float
    by_bot: bool = False
    deleted: bool = False

    @property
    def id(self) -> int:
        return int(self.data["message_id"])

    @property
    def text(self) -> str:
        """What is read in it: the text, or the caption."""
        return str(self.data.get("text", self.data.get("caption", "")))

    @property
    def thread(self) -> int | None:
        return self.data.get("message_thread_id")

    @property
    def rows(self) -> list[list[str]]:
        """The labels of its inline buttons, row by row."""
        return [[button["text"] for button in row] for row in self.keyboard]

    @property
    def labels(self) -> list[str]:
        return [label for row in self.rows for label in row]

    @property
    def keyboard(self) -> list[list[Json]]:
        return self.data.get("reply_markup", {}).get("inline_keyboard", [])  # type: ignore[no-any-return]

    @property
    def links(self) -> list[str]:
        """Addresses behind words of its text, and behind its buttons."""
        entities: list[Json] = self.data.get("entities") or self.data.get("caption_entities") or []
        buttons = (button for row in self.keyboard for button in row)
        return [one["url"] for one in (*entities, *buttons) if "url" in one]

    @property
    def media(self) -> str:
        """Which kind of thing it carries, or ""."""
        return next((kind for kind in _MEDIA if kind in self.data), "")

    @property
    def file_name(self) -> str:
        return str(self.data.get("document", {}).get("file_name", ""))

    def __str__(self) -> str:
        author = "bot" if self.by_bot else self.data.get("from", {}).get("first_name", self.chat.title)
        kind = f"<{' '.join(filter(None, (self.media, self.file_name)))}> " if self.media else ""
        lines = [f"{author}: {kind}{self.text}"]
        lines += ["  " + " ".join(f"[{label}]" for label in row) for row in self.rows]
        return "\n".join(lines)


@dataclass(eq=False)
class Chat:
    """A private chat, a group or a supergroup."""

    id: int
    #: "private", "group", "supergroup"
    type: str
    title: str = ""
    #: first_name and so on, of a private chat
    about: Json = field(default_factory=dict)
    is_forum: bool = False
    #: user id → status of a ChatMember
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    #: thread id → name
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    pinned: list[int] = field(default_factory=list)
    #: the reply keyboard that people see instead of letters
    keyboard: Json | None = None
    #: what the bot is seen to do: "typing", "upload_document"
    actions: list[str] = field(default_factory=list)
    upgraded_to: Chat | None = None
    changes: Changes = field(default_factory=Changes)

    @property
    def data(self) -> Json:
        if self.type == "private":
            return {"id": self.id, "type": "private", **self.about}
        data: Json = {"id": self.id, "type": self.type, "title": self.title}
        if self.is_forum:
            data["is_forum"] = True
        return data

    @property
    def visible(self) -> list[Message]:
        """What stands in the chat, in order."""
        return [message for message in self.messages.values() if not message.deleted]

    @property
    def from_bot(self) -> list[Message]:
        return [message for message in self.visible if message.by_bot]

    @property
    def screen(self) -> str:
        """The chat as a person reads it."""
        return "\n".join(str(message) for message in self.visible)

    def in_topic(self, thread: int) -> list[Message]:
        return [message for message in self.visible if message.thread == thread]

    def newest_first(self) -> Iterator[Message]:
        return reversed(self.visible)

    async def sees(self, what: str | Callable[[Message], object], *, within: float = 5) -> Message:
        """The newest visible message of the bot of which `what` holds, or that has the text or the label `what`;
        as soon as there is one. What was shown in the meantime and is gone was not seen."""
        holds = what if callable(what) else _shows(what)

        def look() -> Message | None:
            return next((one for one in self.newest_first() if one.by_bot and holds(one)), None)

        found = await self.changes.until(look, within)
        assert found is not None, f"{what!r} was not seen within {within} s; the screen:\n{self.screen}"
        return found


def _shows(text: str) -> Callable[[Message], bool]:
    return lambda message: text in message.text or text in message.labels
