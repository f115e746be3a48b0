"""People on Telegram and the whole program: what they do, what they see, what reaches the reviewers."""

from __future__ import annotations

from pathlib import Path

from bot.rooms import Room
from tests.channels.telegram.phone import Phone
from tests.channels.telegram.serving import serving
from tests.fakes.telegram import Telegram

REPLIES = Path(__file__).parents[2] / "replies"


async def test_the_award_from_start_to_the_reviewers(telegram: Telegram, tmp_path: Path) -> None:
    """All questions on a phone, in at most 130 messages, at most one after each act; then the reviewers have it."""
    mei = telegram.user("Mei Lin", language_code="zh-hans")
    group = telegram.group("Reviewers", supergroup=True)
    room = Room(dialogue="*", channel="telegram", external_id=str(group.id))
    async with serving(telegram, tmp_path, "award", rooms=[room]) as parts:
        phone = Phone(telegram, mei, parts, rooms=(str(group.id),))
        await phone.say("/start")
        for act in (REPLIES / "award_on_a_phone.txt").read_text(encoding="utf-8").splitlines():
            verb, _, rest = act.partition(" ")
            match verb:
                case "tap":
                    await phone.tap(rest)
                case "send":
                    await phone.send(rest)
                case _:
                    await phone.say(act.replace("\\n", "\n").replace("\\t", "\t"))
        phone.told("award")
    assert "已提交，受理编号" in mei.chat.from_bot[-1].text
    assert sum(phone.messages) <= 130
    assert max(phone.messages) <= 1
    assert group.chat.from_bot
    assert refused(telegram) == []


async def test_the_self_assessment(telegram: Telegram, tmp_path: Path) -> None:
    """58 answers by taps, in at most 18 messages and 80 taps."""
    phone_of = telegram.user("Li", language_code="zh-hant")
    async with serving(telegram, tmp_path, "cccs") as parts:
        phone = Phone(telegram, phone_of, parts)
        await phone.say("/start")
        await phone.tap("同意並開始作答")
        for chapter, questions in enumerate((12, 15, 7, 12, 12), start=1):
            for number in range(1, questions + 1):
                code = f"{chapter}.{number}"
                await phone.tap(f"{code} 是" if number % 4 else f"{code} 否")
                if any(label.startswith("下一組") for label in phone_of.chat.from_bot[-1].labels) and is_full(
                    phone_of.chat.from_bot[-1].labels
                ):
                    await phone.tap("下一組")
        await phone.tap("提交")
        phone.told("self-assessment")
    assert sum(phone.messages) <= 18
    assert phone.taps <= 80
    assert max(phone.messages) <= 1
    assert refused(telegram) == []


def is_full(labels: list[str]) -> bool:
    """Whether every pair of yes and no on screen has its tick."""
    pairs = [
        label for label in labels if label.removeprefix("✅ ").split(" ")[0].replace(".", "").isdecimal()
    ]
    return len(pairs) == 2 * sum(label.startswith("✅") for label in pairs)


def refused(telegram: Telegram) -> list[str]:
    """What the server would not take."""
    return [f"{call.method}: {call.error}" for call in telegram.calls if call.error is not None]
