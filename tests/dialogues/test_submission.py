"""What is handed in: canonical text for ever, the same whoever writes it, and the application again when it is read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import rfc8785

from dialogues.application import State
from dialogues.loading import load
from dialogues.relevance import derive
from dialogues.submission import Submission, restored
from tests.conversation import Conversation
from tests.test_transcripts import FOLDER, WORDS, definition

GOLDEN = Path(__file__).parent / "golden" / "submission.json"


def trip() -> Conversation:
    """Everything that can stand in one: a kept warning, entries, an explanation, a file, each kind of nothing, what is
    computed, and what was set aside."""
    talk = Conversation(definition("excursion"), WORDS)
    talk.open()
    for act in (
        "France", "Paris", "skip", "300", "prefer not to say", "40", "We bring tents",
        "yes", "Ada", "5", "yes, twice a day", "yes", "Bo", "14", "no", "Mr. Lee",
    ):  # fmt: skip
        talk.type(act)
    talk.upload("class.png")
    talk.tap("That is all, next")
    talk.type("/edit C1#2")
    talk.type('Béla 贝拉 \u2028 "quoted"')
    return talk


def handed_in(talk: Conversation) -> Submission:
    talk.type("submit")
    assert talk.last is not None
    assert talk.last.submission is not None
    return talk.last.submission


def test_the_form_of_a_submission(update: bool) -> None:
    """Stable for ever: this text, byte by byte."""
    text = handed_in(trip()).content
    if update:
        GOLDEN.write_text(json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert json.loads(text) == kept
    assert text.encode() == rfc8785.dumps(kept)


def test_what_stands_in_it_and_what_does_not() -> None:
    """Only what is relevant; kinds of nothing by their name; the reason; the file's hash; what is computed."""
    kept = json.loads(handed_in(trip()).content)
    answers = kept["answers"]
    assert list(answers) == sorted(answers)
    assert "child/e2/medicine" not in answers
    assert answers["day"]["nothing"] == "later"
    assert "value" not in answers["day"]
    assert answers["deposit"]["nothing"] == "declined"
    assert answers["cabin"] == {
        "at": "2026-03-02T02:00:00+00:00", "raw": "40", "reason": "We bring tents", "value": "40", "who": "applicant",
    }  # fmt: skip
    assert answers["picture"]["value"][0]["sha256"] == hashlib.sha256(b"class.png").hexdigest()
    assert kept["computed"] == {"child/e1/months": "60", "child/e2/months": "168", "youngest": "5"}
    assert kept["entries"] == {"child": ["e1", "e2"]}


def test_what_nobody_spoke_of_is_not_there() -> None:
    """Not even as a gap."""
    talk = Conversation(definition("volunteer_intake"), WORDS)
    talk.open()
    for act in ("Cooking", "Ada", "/review"):
        talk.type(act)
    assert list(json.loads(handed_in(talk).content)["answers"]) == ["name", "way"]


def test_what_was_set_aside_is_not_handed_in() -> None:
    """Nor are the entries of a repeat that is not asked."""
    text = (FOLDER / "dialogues" / "branches.yaml").read_text(encoding="utf-8")
    loaded = load(
        text.replace("type: repeat\n", "type: repeat\n        relevant: \"${company} != 'None'\"\n"), file="x"
    )
    assert loaded.dialogue is not None
    talk = Conversation(loaded.dialogue, WORDS)
    talk.open()
    for act in ("Ltd", "Bonn", "10", "no", "/edit company", "None", "confirm"):
        talk.type(act)
    kept = json.loads(handed_in(talk).content)
    assert (list(kept["answers"]), kept["entries"]) == (["company"], {})
    assert talk.application.entries == {"branches": ("e1",)}
    talk = trip()
    for act in ("A1", "Germany", "confirm", "Bonn"):
        talk.type(act)
    assert "budget" in talk.application.answers
    assert not {"budget", "deposit", "cabin"} & set(json.loads(handed_in(talk).content)["answers"])


def test_the_checksum_is_that_of_the_text() -> None:
    """The same answers give the same text, wherever they were kept; another answer another."""
    submission = handed_in(trip())
    assert submission.sha256 == hashlib.sha256(submission.content.encode()).hexdigest()
    assert handed_in(trip()) == submission
    other = trip()
    other.type("/edit B1")
    other.type("301")
    other.type("All right")
    assert handed_in(other).sha256 != submission.sha256


def test_the_order_in_which_somebody_answered_does_not_show() -> None:
    """Only their times would; here the clock stands still."""
    straight, crossed = (Conversation(definition("volunteer_intake"), WORDS) for _ in range(2))
    for talk, acts in (
        (straight, ("Cooking", "Ada", "skip")),
        (crossed, ("skip", "Ada", "skip", "/edit 1.1", "Cooking")),
    ):
        talk.open()
        for act in acts:
            talk.type(act)
    assert handed_in(straight) == handed_in(crossed)


def test_read_again_it_is_what_was_handed_in() -> None:
    """Answers, entries, times and the round; so it can be looked at as on that day."""
    talk = trip()
    before = talk.application
    seen = restored(handed_in(talk).content)
    again = seen.application
    assert dict(again.answers) == dict(before.answers)
    assert dict(again.entries) == dict(before.entries)
    assert (again.id, again.reference, again.dialogue, again.version) == (
        before.id,
        before.reference,
        before.dialogue,
        before.version,
    )
    assert (again.state, again.round, again.started, seen.at, seen.language) == (
        State.SUBMITTED,
        1,
        before.started,
        talk.now,
        "en",
    )
    view = derive(talk.dialogue, again, seen.at)
    assert view.facts == derive(talk.dialogue, before, seen.at).facts
    assert view.value("youngest") == 5


def test_handed_in_again_it_is_another_round() -> None:
    """The first stays what it was."""
    talk = trip()
    first = handed_in(talk)
    for act in ("Withdraw and change", "B1", "310", "all the same"):
        talk.type(act)
    second = handed_in(talk)
    assert (first.round, second.round) == (1, 2)
    assert restored(second.content).application.state is State.RESUBMITTED
    assert restored(first.content).application.answers["budget"].value == "300"
    assert talk.application == replace(talk.application, state=State.RESUBMITTED, round=2)
