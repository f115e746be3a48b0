"""People in Slack and the whole program: what they do, what they see, what reaches the reviewers; by a socket and by
HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.rooms import Room
from tests.channels.slack.laptop import Laptop
from tests.channels.slack.serving_slack import MODES, Mode, serving_slack
from tests.channels.slack.unpaced import unpaced, wrongs
from tests.fakes.slack import Channel, Slack
from tests.fakes.slack.checks import elements

SCRIPT = Path(__file__).parents[2] / "replies" / "award_on_slack.txt"
#: questions of the self-assessment, by chapter
CHAPTERS = (12, 15, 7, 12, 12)


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    unpaced(monkeypatch)


@asynccontextmanager
async def at_work(
    slack: Slack, folder: Path, *dialogues: str, mode: Mode = "socket", locale: str = "zh-CN"
) -> AsyncIterator[tuple[Laptop, Channel]]:
    """Somebody, and the channel that reviewers read."""
    user = slack.user("Li", locale=locale)
    room = slack.channel("reviewers", slack.user("Rev Wu"))
    reads = Room(dialogue="*", channel="slack", team=slack.space.team, external_id=room.id)
    async with serving_slack(slack, folder, *dialogues, rooms=[reads], mode=mode) as parts:
        yield Laptop(slack, user, parts, folder), room


@pytest.mark.parametrize("mode", MODES)
async def test_the_award_from_form_to_the_reviewers(slack: Slack, tmp_path: Path, mode: Mode) -> None:
    """All questions, typed, pressed, picked, dropped and filled in; at most one message after each act."""
    async with at_work(slack, tmp_path, "award", mode=mode) as (laptop, room):
        await laptop.command()
        for act in SCRIPT.read_text(encoding="utf-8").splitlines():
            await done(laptop, act)
        laptop.told("award")
        assert "已提交，受理编号" in laptop.prompt.body
        assert max(laptop.messages) <= 1
        head, *others = (one for one in room.visible if not one.thread)
        assert not others
        assert head.body.splitlines()[0].endswith("示例银行 <!channel> <@U1> 股份有限公司")
        thread = room.in_thread(head)
        assert [file["name"] for one in thread for file in one.data.get("files", ())] == [
            "chart.pdf",
            "chart-2.pdf",
            "layout.png",
        ]
        tables = [block for one in thread for block in one.blocks if block["type"] == "table"]
        assert ["全职座席", "210", "46.7", "36.2", "12.4", "4.8"] in [
            [cell["text"] for cell in row] for table in tables for row in table["rows"]
        ]
        assert all("R9" not in one.body for one in thread)
        assert not any(mark in one.text for one in room.visible for mark in ("<!channel>", "<@U1>"))
    assert slack.refused == []
    assert wrongs(slack) == []


async def done(laptop: Laptop, act: str) -> None:
    """One line of the script."""
    verb, _, rest = act.partition(" ")
    match verb:
        case "tap":
            await laptop.press(rest)
        case "form":
            await laptop.press("填表单")
        case "tick":
            await laptop.tick(*rest.split("; "))
        case "day":
            await laptop.pick_date(rest)
        case "drop":
            await laptop.drop(rest)
        case "attach":
            label, _, name = rest.partition("=")
            await laptop.attach(name, label)
        case "write":
            label, _, text = rest.partition("=")
            await laptop.write(text.replace("\\n", "\n"), label)
        case "submit":
            await laptop.submit()
        case "under" | "opens":
            assert rest in laptop.user.modal
        case "without":
            assert not [
                one for block in laptop.prompt.blocks for one in elements(block) if one["type"] == rest
            ]
        case _:
            await laptop.say(act.replace("\\n", "\n").replace("\\t", "\t"))


@pytest.mark.parametrize("mode", MODES)
async def test_the_self_assessment(slack: Slack, tmp_path: Path, mode: Mode) -> None:
    """58 answers in modals, one after the other: at most 3 messages, 58 clicks and 8 other presses."""
    async with at_work(slack, tmp_path, "cccs", mode=mode, locale="zh-TW") as (laptop, room):
        await laptop.command()
        await laptop.press("同意並開始作答")
        await laptop.press("繼續：1 定位和方向")
        for chapter, questions in enumerate(CHAPTERS, start=1):
            assert laptop.user.view["title"]["text"].startswith(f"{chapter} ")
            for number in range(1, questions + 1):
                await laptop.click("是" if number % 4 else "否", f"{chapter}.{number}")
            await laptop.submit()
        assert laptop.user.modal == ""
        assert "總分 45/58（78%）" in laptop.prompt.body
        await laptop.press("提交")
        laptop.told("self-assessment")
        assert "已提交，受理編號" in laptop.prompt.body
        assert sum(laptop.messages) <= 3
        assert laptop.clicks == 58
        assert laptop.presses <= 8
        head, *others = (one for one in room.visible if not one.thread)
        assert not others
        assert "總分 45/58（78%）" in head.body
        assert [one.body.splitlines()[0] for one in room.in_thread(head)] == [
            "總覽",
            "定位和方向（1）",
            "客戶（2）",
            "策略（3）",
            "績效（4）",
            "人員（5）",
        ]
    assert slack.refused == []
    assert wrongs(slack) == []


async def test_a_chapter_that_is_closed_half_way(slack: Slack, tmp_path: Path) -> None:
    """Nothing is lost: the list has it, and so has the form when it is opened again."""
    async with at_work(slack, tmp_path, "cccs", locale="zh-TW") as (laptop, _):
        await laptop.command()
        await laptop.press("同意並開始作答")
        await laptop.press("繼續：1 定位和方向")
        for number, option in enumerate("是否是", start=1):
            await laptop.click(option, f"1.{number}")
        await laptop.close()
        assert "✅ 已選的都保留了" in laptop.prompt.body
        assert "1 定位和方向 3/12（是 2，否 1）▸" in laptop.prompt.body
        await laptop.press("繼續：1 定位和方向")
        picked = [
            block["element"]["initial_option"]["text"]["text"]
            for block in laptop.user.view["blocks"]
            if "initial_option" in block.get("element", ())
        ]
        assert picked == [*"是否是"]
        assert sum(laptop.messages) == 2
    assert wrongs(slack) == []


async def test_a_form_that_is_closed_half_way(slack: Slack, tmp_path: Path) -> None:
    """What was written there is not kept, and that is said where the question stands; what was answered before is."""
    async with at_work(slack, tmp_path, "outing", locale="en-US") as (laptop, _):
        await laptop.command()
        await laptop.say("Mei")
        await laptop.press("By boat")
        await laptop.tick("2 Cheese")
        await laptop.press("Confirm")
        await laptop.press("Fill in a form")
        await laptop.write("A pie", "1.4")
        await laptop.close()
        assert "closed without saving; all that you had answered before is kept" in laptop.prompt.body
        assert "1.4 What do you bring?" in laptop.prompt.body
        assert "3 of 6 answered" in laptop.prompt.body
        await laptop.press("Fill in a form")
        await laptop.write("A pie", "1.4")
        assert await laptop.submit() == ""
        assert "2.1 How do you help?" in laptop.prompt.body
        assert max(laptop.messages) == 1
    assert wrongs(slack) == []


async def test_a_trigger_that_is_lost(slack: Slack, tmp_path: Path) -> None:
    """Three seconds after the press nothing can be opened any more: the questions are asked in the chat."""
    async with at_work(slack, tmp_path, "cccs", locale="zh-TW") as (laptop, _):
        await laptop.command()
        await laptop.press("同意並開始作答")
        slack.deliveries.hold()
        await laptop.user.press("繼續：1 定位和方向")
        await slack.advance(4)
        await slack.deliveries.release()
        await laptop.quiet()
        assert laptop.user.modal == ""
        assert "1.1–1.6 定位和方向" in laptop.prompt.body
        await laptop.select(
            "否", control="1.2 您的企業高層領導是否完全理解和充分重視客戶聯絡中心對企業所貢獻的價值？"
        )
        assert "已答 1/58" in laptop.prompt.body
    assert [str(call.error) for call in slack.refused] == ["expired_trigger_id"]
    assert wrongs(slack) == []


async def test_typed_over_the_list(slack: Slack, tmp_path: Path) -> None:
    """A chapter can be typed as well, and the form has it then."""
    async with at_work(slack, tmp_path, "cccs", locale="zh-TW") as (laptop, _):
        await laptop.command()
        await laptop.press("同意並開始作答")
        await laptop.say("4：除 5、9、10、12 都是")
        assert "4 績效 12/12（是 8，否 4）✅" in laptop.prompt.body
        await laptop.say("是否是是否是是否是是否是")
        assert "1 定位和方向 12/12（是 8，否 4）✅" in laptop.prompt.body
        assert "繼續：2 客戶" in laptop.prompt.labels
    assert wrongs(slack) == []


async def test_ways_in(slack: Slack, tmp_path: Path) -> None:
    """The Home tab, the shortcut and the words of the command lead to the same question."""
    async with at_work(slack, tmp_path, "outing", locale="en-GB") as (laptop, _):
        await laptop.user.open_home()
        await laptop.user.sees_home("Begin: Outing")
        await laptop.press("Begin: Outing", home=True)
        assert "1.1 What is your name?" in laptop.prompt.body
        await laptop.say("Ann & <Bob>")
        home = await opened_home(laptop, "1/6 answered")
        again = next(one for one in home.splitlines() if "[Continue" in one).strip(" []")
        await laptop.press(again, home=True)
        assert "1.2 How do you come?" in laptop.prompt.body
        await laptop.shortcut()
        assert "1.2 How do you come?" in laptop.prompt.body
        await laptop.command("map")
        assert "▸ you are here" in laptop.prompt.body
        await laptop.command("back")
        assert "1.2 How do you come?" in laptop.prompt.body
        await laptop.command("review")
        assert "Submit" not in laptop.prompt.labels  # five questions are required
        await laptop.command("nonsense")
        assert any(label.startswith("Continue") for label in laptop.prompt.labels)
    assert slack.refused == []
    assert wrongs(slack) == []


async def opened_home(laptop: Laptop, shows: str) -> str:
    await laptop.user.open_home()
    return await laptop.user.sees_home(shows)


async def test_second_thoughts(slack: Slack, tmp_path: Path) -> None:
    """A message that is edited corrects its answer; an old button changes nothing, and says what is answered there."""
    async with at_work(slack, tmp_path, "outing", locale="en-GB") as (laptop, _):
        await laptop.command()
        named = await laptop.say("Ann")
        before = laptop.prompt.as_it_is()
        await laptop.press("By train")
        await laptop.edit(named, "Anne")
        assert "✅ 1.1 What is your name? Anne" in laptop.prompt.body
        await laptop.press("By boat", message=before)
        told = await laptop.user.sees(lambda one: one.only_for)
        assert "By train" in told.body
        assert laptop.user.dm.find("✅ By train")
    assert slack.refused == []
    assert wrongs(slack) == []
