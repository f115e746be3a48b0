"""Every command at every screen and pending decision, and what two devices, late files and old prompts do to each other.
What holds of every step is in `tests/laws.py`; how it reads is in the transcripts.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from dialogues.application import AddressId, Nothing, State
from dialogues.commands import COMMANDS
from dialogues.consenting import awaits
from dialogues.cursor import (
    Asking,
    Choosing,
    Confirm,
    Confirming,
    Cursor,
    Disputing,
    Done,
    Languages,
    Mapping,
    Pausing,
    Reason,
    Reviewing,
    Welcoming,
)
from dialogues.effects import Ask, Due, Fetch, Refresh, Tell
from dialogues.events import FileFailed, FileOffered, Opened, ReminderFell, Replied
from dialogues.loading import load
from dialogues.reply import Cells, Chosen, Command, Dated, Meant, Reply, Ticked, Typed, Uploaded
from tests.conversation import ME, START, Conversation, stored
from tests.test_transcripts import FOLDER, WORDS, acted, definition


def talk(name: str, *acts: str, language: str = "") -> Conversation:
    """A conversation that has come this far."""
    conversation = Conversation(definition(name), WORDS, language)
    for act in ("open", *acts):
        acted(conversation, act)
    return conversation


def afresh(name: str, *acts: str) -> Conversation:
    """The same, by somebody who has still to agree to the notice."""
    conversation = Conversation(definition(name), WORDS, agreed=False)
    for act in ("open", *acts):
        acted(conversation, act)
    return conversation


def replied(name: str, reply: Reply) -> Conversation:
    """The beginning, and one reply."""
    conversation = talk(name)
    conversation.reply(reply)
    return conversation


def on_another_device(conversation: Conversation, *acts: str) -> Conversation:
    """The same person and application, at another address, which has done this."""
    other = copy.copy(conversation)
    other.cursor = Cursor(
        address=AddressId("other"),
        application=other.application.id,
        language=other.cursor.language,
        at=Reviewing(),
    )
    other.prompt, other.asked = None, {}
    for act in ("open", *acts):
        acted(other, act)
    return other


def meanwhile(conversation: Conversation, other: Conversation) -> Conversation:
    """What is on screen here, with what was done there."""
    conversation.application = other.application
    return conversation


FRANCE = ("France", "Paris", "skip", "300", "100", "10")
ENTRY = ("Ltd", "Bonn", "80", "yes", "Wien", "30", "no", "The one in Wien")
FILLED = ("Cooking", "Ada", "skip")
STATES: dict[str, Callable[[], Conversation]] = {
    "the first question": lambda: talk("clinic"),
    "a question in the middle": lambda: talk("clinic", "40", "cough"),
    "a table half filled": lambda: talk("clinic", "17", "no", "40 35 25"),
    "an explanation that is asked for": lambda: talk("clinic", "17", "yes"),
    "files so far": lambda: talk("excursion", "Germany", "Bonn", "skip", "no", "upload a.png"),
    "another entry?": lambda: talk("branches", *ENTRY[:3]),
    "inside an entry": lambda: talk("branches", *ENTRY[:4]),
    "a change": lambda: talk("excursion", *FRANCE, "/edit A2"),
    "a change from the review": lambda: talk("volunteer_intake", *FILLED, "1.1"),
    "a question that a change brought up": lambda: talk("volunteer_intake", *FILLED, "1.1", "Driving"),
    "filling the gaps": lambda: talk("volunteer_intake", "Cooking", "skip", "skip", "tap Fill 1 required"),
    "two readings": lambda: talk("clinic", "40", "cough", "05/03/2026"),
    "a doubt": lambda: talk("clinic", "17", "last week"),
    "which question?": lambda: talk("volunteer_intake", "Cooking", "Ada", "late 1.3 Ada Lovelace"),
    "a warning": lambda: talk("checks", "10", "12"),
    "answers that would be set aside": lambda: talk("excursion", *FRANCE, "/edit A1", "Germany"),
    "answers that a nothing would set aside": lambda: talk(
        "branches", *ENTRY, "/edit 1.3#1", "prefer not to say"
    ),
    "an entry that would go": lambda: talk("branches", *ENTRY, "1.4", "tap Remove no. 2"),
    "the review": lambda: talk("volunteer_intake", *FILLED),
    "the review of a section": lambda: talk("clinic", "/review", "2"),
    "the map": lambda: talk("clinic", "40", "/map"),
    "the map over a decision": lambda: talk("checks", "10", "12", "/map"),
    "the map of a section": lambda: talk("clinic", "40", "/map", "tap 2"),
    "the languages": lambda: talk("clinic", "40", "/language"),
    "withdrawing?": lambda: talk("clinic", "40", "/withdraw"),
    "submitted": lambda: talk("volunteer_intake", *FILLED, "submit"),
    "submitted, the languages": lambda: talk("volunteer_intake", *FILLED, "submit", "/language"),
    "submitted, withdrawing?": lambda: talk("volunteer_intake", *FILLED, "submit", "/withdraw"),
    "reopened": lambda: talk("volunteer_intake", *FILLED, "submit", "tap Withdraw and change"),
    "withdrawn": lambda: talk("clinic", "40", "/withdraw", "yes"),
    "the welcome": lambda: afresh("fair", "tap ☐ 同意处理"),
    "the welcome, the languages": lambda: afresh("fair", "/language"),
    "a pause": lambda: talk("clinic", "40", "/stop"),
    "a pause over a decision": lambda: talk("checks", "10", "12", "/stop"),
    "a pause until": lambda: talk("clinic", "40", "/stop", "tap Friday 9:00"),
    "a contradiction": lambda: talk(
        "excursion", *FRANCE, "/edit A1", "Germany", "confirm", "/review", "tap Settle ①"
    ),
    "what is owed": lambda: talk("clinic", "/map", "tap Only required"),
    "what waits": lambda: replied("clinic", Command(name="only", argument="waiting")),
    "too late": lambda: talk("fair", "茶", "wait 30", "open"),
}
ARGUMENTS = (
    "",
    "age",
    "1.1",
    "1.2#1",
    "branches/e1/city",
    "branches/e9/city",
    "e1",
    "e9",
    "team",
    "ghost",
    "en",
    "zh-TW",
    "??",
)
#: commands that say what they are about
POINTING = ("edit", "section", "review", "language", "remove_entry")
REPLIES = (
    Typed(text=""), Typed(text="  "), Typed(text="yes"), Typed(text="不对"), Typed(text="1"), Typed(text="x" * 5000), Typed(text="/"),
    Chosen(names=()), Chosen(names=("ghost",)), Ticked(name="ghost", on=True), Cells(cells={"a/b": "1"}), Dated(day=START.date()),
    Uploaded(files=(stored("a.png"),)), Meant(path="", reply=Typed(text="1")), Meant(path="age", reply=Typed(text="1")),
)  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_every_command_everywhere(state: str) -> None:
    """Nothing raises, there is always a way on, and from everywhere the review or the receipt can be reached."""
    before = STATES[state]()
    commands = [Command(name=name) for name in (*COMMANDS, "done", "rest", "nonsense")]
    pointing = [Command(name=name, argument=argument) for name in POINTING for argument in ARGUMENTS]
    for reply in (*commands, *pointing, *REPLIES):
        for turn in (before.cursor.turn, before.cursor.turn - 1):
            after = copy.copy(before)
            after.reply(reply, turn, "age" if turn != before.cursor.turn else "")
            assert after.prompt is not None
            assert [button for row in (*after.prompt.actions, after.prompt.navigation) for button in row]
        after.type("/review")
        if awaits(after.dialogue, after.application, ME):
            assert isinstance(after.cursor.at, Welcoming)
        else:
            assert isinstance(after.cursor.at, Reviewing if after.application.is_open else Done)


def test_the_states_are_what_they_are_called() -> None:
    """Or the test above would test less than it says."""
    at = {name: make().cursor.at for name, make in STATES.items()}
    pending = {name: type(make().cursor.pending) for name, make in STATES.items() if make().cursor.pending}
    assert {name: kind.__name__ for name, kind in pending.items()} == {
        "two readings": "Choosing", "a doubt": "Choosing", "which question?": "Choosing", "a warning": "Reason",
        "answers that would be set aside": "Confirm", "answers that a nothing would set aside": "Confirm",
        "an entry that would go": "Confirm", "the map over a decision": "Reason", "a pause over a decision": "Reason",
    }  # fmt: skip
    kinds = {name: type(place) for name, place in at.items() if not isinstance(place, Asking)}
    assert kinds == {
        "the review": Reviewing, "the review of a section": Reviewing, "the map": Mapping, "the map over a decision": Mapping,
        "the map of a section": Mapping, "the languages": Languages, "withdrawing?": Confirming, "submitted": Done,
        "submitted, the languages": Languages, "submitted, withdrawing?": Confirming, "reopened": Reviewing, "withdrawn": Done,
        "the welcome": Welcoming, "the welcome, the languages": Languages, "a pause": Pausing, "a pause until": Pausing,
        "a pause over a decision": Pausing, "a contradiction": Disputing, "what is owed": Mapping, "what waits": Mapping,
        "too late": Done,
    }  # fmt: skip


# Decisions.


@pytest.mark.parametrize("word", ["yes", "Yes.", "是", "对", "1", "confirm"])
def test_a_decision_in_a_word(word: str) -> None:
    """Yes is yes to what is asked, in any of the dialogue's languages; not an answer to the question behind it."""
    conversation = talk("excursion", *FRANCE, "/edit A1", "Germany", word)
    assert conversation.application.answers["country"].value == {"picked": "de"}


@pytest.mark.parametrize("word", ["no", "否", "不对", "2", "cancel"])
def test_no_leaves_everything_as_it_was(word: str) -> None:
    """And the question stays on screen."""
    conversation = talk("excursion", *FRANCE, "/edit A1", "Germany")
    before = conversation.application
    conversation.type(word)
    assert replace(conversation.application, touched=before.touched) == before
    assert conversation.cursor.at == Asking(path="country")
    assert conversation.cursor.pending is None


def test_an_answer_that_is_typed_instead_of_a_decision_is_an_answer() -> None:
    """The decision is dropped."""
    conversation = talk("excursion", *FRANCE, "/edit A1", "Germany", "France")
    assert conversation.cursor.pending is None
    assert conversation.application.answers["country"].value == {"picked": "fr"}


def test_a_figure_that_reads_like_the_number_of_a_button_is_a_figure() -> None:
    """“2 hours”: noted as 2, is that right? Pressing the first button means 2, and not the second button."""
    conversation = talk("excursion", *FRANCE[:3], "2 hours")
    assert isinstance(conversation.cursor.pending, Choosing)
    conversation.tap("Right")
    assert conversation.application.answers["budget"].value == "2"
    conversation = talk("excursion", *FRANCE[:3], "2 hours", "2")
    assert "budget" not in conversation.application.answers
    conversation.type("2 hours")
    conversation.type("yes")
    assert conversation.application.answers["budget"].value == "2"


def test_a_warning_needs_words() -> None:
    """Yes asks for them, no takes it back, a blank is none, another figure is another answer."""
    warned = talk("checks", "10", "12")
    for reply in (Typed(text="yes"), Typed(text=" "), Command(name="keep_reason")):
        conversation = copy.copy(warned)
        lines = conversation.reply(reply)
        assert any("Please write the reason" in line for line in lines)
        assert "desks" not in conversation.application.answers
    declined = copy.copy(warned)
    declined.type("no")
    assert declined.cursor.pending is None
    assert declined.cursor.at == Asking(path="desks")
    corrected = copy.copy(warned)
    corrected.type("9")
    assert (corrected.application.answers["desks"].value, corrected.application.answers["desks"].reason) == (
        "9",
        "",
    )
    kept = copy.copy(warned)
    kept.type(" Two are spare ")
    assert (kept.application.answers["desks"].value, kept.application.answers["desks"].reason) == (
        "12",
        "Two are spare",
    )


def test_a_reason_for_words_is_words() -> None:
    """Where any words would answer the question, what is typed after a warning is the reason."""
    text = (FOLDER / "dialogues" / "checks.yaml").read_text(encoding="utf-8")
    loaded = load(
        text.replace(
            "label: Your address}",
            "label: Your address, constraint: \"contains(., ' ')\", severity: warning}",
        ),
        file="x",
    )
    assert loaded.dialogue is not None
    conversation = Conversation(loaded.dialogue, WORDS)
    for act in ("open", "10", "5", "skip", "skip", "Nowhere", "It is a ship"):
        acted(conversation, act)
    answer = conversation.application.answers["home"]
    assert (answer.value, answer.reason) == ("Nowhere", "It is a ship")


def test_a_nothing_that_would_set_answers_aside_is_confirmed_first() -> None:
    """As an answer that would."""
    conversation = STATES["answers that a nothing would set aside"]()
    assert conversation.application.answers["branches/e1/seats"].value == "80"
    conversation.type("yes")
    assert conversation.application.answers["branches/e1/seats"].nothing is Nothing.DECLINED
    assert not conversation.view().facts["largest"].relevant


def test_a_decision_is_told_in_the_language_that_was_chosen_meanwhile() -> None:
    """And it is still the same decision."""
    conversation = talk("excursion", *FRANCE[:3], "300", "100", "200")
    assert isinstance(conversation.cursor.pending, Reason)
    conversation.type("/language zh-Hans")
    assert conversation.cursor.pending == Reason(value="200", raw="200", text="300 欧元住不了这么多。")


# The way there and back.


def test_a_change_from_a_change_from_a_change_comes_back_once() -> None:
    """To where the person was at first; a question that they are on their way back to is asked once."""
    conversation = talk("clinic", "40", "cough", "skip", "no", "/edit 1.2", "/edit 1.1", "41")
    assert conversation.cursor.at == Asking(path="staff")
    assert conversation.cursor.back is None
    conversation = talk("volunteer_intake", *FILLED, "1.1", "/back", "/edit 1.1", "Cooking")
    assert conversation.cursor.at == Reviewing()


def test_to_change_what_is_on_screen_asks_it_once() -> None:
    """Also while the gaps are filled, which goes on afterwards."""
    conversation = talk(
        "excursion", "France", "Paris", "skip", "skip", "skip", "skip", "no", "skip", "A1", "Germany", "skip"
    )
    assert conversation.cursor.at == Reviewing()
    conversation.tap("Fill the 3 gaps")
    assert conversation.cursor.at == Asking(path="city", sweep=True)
    conversation.type("/edit A2")
    assert conversation.cursor.at == Asking(path="city", sweep=True)
    conversation.type("Bonn")
    assert conversation.cursor.at == Asking(path="day", sweep=True)
    conversation.type("/edit A3")
    assert conversation.cursor.at == Asking(path="day", sweep=True)
    conversation.type("/edit A1")
    conversation.type("Germany")
    assert conversation.cursor.at == Asking(path="day", sweep=True)


def test_back_to_a_question_that_waits_for_the_way_back_keeps_the_gaps_going() -> None:
    """A step back and forth while the gaps are filled."""
    conversation = talk("volunteer_intake", "Cooking", "skip", "skip", "tap Fill 1 required", "/back")
    assert conversation.cursor.back == Asking(path="name", sweep="required")
    conversation.type("/edit 1.3")
    assert conversation.cursor.at == Asking(path="name")
    conversation = talk(
        "volunteer_intake", "Cooking", "Ada", "skip", "/review", "tap Fill 1 optional", "/back", "/edit 1.4"
    )
    assert conversation.cursor.at == Asking(path="note")


def test_an_entry_that_is_added_from_the_review_is_asked_whole() -> None:
    """And then whether there is another, before going back."""
    conversation = talk("branches", "Ltd", "Bonn", "80", "no", "1.4", "yes")
    paths = []
    while isinstance(conversation.cursor.at, Asking):
        paths.append(conversation.cursor.at.path)
        conversation.type("no" if conversation.cursor.at.path == "branches" else "10")
    assert paths == ["branches/e2/city", "branches/e2/seats", "branches"]
    assert conversation.cursor.at == Reviewing()


def test_gaps_in_entries_are_filled_in_one_go() -> None:
    """Also where an entry has to be begun for it."""
    conversation = talk("branches", "skip", "skip", "skip", "skip", "/review", "sweep")
    conversation.reply(Command(name="sweep"), conversation.cursor.turn)
    paths = []
    while isinstance(conversation.cursor.at, Asking):
        paths.append(conversation.cursor.at.path)
        conversation.type("no" if conversation.cursor.at.path == "branches" else "10")
    assert paths == ["company", "branches/e1/city", "branches/e1/seats", "branches"]
    begun = talk("branches", "/review", "tap Fill 2 required", "Ltd")
    assert begun.cursor.at == Asking(path="branches/e1/city", sweep="required")


def test_a_repeat_that_is_full_is_not_asked_for_more() -> None:
    """The third of three is the last."""
    conversation = talk("branches", "Ltd", "Bonn", "1", "yes", "Wien", "2", "yes", "Oslo", "3")
    assert conversation.cursor.at == Reviewing()
    assert conversation.application.answers["branches"].value == {"finished": True}


def test_what_does_not_apply_to_a_repeat_ends_it() -> None:
    """There are no more."""
    conversation = talk("excursion", "Germany", "Bonn", "skip", "not applicable")
    assert conversation.application.answers["child"].value == {"finished": True}
    assert conversation.cursor.at == Asking(path="picture")


@pytest.mark.parametrize("act", ["/edit", "/map", "/edit 1", "/edit about you"])
def test_the_way_to_the_map(act: str) -> None:
    """Without a word of where, and by a section."""
    conversation = talk("clinic", "40", act)
    assert isinstance(conversation.cursor.at, Mapping)
    assert conversation.cursor.at.section == ("about" if "1" in act or "you" in act else "")


def test_a_button_of_a_question_that_is_not_asked_any_more_leads_nowhere() -> None:
    """Neither to another question whose label holds its name, nor is its path shown to anybody."""
    conversation = talk("excursion", *FRANCE, "/edit A1", "Germany", "yes", "Bonn")
    for path in ("budget", "child/e7/age"):
        (line,) = conversation.reply(Command(name="go", argument=path))
        assert line == "i That question is not asked at present; nothing was changed."


def test_words_that_stand_in_many_questions() -> None:
    """The first eight are offered."""
    conversation = talk("award")
    lines = conversation.type("/edit 是否")
    assert len([line for line in lines if line.startswith("i [")]) == 8


# Two devices.


def test_a_question_that_is_gone_on_another_device() -> None:
    """What was typed for it is not filed under the next one; that one is shown."""
    here = talk("excursion", *FRANCE[:3])
    assert here.cursor.at == Asking(path="budget")
    meanwhile(here, on_another_device(here, "/edit A1", "Germany"))
    lines = here.type("300")
    assert lines[0] == "i This one has passed; nothing was changed."
    assert here.cursor.at == Asking(path="child")
    assert "budget" not in here.application.answers


def test_a_text_from_before_a_question_was_left_and_come_back_to() -> None:
    """Another one was asked in between, and nobody may know yet where in the chat: the text may be for that one."""
    here = talk("volunteer_intake", "Cooking")
    turn, prompt = here.asked["1.3"]
    for act in ("Ada", "/edit 1.3"):
        acted(here, act)
    assert here.cursor.at == Asking(path="name")
    lines = here.reply(Typed(text="Nothing else"), turn, prompt.path)
    assert "~ Which question is “Nothing else” for?" in lines
    assert here.application.answers["name"].value == "Ada"
    here.tap("1.3 What is your name?")
    assert here.application.answers["name"].value == "Nothing else"


def test_a_text_from_before_the_same_question_was_asked_again() -> None:
    """Nothing else was asked in between: it is for that one."""
    here = talk("volunteer_intake", "Cooking")
    turn, prompt = here.asked["1.3"]
    here.cursor = replace(here.cursor, turn=turn + 1)  # as after a change of how it is shown
    here.reply(Typed(text="Ada"), turn, prompt.path)
    assert here.application.answers["name"].value == "Ada"


def test_an_entry_that_is_gone_on_another_device() -> None:
    """A button of it is answered shortly, a command is followed, a reminder is still a reminder."""
    here = talk("branches", *ENTRY, "/edit 1.2#2")
    other = on_another_device(here, "/edit 1.4", "tap Remove no. 2", "yes")
    kept = replace(here.cursor)
    meanwhile(here, other)
    assert (
        here.reply(Command(name="keep"), here.cursor.turn)[0] == "(This one has passed; nothing was changed.)"
    )
    here.cursor = kept
    assert here.type("/where")[0].startswith("i Your branches (1) · question 4 of 4")
    here.cursor = kept
    here.happen(ReminderFell(at=here.now, who=ME, number=1))
    assert here.cursor.at != kept.at


def test_what_is_gone_meanwhile_is_not_listed_any_more() -> None:
    """And what came meanwhile is confirmed as well before it is set aside."""
    here = talk("branches", *ENTRY, "/edit 1.4", "tap Remove no. 2")
    pending = here.cursor.pending
    assert isinstance(pending, Confirm)
    meanwhile(here, on_another_device(here, "/edit 1.4", "tap Remove no. 2", "yes"))
    assert (
        here.type("/language en")[2:4] == ["< Add one, or choose No more.", "< · Branch 1: Bonn"]
        or here.prompt is not None
    )
    assert here.type("yes")[0].startswith("~ ! This one has passed")

    here = talk("excursion", *FRANCE[:3], "300", "/edit A1", "Germany")
    assert here.cursor.pending == Confirm(value={"picked": "de"}, raw="Germany", paths=("budget",))
    meanwhile(here, on_another_device(here, "/edit B2", "20"))
    here.type("yes")
    assert here.cursor.pending == Confirm(value={"picked": "de"}, raw="Germany", paths=("budget", "deposit"))
    here.type("yes")
    assert here.application.answers["country"].value == {"picked": "de"}


def test_handed_in_on_another_device() -> None:
    """Whatever is on screen here, it is the receipt now; reopened there, it goes on here."""
    here = talk("volunteer_intake", *FILLED, "1.3")
    there = on_another_device(here, "submit")
    meanwhile(here, there)
    here.type("Grace")
    assert here.cursor.at == Done()
    assert here.application.answers["name"].value == "Ada"
    acted(there, "tap Withdraw and change")
    meanwhile(here, there)
    here.type("hello")
    assert here.cursor.at == Reviewing()
    assert here.application.state is State.RETURNED


def test_the_languages_over_a_receipt_that_was_reopened_elsewhere() -> None:
    """There was nothing to go back to: it goes on where something is open."""
    here = talk("volunteer_intake", *FILLED, "submit", "/language")
    meanwhile(here, on_another_device(here, "tap Withdraw and change"))
    here.tap("Cancel")
    assert here.cursor.at == Reviewing()


# The life of an application.


def test_withdrawn_before_anything_was_answered() -> None:
    """Opened at another address it does not begin again."""
    other = on_another_device(talk("clinic", "/withdraw", "yes"))
    assert other.cursor.at == Done()
    assert not [effect for effect in other.last.effects if isinstance(effect, Tell)]


@pytest.mark.parametrize(
    "act", ["/where", "/map", "/stop", "/start", "/edit 1.1", "/review", "submit", "section", "/withdraw"]
)
def test_of_what_is_withdrawn_nothing_untrue_is_said(act: str) -> None:
    """No minutes left, nothing to go on with: only that it is withdrawn."""
    conversation = talk("clinic", "40", "/withdraw", "yes")
    lines = (
        conversation.reply(Command(name=act, argument="team"))
        if act == "section"
        else acted(conversation, act)
    )
    assert lines == ["< Clinic intake", "< Application X-7F3K is withdrawn", "< [ Fill in another ]"]


def test_nothing_is_handed_in_unseen() -> None:
    """“submit” while a question is on screen leads to the review first."""
    conversation = talk("volunteer_intake", "Cooking", "Ada", "submit")
    assert conversation.cursor.at == Reviewing()
    assert conversation.application.state is State.IN_PROGRESS
    conversation.type("submit")
    assert conversation.application.state is State.SUBMITTED


def test_reopening_what_is_open_or_gone() -> None:
    """An old button of the receipt: the review, or what became of it."""
    conversation = talk("volunteer_intake", *FILLED)
    conversation.reply(Command(name="reopen"))
    assert conversation.cursor.at == Reviewing()
    conversation = talk("volunteer_intake", *FILLED, "submit", "/withdraw", "yes")
    conversation.reply(Command(name="reopen"))
    assert isinstance(conversation.cursor.at, Done)


def test_an_act_begins_a_new_silence_and_coming_back_is_one() -> None:
    """What the clock does is none; after the end there is no reminder."""
    conversation = talk("clinic")
    assert conversation.due == Due(who=ME, at=START + timedelta(days=2))
    conversation.now += timedelta(days=1)
    conversation.open()
    assert conversation.due == Due(who=ME, at=START + timedelta(days=3))
    conversation.store("staff", "a.pdf")
    assert conversation.application.touched == START + timedelta(days=1)
    conversation.type("/withdraw")
    conversation.type("yes")
    assert conversation.due == Due(who=ME, at=None)
    conversation.happen(ReminderFell(at=conversation.now, who=ME, number=1))
    assert conversation.last.effects == (Due(who=ME, at=None, number=2),)


def test_reminders_that_come_late_keep_their_distance() -> None:
    """After a month without the program, one comes; the next three days later."""
    conversation = talk("clinic", "40")
    conversation.now += timedelta(days=30)
    conversation.happen(ReminderFell(at=conversation.now, who=ME, number=1))
    assert conversation.due == Due(who=ME, at=conversation.now + timedelta(days=3), number=2)


# Files.


def test_a_file_for_a_question_that_takes_none_is_fetched_all_the_same() -> None:
    """It is kept first and asked about then; for a question that takes files it goes there."""
    conversation = talk("checks")
    for code, path in (("", ""), ("1.9", "proof"), ("1.8", "plan")):
        if code:
            acted(conversation, f"/edit {code}")
        conversation.offer("a.pdf", code)
        assert [effect.path for effect in conversation.last.effects if isinstance(effect, Fetch)] == [path]


def test_where_no_question_takes_files_none_is_fetched() -> None:
    """A dialogue without files says so at once."""
    conversation = talk("volunteer_intake")
    assert (
        conversation.offer("a.pdf")[0]
        == "~ ! No file is asked for here. Please send it at the question that asks for one; the map shows where."
    )


def test_a_file_of_which_nobody_knows_what_it_was_sent_under() -> None:
    """It is not for the question on screen, though that one takes files; the person says which."""
    conversation = talk("checks", "/edit 1.9")
    (fetch,) = offered(conversation, turn=0)
    assert fetch.path == ""
    (fetch,) = offered(conversation, turn=conversation.cursor.turn)
    assert fetch.path == "proof"


def offered(conversation: Conversation, turn: int) -> list[Fetch]:
    """A file that is sent under a prompt of which no more than its turn is known."""
    conversation.happen(FileOffered(at=conversation.now, who=ME, token="t", name="a.pdf", turn=turn))
    assert conversation.last is not None
    return [effect for effect in conversation.last.effects if isinstance(effect, Fetch)]


def test_a_file_is_put_where_the_person_says() -> None:
    """One after the other, both at once; an old button, or a place that is full by now, changes nothing."""
    conversation = talk("checks")
    conversation.send("a.pdf")
    conversation.send("b.pdf")
    assert [file.name for file in conversation.application.loose] == ["a.pdf", "b.pdf"]
    place, turn = Command(name="place", argument="proof"), conversation.cursor.turn
    conversation.reply(place, turn)
    assert not conversation.application.loose
    assert [file["name"] for file in conversation.application.answers["proof"].value] == ["a.pdf", "b.pdf"]
    assert conversation.reply(place, turn)  # pressed twice
    conversation.send("c.pdf")
    assert conversation.reply(place, conversation.cursor.turn)  # there is no room for a third
    assert [file.name for file in conversation.application.loose] == ["c.pdf"]
    conversation.reply(Command(name="place", argument="agents"), conversation.cursor.turn)
    assert [file.name for file in conversation.application.loose] == ["c.pdf"]


def test_whatever_is_done_instead_keeps_the_file() -> None:
    """An answer to the question on screen, a nothing for a half-filled one, another decision on screen."""
    conversation = talk("checks")
    conversation.send("a.pdf")
    conversation.type("10")
    assert conversation.application.answers["agents"].value == "10"
    acted(conversation, "/edit 1.9")
    conversation.send("b.pdf")
    conversation.reply(Command(name="not_applicable"), conversation.cursor.turn)
    assert [file.name for file in conversation.application.loose] == ["a.pdf", "b.pdf"]
    acted(conversation, "/edit 1.2")
    conversation.type("11")
    assert isinstance(conversation.cursor.pending, Reason)
    pending = conversation.cursor.pending
    conversation.send("c.pdf")  # asked beside it
    assert conversation.cursor.pending == pending
    assert [file.name for file in conversation.application.loose] == ["a.pdf", "b.pdf", "c.pdf"]
    conversation.reply(Command(name="drop_file", argument=conversation.application.loose[0].sha256[:12]))
    assert [file.name for file in conversation.application.loose] == ["b.pdf", "c.pdf"]


def test_a_file_is_added_to_an_answer() -> None:
    """A text that is answered takes it and stays answered; nobody has to say done again."""
    conversation = talk("checks", "/edit 1.8", "We grow.", "/edit 1.10")
    conversation.send("photo.jpg", "The plan")
    conversation.reply(Command(name="place", argument="plan"), conversation.cursor.turn)
    words, photo = conversation.application.answers["plan"].value["parts"]
    assert (words, photo["name"], photo["caption"]) == ("We grow.", "", "The plan")
    assert "plan" not in conversation.application.drafts
    assert not conversation.application.loose


def test_the_review_leads_to_files_that_belong_nowhere() -> None:
    """Each is asked about beside it; once all is handed in nothing is put anywhere."""
    conversation = talk("checks", "10", "/review")
    conversation.send("a.pdf")
    acted(conversation, "/review")
    (told,) = [line for line in acted(conversation, "tap Place 1 file") if line.startswith("i Received")]
    assert told == "i Received: a.pdf. Which question is it for?"
    key = conversation.application.loose[0].sha256[:12]
    withdrawn = replace(conversation.application, state=State.WITHDRAWN)
    conversation.application = withdrawn
    conversation.reply(Command(name="place", argument=f"proof {key}"))
    assert conversation.cursor.at == Done()
    assert conversation.application.loose == withdrawn.loose


def test_a_late_file_of_an_album_pushes_nothing_out() -> None:
    """Where one file is asked and the second of an album comes late, it is kept aside."""
    source = (
        (FOLDER / "dialogues" / "checks.yaml")
        .read_text(encoding="utf-8")
        .replace("max_files: 2", "max_files: 1")
    )
    loaded = load(source, file="checks.yaml").dialogue
    assert loaded is not None
    conversation = Conversation(loaded, WORDS)
    conversation.open()
    acted(conversation, "/edit 1.9")
    conversation.send("a.pdf")
    acted(conversation, "/review")
    conversation.store("proof", "b.pdf")
    assert [file["name"] for file in conversation.application.answers["proof"].value] == ["a.pdf"]
    assert [file.name for file in conversation.application.loose] == ["b.pdf"]
    acted(conversation, "/edit 1.9")
    conversation.send("c.pdf")  # here another one takes its place
    assert [file["name"] for file in conversation.application.answers["proof"].value] == ["c.pdf"]
    assert [file.name for file in conversation.application.loose] == ["b.pdf"]


@pytest.mark.parametrize(
    ("code", "words"), [("too_large", "is too large"), ("not_found", "was not found"), ("unreachable", "did not arrive"), ("403", "did not arrive")]
)  # fmt: skip
def test_a_file_that_could_not_be_kept(code: str, words: str) -> None:
    """Said in words, whatever code a platform has for it."""
    conversation = talk("checks")
    (line,) = conversation.happen(FileFailed(at=START, who=ME, path="proof", name="a.pdf", code=code))
    assert words in line


@pytest.mark.parametrize("path", ["ghost", "branches/e7/city", "seats_in_all"])
def test_a_file_whose_question_is_gone(path: str) -> None:
    """It is kept, and asked about."""
    conversation = talk("branches")
    assert "~ Received: a.pdf. Which question is it for?" in conversation.store(path, "a.pdf")
    assert [file.name for file in conversation.application.loose] == ["a.pdf"]


def test_a_file_that_would_set_answers_aside_waits() -> None:
    """Nothing can be decided while another question is on screen: it is kept, and the person is sent there."""
    text = (
        (FOLDER / "dialogues" / "checks.yaml")
        .read_text(encoding="utf-8")
        .replace("max_files: 2", "max_files: 1")
    )
    more = "      - {name: why, type: text, label: Why none?, relevant: \"${proof} = ''\"}\n      - {name: agreed"
    loaded = load(text.replace("      - {name: agreed", more), file="x")
    assert loaded.dialogue is not None
    conversation = Conversation(loaded.dialogue, WORDS)
    for act in ("open", "10", *["skip"] * 8, "We have none"):
        acted(conversation, act)
    assert conversation.cursor.at == Asking(path="agreed")
    lines = conversation.store("proof", "a.pdf")
    assert lines == [
        "i “a.pdf” is there. Please look at this question once more; it is not finished yet.",
        "i [ 1.9 A proof ]",
    ]
    assert conversation.view().facts["why"].relevant
    for act in ("/edit 1.9", "tap That is all, next"):
        acted(conversation, act)
    assert isinstance(conversation.cursor.pending, Confirm)
    conversation.type("yes")
    assert not conversation.view().facts["why"].relevant


def test_a_file_that_makes_the_question_on_screen_go_away() -> None:
    """The next one is shown at once."""
    text = (
        (FOLDER / "dialogues" / "checks.yaml")
        .read_text(encoding="utf-8")
        .replace("max_files: 2", "max_files: 1")
    )
    more = "      - {name: why, type: text, label: Why none?, relevant: \"${proof} = ''\"}\n      - {name: agreed"
    loaded = load(text.replace("      - {name: agreed", more), file="x")
    assert loaded.dialogue is not None
    conversation = Conversation(loaded.dialogue, WORDS)
    for act in ("open", "10", *["skip"] * 8):
        acted(conversation, act)
    assert conversation.cursor.at == Asking(path="why")
    conversation.store("proof", "a.pdf")
    assert conversation.cursor.at == Asking(path="agreed")
    assert kinds(conversation) == ["ask", "settle"]


def kinds(conversation: Conversation) -> Iterable[str]:
    assert conversation.last is not None
    return [effect.kind for effect in conversation.last.effects]


# Effects.


def test_the_order_of_what_is_said() -> None:
    """What is told, the next question, what stays of the last one, the reminder: in this order, one prompt at most."""
    conversation = talk("clinic", "40")
    assert kinds(conversation) == ["due", "ask", "settle"]
    conversation.open()
    assert kinds(conversation) == ["due", "ask", "settle"]
    conversation.type("/where")
    assert kinds(conversation) == ["tell", "due"]
    conversation.type("what?")
    assert kinds(conversation) == ["due", "refresh"]
    conversation.happen(Opened(at=conversation.now, who=ME))
    asks = [effect for effect in conversation.last.effects if isinstance(effect, Ask | Refresh)]
    assert [ask.turn for ask in asks] == [conversation.cursor.turn]


def test_a_tick_that_comes_late_changes_nothing() -> None:
    """Each says what all boxes are, so the newest says all; where they are of no known order, each counts."""
    conversation = talk("outing", "Ada", "By boat")

    def tick(name: str, *, on: bool, order: int, back: int = 0) -> dict[str, object]:
        turn = conversation.cursor.turn - back
        shown = conversation.happen(
            Replied(at=START, who=ME, reply=Ticked(name=name, on=on), turn=turn, order=order)
        )
        return {"drafts": dict(conversation.application.drafts), "shown": shown}

    tick("bread", on=True, order=0)
    assert tick("olives", on=True, order=7)["drafts"] == {"likes": {"picked": ["bread", "olives"]}}
    assert tick("bread", on=False, order=6) == {
        "drafts": {"likes": {"picked": ["bread", "olives"]}},
        "shown": [],
    }
    assert tick("cake", on=True, order=7)["drafts"] == {"likes": {"picked": ["bread", "olives", "cake"]}}
    conversation.tap("Confirm 3 choices ›")
    assert conversation.cursor.ticks == 7
    assert tick("olives", on=False, order=5, back=1)["shown"] == []
    assert tick("olives", on=False, order=8, back=1)["shown"]  # it has passed, and that is said
    assert conversation.application.answers["likes"].value == {"picked": ["bread", "olives", "cake"]}
