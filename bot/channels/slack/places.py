"""What `formbot doctor` finds of a reviewers' channel and of an organiser, as conversations.info and users.info say."""

from __future__ import annotations

from typing import NamedTuple

from bot.channels.base import ChannelError
from bot.channels.slack.asking import Asking, Json
from bot.channels.slack.manifest import SCOPES
from bot.findings import Finding, ok, warning, wrong


class Place(NamedTuple):
    """A channel, or a person, of a workspace."""

    team: str
    external_id: str

    def __str__(self) -> str:
        return f"slack:{self.team}/{self.external_id}"


async def room(ask: Asking, me: Json, place: Place) -> Finding:
    """Whether summaries can be posted there; `me` is what auth.test says."""
    about, team = f"room {place}", me.get("team_id")
    if place.team != team:
        return _elsewhere(about, me, f"write slack:{team}/… in REVIEWERS, with a channel of that workspace")
    try:
        said = await ask("conversations.info", channel=place.external_id)
    except ChannelError as problem:
        return _no_room(ask, about, bot_of(me), problem.code)
    return _standing(about, bot_of(me), said.get("channel", {}))


async def organiser(ask: Asking, me: Json, place: Place) -> Finding:
    """Whether this person can be told something."""
    about, bot, another = f"organiser {place}", bot_of(me), "write somebody else in ORGANISERS"
    if place.team != me.get("team_id"):
        return _elsewhere(about, me, another)
    try:
        said = await ask("users.info", user=place.external_id)
    except ChannelError as problem:
        if problem.code in {"user_not_found", "user_not_visible"}:
            return wrong(about, f"{bot} knows nobody of this id", "copy the member ID from their profile")
        return unsaid(about, problem.code)
    match said.get("user"):
        case {"deleted": True}:
            return wrong(about, "their account is deactivated", another)
        case {"is_bot": True}:
            return wrong(about, "is a bot", another)
        case _:
            return ok(about, f"{bot} may write to them")


def unsaid(about: str, code: str) -> Finding:
    """What could not be looked at is not wrong by that."""
    remedy = "mend the scopes first" if code == "missing_scope" else "try again"
    return warning(about, f"Slack does not say ({code})", remedy)


def bot_of(me: Json) -> str:
    """As people mention it."""
    return f"@{me.get('user')}"


def _no_room(ask: Asking, about: str, bot: str, code: str) -> Finding:
    match code:
        case "channel_not_found":
            return wrong(
                about,
                f"{bot} sees no such channel",
                f"copy its id from the end of its details; into a private one, /invite {bot} first",
            )
        case "missing_scope" if ask.scopes is None or ask.scopes >= SCOPES.keys():
            return _no_channel(about)  # every kind of channel has its scope among them
        case _:
            return unsaid(about, code)


def _no_channel(about: str) -> Finding:
    return wrong(about, "is a direct message", "name a channel in REVIEWERS")


def _standing(about: str, bot: str, channel: Json) -> Finding:
    """What is not said is allowed."""
    name = f"#{channel.get('name')}"
    match channel:
        case {"is_im": True} | {"is_mpim": True}:
            return _no_channel(about)
        case {"is_archived": True}:
            return wrong(about, f"{name} is archived", "unarchive it, or name another in REVIEWERS")
        case {"is_member": False}:
            return wrong(about, f"{bot} is not in {name}", f"write /invite {bot} there")
        case (
            {"is_frozen": True}
            | {"is_read_only": True}
            | {"is_thread_only": True}
            | {"is_non_threadable": True}
        ):
            remedy = f"let {bot} do both (posting permissions), or name another channel in REVIEWERS"
            return warning(about, f"not everybody may post and reply in {name}", remedy)
        case {"is_ext_shared": True}:
            remedy = "name a channel of this workspace alone, unless they are reviewers"
            return warning(about, f"{bot} may write to {name}, where another organisation reads", remedy)
        case {"is_private": False}:
            return ok(about, f"{bot} may write to {name}, which every member of the workspace can open")
        case _:
            return ok(about, f"{bot} may write to {name}")


def _elsewhere(about: str, me: Json, remedy: str) -> Finding:
    return wrong(about, f"{me.get('team')} ({me.get('team_id')}) is another workspace", remedy)
