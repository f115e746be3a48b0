"""Slack when things go wrong: deliveries that come twice or in another order, refusals, broken connections.

Whatever happens, everybody's answers are what they would have been.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.engine import Engine
from tests.channels.slack.people import Person, people, whole
from tests.channels.slack.program import Watched, quiet
from tests.channels.slack.serving_slack import MODES, Mode, serving_slack
from tests.channels.slack.unpaced import unpaced, wrongs
from tests.fakes.slack import Fault

BOTH = pytest.mark.parametrize("mode", MODES)


@pytest.fixture
async def slack() -> AsyncIterator[Watched]:
    async with Watched() as slack:
        yield slack


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for the next try, but where Slack says how long."""
    unpaced(monkeypatch)
    monkeypatch.setattr("bot.recording.BACK_OFF", (0.01,))
    monkeypatch.setattr("bot.relay.back_off", lambda _: 0.01)
    monkeypatch.setattr("bot.channels.slack.socket.PAUSES", (0.01,))
    monkeypatch.setattr("bot.channels.slack.channel.PAUSES", (0.01,))


def shown(person: Person) -> list[str]:
    """All that the bot has said, in order, without what differs from person to person."""
    lines = (message.body.replace(person.user.name, "NAME") for message in person.user.dm.from_bot)
    return [line.split("\n")[0] for line in lines]


# What comes twice, and in another order.


@BOTH
async def test_everything_twice(slack: Watched, tmp_path: Path, mode: Mode) -> None:
    """Envelopes, events, presses and commands; five times, and all of them again after a restart: the same answers
    and the same messages as of somebody to whom it did not happen."""
    undisturbed, *some = people(slack, 4)
    async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
        await undisturbed.fill()
        await quiet(slack, parts, undisturbed)
        add = slack.deliveries.add

        async def twice(delivery: object) -> object:
            added = await add(delivery)  # type: ignore[arg-type]
            for _ in range(4 if delivery is slack.deliveries.all[3] else 1):
                await slack.deliveries._try(added)
            return added

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(slack.deliveries, "add", twice)
            await asyncio.gather(*(person.fill() for person in some))
            await quiet(slack, parts, *some)
        await whole(parts.storage, undisturbed, *some)
    before = {person: person.user.screen for person in some}
    posted = len(slack.called("chat.postMessage"))
    async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
        await slack.deliveries.replay(len(slack.deliveries.all))
        await quiet(slack, parts, *some)
        await whole(parts.storage, undisturbed, *some)
    assert len(slack.called("chat.postMessage")) == posted
    for person in some:
        assert person.user.screen == before[person]
        assert shown(person) == shown(undisturbed)
    assert wrongs(slack, "tier") == []


@BOTH
@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
async def test_what_overtakes_files_nothing_under_another_question(
    slack: Watched, tmp_path: Path, mode: Mode, backwards: bool
) -> None:
    """A text to one question and a press of it, and ticks: in either order it is the same that is kept."""
    (person,) = people(slack, 1)
    async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
        await person.until("name")
        slack.deliveries.hold()
        await person.answer("name")
        await person.press("Later")
        await slack.deliveries.release(backwards=backwards)
        await quiet(slack, parts, person)
        kept = await person.answers(parts.storage)
        assert set(kept) <= {"name"}
        assert kept.get("name") in {None, person.expected["name"]}
        if kept["name"] is None:  # the text was overtaken: asked what it was for, they say so
            await person.explain("name")
        await person.sees("way")
        await person.answer("way")
        await person.sees("likes")
        slack.deliveries.hold()
        await person.answer("likes")
        await slack.deliveries.release(backwards=backwards)
        await person.sees("dish")
        await quiet(slack, parts, person)
        kept = await person.answers(parts.storage)
        assert kept == {path: person.expected[path] for path in ("name", "way", "likes")}
    assert wrongs(slack) == []


# Faults.


@BOTH
async def test_a_fifth_of_all_calls_goes_wrong(slack: Watched, tmp_path: Path, mode: Mode) -> None:
    """Everybody finishes, and nothing is set aside."""
    some = people(slack, 8)
    async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
        slack.faults.by_chance(0.2)
        await asyncio.gather(*(person.fill(within=40) for person in some))
        slack.faults.clear()
        await whole(parts.storage, *some)
        assert (await parts.storage.stuck()).set_aside == ()
    kinds = Counter((fault.cut, fault.status, fault.refusal is not None) for fault in slack.faults.hit)
    assert len(kinds) == 5, "each kind has hit"
    assert wrongs(slack, "closed") == []  # what was on its way when Slack closed a method


@BOTH
async def test_acknowledgements_that_are_late(
    slack: Watched, tmp_path: Path, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack's clock runs on before it hears of them: it tells events again, and takes presses for failed."""
    monkeypatch.setattr("slack_sdk.signature.Clock.now", lambda _: slack.now())
    some = people(slack, 3)
    acknowledged = slack.deliveries.acknowledged
    late = 0

    async def slowly(envelope: str, answer: object) -> None:
        nonlocal late
        late += 1
        if late % 5 == 0:
            await slack.advance(3.1)
        await acknowledged(envelope, answer)

    monkeypatch.setattr(slack.deliveries, "acknowledged", slowly)
    async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
        await asyncio.gather(*(person.fill() for person in some))
        monkeypatch.setattr(slack.deliveries, "acknowledged", acknowledged)
        for _ in range(4):
            await slack.told()
            await slack.advance(300)
        await quiet(slack, parts, *some)
        await whole(parts.storage, *some)
    assert wrongs(slack, "late") == []


@BOTH
@pytest.mark.parametrize("slow", ["engine", "calls"])
async def test_everything_is_acknowledged_in_time(
    slack: Watched, tmp_path: Path, mode: Mode, slow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the engine stands still, or Slack's own answers take long; what it was for is done then."""
    some = people(slack, 5)
    gate = asyncio.Event()
    handle = Engine.handle

    async def stuck(self: Engine, inbound: object) -> object:
        await gate.wait()
        return await handle(self, inbound)  # type: ignore[arg-type]

    async with serving_slack(slack, tmp_path, "outing", mode=mode) as parts:
        await asyncio.gather(*(person.until("way") for person in some))
        await quiet(slack, parts, *some)
        if slow == "engine":
            monkeypatch.setattr(Engine, "handle", stuck)
        else:
            slack.faults.slow(1.5, times=None)
        began = slack.timer()
        for person in some:
            await person.answer("way")
            await person.say("for the next question")
        for person in some:
            for delivery in person.deliveries:
                await delivery.ack(within=3)
        assert slack.timer() - began < 3
        slack.faults.script.clear()
        gate.set()
        await quiet(slack, parts, *some)
        for person in some:
            assert (await person.answers(parts.storage))["way"] == person.expected["way"]
    assert wrongs(slack) == []


async def test_a_429_closes_its_method_alone(slack: Watched, tmp_path: Path) -> None:
    """What only makes a chat tidier waits for it; nobody's next question does."""
    (person,) = people(slack, 1)
    async with serving_slack(slack, tmp_path, "outing") as parts:
        slack.faults.throttle(30, methods=("chat.update",))
        await person.fill(within=5)
        assert await person.answers(parts.storage) == person.expected
    assert slack.called("chat.update") == []
    assert len([call for call in slack.refused if call.method == "chat.update"]) == 1
    assert wrongs(slack) == []


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(cut="before"), Fault(cut="after")], ids=repr)
async def test_what_tidies_holds_up_nothing(
    slack: Watched, tmp_path: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it fails for ever, and the next try is far away."""
    monkeypatch.setattr("bot.relay.back_off", lambda _: 60)
    (person,) = people(slack, 1)
    async with serving_slack(slack, tmp_path, "outing") as parts:
        fault.times, fault.methods = None, ("chat.update",)
        slack.faults.script.append(fault)
        await person.fill(within=5)
        assert await person.answers(parts.storage) == person.expected
