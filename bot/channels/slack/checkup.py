"""What `formbot doctor` asks Slack: the token and its scopes, how events arrive, and every place that is written to.

Nothing is posted, opened or set. What apps.connections.open gives is an address that nobody connects to.

A bot cannot read the settings of its own app: apps.manifest.export takes a configuration token, which is a person's
(docs.slack.dev, app manifests). So whether the Messages tab is on, and whether /form is there, is not seen from here,
and the doctor says so. chat.postMessage tells of the tab, but only in the place of a message (`messages_tab_disabled`),
and what it looks at first where a message has no text is written down nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from bot.channels.base import ChannelError
from bot.channels.slack.asking import NO_TOKEN, Asking, Json, is_passing
from bot.channels.slack.manifest import COMMAND, PATH, SCOPES
from bot.channels.slack.places import Place, bot_of, organiser, room, unsaid
from bot.findings import Finding, ok, wrong

#: how a token begins that ends within 12 hours (docs.slack.dev, token rotation)
_ROTATING: Final = "xoxe."
_COPY_IT: Final = "copy the Bot User OAuth Token, xoxb-…, into SLACK_BOT_TOKEN (OAuth & Permissions)"
_MAKE_ONE: Final = (
    "make an app-level token, xapp-…, with connections:write for SLACK_APP_TOKEN (Basic Information)"
)
_ROTATES_NOT: Final = "make the app from formbot slack manifest, which leaves rotation off"
_PASTE: Final = "paste formbot slack manifest anew under App Manifest"


async def checkup(
    *,
    bot_token: str,
    app_token: str,
    signing_secret: str,
    api: str,
    rooms: Sequence[Place] = (),
    organisers: Sequence[Place] = (),
) -> list[Finding]:
    """Everything that can be asked, in the order in which one would mend it."""
    ask = Asking(api, bot_token)
    try:
        me = await ask("auth.test") if bot_token else {}
    except ChannelError as problem:
        if problem.code not in NO_TOKEN:
            return [_no_answer(api, problem.code)]
        return [_refused(problem.code), await _events(api, app_token, signing_secret)]
    if not me.get("bot_id"):
        return [_no_bot(bot_token), await _events(api, app_token, signing_secret)]
    return [
        ok("api", f"{_host(api)} answers"),
        _token(me, bot_token),
        _scopes(ask.scopes),
        await _events(api, app_token, signing_secret),
        _unseen(),
        *[await room(ask, me, place) for place in dict.fromkeys(rooms)],
        *[await organiser(ask, me, place) for place in dict.fromkeys(organisers)],
    ]


def _no_answer(api: str, code: str) -> Finding:
    return wrong(
        "api",
        f"{_host(api)} does not answer ({code})",
        "is SLACK_API_URL right, and is this machine let through? A proxy is taken from HTTPS_PROXY",
    )


def _refused(code: str) -> Finding:
    remedy = _ROTATES_NOT if code == "token_expired" else _COPY_IT
    return wrong("token", f"Slack refuses SLACK_BOT_TOKEN ({code})", remedy)


def _no_bot(token: str) -> Finding:
    return wrong("token", f"SLACK_BOT_TOKEN is {'no bot token' if token else 'not set'}", _COPY_IT)


def _token(me: Json, token: str) -> Finding:
    if token.startswith(_ROTATING):
        return wrong("token", "SLACK_BOT_TOKEN ends within 12 hours, as token rotation is on", _ROTATES_NOT)
    return ok("token", f"{bot_of(me)} in {me.get('team')} ({me.get('team_id')})")


def _scopes(granted: frozenset[str] | None) -> Finding:
    if granted is None:
        return unsaid("scopes", "no_header")
    missing = [f"{scope} ({what})" for scope, what in SCOPES.items() if scope not in granted]
    if missing:
        return wrong(
            "scopes", f"missing: {', '.join(missing)}", f"{_PASTE}, then install the app again (Install App)"
        )
    return ok("scopes", "the token may do all that is needed")


async def _events(api: str, app_token: str, signing_secret: str) -> Finding:
    """How the bot hears what people do: in one of two ways."""
    about = "events"
    if app_token and signing_secret:
        both = "SLACK_APP_TOKEN says Socket Mode and SLACK_SIGNING_SECRET says HTTP"
        return wrong(about, both, "keep the one that is meant")
    if signing_secret:
        return ok(
            about,
            f"come by HTTP, signed; whether Slack reaches {PATH}, only its own page says (Event Subscriptions)",
        )
    if not app_token:
        return wrong(about, "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set", _MAKE_ONE)
    try:
        await Asking(api, app_token)("apps.connections.open")
    except ChannelError as problem:
        return _no_connection(about, problem.code)
    return ok(about, "come by Socket Mode; Slack gives a connection")


def _no_connection(about: str, code: str) -> Finding:
    if code in NO_TOKEN or code == "missing_scope":
        return wrong(about, f"Slack refuses SLACK_APP_TOKEN ({code})", _MAKE_ONE)
    if is_passing(code):
        return unsaid(about, code)
    return wrong(about, f"Slack gives no connection ({code})", "is Socket Mode on in the app's settings?")


def _unseen() -> Finding:
    return ok(
        "app",
        "no bot is shown the settings of its app: where people read that sending messages to it has been turned off,"
        f" or Slack does not know {COMMAND}, {_PASTE}",
    )


def _host(address: str) -> str:
    """Of an address, what is no secret."""
    parts = urlsplit(address)
    return f"{parts.hostname}{f':{parts.port}' if parts.port else ''}"


__all__ = ["Place", "checkup"]
