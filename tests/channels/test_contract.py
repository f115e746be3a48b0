"""What every channel promises (`bot/channels/base.py`), asked of each of them: nothing here knows which one it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.base import (
    Bare,
    Channel,
    ChannelError,
    Inbound,
    Malformed,
    Outcome,
    Parcel,
    Refused,
    Sent,
    Unsaved,
)
from bot.channels.slack.channel import BySocket
from bot.channels.slack.channel import Slack as SlackChannel
from bot.channels.telegram.channel import Telegram as TelegramChannel
from bot.channels.terminal.channel import Terminal
from dialogues.application import AddressId, PersonId
from dialogues.effects import Ask, Due, Effect, Fetch, Hand, Post, Refresh, Settle, Tell
from dialogues.prompt import Button, Notice, Paragraph, Prompt, Settled
from dialogues.reply import Command, Typed
from tests.channels.nowhere import Nowhere
from tests.channels.terminal.drawing import WORDS, console, printed
from tests.channels.terminal.prompts import challenges
from tests.fakes.slack import Slack
from tests.fakes.slack.checks import elements, options
from tests.fakes.telegram import Telegram, User

ME = AddressId("address")
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
#: what must be shown as it is written, and nothing of it obeyed
HOSTILE = '<b>& "x"</b> {0} %s [bold]x[/] \x1b[31m\u202egpj\ud83d \\n </script>'


class Inboxed:
    """What a channel could not hand on at once."""

    async def keep(self, key: str, raw: str) -> None:
        raise AssertionError("nothing here takes long")

    async def done(self, key: str) -> None:
        raise AssertionError("nothing here takes long")

    async def set_aside(self, key: str, raw: str) -> None:
        raise AssertionError("nothing here fails")

    async def left(self) -> tuple[str, ...]:
        return ()

    async def abandoned(self) -> tuple[str, ...]:
        return ()


@dataclass
class Side:
    """A channel, and a person at its other end."""

    channel: Channel
    #: where the person is reached
    external_id: str
    #: all that they see
    seen: Callable[[], str]
    #: type a line, and wait until it was handed on
    typed: Callable[[str], Awaitable[None]]
    said: list[Inbound] = field(default_factory=list)
    #: raised by the next `handle`
    fault: Exception | None = None

    async def handle(self, inbound: Inbound) -> Outcome:
        fault, self.fault = self.fault, None
        if fault is not None:
            raise fault
        self.said.append(inbound)
        return Outcome()

    async def send(self, content: Effect | Notice | Bare, message: str = "", *, room: bool = False) -> Sent:
        return await self.channel.send(
            Parcel(
                id=1, external_id=self.external_id, team="", content=content, message_id=message, room=room
            )
        )


@asynccontextmanager
async def a_terminal(folder: Path) -> AsyncIterator[Side]:
    drawn = console(60)
    waiting: asyncio.Queue[str | None] = asyncio.Queue()
    read = asyncio.Event()

    class Lines:
        interactive = False

        async def read(self) -> str | None:
            read.set()
            return await waiting.get()

        def make_room(self) -> None: ...
        def resume(self) -> None: ...
        def close(self) -> None: ...

    async def settled() -> None: ...

    terminal = Terminal(
        external_id="li", rooms={"reviewers"}, dialogue="award", language="zh-Hans", again="formbot", folder=folder,
        session="s1", lines=Lines(), console=drawn, words=WORDS, settled=settled, now=lambda: NOON,
    )  # fmt: skip
    parts: list[str] = []

    def seen() -> str:
        parts.append(printed(drawn))
        return parts[-1]

    async def typed(line: str) -> None:
        await read.wait()
        read.clear()
        await waiting.put(line)
        await read.wait()

    side = Side(terminal, "li", seen, typed)
    task = asyncio.create_task(terminal.run(side.handle, Inboxed(), Nowhere()))
    await read.wait()
    try:
        yield side
    finally:
        await ended(task)


@asynccontextmanager
async def a_telegram(_: Path) -> AsyncIterator[Side]:
    async with Telegram(longest_poll=1) as server:
        mei: User = server.user("Mei", language_code="zh-hans")
        channel = TelegramChannel(token=server.token, words=WORDS, now=lambda: NOON, api=server.url)

        async def typed(line: str) -> None:
            await mei.say(line)
            while server.updates.waiting:  # noqa: ASYNC110 - a confirmation has no event to wait for
                await asyncio.sleep(0.002)

        side = Side(channel, str(mei.id), lambda: mei.screen, typed)
        task = asyncio.create_task(channel.run(side.handle, Inboxed(), Nowhere()))
        try:
            await typed("/start")
            yield side
        finally:
            await ended(task)
            await channel.close()


@asynccontextmanager
async def a_slack(_: Path) -> AsyncIterator[Side]:
    async with Slack() as slack:
        mei = slack.user("Mei", locale="zh-CN")
        channel = SlackChannel(
            token=slack.token, incoming=BySocket(token=slack.app_token), words=WORDS, now=lambda: NOON,
            api=slack.base_url,
        )  # fmt: skip

        async def typed(line: str) -> None:
            await mei.say(line)
            said = slack.deliveries.all[-1]
            if await said.changes.until(lambda: None if said.open else said, 0.3) is None:
                await slack.advance(3)  # Slack tells it again
                await said.ack()

        def seen() -> str:
            """The conversation, and what its menus have when they are opened."""
            blocks = (block for message in mei.dm.visible for block in message.blocks)
            menus = (
                option["text"]["text"]
                for block in blocks
                for one in elements(block)
                for option in options(one)
            )
            return "\n".join((mei.screen, *menus))

        side = Side(channel, mei.id, seen, typed)
        task = asyncio.create_task(channel.run(side.handle, Inboxed(), Nowhere()))
        try:
            await slack.sockets.connected()
            yield side
        finally:
            await ended(task)
            await channel.close()


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture(params=[a_terminal, a_telegram, a_slack], ids=["terminal", "telegram", "slack"])
async def side(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Side]:
    async with request.param(tmp_path) as side:
        yield side


def ask(prompt: Prompt, turn: int = 1) -> Ask:
    return Ask(to=ME, turn=turn, prompt=prompt)


def tell(text: str, *labels: str) -> Tell:
    buttons = tuple(Button(label=label, reply=Command(name="map")) for label in labels)
    return Tell(to=ME, notice=Notice(blocks=(Paragraph(text=text),), buttons=(buttons,) if buttons else ()))


async def test_a_prompt_is_shown_whole(side: Side) -> None:
    """What is asked, every choice, how to answer."""
    prompt = challenges()
    sent = await side.send(ask(prompt))
    seen = side.seen()
    assert prompt.number in seen
    assert prompt.label in seen
    for choice in prompt.choices:
        assert choice.label in seen
    assert (sent.message_id == "") == (sent.place == 0)


async def test_a_changed_prompt_shows_the_change(side: Side) -> None:
    sent = await side.send(ask(challenges()))
    again = await side.send(
        Refresh(to=ME, turn=1, prompt=challenges(2, 5, problem="只能选 3 项。")), sent.message_id
    )
    assert again.message_id == sent.message_id
    assert "只能选 3 项。" in side.seen()


async def test_the_same_twice_is_no_error(side: Side) -> None:
    """A doubled press draws what is there already."""
    sent = await side.send(ask(challenges()))
    for _ in range(2):
        await side.send(Refresh(to=ME, turn=1, prompt=challenges()), sent.message_id)


async def test_settled_and_bare_need_no_message(side: Side) -> None:
    """Where the prompt was never seen, or is gone."""
    settled = Settled(number="2.3", label="挑战", lines=("质量",))
    sent = await side.send(ask(challenges()))
    for message in (sent.message_id, "", "999999" if sent.message_id else ""):
        await side.send(Settle(to=ME, turn=1, settled=settled), message)
    if sent.message_id:
        await side.send(Bare(), sent.message_id)
        await side.send(Bare(), sent.message_id)


async def test_words_files_and_posts(side: Side) -> None:
    await side.send(tell("已转给主办方", "目录"))
    await side.send(
        Hand(to=ME, name="all questions.txt", text="一\n二\n", caption="全部问题", language="zh-Hans")
    )
    await side.send(Notice(blocks=(Paragraph(text="A-7F3K"),), language="zh-Hans"), room=True)
    seen = side.seen()
    for text in ("已转给主办方", "全部问题", "A-7F3K"):
        assert text in seen


@pytest.mark.parametrize(
    "content",
    [
        Fetch(to=ME, path="a", token="t", name="n"),
        Post(dialogue="award", round=1),
        Due(who=PersonId("p"), at=NOON),
    ],
    ids=lambda content: content.kind,
)
async def test_what_is_no_message_is_refused_as_ours(side: Side, content: Effect) -> None:
    with pytest.raises(Malformed):
        await side.send(content)


async def test_nothing_that_a_person_wrote_is_obeyed(side: Side) -> None:
    """Markup, escapes and half characters are text."""
    prompt = Prompt(screen="question", label=HOSTILE, echo=HOSTILE, hint=HOSTILE, number="1", language="zh-Hans",
                    body=(Paragraph(text=HOSTILE),))  # fmt: skip
    await side.send(ask(prompt))
    await side.send(tell(HOSTILE, HOSTILE))
    seen = side.seen()
    assert '<b>& "x"</b> {0} %s [bold]x[/]' in " ".join(seen.split())
    assert "\x1b[31m" not in seen
    assert "\u202e" not in seen


async def test_what_is_typed_is_handed_on_once_and_in_order(side: Side) -> None:
    """Each with a key of its own, where it came from, and what was typed."""
    side.said.clear()
    for line in ("示例银行", "二", "三"):
        await side.typed(line)
    assert [inbound.content.text for inbound in side.said if isinstance(inbound.content, Typed)] == [
        "示例银行",
        "二",
        "三",
    ]
    assert len({inbound.key for inbound in side.said}) == 3
    assert {inbound.external_id for inbound in side.said} == {side.external_id}
    assert {inbound.channel for inbound in side.said} == {side.channel.name}


async def test_what_could_not_be_kept_is_said_or_comes_again(side: Side) -> None:
    """Never silence: the sentence, or the same event once more."""
    side.said.clear()
    side.fault = Unsaved("没能保存，请再试一次。")
    await side.typed("示例银行")
    assert "没能保存" in side.seen() or any(
        inbound.content == Typed(text="示例银行", more=True) for inbound in side.said
    )


async def test_a_file_that_is_not_there(side: Side) -> None:
    with pytest.raises(ChannelError):
        async for _ in side.channel.fetch(f"0:{'nothing'}"):
            pass


async def test_a_stranger_is_an_error_that_says_whether_to_try_again(side: Side) -> None:
    """Somebody who was never here is not reached, and it is not tried for ever."""
    with pytest.raises(ChannelError) as problem:
        await side.channel.send(Parcel(id=1, external_id="424242", team="", content=tell("x")))
    assert not problem.value.retryable
    assert isinstance(problem.value, Refused) or type(problem.value).__name__ == "Unreachable"


async def test_whoever_is_not_in_a_room_does_not_read_it(side: Side) -> None:
    """Nor anybody in a room that is not there."""
    assert not await side.channel.is_member("-1009", side.external_id)
