"""The preview of a round as an organiser sees it in a terminal of 60 columns, to the end of each way out of it."""

from __future__ import annotations

import pytest

from bot.channels.terminal.preview import ask_organiser
from dialogues.previewing import Cancelled, Sending
from tests.channels.terminal.drawing import console, printed
from tests.channels.terminal.test_terminal_channel import Typist
from tests.dialogues.test_reminder_rounds import preview

SEEN = """
提醒预览 · 截止 11月30日 18:00 北京时间，还有 5 天

未完成 7 份，这次发 4 份：
· 快好了（只差 1–3 题、文件或提交）　2
· 过半　1
· 刚开始　1

不发 3 份：今天已提醒 1、本人不要提醒 1、联系不上 1
现在发 4 份

[1 给我看一份] [2 改文字]
[3 改范围] [4 名单]
[5 发送 4 份] [6 取消]


▌ 请发编号，或按钮上的字。

提醒预览 · 截止 11月30日 18:00 北京时间，还有 5 天

未完成 7 份，这次发 4 份：
· 快好了（只差 1–3 题、文件或提交）　2
· 过半　1
· 刚开始　1

不发 3 份：今天已提醒 1、本人不要提醒 1、联系不上 1
现在发 4 份

[1 给我看一份] [2 改文字]
[3 改范围] [4 名单]
[5 发送 4 份] [6 取消]


这次提醒谁？

[1 所有人（4）] [2 快好了（2）]
[3 过半（1）] [4 刚开始（1）]
[5 ‹ 返回]


提醒预览 · 截止 11月30日 18:00 北京时间，还有 5 天

未完成 7 份，这次发 1 份：
· 过半　1

不发 6 份：今天已提醒 1、本人不要提醒 1、联系不上 1、不在这
次范围 3
现在发 1 份

[1 给我看一份] [2 改文字]
[3 改范围] [4 名单]
[5 发送 1 份] [6 取消]


这次的提醒，最前面加一句什么话？
最多 300 字，署「主办方留言」，下面还是标准提醒。

[1 ‹ 返回]


提醒预览 · 截止 11月30日 18:00 北京时间，还有 5 天

未完成 7 份，这次发 1 份：
· 过半　1

不发 6 份：今天已提醒 1、本人不要提醒 1、联系不上 1、不在这
次范围 3
现在发 1 份

最前面加您的话：请尽快寄章

[1 给我看一份] [2 改文字]
[3 改范围] [4 名单]
[5 发送 1 份] [6 取消]


│ 主办方留言：请尽快寄章
"""


async def test_the_whole_way() -> None:
    """Something that is not understood, a range, words, one of them as it will be read, and off it goes."""
    lines, on = Typist("好", "改范围", "3", "2", "请尽快寄\x07章", "1", "发送"), console(60)
    decided = await ask_organiser(preview("zh-Hans"), lines, on)
    assert isinstance(decided, Sending)
    assert decided.text == "请尽快寄章"
    assert decided.only == "half"
    assert lines.closed
    assert printed(on).startswith(SEEN)
    assert "\x1b" not in printed(on)
    assert "│ 「The fair」已存 15/20。" in printed(on)


@pytest.mark.parametrize("typed", [(), ("6",), ("4", "取消")])
async def test_nothing_is_sent(typed: tuple[str, ...]) -> None:
    """Where the lines end, or somebody thinks better of it."""
    assert isinstance(await ask_organiser(preview("zh-Hans"), Typist(*typed), console(60)), Cancelled)
