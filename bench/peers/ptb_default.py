"""python-telegram-bot as its example `persistentconversationbot.py` has it: a ConversationHandler, its state and the
answers in a PicklePersistence that is written every minute. Nothing is on disk when the reply goes out."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from bench.form import Question
from bench.peers.saying import DONE, Given, asked, read, settled

GIVEN = Given.here()
Context = ContextTypes.DEFAULT_TYPE
Handler = Callable[[Update, Context], Coroutine[Any, Any, int]]


async def ask(update: Update, context: Context, number: int) -> int:
    """The question of this number, or the end."""
    chat = update.effective_chat
    assert chat is not None
    if number == len(GIVEN.asked):
        await chat.send_message(DONE)
        return ConversationHandler.END
    question = GIVEN.asked[number]
    shown = await chat.send_message(
        asked(question, len(GIVEN.asked)), parse_mode=ParseMode.HTML, reply_markup=keyboard(question)
    )
    assert context.user_data is not None
    context.user_data["message"] = shown.message_id
    return number


def keyboard(question: Question) -> InlineKeyboardMarkup | None:
    """The choices, two in a row."""
    keys = [
        InlineKeyboardButton(label, callback_data=f"{question.name}:{name}")
        for name, label in question.choices
    ]
    return InlineKeyboardMarkup([keys[:2], keys[2:]]) if keys else None


async def start(update: Update, context: Context) -> int:
    return await ask(update, context, 0)


def typed(question: Question) -> Handler:
    async def answered(update: Update, context: Context) -> int:
        assert update.message is not None
        answer = read(question, update.message.text or "")
        if answer is None:
            await update.message.reply_text("A number, please.")
            return question.number
        return await keep(update, context, question, answer, answer)

    return answered


def pressed(question: Question) -> Handler:
    async def answered(update: Update, context: Context) -> int:
        query = update.callback_query
        assert query is not None
        await query.answer()
        picked = (query.data or "").partition(":")[2]
        return await keep(update, context, question, picked, dict(question.choices)[picked])

    return answered


async def keep(update: Update, context: Context, question: Question, answer: str, shown: str) -> int:
    """The answer, what follows it, and the question as answered."""
    assert context.user_data is not None
    assert update.effective_chat is not None
    before = context.user_data["message"]
    context.user_data[question.name] = answer
    state = await ask(update, context, question.number + 1)
    await context.bot.edit_message_text(
        settled(question, shown), update.effective_chat.id, before, parse_mode=ParseMode.HTML
    )
    return state


def main() -> None:
    persistence = PicklePersistence(filepath=GIVEN.folder / "conversationbot")
    application = (
        Application.builder().token(GIVEN.token).base_url(f"{GIVEN.api}/bot").persistence(persistence).build()
    )
    answer: dict[object, list[Any]] = {
        question.number: [
            CallbackQueryHandler(pressed(question), pattern=f"^{question.name}:")
            if question.choices
            else MessageHandler(filters.TEXT & ~filters.COMMAND, typed(question))
        ]
        for question in GIVEN.asked
    }
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states=answer,
            fallbacks=[CommandHandler("start", start)],
            name="form",
            persistent=True,
        )
    )
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main()
