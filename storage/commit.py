"""A group of changes becomes rows: `apply(connection, group)`, inside one transaction that somebody else begins
and ends.

What is there already is read first, for the whole group at once; each change is then judged in order, also
against those before it in the same group, so that the fault of one costs the others nothing and no savepoint
is needed. Nobody else writes meanwhile what is read here: that is the database's to see to. Nothing here knows a
dialect, a thread or an event loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from dialogues.application import AddressId, ApplicationId, PersonId
from storage import joining, journal
from storage.changes import (
    FILLING_IN,
    Address,
    AddressKey,
    ApplicationChange,
    Changes,
    Committed,
    Misuse,
    Moved,
    ReferenceTaken,
)
from storage.records import Lease
from storage.statements import Pairs
from storage.tables import addresses, applications, inbox, participants
from storage.tables import journal as journalled
from storage.writing import Gathered

Outcome = Committed | Moved | ReferenceTaken | Misuse
#: what of an address must not have changed: its id, whose it is, its application, its language, whether it is reached
_Standing = tuple[AddressId, PersonId, ApplicationId | None, str, bool]


def apply(connection: Connection, group: Sequence[Changes], lease: Lease) -> list[Outcome]:
    """Writes what may be written, and says of each change what became of it, in order."""
    known = _read(connection, group)
    gathered = Gathered(lease, known.heads)
    outcomes: list[Outcome] = []
    for changes in group:
        outcome = known.judge(changes)
        if isinstance(outcome, Committed) and outcome.duplicate is None:
            known.follow(changes)
            gathered.add(changes)
        outcomes.append(outcome)
    gathered.write(connection)
    return outcomes


@dataclass(kw_only=True, slots=True)
class _Known:
    """What the database holds of all that the group touches; it follows what is accepted."""

    #: status and acknowledgement, by channel and key
    events: dict[tuple[str, str], tuple[str, str]]
    revisions: dict[ApplicationId, int]
    heads: dict[ApplicationId | None, journal.Head]
    references: set[str]
    addresses: dict[AddressKey, _Standing]
    #: who may fill in which of the applications that the group changes
    filling_in: set[tuple[PersonId, ApplicationId]]
    codes: dict[PersonId, joining.Standing | None]

    def judge(self, changes: Changes) -> Outcome:
        """What becomes of one change, after all those before it."""
        if (event := changes.inbox) is not None:
            status, acknowledgement = self.events.get((event.channel, event.key), ("", ""))
            if status == "done" or (status and event.status in (status, "received")):
                return Committed(duplicate=acknowledgement)
        change = changes.application
        if change is not None and (refusal := self._refuse(change)) is not None:
            return refusal
        if (stood := changes.stood) is not None and self.addresses.get(stood.key) != _standing(stood):
            # another program took the address to another application: a text must not land in the one before
            return Moved(f"address {stood.id}")
        if change is not None and stood is not None and not self._may(stood, change, changes):
            # it was taken from them meanwhile, by whatever hand: a revision need not have moved
            return Moved(f"participants of {change.application.id}")
        address = changes.address
        if address is not None and (there := self.addresses.get(address.key)) and there[0] != address.id:
            # two first messages from one chat: the second finds the address that the first has made
            return Moved(f"address {address.id}")
        if any(self.codes.get(code.owner) != joining.standing(code.was) for code in changes.codes):
            return Moved("resume code")
        for entry in changes.journal:
            of = entry.application
            its_own = change is not None and change.application.id == of
            if not (of is None or of in self.revisions or its_own):
                return Misuse(f"an entry in the journal of {of}, which does not exist")
        return Committed(revision=0 if change is None else change.expected + 1)

    def follow(self, changes: Changes) -> None:
        """The change was accepted."""
        if (event := changes.inbox) is not None:
            self.events[event.channel, event.key] = (event.status, event.acknowledgement)
        if (change := changes.application) is not None:
            self.revisions[change.application.id] = change.expected + 1
            self.references.add(change.application.reference)
            for person, role in change.participants:
                standing = (person, change.application.id)
                (self.filling_in.add if role in FILLING_IN else self.filling_in.discard)(standing)
        if (address := changes.address) is not None:
            self.addresses[address.key] = _standing(address)
        self.codes.update({code.owner: joining.standing(code.now) for code in changes.codes})
        if (join := changes.join) is not None:
            for key, (id_, person, current, language, reachable) in self.addresses.items():
                if person == join.person:
                    self.addresses[key] = (id_, join.into, current, language, reachable)

    def _may(self, stood: Address, change: ApplicationChange, changes: Changes) -> bool:
        """Whether the person may fill in the application; a new one is theirs, and who is joined becomes another."""
        is_theirs = (stood.person, change.application.id) in self.filling_in
        return is_theirs or change.expected == 0 or changes.join is not None

    def _refuse(self, change: ApplicationChange) -> Moved | ReferenceTaken | Misuse | None:
        application, revision = change.application, self.revisions.get(change.application.id)
        if change.expected > 0:
            return None if revision == change.expected else Moved(f"application {application.id}")
        if revision is not None:
            return Misuse(f"application {application.id} exists already")
        return ReferenceTaken(application.reference) if application.reference in self.references else None


def _read(connection: Connection, group: Sequence[Changes]) -> _Known:
    events = [(each.inbox.channel, each.inbox.key) for each in group if each.inbox is not None]
    changed = [each.application for each in group if each.application is not None]
    entries = [entry.application for each in group for entry in each.journal]
    standing = (each.stood or each.address for each in group)
    found = [address.key.external_id for address in standing if address is not None]
    ids = {each.application.id for each in changed} | {of for of in entries if of is not None}
    owners = {code.owner for each in group for code in each.codes}
    new = [each.application.reference for each in changed if each.expected == 0]

    known = _Known(
        events={}, revisions={}, heads={}, references=set(), addresses={}, filling_in=set(), codes={}
    )
    if events:
        for event in _EVENTS.find(connection, events):
            known.events[event.channel, event.key] = (event.status, event.acknowledgement)
    if ids:
        for row in connection.execute(_REVISIONS, {"ids": list(ids)}):
            known.revisions[row.id] = row.revision
            if row.seq is not None:
                known.heads[row.id] = journal.Head(seq=row.seq, sha256=row.sha256)
    if None in entries:
        known.heads[None] = journal.head(connection, None)
    if new:
        known.references.update(connection.scalars(_REFERENCES, {"references": new}))
    if found:
        for each in connection.execute(_ADDRESSES, {"found": found, "ids": list(ids)}):
            key = AddressKey(channel=each.channel, team=each.team, external_id=each.external_id)
            known.addresses[key] = (each.id, each.person, each.current, each.language, each.reachable)
            if each.role in FILLING_IN:
                known.filling_in.add((each.person, each.application))
    if owners:
        found_codes = joining.codes_of(connection, owners)
        known.codes.update({owner: joining.standing(code) for owner, code in found_codes.items()})
    return known


def _standing(address: Address) -> _Standing:
    return address.id, address.person, address.current, address.language, address.reachable


_EVENTS = Pairs(
    select(inbox.c.channel, inbox.c.key, inbox.c.status, inbox.c.acknowledgement),
    inbox.c.channel,
    inbox.c.key,
)
#: the last entry is found by the key's end, however long the chain is
_last = (
    select(func.max(journalled.c.seq))
    .where(journalled.c.application == applications.c.id)
    .scalar_subquery()
    .correlate(applications)
)
_REVISIONS = (
    select(applications.c.id, applications.c.revision, journalled.c.seq, journalled.c.sha256)
    .outerjoin_from(
        applications,
        journalled,
        (journalled.c.application == applications.c.id) & (journalled.c.seq == _last),
    )
    .where(applications.c.id.in_(bindparam("ids", expanding=True)))
)
_REFERENCES = select(applications.c.reference).where(
    applications.c.reference.in_(bindparam("references", expanding=True))
)
#: a row for each of these applications that its person takes part in, at least one
_ADDRESSES = (
    select(
        addresses.c.id,
        addresses.c.channel,
        addresses.c.team,
        addresses.c.external_id,
        addresses.c.person,
        addresses.c.current,
        addresses.c.language,
        addresses.c.reachable,
        participants.c.application,
        participants.c.role,
    )
    .outerjoin_from(
        addresses,
        participants,
        (participants.c.person == addresses.c.person)
        & participants.c.application.in_(bindparam("ids", expanding=True)),
    )
    .where(addresses.c.external_id.in_(bindparam("found", expanding=True)))
)
