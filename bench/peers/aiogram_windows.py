"""aiogram-dialog: one window for each question, in memory. Its way of showing what comes next is its own: a press
changes the message that was there, a text gets a new one; a question is not shown as answered."""

from __future__ import annotations

import asyncio
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Column
from aiogram_dialog.widgets.text import Const

from bench.form import Question
from bench.peers.saying import DONE, Given, asked, read

GIVEN = Given.here()
STATES = type("Form", (StatesGroup,), {question.name: State() for question in GIVEN.asked}).__all_states__
router = Router()


async def keep(manager: DialogManager, question: Question, answer: str) -> None:
    manager.dialog_data[question.name] = answer
    if question.number + 1 == len(GIVEN.asked):
        message = manager.event.message if isinstance(manager.event, CallbackQuery) else manager.event
        await message.answer(DONE)
        await manager.done()
    else:
        await manager.next()


def window(question: Question) -> Window:
    text = Const(asked(question, len(GIVEN.asked)))

    async def typed(message: Message, _: MessageInput, manager: DialogManager) -> None:
        answer = read(question, message.text or "")
        if answer is None:
            await message.answer("A number, please.")
            return
        await keep(manager, question, answer)

    async def pressed(_: CallbackQuery, button: Button, manager: DialogManager) -> None:
        await keep(manager, question, str(button.widget_id))

    if question.choices:
        buttons = [Button(Const(label), id=name, on_click=pressed) for name, label in question.choices]
        return Window(text, Column(*buttons), state=STATES[question.number])
    return Window(text, MessageInput(typed), state=STATES[question.number])


@router.message(CommandStart())
async def start(_: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(STATES[0], mode=StartMode.RESET_STACK)


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(GIVEN.api))
    bot = Bot(GIVEN.token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    dispatcher = Dispatcher(storage=MemoryStorage())
    windows: list[Any] = [window(question) for question in GIVEN.asked]
    dispatcher.include_routers(router, Dialog(*windows))
    setup_dialogs(dispatcher)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
