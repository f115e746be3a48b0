"""The deadline: when it is, whether it has passed, and how it is said.

`closes:` is a moment in the dialogue's zone. Within `grace:` behind it answers are late and still taken; after that
an application expires, which is done in `walking.py`. Pure: the moment of looking comes in.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from dialogues.dialogue import Dialogue
from dialogues.scene import Scene

Phase = Literal["open", "late", "over"]

#: CLDR calls it the time of China, which nobody there does
_OF_BEIJING: Final = frozenset({"Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Urumqi", "PRC"})


def closes_at(dialogue: Dialogue) -> datetime | None:
    """The deadline; None where there is none."""
    if dialogue.closes is None:
        return None
    return datetime.fromisoformat(dialogue.closes).replace(tzinfo=dialogue.zone)


def ends_at(dialogue: Dialogue) -> datetime | None:
    """From when on nothing is taken any more: the deadline with its grace."""
    closes = closes_at(dialogue)
    if closes is None:
        return None
    # in hours that pass, not in those that a clock shows
    return (closes.astimezone(UTC) + (dialogue.grace or timedelta())).astimezone(dialogue.zone)


def phase(dialogue: Dialogue, now: datetime) -> Phase:
    """Whether it is before the deadline, within its grace, or after both."""
    closes, ends = closes_at(dialogue), ends_at(dialogue)
    if closes is None or ends is None or now < closes:
        return "open"
    return "late" if now < ends else "over"


def deadline(scene: Scene) -> str:
    """The deadline in one line, with the time that is left; "" where there is none."""
    dialogue, now = scene.dialogue, scene.view.now
    closes, ends = closes_at(dialogue), ends_at(dialogue)
    if closes is None or ends is None:
        return ""
    match phase(dialogue, now):
        case "open":
            return scene.say("closing.open", moment=moment(scene, closes), left=_left(scene, closes))
        case "late":
            return scene.say("closing.late", moment=moment(scene, closes), until=moment(scene, ends))
        case _:
            return scene.say("closing.over", moment=moment(scene, closes))


def changeable_until(scene: Scene) -> str:
    """Until when a submission can be changed; "" where there is no end to it."""
    dialogue = scene.dialogue
    until = closes_at(dialogue) if phase(dialogue, scene.view.now) == "open" else ends_at(dialogue)
    return "" if until is None else moment(scene, until)


def moment(scene: Scene, when: datetime) -> str:
    """Day, time and the zone by its name; the year where it is another one."""
    zone = scene.dialogue.zone
    local = when.astimezone(zone)
    key = "format.deadline" if local.year == scene.view.now.year else "format.deadline_year"
    written = format_datetime(local, scene.say(key), zone, locale_of(scene.language))
    return scene.say("closing.moment", moment=written, zone=_zone(scene, local))


def locale_of(tag: str) -> Locale:
    """What Babel knows of a language; a dialogue may declare one that it does not know."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _zone(scene: Scene, local: datetime) -> str:
    name = scene.dialogue.timezone
    if name in _OF_BEIJING:
        return scene.say("closing.beijing")
    if name in ("UTC", "Etc/UTC"):
        return "UTC"
    return format_datetime(local, "vvvv", scene.dialogue.zone, locale_of(scene.language))


def _left(scene: Scene, closes: datetime) -> str:
    """By the calendar, as people count days; on the last day in hours, in the last hour in minutes."""
    now = scene.view.now
    days = (closes.date() - now.astimezone(closes.tzinfo).date()).days
    if days > 0:
        return scene.say("closing.days", n=days)
    minutes = int((closes - now).total_seconds() // 60)
    if minutes >= 60:
        return scene.say("closing.hours", n=minutes // 60)
    return scene.say("closing.minutes", n=max(1, minutes))
