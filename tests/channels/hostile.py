"""Prompts and notices of whatever a text may hold, for the tests of drawing them in any channel."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.channels.layers import shown
from dialogues.prompt import (
    Block,
    Button,
    Choice,
    Expects,
    Listing,
    ListItem,
    Notice,
    Paragraph,
    Prompt,
    Table,
)
from dialogues.reply import Chosen, Command, Ticked, Typed

HOSTILE = (
    "", " ", "\x00", "\ud800", "\udc00\ud83d", "\ufeff", "\u202egpj.exe", "\u200b", "a" + "\u0301" * 500, "e\u0301é",
    "👩‍👩‍👧‍👦", "🇨🇳", "👍🏽", "\U000e0041", "<b>", "</b>", "<b", "&lt;", "&", "&amp;amp;", '"', '<a href="tg://user?id=1">x</a>',
    "_*[]()~`>#+-=|{}.!\\", "<pre>", "</blockquote>", "<!channel>", "{{7*7}}", "{0.__class__}", "%s%n", "{n}", "\r\n", "\x1b[31m",
    "=HYPERLINK(1)", "' OR 1=1 --", "/start", "@bot", "١٢٣", "\u3164", "\u2800", "\t", "\n\n\n", "一\u3000二",
)  # fmt: skip
LONG = st.builds(
    lambda text, n: text * n,
    st.sampled_from(["字", "a b ", "😀", "<&", "句。", "行\n", "e\u0301", "\u0301"]),
    st.integers(1, 2600),
)
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from(HOSTILE), max_size=6).map("".join),
    st.text(max_size=30),
    LONG,
)
REPLIES = st.one_of(
    TEXTS.map(lambda text: Typed(text=shown(text))),
    st.builds(Ticked, name=st.sampled_from(["a", "b"]), on=st.booleans()),
    st.builds(Command, name=st.sampled_from(["go", "edit"]), argument=st.text("abc/.#", max_size=90)),
)
BUTTONS = st.builds(Button, label=TEXTS, reply=REPLIES)
ROWS = st.lists(st.lists(BUTTONS, min_size=1, max_size=12).map(tuple), max_size=12).map(tuple)
ITEMS = st.builds(ListItem, text=TEXTS, button=st.none() | BUTTONS)


def tables(width: int) -> st.SearchStrategy[Table]:
    row = st.lists(TEXTS, min_size=width + 1, max_size=width + 1).map(tuple)
    columns = st.lists(TEXTS, min_size=width, max_size=width).map(tuple)
    return st.builds(Table, columns=columns, rows=st.lists(row, max_size=4).map(tuple), at=st.integers(-1, 3))


BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, text=TEXTS, style=st.sampled_from(["plain", "quiet", "strong", "copied"])),
    st.builds(Listing, items=st.lists(ITEMS, max_size=8).map(tuple), title=TEXTS, bulleted=st.booleans()),
    st.integers(0, 3).flatmap(tables),
)
BODIES = st.lists(BLOCKS, max_size=6).map(tuple)
NOTICES = st.builds(Notice, blocks=BODIES, buttons=ROWS)


@st.composite
def prompts(draw: st.DrawFn) -> Prompt:
    labels = draw(
        st.lists(TEXTS, max_size=12) | st.lists(st.just("很长的选项" * 20), min_size=30, max_size=400)
    )
    return Prompt(
        screen="question",
        label=draw(TEXTS),
        header=draw(TEXTS),
        number=draw(st.sampled_from(["", "2.3"])),
        required=draw(st.sampled_from(["", "required"])),
        hint=draw(TEXTS),
        notes=tuple(draw(st.lists(TEXTS, max_size=3))),
        body=draw(BODIES),
        choices=tuple(
            Choice(name=f"c{at}", label=label, short=label, number=at, reply=Chosen(names=(f"c{at}",)))
            for at, label in enumerate(labels, start=1)
        ),
        grid=draw(st.booleans()),
        expects=Expects(kind=draw(st.sampled_from(["text", "cells"]))),
        actions=draw(ROWS),
        navigation=tuple(draw(st.lists(BUTTONS, max_size=3))),
        echo=draw(TEXTS),
        problem=draw(TEXTS),
        language="zh-Hans",
    )
