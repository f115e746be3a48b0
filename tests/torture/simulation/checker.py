"""What must hold, whatever goes wrong. It sees what goes over the wires and what is on the disk, and believes no program.

While it runs: nothing is confirmed that is not on the disk, nothing is sent that is not, no message comes twice but where
its sender died or did not hear, and not faster than it may. In the end: each thing that somebody did was done once, no answer is lost, or under another question, everybody stands where they
see that they stand, and nothing is left over.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot import assembly
from bot.channels.base import Bare, Manner, Parcel
from dialogues import codec
from dialogues.advance import step
from dialogues.application import AddressId, Application, ApplicationId
from dialogues.cursor import Cursor, Reviewing
from dialogues.dialogue import Dialogue
from dialogues.effects import Ask, Refresh, Tell
from dialogues.words import Words
from storage.columns import EPOCH, micros
from tests.torture.simulation.disk import Disk
from tests.torture.simulation.people import Elsewhere, Person, is_aside, is_of
from tests.torture.simulation.platform import Message, Platform, Update

#: a clock of the virtual kind is exact but for its last digits
EXACT = 1e-3
#: kinds of what a person does, as the core knows them
OF_THE_CORE = ("opened", "replied")
#: what happens once where somebody goes on at a second address
JOINING = ("code_made", "code_claimed", "joined")
#: seconds of a lease
LEASE = assembly.LEASE.total_seconds()
#: seconds between the moment that a program paces and its call
NEAR = 0.2


@dataclass(kw_only=True, slots=True)
class Checker:
    """The witness of one run."""

    disk: Disk
    time: Callable[[], float]
    manner: Manner
    channel: str
    #: programs at the same time
    workers: int
    dialogue: Dialogue
    words: Words
    #: nothing goes wrong but that updates come more than once
    is_calm: bool = False
    #: what happened, a line each
    trace: list[str] = field(default_factory=list)
    #: what must not have happened
    violations: list[str] = field(default_factory=list)
    #: programs that have died
    dead: set[str] = field(default_factory=set)
    #: when the clock was put forward
    jumps: list[float] = field(default_factory=list)
    #: who sent a row as a new message, and when
    _applied: dict[int, list[tuple[str, float]]] = field(default_factory=lambda: defaultdict(list))
    #: rows whose outcome their sender did not hear
    _unknown: set[int] = field(default_factory=set)
    #: until when a program may not call for this chat; whoever leads next does not know
    _barred: dict[tuple[str, int, str], float] = field(default_factory=dict)
    #: when a program posted into the room, by its term of leading
    _posted: dict[tuple[str, int], list[float]] = field(default_factory=lambda: defaultdict(list))

    def note(self, *words: object) -> None:
        self.trace.append(f"{self.time():.6f} {' '.join(map(str, words))}")

    def wrong(self, *words: object) -> None:
        """Something must not be as it is."""
        self.note("WRONG", *words)
        self.violations.append(" ".join(map(str, words)))

    # While it runs.

    def called(self, program: str, parcel: Parcel) -> None:
        self.note("call", program, parcel.external_id, parcel.id)
        if self._barred.get((program, self.disk.terms, parcel.external_id), 0.0) > self.time() + EXACT:
            self.wrong("a call inside retry_after", program, parcel.external_id)
        if parcel.room and not isinstance(parcel.content, Bare):
            most, seconds = self.manner.room
            times = self._posted[program, self.disk.terms]
            times.append(self.time())
            if len(times) > most and times[-1] - times[-1 - most] < seconds - NEAR:
                self.wrong("more posts than the room takes", program)

    def refused(self, program: str, parcel: Parcel, code: str, seconds: float) -> None:
        self.note("refused", program, parcel.id, code)
        if code == "429":
            self._barred[program, self.disk.terms, parcel.external_id] = self.time() + seconds
        if code == "unknown":
            self._unknown.add(parcel.id)

    def applied(self, program: str, parcel: Parcel, message: Message | None, *, is_new: bool) -> None:
        content = parcel.content
        self.note(
            "sent", program, parcel.external_id, content.__class__.__name__, parcel.id, message and message.id
        )
        if parcel.id not in self.disk.rows:
            self.wrong("sent before it was on the disk", parcel.id)
        if isinstance(content, Ask | Refresh):
            self._asked(parcel, content)
        if is_new:
            before = self._applied[parcel.id]
            for other, at in before:
                if not (
                    parcel.id in self._unknown
                    or {other, program} & self.dead
                    or self._ran_out(other, program, at)
                ):
                    self.wrong("came twice", parcel.id, "from", other, program)
            before.append((program, self.time()))

    def _ran_out(self, one: str, other: str, at: float) -> bool:
        """Whether a lease since then may have ended before it was recorded that it was sent."""
        jumped = any(jump >= at - LEASE for jump in self.jumps)
        return one != other and (jumped or self.time() - at >= LEASE)

    def jumped(self, by: float) -> None:
        """The clock of the programs was put forward or back."""
        self.note("clock", by)
        if by > 0:
            self.jumps.append(self.time())

    def _asked(self, parcel: Parcel, content: Ask | Refresh) -> None:
        """A question is shown to somebody who stands at it, on the disk; or did so."""
        rows = self.disk.ask(
            "SELECT turn FROM cursors WHERE address = ? AND application = ?", content.to, parcel.application
        )
        if parcel.application is not None and (not rows or rows[0][0] < content.turn):
            self.wrong("a question that the disk does not know", parcel.id, content.turn)

    def confirmed(self, update: Update) -> None:
        self.note("confirmed", update.number)
        if (self.channel, str(update.number)) not in self.disk.events:
            self.wrong("confirmed before it was on the disk", update.number)

    # In the end.

    def end(self, platform: Platform, people: list[Person]) -> None:
        """Everything is over."""
        waiting = self.disk.ask("SELECT id, kind, external_id, state FROM outbox")
        for row in waiting:
            self.wrong("left in the outbox", *row)
        self._events(platform)
        for person in people:
            self._person(person, platform)

    def _events(self, platform: Platform) -> None:
        states = dict(self.disk.ask("SELECT key, status FROM inbox WHERE channel = ?", self.channel))
        for update in platform.updates:
            if not update.is_confirmed:
                self.wrong("never confirmed", update.number)
            if states.get(str(update.number)) != "done":
                self.wrong("not done", update.number)

    def _person(self, person: Person, platform: Platform) -> None:
        found = self.disk.ask(
            "SELECT a.id, a.current, c.turn FROM addresses a JOIN cursors c"
            " ON c.address = a.id AND c.application = a.current WHERE a.external_id = ?", person.name,
        )  # fmt: skip
        if len(found) != 1:
            self.wrong("stands in more or less than one place", person.name, found)
            return
        address, application, turn = found[0]
        shown = [
            one.turn for one in platform.chat(person.name) if one.turn is not None and one.prompt is not None
        ]
        last = max(shown) if self.workers > 1 else shown[-1]
        if last != turn:
            self.wrong("does not see where they stand", person.name, last, turn)
        if not person.is_done:
            self.wrong(
                "did not come to the end", person.name, person.seen and (person.seen.screen, person.seen.path)
            )
        if isinstance(person, Elsewhere):
            self._joined(person)
        count = self.disk.ask("SELECT count(*) FROM participants WHERE application = ?", application)
        if count != [(1,)]:
            self.wrong("not one applicant", person.name, count)
        self._once(person, platform)
        self._answers(person, platform, address, application, turn)

    def _once(self, person: Person, platform: Platform) -> None:
        """Each thing that they did is in the journal once, and no reminder twice."""
        entries = self.disk.ask(
            "SELECT j.at, j.kind FROM journal j JOIN addresses a ON a.id = j.address WHERE a.external_id = ?",
            person.name,
        )
        times = Counter(entries)
        for update in platform.updates:
            if update.person == person.name and not is_aside(
                codec.replies.validate_python(update.raw["content"])
            ):
                number = sum(times[_stamp(update), kind] for kind in OF_THE_CORE)
                if number != 1:
                    self.wrong("done", number, "times", update.number, update.raw["content"])

    def _joined(self, person: Elsewhere) -> None:
        """The two addresses are of one person, who is in one application at both, and became so once."""
        found = self.disk.ask(
            "SELECT DISTINCT person, current FROM addresses WHERE external_id IN (?, ?)",
            person.name, person.first.name,
        )  # fmt: skip
        if len(found) != 1:
            self.wrong("is not one person in one application", person.name, found)
        times = dict(self.disk.ask("SELECT kind, count(*) FROM journal GROUP BY kind"))
        if any(times.get(kind) != 1 for kind in JOINING):
            self.wrong("joined more or less than once", person.name, times)

    def _answers(self, person: Person, platform: Platform, address: str, application: str, turn: int) -> None:
        """They are what the journal, taken step by step, comes to, and each is of its question."""
        rows = self.disk.ask("SELECT path, value FROM answers WHERE application = ?", application)
        kept = {path: None if value is None else json.loads(value) for path, value in rows}
        for path, value in kept.items():
            if value is not None and not is_of(path, value):
                self.wrong("under the wrong question", person.name, path, value)
        told, cursors, messages = self._told(application)
        cursor, said = cursors[address], messages[address]
        heard = sum(not one.is_theirs for one in platform.chat(person.name))
        if self.is_calm and heard > said:
            self.wrong("messages that one delivery would not have sent", person.name, heard, said)
        if told != kept:
            self.wrong("answers that nobody gave, or that are lost", person.name, kept, told)
        if cursor.turn != turn:
            self.wrong("stands elsewhere than they were led", person.name, turn, cursor.turn)

    def _told(self, application: str) -> tuple[dict[str, Any], dict[str, Cursor], Counter[str]]:
        """The answers that the journal leads to, and by address the cursors, and how many messages at most."""
        ((reference, started),) = self.disk.ask(
            "SELECT reference, started FROM applications WHERE id = ?", application
        )
        at = EPOCH + timedelta(microseconds=started)
        value = Application(
            id=ApplicationId(application), reference=reference, dialogue=self.dialogue.id,
            version=self.dialogue.version, started=at, touched=at,
        )  # fmt: skip
        cursors: dict[str, Cursor] = {}
        said = Counter[str]()
        for address, payload in self.disk.ask(
            "SELECT j.address, p.payload FROM journal_payloads p JOIN journal j ON j.application = p.application AND j.seq = p.seq"
            " WHERE p.application = ? AND j.kind IN ('opened', 'replied', 'reminder_fell') ORDER BY p.seq", application
        ):  # fmt: skip
            stood = cursors.get(address) or self._begun(AddressId(address), value.id, cursors)
            taken = step(self.dialogue, value, stood, codec.events.validate_json(payload), self.words)
            value, cursors[address] = taken.application, taken.cursor
            said[address] += sum(isinstance(effect, Ask | Refresh | Tell) for effect in taken.effects)
        return {path: answer.value for path, answer in value.answers.items()}, cursors, said

    def _begun(self, address: AddressId, application: ApplicationId, cursors: dict[str, Cursor]) -> Cursor:
        """Where an address stands at first: at a second one, where they stand at the first."""
        for cursor in cursors.values():
            return replace(cursor, address=address)
        return Cursor(
            address=address, application=application, language=self.dialogue.default_language, at=Reviewing()
        )


def _stamp(update: Update) -> int:
    return micros(datetime.fromisoformat(update.raw["at"]))
