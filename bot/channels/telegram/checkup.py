"""What `formbot doctor` asks Telegram: the server, the token, the webhook, and every room that summaries go to.

Nothing is posted, set or confirmed. Whether a topic is there, only a call that writes can tell: sendChatAction takes
topics that were deleted (tdlib/telegram-bot-api#732), and no method lists them. The Bot API server looks at the chat,
then at the topic, then at the file (Client.cpp, check_reply_parameters), so a file that nobody has is sent: where it is
the file that is refused, all before it is right. Of a topic that is closed only the first real message hears.

What comes back is read as it is, since the library's types refuse what an older Bot API server of one's own says.
Telegram's own words are told only of the webhook: they are about our server and quote nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

from telegram.error import TelegramError

from bot.channels.base import ChannelError, Migrated, Unreachable
from bot.channels.telegram.channel import CLOUD
from bot.channels.telegram.errors import refusal
from bot.channels.telegram.request import AiohttpRequest
from bot.findings import Finding, ok, warning, wrong

Json = dict[str, Any]

#: no file is called so
_NOBODYS: Final = "formbot-doctor-sends-nothing"
#: what is said of it where all else would be taken
_TAKEN: Final = "file_unknown"
#: where Telegram posts updates to (Bot API, setWebhook)
_PORTS: Final = (443, 80, 88, 8443)
#: the general topic is no thread for sendMessage (tdlib/telegram-bot-api#798)
_GENERAL: Final = "1"


class Place(NamedTuple):
    """A chat, and a topic in it or ""."""

    chat: str
    topic: str

    def __str__(self) -> str:
        return f"room telegram:{self.chat}{'/' if self.topic else ''}{self.topic}"


class Asking:
    """Calls of one bot, answered in JSON."""

    def __init__(self, request: AiohttpRequest, api: str, token: str) -> None:
        self._request = request
        self._calls = f"{api}/bot{token}"

    async def __call__(self, method: str, **asked: object) -> Any:
        """Raises a ChannelError."""
        try:
            return await self._request.post(f"{self._calls}/{method}?{urlencode(asked)}")
        except TelegramError as problem:
            refused = refusal(problem)
        raise refused or ChannelError("unknown")


async def checkup(
    *, token: str, api: str, webhook: str, rooms: Sequence[Place], organisers: Sequence[str] = ()
) -> list[Finding]:
    """Everything that can be asked, in the order in which one would mend it."""
    request = AiohttpRequest()
    await request.initialize()
    ask = Asking(request, api, token)
    try:
        try:
            me = await ask("getMe")
        except ChannelError as problem:
            return [_no_answer(api, problem.code)]
        found = [ok("api", f"{_host(api)} answers"), ok("token", f"{me['first_name']} (@{me['username']})")]
        found += [_unreachable_address(webhook)] if api == CLOUD and not _is_reachable(webhook) else []
        found.append(await _webhook(ask, webhook))
        found += [await _room(ask, me, room) for room in dict.fromkeys(rooms)]
        return [*found, *[await _organiser(ask, me, person) for person in dict.fromkeys(organisers)]]
    finally:
        await request.shutdown()


def _no_answer(api: str, code: str) -> Finding:
    match code:
        case "token_refused":
            return wrong(
                "token", f"{_host(api)} refuses it", "copy TELEGRAM_TOKEN anew from @BotFather (/mybots)"
            )
        case "proxy_not_http":
            return wrong("api", "the proxy of the environment is not for HTTP", "set HTTPS_PROXY to http://…")
        case _:
            return wrong(
                "api",
                f"{_host(api)} does not answer ({code})",
                "is TELEGRAM_API_URL right, and is this machine let through? A proxy is taken from HTTPS_PROXY",
            )


# The webhook.


def _is_reachable(webhook: str) -> bool:
    parts = urlsplit(webhook)
    return not webhook or (parts.scheme == "https" and (parts.port or 443) in _PORTS)


def _unreachable_address(webhook: str) -> Finding:
    ports = ", ".join(map(str, _PORTS))
    return wrong(
        "webhook",
        f"Telegram does not post to {_host(webhook)}",
        f"write https://, and one of the ports {ports}",
    )


async def _webhook(ask: Asking, wanted: str) -> Finding:
    try:
        info = await ask("getWebhookInfo")
    except ChannelError as problem:
        return _unsaid("webhook", problem.code)
    waiting = f"{info['pending_update_count']} updates wait"
    if info["url"] == wanted:
        return _as_wanted(info, waiting)
    if not info["url"]:
        return warning("webhook", f"not set yet; {waiting}", "formbot serve sets it when it starts")
    stands = (
        f"one is set at {_host(info['url'])}, while these settings {'have another' if wanted else 'poll'}"
    )
    return warning(
        "webhook",
        f"{stands}; {waiting}",
        "formbot serve sees to it when it starts; if it runs already, another program uses this token",
    )


def _as_wanted(info: Json, waiting: str) -> Finding:
    if not info["url"]:
        return ok("webhook", f"none, updates are polled for; {waiting}")
    says = f"set at {_host(info['url'])}; {waiting}"
    if "last_error_date" in info:
        at = datetime.fromtimestamp(info["last_error_date"], UTC)
        says += f"; it last failed at {at:%Y-%m-%d %H:%M} UTC: {info.get('last_error_message', '')}"
        if info["pending_update_count"]:
            return wrong(
                "webhook", says, f"does formbot serve run, and does {_host(info['url'])} lead to LISTEN?"
            )
    return ok("webhook", says)


# Rooms and people.


async def _organiser(ask: Asking, me: Json, person: str) -> Finding:
    """Telegram lets nobody be written to who has not begun."""
    about, bot, code = f"organiser telegram:{person}", f"@{me['username']}", _TAKEN
    try:
        await ask("sendDocument", chat_id=person, document=_NOBODYS)
    except Unreachable:
        return wrong(about, f"{bot} may not write to them", f"they open {bot} and press Start")
    except ChannelError as problem:
        code = problem.code
    return ok(about, f"{bot} may write to them") if code == _TAKEN else _unsaid(about, code)


async def _room(ask: Asking, me: Json, room: Place) -> Finding:
    try:
        chat = await ask("getChat", chat_id=room.chat)
        member = await ask("getChatMember", chat_id=room.chat, user_id=me["id"])
        if member["status"] in {"left", "kicked"}:
            return _refused(room, me, ChannelError("not_a_member"))
        if not _may_write(chat, member):
            return _refused(room, me, ChannelError("no_rights"))
        if room.topic and not chat.get("is_forum"):
            return _without_topic(room, f"{_title(chat)} has no topics")
        if room.topic == _GENERAL:
            return _without_topic(room, "the general topic has no number")
        topic = {"message_thread_id": room.topic} if room.topic else {}
        await ask("sendDocument", chat_id=room.chat, document=_NOBODYS, **topic)
    except ChannelError as problem:
        if problem.code != _TAKEN:
            return _refused(room, me, problem)
    return ok(str(room), f"@{me['username']} may write to {_title(chat)}")


def _may_write(chat: Json, member: Json) -> bool:
    """Summaries are messages; the whole text of one is a document. What is not said is allowed."""
    if member["status"] in {"administrator", "creator"}:
        return chat["type"] != "channel" or bool(member.get("can_post_messages"))
    allowed = member if member["status"] == "restricted" else chat.get("permissions", {})
    return bool(allowed.get("can_send_messages", True) and allowed.get("can_send_documents", True))


def _without_topic(room: Place, says: str) -> Finding:
    return wrong(str(room), says, f"write telegram:{room.chat} in REVIEWERS")


def _refused(room: Place, me: Json, refused: ChannelError) -> Finding:
    about, bot = str(room), f"@{me['username']}"
    if isinstance(refused, Migrated):
        return wrong(
            about,
            "the group has another id now",
            f"write telegram:{refused.external_id} in REVIEWERS",
        )
    match refused.code:
        case "chat_not_found":
            return wrong(
                about,
                f"{bot} knows no such chat",
                f"add {bot} to the group while formbot serve runs: it says there what to write in REVIEWERS",
            )
        case "not_a_member" | "kicked" | "chat_deleted" | "forbidden":
            return wrong(about, f"{bot} is not in this group", f"add {bot} to it")
        case "no_rights":
            return wrong(
                about,
                f"{bot} may not write there",
                f"let members send messages and files, or make {bot} an administrator",
            )
        case "topic_not_found":
            return wrong(
                about,
                f"there is no topic {room.topic}",
                "copy the link of a message in the topic: it is t.me/c/CHAT/TOPIC/MESSAGE",
            )
        case "topic_closed":
            return wrong(about, "the topic is closed", f"open it again, or make {bot} an administrator")
        case code:
            return _unsaid(about, code)


def _unsaid(about: str, code: str) -> Finding:
    return warning(about, f"Telegram does not say ({code})", "try again")


def _title(chat: Json) -> str:
    return str(chat.get("title") or f"@{chat.get('username')}")


def _host(address: str) -> str:
    """Of an address, what is no secret."""
    parts = urlsplit(address)
    return f"{parts.hostname}{f':{parts.port}' if parts.port else ''}"
