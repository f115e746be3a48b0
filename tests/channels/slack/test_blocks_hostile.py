"""What Slack never refuses, whatever a text may hold; and nothing that a person wrote calls anybody or leads anywhere."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.layers import shown
from bot.channels.slack import render
from bot.channels.slack.escaping import escaped
from bot.channels.slack.tokens import read_action_id, ticks, unpack
from dialogues.application import AddressId, ApplicationId
from dialogues.effects import Hand
from dialogues.prompt import (
    Button,
    Choice,
    Expects,
    Listing,
    ListItem,
    Notice,
    Paragraph,
    Prompt,
    Settled,
    Table,
)
from dialogues.reply import Chosen, Command, Ticked
from dialogues.units import is_seen, units
from tests.channels.hostile import BUTTONS, NOTICES, TEXTS, prompts
from tests.channels.recorded import say_in
from tests.channels.slack.drawing_blocks import accepted, elements, options, presses, texts

ID = ApplicationId("abcdefghijklmnop")
SAY = say_in("en")
QUIET = (Button(label="Map", reply=Command(name="map")),)
QUESTION = Prompt(screen="question", label="Which?", number="2.3", language="en", navigation=QUIET)
SHORTENED = "This does not fit, so not all of it is shown."
TO_TYPE = "Not all buttons fit: just send the number."


@settings(max_examples=60, deadline=None)
@given(prompts())
def test_a_prompt_of_any_texts_is_taken(prompt: Prompt) -> None:
    """And its question begins it, whatever stands beside; the quiet row stays."""
    message = render.prompt(prompt, 7, ID, SAY)
    accepted(message)
    seen = "".join(texts(list(message.blocks)))
    label = shown(prompt.label).strip("\n").split("\n", 1)[0]
    if is_seen(label):
        assert label[:8].strip() in seen
    quiet = len(prompt.navigation)
    assert not quiet or [it["type"] for it in elements(message)][-quiet:] == ["button"] * quiet


@settings(max_examples=60, deadline=None)
@given(NOTICES)
def test_a_notice_of_any_texts_is_taken(notice: Notice) -> None:
    accepted(render.notice(notice, None))


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3), st.lists(BUTTONS, max_size=20))
def test_a_settled_question_of_any_texts_is_taken(number, label, lines, changes) -> None:
    asked = Settled(number=number, label=label, lines=tuple(lines), changes=tuple(changes))
    accepted(render.settled(asked, None))


@given(TEXTS, st.integers(8, 4000))
def test_the_plain_form_is_escaped_and_fits(text: str, longest: int) -> None:
    said = escaped(text, longest)
    assert units(said) <= longest
    assert not set("<>") & set(said)
    assert re.findall(r"&(?!amp;|lt;|gt;)", said) == []


@pytest.mark.parametrize(
    "text", ["<!channel>", "<@U123>", "<https://x.test|click>", "*bold* _i_ ~s~ `c`", ":tada:"]
)
def test_what_a_person_wrote_is_shown_as_it_is(text: str) -> None:
    """In blocks it is a text that Slack does not read; in the plain form it is escaped."""
    body = (Paragraph(text=text), Paragraph(text=text, style="quiet"), Listing(items=(ListItem(text=text),)))
    table = Table(columns=(text,), rows=((text, text),))
    message = render.prompt(replace(QUESTION, echo=text, body=(*body, table)), 1, ID, SAY)
    accepted(message)
    seen = [it for it in texts(list(message.blocks)) if text in it]
    assert len(seen) == 7
    assert escaped(text) in message.text
    caption = render.caption(Hand(to=AddressId("a"), name="x.txt", text="", caption=text))
    assert caption.text == escaped(text)
    for block in message.blocks:
        assert not {"link", "user", "broadcast", "emoji", "usergroup", "channel"} & set(kinds(block))


def kinds(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["type"]] if "type" in value else []
        return own + [kind for part in value.values() for kind in kinds(part)]
    return [kind for part in value for kind in kinds(part)] if isinstance(value, list) else []


def choices(
    count: int, label: str, *, many: bool = False, picked: tuple[int, ...] = ()
) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            name=f"c{at}",
            label=f"{label} {at}",
            short=f"{label} {at}",
            number=at,
            picked=at in picked,
            reply=Ticked(name=f"c{at}", on=at not in picked) if many else Chosen(names=(f"c{at}",)),
        )
        for at in range(1, count + 1)
    )


@pytest.mark.parametrize(
    ("count", "label", "many", "kind"),
    [
        (5, "a", False, "button"),
        (5, "wider than a button of a narrow phone", False, "radio_buttons"),
        (6, "a", False, "radio_buttons"),
        (10, "a", False, "radio_buttons"),
        (11, "a", False, "static_select"),
        (60, "a", False, "static_select"),
        (2, "a", True, "checkboxes"),
        (10, "a", True, "checkboxes"),
        (11, "a", True, "multi_static_select"),
    ],
)
def test_the_control_fits_the_number_of_choices(count: int, label: str, many: bool, kind: str) -> None:
    offered = choices(count, label, many=many, picked=(2,))
    message = render.prompt(replace(QUESTION, choices=offered), 7, ID, SAY)
    accepted(message)
    shown_as = [
        it for it in elements(message) if it["type"] != "button" or it["value"].split(".")[2] != "!map"
    ]
    assert {it["type"] for it in shown_as} == {kind}
    replies = [Ticked(name=it.name, on=True) if many else it.reply for it in offered]
    assert presses(message) == [*replies, Command(name="map")]
    control = read_action_id(shown_as[0]["action_id"])
    assert (control is None) == (kind == "button")
    if control is not None:
        assert (control.turn, control.application) == (7, ID)
        initial = shown_as[0].get("initial_options", [shown_as[0].get("initial_option")])
        assert [it["value"] for it in initial] == [options(shown_as[0])[1]]
    else:
        assert [it["text"]["text"] for it in shown_as][1].startswith("✅")


def test_ticks_are_the_state_of_every_option() -> None:
    message = render.prompt(replace(QUESTION, choices=choices(3, "a", many=True)), 7, ID, SAY)
    values = options(next(elements(message)))
    assert ticks(values, [values[1]]) == (
        Ticked(name="c1", on=False),
        Ticked(name="c2", on=True),
        Ticked(name="c3", on=False),
    )
    assert ticks(values, []) == tuple(Ticked(name=f"c{at}", on=False) for at in (1, 2, 3))


def test_a_label_that_no_option_holds_stands_in_the_text() -> None:
    long = choices(7, "word " * 30)
    message = render.prompt(replace(QUESTION, choices=long), 7, ID, SAY)
    seen = "".join(texts(list(message.blocks[:-2])))
    assert all(f"{it.number} {it.label}" in seen for it in long)
    labels = [option["text"]["text"] for option in next(elements(message))["options"]]
    assert labels[2].startswith("3 word")


def test_too_many_choices_are_typed() -> None:
    message = render.prompt(replace(QUESTION, choices=choices(101, "a")), 7, ID, SAY)
    accepted(message)
    assert presses(message) == [Command(name="map")]
    assert TO_TYPE in message.text
    assert "101 a 101" in message.text


def test_a_hundred_long_choices_keep_their_words() -> None:
    """Their words and a menu of them do not both fit: the words stay, and a number can be typed."""
    offered = choices(100, "long label " * 9)
    message = render.prompt(replace(QUESTION, choices=offered), 7, ID, SAY)
    accepted(message)
    assert all(f"{it.number} {it.label}" in texts_of(message) for it in offered)
    assert TO_TYPE in texts_of(message)
    message = render.prompt(replace(QUESTION, choices=choices(100, "long label " * 30)), 7, ID, SAY)
    accepted(message)
    assert SHORTENED in texts_of(message)
    assert all(f"{at} long" in texts_of(message) for at in range(1, 101))


def test_a_day_has_its_picker() -> None:
    message = render.prompt(replace(QUESTION, expects=Expects(kind="date")), 7, ID, SAY)
    accepted(message)
    picker = next(elements(message))
    control = read_action_id(picker["action_id"])
    assert picker["type"] == "datepicker"
    assert control is not None
    assert (control.kind, control.turn, control.application) == ("day", 7, ID)


def test_a_table_is_a_table_until_it_is_too_large() -> None:
    def of(rows: int, columns: int) -> str:
        cells = tuple(("row", *("1" * columns)) for _ in range(rows))
        table = Table(columns=("c",) * columns, rows=cells, at=0)
        message = render.prompt(replace(QUESTION, body=(table, table)), 7, ID, SAY)
        accepted(message)
        return ",".join(block["type"] for block in message.blocks if block["type"] != "actions")

    assert of(4, 3) == "rich_text,table,rich_text"
    assert of(2, 19) == "rich_text,table,rich_text"
    assert of(2, 20) == "rich_text,rich_text,rich_text"
    assert of(100, 1) == "rich_text,rich_text,rich_text"


def test_what_does_not_fit_is_said() -> None:
    body = tuple(Paragraph(text=f"{at} " + "word " * 200) for at in range(80))
    message = render.prompt(replace(QUESTION, body=body), 7, ID, SAY)
    accepted(message)
    assert SHORTENED in "".join(texts(list(message.blocks)))
    every = Button(label="All of it", reply=Command(name="show_all"))
    message = render.prompt(replace(QUESTION, body=body, actions=((every,),)), 7, ID, SAY)
    assert "Press “All of it” to see everything." in "".join(texts(list(message.blocks)))


def test_many_paragraphs_are_few_blocks() -> None:
    body = tuple(Paragraph(text=f"part {at}.") for at in range(70))
    message = render.notice(Notice(blocks=body), None)
    accepted(message)
    assert all(f"part {at}." in texts_of(message) for at in range(70))


def texts_of(message: render.Drawn) -> str:
    return "".join(texts(list(message.blocks)))


@pytest.mark.parametrize(
    "said", ["", "one", "one.0", "many.0.1", "press.0", "one.0.1.a b", "one.x.1.", "ONE.0.1."]
)
def test_an_action_that_nobody_made_is_none(said: str) -> None:
    assert read_action_id(said) is None
    assert unpack("") is None
