"""Where each action takes effect: what somebody does first, so that it does. For the cells of the matrix that are allowed.

The dialogue has something of everything, and is made for the tests, not to be nice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.channels.base import Corrected, Offered
from bot.shelf import Shelved
from dialogues.loading import load
from dialogues.marks import mark_of
from dialogues.reply import (
    Cells,
    Chosen,
    Command,
    Dated,
    Filled,
    Meant,
    Pressed,
    StoredFile,
    Ticked,
    Typed,
    Uploaded,
)

NAME: Final = "acts"
_SOURCE: Final = """\
id: acts
title: {en: Acts, zh-Hans: 事}
languages: [en, zh-Hans]
default_language: en
prefix: G
applicant: name
organisation: name
notice:
  contact: fair@example.com
  purpose: {en: To see, zh-Hans: 看}
  consents: [{en: I agree, zh-Hans: 同意}]
sections:
  - name: plain
    label: {en: Plain, zh-Hans: 平}
    questions:
      - {name: name, number: T1, type: text, required: true, label: {en: Name, zh-Hans: 名}}
      - {name: way, number: T2, type: select_one, label: {en: Way, zh-Hans: 路}, source: {en: Staff, zh-Hans: 人},
         choices: {train: {en: Train, zh-Hans: 车}, boat: {en: Boat, zh-Hans: 船}}, other: {label: {en: Other, zh-Hans: 别}}}
      - {name: tools, number: T3, type: select_multiple, label: {en: Tools, zh-Hans: 具},
         choices: {saw: {en: Saw, zh-Hans: 锯}, axe: {en: Axe, zh-Hans: 斧}, rope: {en: Rope, zh-Hans: 绳}}, other: {label: {en: Other, zh-Hans: 别}}}
      - {name: agents, number: T4, type: integer, min: 0, label: {en: Agents, zh-Hans: 员}}
      - {name: desks, number: T5, type: integer, label: {en: Desks, zh-Hans: 桌}, severity: warning,
         constraint: ". <= ${agents}", constraint_message: {en: More desks than agents, zh-Hans: 多}}
      - {name: day, number: T6, type: date, label: {en: Day, zh-Hans: 日}}
      - {name: altered, number: T7, type: yes_no, explain: yes, label: {en: Altered, zh-Hans: 改}}
      - {name: kind, number: T8, type: text, relevant: "${altered} = 'yes'", label: {en: Kind, zh-Hans: 种}}
      - {name: story, number: T9, type: text, appearance: multiline, label: {en: Story, zh-Hans: 文}}
  - name: large
    label: {en: Large, zh-Hans: 大}
    questions:
      - {name: proof, type: file, max_files: 2, label: {en: Proof, zh-Hans: 证}}
      - {name: papers, type: file, max_files: 3, label: {en: Papers, zh-Hans: 纸}}
      - name: seats
        type: table
        label: {en: Seats, zh-Hans: 座}
        rows: {full: {en: Full, zh-Hans: 全}, part: {label: {en: Part, zh-Hans: 半}, required: false}}
        columns:
          men: {label: {en: Men, zh-Hans: 男}, type: percent}
          women: {label: {en: Women, zh-Hans: 女}, type: percent}
          unsaid: {label: {en: Unsaid, zh-Hans: 空}, type: percent}
        total: {along: row, equals: 100}
      - name: months
        type: table
        not_recorded: true
        label: {en: Months, zh-Hans: 月}
        rows: {m1: M1, m2: M2, m3: M3, m4: M4, m5: M5, m6: M6, m7: M7, m8: M8, m9: M9}
        columns:
          calls: {label: {en: Calls, zh-Hans: 呼}, type: integer}
          mails: {label: {en: Mails, zh-Hans: 信}, type: integer}
      - name: branches
        type: repeat
        label: {en: Another branch?, zh-Hans: 店}
        entry: {en: Branch, zh-Hans: 店}
        max: 3
        questions:
          - {name: city, type: text, label: {en: City, zh-Hans: 城}}
  - name: likes
    label: {en: Likes, zh-Hans: 好}
    questions:
      - name: liked
        type: group
        appearance: ticks
        label: {en: What do you like?, zh-Hans: 好}
        questions:
          - {name: bread, type: yes_no, label: {en: Bread, zh-Hans: 面}}
          - {name: cheese, type: yes_no, label: {en: Cheese, zh-Hans: 酪}}
  - name: house
    label: {en: House, zh-Hans: 屋}
    appearance: field-list
    questions:
      - {name: owned, type: yes_no, label: {en: Owned, zh-Hans: 有}}
      - {name: rooms, type: integer, label: {en: Rooms, zh-Hans: 间}}
"""

#: a pick of a file that is kept already
ONE, TWO = (
    StoredFile(sha256=digit * 64, name=f"{digit}.pdf", size=10, type="application/pdf") for digit in "ab"
)


def acts() -> Shelved:
    """The dialogue."""
    loaded = load(_SOURCE, file=NAME)
    assert loaded.dialogue is not None, loaded.mistakes
    return Shelved(dialogue=loaded.dialogue, source=_SOURCE)


def at(path: str, *then: Any) -> tuple[Any, ...]:
    """At this question, and behind what is done there; a text is typed."""
    return (
        Command(name="edit", argument=path),
        *(Typed(text=it, more=True) if isinstance(it, str) else it for it in then),
    )


def said(name: str, argument: str = "") -> Command:
    return Command(name=name, argument=argument)


@dataclass(frozen=True)
class Act:
    """What is done, and what before."""

    act: Any
    before: tuple[Any, ...] = ()


def _named(name: str, *before: Any, argument: str = "") -> tuple[str, Act]:
    return name, Act(said(name, argument), before)


_NAMED = at("name", "Ann")
_FILE = Uploaded(files=(ONE,))
_KEY: Final = "a" * 64
_LOOSE = (*at("way"), _FILE)
_DOUBTED = at("agents", "1", said("edit", "desks"), "5")
_BATCH = "T4 5\nT5 3\nT9 A story"
_HANDED_IN = (*_NAMED, said("review"), said("submit"))

#: by the name of a command: those that anybody may do are about what is one's own
COMMANDS: Final[Mapping[str, Act]] = dict((
    _named("add", *at("branches")),
    _named("append", *at("story", "One", said("done"), said("edit", "story"), "Two")),
    _named("ask_organiser", *at("agents", "What is meant by agents?")),
    _named("back", *at("tools")),
    _named("batch", *at("name"), argument=_BATCH),
    _named("begin", argument="1"),
    _named("cancel", said("map")),
    _named("caption", *at("proof"), _FILE, argument=_KEY[:8]),
    _named("choose", *at("months")),
    _named("clear_line", *at("months", said("put", "m1/calls=5")), argument="m1"),
    _named("closed", *at("rooms")),
    _named("colleague"),
    _named("confirm", said("withdraw")),
    _named("copy"),
    _named("decline", *at("agents")),
    _named("delete_last", *at("story", "One", "Two")),
    _named("done", *at("tools", Ticked(name="saw", on=True))),
    _named("drop_file", *_LOOSE, argument=_KEY[:8]),
    _named("drop_new", *at("story", "One", said("done"), said("edit", "story"), "Two")),
    _named("edit", argument="day"),
    _named("explain", *_DOUBTED, argument="desks"),
    _named("finish", *at("branches")),
    _named("form", *at("rooms")),
    _named("go", argument="day"),
    _named("help"),
    _named("here", *at("rooms")),
    _named("keep", *at("agents", "5", said("edit", "agents"))),
    _named("keep_file", *_LOOSE),
    _named("keep_reason", *_DOUBTED),
    _named("language", argument="zh-Hans"),
    _named("later", *at("agents")),
    _named("later_explain", *at("altered", Chosen(names=("yes",)))),
    _named("leave_out", *at("agents", "4"), said("batch", _BATCH), argument="agents"),
    _named("line", *at("months"), argument="m3"),
    _named("loose", *_LOOSE, said("keep_file")),
    _named("map"),
    _named("mute"),
    _named("next", *at("bread")),
    _named("no_caption", *at("proof"), _FILE, said("caption", _KEY[:8])),
    _named("not_applicable", *at("agents")),
    _named("not_recorded", *at("months"), argument="m1"),
    _named("one_by_one", *at("bread")),
    _named("only"),
    _named("paste", *at("months")),
    _named("place", *_LOOSE, argument=f"proof {_KEY[:8]}"),
    _named("plain"),
    _named("put", *at("months"), argument="m1/calls=5"),
    _named("questions"),
    _named("remind", argument="1d"),
    _named("remove", *at("proof"), _FILE, argument=_KEY[:8]),
    _named("remove_entry", *at("branches", said("add"), "Rome", said("edit", "branches")), argument="1"),
    _named("reopen", *_HANDED_IN),
    _named("repick", *at("way", Chosen(names=("other",)))),
    _named("replace", *at("story", "One", said("done"), said("edit", "story"), "Two")),
    _named("reread", *at("agents", "What is meant by agents?")),
    _named("rest_no", *at("bread")),
    _named("review"),
    _named("rewrite", *at("story", "One")),
    _named("row_none", *at("seats"), argument="part"),
    _named("save", *at("agents", "4"), said("batch", _BATCH), argument="all"),
    _named("section", argument="large"),
    _named("settle", *_DOUBTED, argument="desks"),
    _named("share", *at("seats", said("put", "full/men=40")), argument="full"),
    _named("show_all", *at("story", "One")),
    _named("skip", *at("agents")),
    _named("start", said("map")),
    _named("stop"),
    _named("submit", *_NAMED, said("review")),
    _named("sweep", said("review")),
    _named("table", *at("months"), said("line", "m3")),
    _named("undo", *_NAMED),
    _named("unread", argument="sticker"),
    _named("use_file", *_LOOSE, said("keep_file"), *at("proof"), argument=_KEY[:8]),
    _named("where"),
    _named("withdraw"),
))  # fmt: skip

#: by the class of a reply
REPLIES: Final[Mapping[str, Act]] = {
    "Typed": Act(Typed(text="Ann"), at("name")),
    "Chosen": Act(Chosen(names=("train",)), at("way")),
    "Ticked": Act(Ticked(name="saw", on=True), at("tools")),
    "Filled": Act(Filled(answers=(Meant(path="agents", reply=Typed(text="7")),)), at("rooms")),
    "Cells": Act(Cells(cells={"m1/calls": "1"}), at("months")),
    "Dated": Act(Dated(day=date(2026, 5, 1)), at("day")),
    "Uploaded": Act(_FILE, at("proof")),
    "Meant": Act(Meant(path="way", reply=Chosen(names=("boat",))), at("name")),
    "Pressed": Act(Pressed(mark=mark_of(Chosen(names=("train",)))), at("way")),
    "Offered": Act(Offered(token="t", name="x.pdf"), at("proof")),
    "Corrected": Act(Corrected(text="Anna"), _NAMED),
}
