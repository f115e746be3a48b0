"""People on Telegram and the whole program: what they do, what they see, what reaches the reviewers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.assembly import Running
from tests.channels.telegram.serving import serving
from tests.fakes.telegram import Telegram


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with Telegram(longest_poll=1) as server:
        yield server


async def test_the_first_questions(telegram: Telegram, tmp_path: Path) -> None:
    """From /start over the notice to the second card; each is one message, and what was answered shows its answer."""
    mei = telegram.user("Mei Lin", language_code="zh-hans")
    async with serving(telegram, tmp_path, "award"):
        await mei.say("/start")
        await mei.sees("个人信息告知")
        await mei.press("☐ 同意按上述告知处理")
        await mei.press("☐ 同意经境外服务器传输")
        await mei.sees("开始填报 ›")
        await mei.press("开始填报 ›")
        await mei.sees("A1 企业名称")
        await mei.say("示例银行股份有限公司\n400-555-0100\nwww.example.com\n上海市浦东新区示例路1号\n无")
        await mei.sees("B1 填表人姓名")
        await mei.sees("改 A3")
        print(mei.screen)
