"""What reviewers see of a submission in their channel: the whole program on the fake workspace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.slack.channel import Slack as Transport
from bot.rooms import Room
from tests.channels.slack.serving_slack import serving_slack
from tests.fakes.slack import Slack, User
from tests.fakes.slack.channels import Channel, Message

CONTACT = ("chen@example.com", "passport-chen")


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message a second is Slack's pace, not that of a test."""
    monkeypatch.setattr(Transport, "manner", replace(Transport.manner, room=(1_000, 1.0)))


def room_of(channel: Channel, slack: Slack) -> Room:
    return Room(dialogue="*", channel="slack", external_id=channel.id, team=slack.space.team)


async def hands_in(chen: User, channel: Channel) -> Message:
    """A whole application with a file and a passport; → its post."""
    await chen.command("/form grant")
    await chen.sees("A1 Company")
    for said, shown in (
        ("Sun <!channel> Ltd", "A2 E-mail"),
        ("chen@example.com", "A3 Staff"),
        ("40", "B1 What you plan"),
    ):
        await chen.say(said)
        await chen.sees(shown)
    await chen.say("We dig.\n\n" + "And we dig. " * 300)
    await goes_on(chen, "Done, next question ›")
    await chen.sees("C1 Report")
    await chen.upload(b"report", "Report 报告.pdf")
    await goes_on(chen, "That is all, next ›")
    await chen.sees("C2 Passport")
    await chen.upload(b"passport", "passport-chen.pdf")
    await goes_on(chen, "Submit")
    return await channel.sees("submission no. 1")


async def goes_on(chen: User, label: str) -> None:
    """To the next question, where this one takes more than one message: by a button of the newest one."""
    shown = await chen.sees(lambda it: label in it.labels and it is chen.dm.from_bot[-1])
    await chen.press(label, message=shown)


async def test_a_post_with_sections_and_files_in_its_thread(slack: Slack, tmp_path: Path) -> None:
    """One message in the channel, that calls nobody; the rest below it, in order."""
    chen, rev = slack.user("Chen"), slack.user("Rev Wu")
    channel = slack.channel("reviewers", rev)
    async with serving_slack(slack, tmp_path, "grant", rooms=[room_of(channel, slack)]):
        post = await hands_in(chen, channel)
        file = await channel.sees(lambda it: it.data.get("files"))
    thread = channel.in_thread(post)
    assert [message for message in channel.visible if not message.thread] == [post]
    assert "Sun <!channel> Ltd" in post.body
    assert post.text.startswith(post.body.split(" · ")[0])
    assert "&lt;!channel&gt;" in post.text
    assert thread[-1] is file
    assert file.text == "C1 Report"
    assert slack.content(file.data["files"][0]) == b"report"
    titles = list(dict.fromkeys(message.body.splitlines()[0] for message in thread[:-1]))
    assert [title.strip("*") for title in titles] == ["About you (A)", "The plan (B)", "Papers (C)"]
    assert sum(message.body.count("we dig") for message in thread) == 300
    assert not any(word in channel.screen for word in CONTACT)
    assert {one.kind for one in slack.violations} <= {"pace"}
    assert slack.refused == []


async def test_a_post_that_somebody_deletes(slack: Slack, tmp_path: Path) -> None:
    """The next round has a post and a thread of its own."""
    chen, rev = slack.user("Chen"), slack.user("Rev Wu")
    channel = slack.channel("reviewers", rev)
    async with serving_slack(slack, tmp_path, "grant", rooms=[room_of(channel, slack)]):
        post = await hands_in(chen, channel)
        await channel.sees(lambda it: it.data.get("files"))
        post.deleted = True
        await goes_on(chen, "Withdraw and change")
        await goes_on(chen, "Submit")
        later = await channel.sees("submission no. 2")
        file = await channel.sees(lambda it: it.data.get("files") and it.thread == later.ts)
    assert channel.in_thread(later)[-1] is file
