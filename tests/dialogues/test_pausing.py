"""When to be reminded: what is offered, what is typed, how it is said, and what a late press means."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.pausing import meant, offered, read_moment, said, written
from dialogues.scene import Scene
from tests.conversation import Conversation
from tests.test_transcripts import WORDS, definition

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)


def scene(now: datetime = MONDAY, language: str = "zh-Hans", name: str = "clinic") -> Scene:
    return Scene(Conversation(definition(name), WORDS, now=now).view(), language, WORDS)


def labels(now: datetime, language: str = "zh-Hans", name: str = "clinic") -> list[str]:
    there = scene(now, language, name)
    return [said(there, at) for at in offered(there, now)]


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (0, ["今天 18:00", "明早 9:00", "周五 9:00"]),
        (8, ["今晚 20:00", "明早 9:00", "周五 9:00"]),
        (11, ["明早 9:00", "周五 9:00"]),
        (24 * 3, ["今天 18:00", "明早 9:00", "周一 9:00"]),
        (24 * 6, ["今天 18:00", "明早 9:00", "周五 9:00"]),
    ],
)
def test_moments_that_are_still_to_come(hours: int, told: list[str]) -> None:
    """Later today, tomorrow morning, and a Friday or a Monday after that."""
    assert labels(MONDAY + timedelta(hours=hours)) == told


def test_in_the_persons_language() -> None:
    assert labels(MONDAY, "en") == ["Today 18:00", "Tomorrow 9:00", "Friday 9:00"]
    assert labels(MONDAY, "zh-Hant", "fair") == ["今天 18:00", "明早 9:00", "週五 9:00"]


def test_nothing_is_offered_after_the_end() -> None:
    """There is nothing left to go on with then."""
    assert labels(datetime(2026, 3, 22, 10, 0, tzinfo=SHANGHAI), name="fair") == []
    assert labels(datetime(2026, 3, 21, 10, 0, tzinfo=SHANGHAI), name="fair") == ["今天 18:00", "明早 9:00"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("今晚8点", "03-02 20:00"), ("今晚八点半", "03-02 20:30"), ("今晚", "03-02 20:00"), ("明天", "03-03 09:00"),
        ("明早", "03-03 09:00"), ("明早 10:30", "03-03 10:30"), ("明晚9點", "03-03 21:00"), ("后天下午3点提醒我", "03-04 15:00"),
        ("周五9点", "03-06 09:00"), ("週五", "03-06 09:00"), ("周一", "03-09 09:00"), ("下午三点", "03-02 15:00"),
        ("9:30", "03-03 09:30"), ("14:00", "03-02 14:00"), ("tomorrow 10:00", "03-03 10:00"), ("tomorrow at 3pm", "03-03 15:00"),
        ("Friday", "03-06 09:00"), ("tonight", "03-02 20:00"), ("3月5日 14:30", "03-05 14:30"), ("2026-03-05", "03-05 09:00"),
    ],
)  # fmt: skip
def test_moments_as_people_type_them(text: str, wanted: str) -> None:
    """In the dialogue's zone; a time alone is the next one."""
    at = read_moment(scene(), text)
    assert at is not None
    assert f"{at:%m-%d %H:%M}" == wanted


@pytest.mark.parametrize(
    "text", ["", "8", "今早8点", "昨天", "25:00", "明天25点", "yes", "3.4", "十佳", "2020-03-05", "9999-12-31", "A1", "x" * 99]
)  # fmt: skip
def test_what_is_no_moment_to_come(text: str) -> None:
    """A figure alone, what has passed, and what is far off."""
    assert read_moment(scene(), text) is None


@given(st.text(max_size=45))
def test_any_text_is_a_moment_to_come_or_none(text: str) -> None:
    at = read_moment(scene(), text)
    assert at is None or at > MONDAY


def test_a_button_that_is_pressed_late_means_the_next_day() -> None:
    """The same time, still to come; what no button carries is nothing."""
    button = written(MONDAY.replace(hour=18))
    assert meant(scene(), button) == MONDAY.replace(hour=18)
    late = MONDAY + timedelta(days=3, hours=9)
    assert meant(scene(late), button) == datetime(2026, 3, 6, 18, 0, tzinfo=SHANGHAI)
    assert [meant(scene(), it) for it in ("", "ghost", "2026-03-05T18:00+08:00", "1999-01-01T10:00")] == [
        None
    ] * 4


@pytest.mark.parametrize(
    ("days", "hour", "told"),
    [(0, 18, "今天 18:00"), (0, 21, "今晚 21:00"), (1, 9, "明早 9:00"), (1, 15, "明天 15:00"), (6, 9, "周日 9:00"), (7, 9, "3月9日 9:00")],
)  # fmt: skip
def test_how_a_moment_is_called(days: int, hour: int, told: str) -> None:
    """As people do."""
    assert said(scene(), MONDAY.replace(hour=hour) + timedelta(days=days)) == told
