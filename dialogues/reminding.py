"""When a person is reminded: pure times from the dialogue's `reminders:`."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dialogues.dialogue import Reminders
from dialogues.durations import Quiet


def reminder_at(
    reminders: Reminders, zone: ZoneInfo, *, silent_since: datetime, number: int
) -> datetime | None:
    """The moment (UTC-comparable) of the `number`th reminder of a silence; None when there are no more.

    A moment in quiet hours moves to their end.
    """
    if number > reminders.at_most:
        return None
    if number > 1 and reminders.again is None:
        return None
    wait = reminders.after + (number - 1) * (reminders.again or timedelta())
    moment = silent_since + wait
    return moment if reminders.quiet is None else out_of_quiet(moment, reminders.quiet, zone)


def out_of_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    local = moment.astimezone(zone)
    if not quiet.covers(local.time()):
        return moment
    day = local.date() if local.time() < quiet.end else local.date() + timedelta(days=1)
    return datetime.combine(day, quiet.end, zone).astimezone(moment.tzinfo)
