"""The methods that tell about the app, people and channels."""

from __future__ import annotations

from tests.fakes.slack.refusals import Json, Refusal
from tests.fakes.slack.workspace import Workspace


def auth_test(space: Workspace, _args: Json) -> Json:
    about = {"url": f"{space.url}/", "team": "Test", "user": "formbot", "team_id": space.team}
    return about | {"user_id": space.bot_user, "bot_id": space.bot_id, "is_enterprise_install": False}


def conversations_open(space: Workspace, args: Json) -> Json:
    users = args.get("users", "").split(",") if isinstance(args.get("users"), str) else args.get("users")
    if args.get("channel"):
        return {"channel": {"id": space.channel(args["channel"]).id}}
    if not users or len(users) != 1:
        raise Refusal("users_list_not_supplied" if not users else "invalid_arguments")
    if users[0] not in space.users:
        raise Refusal("user_not_found")
    if users[0] in space.deactivated:
        raise Refusal("user_disabled")
    return {"channel": {"id": space.direct[users[0]].id}}


def conversations_info(space: Workspace, args: Json) -> Json:
    channel = space.channel(args.get("channel"), member=False)
    about = {
        "id": channel.id,
        "is_channel": channel.type == "channel",
        "is_group": channel.type == "group",
        "is_im": channel.type == "im",
        "is_private": channel.type != "channel",
        "is_archived": channel.archived,
        "is_member": space.bot_user in channel.members,
    }
    return {"channel": about | ({"name": channel.name} if channel.name else {})}


def conversations_members(space: Workspace, args: Json) -> Json:
    channel = space.channel(args.get("channel"), member=False)
    everyone = sorted(channel.members)
    start = int(args.get("cursor") or 0)
    end = start + int(args.get("limit") or 100)
    return {
        "members": everyone[start:end],
        "response_metadata": {"next_cursor": str(end) if end < len(everyone) else ""},
    }


def users_info(space: Workspace, args: Json) -> Json:
    user = space.users.get(args.get("user", ""))
    if user is None:
        raise Refusal("user_not_found")
    with_locale = str(args.get("include_locale", "")).lower() in {"true", "1"}
    about = {key: value for key, value in user.items() if key != "locale" or with_locale}
    return {"user": about | {"deleted": user["id"] in space.deactivated}}


def reactions_add(space: Workspace, args: Json) -> Json:
    message = space.channel(args.get("channel")).messages.get(args.get("timestamp", ""))
    if message is None or message.deleted:
        raise Refusal("message_not_found")
    marks = message.data.setdefault("reactions", [])
    if any(one["name"] == args.get("name") for one in marks):
        raise Refusal("already_reacted")
    marks.append({"name": args.get("name"), "users": [space.bot_user], "count": 1})
    return {}
