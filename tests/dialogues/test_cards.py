"""Several short questions on one screen: which stand together, and what a reply there does."""

from __future__ import annotations

import pytest

from dialogues.cards import card_of, on_card
from dialogues.cursor import Asking
from dialogues.reply import Chosen, Command, Meant, Ticked, Typed
from tests.conversation import Conversation
from tests.test_transcripts import WORDS, acted, definition


def talk(name: str, *acts: str) -> Conversation:
    conversation = Conversation(definition(name), WORDS)
    for act in ("open", *acts):
        acted(conversation, act)
    return conversation


def cards(name: str) -> list[tuple[str, str]]:
    """Kind and codes of each card, in order."""
    view = talk(name).view()
    found = dict.fromkeys(card for item in view.items if (card := card_of(view, item)) is not None)
    return [(card.kind, " ".join(node.number for node in card.nodes)) for card in found]


@pytest.mark.parametrize(
    ("name", "stand"),
    [
        (
            "household",
            [("fields", "A1 A2 A3 A4 A5"), ("picks", "2.1 2.2 2.3"), ("ticks", "3.1 3.2 3.3 3.4")],
        ),
        ("clinic", []),
    ],
)
def test_which_questions_stand_together(name: str, stand: list[tuple[str, str]]) -> None:
    """Short ones of a group or a section that says so; a long text has a screen of its own."""
    assert cards(name) == stand


def test_long_sections_are_parted_evenly() -> None:
    """15 yes/no questions are three screens of five, not two of six and one of three."""
    sizes = [len(codes.split()) for kind, codes in cards("cccs") if kind == "picks"]
    assert sizes == [6, 6, 5, 5, 5, 4, 3, 6, 6, 6, 6]


def test_a_card_in_a_repeat_holds_one_entry() -> None:
    """The questions of an entry stand together, and not with those of the next."""
    conversation = talk("household")
    for line in ("Miller", "3", "no", "skip", "skip", "skip", "skip"):
        conversation.type(line)
    conversation.tap("Add Room")
    assert conversation.prompt is not None
    assert conversation.prompt.card == ("room/e1/use", "room/e1/size")
    conversation.type("Kitchen")
    conversation.type("12")
    conversation.tap("Add Room")
    assert conversation.prompt.card == ("room/e2/use", "room/e2/size")


def test_one_question_left_needs_no_card() -> None:
    """Where nothing else is relevant, it is asked as any other."""
    conversation = talk("household", "Miller", "3", "no", "ada@example.com")
    view = conversation.view()
    at = Asking(path="owned")
    assert [item.path for item in on_card(view, conversation.cursor, at)] == ["owned", "altered"]
    assert on_card(view, conversation.cursor, Asking(path="owned", alone=True)) == ()
    assert on_card(view, conversation.cursor, Asking(path="plan")) == ()


def test_a_press_changes_one_answer_and_moves_nothing() -> None:
    """Pressed twice, or the other way round, it is what was pressed last; the turn stays."""
    conversation = talk("household", "Miller", "3", "no", "ada@example.com")
    turn = conversation.cursor.turn
    for pick in ("yes", "yes", "no", "yes"):
        conversation.reply(Meant(path="owned", reply=Chosen(names=(pick,))), turn)
        assert conversation.application.answers["owned"].value == {"picked": pick}
    assert conversation.cursor.turn == turn
    assert {"altered", "insured"}.isdisjoint(conversation.application.answers)


def test_nothing_is_no_before_that_is_said() -> None:
    """And what is taken back is open again, not no."""
    conversation = talk("household", "Miller", "3", "no", "skip", "skip", "skip")
    assert conversation.prompt is not None
    assert conversation.prompt.number == "3.1–3.4"
    conversation.reply(Ticked(name="stove", on=True))
    conversation.reply(Ticked(name="lift", on=True))
    conversation.reply(Ticked(name="lift", on=False))
    assert set(conversation.application.answers) >= {"stove"}
    assert {"lift", "garage", "more"}.isdisjoint(conversation.application.answers)
    conversation.reply(Command(name="rest_no"))
    picked = {
        path: conversation.application.answers[path].value["picked"] for path in ("stove", "lift", "garage")
    }
    assert picked == {"stove": "yes", "lift": "no", "garage": "no"}


def test_a_tick_is_taken_back_with_what_hangs_on_it() -> None:
    """Only after the answers that would go with it were shown."""
    conversation = talk(
        "household",
        "Miller",
        "3",
        "no",
        "skip",
        "skip",
        "skip",
        "garage",
        "tap The other 3: Not there, done ›",
    )
    conversation.type("2")
    conversation.type("back")
    conversation.type("back")
    lines = conversation.reply(Ticked(name="garage", on=False))
    assert "~ · 3.5 How many cars: 2" in lines
    assert conversation.application.answers["garage"].value == {"picked": "yes"}
    conversation.tap("Confirm")
    assert conversation.application.answers["garage"].value is None


def test_a_text_when_all_is_answered_is_for_the_one_that_is_named() -> None:
    """Which one is asked, and then it is done."""
    conversation = talk("household", "Miller", "3", "no", "ada@example.com", "back", "Smith")
    assert conversation.application.answers["surname"].value == "Miller"
    conversation.tap("A1 Surname")
    assert conversation.application.answers["surname"].value == "Smith"
    assert conversation.cursor.pending is None


def test_each_line_may_be_a_message_of_its_own() -> None:
    """Sent before the next prompt was there, it fills the next field of the same card; not of another one."""
    conversation = talk("household", "Miller")
    for line in ("3", "no", "ada@example.com"):
        conversation.late("A1", line)
    answers = conversation.application.answers
    assert [answers[path].value for path in ("members", "mail")] == ["3", "ada@example.com"]
    assert (
        "Which" in "".join(conversation.late("A5", "yes")) or "owned" not in conversation.application.answers
    )


def test_undo_takes_back_the_last_answers_only_once() -> None:
    """Also several that were given at once; and where there is nothing more, that is said."""
    conversation = talk("household", "Miller", "3", "no", "skip", "skip", "skip", "stove lift")
    assert {"stove", "lift"} <= set(conversation.application.answers)
    conversation.type("undo")
    assert {"stove", "lift"}.isdisjoint(conversation.application.answers)
    assert "! There is nothing to take back." in "\n".join(conversation.type("undo"))


def test_plain_reading_asks_one_by_one() -> None:
    """It belongs to the cursor of the address; the same again switches it off."""
    conversation = talk("household", "/plain")
    assert conversation.cursor.plain
    assert conversation.prompt is not None
    assert conversation.prompt.card == ()
    conversation.reply(Typed(text="/plain"))
    assert conversation.prompt.card != ()


def test_what_was_put_off_is_asked_again_with_its_card() -> None:
    """Filling the gaps asks for all that is missing there, not for the first of them only."""
    conversation = talk("household", "skip", "skip", "skip", "skip", "no")
    conversation.reply(Command(name="sweep"), conversation.cursor.turn)
    asked = []
    for line in ("Miller", "3", "no", "ada@example.com"):
        assert conversation.prompt is not None
        asked.append(conversation.prompt.number)
        conversation.type(line)
    assert asked == ["A1", "A2", "A3", "A5"]
