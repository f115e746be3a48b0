"""python-telegram-bot with SQLite, as one writes it by hand: handlers, one row and one commit for each answer, with
the settings that `sqlite3` comes with. An answer is on disk before the reply, but the update was confirmed before."""

from __future__ import annotations

import sqlite3

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bench.form import Question
from bench.peers.saying import DONE, Given, asked, read, settled

GIVEN = Given.here()
Context = ContextTypes.DEFAULT_TYPE
DATABASE = sqlite3.connect(GIVEN.folder / "answers.sqlite3")


def create() -> None:
    DATABASE.execute("CREATE TABLE people (chat INTEGER PRIMARY KEY, question INTEGER, message INTEGER)")
    DATABASE.execute(
        "CREATE TABLE answers (chat INTEGER, question INTEGER, value TEXT, PRIMARY KEY (chat, question))"
    )
    DATABASE.commit()


def standing(chat: int) -> tuple[Question, int] | None:
    """The question that a chat is at, and the message that asked it."""
    row = DATABASE.execute("SELECT question, message FROM people WHERE chat = ?", (chat,)).fetchone()
    return (GIVEN.asked[row[0]], row[1]) if row and row[0] < len(GIVEN.asked) else None


async def ask(context: Context, chat: int, number: int) -> None:
    """The question of this number, or the end."""
    if number == len(GIVEN.asked):
        shown = await context.bot.send_message(chat, DONE)
    else:
        question = GIVEN.asked[number]
        keys = [InlineKeyboardButton(label, callback_data=name) for name, label in question.choices]
        shown = await context.bot.send_message(
            chat,
            asked(question, len(GIVEN.asked)),
            parse_mode=ParseMode.HTML,
            reply_markup=InlineKeyboardMarkup([keys[:2], keys[2:]]) if keys else None,
        )
    DATABASE.execute("UPDATE people SET message = ? WHERE chat = ?", (shown.message_id, chat))


async def keep(context: Context, chat: int, question: Question, before: int, answer: str, shown: str) -> None:
    """The answer on disk, what follows it, and the question as answered."""
    DATABASE.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (chat, question.number, answer))
    DATABASE.execute("UPDATE people SET question = ? WHERE chat = ?", (question.number + 1, chat))
    DATABASE.commit()
    await ask(context, chat, question.number + 1)
    await context.bot.edit_message_text(settled(question, shown), chat, before, parse_mode=ParseMode.HTML)


async def start(update: Update, context: Context) -> None:
    assert update.effective_chat is not None
    chat = update.effective_chat.id
    DATABASE.execute("INSERT OR REPLACE INTO people VALUES (?, 0, 0)", (chat,))
    DATABASE.commit()
    await ask(context, chat, 0)


async def typed(update: Update, context: Context) -> None:
    assert update.message is not None
    chat = update.message.chat.id
    if (stands := standing(chat)) is None:
        return
    question, before = stands
    answer = read(question, update.message.text or "")
    if answer is None or question.choices:
        await update.message.reply_text("Something else, please.")
        return
    await keep(context, chat, question, before, answer, answer)


async def pressed(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    assert update.effective_chat is not None
    await query.answer()
    chat = update.effective_chat.id
    if (stands := standing(chat)) is None or query.data not in dict(stands[0].choices):
        return
    question, before = stands
    await keep(context, chat, question, before, query.data, dict(question.choices)[query.data])


def main() -> None:
    create()
    application = Application.builder().token(GIVEN.token).base_url(f"{GIVEN.api}/bot").build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(MessageHandler(filters.TEXT, typed))
    application.run_polling()


if __name__ == "__main__":
    main()
