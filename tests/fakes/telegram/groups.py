"""Groups and supergroups, their members and topics, and what happens to the bot in them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from tests.fakes.telegram.chats import Chat, Json, Message
from tests.fakes.telegram.cloud import Cloud

if TYPE_CHECKING:
    from tests.fakes.telegram.people import User

_SUPERGROUPS = count(1000000001001)
_GROUPS = count(4001001)


class Group:
    """A room of several people, and of the bot while it is a member."""

    def __init__(
        self, cloud: Cloud, title: str, *members: User, supergroup: bool, forum: bool, bot: str
    ) -> None:
        self._cloud = cloud
        kind = "supergroup" if supergroup or forum else "group"
        self.chat = Chat(
            -next(_SUPERGROUPS if kind == "supergroup" else _GROUPS), kind, title, is_forum=forum
        )
        self.chat.members = {user.id: "member" for user in members}
        cloud.chats[self.id] = self.chat
        if bot not in {"left", "kicked"}:
            self._set_bot(bot, members[0].data if members else cloud.bot_user)

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def screen(self) -> str:
        return self.chat.screen

    async def sees(self, what: str | Callable[[Message], object], *, within: float = 5) -> Message:
        return await self.chat.sees(what, within=within)

    def topic(self, name: str) -> int:
        """A new topic, by its message_thread_id."""
        service = self._cloud.post(self.chat, self._cloud.bot_user, {})
        service.data |= {
            "forum_topic_created": {"name": name, "icon_color": 7322096},
            "is_topic_message": True,
        }
        service.data["message_thread_id"] = service.id
        self.chat.topics[service.id] = name
        return service.id

    async def delete_topic(self, thread: int) -> None:
        del self.chat.topics[thread]

    def add(self, user: User, status: str = "member") -> None:
        self.chat.members[user.id] = status
        self._serve(user.data, {"new_chat_members": [user.data]})

    def remove(self, user: User) -> None:
        self.chat.members[user.id] = "left"
        self._serve(user.data, {"left_chat_member": user.data})

    async def set_bot(self, status: str, *, by: User) -> None:
        """The bot is "member", "administrator", "left", "kicked"; or "muted": it is here and may not write."""
        self._set_bot(status, by.data)

    def _set_bot(self, status: str, by: Json) -> None:
        came = self.chat.members.get(self._cloud.bot["id"], "left") in {"left", "kicked"}
        self._cloud.membership(self.chat, by, status)
        if came and status not in {"left", "kicked"}:
            self._serve(by, {"new_chat_members": [self._cloud.bot_user]})

    def _serve(self, by: Json, what: Json) -> None:
        """What the chat itself says; the bot hears it too, whatever its privacy."""
        self._cloud.tell(self._cloud.post(self.chat, by, what))

    async def migrate(self) -> Group:
        """The group becomes a supergroup with another id; the old one answers with the new id from now on."""
        new = Group.__new__(Group)
        new._cloud = self._cloud
        new.chat = Chat(-next(_SUPERGROUPS), "supergroup", self.chat.title, members=dict(self.chat.members))
        self._cloud.chats[new.id] = new.chat
        by = self._cloud.users[next(iter(self.chat.members))]
        self._serve(by, {"migrate_to_chat_id": new.id})
        self.chat.upgraded_to = new.chat
        new._serve(by, {"migrate_from_chat_id": self.id})
        return new
