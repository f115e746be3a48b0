"""aiogram 3 with its state machine: one state for each question, the answers in the storage that the library brings,
Redis where an address of one is given, else memory. Neither is on disk when the reply goes out."""

from __future__ import annotations

import asyncio

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.filters import CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bench.form import Question
from bench.peers.saying import DONE, Given, asked, read, settled

GIVEN = Given.here()
STATES = type("Form", (StatesGroup,), {question.name: State() for question in GIVEN.asked}).__all_states__
TYPED = [state for state, question in zip(STATES, GIVEN.asked, strict=True) if not question.choices]
PRESSED = [state for state, question in zip(STATES, GIVEN.asked, strict=True) if question.choices]
BY_NAME = {state.state: question for state, question in zip(STATES, GIVEN.asked, strict=True)}
router = Router()


async def ask(bot: Bot, chat: int, state: FSMContext, number: int) -> None:
    """The question of this number, or the end. The state comes first, as in aiogram's examples: an answer may be there
    before Telegram has told the id of the question."""
    if number == len(GIVEN.asked):
        await state.clear()
        await bot.send_message(chat, DONE)
        return
    question = GIVEN.asked[number]
    keys = [InlineKeyboardButton(text=label, callback_data=name) for name, label in question.choices]
    await state.set_state(STATES[number])
    shown = await bot.send_message(
        chat,
        asked(question, len(GIVEN.asked)),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=[keys[:2], keys[2:]]) if keys else None,
    )
    await state.update_data(message=shown.message_id)


async def keep(bot: Bot, chat: int, state: FSMContext, question: Question, answer: str, shown: str) -> None:
    """The answer, what follows it, and the question as answered."""
    before = (await state.update_data({question.name: answer}))["message"]
    await ask(bot, chat, state, question.number + 1)
    await bot.edit_message_text(settled(question, shown), chat_id=chat, message_id=before)


@router.message(CommandStart())
async def start(message: Message, state: FSMContext, bot: Bot) -> None:
    await ask(bot, message.chat.id, state, 0)


@router.message(StateFilter(*TYPED), F.text)
async def typed(message: Message, state: FSMContext, bot: Bot, raw_state: str) -> None:
    question = BY_NAME[raw_state]
    answer = read(question, message.text or "")
    if answer is None:
        await message.answer("A number, please.")
        return
    await keep(bot, message.chat.id, state, question, answer, answer)


@router.callback_query(StateFilter(*PRESSED), F.data)
async def pressed(query: CallbackQuery, state: FSMContext, bot: Bot, raw_state: str) -> None:
    await query.answer()
    question, picked = BY_NAME[raw_state], query.data or ""
    await keep(bot, query.from_user.id, state, question, picked, dict(question.choices)[picked])


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(GIVEN.api))
    bot = Bot(GIVEN.token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    # with the client's own limit, 100, an update beyond it ends in MaxConnectionsError and is never answered
    more = {"max_connections": 2_000}
    storage: BaseStorage = (
        RedisStorage.from_url(GIVEN.redis, connection_kwargs=more) if GIVEN.redis else MemoryStorage()
    )
    dispatcher = Dispatcher(storage=storage)
    dispatcher.include_router(router)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
