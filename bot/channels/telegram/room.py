"""What reviewers get, as Telegram shows it: the post in their group, and below which words a file stands. Pure.

In the group buttons are links (`links.py`): a press there would be seen by all. Pages in the private chat are notices
like any other (`render.py`).
"""

from __future__ import annotations

from dataclasses import replace

from bot.channels.telegram import render
from bot.channels.telegram.html import LONGEST_CAPTION, html, shortened, span
from bot.channels.telegram.keyboard import Key, laid
from bot.channels.telegram.links import link
from bot.channels.telegram.render import Drawn
from dialogues.effects import Give
from dialogues.prompt import Notice
from dialogues.reply import Command


def post(notice: Notice, username: str) -> Drawn:
    """A post; buttons that no link can stand for are left out."""
    rows = (
        tuple(
            Key(label=button.label, url=address)
            for button in row
            if isinstance(button.reply, Command) and (address := link(username, button.reply))
        )
        for row in laid(notice.buttons)
    )
    return Drawn(render.notice(replace(notice, buttons=()), None).text, tuple(row for row in rows if row))


def caption(give: Give) -> str:
    """What stands below a file, as HTML; it may be empty."""
    return html(shortened(span(give.caption.strip()), LONGEST_CAPTION))
