"""Forms as modals: everything of them that Slack would refuse, and what comes back of what was filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import Offered, Shown
from bot.channels.slack import parse_views, render, views
from bot.channels.slack.controls import FORM
from bot.channels.slack.tokens import unpack
from dialogues.application import ApplicationId
from dialogues.effects import Ask, Refresh
from dialogues.fields import Field, Form, Option, replies
from dialogues.prompt import Button, Prompt
from dialogues.reply import Cells, Chosen, Command, Dated, Filled, Meant, Typed
from tests.channels.hostile import TEXTS
from tests.channels.recorded import everything, say_in
from tests.channels.slack.drawing_blocks import accepted, elements
from tests.fakes.slack import checks

ID = ApplicationId("abcdefghijklmnop")
NOW = datetime(2026, 3, 2, tzinfo=UTC)
FORMS = [it.prompt for it in everything() if isinstance(it, Ask | Refresh) and it.prompt.form is not None]
CHAPTER = next(prompt for prompt in FORMS if prompt.form is not None and prompt.form.live)


def modal(prompt: Prompt) -> dict[str, Any]:
    """The form of a prompt, which Slack takes."""
    view = views.view(Shown(turn=7, application=ID, prompt=prompt))
    assert view is not None
    checks.view(view)
    return view


def asking(*fields: Field, **about: Any) -> Prompt:
    form = Form(title="Seats", fields=fields, submit="Save", close="Cancel", **about)
    return Prompt(screen="question", label="Seats?", language="en", form=form)


def inputs(view: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [block for block in view["blocks"] if block["type"] == "input"]


def stated(view: dict[str, Any], **values: Mapping[str, Any]) -> dict[str, Any]:
    """The view as Slack sends it, with this in its fields, by the end of their ids."""
    ids = {block["block_id"].partition(".")[2]: block for block in inputs(view)}
    state = {
        ids[name.replace("__", "/")]["block_id"]: {
            ids[name.replace("__", "/")]["element"]["action_id"]: {"type": "any", **said}
        }
        for name, said in values.items()
    }
    return {**view, "id": "V1", "hash": "1.a", "state": {"values": state}}


def body(view: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"user": {"id": "U1"}, "team": {"id": "T1"}, "view": view, **more}


def test_every_form_of_the_transcripts_is_a_modal() -> None:
    """And its message has the one button that opens it."""
    assert len(FORMS) > 20  # chapters, cards, texts and tables
    for prompt in FORMS:
        view = modal(prompt)
        assert prompt.form is not None
        assert len(inputs(view)) == len(prompt.form.fields)
        token = unpack(view["private_metadata"])
        assert token is not None
        assert (token.turn, token.application) == (7, ID)
        message = render.prompt(prompt, 7, ID, say_in(prompt.language))
        accepted(message)
        ways = [element for element in elements(message) if element["action_id"] == FORM]
        assert [unpack(way["value"]).reply for way in ways] == [Command(name="form")]


def test_a_chapter_sends_every_click_and_says_what_is_picked() -> None:
    form = CHAPTER.form
    assert form is not None
    view = modal(CHAPTER)
    assert view["title"]["text"] == "1 定位和方向"
    assert view["close"]["text"] == "關閉（已選的會保留）"
    assert view["notify_on_close"] is True
    assert all(block["dispatch_action"] is block["optional"] is True for block in inputs(view))
    assert {block["element"]["type"] for block in inputs(view)} == {"radio_buttons"}
    assert len(json.dumps(view, ensure_ascii=False)) < 9000
    picked = replace(form, fields=(replace(form.fields[0], value="no"), *form.fields[1:]))
    again = modal(replace(CHAPTER, form=picked))
    assert inputs(again)[0]["element"]["initial_option"]["text"]["text"] == "否"


def test_a_field_has_another_id_when_something_about_it_changed() -> None:
    """Else Slack would show what stood there before."""
    one = Field(name="a", path="a", label="A", kind="text", value="x")
    first, same, other = (inputs(modal(asking(replace(one, value=it))))[0]["block_id"] for it in "xxy")
    assert first == same != other


def test_bullets_stand_above_their_question() -> None:
    above = "3.2 Do you consider:\n• needs\n• rivals"
    field = Field(name="a", path="a", label="3.2 Your answer", above=above, kind="text")
    section, asked = modal(asking(field))["blocks"]
    assert section["text"]["text"] == above
    assert asked["label"]["text"] == "3.2 Your answer"


def test_what_is_filled_in_comes_back() -> None:
    """As the replies that the chat would have had; what is as it was is left out, and emptied is empty."""
    fields = (
        Field(name="name", path="name", label="Name", kind="text", value="Ada"),
        Field(name="seats/full/total", path="seats", cell="full/total", label="Total", kind="number", value="9"),
        Field(name="seats/full/share", path="seats", cell="full/share", label="Share", kind="number", value="5"),
        Field(name="day", path="day", label="Day", kind="date"),
        Field(
            name="use", path="use", label="Use", kind="one",
            options=(Option(name="a", label="Same"), Option(name="b", label="Same")),
        ),
    )  # fmt: skip
    prompt = asking(*fields)
    assert prompt.form is not None
    state = stated(
        modal(prompt), name={"value": "Ada"}, seats__full__total={"value": "12.5"},
        seats__full__share={"value": None}, day={"selected_date": "2026-03-05"},
        use={"selected_option": {"value": inputs(modal(prompt))[4]["element"]["options"][1]["value"]}},
    )  # fmt: skip
    said = views.filled(state, prompt.form)
    assert said == {
        "name": "Ada", "seats/full/total": "12.5", "seats/full/share": "", "day": "2026-03-05", "use": "b",
    }  # fmt: skip
    (reply,) = replies(prompt.form, said)
    assert isinstance(reply, Filled)
    cells = Cells(cells={"full/total": "12.5", "full/share": ""})
    assert [it.reply for it in reply.answers] == [
        cells, Dated(day=date(2026, 3, 5)), Chosen(names=("b",)),
    ]  # fmt: skip
    assert views.errors(state, {"seats/full/share": "<wrong>"}) == {inputs(state)[2]["block_id"]: "<wrong>"}


def test_files_of_a_modal_are_offered() -> None:
    prompt = asking(Field(name="plan", path="plan", label="Plan", kind="file", accept=("pdf",), longest=40))
    assert prompt.form is not None
    element = inputs(modal(prompt))[0]["element"]
    assert (element["filetypes"], element["max_files"]) == (["pdf"], 10)
    state = stated(modal(prompt), plan={"files": [{"id": "F1", "name": "plan.pdf", "size": 5}]})
    files = views.attached(state, prompt.form)
    assert files == (("plan", Offered(token="5:F1", name="plan.pdf", size=5)),)
    assert views.filled(state, prompt.form) == {}
    submission = parse_views.submitted(body(state))
    assert submission is not None
    (inbound,) = parse_views.offered(submission, files, NOW)
    assert (inbound.path, inbound.turn, inbound.content) == ("plan", 7, files[0][1])


def test_a_click_is_an_answer_at_once() -> None:
    """Known by its moment, and what is shown of it waits for the next click."""
    view = {**modal(CHAPTER), "id": "V1"}
    block = inputs(view)[2]
    action = {
        "type": "radio_buttons", "block_id": block["block_id"], "action_id": "pick", "action_ts": "5.1",
        "selected_option": block["element"]["options"][1],
    }  # fmt: skip
    (inbound,) = parse_views.clicked(body(view, actions=[action]), NOW)
    assert CHAPTER.form is not None
    path = CHAPTER.form.fields[2].path
    assert inbound.content == Meant(path=path, reply=Chosen(names=("no",)))
    assert (inbound.turn, inbound.application, inbound.external_id, inbound.team) == (7, ID, "U1", "T1")
    assert inbound.hold == parse_views.HOLD
    (again,) = parse_views.clicked(body(view, actions=[action]), NOW)
    (later,) = parse_views.clicked(body(view, actions=[{**action, "action_ts": "5.2"}]), NOW)
    assert inbound.key == again.key != later.key


def test_a_submission_is_known_by_what_was_filled_in() -> None:
    """After an error the same modal is handed in again, with the same id."""
    prompt = asking(Field(name="a", path="a", label="A", kind="text"))
    keys = []
    for text in ("x", "x", "y"):
        submission = parse_views.submitted(body(stated(modal(prompt), a={"value": text})))
        assert submission is not None
        (inbound,) = parse_views.replied(submission, [Typed(text=text)], NOW)
        keys.append(inbound.key)
    assert keys[0] == keys[1] != keys[2]


def test_closing_a_chapter_brings_its_list_up_to_date() -> None:
    (inbound,) = parse_views.closed(body({**modal(CHAPTER), "id": "V1"}), NOW)
    assert (inbound.content, inbound.turn, inbound.application) == (Command(name="closed"), 7, ID)


@pytest.mark.parametrize("wrong", [{"callback_id": "other"}, {"private_metadata": "?"}])
def test_another_view_is_none_of_ours(wrong: dict[str, str]) -> None:
    strange = body({**modal(CHAPTER), **wrong}, actions=[{"block_id": "x"}])
    assert parse_views.submitted(strange) is None
    assert parse_views.clicked(strange, NOW) == parse_views.closed(strange, NOW) == ()


def _fields(name: int) -> st.SearchStrategy[Field]:
    options = st.lists(
        st.builds(Option, name=st.text("ab_", min_size=1, max_size=5), label=TEXTS), max_size=12
    )
    return st.builds(
        Field, name=st.just(f"f{name}"), path=st.just(f"f{name}"), label=TEXTS, above=st.just("") | TEXTS,
        hint=st.just("") | TEXTS, kind=st.sampled_from(["text", "number", "date", "one", "file"]),
        value=st.sampled_from(["", "12.5", "2026-03-05", "x"]) | TEXTS, options=options.map(tuple),
        multiline=st.booleans(), required=st.booleans(), decimals=st.booleans(),
        longest=st.integers(0, 20_000), accept=st.sampled_from([(), ("pdf", "png")]),
    )  # fmt: skip


def _forms() -> st.SearchStrategy[Form]:
    fields = st.integers(1, 60).flatmap(lambda n: st.tuples(*(_fields(at) for at in range(min(n, 12)))))
    return st.builds(
        Form, title=TEXTS, told=TEXTS, fields=fields, live=st.booleans(), submit=TEXTS, close=TEXTS,
        then=st.none() | st.just(Command(name="next", argument="a")),
    )  # fmt: skip


@settings(max_examples=75, deadline=None)
@given(_forms())
def test_a_form_of_any_texts_is_taken_or_not_offered(form: Form) -> None:
    """What no field of Slack holds is asked in the chat: there is no button then."""
    prompt = Prompt(screen="question", label="Which?", language="en", form=form)
    view = views.view(Shown(turn=7, application=ID, prompt=prompt))
    message = render.prompt(prompt, 7, ID, say_in("en"))
    ways = [element for element in elements(message) if element["action_id"] == FORM]
    assert len(ways) == (view is not None)
    if view is not None:
        checks.view(view)
        assert len(inputs(view)) == len(form.fields)
    elif all(it.options or it.kind != "one" for it in form.fields):
        assert any(len(it.value.encode("utf-16-le", "replace")) > 6000 for it in form.fields)


def _ways(prompt: Prompt) -> Iterator[Button]:
    for row in prompt.actions:
        yield from (button for button in row if button.reply == Command(name="form"))


def test_a_form_too_large_for_a_modal_is_not_offered() -> None:
    many = tuple(Field(name=f"f{at}", path=f"f{at}", label="A", kind="text") for at in range(101))
    assert views.view(Shown(turn=7, application=ID, prompt=asking(*many))) is None
    assert [*_ways(CHAPTER)] != []
