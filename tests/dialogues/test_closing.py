"""The deadline: before it, within its grace, after both; and how it is said, in the dialogue's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialogues.application import State
from dialogues.closing import closes_at, deadline, ends_at, phase
from dialogues.dialogue import Dialogue
from dialogues.reminding import reminder_at
from dialogues.reply import Command
from dialogues.scene import Scene
from tests.conversation import Conversation
from tests.test_transcripts import WORDS, acted, definition

CLOSES = datetime(2026, 3, 20, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai
ENDS = CLOSES + timedelta(days=2)
SECOND = timedelta(seconds=1)


def fair(**keys: object) -> Dialogue:
    return definition("fair").model_copy(update=keys)


@pytest.mark.parametrize(
    ("at", "wanted"),
    [(CLOSES - SECOND, "open"), (CLOSES, "late"), (ENDS - SECOND, "late"), (ENDS, "over")],
)
def test_before_within_and_after(at: datetime, wanted: str) -> None:
    """To the second; without grace there is nothing between."""
    assert phase(definition("fair"), at) == wanted
    assert phase(fair(grace=None), at) == {"late": "over"}.get(wanted, wanted)
    assert phase(fair(closes=None, grace=None), at) == "open"


def test_grace_counts_hours_that_pass() -> None:
    """Also on the night when clocks in Berlin are put forward."""
    of = fair(closes="2026-03-28T18:00", grace=timedelta(days=1), timezone="Europe/Berlin")
    assert (closes_at(of), ends_at(of)) == (
        datetime(2026, 3, 28, 17, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 17, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("before", "language", "told"),
    [
        (timedelta(days=9, hours=2), "zh-Hans", "截止 3月20日 18:00 北京时间，还有 9 天"),
        (timedelta(hours=19), "zh-Hant", "截止 3月20日 18:00 北京時間，還有 1 天"),
        (timedelta(hours=17), "en", "Closes 20 March, 18:00 Beijing time, 17 hours left"),
        (timedelta(minutes=59), "en", "Closes 20 March, 18:00 Beijing time, 59 minutes left"),
        (SECOND, "en", "Closes 20 March, 18:00 Beijing time, 1 minute left"),
        (timedelta(days=100), "en", "Closes 20 March 2026, 18:00 Beijing time, 100 days left"),
        (timedelta(0), "zh-Hans", "已过截止时间 3月20日 18:00 北京时间。现在还收，最晚 3月22日 18:00 北京时间，请尽快提交。"),
        (-timedelta(days=2), "zh-Hans", "已过截止时间 3月20日 18:00 北京时间，不再收答案。"),
    ],
)  # fmt: skip
def test_how_it_is_said(before: timedelta, language: str, told: str) -> None:
    """In days by the calendar; on the last day in hours; in the last hour in minutes."""
    conversation = Conversation(definition("fair"), WORDS, now=CLOSES - before)
    assert deadline(Scene(conversation.view(), language, WORDS)) == told


@pytest.mark.parametrize(
    ("zone", "name"),
    [("UTC", "UTC"), ("Asia/Taipei", "Taiwan Time"), ("Europe/Berlin", "Central European Time")],
)
def test_a_zone_is_called_by_its_name(zone: str, name: str) -> None:
    """In the person's language."""
    conversation = Conversation(fair(timezone=zone), WORDS)
    assert f"18:00 {name}," in deadline(Scene(conversation.view(), "en", WORDS))


def test_no_deadline_is_not_mentioned() -> None:
    conversation = Conversation(fair(closes=None, grace=None), WORDS)
    assert deadline(Scene(conversation.view(), "en", WORDS)) == ""


def test_what_is_reopened_and_not_handed_in_again_expires() -> None:
    """And what was handed in before still stands."""
    conversation = Conversation(definition("fair"), WORDS, "en")
    for act in ("open", "Tea", "3", "skip", "skip", "skip", "agree", "submit", "tap Withdraw and change"):
        acted(conversation, act)
    assert conversation.application.state is State.RETURNED
    conversation.now = ENDS
    lines = conversation.type("submit")
    assert conversation.application.state is State.EXPIRED
    assert "< What you submitted before still stands." in lines
    conversation.reply(Command(name="reopen"))
    assert conversation.application.state is State.EXPIRED


def test_a_last_call_a_day_before() -> None:
    """Even where a silence has had all its reminders; one that would come shortly before comes with it."""
    rule = definition("fair").reminders
    assert rule is not None
    zone, since = definition("fair").zone, CLOSES - timedelta(days=10)

    def at(number: int, before: datetime | None = None, silent: datetime = since) -> datetime | None:
        return reminder_at(
            rule, zone, silent_since=silent, number=number, before=before, closes=CLOSES, ends=ENDS
        )

    call = CLOSES - timedelta(days=1)
    assert at(1) == since + timedelta(days=2)
    assert at(3, since + timedelta(days=5)) == call
    assert at(4, call) is None
    assert at(1, silent=call - timedelta(days=2, hours=11)) == call
    assert at(1, silent=call - timedelta(days=2, hours=20)) == call  # at night, so nine hours before
    assert at(1, silent=call - timedelta(days=2, hours=22)) == call - timedelta(hours=22)
    assert at(1, silent=CLOSES + timedelta(hours=1)) is None
