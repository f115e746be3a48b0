"""What must hold of every applicant, whatever has died: read from the database itself and from what the platform was told,
past the program.

Each time that the program is dead, before it is started again: what the platform was told is done, is kept, and nothing is
under a question that it does not answer. In the end: everything is there, once, and everybody came to their end.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, fields
from sqlite3 import connect
from typing import Any, Final

from storage.store import Storage
from tests.databases import Home
from tests.torture.kills.applicants import Act, Applicant


@dataclass(kw_only=True)
class Tally:
    """What was counted. All but the first four must be nothing."""

    kills: int = 0
    #: acts that the platform was told are done
    acknowledged: int = 0
    #: messages that somebody saw more often than once, which a crash may do
    repeated: int = 0
    #: seconds that somebody waited for their next question, at most
    slowest: float = 0
    #: of what was acknowledged
    lost: int = 0
    #: events, applications
    duplicated: int = 0
    #: answers under a question that they do not answer
    misfiled: int = 0
    #: people without their next question
    left: int = 0
    #: what else was wrong, in words
    wrong: str = ""

    @property
    def is_whole(self) -> bool:
        return not (self.lost or self.duplicated or self.misfiled or self.left or self.wrong)

    def add(self, other: Tally) -> None:
        for each in fields(self):
            mine, its = getattr(self, each.name), getattr(other, each.name)
            setattr(self, each.name, max(mine, its) if each.name == "slowest" else mine + its)


def acknowledged(people: Sequence[Applicant]) -> frozenset[Act]:
    """What the platform has been told by now that it is done."""
    return frozenset(act for person in people for act in person.acts if person.is_acknowledged(act))


def at_death(home: Home, people: Sequence[Applicant], told: frozenset[Act] | None = None) -> Tally:
    """While nobody is there. Looking changes nothing: what the next program finds is what the last one left. `told` is
    what must be there, by default all that is acknowledged."""
    told = acknowledged(people) if told is None else told
    tally = Tally()
    found = _found(home)
    for person in people:
        answers = found.answers[person.one.key.external_id]
        tally.misfiled += _misfiled(person, answers)
        tally.duplicated += max(0, found.applications[person.one.key.external_id] - 1)
        for act in told.intersection(person.acts):
            tally.acknowledged += 1
            keys = person.keys(act)
            is_done = all(
                found.events.get((person.channel, name)) == "done" for key in keys for name in key.done
            )
            # as it came, and nobody has come to it yet
            is_kept = all((person.channel, key.kept) in found.events for key in keys)
            is_answered = answers.keys() >= set(person.paths(act.step))
            # they were asked which question it is for
            said = person.one.expected.get(act.step)
            is_asked = isinstance(said, str) and said in found.stands.get(person.one.key.external_id, "")
            tally.lost += not ((is_done and (is_answered or is_asked)) or (is_kept and not is_done))
    return tally


async def until_worked_off(home: Home, patience: float) -> None:
    """Or for so many seconds: what is left then is found in the end."""
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while "received" in (  # noqa: ASYNC110 - that has no event
                (await asyncio.to_thread(_found, home)).events.values()
            ):
                await asyncio.sleep(0.05)


async def in_the_end(home: Home, storage: Storage, people: Sequence[Applicant], kills: int) -> Tally:
    """When all has come to its end."""
    tally, said = Tally(), _said(home)
    for person in people:
        answers, expected = await person.one.answers(storage), person.one.expected
        tally.left += person.at != "submitted"
        tally.misfiled += _misfiled(person, answers)
        tally.lost += len(expected.keys() - answers.keys())
        least, most = person.events
        application = (await storage.load(person.one.key, fresh=True)).application
        if application is not None:
            await storage.verify_journal(application.id)
        events = said[application.id] if application is not None else []
        entries = sum(person.is_counted(payload) for payload in events)
        tally.lost += max(0, least - entries)
        tally.duplicated += max(0, entries - most)
        address = (await storage.load(person.one.key, fresh=True)).address
        if address is not None:
            tally.duplicated += max(0, len(await storage.applications(person=address.person)) - 1)
            shown = Counter(person.texts)
            tally.repeated += sum(often - 1 for often in shown.values())
            if max(shown.values(), default=0) > 1 + kills:
                tally.wrong += f"{person.one.user.name} was asked the same more often than the program died; "
        tally.slowest = max(tally.slowest, person.waited)
    if left := await storage.received():
        tally.wrong += f"{len(left)} events are not worked off; "
    return tally


@dataclass(kw_only=True)
class _Found:
    """What stands in the database, by external id."""

    answers: dict[str, dict[str, Any]]
    applications: Counter[str]
    #: where they stand, with what they were asked about, by external id
    stands: dict[str, str]
    #: status, by channel and key
    events: dict[tuple[str, str], str]


_ANSWERS: Final = (
    "SELECT external_id, path, value FROM addresses JOIN answers ON answers.application = addresses.current"
)
_APPLICATIONS: Final = "SELECT external_id, application FROM addresses JOIN participants ON participants.person = addresses.person"
_CURSORS: Final = "SELECT external_id, value FROM addresses JOIN cursors ON cursors.address = addresses.id AND cursors.application = addresses.current"
_EVENTS: Final = "SELECT channel, key, status FROM inbox"


def _found(home: Home) -> _Found:
    asked_for = (_ANSWERS, _APPLICATIONS, _EVENTS, _CURSORS)
    if home.is_postgres:
        answers, applications, events, cursors = (home.rows(each) for each in asked_for)
    else:
        # read only: who closes the last connection that may write moves the log into the file
        with closing(connect(f"file:{home.folder / 'formbot.sqlite3'}?mode=ro", uri=True)) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            answers, applications, events, cursors = (file.execute(each).fetchall() for each in asked_for)
    by_person: dict[str, dict[str, Any]] = defaultdict(dict)
    for person, path, value in answers:
        by_person[str(person)][str(path)] = json.loads(value) if isinstance(value, str) else value
    return _Found(
        answers=by_person,
        applications=Counter(str(person) for person, _ in applications),
        stands={str(person): str(value) for person, value in cursors},
        events={(str(channel), str(key)): str(status) for channel, key, status in events},
    )


def _said(home: Home) -> dict[str, list[str]]:
    """What the journal has of each application."""
    by_application: dict[str, list[str]] = defaultdict(list)
    for application, payload in home.rows("SELECT application, payload FROM journal_payloads"):
        by_application[str(application)].append(str(payload))
    return by_application


def _misfiled(person: Applicant, answers: dict[str, Any]) -> int:
    expected = person.one.expected
    return sum(value != expected.get(path) for path, value in answers.items())


def table(rows: Iterable[tuple[str, Tally]]) -> str:
    """A line for each, to be read."""
    names = ("kills", "acknowledged", "repeated", "slowest", "lost", "duplicated", "misfiled", "left")
    lines = [f"{'':20}" + "".join(f"{name:>14}" for name in names)]
    for label, tally in rows:
        shown = (
            f"{getattr(tally, name):.1f}" if name == "slowest" else getattr(tally, name) for name in names
        )
        lines.append(f"{label:20}" + "".join(f"{each:>14}" for each in shown) + f"  {tally.wrong}")
    return "\n".join(lines)
