"""Forms: which questions are one, what stands in its fields, what was filled in, and what is wrong with it."""

from __future__ import annotations

from datetime import date

import pytest

from dialogues import codec
from dialogues.cursor import Asking, Mapping, Reviewing, Sorting
from dialogues.effects import Ask, Settle
from dialogues.fields import Field, Form, Option, replies
from dialogues.filling import wrong
from dialogues.forms import LONGEST
from dialogues.loading import load
from dialogues.reply import Cells, Chosen, Command, Dated, Filled, Meant, Typed
from tests.conversation import ME, Conversation
from tests.dialogues.marked import with_questions
from tests.test_transcripts import WORDS, acted, definition


def talk(name: str, *acts: str, forms: bool = True) -> Conversation:
    conversation = Conversation(definition(name), WORDS, forms=forms)
    for act in ("open", *acts):
        acted(conversation, act)
    return conversation


def chapter(name: str = "cccs") -> Conversation:
    return talk(name) if name == "cccs" else talk(name, "Miller", "3", "no", "ada@example.com")


def values(form: Form, **changed: str) -> dict[str, str]:
    return {field.name: field.value for field in form.fields} | changed


def test_nothing_is_a_form_where_none_can_be_laid_over_the_chat() -> None:
    for name in ("cccs", "household", "award"):
        conversation = talk(name, forms=False)
        assert conversation.prompt is not None
        assert conversation.prompt.form is None


def test_a_reader_who_hears_the_screen_is_asked_one_by_one() -> None:
    conversation = talk("cccs", "/plain")
    assert conversation.prompt is not None
    assert (conversation.prompt.card, conversation.prompt.form) == ((), None)


def test_a_chapter_is_all_its_questions_with_what_is_picked() -> None:
    conversation = chapter()
    conversation.pick("1.1", "是")
    form = conversation.form()
    assert (form.title, form.live, len(form.fields)) == ("1 定位和方向", True, 12)
    assert [field.value for field in form.fields[:2]] == ["yes", ""]
    assert conversation.prompt is not None
    assert conversation.prompt.card == tuple(field.path for field in form.fields)
    assert form.then == Command(name="next", argument=form.fields[0].path)


def test_the_button_of_a_chapter_says_what_comes_next() -> None:
    """Another chapter, another question, or what comes of it all."""
    assert chapter("household").form().submit == "Save and continue"
    conversation = chapter()
    assert conversation.form().submit == "儲存，下一章"
    for _ in range(4):
        conversation.fill({field.name: "yes" for field in conversation.form().fields})
    assert (conversation.form().title, conversation.form().submit) == ("5 人員", "儲存，看結果")


def test_bullets_of_a_question_stand_above_its_field() -> None:
    conversation = talk("cccs", "go 3.2")
    field = next(it for it in conversation.form().fields if it.above.startswith("3.2 "))
    assert field.label == "3.2 您的回答"
    assert len(field.above.split("\n")) > 3


def test_a_form_survives_json() -> None:
    conversation = talk("award", "go C9")
    assert conversation.prompt is not None
    kept = codec.prompts.validate_json(codec.prompts.dump_json(conversation.prompt))
    assert kept == conversation.prompt


def test_clicks_keep_the_turn_and_the_list() -> None:
    """Also those of a form of another chapter that is open still, somewhere."""
    conversation = chapter()
    turn, other = conversation.cursor.turn, conversation.view().items[20]
    conversation.pick("1.3", "否")
    conversation.reply(Meant(path=other.path, reply=Chosen(names=("yes",))), turn)
    assert conversation.cursor.turn == turn
    assert conversation.application.answers[other.path].value == {"picked": "yes"}
    assert conversation.form().fields[0].label.startswith("1.1 ")


def test_what_is_typed_keeps_the_turn_and_the_list_too() -> None:
    """Also from one chapter to the next: the channel says where its message stands then."""
    conversation = chapter()
    turn = conversation.cursor.turn
    for text in ("是是否是", "是是是是是是是否", "2：除 3、8 都是"):
        conversation.type(text)
        assert conversation.cursor.turn == turn
        assert conversation.last is not None
        assert not any(isinstance(effect, Ask | Settle) for effect in conversation.last.effects)
    assert conversation.form().title == "3 策略"


def test_a_submit_that_comes_twice_leaves_one_chapter() -> None:
    conversation = chapter()
    then, turn = conversation.form().then, conversation.cursor.turn
    assert then is not None
    for _ in range(2):
        conversation.reply(then, turn)
        assert conversation.form().title == "2 客戶"


def test_what_was_not_picked_one_by_one_is_taken_when_it_is_handed_in() -> None:
    """A click that was lost on the way is not lost for good."""
    conversation = chapter()
    first, second, *_ = (field.name for field in conversation.form().fields)
    conversation.fill({first: "yes", second: "no"})
    answers = conversation.application.answers
    assert [answers[path].value for path in (first, second)] == [{"picked": "yes"}, {"picked": "no"}]
    assert conversation.form().title == "2 客戶"


def test_a_question_that_a_pick_brought_up_is_seen_before_the_chapter_is_left() -> None:
    conversation = chapter("household")
    form = conversation.form()
    conversation.pick("2.1", "Yes")
    (reply,) = replies(conversation.form(), values(form, owned="yes"))
    assert reply == Command(name="closed")
    conversation.reply(reply, conversation.cursor.turn)
    assert [field.name for field in conversation.form().fields] == ["owned", "altered", "insured"]


def test_what_is_to_be_explained_is_asked_when_the_form_is_handed_in() -> None:
    conversation = chapter("household")
    conversation.pick("2.2", "Yes")
    assert conversation.form().fields[1].value == "yes"
    assert "altered" not in conversation.application.answers
    conversation.pick("2.1", "No")
    conversation.fill()
    assert conversation.cursor.at == Asking(path="altered", alone=True)
    conversation.type("A new roof")
    assert conversation.application.answers["altered"].value == {
        "picked": "yes",
        "explanation": "A new roof",
    }
    assert conversation.cursor.at == Asking(path="plan")


def test_a_whole_chapter_can_be_handed_in_at_once() -> None:
    """Where no click of it arrived: what is to be explained is asked about all the same."""
    conversation = chapter("household")
    conversation.fill({"owned": "no", "altered": "yes"})
    assert conversation.application.answers["owned"].value == {"picked": "no"}
    assert conversation.cursor.at == Asking(path="altered", alone=True)


def test_what_would_set_answers_aside_is_confirmed_in_the_chat() -> None:
    """By a click and by a form that is handed in; nothing is stored before."""
    conversation = chapter("household")
    conversation.pick("2.1", "Yes")
    conversation.pick("2.3", "Yes")
    for act in (lambda: conversation.pick("2.1", "No"), lambda: conversation.fill({"owned": "no"})):
        act()
        assert conversation.prompt is not None
        assert conversation.prompt.form is None
        assert conversation.application.answers["owned"].value == {"picked": "yes"}
        conversation.tap("Cancel")
    conversation.pick("2.1", "No")
    conversation.tap("Confirm")
    assert conversation.application.answers["owned"].value == {"picked": "no"}
    assert [field.name for field in conversation.form().fields] == ["owned", "altered"]


def test_an_answer_that_is_changed_to_one_to_be_explained_is_asked_about_too() -> None:
    conversation = chapter("household")
    conversation.pick("2.2", "No")
    conversation.pick("2.2", "Yes")
    conversation.fill()
    assert conversation.cursor.at == Asking(path="altered", alone=True)
    assert conversation.application.answers["altered"].value == {"picked": "no"}


def test_other_presses_change_the_one_message() -> None:
    """The map, a pause, the review: each in the place of the list, and back."""
    conversation = chapter()
    turn = conversation.cursor.turn
    for label in ("改答案", "從 1.1 繼續 ›", "稍後提醒我", "明早 9:00", "從 1.1 繼續 ›"):
        conversation.tap(label)
        assert conversation.cursor.turn == turn
    conversation.type("map")
    assert conversation.cursor.turn == turn + 1
    assert isinstance(conversation.cursor.at, Mapping)


def test_a_command_that_was_not_pressed_there_gets_a_message_of_its_own() -> None:
    conversation = chapter()
    turn = conversation.cursor.turn
    conversation.reply(Command(name="review"))
    assert (conversation.cursor.at, conversation.cursor.turn) == (Reviewing(), turn + 1)


@pytest.mark.parametrize("way", ["form", "here"])
def test_a_chapter_can_be_asked_in_the_chat_this_once(way: str) -> None:
    """By a button of its own, and where a form could not be opened."""
    conversation = chapter()
    conversation.reply(Command(name=way), conversation.cursor.turn)
    assert conversation.prompt is not None
    assert (conversation.prompt.form, len(conversation.prompt.card)) == (None, 6)
    conversation.type("是是否是是是")
    assert (conversation.prompt.form, len(conversation.prompt.card)) == (None, 6)
    conversation.type("map")
    conversation.type("back")
    assert conversation.prompt.number == "1.7–1.12"
    conversation.type("是是否是是是")
    assert conversation.form().title == "2 客戶"


def test_without_a_chapter_there_is_nothing_to_ask_here() -> None:
    conversation = talk("household")
    before = conversation.cursor
    for name in ("form", "here", "closed", "next"):
        conversation.reply(Command(name=name, argument="ghost"), before.turn)
    assert conversation.cursor == before


def test_a_card_is_a_form_with_a_field_for_each_question() -> None:
    conversation = talk("household")
    kinds = [(field.name, field.kind) for field in conversation.form().fields]
    assert kinds == [("surname", "text"), ("members", "number"), ("pets", "one"), ("mail", "text")]
    conversation.fill({"surname": "Miller", "members": "3", "mail": "x@example.com"})
    assert conversation.cursor.at == Asking(path="pets")
    assert [field.value for field in conversation.form().fields] == ["Miller", "3", "", "x@example.com"]


def test_what_is_typed_in_a_field_is_no_command_and_no_list() -> None:
    """It stands under its question."""
    conversation = talk("household")
    conversation.fill({"surname": "map"})
    assert conversation.application.answers["surname"].value == "map"
    conversation.fill({"surname": "A2 5"})
    assert conversation.application.answers["surname"].value == "A2 5"


def test_what_was_understood_is_said_where_it_differs() -> None:
    conversation = talk("household")
    conversation.fill({"surname": "Miller", "members": "about 3"})
    assert conversation.prompt is not None
    assert conversation.prompt.echo == "A2 How many of you: 3"


def test_one_doubtful_field_is_asked_about_in_the_chat() -> None:
    """And nothing else is lost."""
    conversation = talk("household")
    conversation.fill({"surname": "hello", "members": "3", "mail": "x@example.com"})
    answers = conversation.application.answers
    assert [answers[path].value for path in ("members", "mail")] == ["3", "x@example.com"]
    conversation.tap("It is the answer")
    assert conversation.application.answers["surname"].value == "hello"


def test_several_doubtful_fields_are_decided_on_one_screen() -> None:
    conversation = talk("household", "fill surname=Miller; pets=yes")
    lines = conversation.fill({"surname": "hello", "kind": "thanks", "members": "3"})
    assert conversation.application.answers["members"].value == "3"
    assert isinstance(conversation.cursor.at, Sorting), lines
    assert {claim.text for claim in conversation.cursor.at.claims} == {"hello", "thanks"}


def test_a_long_text_opens_with_what_is_there_and_is_replaced() -> None:
    """As it was put together in the chat, too."""
    conversation = chapter("household")
    conversation.reply(Command(name="go", argument="plan"))
    conversation.paste("One floor.")
    (field,) = conversation.form().fields
    assert (field.value, field.multiline, field.required) == ("One floor.", True, True)
    conversation.fill({"plan": "Two floors."})
    assert conversation.application.answers["plan"].value == "Two floors."


def test_a_text_that_no_field_holds_is_no_form() -> None:
    """It would come back cut."""
    conversation = chapter("household")
    conversation.reply(Command(name="go", argument="plan"))
    conversation.type("x" * (LONGEST + 1))
    conversation.reply(Command(name="go", argument="plan"))
    assert conversation.prompt is not None
    assert (conversation.prompt.path, conversation.prompt.form) == ("plan", None)


def test_a_table_is_a_field_for_each_cell() -> None:
    conversation = talk("award", "go C10")
    fields = conversation.form().fields
    assert [field.cell for field in fields] == [
        f"{row}/share" for row in ("under_25", "from_25_to_35", "from_35_to_50", "over_50")
    ]
    assert {field.kind for field in fields} == {"number"}


def test_what_is_wrong_is_said_under_its_field_by_the_judgement_of_the_chat() -> None:
    conversation = talk("award", "go C10")
    cells = {"ages/under_25/share": "x", "ages/over_50/share": "200"}
    found = wrong(
        conversation.dialogue,
        conversation.application,
        conversation.cursor,
        WORDS,
        ME,
        conversation.now,
        cells,
    )
    assert set(found) == set(cells)
    conversation.reply(Meant(path="ages", reply=Cells(cells={"under_25/share": "x"})))
    assert conversation.prompt is not None
    assert conversation.prompt.problem == found["ages/under_25/share"]
    assert "ages" not in conversation.application.answers


def test_a_field_that_is_emptied_says_that_it_cannot_be() -> None:
    conversation = talk("household", "fill surname=Miller")
    assert conversation.fill({"surname": ""})[0].startswith("? surname: ")
    assert conversation.application.answers["surname"].value == "Miller"


def test_nothing_filled_in_is_nothing_said() -> None:
    form = Form(title="A", fields=(Field(name="a", path="a", label="A", kind="text", value="x"),))
    assert replies(form, {}) == replies(form, {"a": "x"}) == replies(form, {"a": " "}) == ()


@pytest.mark.parametrize(
    ("kind", "text", "reply"),
    [
        ("text", "x", Typed(text="x")),
        ("number", "12.5", Typed(text="12.5")),
        ("date", "2026-03-05", Dated(day=date(2026, 3, 5))),
        ("date", "soon", Typed(text="soon")),
        ("one", "b", Chosen(names=("b",))),
    ],
)
def test_a_field_says_what_the_chat_would(kind: str, text: str, reply: Typed | Chosen | Dated) -> None:
    options = (Option(name="b", label="B"),) if kind == "one" else ()
    field = Field(name="a", path="a", label="A", kind=kind, options=options)  # type: ignore[arg-type]
    assert replies(Form(title="A", fields=(field,)), {"a": text}) == (Meant(path="a", reply=reply),)


def test_several_answers_are_one_reply() -> None:
    fields = tuple(Field(name=name, path=name, label=name, kind="text") for name in "ab")
    (reply,) = replies(Form(title="A", fields=fields), {"a": "1", "b": ("2",)})
    assert reply == Filled(
        answers=(Meant(path="a", reply=Typed(text="1")), Meant(path="b", reply=Typed(text="2")))
    )
    assert codec.replies.validate_json(codec.replies.dump_json(reply)) == reply


def made(questions: str) -> Conversation:
    """A conversation over these questions."""
    loaded = load(with_questions(questions), file="clinic.yaml")
    assert loaded.dialogue is not None, [str(mistake) for mistake in loaded.mistakes]
    conversation = Conversation(loaded.dialogue, WORDS, forms=True)
    conversation.open()
    return conversation


CELLS = """
- name: staff
  type: table
  label: Staff
  rows:
    full: {label: Full-time}
    own: {label: Another, named: true, required: false}
  columns:
    count: {label: How many, type: integer, unit: people, max: 50}
    since: {label: Since, type: date}
    trained: {label: Trained, type: yes_no}
    shift: {label: Shift, type: select_one, choices: {day: By day, night: By night}}
    pay: {label: Pay, type: decimal, bounds: true}
"""


def test_a_cell_is_the_field_of_its_kind() -> None:
    """What is picked goes in as the words that are typed for it; a row may have a name to fill in."""
    conversation = made(CELLS)
    full = conversation.form().fields[:5]
    assert [field.kind for field in full] == ["number", "date", "one", "one", "text"]
    assert full[0].label == "Full-time, How many (people)"
    assert not full[0].decimals
    assert conversation.form().fields[5].name == "staff/own"
    conversation.fill(
        {
            "staff/full/count": "3", "staff/full/since": "2026-01-02", "staff/full/trained": "Yes",
            "staff/full/shift": "By night", "staff/full/pay": ">=12.5", "staff/own": "Temps",
            "staff/own/count": "1", "staff/own/since": "2026-01-02", "staff/own/trained": "No",
            "staff/own/shift": "By day", "staff/own/pay": "9",
        }
    )  # fmt: skip
    value = conversation.application.answers["staff"].value
    assert value["full"]["cells"] == {
        "count": "3", "since": "2026-01-02", "trained": "yes", "shift": "night", "pay": ">=12.5",
    }  # fmt: skip
    assert value["own"]["label"] == "Temps"
    conversation.reply(Command(name="go", argument="staff"))
    shown = {field.name: field.value for field in conversation.form().fields}
    assert [shown[f"staff/full/{cell}"] for cell in ("trained", "shift", "pay")] == [
        "Yes",
        "By night",
        "≥12.5",
    ]
    assert replies(conversation.form(), shown) == ()
    assert conversation.fill({"staff/full/count": "60"})[0].startswith("? staff/full/count: ")


def test_a_table_that_is_too_large_is_a_form_line_by_line() -> None:
    rows = "\n".join(f"    r{n}: Row {n}" for n in range(50))
    columns = "\n".join(f"    c{n}: {{label: Column {n}, type: integer}}" for n in range(2))
    conversation = made(f"- name: big\n  type: table\n  label: Big\n  rows:\n{rows}\n  columns:\n{columns}")
    assert conversation.prompt is not None
    assert conversation.prompt.form is None
    conversation.reply(Command(name="line", argument="r7"), conversation.cursor.turn)
    assert [field.cell for field in conversation.form().fields] == ["r7/c0", "r7/c1"]
    conversation.fill({"big/r7/c0": "1", "big/r7/c1": "2"})
    assert conversation.application.drafts["big"]["rows"]["r7"]["cells"] == {"c0": "1", "c1": "2"}


def test_a_part_that_is_reckoned_from_the_rest_is_no_mistake() -> None:
    conversation = talk("award", "go C10")
    cells = {"under_25": "30", "from_25_to_35": "45", "from_35_to_50": "20", "over_50": "其余"}
    assert not conversation.fill({f"ages/{row}/share": text for row, text in cells.items()})[0].startswith(
        "?"
    )


KINDS = """
- {name: day, type: date, label: Day}
- {name: month, type: date, precision: month, label: Month}
- {name: plan, type: file, label: Plan, accept: [pdf], max_files: 3}
- {name: use, type: select_one, label: Use, choices: {home: A home, work: Work}}
- {name: why, type: yes_no, label: Why, explain: yes}
- {name: agreed, type: acknowledge, label: All is true}
"""


def test_a_question_by_itself_is_the_field_of_its_type_and_what_is_pressed_is_none() -> None:
    """An explanation is a text again."""
    conversation, seen = made(KINDS), []
    for name in ("day", "month", "plan", "use", "why", "agreed"):
        conversation.reply(Command(name="go", argument=name))
        assert conversation.prompt is not None
        form = conversation.prompt.form
        seen.append(form.fields[0].kind if form is not None else "")
    assert seen == ["date", "text", "file", "", "", ""]
    conversation.reply(Command(name="go", argument="why"))
    conversation.tap("Yes")
    (field,) = conversation.form().fields
    assert (field.kind, field.multiline, field.required) == ("text", True, True)
    conversation.fill({"why": "For a reason"})
    assert conversation.application.answers["why"].value["explanation"] == "For a reason"


def test_a_form_that_comes_too_late_changes_nothing() -> None:
    conversation = talk("household")
    answers = (Meant(path="surname", reply=Typed(text="A")), Meant(path="members", reply=Typed(text="3")))
    conversation.reply(Filled(answers=answers), conversation.cursor.turn + 1)
    assert conversation.application.answers == {}
    conversation.reply(Filled(answers=(*answers, Meant(path="kind", reply=Typed(text="cat")))))
    assert set(conversation.application.answers) == {"surname", "members"}
    conversation.reply(Command(name="withdraw"))
    conversation.tap("Withdraw it")
    before = conversation.application.answers
    conversation.reply(Filled(answers=answers[:1]))
    assert conversation.application.answers == before


def test_a_form_of_what_is_not_on_screen_is_stored_where_it_belongs() -> None:
    """And the person stays where they are; what is put together bit by bit is gone on with."""
    conversation = chapter("household")
    conversation.reply(Command(name="go", argument="plan"))
    conversation.paste("One floor.")
    conversation.reply(Command(name="map"))
    answers = (
        Meant(path="members", reply=Typed(text="4")),
        Meant(path="mail", reply=Typed(text="b@example.com")),
    )
    conversation.reply(Filled(answers=answers), conversation.cursor.turn)
    assert conversation.application.answers["members"].value == "4"
    assert isinstance(conversation.cursor.at, Mapping)
    more = Meant(path="plan", reply=Typed(text="Two floors."))
    conversation.reply(Filled(answers=(answers[0], more)), conversation.cursor.turn)
    assert conversation.application.answers["plan"].value == "One floor.\nTwo floors."
