"""What exists: people, chats, the bot, and what is posted. Knows no methods and no HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from random import Random
from typing import Any

from tests.fakes.telegram.chats import Chat, Json, Message
from tests.fakes.telegram.files import Files
from tests.fakes.telegram.updates import Updates

#: a press is queued by the person, apart from their messages [tdlib/telegram-bot-api: user_id + (3 << 33)]
PRESSES = 3 << 33
#: seconds after which a button's message comes as an InaccessibleMessage
INACCESSIBLE = 48 * 60 * 60


@dataclass(eq=False)
class Press:
    """A button that was pressed, and what the bot said to it."""

    id: str
    user: int
    #: seconds since 1970
    at: float
    chat: Chat
    answered: bool = False
    #: the short answer above the chat
    toast: str = ""
    alert: bool = False
    url: str = ""

    async def answer(self, *, within: float = 5) -> str:
        """The toast, once the button has stopped to spin."""
        await self.chat.changes.until(lambda: self if self.answered else None, within)
        assert self.answered, f"the press was not answered within {within} s; the screen:\n{self.chat.screen}"
        return self.toast


class Cloud:
    """`clock` tells the time of everything that is dated or expires."""

    def __init__(self, bot: Json, clock: Callable[[], datetime], rng: Random) -> None:
        #: what getMe tells; `bot_user` is the author of its messages
        self.bot = bot
        self.bot_user = {key: bot[key] for key in ("id", "is_bot", "first_name", "username")}
        self.rng = rng
        self._clock = clock
        self.updates = Updates(self.now, rng)
        self.files = Files(self.now, rng)
        self.chats: dict[int, Chat] = {}
        #: user id → User of the API
        self.users: dict[int, Json] = {bot["id"]: bot}
        #: who has blocked the bot, whose account is gone, who has ever written to it
        self.blocked: set[int] = set()
        self.deactivated: set[int] = set()
        self.started: set[int] = set()
        self.presses: dict[str, Press] = {}
        self.user_ids = count(rng.randrange(5 * 10**9, 8 * 10**9))  # more than 32 bits, as real ones
        #: commands, descriptions, menu buttons, as the bot set them
        self.settings: dict[str, Any] = {}
        self._message_ids: dict[int, Any] = {}

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock().timestamp()

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups count by themselves; private chats and groups share the bot's own count."""
        key = chat.id if chat.type == "supergroup" else 0
        ids = self._message_ids.setdefault(key, count(self.rng.randrange(1, 900)))
        return int(next(ids))

    def post(self, chat: Chat, author: Json, content: Json, *, thread: int | None = None) -> Message:
        """A new message stands in the chat. Nobody is told but those who look at it."""
        date = self.now()
        data: Json = {
            "message_id": self.next_message_id(chat),
            "from": author,
            "chat": chat.data,
            "date": int(date),
        }
        if thread is not None:
            data |= {"message_thread_id": thread, "is_topic_message": True}
        data |= content
        message = Message(chat, data, date, by_bot=author["id"] == self.bot["id"])
        chat.messages[message.id] = message
        chat.changes.happen()
        return message

    def tell(self, message: Message, *, edited: bool = False) -> None:
        """The bot is told of a person's message, where its privacy lets it read."""
        chat = message.chat
        if chat.type != "private" and not self._readable(message):
            return
        self.updates.add("edited_message" if edited else "message", message.data, chat.id)

    def _readable(self, message: Message) -> bool:
        chat, data = message.chat, message.data
        status = chat.members.get(self.bot["id"], "left")
        if status in {"left", "kicked"}:
            return False
        if status == "administrator" or self.bot["can_read_all_group_messages"] or "from" not in data:
            return True
        if "text" not in data and "caption" not in data and not message.media:
            return True  # what the chat itself says
        if data.get("reply_to_message", {}).get("from", {}).get("id") == self.bot["id"]:
            return True
        command = message.text.split(maxsplit=1)[0] if message.text.startswith("/") else ""
        name, _, whose = command.partition("@")
        return bool(name) and whose.lower() in {"", self.bot["username"].lower()}

    def press(self, user: Json, message: Message, data: str) -> Press:
        now = self.now()
        press = Press(str(self.rng.getrandbits(62)), user["id"], now, message.chat)
        self.presses[press.id] = press
        shown = message.data
        if message.deleted or now - message.date > INACCESSIBLE:
            shown = {"chat": message.chat.data, "message_id": message.id, "date": 0}
        query = {
            "id": press.id,
            "from": user,
            "message": shown,
            "chat_instance": str(message.chat.id * 31),
            "data": data,
        }
        self.updates.add("callback_query", query, user["id"] + PRESSES)
        return press

    def membership(self, chat: Chat, by: Json, status: str) -> None:
        """The bot's own standing in a chat changes, and it is told."""
        old = chat.members.get(self.bot["id"], "left")
        chat.members[self.bot["id"]] = status
        if chat.type == "private":
            old, status = ("kicked", "member") if status == "member" else ("member", "kicked")
        change = {
            "chat": chat.data,
            "from": by,
            "date": int(self.now()),
            "old_chat_member": member(self.bot_user, old),
            "new_chat_member": member(self.bot_user, status),
        }
        self.updates.add("my_chat_member", change, chat.id)


_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]

_RESTRICTED = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
]


def member(user: Json, status: str) -> Json:
    """A ChatMember of the API."""
    data: Json = {"user": user, "status": status}
    if status == "administrator":
        data |= dict.fromkeys(_RIGHTS, False) | {"can_manage_topics": True, "can_manage_chat": True}
    if status == "creator":
        data["is_anonymous"] = False
    if status == "kicked":
        data["until_date"] = 0
    if status == "muted":
        data |= {"status": "restricted", "is_member": True, "until_date": 0} | dict.fromkeys(
            _RESTRICTED, False
        )
    return data
