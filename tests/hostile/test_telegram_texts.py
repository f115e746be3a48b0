"""The corpus on Telegram, through the whole program: as answers, captions, names of people and of files, and in presses
that nobody offered. Nothing crashes, everything that leaves is harmless, others are answered at once, and no log holds
a word of it.
"""

from __future__ import annotations

import asyncio
import io
import time
from pathlib import Path
from typing import Final

import pytest

from bot.rooms import Room
from tests.channels.telegram.guests import Guest
from tests.channels.telegram.program import Watched, quiet
from tests.channels.telegram.serving import serving
from tests.fakes.telegram import Group, Message, User
from tests.hostile.asking import FILES, NAME, asking
from tests.hostile.corpus import FILE_NAMES, FORGED, MESSAGES, MILLION, TEXTS
from tests.hostile.corpus import FILES as CONTENTS
from tests.hostile.sinks import obeyed, printed, strange, told, wrong_on_telegram

#: the longest that anybody else waits, in seconds of this process alone, however busy the machine is
AT_ONCE: Final = 1.0


class Neighbour:
    """Somebody who asks where they are, all the while, and how long they waited at most for an answer, in seconds."""

    def __init__(self, user: User) -> None:
        self._user = user
        self.longest = 0.0

    async def asks(self) -> None:
        began = time.process_time()
        self._user._say("/where")
        await self._user.next(within=20)
        self.longest = max(self.longest, time.process_time() - began)


async def writes(mal: User, neighbour: Neighbour) -> None:
    """Each text under a question of its own, in one message, whatever a client would make of it."""
    mal._say(f"/start {NAME}")
    await mal.next()
    for at, text in enumerate(MESSAGES, start=1):
        mal._post({"text": text})
        if at % 4 == 0:
            await neighbour.asks()
        shown = await mal.next()
        if f"T{at + 1} " not in shown.text:
            mal._say(f"/edit T{at + 1}" if at < len(MESSAGES) else f"/edit {FILES}")
            await mal.next()
    mal._post({"text": MILLION})
    await neighbour.asks()
    await mal.next()


async def sends_files(mal: User, telegram: Watched) -> None:
    """Every name, each with a caption of the corpus; then every file of it."""
    captions = [text for text in MESSAGES if len(text) <= 1024]
    for at, name in enumerate(FILE_NAMES):
        await _sends(mal, telegram, f"content {at}".encode(), name, captions[at * 3])
    for name, make in CONTENTS.values():
        await _sends(mal, telegram, make(), name, "")


async def sends_no_texts(mal: User) -> None:
    """Where a text is wanted, what is none; and in the name of a contact, a text of the corpus."""
    await mal.send_sticker()
    await mal.send_location(91.5, -181.0)
    await mal.send_contact("+1-<b>-x", name=TEXTS["telegram"][4], own=False)
    mal._post(
        {
            "poll": {
                "id": "1",
                "question": "<b>",
                "options": [],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
                "allows_revoting": False,
            }
        }
    )


async def _sends(mal: User, telegram: Watched, content: bytes, name: str, caption: str) -> None:
    stored = telegram.cloud.files.keep("documents", content, name)
    document = {
        "file_id": stored.id,
        "file_unique_id": stored.unique,
        "file_name": name,
        "file_size": len(content),
    }
    mal._post({"document": document, "caption": caption})


async def forges(mal: User) -> None:
    """Presses of what is on no button: of no application, of their own at this very turn, and texts of the corpus."""
    message = mal.chat.from_bot[-1]
    own = ".".join(message.keyboard[0][0]["callback_data"].split(".")[:2])
    at_home = [own + data.removeprefix("1.a") for data in FORGED if data.startswith("1.a")]
    short = [text for text in MESSAGES if len(text.encode(errors="replace")) <= 64]
    for press in [mal.press_raw(message, data) for data in (*FORGED, *at_home, *short)]:
        await press.answer(within=20)


async def edits(mal: User, telegram: Watched) -> None:
    """Their own messages, into other texts of the corpus."""
    mine = [message for message in mal.chat.visible if not message.by_bot and "text" in message.data]
    for message, text in zip(mine[1:15], TEXTS["characters"], strict=False):
        message.data = {**message.data, "text": text, "edit_date": message.data["date"]}
        telegram.cloud.tell(message, edited=True)


async def hands_in(mal: User, group: Group) -> Message:
    """Everything that was kept; → its post in the room."""
    mal._say("/review")
    await mal.press("Submit", message=await mal.sees(lambda it: "Submit" in it.labels))
    return await group.sees("submission no. 1")


async def reads(rev: User, post: Message) -> None:
    """All that a reviewer can open from it: every page, the whole, the files."""
    for row in post.keyboard:
        for key in row:
            rev._say(f"/start {key['url'].partition('?start=')[2]}")
            await rev.next()
    page = await rev.sees(_onward)
    while onward := _onward(page):
        before = page.text
        await rev.press(onward, message=page)
        page = await rev.sees(lambda it, id_=page.id, before=before: it.id == id_ and it.text != before)


def _onward(page: Message) -> str:
    """The button to the next page."""
    return next((label for label in page.labels if label.endswith("›")), "")


async def test_the_corpus_on_telegram(
    tmp_path: Path, logs: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.parse.HOLD", 0.01)
    async with Watched(longest_poll=1) as telegram:
        mal = telegram.user("M<b>&\u202eal {0}", language_code="en", username="everyone")
        rev, ann = telegram.user("Rev", language_code="en"), telegram.user("Ann", language_code="en")
        group = telegram.group("Reviewers", rev, bot="administrator", supergroup=True)
        room = Room(dialogue="*", channel="telegram", external_id=str(group.id))
        everyone = [Guest(telegram, user) for user in (mal, rev)]
        async with serving(telegram, tmp_path, asking(len(MESSAGES)), "picnic", rooms=[room]) as parts:
            ann._say("/start picnic")
            await ann.next()
            neighbour = Neighbour(ann)
            await writes(mal, neighbour)
            await sends_no_texts(mal)
            await sends_files(mal, telegram)
            await neighbour.asks()
            await quiet(telegram, parts, everyone)
            mal._say("done")
            await mal.sees("B2 Story")
            await forges(mal)
            await neighbour.asks()
            await edits(mal, telegram)
            await neighbour.asks()
            await quiet(telegram, parts, everyone)
            post = await hands_in(mal, group)
            await reads(rev, post)
            await quiet(telegram, parts, everyone)
            stuck = await parts.storage.stuck()
        assert neighbour.longest < AT_ONCE
        assert stuck.set_aside == ()
        assert wrong_on_telegram(telegram) == []
        handed = [(it.file_name, telegram.content(it)) for it in rev.chat.from_bot if it.media]
        whole = [content.decode() for name, content in handed if name.startswith("X-")]
        assert len(whole) == 1
        assert len(handed) == 1 + len(CONTENTS) - 1 + len(FILE_NAMES)  # all but the empty one
        assert obeyed([*whole, *(name for name, _ in handed)]) == []
        assert not any({"/", "\\"} & {*name} or len(name) > 80 for name, _ in handed)
        assert not strange(tmp_path)
    assert told(logs.getvalue(), telegram.token) == []
    reference = post.text.split()[0]
    listed = await asyncio.to_thread(printed, tmp_path, reference)
    assert "Text 4" in listed
    assert obeyed([listed]) == []
