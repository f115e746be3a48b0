"""What must hold of everything that leaves the program, wherever it goes: each returns what does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from typer.testing import CliRunner

from bot.cli import app
from dialogues.reading.normalise import clean
from tests.fakes.slack import Slack
from tests.fakes.telegram import Telegram
from tests.hostile.corpus import MESSAGES, MILLION, TURNING

#: shorter texts stand in logs by chance
_TOLD: Final = 12
#: C0 but tab and line feed, delete, C1, half characters, what turns a line
_OBEYED: Final = re.compile(f"[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff{TURNING}]")
#: the markup that is ours
_OURS: Final = re.compile(r"</?(?:b|pre)>|<blockquote expandable>|</blockquote>")
_ENTITY: Final = re.compile(r"&(?:amp|lt|gt|quot);")
#: kinds of entities that nobody has found by himself, but that were asked for
_FOUND: Final = {"url", "email", "bot_command", "mention", "hashtag", "phone_number", "cashtag"}
_DRAWN: Final = {"bold", "pre", "expandable_blockquote", "blockquote"}
#: of an edit to what is there already, as where two presses in a row change nothing
_AS_IT_IS: Final = "message is not modified"
#: what calls somebody, or leads somewhere, in a block of Slack; and text that Slack reads
_CALLING: Final = {
    "link",
    "user",
    "broadcast",
    "emoji",
    "usergroup",
    "channel",
    "date",
    "mrkdwn",
    "markdown",
    "image",
}


def obeyed(texts: Iterable[str]) -> list[str]:
    """Those in which something would be obeyed, by a terminal, a font or a database, instead of shown."""
    return [text[:200] for text in texts if _OBEYED.search(text)]


def strings(value: Any) -> Iterator[str]:
    """Every text in arguments, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from strings(key)
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


def wrong_on_telegram(telegram: Telegram) -> list[object]:
    """Of all calls: refused ones, markup of others, links that are not ours, what is obeyed."""
    refused = [call for call in telegram.calls if call.error is not None and _AS_IT_IS not in str(call.error)]
    wrong: list[object] = [(call.method, str(call.error)) for call in refused]
    for call in telegram.calls:
        if call.method in {"getUpdates", "setMyCommands"}:
            continue
        wrong += obeyed(strings(call.args))
        for name in ("text", "caption"):
            text = str(call.args.get(name) or "")
            if call.args.get("parse_mode") == "HTML" and re.search(
                "[<>&]", _ENTITY.sub("", _OURS.sub("", text))
            ):
                wrong.append(text[:200])
        rows = (call.args.get("reply_markup") or {}).get("inline_keyboard", [])
        for button in (button for row in rows for button in row):
            if not button.get("url", "https://t.me/").startswith("https://t.me/"):
                wrong.append(button)
            if not button.get("callback_data", "").isascii():
                wrong.append(button)
        if (
            call.method == "sendMessage"
            and "reply_markup" in call.args
            and not call.args.get("link_preview_options")
        ):
            wrong.append(call.method)
    for chat in telegram.cloud.chats.values():
        for message in chat.from_bot:
            entities = message.data.get("entities") or message.data.get("caption_entities") or []
            wrong += [one for one in entities if one["type"] not in _FOUND | _DRAWN]
    return wrong


def wrong_on_slack(slack: Slack) -> list[object]:
    """The same of Slack: every text that it reads is escaped, and no block calls anybody."""
    wrong: list[object] = [(call.method, str(call.error)) for call in slack.refused]
    for call in slack.calls:
        wrong += obeyed(strings(call.args))
        wrong += [kind for kind in _kinds(call.args.get("blocks")) if kind in _CALLING]
        wrong += [kind for kind in _kinds(call.args.get("view")) if kind in _CALLING]
        for name in ("text", "initial_comment"):
            text = str(call.args.get(name) or "")
            if re.search("[<>]|&(?!amp;|lt;|gt;)", text):
                wrong.append(text[:200])
        if {"link_names", "parse"} & call.args.keys():
            wrong.append(call.method)
    return wrong


def _kinds(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value["type"]
        for part in value.values():
            yield from _kinds(part)
    elif isinstance(value, list):
        for part in value:
            yield from _kinds(part)


def told(logs: str, *secrets: str) -> list[str]:
    """The texts of the corpus of which something is in the logs, and the secrets."""
    words = (clean(text).split("\n")[0][:40] for text in (*MESSAGES, MILLION))
    assert logs, "nothing was logged at all"
    return [text for text in (*words, *secrets) if len(text) >= _TOLD and text in logs]


def printed(data: Path, reference: str) -> str:
    """What an organiser reads of it in a terminal."""
    words = (("summary", reference), ("summary", reference, "--format", "json"), ("outbox",))
    environment = {"FORMBOT_DATA": str(data), "LOG_LEVEL": "debug"}
    done = [CliRunner().invoke(app, [*each], env=environment) for each in words]
    assert [one.exit_code for one in done] == [0, 0, 0]
    return "".join(one.output for one in done)


def strange(data: Path) -> list[Path]:
    """What lies in the data folder under a name that is not its content's, or is no plain file."""
    ours = re.compile(r"[0-9a-f]{2}|[0-9a-f]{64}|files|tmp|handed|formbot\.sqlite3.*|.*\.lock")
    return [path for path in data.rglob("*") if path.is_symlink() or not ours.fullmatch(path.name)]
