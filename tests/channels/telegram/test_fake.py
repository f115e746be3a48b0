"""The fake Bot API server, seen through raw HTTP and through python-telegram-bot."""

from __future__ import annotations

import pytest
import telegram as ptb

from tests.fakes.telegram import Telegram


@pytest.fixture
async def server():
    async with Telegram(longest_poll=1) as server:
        yield server


async def test_a_conversation_through_ptb(server):
    ann = server.user("Ann Lee", language_code="en")
    async with ptb.Bot(server.token, base_url=server.base_url, base_file_url=server.base_file_url) as bot:
        await ann.say("/start x")
        (update,) = await bot.get_updates()
        assert update.message.text == "/start x"
        assert update.message.entities[0].type == "bot_command"
        yes = ptb.InlineKeyboardButton("Yes", callback_data="y")
        sent = await bot.send_message(
            ann.id, "<b>Ready?</b>", parse_mode="HTML", reply_markup=ptb.InlineKeyboardMarkup([[yes]])
        )
        assert sent.entities[0].type == "bold"
        press = await ann.press("Yes")
        (update,) = await bot.get_updates(offset=update.update_id + 1)
        assert update.callback_query.data == "y"
        await update.callback_query.answer("Noted")
        assert await press.answer() == "Noted"
        await update.callback_query.edit_message_text("Ready: yes")
        assert (await ann.sees("Ready: yes")).rows == []
        document = await ann.send_document(b"abc", "cv.pdf")
        (update,) = await bot.get_updates(offset=update.update_id + 1)
        file = await update.message.document.get_file()
        assert await file.download_as_bytearray() == b"abc"
        assert document.file_name == "cv.pdf"
        back = await bot.send_document(ann.id, b"12345", filename="all.txt", caption="All of it")
        assert back.document.file_size == 5
        assert ann.screen.splitlines()[-1] == "bot: <document all.txt> All of it"
