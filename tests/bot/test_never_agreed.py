"""Who does not agree to the notice is forgotten after a week, and may come back as if they had never been there."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assembly import Running
from bot.clock import UNAGREED
from bot.shelf import Shelf, UnknownVersion
from dialogues.application import ApplicationId
from dialogues.reply import Command, Ticked
from storage.changes import AddressKey, Misuse
from storage.store import Storage
from tests.bot.test_consent import everything
from tests.bot.world import World

ANN = AddressKey(channel="memory", external_id="ann")
GONE = "You can begin again here."


async def begun(parts: Running, world: World) -> ApplicationId:
    """Ann has opened the fair and given one of the two consents."""
    await world.tell(parts, Command(name="open", argument="fair"), language="en")
    await world.tell(parts, Ticked(name="0", on=True))
    return await application_of(parts)


async def agree(parts: Running, world: World) -> None:
    for consent in ("0", "1"):
        await world.tell(parts, Ticked(name=consent, on=True))
    await world.tell(parts, Command(name="begin"))


async def application_of(parts: Running) -> ApplicationId:
    application = (await parts.storage.load(ANN)).application
    assert application is not None
    return application.id


async def test_a_week_later_nobody_has_been_there(tmp_path: Path) -> None:
    """A week to the moment is not yet too long; after it, nothing names the person or their chat."""
    world = World(tmp_path, dialogue="fair")
    async with world.program() as parts:
        await begun(parts, world)
        world.now += UNAGREED
        await parts.clock.sweep()
        assert "ann" in everything(tmp_path)
        assert (await parts.storage.load(ANN, fresh=True)).application is not None
        world.now += timedelta(seconds=1)
        await parts.clock.sweep()
        assert '"ann"' not in everything(tmp_path)
        assert await parts.storage.applications() == ()
        assert (await parts.storage.load(ANN)).address is None


async def test_who_ticks_once_more_has_another_week(tmp_path: Path) -> None:
    """Whatever they do counts."""
    world = World(tmp_path, dialogue="fair")
    async with world.program() as parts:
        await begun(parts, world)
        world.now += timedelta(days=6)
        await world.tell(parts, Ticked(name="1", on=True))
        world.now += timedelta(days=6)
        await parts.clock.sweep()
        await world.tell(parts, Command(name="begin"))
        assert world.prompts()[-1].path == "stall"


async def test_who_agreed_stays(tmp_path: Path) -> None:
    """Without a single answer, for as long as they like."""
    world = World(tmp_path, dialogue="fair")
    async with world.program() as parts:
        application = await begun(parts, world)
        await agree(parts, world)
        world.now += timedelta(days=400)
        await parts.clock.sweep()
        assert await application_of(parts) == application


async def test_what_asks_for_no_consent_stays(tmp_path: Path) -> None:
    """Begun, and nothing answered."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program() as parts:
        await world.open(parts)
        application = await application_of(parts)
        world.now += timedelta(days=400)
        await parts.clock.sweep()
        assert await application_of(parts) == application


async def test_who_agreed_to_another_one_keeps_it(tmp_path: Path) -> None:
    """Only what they did not agree to goes; then there is the other one to choose."""
    world = World(tmp_path, dialogue="fair")
    async with world.program() as parts:
        first = await begun(parts, world)
        await agree(parts, world)
        await world.tell(parts, Command(name="new", argument="fair"))
        assert await application_of(parts) != first
        world.now += UNAGREED + timedelta(seconds=1)
        await parts.clock.sweep()
        listed = await parts.storage.applications()
        assert [one.application.id for one in listed] == [first]
        await world.tell(parts, "hello")
        assert world.prompts()[-1].screen == "choose"
        await world.tell(parts, "1")
        assert await application_of(parts) == first


async def test_who_comes_back_begins_anew(tmp_path: Path) -> None:
    """With whatever they say; what they ticked then is not ticked now."""
    world = World(tmp_path, dialogue="fair")
    async with world.program() as parts:
        first = await begun(parts, world)
        world.now += timedelta(days=8)
        await parts.clock.sweep()
        assert (await world.tell(parts, "hello", language="en")).toast == ""
        assert world.prompts()[-1].screen == "welcome"
        assert await application_of(parts) != first
        await world.tell(parts, Ticked(name="1", on=True))
        await world.tell(parts, Command(name="begin"))
        assert world.prompts()[-1].screen == "welcome"
        await agree(parts, world)
        assert world.prompts()[-1].path == "stall"


@pytest.mark.parametrize(
    "content", [Ticked(name="1", on=True), Command(name="begin"), Command(name="go", argument="stall")]
)
@pytest.mark.parametrize("named", [True, False])
async def test_an_old_button(tmp_path: Path, content: Ticked | Command, *, named: bool) -> None:
    """Says that it is gone, agrees to nothing, and shows the notice from the start; pressed twice, it does it once."""
    world = World(tmp_path, dialogue="fair")
    async with world.program() as parts:
        first = await begun(parts, world)
        world.now += timedelta(days=8)
        await parts.clock.sweep()
        about = first if named else None
        said = await world.tell(parts, content, application=about, turn=1, language="en", key="press")
        assert (GONE in said.toast) is (named or isinstance(content, Ticked))
        assert world.prompts()[-1].screen == "welcome"
        assert (await world.tell(parts, content, application=about, turn=1, key="press")).toast == said.toast
        (listed,) = await parts.storage.applications()
        assert listed.application.consents == {}


async def test_an_old_button_beside_another_application(tmp_path: Path) -> None:
    """It offers what there is."""
    world = World(tmp_path, dialogue="fair")
    async with world.program() as parts:
        await begun(parts, world)
        await agree(parts, world)
        kept = await application_of(parts)
        said = await world.tell(parts, Ticked(name="1", on=True), application=ApplicationId("gone"))
        assert GONE in said.toast
        assert world.prompts()[-1].screen == "choose"
        assert await application_of(parts) == kept


async def test_who_agrees_while_the_clock_sweeps(tmp_path: Path) -> None:
    """They have agreed, or they are shown the notice again: never an application that is half there."""
    for late in (False, True):
        world = World(tmp_path / str(late), dialogue="fair")
        async with world.program() as parts:
            first = await begun(parts, world)
            await world.tell(parts, Ticked(name="1", on=True))
            world.now += timedelta(days=8)
            acts = [parts.clock.sweep(), world.tell(parts, Command(name="begin"))]
            await asyncio.gather(*(acts if late else reversed(acts)))
            (listed,) = await parts.storage.applications()
            there = (await parts.storage.load(ANN, fresh=True)).application
            assert there is not None
            assert there.id == listed.application.id
            assert (there.id == first) is bool(there.consents)
            assert (await parts.storage.verify_journal(there.id)).broken is None


async def test_another_program_drops_them(tmp_path: Path) -> None:
    """Whoever still has them in memory begins anew as well."""
    world = World(tmp_path, dialogue="fair")
    async with world.program() as parts:
        first = await begun(parts, world)
        world.now += timedelta(days=8)
        async with world.program("two") as other:
            await other.clock.sweep()
        said = await world.tell(parts, Ticked(name="1", on=True), application=first)
        assert GONE in said.toast
        assert await application_of(parts) != first


async def test_what_cannot_be_dropped_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a version that is nowhere nor a mistake of ours ends the clock."""
    world = World(tmp_path, dialogue="fair")
    async with world.program() as parts:
        first = await begun(parts, world)
        world.now += timedelta(days=8)

        async def nowhere(*_: object) -> None:
            raise UnknownVersion

        async def broken(*_: object) -> None:
            raise Misuse

        with monkeypatch.context() as patch:
            patch.setattr(Shelf, "get", nowhere)
            await parts.clock.sweep()
            assert await application_of(parts) == first
        with monkeypatch.context() as patch:
            patch.setattr(Storage, "drop_unagreed", broken)
            await parts.clock.sweep()
            assert await application_of(parts) == first


async def test_after_the_deadline(tmp_path: Path) -> None:
    """What has expired was not agreed to either."""
    world = World(tmp_path, dialogue="fair")
    async with world.program() as parts:
        await begun(parts, world)
        world.now += timedelta(days=40)
        await world.tell(parts, Command(name="where"))
        world.now += timedelta(days=8)
        await parts.clock.sweep()
        assert await parts.storage.applications() == ()
