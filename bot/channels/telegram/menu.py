"""The menu of commands beside the text field, in every language that the program speaks.

Only what can be done in a private chat: the rest is buttons. It is set when it differs from what is set, as a
call for each language counts like any other.
"""

from __future__ import annotations

from typing import Final

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats

from dialogues.words import Words

#: commands of the conversation, as a person types them; their words are in the catalogues (`menu.*`)
COMMANDS: Final = ("map", "back", "skip", "undo", "where", "review", "questions", "language", "stop", "help")
#: Telegram knows languages by two letters (Bot API, setMyCommands: ISO 639-1), so Chinese has one menu
_LANGUAGES: Final = (("", "en"), ("zh", "zh-Hans"))


async def set_menu(bot: Bot, words: Words) -> None:
    """Raises a TelegramError."""
    scope = BotCommandScopeAllPrivateChats()
    for code, tag in _LANGUAGES:
        wanted = [BotCommand(name, words.say(tag, f"menu.{name}")) for name in COMMANDS]
        there = await bot.get_my_commands(scope=scope, language_code=code or None)
        if list(there) != wanted:
            await bot.set_my_commands(wanted, scope=scope, language_code=code or None)
