"""`formbot serve` with Telegram and Slack on one data folder, as a process of its own: whoever fills in on one is read
on both, an application moves from one to the other, and the program ends when it is told to."""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.channels.serving_apart import PATIENCE, Program, apart
from tests.channels.slack.people import DIALOGUE, Person
from tests.channels.slack.program import Watched as Slack
from tests.channels.slack.serving_slack import there
from tests.channels.telegram.program import Watched as Telegram
from tests.fakes.slack import Channel
from tests.fakes.telegram import Group
from tests.fakes.telegram import User as Telegrammer
from tests.test_transcripts import FOLDER

#: seconds in which a program that is told to end has ended
ENDING = 10


@asynccontextmanager
async def both(folder: Path) -> AsyncIterator[tuple[Program, Telegram, Group, Slack, Channel]]:
    """The program, and both platforms, each with a room that reads everything."""
    async with Telegram(longest_poll=1) as telegram, Slack() as slack:
        group = telegram.group("Reviewers", supergroup=True)
        channel = slack.channel("reviewers")
        settings = {
            "TELEGRAM_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.base_url,
            "DIALOGUES": str(FOLDER / "dialogues" / f"{DIALOGUE}.yaml"),
            "REVIEWERS": f"*=telegram:{group.id} *=slack:{slack.space.team}/{channel.id}",
        }
        async with apart(slack, folder / "data", settings) as program:
            await there(slack, "")
            yield program, telegram, group, slack, channel


async def test_what_is_filled_in_on_one_is_read_on_the_other(tmp_path: Path) -> None:
    async with both(tmp_path) as (program, telegram, group, slack, channel):
        ann = telegram.user("Ann", language_code="en")
        ben = Person(slack, slack.user("Ben"))
        await asyncio.gather(on_telegram(ann), ben.fill())
        for name in ("name of Ann", "name of Ben"):
            await channel.sees(lambda one, name=name: name in one.body and not one.thread, within=PATIENCE)
            await group.chat.sees(name, within=PATIENCE)
        await ends(program)


async def test_an_application_moves_from_one_to_the_other(tmp_path: Path) -> None:
    """By its code, once the first place has agreed; and it is handed in from the second."""
    async with both(tmp_path) as (program, telegram, _, slack, channel):
        ann = telegram.user("Ann", language_code="en")
        there_too = Person(slack, slack.user("Ann Lee"))
        await on_telegram(ann, until="What do you like?")
        await ann.say("/code")
        told = await ann.sees(lambda one: CODE.search(one.text), within=PATIENCE)
        found = CODE.search(told.text)
        assert found is not None
        await there_too.user.command(f"/form resume {found[0]}")
        await ann.sees("It is me: move it now", within=PATIENCE)
        await ann.press("It is me: move it now")
        await there_too.sees("likes", within=PATIENCE)
        for step in ("likes", "dish", "job", "wish", "review"):
            await there_too.sees(step)
            await there_too.answer(step)
        await channel.sees("name of Ann", within=PATIENCE)
        await ends(program)


#: as it is written down
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


async def on_telegram(user: Telegrammer, until: str = "") -> None:
    """The outing, from the start until this is asked, or to the end."""
    await user.say("/start")
    for asked, answer in ANSWERS.items():
        await user.sees(lambda one, asked=asked: asked in one.text and "Map" in one.labels, within=PATIENCE)
        if asked == until:
            return
        await user.say(answer.format(user.name))
    await user.sees(lambda one: "Submit" in one.labels, within=PATIENCE)
    await user.press("Submit")
    await user.sees("Submitted, reference", within=PATIENCE)


ANSWERS = {
    "What is your name?": "name of {}",
    "How do you come?": "By boat",
    "What do you like?": "1 3",
    "What do you bring?": "dish of {}",
    "How do you help?": "I sing",
    "What do you wish for?": "wish of {}",
}


async def ends(program: Program) -> None:
    """Told to, it ends within seconds, and without a complaint."""
    assert program.process is not None
    program.process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(program.process.wait(), ENDING) == 0
    assert "Traceback" not in program.log.read_text(encoding="utf-8")
