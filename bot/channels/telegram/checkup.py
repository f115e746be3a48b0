"""What `formbot doctor` asks Telegram: the server, the token, the webhook, and every room that summaries go to.

Nothing is posted, set or confirmed. Whether a topic is there, only a call that writes can tell: sendChatAction takes
topics that were deleted (tdlib/telegram-bot-api#732), and no method lists them. The Bot API server looks at the chat,
then at the topic, then at the file (Client.cpp, check_reply_parameters), so a file that nobody has is sent: where it is
the file that is refused, all before it is right. Of a topic that is closed only the first real message hears.

Telegram's own words are told only of the webhook: they are about our server and quote nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from telegram import Bot, ChatFullInfo, ChatMember, User, WebhookInfo
from telegram.error import TelegramError

from bot.channels.base import ChannelError, Migrated, Misconfigured
from bot.channels.telegram.channel import CLOUD
from bot.channels.telegram.errors import refusal
from bot.channels.telegram.request import AiohttpRequest
from bot.findings import Finding, ok, warning, wrong

#: no file is called so
_NOBODYS: Final = "formbot-doctor-sends-nothing"
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


async def checkup(*, token: str, api: str, webhook: str, rooms: Sequence[Place]) -> list[Finding]:
    """Everything that can be asked, in the order in which one would mend it."""
    request = AiohttpRequest()
    await request.initialize()
    bot = Bot(token, base_url=f"{api}/bot", request=request, get_updates_request=request)
    try:
        try:
            me = await bot.get_me()
        except TelegramError as problem:
            return [_no_answer(api, _code(problem))]
        found = [ok("api", f"{_host(api)} answers"), ok("token", f"{me.first_name} (@{me.username})")]
        found += [_unreachable_address(webhook)] if api == CLOUD and not _is_reachable(webhook) else []
        found.append(await _webhook(bot, webhook))
        return [*found, *[await _room(bot, me, room) for room in dict.fromkeys(rooms)]]
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


async def _webhook(bot: Bot, wanted: str) -> Finding:
    try:
        info = await bot.get_webhook_info()
    except TelegramError as problem:
        return warning("webhook", f"Telegram does not say ({_code(problem)})", "try again")
    waiting = f"{info.pending_update_count} updates wait"
    if info.url == wanted:
        return _as_wanted(info, waiting)
    if not info.url:
        return warning("webhook", f"not set yet; {waiting}", "formbot serve sets it when it starts")
    stands = f"one is set at {_host(info.url)}, while these settings {'have another' if wanted else 'poll'}"
    return warning(
        "webhook",
        f"{stands}; {waiting}",
        "formbot serve sees to it when it starts; if it runs already, another program uses this token",
    )


def _as_wanted(info: WebhookInfo, waiting: str) -> Finding:
    if not info.url:
        return ok("webhook", f"none, updates are polled for; {waiting}")
    failed = ""
    if info.last_error_message and info.last_error_date:
        failed = f"; it last failed at {info.last_error_date:%Y-%m-%d %H:%M %Z}: {info.last_error_message}"
    if failed and info.pending_update_count:
        return wrong(
            "webhook",
            f"set at {_host(info.url)}; {waiting}{failed}",
            f"does formbot serve run, and does {_host(info.url)} lead to LISTEN?",
        )
    return ok("webhook", f"set at {_host(info.url)}; {waiting}{failed}")


# Rooms.


async def _room(bot: Bot, me: User, room: Place) -> Finding:
    chat_id = room.chat if room.chat.startswith("@") else int(room.chat)
    try:
        chat = await bot.get_chat(chat_id)
        member = await bot.get_chat_member(chat_id, me.id)
    except TelegramError as problem:
        return _refused(room, me, _refusal(problem))
    if member.status in {ChatMember.LEFT, ChatMember.BANNED}:
        return _refused(room, me, ChannelError("not_a_member"))
    if not _may_write(chat, member):
        return _refused(room, me, ChannelError("no_rights"))
    if room.topic and not chat.is_forum:
        return wrong(str(room), f"{_title(chat)} has no topics", f"write telegram:{room.chat} in REVIEWERS")
    if room.topic == _GENERAL:
        return wrong(str(room), "the general topic has no number", f"write telegram:{room.chat} in REVIEWERS")
    try:
        await bot.send_document(chat_id, _NOBODYS, message_thread_id=int(room.topic) if room.topic else None)
    except TelegramError as problem:
        refused = _refusal(problem)
    if refused.code != "file_unknown":
        return _refused(room, me, refused)
    return ok(str(room), f"@{me.username} may write to {_title(chat)}")


def _may_write(chat: ChatFullInfo, member: ChatMember) -> bool:
    """Summaries are messages; the whole text of one is a document."""
    if member.status == ChatMember.ADMINISTRATOR:
        return chat.type != chat.CHANNEL or bool(getattr(member, "can_post_messages", False))
    allowed = member if member.status == ChatMember.RESTRICTED else chat.permissions
    return allowed is None or bool(
        getattr(allowed, "can_send_messages", True) and getattr(allowed, "can_send_documents", True)
    )


def _refused(room: Place, me: User, refused: ChannelError) -> Finding:
    about, bot = str(room), f"@{me.username}"
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
            return warning(about, f"Telegram does not say ({code})", "try again")


def _title(chat: ChatFullInfo) -> str:
    return chat.title or f"@{chat.username}"


def _host(address: str) -> str:
    """Of an address, what is no secret."""
    parts = urlsplit(address)
    return f"{parts.hostname}{f':{parts.port}' if parts.port else ''}"


def _refusal(problem: TelegramError) -> ChannelError:
    return refusal(problem) or Misconfigured("unknown")


def _code(problem: TelegramError) -> str:
    return _refusal(problem).code
