"""People, and what they do with a client: write, press, choose, fill in a modal, share files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.slack import files
from tests.fakes.slack.channels import Channel, Message
from tests.fakes.slack.controls import Control, Place, found, interaction, present, use, where
from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.filling import Filling
from tests.fakes.slack.messages import told
from tests.fakes.slack.refusals import Json
from tests.fakes.slack.screens import shown
from tests.fakes.slack.values import values
from tests.fakes.slack.workspace import Workspace


class User(Filling):
    """A person. What they do goes to their open modal, else to the direct message with the bot, or to a channel,
    `to`."""

    def __init__(self, space: Workspace, name: str, *, locale: str) -> None:
        self._space = space
        self.name = name
        self._read = ""
        self.id = space.id("U")
        space.users[self.id] = {
            "id": self.id,
            "team_id": space.team,
            "name": name.lower().replace(" ", "."),
            "real_name": name,
            "profile": {"real_name": name, "display_name": name},
            "tz": "Europe/London",
            "locale": locale,
            "is_bot": False,
        }
        self.dm = Channel(space.id("D"), "im", members={self.id, space.bot_user}, names={self.id: name})
        space.direct[self.id] = space.channels[self.dm.id] = self.dm

    @property
    def screen(self) -> str:
        """The direct message as it is seen now, for reading and for failing asserts."""
        return self.dm.screen

    @property
    def home(self) -> str:
        """The Home tab."""
        view = self._space.homes.get(self.id)
        if view is None:
            return ""
        return shown(view["blocks"], present(self._space, Place(self.id, view=view)))

    async def sees(self, what: str | Callable[[Message], object], *, within: float = 5) -> Message:
        return await self.dm.sees(what, within=within)

    async def next(self, *, within: float = 5) -> Message:
        """The bot's next message here that this person has not been given by `next` yet."""
        message = await self.dm.changes.until(
            lambda: next((one for one in self.dm.from_bot if one.ts > self._read), None), within
        )
        assert message is not None, f"nothing new within {within} s; the screen:\n{self.screen}"
        self._read = message.ts
        return message

    async def sees_home(self, what: str, *, within: float = 5) -> str:
        """The Home tab, once it shows `what`."""
        seen = await self.dm.changes.until(lambda: self.home if what in self.home else None, within)
        assert seen is not None, f"{what!r} was not seen within {within} s; the Home tab:\n{self.home}"
        return seen

    async def say(
        self, text: str, *, thread: Message | None = None, to: Channel | None = None, **more: Any
    ) -> Message:
        """Writes; the bot has been told when this returns."""
        assert not text.startswith("/"), "what begins with / is a command, and reaches no bot as a message"
        content: Json = {"text": _escaped(text), "client_msg_id": self._space.id(""), **more}
        return await self._post(content, thread, to)

    async def upload(
        self,
        content: bytes,
        name: str,
        *,
        comment: str = "",
        thread: Message | None = None,
        to: Channel | None = None,
        **about: Any,
    ) -> Message:
        """Shares a file; `about` overrides what the API says of it (mimetype, size)."""
        stored = files.keep(self._space, self.id, name, content, **about)
        more = {"text": _escaped(comment), "files": [stored.data], "subtype": "file_share"}
        return await self._post(more, thread, to)

    async def _post(self, content: Json, thread: Message | None, to: Channel | None) -> Message:
        if thread is not None:
            content["thread_ts"] = thread.data.get("thread_ts", thread.ts)
        message = self._space.post(thread.channel if thread else to or self.dm, self.id, content)
        await self._space.tell(message)
        return message

    async def edit(self, message: Message, text: str) -> Delivery | None:
        """Changes an own message."""
        assert message.data["user"] == self.id, "people edit their own messages"
        before = message.data
        edited = {"user": self.id, "ts": self._space.next_ts()}
        message.data = {**before, "text": _escaped(text), "edited": edited}
        message.channel.changes.happen()
        return await self._space.tell_of(
            "message_changed", message, message=message.data, previous_message=before
        )

    async def delete(self, message: Message) -> Delivery | None:
        message.deleted = True
        message.channel.changes.happen()
        return await self._space.tell_of(
            "message_deleted", message, deleted_ts=message.ts, previous_message=message.data
        )

    def _places(
        self, *, message: Message | None = None, to: Channel | None = None, home: bool = False
    ) -> list[Place]:
        """Where to look: a modal covers everything."""
        if message is not None:
            return [Place(self.id, message=message)]
        if home:
            assert self.id in self._space.homes, "the Home tab is empty"
            return [Place(self.id, view=self._space.homes[self.id])]
        if to is None and (stack := self._space.stacks.get(self.id)):
            return [Place(self.id, view=stack[-1])]
        seen = [one for one in (to or self.dm).visible if one.only_for in {"", self.id}]
        return [Place(self.id, message=one) for one in reversed(seen)]

    def _find(
        self,
        what: str,
        fits: Callable[[Control], object],
        **at: Any,
    ) -> Control:
        control = found(self._places(**at), fits)
        screen = self.home if at.get("home") else self.modal or (at.get("to") or self.dm).screen
        assert control is not None, f"there is no {what}; the screen:\n{screen}"
        return control

    async def press(self, label: str, **at: Any) -> Delivery:
        """The newest button with that label; `message`, `to` (a channel), `home=True` say where."""
        control = self._find(
            f"button {label!r}", lambda one: one.element["type"] == "button" and one.is_named(label), **at
        )
        delivery = await use(self._space, control)
        assert delivery is not None
        return delivery

    async def select(self, option: str | None, *, control: str | None = None, **at: Any) -> Delivery | None:
        """Chooses in a menu, an overflow or among radio buttons, by the option's label; None takes it back. → None
        where the app is told nothing, as of an input that does not dispatch."""
        one = self._list(option, control, {"static_select", "radio_buttons", "overflow"}, **at)
        return await use(self._space, one, one.option(option) if option else None)

    async def tick(
        self, *labels: str, off: bool = False, control: str | None = None, **at: Any
    ) -> Delivery | None:
        """Ticks boxes, or options of a menu of several, one after another; `off` takes the ticks away."""
        delivery = None
        for name in labels:
            one = self._list(name, control, {"checkboxes", "multi_static_select"}, **at)
            option = one.option(name)
            now = present(self._space, one.place)[one.block["block_id"]][one.element["action_id"]]
            others = [old for old in now["selected_options"] if old != option]
            delivery = await use(self._space, one, others if off else [*others, option])
        return delivery

    def _list(self, option: str | None, control: str | None, kinds: set[str], **at: Any) -> Control:
        return self._find(
            f"option {option!r} in {control or 'any control'}",
            lambda one: (
                one.element["type"] in kinds
                and (control is None or one.is_named(control))
                and (option is None or one.option(option))
            ),
            **at,
        )

    async def pick_date(self, date: str | None, *, control: str | None = None, **at: Any) -> Delivery | None:
        """Picks "2026-11-22" in a date picker, "09:30" in a time picker."""
        kinds = {"timepicker"} if date and ":" in date else {"datepicker"}
        one = self._find(
            f"{kinds} {control or ''}",
            lambda one: one.element["type"] in kinds and (control is None or one.is_named(control)),
            **at,
        )
        return await use(self._space, one, date)

    async def command(self, text: str, *, to: Channel | None = None) -> Delivery:
        """Sends "/form map". What the acknowledgement says is seen by this person alone."""
        name, _, rest = text.partition(" ")
        channel = to or self.dm
        payload = {
            "token": "verification-token",
            "team_id": self._space.team,
            "team_domain": "test",
            "channel_id": channel.id,
            "channel_name": channel.name or "directmessage",
            "user_id": self.id,
            "user_name": self._space.users[self.id]["name"],
            "command": name,
            "text": rest,
            "api_app_id": self._space.app,
            "is_enterprise_install": "false",
            "response_url": self._space.response_url(channel, self.id, None),
            "trigger_id": self._space.trigger(self.id),
        }
        return await self._space.deliveries.add(
            Delivery(
                "slash_commands", payload, on_ack=lambda answer: told(self._space, channel, self.id, answer)
            )
        )

    async def shortcut(self, callback_id: str, *, message: Message | None = None) -> Delivery:
        """A global shortcut, or one of a message."""
        payload = interaction(self._space, "message_action" if message else "shortcut", self.id)
        payload |= {"callback_id": callback_id, "action_ts": self._space.next_ts()}
        if message is not None:
            about = where(self._space, Place(self.id, message=message))
            payload |= {name: about[name] for name in ("channel", "message", "response_url")}
        return await self._space.deliveries.add(Delivery("interactive", payload))

    async def open_home(self, tab: str = "home") -> Delivery:
        """Opens the app: "home" or "messages"."""
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": self.dm.id, "tab": tab}
        event["event_ts"] = self._space.next_ts()
        if view := self._space.homes.get(self.id):
            event["view"] = {**view, "state": {"values": values(view["blocks"])}}
        return await self._space.event(event)

    def deactivate(self) -> None:
        """The account is closed."""
        self._space.deactivated.add(self.id)


def _escaped(text: str) -> str:
    """As Slack tells what was written."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
