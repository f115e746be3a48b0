"""Where controls stand, how they are found by what a person reads, and what the app is told when one is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack.channels import Message
from tests.fakes.slack.checks import elements, options
from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.modals import public
from tests.fakes.slack.refusals import Json
from tests.fakes.slack.screens import label
from tests.fakes.slack.values import key, valued, values
from tests.fakes.slack.workspace import Workspace


@dataclass(eq=False)
class Place:
    """A message or a view, before one person."""

    user: str
    message: Message | None = None
    view: Json | None = None

    @property
    def blocks(self) -> list[Json]:
        return self.message.blocks if self.message else (self.view or {})["blocks"]


@dataclass(eq=False)
class Control:
    place: Place
    block: Json
    element: Json

    def is_named(self, name: str) -> bool:
        """By its own text, the label of its field, the text beside it, or its action_id."""
        if self.element["type"] == "button":
            return name in {label(self.element), self.element["action_id"]}
        beside = (self.block.get("label") or self.block.get("text") or {}).get("text", "")
        return name in {label(self.element), beside, self.element["action_id"]}

    def option(self, name: str) -> Json | None:
        """By what is read, or by its value."""
        return next(
            (one for one in options(self.element) if name in {one["text"]["text"], one["value"]}), None
        )


def controls(places: Iterable[Place]) -> Iterator[Control]:
    for place in places:
        for block in place.blocks:
            for element in elements(block):
                yield Control(place, block, element)


def found(places: list[Place], fits: Callable[[Control], object]) -> Control | None:
    return next((one for one in controls(places) if fits(one)), None)


def present(space: Workspace, place: Place) -> Json:
    """What is set in a place: block id → action id → value."""
    if place.message is not None:
        changed = place.message.state.get(place.user, {})
        now = place.message.state[place.user] = values(place.blocks, changed)
        return now
    assert place.view is not None
    now = space.values[place.view["id"]] = values(place.blocks, space.values.get(place.view["id"]))
    return now


async def use(space: Workspace, control: Control, value: Any = None) -> Delivery | None:
    """A control is set, or a button pressed; the app is told, but of an input that does not dispatch."""
    element, block = control.element, control.block
    space.direct[control.place.user].changes.happen()
    if element["type"] not in {"button", "overflow"}:
        present(space, control.place)[block["block_id"]][element["action_id"]] = valued(element, value)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return None
    action: Json = {name: element[name] for name in ("type", "action_id", "placeholder") if name in element}
    action |= {"block_id": block["block_id"], "action_ts": space.next_ts()}
    if element["type"] == "button":
        action |= {name: element[name] for name in ("text", "value", "style", "url") if name in element}
    else:
        action[key(element)] = value
    payload = interaction(space, "block_actions", control.place.user) | where(space, control.place)
    payload["actions"] = [action]
    return await space.deliveries.add(Delivery("interactive", payload))


def interaction(space: Workspace, kind: str, user: str) -> Json:
    return {
        "type": kind,
        "user": space.person(user),
        "api_app_id": space.app,
        "token": "verification-token",
        "trigger_id": space.trigger(user),
        "team": {"id": space.team, "domain": "test"},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def where(space: Workspace, place: Place) -> Json:
    """What the app is told of the message or the view."""
    set_now = present(space, place)
    if place.message is None:
        assert place.view is not None
        view = public(space, place.view)
        return {"container": {"type": "view", "view_id": place.view["id"]}, "view": view}
    message, channel = place.message, place.message.channel
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    container |= {"is_ephemeral": bool(message.only_for)}
    if message.thread:
        container["thread_ts"] = message.thread
    return {
        "container": container,
        "channel": {"id": channel.id, "name": channel.name or "directmessage"},
        "message": message.data,
        "state": {"values": set_now},
        "response_url": space.response_url(channel, place.user, channel.messages[message.ts]),
    }
