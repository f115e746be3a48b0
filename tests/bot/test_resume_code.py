"""Another phone, another account: a code that was written down makes two addresses one person's, once, and only when
the first one agrees or says nothing for a day."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assembly import Running
from bot.channels.base import Unreachable
from dialogues.events import ReminderFell
from dialogues.plain import plain
from dialogues.prompt import Notice, Paragraph
from dialogues.reply import Chosen, Command, Reply, Typed
from storage.changes import Address, AddressKey, Due, Inbox
from storage.codes import CLAIM
from tests.bot.world import START, World

DAY = timedelta(hours=24)
#: of the right form, and nobody's
NOBODYS = "4444-7777"
ALLOW, REFUSE, ANOTHER = "It is me: move it now", "Refuse", "Another code"


def key(person: str) -> AddressKey:
    return AddressKey(channel="memory", external_id=person)


async def address_of(parts: Running, person: str) -> Address:
    address = (await parts.storage.load(key(person), fresh=True)).address
    assert address is not None
    return address


async def answered(parts: Running, person: str) -> dict[str, object]:
    """The answers in the person's current application, read anew."""
    application = (await parts.storage.load(key(person), fresh=True)).application
    assert application is not None
    return {path: answer.value for path, answer in application.answers.items()}


def said(world: World, person: str = "ann") -> str:
    """What was told last beside the prompts, up to its first full stop."""
    return plain(world.told(person)[-1].blocks).split(".")[0]


def pressing(notice: Notice, label: str) -> Reply:
    (found,) = [button.reply for row in notice.buttons for button in row if button.label == label]
    return found


async def with_code(world: World, parts: Running, person: str = "ann") -> str:
    """Somebody who has answered a question takes a code."""
    await world.open(parts, person)
    await world.tell(parts, "Cooking", person)
    return await code_for(world, parts, person, "/code")


async def code_for(world: World, parts: Running, person: str, ask: Reply | str) -> str:
    await world.tell(parts, ask, person)
    blocks = [block for block in world.told(person)[-1].blocks if isinstance(block, Paragraph)]
    (code,) = [block.text for block in blocks if block.style == "copied"]
    return code


async def claimed(world: World, parts: Running) -> Notice:
    """Ben uses Ann's code: what she is told."""
    code = await with_code(world, parts)
    await world.tell(parts, code, "ben")
    await settle(parts)
    return world.told()[-1]


async def settle(parts: Running) -> None:
    await parts.relay.settled("ann", "ben", "cid")


def rows(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "formbot.sqlite3")) as connection:
        return connection.execute(statement).fetchall()


def journal(folder: Path) -> list[object]:
    found = rows(folder, "SELECT kind FROM journal ORDER BY application, seq")
    kinds = {"code_made", "code_claimed", "claim_refused", "joined"}
    return [kind for (kind,) in found if kind in kinds]


# What becomes of a claim.


async def test_allowed_at_once(tmp_path: Path) -> None:
    """The new phone goes on at the question where the old one stood; each is told in one message."""
    world = World(tmp_path)
    async with world.program() as parts:
        claim = await claimed(world, parts)
        assert said(world, "ben") == "That is the code"
        assert said(world).startswith("Somebody is using your resume code from another account")
        sent = len(world.channel.parcels)
        await world.tell(parts, pressing(claim, ALLOW))
        await settle(parts)
        assert len(world.channel.parcels) == sent + 2
        assert said(world).startswith("It has been moved")
        (arrived,) = world.prompts("ben")
        assert arrived.number == "1.3"
        assert arrived.notes[0] == "It has moved here, and you can go on."
        await world.tell(parts, "Ada", "ben")
        assert await answered(parts, "ann") == {"way": {"picked": "cooking"}, "name": "Ada"}
        ann, ben = await address_of(parts, "ann"), await address_of(parts, "ben")
    assert ann.person == ben.person
    assert ann.current == ben.current
    assert rows(tmp_path, "SELECT * FROM resume_codes") == []
    assert rows(tmp_path, "SELECT * FROM due WHERE kind = 'claim'") == []
    assert journal(tmp_path) == ["code_made", "code_claimed", "joined"]


async def test_refused(tmp_path: Path) -> None:
    """Nothing moves, the code is dead, both are told; the button that was not pressed does nothing any more."""
    world = World(tmp_path)
    async with world.program() as parts:
        claim = await claimed(world, parts)
        await world.tell(parts, pressing(claim, REFUSE))
        await settle(parts)
        assert said(world).startswith("Refused: nothing was moved")
        assert said(world, "ben") == "The other place did not agree, and that code is void now"
        outcome = await world.tell(parts, pressing(claim, ALLOW))
        assert outcome.toast == "That has been dealt with already."
        world.now += DAY
        await parts.clock.tick()
        assert (await address_of(parts, "ann")).person != (await address_of(parts, "ben")).person
    assert world.prompts("ben") == []
    assert rows(tmp_path, "SELECT * FROM due WHERE kind = 'claim'") == []
    assert journal(tmp_path) == ["code_made", "code_claimed", "claim_refused"]


async def test_nobody_answers(tmp_path: Path) -> None:
    """After 24 hours, not before, over a restart, and once, whoever looks."""
    world = World(tmp_path)
    async with world.program() as parts:
        await claimed(world, parts)
        world.now += DAY - timedelta(seconds=1)
        await parts.clock.tick()
        assert world.prompts("ben") == []
    world.now += timedelta(seconds=1)
    async with world.program("one") as one, world.program("two") as two:
        await asyncio.gather(one.clock.tick(), two.clock.tick())
        await asyncio.gather(settle(one), settle(two))
        assert (await address_of(two, "ann")).person == (await address_of(two, "ben")).person
    assert [prompt.number for prompt in world.prompts("ben")] == ["1.3"]
    assert sum(plain(notice.blocks).startswith("It has been moved") for notice in world.told()) == 1
    assert rows(tmp_path, "SELECT * FROM due WHERE kind = 'claim'") == []
    assert journal(tmp_path).count("joined") == 1


async def test_who_grants_it_is_the_program_that_reaches_the_claimant(tmp_path: Path) -> None:
    """The window of the phone that was lost need not be open."""
    world = World(tmp_path)
    async with world.program() as parts:
        await claimed(world, parts)
    world.now += DAY
    window = World(tmp_path, now=world.now)
    window.channel.chats = frozenset({"ben"})
    async with window.program("window") as bens:
        assert await bens.clock.tick() == 1
        await settle(bens)
    assert [prompt.number for prompt in window.prompts("ben")] == ["1.3"]


async def test_all_that_the_claimant_had_is_theirs(tmp_path: Path) -> None:
    """Applications, roles, reminders and what they agreed to: the new person has both."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program() as parts:
        await world.open(parts, "ben")
        await world.tell(parts, "41", "ben")
        await world.tell(parts, Command(name="mute"), "ben")
        bens = (await parts.storage.load(key("ben"))).application
        await world.open(parts)
        await world.tell(parts, "40")
        code = await code_for(world, parts, "ann", "/code")
        await world.tell(parts, f"/resume {code}", "ben")
        await settle(parts)
        await world.tell(parts, pressing(world.told()[-1], ALLOW))
        ann = await address_of(parts, "ann")
        assert bens is not None
        listed = {one.application.id for one in await parts.storage.applications(person=ann.person)}
        assert listed == {bens.id, ann.current}
        moved = (await parts.storage.load(key("ben"), bens.id, fresh=True)).application
        assert moved is not None
        assert moved.muted == (ann.person,)
        assert await answered(parts, "ben") == {"age": "40"}
        await world.tell(parts, Command(name="open", argument=bens.reference))
        assert await answered(parts, "ann") == {"age": "41"}
    people = rows(tmp_path, "SELECT DISTINCT person FROM addresses UNION SELECT person FROM participants")
    assert people == [(ann.person,)]
    assert set(rows(tmp_path, "SELECT person FROM due")) == {(ann.person,)}


async def test_a_reminder_of_the_claimant_comes_to_the_person(tmp_path: Path) -> None:
    """A row that was taken by the clock before the join still finds whose it is."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program() as parts:
        await world.open(parts, "ben")
        await world.tell(parts, "41", "ben")
        bens = (await address_of(parts, "ben")).current
        await world.open(parts)
        code = await code_for(world, parts, "ann", "/code")
        await world.tell(parts, f"/resume {code}", "ben")
        await settle(parts)
        await world.tell(parts, pressing(world.told()[-1], ALLOW))
        world.now += timedelta(days=2, hours=1)
        await parts.clock.tick()
        await settle(parts)
        about = {parcel.application for parcel in world.channel.parcels if world.now > START}
    assert bens in about


# Codes.


async def test_a_code_is_shown_once(tmp_path: Path) -> None:
    """Then only that there is one; another one kills it. Only hashes are kept, and no code is in any journal."""
    world = World(tmp_path)
    async with world.program() as parts:
        first = await with_code(world, parts)
        await world.tell(parts, "resume code")
        assert said(world) == "You have a resume code already, and it still works"
        second = await code_for(world, parts, "ann", pressing(world.told()[-1], ANOTHER))
        await world.tell(parts, first, "ben")
        assert said(world, "ben").startswith("That code cannot be used any more")
        await world.tell(parts, second.lower().replace("-", " "), "ben")
        assert said(world, "ben") == "That is the code"
        await settle(parts)
    tables = [name for (name,) in rows(tmp_path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = "".join(str(row) for name in tables for row in rows(tmp_path, f"SELECT * FROM {name}"))  # noqa: S608 - our own names
    assert "code_made" in kept
    for code in (first, second):
        assert code not in kept
        assert code.replace("-", "") not in kept


async def test_nothing_to_move_yet(tmp_path: Path) -> None:
    """Before an application, and before its notice is agreed to."""
    world = World(tmp_path)
    async with world.program() as parts:
        await world.tell(parts, "/code")
        assert (
            said(world)
            == "There is nothing here to move yet; once you have begun to fill in, you can have a resume code"
        )
    (tmp_path / "award").mkdir()
    award = World(tmp_path / "award", dialogue="award")
    async with award.program() as parts:
        await award.open(parts)
        await award.tell(parts, "换手机")
        assert said(award).startswith("这里还没有可以转走的内容")
    assert rows(tmp_path / "award", "SELECT * FROM resume_codes") == []


async def test_kind_sentences(tmp_path: Path) -> None:
    """A code of one's own, one of nobody's, one that is used, and none at all: each has its own."""
    world = World(tmp_path)
    async with world.program() as parts:
        code = await with_code(world, parts)
        await world.tell(parts, f"/resume {code}")
        assert said(world) == "This is your own resume code"
        await world.tell(parts, "/resume")
        assert said(world).startswith("Please send the code with it")
        await world.tell(parts, f"/resume {NOBODYS}", "ben")
        assert said(world, "ben") == "There is no such code"
        await world.tell(parts, "/resume what I wrote down", "ben")
        assert said(world, "ben") == "There is no such code"
        await world.tell(parts, code, "cid")
        await world.tell(parts, code, "cid")
        assert said(world, "cid") == "That is the code"
        await world.tell(parts, code, "ben")
        assert said(world, "ben").startswith("That code cannot be used any more")
        await world.tell(parts, "/code")
        assert said(world).startswith("Somebody is using your resume code")
        await world.tell(parts, Command(name="another_code"))
        assert said(world).startswith("Somebody is using your resume code")


async def test_a_code_alone_may_be_an_answer(tmp_path: Path) -> None:
    """Where a question is on screen, a word has to stand before it; nothing of either lands in the application."""
    world = World(tmp_path)
    async with world.program() as parts:
        code = await with_code(world, parts)
        await world.open(parts, "ben")
        await world.tell(parts, "Driving", "ben")
        await world.tell(parts, "yes", "ben")
        await world.tell(parts, NOBODYS, "ben")
        assert (await answered(parts, "ben"))["name"] == NOBODYS
        await world.tell(parts, f"续填码：{code}", "ben")
        assert said(world, "ben") == "That is the code"
        assert "note" not in await answered(parts, "ben")


async def test_guesses_are_few(tmp_path: Path) -> None:
    """Five in an hour from one address, over a restart; then the right one has to wait as well, and others do not."""
    world = World(tmp_path)
    async with world.program() as parts:
        code = await with_code(world, parts)
        for _ in range(5):
            await world.tell(parts, NOBODYS, "ben")
            assert said(world, "ben") == "There is no such code"
            world.now += timedelta(minutes=1)
    async with world.program() as parts:
        await world.tell(parts, code, "ben")
        assert plain(world.told("ben")[-1].blocks).endswith("Please try again in 55 minutes.")
        await world.tell(parts, NOBODYS, "cid")
        assert said(world, "cid") == "There is no such code"
        world.now += timedelta(minutes=55)
        await world.tell(parts, code, "ben")
        assert said(world, "ben") == "That is the code"


# Several at once.


async def test_an_event_that_comes_twice(tmp_path: Path) -> None:
    """A claim, a press: the second delivery of each changes nothing and says nothing."""
    world = World(tmp_path)
    async with world.program() as parts:
        code = await with_code(world, parts)
        claim = world.inbound(Typed(text=code), "ben")
        for _ in range(2):
            await parts.engine.handle(claim)
        await settle(parts)
        press = world.inbound(pressing(world.told()[-1], ALLOW))
        for _ in range(2):
            await parts.engine.handle(press)
        await settle(parts)
    assert (len(world.told("ben")), len(world.prompts("ben"))) == (1, 1)
    assert journal(tmp_path) == ["code_made", "code_claimed", "joined"]


def meanwhile(monkeypatch: pytest.MonkeyPatch, parts: Running, act: Callable[[], Awaitable[object]]) -> None:
    """Right before the next commit of this program, somebody does something."""
    commit = parts.storage.commit

    async def first(changes: object) -> object:
        monkeypatch.setattr(parts.storage, "commit", commit)
        await act()
        return await commit(changes)  # type: ignore[arg-type]

    monkeypatch.setattr(parts.storage, "commit", first)


async def test_two_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of them is first; the other code is not to be used any more."""
    world = World(tmp_path)
    async with world.program("one") as one, world.program("two") as two:
        code = await with_code(world, one)
        meanwhile(monkeypatch, one, lambda: world.tell(two, code, "cid"))
        await world.tell(one, code, "ben")
        assert said(world, "cid") == "That is the code"
        assert said(world, "ben").startswith("That code cannot be used any more")
    assert len(rows(tmp_path, "SELECT * FROM due WHERE kind = 'claim'")) == 1


@pytest.mark.parametrize("first", [ALLOW, REFUSE])
async def test_a_press_and_the_end_of_the_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """Whichever is committed first counts, and the other finds that it is over."""
    world = World(tmp_path)
    async with world.program("one") as one, world.program("two") as two:
        claim = await claimed(world, one)
        world.now += DAY
        meanwhile(monkeypatch, two, lambda: world.tell(one, pressing(claim, first)))
        await two.clock.tick()
        await asyncio.gather(settle(one), settle(two))
        same = (await address_of(one, "ann")).person == (await address_of(one, "ben")).person
    assert same is (first == ALLOW)
    assert len(world.prompts("ben")) == (1 if same else 0)
    assert [kind for kind in journal(tmp_path) if kind in {"joined", "claim_refused"}] == [
        "joined" if same else "claim_refused"
    ]


async def test_a_refusal_after_the_end_of_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes too late, and says so."""
    world = World(tmp_path)
    async with world.program("one") as one, world.program("two") as two:
        claim = await claimed(world, one)
        world.now += DAY
        meanwhile(monkeypatch, one, two.clock.tick)
        outcome = await world.tell(one, pressing(claim, REFUSE))
        assert outcome.toast == "That has been dealt with already."
        assert (await address_of(one, "ann")).person == (await address_of(one, "ben")).person


async def test_the_owner_submits_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both count: what was handed in is what opens in the new place."""
    world = World(tmp_path)
    async with world.program("one") as one, world.program("two") as two:
        await claimed(world, one)
        await world.tell(one, "Ada")
        await world.tell(one, "skip")
        world.now += DAY
        meanwhile(monkeypatch, two, lambda: world.tell(one, "submit"))
        await two.clock.tick()
        await settle(two)
        found = await two.storage.load(key("ben"), fresh=True)
    assert found.application is not None
    assert found.application.round == 1
    assert [prompt.screen for prompt in world.prompts("ben")] == ["done"]
    assert len(world.posts()) == 1


async def test_the_claimant_types_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that was on its way lands in what was on their screen; later ones in what is."""
    world = World(tmp_path)
    async with world.program("one") as one, world.program("two") as two:
        code = await with_code(world, one)
        await world.open(one, "ben")
        await world.tell(one, f"/resume {code}", "ben")
        await settle(one)
        bens = (await address_of(one, "ben")).current
        claim = world.told()[-1]
        meanwhile(monkeypatch, one, lambda: world.tell(two, "Driving", "ben"))
        await world.tell(one, pressing(claim, ALLOW))
        await settle(one)
        await world.tell(two, "Ada", "ben")  # the second program remembers who they were
        assert await answered(two, "ann") == {"way": {"picked": "cooking"}, "name": "Ada"}
        theirs = (await two.storage.load(key("ben"), bens, fresh=True)).application
    assert theirs is not None
    assert {path: each.value for path, each in theirs.answers.items()} == {"way": {"picked": "driving"}}


async def test_a_button_of_their_own_application_still_works(tmp_path: Path) -> None:
    """It is theirs as before, under another name."""
    world = World(tmp_path)
    async with world.program() as parts:
        code = await with_code(world, parts)
        await world.open(parts, "ben")
        bens = (await address_of(parts, "ben")).current
        await world.tell(parts, f"/resume {code}", "ben")
        await settle(parts)
        await world.tell(parts, pressing(world.told()[-1], ALLOW))
        await settle(parts)
        await world.tell(parts, Chosen(names=("driving",)), "ben", application=bens, turn=1, path="way")
        theirs = (await parts.storage.load(key("ben"), bens, fresh=True)).application
    assert theirs is not None
    assert theirs.answers["way"].value == {"picked": "driving"}


async def test_a_code_of_the_claimant_that_is_being_used(tmp_path: Path) -> None:
    """Ben uses Ann's code while Cid waits for Ben's: Ben has gone, his code with him, and Cid is told."""
    world = World(tmp_path)
    async with world.program() as parts:
        code = await with_code(world, parts, "ben")
        await world.tell(parts, code, "cid")
        anns = await with_code(world, parts)
        await world.tell(parts, f"/resume {anns}", "ben")
        await settle(parts)
        await world.tell(parts, pressing(world.told()[-1], ALLOW))
        await settle(parts)
        assert said(world, "cid") == "The other place did not agree, and that code is void now"
        assert rows(tmp_path, "SELECT * FROM due WHERE kind = 'claim'") == []
        assert rows(tmp_path, "SELECT * FROM resume_codes") == []
        people = {(await address_of(parts, name)).person for name in ("ann", "ben", "cid")}
    assert len(people) == 2


async def test_two_who_use_each_others_codes(tmp_path: Path) -> None:
    """The first that is granted settles both; nobody hears of a refusal."""
    world = World(tmp_path)
    async with world.program() as parts:
        anns, bens = await with_code(world, parts), await with_code(world, parts, "ben")
        await world.tell(parts, f"/resume {bens}")
        await world.tell(parts, f"/resume {anns}", "ben")
        await settle(parts)
        await world.tell(parts, pressing(world.told()[-1], ALLOW))
        await settle(parts)
        world.now += DAY
        await parts.clock.tick()
        await settle(parts)
        assert (await address_of(parts, "ann")).person == (await address_of(parts, "ben")).person
    told = "".join(plain(notice.blocks) for who in ("ann", "ben") for notice in world.told(who))
    assert "did not agree" not in told
    assert rows(tmp_path, "SELECT * FROM resume_codes") == []


async def test_a_row_that_the_clock_took_before_the_join(tmp_path: Path) -> None:
    """It names who they were; what comes of it is the person's that they are."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program() as parts:
        await world.open(parts, "ben")
        before = await address_of(parts, "ben")
        await world.open(parts)
        code = await code_for(world, parts, "ann", "/code")
        await world.tell(parts, f"/resume {code}", "ben")
        await settle(parts)
        await world.tell(parts, pressing(world.told()[-1], ALLOW))
        ann = await address_of(parts, "ann")
        assert before.current is not None
        world.now += timedelta(days=2, hours=1)
        event = ReminderFell(at=world.now, who=before.person, number=1)
        source = Inbox(channel="clock", key="taken", at=world.now)
        await parts.engine.happen(key("ben"), before.current, event, source)
        row = await parts.storage.due_row("reminder", ann.person, before.current)
    assert row is not None
    assert row.number == 2
    assert rows(tmp_path, "SELECT DISTINCT person FROM due") == [(ann.person,)]


async def test_a_row_that_the_clock_took_before_another_claim(tmp_path: Path) -> None:
    """The first was refused, the second has its own day."""
    world = World(tmp_path)
    async with world.program() as parts:
        claim = await claimed(world, parts)
        (code,) = await parts.storage.claims_by((await address_of(parts, "ben")).person)
        await world.tell(parts, pressing(claim, REFUSE))
        world.now += timedelta(hours=1)
        second = await code_for(world, parts, "ann", "/code")
        await world.tell(parts, second, "ben")
        assert code.application is not None
        person = (await address_of(parts, "ben")).person
        await parts.engine.fall(Due(kind=CLAIM, person=person, application=code.application, at=code.until))
        await settle(parts)
        assert world.prompts("ben") == []
        assert len(await parts.storage.claims_by(person)) == 1
        row = await parts.storage.due_row(CLAIM, person, code.application)
    assert row is not None
    assert row.at == world.now + DAY


async def test_the_claimant_chooses_a_language_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What arrives is in that language."""
    world = World(tmp_path, dialogue="clinic")
    async with world.program("one") as one, world.program("two") as two:
        await world.open(one)
        code = await code_for(world, one, "ann", "/code")
        await world.open(one, "ben")
        await world.tell(one, f"/resume {code}", "ben")
        await settle(one)
        claim = world.told()[-1]
        chosen = Command(name="language", argument="zh-Hans")
        meanwhile(monkeypatch, one, lambda: world.tell(two, chosen, "ben"))
        await world.tell(one, pressing(claim, ALLOW))
        await settle(one)
        assert (await address_of(one, "ben")).language == "zh-Hans"
    assert world.prompts("ben")[-1].notes[0] == "已转到这里，可以接着填。"


async def test_who_cannot_be_reached_is_not_written_to(tmp_path: Path) -> None:
    """A lost phone that has blocked the bot: nothing is set aside, and the day runs."""
    world = World(tmp_path)
    async with world.program() as parts:
        code = await with_code(world, parts)
        world.channel.faults = [Unreachable("403")]
        await world.tell(parts, "/where")
        await world.tell(parts, code, "ben")
        await settle(parts)
        assert len(world.told()) == 1  # the code itself
        world.now += DAY
        await parts.clock.tick()
        await settle(parts)
    assert [prompt.number for prompt in world.prompts("ben")] == ["1.3"]


async def test_three_become_one(tmp_path: Path) -> None:
    """Ann's code from Ben, then Ben's new one from Cid: all three are Ann."""
    world = World(tmp_path)
    async with world.program() as parts:
        claim = await claimed(world, parts)
        await world.tell(parts, pressing(claim, ALLOW))
        await settle(parts)
        code = await code_for(world, parts, "ben", "/code")
        await world.tell(parts, code, "cid")
        await settle(parts)
        await world.tell(
            parts, pressing(world.told()[-1], ALLOW)
        )  # told at both addresses, allowed at either
        await settle(parts)
        people = {(await address_of(parts, name)).person for name in ("ann", "ben", "cid")}
    assert len(people) == 1
    assert [prompt.number for prompt in world.prompts("cid")] == ["1.3"]
