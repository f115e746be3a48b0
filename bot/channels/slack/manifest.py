"""The manifest: all that Slack is told of the app, to be pasted where it is made. Pure.

In JSON, which is one of the two forms that Slack's page takes, and the one that its API takes as well; in YAML a `no`
or a colon in a sentence would mean something. It asks for what the channel uses and for nothing beside: each scope
says here what it is for, and `checkup.py` looks for the same ones.

Limits: docs.slack.dev, reference/app-manifest (the page of the app's settings refuses a long description below 174
characters). Two are not written there: a shortcut's name has 24, and short descriptions of 140 were refused although
they are allowed (mastra-ai/mastra#16093). Slack also refuses an event or a command without its scope, and an event or
interactivity without an address or Socket Mode.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

Json = dict[str, Any]

#: what every member types
COMMAND: Final = "/form"
#: by which the shortcut is known
SHORTCUT: Final = "form"
#: where Slack posts to, unless something in front of the bot has another path
PATH: Final = "/slack/events"
#: characters of the app's name
LONGEST_NAME: Final = 35

#: what the bot's token may do, and what for
SCOPES: Final = MappingProxyType(
    {
        "chat:write": "questions and summaries are messages",
        "commands": f"{COMMAND} and the shortcut",
        "im:history": "what people write to the bot",
        "im:write": "the bot may open a conversation: reminders",
        "files:read": "files that people drop into the conversation",
        "files:write": "files next to a summary",
        "users:read": "the language that somebody has chosen in Slack",
        "channels:read": "who reads in a reviewers' channel",
        "groups:read": "the same, where it is private",
    }
)
_EVENTS: Final = ("message.im", "app_home_opened")

_DESCRIPTION: Final = "Long questionnaires, one question at a time: stop whenever you like and go on later."
_LONG_DESCRIPTION: Final = """\
Formbot asks long questionnaires in a direct message, a little at a time, with buttons. Answer over days, tap or type, \
go back, and change any answer: what you have answered is kept.

Write to it, type /form, or open its Home tab to begin or to go on. When you have handed in, reviewers read a summary \
in their channel."""
#: words of the conversation, which are commands behind a slash everywhere else
_HINT: Final = "[map | back | skip | undo | where | review | questions | language | withdraw | help]"


def manifest(*, name: str = "Formbot", request_url: str = "") -> str:
    """The text to paste; for Socket Mode, unless Slack is to post to `request_url`. A ValueError says what is wrong."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"The name of an app has 1 to {LONGEST_NAME} characters")
    parts = urlsplit(request_url)
    if request_url and not (parts.scheme == "https" and parts.hostname):
        raise ValueError("Slack posts to https://HOST/… only")
    return json.dumps(_manifest(name, request_url), ensure_ascii=False, indent=2)


def _manifest(name: str, request_url: str) -> Json:
    posted = {"request_url": request_url} if request_url else {}
    return {
        "display_information": {
            "name": name,
            "description": _DESCRIPTION,
            "long_description": _LONG_DESCRIPTION,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            # begins with a verb, as Slack advises; the app's name stands beside it
            "shortcuts": [
                {
                    "name": "Open my form",
                    "type": "global",
                    "callback_id": SHORTCUT,
                    "description": "Begin a form, or go on where you stopped.",
                }
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Begin a form, go on where you stopped, or say what to do.",
                    "usage_hint": _HINT,
                    "should_escape": False,
                    **({"url": request_url} if request_url else {}),
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": [*SCOPES]}},
        "settings": {
            "event_subscriptions": {**posted, "bot_events": [*_EVENTS]},
            "interactivity": {"is_enabled": True, **posted},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request_url,
            "token_rotation_enabled": False,
        },
    }
