"""What Telegram never refuses: every message of every transcript, and whatever a text may hold."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram import keyboard, render
from bot.channels.telegram.html import shown
from bot.channels.telegram.render import Drawn
from bot.channels.telegram.tokens import unpack
from dialogues.application import AddressId
from dialogues.effects import Ask, Effect, Hand, Refresh, Settle, Tell
from dialogues.handout import sources
from dialogues.marks import buttons_of, mark_of
from dialogues.narrow import narrow
from dialogues.prompt import (
    Button,
    Choice,
    Notice,
    Paragraph,
    Prompt,
    Settled,
)
from dialogues.reply import Chosen, Command, Pressed, Reply, Ticked
from dialogues.scene import Scene
from dialogues.units import beginning, is_seen, units
from dialogues.widths import BUDGET, wide
from tests.channels.hostile import BUTTONS, NOTICES, TEXTS, prompts
from tests.channels.telegram.screens import (
    TRANSCRIPTS,
    WORDS,
    Recorded,
    acts,
    definition,
    drawn,
    everything,
    say_in,
)
from tests.channels.telegram.strict import read

SHIPPED = ("award", "cccs", "screen_", "s3_batch", "looking_around", "second_thoughts", "review")


def accepted(message: Drawn, *, longest: int = 4096, may_be_empty: bool = False) -> str:
    """What Telegram demands of a message; its visible text."""
    text, entities = read(message.text)
    assert units(text) <= longest
    assert len(entities) <= 100
    assert all(is_seen(inside) for _, inside in entities)
    assert may_be_empty or is_seen(text)
    text.encode()  # no half characters
    assert sum(map(len, message.rows)) <= 100
    assert all(1 <= len(row) <= 8 for row in message.rows)
    markup = [[{"text": key.label, "callback_data": key.data} for key in row] for row in message.rows]
    assert len(json.dumps({"inline_keyboard": markup}).encode()) <= 10_000
    for row in message.rows:
        for key in row:
            assert is_seen(key.label)
            assert key.label == key.label.strip()
            assert 1 <= len(key.data.encode()) <= 64
    return text


def presses(message: Drawn) -> list[Reply]:
    """What the buttons mean, in order."""
    tokens = [unpack(key.data) for row in message.rows for key in row]
    return [token.reply for token in tokens if token is not None]


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_every_message_of_the_transcripts(file) -> None:
    """It is taken as it is; and every button is there and says what it means."""
    for _, effects in acts(file):
        for effect in effects:
            is_file = isinstance(effect, Hand)
            messages = drawn(effect)
            for message in messages:
                accepted(message, longest=1024 if is_file else 4096, may_be_empty=is_file)
            tokens = [unpack(key.data) for message in messages for row in message.rows for key in row]
            turn = effect.turn if isinstance(effect, Ask | Refresh) else 0
            assert all(token is not None and token.turn == turn for token in tokens)
            said = [reply for message in messages for reply in presses(message)]
            assert {*map(str, said)} == {str(as_token(reply)) for reply in meant(effect)}


def meant(effect: Effect) -> list[Reply]:
    """The replies of an effect's buttons."""
    match effect:
        case Ask() | Refresh():
            return [button.reply for button in buttons_of(effect.prompt)]
        case Tell():
            return [button.reply for button in buttons_of(effect.notice)]
        case Settle():
            return [button.reply for button in effect.settled.changes]
        case _:
            return []


def as_token(reply: Reply) -> Reply:
    """The reply, or its name where a button does not hold it."""
    short = isinstance(reply, Chosen | Ticked | Command) or getattr(reply, "reply", None) is not None
    if short:
        token = unpack(keyboard.keys(((Button(label="x", reply=reply),),), 0, None)[0][0].data)
        assert token is not None
        return token.reply
    return Pressed(mark=mark_of(reply))


@pytest.mark.parametrize(
    "file", [it for it in TRANSCRIPTS if it.stem.startswith(SHIPPED)], ids=lambda file: file.stem
)
def test_no_label_of_the_two_dialogues_is_cut(file) -> None:
    """Rule 6: so wide may a label be where so many stand in a row."""
    for act, effects in acts(file):
        for row in (row for effect in effects for message in drawn(effect) for row in message.rows):
            labels = [key.label for key in row]
            assert max(map(wide, labels)) <= BUDGET[len(row)], (act, labels)


def test_what_is_seen_is_what_is_said() -> None:
    """Nothing of it is left out where it fits, as all prompts of the transcripts do."""
    for effect in everything():
        texts = [read(message.text)[0] for message in drawn(effect)]
        if isinstance(effect, Ask | Refresh):
            prompt = effect.prompt
            parts = (
                prompt.echo,
                prompt.problem,
                prompt.header,
                *prompt.notes,
                prompt.hint,
                *prompt.label.split("\n", 1),
            )
            assert [part for part in parts if part not in texts[0]] == []
            assert [block for block in prompt.body if narrow((block,)) not in texts[0]] == []
        if isinstance(effect, Tell):
            assert "".join("".join(texts).split()) == "".join(narrow(effect.notice.blocks).split())


# Whatever a text may hold.


@settings(max_examples=120, deadline=None)
@given(prompts())
def test_a_prompt_of_any_texts_is_taken(prompt: Prompt) -> None:
    """And its question begins it, whatever stands beside; what is missing is said to be."""
    message = render.prompt(prompt, 7, None, say_in("zh-Hans"))
    text = accepted(message)
    label = shown(prompt.label).split("\n", 1)[0]
    if is_seen(label):
        assert beginning(label, 20) in text
    assert text.count("…") or units(text) < 4096
    quiet = [as_token(button.reply) for button in prompt.navigation]
    assert presses(message)[-len(quiet) :] == quiet or not quiet


@settings(max_examples=60, deadline=None)
@given(NOTICES)
def test_a_notice_of_any_texts_is_taken(notice: Notice) -> None:
    accepted(render.notice(notice, None))


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3), st.lists(BUTTONS, max_size=20))
def test_a_settled_question_of_any_texts_is_taken(number, label, lines, changes) -> None:
    accepted(
        render.settled(Settled(number=number, label=label, lines=tuple(lines), changes=tuple(changes)), None)
    )


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_a_caption_of_any_text_is_taken(text: str) -> None:
    hand = Hand(to=AddressId("a"), name="x.txt", text="", caption=text)
    accepted(render.caption(hand), longest=1024, may_be_empty=True)


QUESTION = Prompt(screen="question", label="问题？", number="2.3", language="zh-Hans", navigation=(Button(label="目录", reply=Command(name="map")),))  # fmt: skip


def seen(prompt: Prompt) -> str:
    return read(render.prompt(prompt, 1, None, say_in("zh-Hans")).text)[0]


def test_what_is_shortened_first() -> None:
    """Notes, then the body, the hint, the choices; it is said, with where all of it is."""
    body = (Paragraph(text="身" * 3000),)
    noted = replace(QUESTION, notes=("注" * 2000,), body=body, hint="提示")
    text = seen(noted)
    assert text.count("身") == 3000
    assert 900 < text.count("注") < 2000
    assert text.endswith("放不下，没有全部显示。发 /questions 看全部题目。")
    everything_long = replace(
        QUESTION, notes=("注" * 5000,), body=(Paragraph(text="身" * 5000),), hint="提示" * 100
    )
    text = seen(everything_long)
    assert (text.count("注"), text.count("提示")) == (0, 100)
    assert text.count("身") > 3500
    button = Button(label="看全文", reply=Command(name="show_all"))
    assert "点「看全文」看全部。" in seen(replace(everything_long, actions=((button,),)))


def many(count: int, label: str) -> Prompt:
    choices = tuple(
        Choice(name=f"c{at}", label=label, short=label, number=at, reply=Chosen(names=(f"c{at}",)))
        for at in range(1, count + 1)
    )
    return replace(QUESTION, choices=choices, grid=True)


def test_long_choices_are_shortened_alike() -> None:
    """Each still says its number and how it begins."""
    lines = seen(many(40, "选" * 300)).splitlines()
    numbered = [line for line in lines if "选选" in line]
    assert len(numbered) == 40
    assert {line.count("选") for line in numbered} <= {94, 95, 96, 97, 98, 99, 100}
    assert all(line.endswith("…") for line in numbered)


def test_of_very_many_choices_the_first_are_listed() -> None:
    """Where not even their beginnings fit; it is said where all are."""
    text = seen(many(700, "选" * 30))
    assert "1 选" in text
    assert "700 " not in text
    assert "放不下，没有全部显示。" in text


def test_more_choices_than_buttons_are_typed() -> None:
    """Up to forty have their number on a button; with more, only the list is there, and a word that says so."""
    few, more = (
        render.prompt(many(40, "省"), 1, None, say_in("zh-Hans")),
        render.prompt(many(41, "省"), 1, None, say_in("zh-Hans")),
    )
    assert [len(row) for row in few.rows] == [5] * 8 + [1]
    assert "按钮" not in few.text
    assert [[key.label for key in row] for row in more.rows] == [["目录"]]
    assert read(more.text)[0].endswith("41 省\n\n按钮放不下：请直接发编号。")


def test_codes_go_before_what_cannot_be_typed() -> None:
    """Of too many buttons, the last rows of codes are left out, and not the way on."""
    codes = [Button(label=str(at), reply=Command(name="go", argument=f"q{at}")) for at in range(120)]
    rows = tuple(tuple(codes[at : at + 5]) for at in range(0, 120, 5))
    onward = Button(label="下一节 ›", reply=Command(name="next"))
    message = render.prompt(replace(QUESTION, actions=(*rows, (onward,))), 1, None, say_in("zh-Hans"))
    labels = [key.label for row in message.rows for key in row]
    assert labels[-2:] == ["下一节 ›", "目录"]
    assert labels[:5] == ["0", "1", "2", "3", "4"]
    assert 70 <= len(labels) <= 100
    assert "按钮放不下" in message.text


@pytest.mark.parametrize(
    ("label", "on_it"), [("", "…"), (" \u200b\u3164", "…"), ("一\n二", "一 二"), ("\u202e改", "改")]
)
def test_no_button_is_without_words(label: str, on_it: str) -> None:
    settled = Settled(
        number="1", label="问", lines=("答",), changes=(Button(label=label, reply=Command(name="edit")),)
    )
    assert [[key.label for key in row] for row in render.settled(settled, None).rows] == [[on_it]]


def test_a_choice_without_words_has_its_number() -> None:
    message = render.prompt(replace(many(2, "\u2800"), grid=False), 1, None, say_in("zh-Hans"))
    assert [key.label for key in message.rows[0]] == ["1", "2"]


def test_only_what_is_answered_is_ticked() -> None:
    """Neither a reason nor what is left for later."""
    change = Button(label="改", reply=Command(name="edit"))
    settled = Settled(number="5.2", label="调查？", lines=("是", "原因：备用"), changes=(change,))
    assert render.settled(settled, None).text == "5.2 调查？\n✅ 是\n原因：备用"
    later = replace(settled, lines=("稍后再填",), answered=False)
    assert render.settled(later, None).text == "5.2 调查？\n稍后再填"
    card = replace(settled, lines=("A1：甲", "A2：乙"), changes=(change, change))
    assert render.settled(card, None).text == "5.2 调查？\n✅ A1：甲\n✅ A2：乙"


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("name", ["award", "cccs"])
def test_every_screen_to_move_in_fits(name: str, language: str) -> None:
    """With nothing answered, which is when most is listed: the review, each section, what is required, each
    colleague's questions. Nothing is left out, and no label is cut."""
    talk = Recorded(definition(name), WORDS, language)
    talk.open()
    for command in ("map", "review", "copy", "help", "where"):
        talk.reply(Command(name=command))
    talk.reply(Command(name="only", argument="required"))
    for section in {item.node.place.section.name for item in talk.view().asked()}:
        talk.reply(Command(name="section", argument=section))
        talk.reply(Command(name="review", argument=section))
    for source in sources(Scene(talk.view(), language, WORDS)):
        talk.reply(Command(name="colleague", argument=source))
    for item in talk.view().asked():
        talk.reply(Command(name="go", argument=item.path))
    for effect in talk.shown:
        for message in drawn(effect):
            text = accepted(message, may_be_empty=isinstance(effect, Hand))
            for key in ("telegram.shortened", "telegram.to_type"):
                assert WORDS.say(language, key) not in text
            for row in message.rows:
                assert max(wide(key.label) for key in row) <= BUDGET[len(row)], [key.label for key in row]
