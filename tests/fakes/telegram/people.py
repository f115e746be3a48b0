"""People, and what they do with a client: write, press, send files, block."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.fakes.telegram import files
from tests.fakes.telegram.chats import Chat, Json, Message
from tests.fakes.telegram.checks import quoted
from tests.fakes.telegram.cloud import Cloud, Press
from tests.fakes.telegram.formatting import formatted, units
from tests.fakes.telegram.groups import Group

#: UTF-16 units at which a client splits what is pasted
SPLIT = 4096


class User:
    """A person. What they do goes to their private chat with the bot, or to a group, `to`."""

    def __init__(self, cloud: Cloud, name: str, *, language_code: str | None, username: str | None) -> None:
        self._cloud = cloud
        first, _, last = name.partition(" ")
        self.data: Json = {"id": next(cloud.user_ids), "is_bot": False, "first_name": first}
        self.data |= {"last_name": last} if last else {}
        self.data |= {"username": username} if username else {}
        about = {key: value for key, value in self.data.items() if key not in {"id", "is_bot"}}
        self.data |= {"language_code": language_code} if language_code else {}
        self.name = name
        self.chat = Chat(self.id, "private", about=about)
        cloud.users[self.id] = self.data
        cloud.chats[self.id] = self.chat
        self._read = 0

    @property
    def id(self) -> int:
        return int(self.data["id"])

    @property
    def screen(self) -> str:
        """The private chat as it is seen now, for reading and for failing asserts."""
        return self.chat.screen

    async def sees(self, what: str | Callable[[Message], object], *, within: float = 5) -> Message:
        """The newest message of the bot that shows `what` (a part of its text, a whole label, or what a predicate
        holds of), as soon as there is one."""
        return await self.chat.sees(what, within=within)

    async def next(self, *, within: float = 5) -> Message:
        """The bot's next message that this person has not been given by `next` yet."""
        message = await self.chat.changes.until(
            lambda: next((one for one in self.chat.from_bot if one.id > self._read), None), within
        )
        assert message is not None, f"nothing new within {within} s; the screen:\n{self.screen}"
        self._read = message.id
        return message

    async def say(
        self, text: str, *, to: Group | None = None, topic: int | None = None, reply_to: Message | None = None
    ) -> Message:
        """Writes; → the (last) message. A long text is split as a client does."""
        *first, last = split(text)
        for part in first:
            self._say(part, to=to, topic=topic, reply_to=reply_to)
        return self._say(last, to=to, topic=topic, reply_to=reply_to)

    def _say(self, text: str, **where: Any) -> Message:
        given = formatted(text, None, None)
        content: Json = {"text": given.text}
        return self._post(content | ({"entities": given.entities} if given.entities else {}), **where)

    async def edit(self, message: Message, text: str) -> Message:
        """Changes an own message, or the caption of one."""
        assert message.data["from"]["id"] == self.id, "people edit their own messages"
        given = formatted(text, None, None)
        name = "text" if "text" in message.data else "caption"
        entities = "entities" if name == "text" else "caption_entities"
        message.data = {**message.data, name: given.text, "edit_date": int(self._cloud.now())}
        message.data.pop(entities, None)
        message.data |= {entities: given.entities} if given.entities else {}
        message.chat.changes.happen()
        self._cloud.tell(message, edited=True)
        return message

    async def delete(self, message: Message) -> None:
        """A bot hears nothing of it."""
        message.deleted = True
        message.chat.changes.happen()

    async def press(
        self,
        label: str | None = None,
        *,
        message: Message | None = None,
        data: str | None = None,
        to: Group | None = None,
    ) -> Press:
        """Presses the newest button with that label, or the one of `message` by `label` or `data`, though it may be
        old or gone. On a reply keyboard, the label is said."""
        chat = (to or self).chat
        looked = [message] if message is not None else list(chat.newest_first())
        for one in looked:
            for button in (button for row in one.keyboard for button in row):
                if (label is None or button["text"] == label) and (
                    data is None or button.get("callback_data") == data
                ):
                    assert "callback_data" in button, f"{button['text']!r} is not for pressing: {button}"
                    return self.press_raw(one, button["callback_data"])
        if message is not None and data is not None:
            return self.press_raw(message, data)
        keys = [key["text"] for row in (chat.keyboard or {}).get("keyboard", []) for key in row]
        if label in keys:
            said = await self.say(label or "", to=to)
            return Press("", self.id, said.date, chat, answered=True)
        raise AssertionError(f"there is no button {label or data!r}; the screen:\n{chat.screen}")

    def press_raw(self, message: Message, data: str) -> Press:
        """A press of what may not be on the screen any more."""
        self._cloud.started.add(self.id)
        return self._cloud.press(self.data, message, data)

    async def send_document(
        self,
        content: bytes,
        name: str,
        *,
        caption: str = "",
        mime: str = "",
        size: int | None = None,
        **where: Any,
    ) -> Message:
        """`size` is what the API says of the file, where it need not be made in full."""
        stored = self._cloud.files.keep("documents", content, name, mime=mime, size=size)
        return self._post({"document": files.document(stored), **_caption(caption)}, **where)

    async def send_photo(self, content: bytes, *, caption: str = "", **where: Any) -> Message:
        stored = self._cloud.files.keep("photos", content, "photo.jpg")
        return self._post({"photo": files.photo(self._cloud.files, stored), **_caption(caption)}, **where)

    async def send_album(
        self, contents: Iterable[tuple[bytes, str]], *, caption: str = "", photos: bool = False, **where: Any
    ) -> list[Message]:
        """Several (content, name) as one album; the caption stands under the first photo, or the last document."""
        group = {"media_group_id": str(self._cloud.rng.getrandbits(60))}
        items = list(contents)
        captioned = 0 if photos else len(items) - 1
        sent = []
        for place, (content, name) in enumerate(items):
            under = _caption(caption if place == captioned else "")
            stored = self._cloud.files.keep("photos" if photos else "documents", content, name)
            shown = (
                {"photo": files.photo(self._cloud.files, stored)}
                if photos
                else {"document": files.document(stored)}
            )
            sent.append(self._post({**shown, **under, **group}, **where))
        return sent

    async def send_voice(self, content: bytes = b"OggS", **where: Any) -> Message:
        return self._post(
            {"voice": files.voice(self._cloud.files.keep("voice", content, "file.oga"))}, **where
        )

    async def send_sticker(self, **where: Any) -> Message:
        stored = self._cloud.files.keep("stickers", b"RIFF", "sticker.webp")
        return self._post({"sticker": files.sticker(stored)}, **where)

    async def send_contact(
        self, phone: str, *, name: str | None = None, own: bool = True, **where: Any
    ) -> Message:
        contact: Json = {"phone_number": phone, "first_name": name or self.data["first_name"]}
        return self._post({"contact": contact | ({"user_id": self.id} if own else {})}, **where)

    async def send_location(self, latitude: float, longitude: float, **where: Any) -> Message:
        return self._post({"location": {"latitude": latitude, "longitude": longitude}}, **where)

    async def follow(self, link: str) -> Message:
        """Opens a deep link to the bot and presses Start."""
        name, _, payload = link.removeprefix("https://t.me/").partition("?start=")
        assert name == self._cloud.bot["username"], f"{link} does not lead to this bot"
        return await self.say(f"/start {payload}".strip())

    async def block(self) -> None:
        self._cloud.blocked.add(self.id)
        self._cloud.membership(self.chat, self.data, "kicked")

    async def unblock(self) -> None:
        self._cloud.blocked.discard(self.id)
        self._cloud.membership(self.chat, self.data, "member")

    async def deactivate(self) -> None:
        """The account is deleted; the bot is not told, it finds out."""
        self._cloud.deactivated.add(self.id)

    def _post(
        self,
        content: Json,
        *,
        to: Group | None = None,
        topic: int | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        chat = to.chat if to is not None else self.chat
        if to is None:
            assert self.id not in self._cloud.blocked, (
                f"{self.name} has blocked the bot, and unblocks it first"
            )
            self._cloud.started.add(self.id)
        else:
            assert chat.members.get(self.id) not in {None, "left", "kicked"}, (
                f"{self.name} is not in {chat.title}"
            )
        reply = {"reply_to_message": quoted(reply_to)} if reply_to is not None else {}
        message = self._cloud.post(chat, self.data, reply | content, thread=topic)
        self._cloud.tell(message)
        return message


def split(text: str) -> list[str]:
    """Pieces of at most 4096 UTF-16 units, cut after a line or a word where there is one, as clients do."""
    parts = []
    while units(text) > SPLIT:
        cut = SPLIT
        while units(text[:cut]) > SPLIT:
            cut -= 1
        at = max(text.rfind("\n", 0, cut), text.rfind(" ", 0, cut)) if text[cut] not in " \n" else cut
        cut = at if at > cut // 2 else cut
        parts.append(text[:cut])
        text = text[cut:].lstrip(" \n")
    return [*parts, text]


def _caption(caption: str) -> Json:
    given = formatted(caption, None, None)
    data: Json = {"caption": given.text} if given.text else {}
    return data | ({"caption_entities": given.entities} if given.entities else {})
