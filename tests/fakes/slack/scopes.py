"""Which scope a method needs [docs: the page of each method]. Methods that are not here need none."""

from __future__ import annotations

from collections.abc import Collection

from tests.fakes.slack.refusals import Json, Refusal
from tests.fakes.slack.workspace import Workspace

#: what the app asked for when it was installed
GRANTED = (
    "chat:write",
    "commands",
    "im:history",
    "im:write",
    "files:read",
    "files:write",
    "users:read",
    "channels:read",
    "groups:read",
)
NEEDED = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "conversations.open": "im:write",
    "users.info": "users:read",
    "reactions.add": "reactions:write",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "files.info": "files:read",
}
#: methods that need one scope or another, by the type of the channel
BY_TYPE = ("conversations.info", "conversations.members")
OF_TYPE = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}


def check(space: Workspace, method: str, args: Json, granted: Collection[str]) -> None:
    """Raises a Refusal when a token with these scopes may not call this."""
    needed = NEEDED.get(method, "")
    if method in BY_TYPE and (channel := space.channels.get(str(args.get("channel")))):
        needed = OF_TYPE[channel.type]
    if needed and needed not in granted:
        raise Refusal("missing_scope", needed=needed, provided=",".join(sorted(granted)))
