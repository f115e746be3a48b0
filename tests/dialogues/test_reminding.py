"""When somebody is reminded: after a silence and again, never at night, never in a volley, in any zone and on the two
days of the year that have another length."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from dialogues.dialogue import Reminders
from dialogues.durations import Duration, Quiet, QuietHours
from dialogues.reminding import out_of_quiet, reminder_at

BERLIN, SHANGHAI, KATHMANDU = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Kathmandu")
SINCE = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NIGHT, NAP = Quiet(time(21), time(9)), Quiet(time(12), time(14))


def reminders(**keys: str | int) -> Reminders:
    return Reminders.model_validate({"after": "2d", **keys})


@pytest.mark.parametrize(
    ("keys", "days"),
    [
        ({}, [2, None]),
        ({"again": "3d"}, [2, 5, 8, None]),
        ({"again": "3d", "at_most": 1}, [2, None]),
        ({"again": "36h", "at_most": 2}, [2, 3.5, None]),
    ],
)
def test_after_a_silence_and_again(keys: dict[str, str | int], days: list[float | None]) -> None:
    """Each is counted from the last act; without `again` there is one, and never more than `at_most`."""
    moments = [
        reminder_at(reminders(**keys), BERLIN, silent_since=SINCE, number=number)
        for number in range(1, len(days) + 1)
    ]
    assert moments == [None if day is None else SINCE + timedelta(days=day) for day in days]


def test_a_program_that_was_off_does_not_send_them_all_at_once() -> None:
    """The second comes as long after the first as the dialogue says, whenever that one fell."""
    rule = reminders(again="3d")
    fell = SINCE + timedelta(days=30)
    assert reminder_at(rule, BERLIN, silent_since=SINCE, number=2, before=fell) == fell + timedelta(days=3)
    early = SINCE + timedelta(days=1)  # an organiser may bring the first forward
    assert reminder_at(rule, BERLIN, silent_since=SINCE, number=2, before=early) == SINCE + timedelta(days=5)
    assert reminder_at(rule, BERLIN, silent_since=SINCE, number=4, before=fell) is None


def test_a_moment_at_night_waits_for_the_morning() -> None:
    """In the dialogue's zone, whatever that of the moment."""
    rule = reminders(quiet="21:00-09:00")
    at_night = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)  # 22:30 in Shanghai
    moment = reminder_at(rule, SHANGHAI, silent_since=at_night, number=1)
    assert moment == datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)
    assert moment.tzinfo is UTC
    assert reminder_at(rule, BERLIN, silent_since=at_night, number=1) == at_night + timedelta(days=2)


@pytest.mark.parametrize(
    ("quiet", "zone", "local", "wanted"),
    [
        (NIGHT, BERLIN, "2026-03-02T20:59", "2026-03-02T20:59"),
        (NIGHT, BERLIN, "2026-03-02T21:00", "2026-03-03T09:00"),
        (NIGHT, BERLIN, "2026-03-02T23:59", "2026-03-03T09:00"),
        (NIGHT, BERLIN, "2026-03-03T00:00", "2026-03-03T09:00"),
        (NIGHT, BERLIN, "2026-03-03T08:59", "2026-03-03T09:00"),
        (NIGHT, BERLIN, "2026-03-03T09:00", "2026-03-03T09:00"),
        (NIGHT, BERLIN, "2026-02-28T22:00", "2026-03-01T09:00"),
        (NIGHT, KATHMANDU, "2026-12-31T22:15", "2027-01-01T09:00"),
        (NAP, SHANGHAI, "2026-03-02T11:59", "2026-03-02T11:59"),
        (NAP, SHANGHAI, "2026-03-02T12:00", "2026-03-02T14:00"),
        (NAP, SHANGHAI, "2026-03-02T14:00", "2026-03-02T14:00"),
        # the night without an hour, and the one with an hour too many
        (NIGHT, BERLIN, "2026-03-28T23:00", "2026-03-29T09:00"),
        (NIGHT, BERLIN, "2026-10-24T23:00", "2026-10-25T09:00"),
    ],
)
def test_quiet_hours(quiet: Quiet, zone: ZoneInfo, local: str, wanted: str) -> None:
    """By the clock on the wall, over midnight, over the end of a month and of a year."""
    moment = datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)
    assert out_of_quiet(moment, quiet, zone) == datetime.fromisoformat(wanted).replace(tzinfo=zone)


def test_quiet_hours_that_end_in_an_hour_that_is_skipped_or_comes_twice() -> None:
    """They end in the future, and it is not quiet then."""
    quiet = Quiet(time(21), time(2, 30))
    spring = datetime(2026, 3, 29, 0, 30, tzinfo=BERLIN)
    assert out_of_quiet(spring.astimezone(UTC), quiet, BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    for fold, end in (
        (0, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (1, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ):
        moment = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=fold).astimezone(UTC)
        assert out_of_quiet(moment, quiet, BERLIN) == end
        assert end > moment


@pytest.mark.parametrize(
    ("written", "duration"),
    [
        ("30m", timedelta(minutes=30)),
        ("36h", timedelta(hours=36)),
        ("2 d", timedelta(days=2)),
        ("1w", timedelta(weeks=1)),
    ],
)
def test_durations(written: str, duration: timedelta) -> None:
    """As an author writes them."""
    assert TypeAdapter(Duration).validate_python(written) == duration


@pytest.mark.parametrize("written", ["", "2", "d", "0d", "00h", "-1d", "1.5d", "2 days", "99999d"])
def test_no_duration(written: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValidationError, match="such as 30m"):
        TypeAdapter(Duration).validate_python(written)


def test_quiet_hours_as_they_are_written() -> None:
    """With either dash; not the whole day, not a time that there is not."""
    adapter = TypeAdapter(QuietHours)
    assert adapter.validate_python("21:00-09:00") == adapter.validate_python("21:00 – 09:00") == NIGHT
    for written in ("21:00", "9:00-21:00", "21:00-24:00", "08:00-08:00", "night"):
        with pytest.raises(ValidationError, match="such as 21:00-09:00"):
            adapter.validate_python(written)
