"""The engine, the relay and the files on a real database: once, in order, durable, kind when something fails."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.channels.base import Bare, Offered, Parcel, Refused, Throttled, Unanswered, Unreachable, Unsaved
from bot.recording import Recorder
from dialogues.cursor import Choosing
from dialogues.effects import Ask, Refresh, Settle
from dialogues.plain import plain
from dialogues.reply import Chosen, Command, Meant, Typed
from storage.changes import AddressKey, StorageUnavailable
from tests.bot.world import World

ANN = AddressKey(channel="memory", external_id="ann")


async def test_an_application_from_the_first_question_to_the_room(tmp_path: Path) -> None:
    """Every answer is followed by the next question, the one left behind is settled, the room gets one summary."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        for reply in ("Cooking", "Ada", "skip", "submit"):
            await world.tell(parts, reply)
    assert [prompt.number for prompt in world.prompts()] == ["1.1", "1.3", "1.4", "", ""]
    assert [settle.settled.lines for settle in world.settled()] == [("Cooking",), ("Ada",), ("later",)]
    (post,) = world.posts()
    assert "What is your name? Ada" in plain(post.blocks)


async def test_a_redelivered_event_changes_nothing(tmp_path: Path) -> None:
    """Twice, five times, and again after a restart: one answer, the same toast, no message more."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        inbound = world.inbound(Chosen(names=("cooking",)), turn=1, path="way")
        first = await parts.engine.handle(inbound)
        again = await asyncio.gather(*(parts.engine.handle(inbound) for _ in range(4)))
        await parts.relay.settled("ann")
        sent = len(world.channel.parcels)
        assert {outcome.toast for outcome in again} == {first.toast}
    async with world.program("two") as parts:
        assert (await parts.engine.handle(inbound)).toast == first.toast
        await parts.relay.settled("ann")
        snapshot = await parts.storage.load(ANN)
    assert snapshot.application is not None
    assert list(snapshot.application.answers) == ["way"]
    assert len(world.channel.parcels) == sent


async def test_a_double_press_is_answered_politely(tmp_path: Path) -> None:
    """The second press of the same button is another event: it says what is answered, and changes nothing."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, Chosen(names=("cooking",)), turn=1, path="way")
        outcome = await world.tell(parts, Chosen(names=("driving",)), turn=1, path="way")
        snapshot = await parts.storage.load(ANN)
    assert "Cooking" in outcome.toast
    assert snapshot.application is not None
    assert snapshot.application.answers["way"].value == {"picked": "cooking"}


async def test_a_text_that_overtook_the_question_is_asked_back(tmp_path: Path) -> None:
    """A text that belongs to a prompt that has passed is filed nowhere until the person says where."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "Cooking")
        await world.tell(parts, "Ada")  # now 1.4 is asked
        await world.tell(parts, Typed(text="Ada Lovelace"), turn=2, path="name")
        refreshed = world.channel.parcels[-1].content
        assert isinstance(refreshed, Refresh)
        buttons = [row[0] for row in refreshed.prompt.actions]
        assert [button.label for button in buttons] == ["1.3 What is your name?", "1.4 Anything else, Ada?"]
        snapshot = await parts.storage.load(ANN)
        assert snapshot.application is not None
        assert snapshot.application.answers["name"].value == "Ada"
        await world.tell(parts, buttons[0].reply, turn=3)
        snapshot = await parts.storage.load(ANN)
    assert snapshot.application is not None
    assert snapshot.application.answers["name"].value == "Ada Lovelace"
    assert "note" not in snapshot.application.answers


async def test_a_text_that_stands_above_all_prompts_is_for_the_first(tmp_path: Path) -> None:
    """The first prompt was sent, and sent again by the next program: nobody knows of the first time. The answer to it
    comes late, and is not the answer to what is asked by then."""
    world = World(tmp_path)
    world.channel.parcels += [
        Parcel(id=0, external_id="bob", team="", content=Bare())
    ] * 4  # hers is the fifth
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "Cooking", message_id="m6", place=6)
        await world.tell(parts, "Ada", message_id="m3", place=3)
        snapshot = await parts.storage.load(ANN)
    assert snapshot.application is not None
    assert {path: answer.raw for path, answer in snapshot.application.answers.items()} == {"way": "Cooking"}


async def test_of_two_texts_where_no_prompt_is_known_the_first_is_taken(tmp_path: Path) -> None:
    """The prompt was sent, and nobody knows of it; the person says the same twice. The next question is not answered by
    that."""
    world = World(tmp_path)
    async with world.program() as parts:
        parts.engine.sent = lambda _: None
        await world.open(parts)
        await world.tell(parts, "Cooking", message_id="m2", place=2)
        await world.tell(parts, "Cooking", message_id="m3", place=3)
        snapshot = await parts.storage.load(ANN)
    assert snapshot.application is not None
    assert {path: answer.raw for path, answer in snapshot.application.answers.items()} == {"way": "Cooking"}


async def test_a_reply_to_a_question_whose_record_is_on_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is for that one, not for the question below it; also when other programs have written meanwhile."""
    world = World(tmp_path)
    async with world.program() as parts:
        monkeypatch.setattr(Recorder, "add", lambda *_: None)
        await world.open(parts)
        await world.tell(parts, "Cooking")
        parts.storage._cache.forget()
        await world.tell(parts, "Driving", message_id="m9", place=9, about="m1")
        snapshot = await parts.storage.load(ANN)
    assert snapshot.application is not None
    assert {path: answer.raw for path, answer in snapshot.application.answers.items()} == {"way": "Driving"}


async def test_a_reply_to_what_nobody_knows_is_filed_nowhere_and_kept(tmp_path: Path) -> None:
    """A question that was sent before a crash, and that a newer one stands below of: the person says what it is for."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "Cooking")
        await world.tell(parts, "Driving", message_id="m9", place=9, about="m77")
        snapshot = await parts.storage.load(ANN)
        assert snapshot.cursor is not None
        assert isinstance(snapshot.cursor.pending, Choosing)
        (reading,) = snapshot.cursor.pending.readings
        assert reading.reply == Meant(path="name", reply=Typed(text="Driving"))
    assert snapshot.application is not None
    assert {path: answer.raw for path, answer in snapshot.application.answers.items()} == {"way": "Cooking"}


async def test_two_people_at_once_do_not_wait_for_each_other(tmp_path: Path) -> None:
    """Fifty people answer at the same time; each has their own answers."""
    world = World(tmp_path)
    people = [f"p{number}" for number in range(50)]
    async with world.program() as parts:
        await asyncio.gather(*(world.open(parts, person) for person in people))
        for reply in ("Cooking", "Ada"):
            await asyncio.gather(
                *(
                    world.tell(parts, f"{reply}" if reply != "Ada" else f"Ada {person}", person)
                    for person in people
                )
            )
        for person in people:
            snapshot = await parts.storage.load(AddressKey(channel="memory", external_id=person))
            assert snapshot.application is not None
            assert snapshot.application.answers["name"].value == f"Ada {person}"
    connection = sqlite3.connect(tmp_path / "formbot.sqlite3")
    references = [row[0] for row in connection.execute("SELECT reference FROM applications")]
    connection.close()
    assert len(set(references)) == 50


async def test_two_programs_on_one_database(tmp_path: Path) -> None:
    """Whoever commits second loads and steps again: both acts of the same person count, once each."""
    world = World(tmp_path)
    async with world.program("one") as one, world.program("two") as two:
        await world.open(one)
        await world.tell(two, "Cooking")
        await world.tell(one, "Ada")
        await asyncio.gather(world.tell(one, "/edit 1.3"), world.tell(two, "/edit 1.1"))
        snapshot = await two.storage.load(ANN, fresh=True)
    assert snapshot.application is not None
    assert {path: answer.value for path, answer in snapshot.application.answers.items()} == {
        "way": {"picked": "cooking"},
        "name": "Ada",
    }


async def test_what_cannot_be_kept_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No acknowledgement without the commit; afterwards it goes on as if nothing had been."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        commit = parts.storage.commit

        async def full(_: object) -> None:
            raise StorageUnavailable

        monkeypatch.setattr(parts.storage, "commit", full)
        with pytest.raises(Unsaved, match="could not be saved"):
            await parts.engine.handle(world.inbound(Typed(text="Cooking")))
        monkeypatch.setattr(parts.storage, "commit", commit)
        await world.tell(parts, "Driving")
        snapshot = await parts.storage.load(ANN)
    assert snapshot.application is not None
    assert snapshot.application.answers["way"].value == {"picked": "driving"}


async def test_a_file_is_two_events(tmp_path: Path) -> None:
    """Offered: acknowledged at once. Stored: kept by content, named as the person named it, typed by content."""
    world = World(tmp_path, dialogue="checks")
    world.channel.files["t1"] = b"%PDF-1.4\n%%EOF\n"
    async with world.program() as parts:
        await world.open(parts)
        for reply in ("10", "5", "skip", "skip", "skip", "skip", "skip", "skip"):
            await world.tell(parts, reply)
        assert world.prompts()[-1].number == "1.9"
        outcome = await world.tell(parts, Offered(token="t1", name="../../proof.pdf", size=15))
        assert "proof.pdf" in outcome.toast
        await world.tell(parts, Offered(token="gone", name="other.pdf"))
        assert "other.pdf" in plain(world.told()[-1].blocks)
        await world.tell(parts, "done")
        snapshot = await parts.storage.load(ANN)
        assert snapshot.application is not None
        (kept,) = snapshot.application.answers["proof"].value
        assert parts.storage.files.path_of(kept["sha256"]).read_bytes() == world.channel.files["t1"]
    assert (kept["name"], kept["size"], kept["type"]) == ("../../proof.pdf", 15, "application/pdf")


async def test_a_file_in_the_wrong_place_is_kept_and_put(tmp_path: Path) -> None:
    """Fetched although a number is asked, kept over a restart, and put where the person says."""
    world = World(tmp_path, dialogue="checks")
    world.channel.files["t1"] = b"%PDF-1.4\n%%EOF\n"
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, Offered(token="t1", name="proof.pdf", size=15))
    async with world.program() as parts:
        snapshot = await parts.storage.load(ANN)
        assert snapshot.application is not None
        (loose,) = snapshot.application.loose
        assert await parts.storage.file_references(loose.sha256) == {snapshot.application.id}
        await world.tell(parts, "1.9")
        await world.tell(parts, "10")
        snapshot = await parts.storage.load(ANN)
    assert snapshot.application is not None
    assert not snapshot.application.loose
    assert snapshot.application.drafts["proof"]["files"][0]["sha256"] == loose.sha256
    assert snapshot.application.answers["agents"].value == "10"


async def test_sending_again_what_may_be_sent_again(tmp_path: Path) -> None:
    """A throttle or a silence delays its own chat and loses nothing; a refusal is set aside and blocks nothing."""
    world = World(tmp_path)
    async with world.program() as parts:
        world.channel.faults = [Throttled("429", retry_after=0.001), Unanswered("timeout", retry_after=0.001)]
        await world.open(parts)
        assert [prompt.number for prompt in world.prompts()] == ["1.1"]
        world.channel.faults = [Refused("400")]
        await world.tell(parts, "Cooking")  # its next question is refused
        await world.tell(parts, "Ada")
        stuck = await parts.storage.stuck()
    assert [row.error for row in stuck.set_aside] == ["400"]
    assert [prompt.number for prompt in world.prompts()] == ["1.1", "1.4"]


async def test_nobody_is_reminded_where_they_cannot_be_reached(tmp_path: Path) -> None:
    """Blocked: marked, until they write again."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        world.channel.faults = [Unreachable("403")]
        await world.tell(parts, "Cooking")
        address = (await parts.storage.load(ANN, fresh=True)).address
        assert address is not None
        assert not address.reachable
        await world.tell(parts, "/where")
        address = (await parts.storage.load(ANN, fresh=True)).address
    assert address is not None
    assert address.reachable


async def test_what_was_not_sent_is_sent_by_the_next_program(tmp_path: Path) -> None:
    """A program that dies before it sends leaves its rows; nobody is left without the next question, and a prompt
    that has been passed meanwhile is not shown again."""
    world = World(tmp_path)
    async with world.program("one") as parts:
        await world.open(parts)
        world.channel.faults = [Unanswered("down")] * 50
        await parts.engine.handle(world.inbound(Typed(text="Cooking")))
    world.channel.faults.clear()
    async with world.program("two") as parts:
        await parts.relay.scan()
        await parts.relay.settled("ann")
    assert [prompt.number for prompt in world.prompts()] == ["1.1", "1.3"]


async def test_several_applications_and_the_list(tmp_path: Path) -> None:
    """/new begins another; what is unfinished can be opened again by its reference."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "Cooking")
        first = (await parts.storage.load(ANN)).application
        await world.tell(parts, "/new")
        second = (await parts.storage.load(ANN)).application
        assert first is not None
        assert second is not None
        assert first.id != second.id
        assert not second.answers
        await world.tell(parts, Command(name="open", argument=first.reference))
        back = (await parts.storage.load(ANN)).application
    assert back is not None
    assert back.id == first.id
    last = (
        world.channel.parcels[-2].content
        if isinstance(world.channel.parcels[-1].content, Settle)
        else world.channel.parcels[-1].content
    )
    assert isinstance(last, Ask)
    assert last.prompt.number == "1.3"


async def test_answers_are_in_no_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Also when something of ours breaks while an answer is on its way."""
    world = World(tmp_path)
    secret = "the-answer-that-nobody-may-log"
    async with world.program() as parts:
        await world.open(parts)
        await world.tell(parts, "Cooking")

        async def broken(parcel: object) -> None:
            raise RuntimeError(repr(parcel))

        world.channel.send = broken  # type: ignore[assignment, method-assign]
        await world.tell(parts, secret)
    out, err = capfd.readouterr()
    assert secret not in out + err + caplog.text
