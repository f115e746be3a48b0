"""Resume codes, end to end: a code is made, claimed, refused, or granted, and then two people are one.

Each act is one commit, planned from what is read and refused (`Moved`) where a code, an address or an application is
not as it was seen: the engine plans again then. So of two claims, or of a refusal and the end of the day, one
comes first and the other finds that it is over. What is said is in `dialogues/resuming.py`.

A code itself is nowhere but in the message that shows it, which is a row of the outbox until it is sent. Wrong
guesses are counted in the database, one row an address: neither a restart nor a second program gives new ones.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.channels.base import Corrected, Inbound, Offered, Present
from bot.shelf import Shelf
from bot.telling import Teller
from dialogues import codec
from dialogues.application import Application, ApplicationId, PersonId
from dialogues.consenting import awaits
from dialogues.cursor import Cursor, Welcoming
from dialogues.effects import Ask
from dialogues.events import Event, Opened
from dialogues.reading.resume_codes import resume_code_in
from dialogues.reply import Command
from dialogues.resuming import (
    GUESSES,
    PATIENCE,
    WITHIN,
    ClaimRefused,
    CodeClaimed,
    CodeMade,
    Joined,
    Resuming,
    asked_for,
    hours,
    minutes,
)
from dialogues.scene import spoken
from dialogues.words import Words
from storage.changes import Address, Changes, Due, Inbox, Journalled, Misuse, Outgoing, Snapshot
from storage.codes import CLAIM, CodeChange, Guesses, Join, ResumeCode, hash_of
from storage.ids import Ids
from storage.store import Storage

#: what to commit, and the toast
Plan = tuple[Changes, str]
#: `Engine._step`, of which only a commit is wanted
Step = Callable[[Snapshot, Address, Application, Event, Inbox, Inbound | None], Awaitable[Plan]]


@dataclass(kw_only=True, slots=True)
class Joining:
    """Plans what is asked for with a resume code; the engine commits it."""

    storage: Storage
    shelf: Shelf
    #: by channel
    voices: Mapping[str, Words]
    ids: Ids
    now: Callable[[], datetime]
    step: Step
    teller: Teller = field(init=False)

    def __post_init__(self) -> None:
        self.teller = Teller(
            storage=self.storage, shelf=self.shelf, voices=self.voices, ids=self.ids, now=self.now
        )

    @staticmethod
    def wanted(snapshot: Snapshot, inbound: Inbound) -> Command | None:
        """What a person asks for here; None where it is none of this."""
        content = inbound.content
        if isinstance(content, Offered | Corrected | Present):
            return None
        return asked_for(content, at_the_door=_is_at_the_door(snapshot))

    async def asked(self, command: Command, snapshot: Snapshot, address: Address, base: Changes) -> Plan:
        """The plan for what is `wanted`. `base` keeps that they asked."""
        match command:
            case Command(name="code"):
                return await self._show(snapshot, address, base, another=False), ""
            case Command(name="another_code"):
                return await self._show(snapshot, address, base, another=True), ""
            case Command(name="resume", argument=typed):
                return await self._claim(address, typed, base), ""
            case Command(name="allow_claim" | "refuse_claim" as decision, argument=claim):
                return await self._decide(address, claim, base, decision)
            case _:  # pragma: no cover - nothing else is wanted
                raise Misuse(command.name)

    async def fallen(self, due: Due, source: Inbox) -> Plan:
        """Nobody has answered a claim in time: it is granted."""
        for code in await self.storage.claims_by(due.person):
            if code.application == due.application:
                if code.until != due.at:  # refused, and claimed again, since the clock took the row
                    return Changes(inbox=source), ""
                return await self._join(code, Changes(inbox=source), allowed=False), ""
        return Changes(inbox=source, due=(replace(due, at=None),)), ""

    # At the address of the owner.

    async def _show(self, snapshot: Snapshot, address: Address, base: Changes, *, another: bool) -> Changes:
        """A code once; then only that there is one, or that it is being used."""
        application = snapshot.application
        # a forged button may name an application of somebody else
        is_theirs = snapshot.is_theirs and snapshot.cursor is not None
        if application is None or not is_theirs or await self._awaits(application, address.person):
            return replace(base, outbox=await self.teller.at(address, "resume.nothing"))
        standing = await self.storage.code_of(address.person)
        if standing is not None and standing.claimant is not None:
            told = await self.teller.claim(address, standing, await self._claimant(standing))
            return replace(base, outbox=told)
        if standing is not None and not another:
            return replace(base, outbox=await self.teller.at(address, "resume.standing", another=True))
        code = self.ids.resume_code()
        made = ResumeCode(owner=address.person, hash=await asyncio.to_thread(hash_of, code), since=self.now())
        return replace(
            base,
            codes=(CodeChange(owner=address.person, was=standing, now=made),),
            outbox=await self.teller.code(address, code),
            journal=self._journal(CodeMade(at=self.now(), who=address.person), address, application.id),
        )

    async def _decide(self, address: Address, claim: str, base: Changes, decision: str) -> Plan:
        code = await self.storage.code_of(address.person)
        if code is None or code.claimant is None or code.name != claim:
            toast = await self.teller.word(address, "resume.over")
            inbox = replace(base.inbox, acknowledgement=toast) if base.inbox is not None else None
            return replace(base, inbox=inbox), toast
        if decision == "allow_claim":
            return await self._join(code, base, allowed=True), ""
        return await self._refuse(code, base), ""

    async def _refuse(self, code: ResumeCode, base: Changes) -> Changes:
        claimant = await self._claimant(code)
        told = await self.teller.everywhere(code.owner, "resume.refused_here", another=True)
        told += await self.teller.at(claimant, "resume.refused")
        refused = ClaimRefused(at=self.now(), who=code.owner, address=claimant.id)
        return replace(
            base,
            codes=(CodeChange(owner=code.owner, was=code, now=None),),
            due=(_no_longer_due(code, claimant),),
            outbox=told,
            journal=self._journal(refused, base.address, code.application),
        )

    # At the address of the claimant.

    async def _claim(self, address: Address, typed: str, base: Changes) -> Changes:
        code = resume_code_in(typed)
        if not typed.strip():
            return replace(base, outbox=await self.teller.at(address, "resume.how"))
        guesses = await self.storage.guesses_of(address.id)
        if guesses is not None and self.now() >= guesses.since + WITHIN:
            guesses = None
        if guesses is not None and guesses.wrong >= GUESSES:
            left = minutes(guesses.since + WITHIN - self.now())
            return replace(base, outbox=await self.teller.at(address, "resume.too_many", n=left))
        hashed = await asyncio.to_thread(hash_of, code)
        found = await self.storage.code_by(hashed)
        if found is not None and found.owner == address.person:
            return replace(base, outbox=await self.teller.at(address, "resume.own"))
        if found is not None and found.claimant == address.id and found.until is not None:
            return replace(
                base,
                outbox=await self.teller.at(address, "resume.waiting", n=hours(found.until - self.now())),
            )
        application = await self._current(found.owner) if found is not None else None
        if found is not None and found.claimant is None and application is not None:
            return await self._claimed(address, found, application, base)
        wrong = guesses or Guesses(address=address.id, since=self.now(), wrong=0)
        known = found is not None or await self.storage.is_spent(hashed)
        said = await self.teller.at(address, "resume.spent" if known else "resume.unknown")
        return replace(base, outbox=said, guesses=replace(wrong, wrong=wrong.wrong + 1))

    async def _claimed(
        self, address: Address, found: ResumeCode, application: ApplicationId, base: Changes
    ) -> Changes:
        until = self.now() + PATIENCE
        claim = replace(found, claimant=address.id, application=application, until=until)
        told = await self.teller.at(address, "resume.waiting", n=hours(PATIENCE))
        for owners in await self.teller.reached(found.owner):
            told += await self.teller.claim(owners, claim, address)
        claimed = CodeClaimed(at=self.now(), who=address.person, owner=found.owner, address=address.id)
        return replace(
            base,
            codes=(CodeChange(owner=found.owner, was=found, now=claim),),
            due=(Due(kind=CLAIM, person=address.person, application=application, at=until),),
            outbox=told,
            journal=self._journal(claimed, address, application),
        )

    # Two people become one.

    async def _join(self, code: ResumeCode, base: Changes, *, allowed: bool) -> Changes:
        """The claimant's address, and all that is theirs, is the owner's; the owner's application opens there."""
        claimant = await self._claimant(code)
        into, person = code.owner, claimant.person
        spent = [CodeChange(owner=into, was=code, now=None)]
        due = [_no_longer_due(code, claimant)]
        if person == into:  # by another code, meanwhile
            return replace(base, codes=tuple(spent), due=tuple(due))
        told = await self.teller.everywhere(into, "resume.moved", another=True)
        theirs = await self.storage.code_of(person)
        spent.append(CodeChange(owner=person, was=theirs, now=None))
        if theirs is not None and theirs.claimant is not None:  # whose owner has gone elsewhere
            waiting = await self._claimant(theirs)
            due.append(_no_longer_due(theirs, waiting))
            if waiting.person != into:
                told += await self.teller.at(waiting, "resume.refused")
        opened = await self._opened(
            code, replace(claimant, person=into, used=self.now(), reachable=True), base
        )
        joined = Joined(at=self.now(), who=into, joined=person, address=claimant.id, allowed=allowed)
        return replace(
            opened,
            stood=claimant,
            people=base.people,
            messages=base.messages,
            codes=tuple(spent),
            join=Join(person=person, into=into),
            due=(*due, *opened.due),
            outbox=(*told, *opened.outbox),
            journal=(*self._journal(joined, base.address, code.application), *opened.journal),
        )

    async def _opened(self, code: ResumeCode, address: Address, base: Changes) -> Changes:
        """The owner's current application on the claimant's screen, at the question where it stood."""
        current = await self._current(code.owner)
        if current is None or base.inbox is None:
            return replace(base, address=address)
        snapshot = await self.storage.load(address.key, application=current, fresh=True)
        application = snapshot.application
        if application is None:
            return replace(base, address=address)
        was_here = snapshot.cursor is not None
        if not was_here:
            cursor = await self._cursor(code.owner, current)
            snapshot = replace(snapshot, cursor=cursor and replace(cursor, address=address.id))
        address = replace(address, current=current)
        event = Opened(at=self.now(), who=code.owner)
        changes, _ = await self.step(snapshot, address, application, event, base.inbox, None)
        # what was on the other screen was never on this one, so nothing of it is settled here
        rows = (row for row in changes.outbox if was_here or row.kind != "settle")
        return replace(changes, address=address, outbox=tuple(map(self._noted, rows)))

    def _noted(self, row: Outgoing) -> Outgoing:
        """The prompt, with a word of how it came here: one message, where two would be sent."""
        if not isinstance(row.payload, Ask):
            return row
        prompt = row.payload.prompt
        words = self.voices[row.channel]
        arrived = words.say(spoken(words, prompt.language), "resume.arrived")
        return replace(
            row, payload=replace(row.payload, prompt=replace(prompt, notes=(arrived, *prompt.notes)))
        )

    # What both need.

    async def _claimant(self, code: ResumeCode) -> Address:
        found = await self.storage.address(code.claimant) if code.claimant is not None else None
        if found is None:  # pragma: no cover - an address that claims is never dropped
            raise LookupError(code.name)
        return found

    async def _current(self, person: PersonId) -> ApplicationId | None:
        """Where a person was last: their current application, or the newest."""
        theirs = [one.application.id for one in await self.storage.applications(person=person)]
        for address in await self.storage.addresses_of(person):
            if address.current in theirs:
                return address.current
        return next(iter(theirs), None)

    async def _cursor(self, person: PersonId, application: ApplicationId) -> Cursor | None:
        """Where a person stands in an application, where they were last."""
        for address in await self.storage.addresses_of(person):
            found = await self.storage.load(address.key, application=application, fresh=True)
            if found.cursor is not None:
                return found.cursor
        return None

    async def _awaits(self, application: Application, person: PersonId) -> bool:
        dialogue = await self.shelf.get(application.dialogue, application.version)
        return awaits(dialogue, application, person)

    def _journal(
        self, event: Resuming, address: Address | None, application: ApplicationId | None
    ) -> tuple[Journalled, ...]:
        return (
            Journalled(
                application=application,
                person=event.who,
                address=address.id if address is not None else None,
                kind=event.kind,
                payload=codec.resumings.dump_json(event).decode(),
                at=event.at,
            ),
        )


def _is_at_the_door(snapshot: Snapshot) -> bool:
    cursor = snapshot.cursor
    return snapshot.application is None or (cursor is not None and isinstance(cursor.at, Welcoming))


def _no_longer_due(code: ResumeCode, claimant: Address) -> Due:
    """A claim without its application cannot be due; the clock takes away what is left over."""
    return Due(kind=CLAIM, person=claimant.person, application=code.application or ApplicationId(""), at=None)
