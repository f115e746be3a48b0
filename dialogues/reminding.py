"""When a person is reminded: pure times from the dialogue's `reminders:`."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dialogues.dialogue import Reminders
from dialogues.durations import Quiet

#: so long before the deadline there is one more
LAST_CALL = timedelta(hours=24)
#: one that would come so shortly before that one comes with it
TOGETHER = timedelta(hours=12)


def reminder_at(
    reminders: Reminders,
    zone: ZoneInfo,
    *,
    silent_since: datetime,
    number: int,
    before: datetime | None = None,
    closes: datetime | None = None,
    ends: datetime | None = None,
) -> datetime | None:
    """The moment (UTC-comparable) of the `number`th reminder of a silence; None when there are no more.

    `before` is when the last one fell: a program that was off for a month does not send them all at once.
    A day before the deadline there is one in any case, and none once nothing is taken any more. A moment in quiet
    hours moves to their end.
    """

    def awake(at: datetime) -> datetime:
        return at if reminders.quiet is None else out_of_quiet(at, reminders.quiet, zone)

    moment = _after_silence(reminders, silent_since, number, before)
    moment = awake(moment) if moment is not None else None
    if closes is not None:
        last = awake(closes.astimezone(silent_since.tzinfo) - LAST_CALL)
        if last > (before or silent_since) and (moment is None or moment > last - TOGETHER):
            moment = last
    return None if moment is not None and ends is not None and moment >= ends else moment


def _after_silence(
    reminders: Reminders, silent_since: datetime, number: int, before: datetime | None
) -> datetime | None:
    again = reminders.again
    if number > reminders.at_most or (number > 1 and again is None):
        return None
    moment = silent_since + reminders.after + (number - 1) * (again or timedelta())
    if before is not None and again is not None:
        moment = max(moment, before + again)
    return moment


def out_of_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    local = moment.astimezone(zone)
    if not quiet.covers(local.time()):
        return moment
    day = local.date() if local.time() < quiet.end else local.date() + timedelta(days=1)
    # in the hour that comes twice, their end comes twice as well
    return datetime.combine(day, quiet.end, zone).replace(fold=local.fold).astimezone(moment.tzinfo)
