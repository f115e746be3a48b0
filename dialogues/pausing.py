"""When to go on: the moments that are offered for a reminder, and how one is typed and said.

Pure times in the dialogue's zone; what is done with a moment is for `commands.py` and `reminding.py`.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Final

from babel.dates import format_datetime

from dialogues.closing import ends_at, locale_of
from dialogues.reading.dates import read_date
from dialogues.reading.han import han_integer
from dialogues.reading.normalise import fold
from dialogues.reading.vocabulary import DAY_PARTS, DAYS_AHEAD, WEEKDAYS, one_of
from dialogues.scene import Scene

MORNING, AFTERNOON, EVENING = time(9), time(18), time(20)
#: nearer than this, a moment is no pause
_NEAREST: Final = timedelta(hours=1)
_MONDAY, _FRIDAY = 0, 4
_FARTHEST: Final = timedelta(days=365)

_TIME = re.compile(
    rf"(?P<part>{one_of(DAY_PARTS)})?\s*(?:at )?"
    r"(?:(?P<hour>[0-9]{1,2}|[零一二三四五六七八九十两兩]{1,3})"
    r"(?:\s*(?::|点|點|时|時)\s*(?P<minute>[0-9]{2}|半)?\s*分?)?\s*(?P<half>am|pm)?)?"
)
_DAY = re.compile(rf"(?P<day>{one_of((*DAYS_AHEAD, *WEEKDAYS))})\s*")
_TAIL = re.compile(r"\s*(?:提醒我?|叫我|再说|再說|继续|繼續|吧)?[。.]?")


def offered(scene: Scene, now: datetime) -> tuple[datetime, ...]:
    """Up to three moments still to come: later today, tomorrow morning, and a morning after that."""
    local = now.astimezone(scene.dialogue.zone)
    today = local.date()
    later = next(
        (at for clock in (AFTERNOON, EVENING) if (at := _at(local, 0, clock)) >= local + _NEAREST), None
    )
    weekday = next(
        days for days in range(2, 9) if (today + timedelta(days=days)).weekday() in (_MONDAY, _FRIDAY)
    )
    moments = (later, _at(local, 1, MORNING), _at(local, weekday, MORNING))
    end = ends_at(scene.dialogue)
    return tuple(at for at in moments if at is not None and (end is None or at < end))


def said(scene: Scene, at: datetime) -> str:
    """A moment as people call it: tonight 20:00, Friday 9:00."""
    zone, now = scene.dialogue.zone, scene.view.now
    local = at.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    clock = format_datetime(local, "H:mm", zone, locale_of(scene.language))
    if days == 0:
        return scene.say("moment.today" if local.time() < EVENING else "moment.tonight", time=clock)
    if days == 1:
        return scene.say("moment.morning" if local.hour < 12 else "moment.tomorrow", time=clock)
    pattern = scene.say("format.weekday" if 0 < days < 7 else "format.month_day")
    day = format_datetime(local, pattern, zone, locale_of(scene.language))
    return scene.say("moment.day", day=day, time=clock)


def written(at: datetime) -> str:
    """A moment as a button carries it."""
    return at.replace(tzinfo=None).isoformat(timespec="minutes")


def meant(scene: Scene, argument: str) -> datetime | None:
    """The moment that a button carries; on a late press, the same time of the next day that is still to come."""
    try:
        at = datetime.fromisoformat(argument)
    except ValueError:
        return None
    if at.tzinfo is not None:
        return None
    now = scene.view.now
    if not abs(at - now.replace(tzinfo=None)) < _FARTHEST:
        return None
    local = at.replace(tzinfo=scene.dialogue.zone)
    while local <= now:
        local += timedelta(days=1)
    return local


def read_moment(scene: Scene, text: str) -> datetime | None:
    """今晚8点, 明天, Friday 9:00, 3月5日 14:30: a moment still to come within a year, or None."""
    if len(text) > 40:
        return None
    local = scene.view.now.astimezone(scene.dialogue.zone)
    rest, days = fold(text).strip(), None
    if found := _DAY.match(rest):
        name, rest = found["day"], rest[found.end() :]
        days = DAYS_AHEAD.get(name)
        if days is None:
            days = (WEEKDAYS[name] - local.weekday() - 1) % 7 + 1
    elif days_and_rest := _dated(rest, local):
        days, rest = days_and_rest
    clock = _clock(rest)
    if clock is None or (days is None and (not rest or rest.isdecimal())):  # a figure alone is no time
        return None
    hour, minute = clock
    at = _at(local, days or 0, time(hour, minute))
    if at <= local and days is None:
        at = _at(local, 1, time(hour, minute))
    return at if local < at < local + _FARTHEST else None


def _dated(text: str, local: datetime) -> tuple[int, str] | None:
    """The days until a date at the beginning of a text, and what stands behind it."""
    for end in range(len(text), 4, -1):
        dates = read_date(text[:end].strip(), today=local.date(), precision="day")
        if len(dates) == 1:
            return (dates[0] - local.date()).days, text[end:].strip()
    return None


def _clock(text: str) -> tuple[int, int] | None:
    """The hour and the minute that a text says; nine in the morning where it says nothing."""
    found = _TIME.match(text)
    if found is None or not _TAIL.fullmatch(text[found.end() :]):
        return None
    usual, after = DAY_PARTS.get(found["part"] or "", (MORNING.hour, 0))
    if found["hour"] is None:
        return usual, 0
    hour = int(found["hour"]) if found["hour"].isdecimal() else han_integer(found["hour"])
    if hour is None:
        return None
    if (found["half"] == "pm" or after) and hour < 12:
        hour += 12
    minute = 30 if found["minute"] == "半" else int(found["minute"] or 0)
    return (hour, minute) if hour < 24 and minute < 60 else None


def _at(local: datetime, days: int, clock: time) -> datetime:
    return datetime.combine(local.date() + timedelta(days=days), clock, local.tzinfo)
