"""A person without an application on screen: what there is to choose from, and what their words lead to."""

from __future__ import annotations

import pytest

from dialogues.application import ApplicationId, State
from dialogues.dialogue import Dialogue
from dialogues.lobby import Begin, Choice, Mine, Offer, Resume, enter
from dialogues.reply import Chosen, Command, Reply, Typed
from tests.conversation import draw
from tests.test_transcripts import WORDS, definition

CLINIC, VOLUNTEERS, TRIP = definition("clinic"), definition("volunteer_intake"), definition("excursion")


def mine(number: int, dialogue: Dialogue, state: State = State.IN_PROGRESS) -> Mine:
    return Mine(
        id=ApplicationId(f"id{number}"), reference=f"X-7F3{number}", dialogue=dialogue.id, state=state
    )


OLD, CURRENT = mine(1, CLINIC), mine(2, VOLUNTEERS)
HANDED_IN, GONE = mine(3, CLINIC, State.SUBMITTED), mine(4, CLINIC, State.WITHDRAWN)
FORGOTTEN = Mine(
    id=ApplicationId("id5"), reference="X-7F35", dialogue="no_longer_offered", state=State.IN_PROGRESS
)


def said(
    reply: Reply,
    *known: Mine,
    current: Mine | None = None,
    language: str = "en",
    offers: tuple[Dialogue, ...] = (CLINIC, VOLUNTEERS),
) -> Choice:
    return enter(offers, known, current, reply, language, WORDS)  # fmt: skip


def shown(choice: Choice) -> list[str]:
    assert isinstance(choice, Offer)
    return draw(choice.prompt)


def test_what_there_is_to_choose_from() -> None:
    """What is unfinished first, then each dialogue; what is handed in or gone is not offered to go on with."""
    assert shown(said(Typed(text="hello"), CURRENT, HANDED_IN, GONE, FORGOTTEN)) == [
        "What would you like to fill in?",
        "Please choose one, or send its number.",
        "[ Continue X-7F32 Volunteer form ]",
        "[ Clinic intake ]",
        "[ Volunteer form ]",
    ]


def test_in_the_language_of_the_person() -> None:
    """The program's words in theirs, and each dialogue's title in the nearest that it has."""
    assert shown(said(Typed(text="你好"), CURRENT, language="zh-CN")) == [
        "请选择要填的申报表",
        "请点一项，或发它的编号。",
        "[ 继续 X-7F32 Volunteer form ]",
        "[ 门诊登记 ]",
        "[ Volunteer form ]",
    ]


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        (Typed(text="1"), Resume(application=CURRENT.id)),
        (Typed(text=" 2. "), Begin(dialogue="clinic")),
        (Typed(text="２"), Begin(dialogue="clinic")),
        (Typed(text="clinic INTAKE"), Begin(dialogue="clinic")),
        (Typed(text="continue x-7f32 volunteer form"), Resume(application=CURRENT.id)),
        (Typed(text="x-7f33"), Resume(application=HANDED_IN.id)),
        (Typed(text="/new clinic"), Begin(dialogue="clinic")),
        (Command(name="new", argument="volunteer_intake"), Begin(dialogue="volunteer_intake")),
        (Command(name="open", argument="X-7F33"), Resume(application=HANDED_IN.id)),
        (Command(name="open", argument="id4"), Resume(application=GONE.id)),
    ],
)
def test_a_choice_by_its_button_its_number_or_its_words(reply: Reply, wanted: Choice) -> None:
    """Every way of saying it leads to the same."""
    assert said(reply, CURRENT, HANDED_IN, GONE) == wanted


@pytest.mark.parametrize(
    "reply", [Typed(text="0"), Typed(text="4"), Typed(text=""), Typed(text="/where"), Command(name="open", argument="X-0000"),
              Command(name="new", argument="ghost"), Command(name="new"), Command(name=""), Chosen(names=("clinic",))]
)  # fmt: skip
def test_what_is_no_choice_is_asked_again(reply: Reply) -> None:
    """Nothing is begun by mistake."""
    assert isinstance(said(reply, CURRENT), Offer)


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ((), Begin(dialogue="clinic")),
        ((CURRENT,), Begin(dialogue="clinic")),
        ((OLD, HANDED_IN), Resume(application=OLD.id)),
        ((HANDED_IN, OLD), Resume(application=OLD.id)),
        ((HANDED_IN, GONE), Resume(application=HANDED_IN.id)),
        ((GONE,), Begin(dialogue="clinic")),
    ],
)
def test_opening_a_dialogue(known: tuple[Mine, ...], wanted: Choice) -> None:
    """Goes on with what is unfinished, else shows what was handed in; what was withdrawn begins anew."""
    assert said(Command(name="open", argument="clinic"), *known) == wanted


def test_another_of_the_same() -> None:
    """/new alone means the dialogue that is on screen."""
    assert said(Typed(text="/new"), OLD, CURRENT, current=CURRENT) == Begin(dialogue="volunteer_intake")
    assert isinstance(said(Typed(text="/new"), FORGOTTEN, current=FORGOTTEN), Offer)


def test_where_there_is_only_one_nobody_is_asked() -> None:
    """Whatever they say first begins it; later they choose between that and another."""
    assert said(Typed(text="hello"), offers=(TRIP,)) == Begin(dialogue="excursion")
    assert shown(said(Typed(text="hello"), mine(1, TRIP), offers=(TRIP,)))[2:] == [
        "[ Continue X-7F31 Class trip ]",
        "[ Class trip ]",
    ]
