"""What people do in a chat besides answering: edit, reply, send albums, block, speak in groups, press old buttons."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dialogues.application import Answer
from storage.changes import AddressKey
from tests.channels.telegram.phone import PDF, PNG, Phone
from tests.channels.telegram.serving import serving
from tests.fakes.telegram import Telegram


@asynccontextmanager
async def begun(telegram: Telegram, folder: Path, dialogue: str = "award") -> AsyncIterator[Phone]:
    """Mei, who has agreed to the notice and is asked the first question."""
    mei = telegram.user("Mei Lin", language_code="zh-hans")
    async with serving(telegram, folder, dialogue) as parts:
        phone = Phone(telegram, mei, parts)
        await phone.say("/start")
        if dialogue == "award":
            await phone.tap("☐ 同意按上述告知处理")
            await phone.tap("☐ 同意经境外服务器传输")
            await phone.tap("开始填报")
        yield phone


async def answers(phone: Phone) -> dict[str, Answer]:
    key = AddressKey(channel="telegram", external_id=str(phone.user.id))
    snapshot = await phone.parts.storage.load(key)
    assert snapshot.application is not None
    return dict(snapshot.application.answers)


def newest(phone: Phone) -> str:
    return phone.user.chat.from_bot[-1].text


CARD = "示例银行股份有限公司\n400-555-0100\nwww.example.com\n上海市浦东新区示例路1号\n无"


async def test_an_edited_message_corrects_its_answer(telegram: Telegram, tmp_path: Path) -> None:
    async with begun(telegram, tmp_path) as phone:
        said = await phone.user.say("示例银行")
        await phone.quiet()
        await phone.say("400-555-0100")
        await phone.user.edit(said, "示例银行股份有限公司")
        await phone.quiet()
        assert (await answers(phone))["company_name"].value == "示例银行股份有限公司"
        assert "A1 企业名称：示例银行股份有限公司" in newest(phone)
        assert "A3" in newest(phone), phone.user.screen
        await phone.user.edit(said, "示例银行有限公司")
        await phone.quiet()
        assert (await answers(phone))["company_name"].value == "示例银行有限公司"


async def test_an_edited_message_of_several_answers_changes_none(telegram: Telegram, tmp_path: Path) -> None:
    async with begun(telegram, tmp_path) as phone:
        said = await phone.user.say(CARD)
        await phone.quiet()
        before = await answers(phone)
        await phone.user.edit(said, CARD.replace("示例", "样本"))
        await phone.quiet()
        assert await answers(phone) == before
        assert "分不清" in newest(phone)
        assert "改 A1" in phone.user.chat.from_bot[-1].labels


async def test_a_reply_to_an_older_question_answers_that_one(telegram: Telegram, tmp_path: Path) -> None:
    async with begun(telegram, tmp_path) as phone:
        await phone.say("示例银行股份有限公司")
        await phone.say("\n".join(CARD.splitlines()[1:]))
        older = next(message for message in phone.user.chat.from_bot if "A1 企业名称" in message.text)
        await phone.user.say("样本银行", reply_to=older)
        await phone.quiet()
        kept = await answers(phone)
        assert kept["company_name"].value == "样本银行"
        assert "applicant_name" not in kept


async def test_an_old_button_changes_nothing_and_says_what_is_answered(
    telegram: Telegram, tmp_path: Path
) -> None:
    async with begun(telegram, tmp_path) as phone:
        await phone.say(CARD)
        for line in ("李明\n客户服务部\n主任\nli.ming@example.com\n021-5555 0100\n138 0013 8000\nliming_wx\n无",
                     "示例银行客服中心\n上海市浦东新区示例路2号\n2008"):  # fmt: skip
            await phone.say(line)
        question = phone.user.chat.from_bot[-1]
        data = next(
            b["callback_data"]
            for row in question.keyboard
            for b in row
            if b["text"].startswith("3") or "分组" in b["text"]
        )
        other = next(
            b["callback_data"] for row in question.keyboard for b in row if b["callback_data"] != data
        )
        first = phone.user.press_raw(question, data)
        await first.answer()
        await phone.quiet()
        before = await answers(phone)
        late = phone.user.press_raw(question, other)
        toast = await late.answer()
        await phone.quiet()
        assert await answers(phone) == before
        assert toast


async def test_a_doubled_update_changes_nothing(telegram: Telegram, tmp_path: Path) -> None:
    async with begun(telegram, tmp_path) as phone:
        telegram.updates.doubled = 3
        await phone.say(CARD)
        telegram.updates.replay(2)
        await phone.quiet()
        assert sum("B1 填表人姓名" in message.text for message in phone.user.chat.from_bot) == 1


async def test_an_album_is_one_receipt_with_each_file_removable(telegram: Telegram, tmp_path: Path) -> None:
    async with begun(telegram, tmp_path) as phone:
        await phone.say("改 10.6")
        before = len(phone.user.chat.from_bot)
        await phone.user.send_album(
            [(PNG, "a.png"), (PNG + b"b", "b.png"), (PDF, "plan.pdf")], caption="一层"
        )
        await phone.quiet()
        receipt = phone.user.chat.from_bot[-1]
        assert len(phone.user.chat.from_bot) == before + 1, phone.user.screen
        assert {"删 1", "删 2", "删 3"} <= set(receipt.labels)
        await phone.tap("删 2")
        assert "删 3" not in phone.user.chat.from_bot[-1].labels


async def test_a_long_text_that_the_client_split_is_one_text(telegram: Telegram, tmp_path: Path) -> None:
    text = "".join(f"第{number}句话说明我们的战略。" for number in range(400))
    async with begun(telegram, tmp_path) as phone:
        await phone.say("改 2.1")
        before = len(phone.user.chat.from_bot)
        await phone.user.say(text)
        await phone.quiet()
        assert len(phone.user.chat.from_bot) == before + 1, phone.user.screen
        await phone.tap("完成，下一题")
        assert (await answers(phone))["overall_strategy"].value == text


async def test_a_part_of_a_long_text_follows_its_message(telegram: Telegram, tmp_path: Path) -> None:
    async with begun(telegram, tmp_path) as phone:
        await phone.say("改 2.1")
        first = await phone.user.say("一、以客户价值为核心，服务促进经营。")
        await phone.quiet()
        await phone.say("二、机器人先行，人工兜底，数据驱动。")
        await phone.user.edit(first, "一、以客户为中心，服务促进经营。")
        await phone.quiet()
        await phone.tap("完成，下一题")
        assert (await answers(phone))["overall_strategy"].value.startswith("一、以客户为中心")


@pytest.mark.parametrize(("kind", "said"), [("sticker", "贴图"), ("location", "位置")])
async def test_what_is_no_answer(telegram: Telegram, tmp_path: Path, kind: str, said: str) -> None:
    async with begun(telegram, tmp_path) as phone:
        await (phone.user.send_sticker() if kind == "sticker" else phone.user.send_location(31.2, 121.5))
        await phone.quiet()
        assert said in newest(phone)
        assert "company_name" not in await answers(phone)


async def test_a_contact_is_its_number(telegram: Telegram, tmp_path: Path) -> None:
    async with begun(telegram, tmp_path) as phone:
        await phone.say("改 B6")
        await phone.user.send_contact("+8613800138000")
        await phone.quiet()
        assert (await answers(phone))["applicant_mobile"].value == "+86 138 0013 8000"


async def test_a_file_that_is_too_large_is_not_asked_for(telegram: Telegram, tmp_path: Path) -> None:
    async with begun(telegram, tmp_path) as phone:
        await phone.say("改 C15")
        await phone.user.send_document(PDF, "总结材料.pdf", size=48 * 1024 * 1024)
        await phone.quiet()
        assert "总结材料.pdf" in newest(phone)
        assert not telegram.called("getFile")


async def test_a_file_on_the_disk_of_a_server_of_ones_own(
    telegram: Telegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In local mode the server answers with a path, of a file of any size."""
    there = tmp_path / "there.pdf"
    there.write_bytes(PDF)
    monkeypatch.setattr(
        telegram.cloud.files,
        "get",
        lambda file: {"file_id": file, "file_unique_id": "u", "file_size": len(PDF), "file_path": str(there)},
    )
    async with begun(telegram, tmp_path / "data") as phone:
        await phone.say("改 C15")
        await phone.user.send_document(PDF, "总结材料.pdf", size=48 * 1024 * 1024)
        await phone.quiet()
        await phone.tap("收齐了，下一题")
        kept = (await answers(phone))["organisation_chart"].value
        assert (kept[0]["name"], kept[0]["size"]) == ("总结材料.pdf", len(PDF))


async def test_who_blocks_the_bot_is_reminded_no_more(telegram: Telegram, tmp_path: Path) -> None:
    async with begun(telegram, tmp_path) as phone:
        key = AddressKey(channel="telegram", external_id=str(phone.user.id))
        await phone.user.block()
        await phone.quiet()
        address = (await phone.parts.storage.load(key, fresh=True)).address
        assert address is not None
        assert not address.reachable
        await phone.user.unblock()
        await phone.quiet()
        address = (await phone.parts.storage.load(key, fresh=True)).address
        assert address is not None
        assert address.reachable


async def test_in_a_group_it_asks_in_private(telegram: Telegram, tmp_path: Path) -> None:
    async with begun(telegram, tmp_path) as phone:
        group = telegram.group("Team", phone.user, supergroup=True)
        await phone.user.say("/start", to=group)
        said = await group.chat.sees("私聊")
        assert said.keyboard[0][0]["url"].startswith("https://t.me/formbot_test_bot")
        await phone.user.say("大家好", to=group)
        await phone.quiet()
        assert len(group.chat.from_bot) == 2
        assert not await answers(phone)


async def test_a_link_opens_its_dialogue(telegram: Telegram, tmp_path: Path) -> None:
    li = telegram.user("Li", language_code="zh-hant")
    async with serving(telegram, tmp_path, "award", "cccs") as parts:
        phone = Phone(telegram, li, parts)
        await phone.say("/start cccs")
        assert "自我評估問卷" in newest(phone)


async def test_a_forged_press_opens_nothing(telegram: Telegram, tmp_path: Path) -> None:
    """A stranger who knows the token of somebody's button gets nothing of theirs."""
    async with begun(telegram, tmp_path) as phone:
        await phone.say(CARD)
        data = phone.user.chat.from_bot[0].keyboard[0][0]["callback_data"]
        eve = telegram.user("Eve", language_code="en")
        said = await eve.say("/start")
        stranger = Phone(telegram, eve, phone.parts)
        await stranger.quiet()
        mine = eve.chat.from_bot[-1]
        for forged in (data, data.replace("!edit", "!map"), "1.aaaaaaaaaaaaaaaa.!back", "junk", said.text):
            await eve.press_raw(mine, forged).answer()
            await stranger.quiet()
        assert "示例银行" not in eve.screen
        assert "company_name" in await answers(phone)
