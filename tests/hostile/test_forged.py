"""What was forged by hand, through the doors of the real channels: values of buttons, menus, boxes, days and forms that
name what is somebody else's, of another workspace, of another moment, or nothing at all. Nothing of others is read or
written, and whoever forges hears a kind sentence or nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from bot.assembly import Running, now
from bot.channels.base import Inbound
from bot.channels.tokens import pack
from bot.rooms import Room
from dialogues.application import Application, ApplicationId
from dialogues.commands import FREE
from dialogues.reply import Chosen, Command, Meant, Pressed, Reply, Ticked
from storage.changes import AddressKey
from tests.channels.slack.people import Person
from tests.channels.slack.program import Watched as WatchedSlack
from tests.channels.slack.program import quiet as quiet_on_slack
from tests.channels.slack.serving_slack import serving_slack
from tests.channels.slack.unpaced import unpaced
from tests.channels.telegram.guests import Guest
from tests.channels.telegram.program import Watched, quiet
from tests.channels.telegram.serving import serving
from tests.fakes.slack import Delivery
from tests.fakes.slack import User as Member
from tests.fakes.telegram import User
from tests.hostile import matrix
from tests.hostile.acting import NAME, acts
from tests.hostile.corpus import FORGED

SECRET: Final = "Sunflower Secrets Ltd"
OWN: Final = "Moon Ltd"
#: no answer: what a press that comes too late must not do
_LATE: Final = (
    Chosen(names=("train",)), Ticked(name="saw", on=True), Meant(path="way", reply=Chosen(names=("boat",))), Pressed(mark="abcdefgh"),
    *(Command(name=name) for name in ("skip", "decline", "back", "undo", "done", "submit", "withdraw", "confirm", "reopen", "sweep")),
)  # fmt: skip


@dataclass
class Victim:
    """Somebody's application, that others know all the names of."""

    parts: Running
    key: AddressKey

    async def hands_in(self, question: str) -> None:
        """Once, so that there is something to read; and goes on at this question."""
        for at, (name, argument) in enumerate(
            (("review", ""), ("submit", ""), ("reopen", ""), ("edit", question))
        ):
            command = Command(name=name, argument=argument)
            inbound = Inbound(
                channel=self.key.channel, external_id=self.key.external_id, team=self.key.team, key=f"set{at}", at=now(),
                content=command,
            )  # fmt: skip
            await self.parts.engine.handle(inbound)
        assert await self.parts.storage.submission((await self.application()).reference) is not None

    async def application(self) -> Application:
        found = (await self.parts.storage.load(self.key)).application
        assert found is not None
        return found

    async def turn(self) -> int:
        cursor = (await self.parts.storage.load(self.key)).cursor
        assert cursor is not None
        return cursor.turn

    async def state(self) -> object:
        """All that is remembered of it."""
        now = await self.parts.storage.load(self.key, fresh=True)
        assert now.application is not None
        journal = await self.parts.storage.verify_journal(now.application.id)
        return now.application, now.revision, now.cursor, now.participants, journal.entries

    async def answers(self) -> object:
        """What a person has said in it."""
        now = await self.parts.storage.load(self.key, fresh=True)
        assert now.application is not None
        return now.application.state, dict(now.application.answers), dict(now.application.drafts)

    async def pressed(self, longest: int) -> list[str]:
        """Every button that there could be of it: of what is asked there now, and of another moment."""
        application, turn = await self.application(), await self.turn()
        named = [
            Command(name=name, argument=application.reference) for name in ("read", "whole", "files", "open")
        ]
        bare = [Command(name=name) for name in matrix.COMMANDS]
        every: Iterable[Reply] = (*named, *bare, *_LATE)
        current = [pack(turn, application.id, reply, longest) for reply in every]
        other = [
            pack(at, application.id, reply, longest) for at in (0, turn - 1, turn + 1) for reply in _LATE[:3]
        ]
        nowhere = [pack(turn, None, reply, longest) for reply in (*named, *_LATE)]
        garbage = [
            f"{turn}.{application.id}{data.removeprefix('1.a')}" for data in FORGED if data.startswith("1.a")
        ]
        return [*current, *other, *nowhere, *garbage]

    async def late(self, longest: int) -> list[str]:
        """Buttons of their own, of other moments."""
        own: ApplicationId = (await self.application()).id
        turn = await self.turn()
        return [pack(at, own, reply, longest) for at in (turn - 1, turn + 1, 999) for reply in _LATE]


def learnt(texts: Iterable[str], reference: str) -> list[str]:
    """Those in which something of the victim's stands."""
    return [text for text in texts if SECRET in text or reference in text]


def test_what_comes_late_is_no_command_that_is_always_free() -> None:
    assert not {it.name for it in _LATE if isinstance(it, Command)} & FREE


async def begins(user: User, company: str) -> None:
    user._say(f"/start {NAME}")
    await user.press("I agree", message=await user.sees("I agree"))
    await user.sees("Name")
    user._say(company)
    await user.sees("Way")


async def test_forged_on_telegram(tmp_path: Path, logs: io.StringIO) -> None:
    """`callback_data` of somebody else's application, of another moment, of what one may not do, and links."""
    async with Watched(longest_poll=1) as telegram:
        ann, mal, rev = (telegram.user(name, language_code="en") for name in ("Ann", "Mal", "Rev"))
        group = telegram.group("Reviewers", rev, bot="administrator", supergroup=True)
        rooms = [Room(dialogue="*", channel="telegram", external_id=str(group.id))]
        everyone = [Guest(telegram, user) for user in (ann, mal)]
        async with serving(telegram, tmp_path, acts(), rooms=rooms) as parts:
            for user, company in ((ann, SECRET), (mal, OWN)):
                await begins(user, company)
            anns, own = (
                Victim(parts, AddressKey(channel="telegram", external_id=str(it.id))) for it in (ann, mal)
            )
            await anns.hands_in("agents")
            await ann.sees("Agents")
            await quiet(telegram, parts, everyone)
            reference, before, said = (
                (await anns.application()).reference,
                await anns.state(),
                len(ann.chat.from_bot),
            )

            mine, screen = await own.answers(), mal.chat.from_bot[-1]
            late = await own.late(64)
            for press in [mal.press_raw(screen, data) for data in late]:
                assert await press.answer(within=20)
            assert await own.answers() == mine

            presses = [mal.press_raw(screen, data) for data in await anns.pressed(64)]
            toasts = [await press.answer(within=20) for press in presses]
            for name in ("read", "whole", "files"):
                mal._say(f"/start {name}_{reference}")
            mal._say(f"/start {reference}")
            in_group = telegram.cloud.post(group.chat, telegram.cloud.bot_user, {"text": "a post"})
            groupwise = mal.press_raw(
                in_group, pack(await anns.turn(), (await anns.application()).id, Command(name="copy"), 64)
            )
            assert await groupwise.answer(within=20) == ""
            await quiet(telegram, parts, everyone)
            stuck = await parts.storage.stuck()
            assert await anns.state() == before
        assert group.chat.from_bot[-1] is in_group
        assert len(ann.chat.from_bot) == said
        assert learnt([*toasts, *(it.text for it in mal.chat.from_bot)], reference) == []
        assert not any(it.file_name.startswith(reference) for it in mal.chat.from_bot if it.media)
        assert stuck.set_aside == ()
    assert '"level": "error"' not in logs.getvalue()


async def begins_on_slack(user: Member, company: str) -> None:
    await user.command(f"/form {NAME}")
    await user.press("I agree", message=await user.sees("I agree"))
    await user.sees("Name")
    await user.say(company)
    await user.sees("Way")


def shapes(data: str, at: int) -> list[dict[str, Any]]:
    """A value in each control that there is."""
    option = {"value": data, "text": {"type": "plain_text", "text": "x"}}
    head = ".".join(data.split(".")[:2])
    about = {"block_id": "b", "action_ts": f"9{at:05}.0"}
    return [
        {**about, "type": "button", "value": data, "action_id": "a"},
        {**about, "type": "button", "value": data, "action_id": "form"},
        {**about, "type": "static_select", "selected_option": option, "action_id": "a"},
        {**about, "type": "checkboxes", "selected_options": [option], "action_id": f"many.0.{head}"},
        {**about, "type": "datepicker", "selected_date": "2026-05-01", "action_id": f"day.0.{head}"},
    ]


async def test_forged_on_slack(tmp_path: Path, logs: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """Values, action ids and forms of somebody else's application, of another moment, of another workspace."""
    unpaced(monkeypatch)
    async with WatchedSlack() as slack:
        ann, mal, rev = (slack.user(name) for name in ("Ann", "Mal", "Rev"))
        channel = slack.channel("reviewers", rev)
        rooms = [Room(dialogue="*", channel="slack", external_id=channel.id, team=slack.space.team)]
        everyone = [Person(slack, user) for user in (ann, mal)]
        async with serving_slack(slack, tmp_path, acts(), rooms=rooms) as parts:
            for user, company in ((ann, SECRET), (mal, OWN)):
                await begins_on_slack(user, company)
            own_press = (await mal.press("Train", message=await mal.sees("Train"))).payload
            anns, own = (Victim(parts, one.key) for one in everyone)
            await anns.hands_in("rooms")
            await ann.press("Fill in a form", message=await ann.sees("Fill in a form"))
            await ann.sees_modal("Rooms")
            await ann.type("4.2 Rooms", "7")
            submission = forged_form(await ann.submit(), "view_submission")
            await quiet_on_slack(slack, parts, *everyone)
            reference, before, said = (
                (await anns.application()).reference,
                await anns.state(),
                len(ann.dm.from_bot),
            )

            async def delivers(payload: dict[str, Any], user: Member = mal, team: str = "") -> Any:
                """As one of this workspace, or of another; Slack names who it is and nobody can forge that."""
                person = slack.space.person(user.id) | ({"team_id": team} if team else {})
                more = {"team": {"id": team, "domain": "x"}} if team else {}
                body = {**deepcopy(payload), "user": person, **more}
                return await (await slack.deliveries.add(Delivery("interactive", body))).ack(within=20)

            del own_press["response_url"]
            mine = await own.answers()
            for at, data in enumerate(await own.late(150)):
                for action in shapes(data, at):
                    await delivers({**own_press, "actions": [action]})
            await quiet_on_slack(slack, parts, *everyone)
            assert await own.answers() == mine

            whole = await own.state()
            for at, data in enumerate(await own.pressed(150)):
                action = shapes(data, 2000 + at)[at % 5]
                await delivers({**own_press, "actions": [action]}, team="T999")
            assert await own.state() == whole

            for at, data in enumerate(await anns.pressed(150)):
                every = shapes(data, 4000 + at)
                for action in every if at % 10 == 0 else [every[at % 5]]:
                    await delivers({**own_press, "actions": [action]})
            for kind in ("view_submission", "view_closed", "block_actions"):
                for team in ("", "T999"):
                    await delivers({**submission, "type": kind}, team=team)
            for name in ("read", "whole", "files", "open"):
                await mal.command(f"/form {name} {reference}")
            await quiet_on_slack(slack, parts, *everyone)
            stuck = await parts.storage.stuck()
            assert await anns.state() == before
        assert len(ann.dm.from_bot) == said
        heard = [
            str(call.args) for call in slack.calls if mal.id in str(call.args) or mal.dm.id in str(call.args)
        ]
        assert heard
        assert learnt(heard, reference) == []
        assert stuck.set_aside == ()
    assert '"level": "error"' not in logs.getvalue()


def forged_form(submitted: Delivery | None, kind: str) -> dict[str, Any]:
    """What Ann handed in, with another figure in it, and a pick of hers."""
    assert submitted is not None
    payload = deepcopy(submitted.payload)
    values = payload["view"]["state"]["values"]
    pick = {
        "type": "radio_buttons",
        "action_id": "pick",
        "action_ts": "7.0",
        "selected_option": {"value": "0.yes"},
    }
    blocks = {block.partition(".")[2]: block for block in values}
    for elements in values.values():
        for element in elements.values():
            if element.get("type") == "number_input":
                element["value"] = "99"
    return {**payload, "type": kind, "container": {"type": "view", "view_id": payload["view"]["id"]},
            "actions": [{**pick, "block_id": blocks["owned"]}]}  # fmt: skip
