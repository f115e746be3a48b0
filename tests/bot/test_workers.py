"""Several programs serve the same people on one database, SQLite's and PostgreSQL's: whatever is delivered to whom, each
event counts once, and what one leaves behind another finishes."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from bot.assembly import LEASE, Running
from bot.channels.base import Parcel, Sent
from dialogues.reply import Chosen, Command, Typed
from storage.changes import AddressKey
from tests.bot.world import Memory, World
from tests.databases import Home

ANN = AddressKey(channel="memory", external_id="ann")


@pytest.fixture
def world(home: Home) -> World:
    return World(home.folder, url=home.url)


async def settled(*programs: Running, person: str = "ann") -> None:
    for program in programs:
        await program.relay.settled(person, "reviewers")


async def answers(program: Running) -> dict[str, object]:
    application = (await program.storage.load(ANN, fresh=True)).application
    assert application is not None
    return {path: answer.value for path, answer in application.answers.items()}


async def test_every_event_is_delivered_to_both_at_once(world: World) -> None:
    """From the first message to the room: both say the same, and the person sees what they would see of one."""
    async with world.program("one") as one, world.program("two") as two:
        await world.open(one)
        for reply in ("Cooking", "Ada", "skip", "submit"):
            inbound = world.inbound(Typed(text=reply))
            said, again = await asyncio.gather(one.engine.handle(inbound), two.engine.handle(inbound))
            assert said.toast == again.toast
            await settled(one, two)
    assert [prompt.number for prompt in world.prompts()] == ["1.1", "1.3", "1.4", "", ""]
    assert len(world.settled()) == 3
    assert len(world.posts()) == 1


async def test_two_buttons_are_pressed_at_once(world: World) -> None:
    """On two devices, at two programs: one is the answer, the other is told of it."""
    async with world.program("one") as one, world.program("two") as two:
        for person in ("ben", "cem", "dee", "eli"):
            await world.open(one, person)
            await settled(one, person=person)
            pressed = [
                program.engine.handle(
                    world.inbound(Chosen(names=(way,)), person, turn=1, path="way", about="m1")
                )
                for program, way in ((one, "cooking"), (two, "driving"))
            ]
            await asyncio.gather(*pressed)
            await settled(one, two, person=person)
            key = AddressKey(channel="memory", external_id=person)
            application = (await two.storage.load(key, fresh=True)).application
            assert application is not None
            assert list(application.answers) == ["way"]
            assert len([each for each in world.prompts(person) if each.number != "1.1"]) == 1


async def test_many_people_whose_events_go_to_either(world: World) -> None:
    """Each event to the program that happens to get it: everybody gets to the end."""
    people = [f"p{number}" for number in range(8)]
    async with world.program("one") as one, world.program("two") as two:
        programs = (one, two)

        async def fill_in(number: int, person: str) -> None:
            await world.open(programs[number % 2], person)
            for place, reply in enumerate(("Cooking", "Ada", "skip", "submit")):
                program = programs[(number + place) % 2]
                await program.engine.handle(world.inbound(Typed(text=reply), person))
                await settled(*programs, person=person)

        await asyncio.gather(*(fill_in(number, person) for number, person in enumerate(people)))
        states = [listed.application.state for listed in await one.storage.applications()]
    assert states == ["submitted"] * len(people)
    for person in people:
        assert [prompt.number for prompt in world.prompts(person)] == ["1.1", "1.3", "1.4", "", ""]
    assert len(world.posts()) == len(people)


async def test_one_changes_what_the_other_remembers(world: World) -> None:
    """Both acts of the same person count, in whatever order the two programs find out."""
    async with world.program("one") as one, world.program("two") as two:
        await world.open(one)
        await world.tell(two, "Cooking")
        await world.tell(one, "Ada")
        await world.tell(two, Command(name="edit", argument="1.1"))
        await world.tell(one, "Driving")
        assert await answers(two) == {"way": {"picked": "driving"}, "name": "Ada"}


class Silent(Memory):
    """A platform that never answers: what is sent is never known to have come."""

    async def send(self, parcel: Parcel) -> Sent:
        print("sending", parcel.id, flush=True)  # noqa: T201 - the test reads it
        await asyncio.Event().wait()
        raise AssertionError


async def be_killed(home: Home) -> None:
    """Takes an answer, and gets no further than sending the next question."""
    world = World(home.folder, url=home.url, channel=Silent())
    async with world.program("killed") as parts:
        inbound = world.inbound(Typed(text="Cooking"), key="the answer")
        await parts.engine.handle(inbound)
        await asyncio.Event().wait()


async def test_one_is_killed_that_has_taken_rows(world: World, home: Home) -> None:
    """By SIGKILL, with the next question on its way: when its lease ends the other sends it, and a redelivery of the answer
    adds nothing."""
    async with world.program("two") as two:
        await world.open(two)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bot.test_workers", str(home.folder), home.url),
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        async with asyncio.timeout(30):
            while not (line := await process.stdout.readline()).startswith(b"sending"):
                assert line, "it ended by itself"
        process.kill()
        await process.wait()
        await two.relay.scan()
        await settled(two)
        assert [prompt.number for prompt in world.prompts()] == ["1.1"]
        world.now += LEASE
        await two.relay.scan()
        await settled(two)
        await two.engine.handle(world.inbound(Typed(text="Cooking"), key="the answer"))
        await settled(two)
        assert await answers(two) == {"way": {"picked": "cooking"}}
    assert [prompt.number for prompt in world.prompts()] == ["1.1", "1.3"]


if __name__ == "__main__":
    asyncio.run(be_killed(Home(folder=Path(sys.argv[1]), url=sys.argv[2])))
