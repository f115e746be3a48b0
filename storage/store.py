"""`Storage`: what the rest of the program sees of this package.

Two verbs are hot: `load` gives a snapshot, `commit` takes a value of everything that one event changed. All
others are looked up or leased now and then. Each is one transaction, none is held between two calls. Times
come in as arguments; SQL is in the modules that are named here. The file is long because it is the whole face
of the package, a verb after the other; nothing is worked out here.

What can go wrong: `Moved` and `ReferenceTaken` from a commit, `StorageUnavailable` from anything, `Misuse`
where a value cannot have come from a load.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Self

from sqlalchemy import Connection

from dialogues.application import AddressId, Application, ApplicationId, PersonId, State
from storage import dropping, dues, joining, journal, listing, loading, messages, migrating, outbox
from storage.backlog import backlog
from storage.cache import Cache
from storage.changes import (
    Address,
    AddressKey,
    Changes,
    Committed,
    Due,
    Inbox,
    KeptFile,
    Message,
    Outgoing,
    Role,
    Snapshot,
    Submitted,
)
from storage.codes import Guesses, ResumeCode
from storage.database import Database, connect
from storage.files import FileStore
from storage.leading import Leading
from storage.records import Alone, Backlog, DialogueVersion, Heard, JournalCheck, Lease, Listed, Reach, Stuck

#: whole applications that are held in memory; each is some tens of kilobytes when it is full
CACHED = 2_000
#: how long a row stays with a program that says nothing more of it: so long nobody answers after a crash
LEASE = timedelta(seconds=10)


class Storage:
    """A database and a folder of files, for one program."""

    def __init__(self, *, database: Database, files: FileStore, cache: Cache, lease: Lease) -> None:
        self.files = files
        self._database = database
        self._cache = cache
        self._lease = lease

    @classmethod
    async def open(
        cls, data: Path, *, worker: str, url: str = "", lease: timedelta = LEASE, cached: int = CACHED
    ) -> Self:
        """The files under `data` and the database there, or at `url`; `worker` names this program in leases.

        The schema is whatever it is: `upgrade` brings it up to date.
        """
        files = await asyncio.to_thread(FileStore.open, data)
        cache, mine = Cache(cached), Lease(worker=worker, duration=lease)
        database = connect(url, data, lease=mine, cache=cache)
        return cls(database=database, files=files, cache=cache, lease=mine)

    async def close(self) -> None:
        """Commits what was handed in. Leases stay as they are: `release` gives them back."""
        await self._database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def upgrade(self) -> None:
        """Brings the schema up to date; programs that do so at the same time wait for each other."""
        await asyncio.to_thread(self._database.migrate, migrating.upgrade)

    async def standing(self) -> migrating.Standing:
        """How the schema stands to this program's. Nothing is changed."""
        return await self._database.read(migrating.standing)

    async def writable(self) -> None:
        """Raises StorageUnavailable where nothing can be written now. Nothing is."""
        await self._database.write(lambda _: None)

    def listen(self, heard: Callable[[Heard], None]) -> None:
        """Calls back, on the event loop, with what other programs on this database have just written: a relay and a
        clock may look at once instead of at their next scan. Never called where nobody can tell (SQLite), and some
        may be missed, so it takes the place of no scan."""
        self._database.listen(heard)

    def leading(self, name: str) -> Leading:
        """The lead of this name: one of all programs on the database has it, and where that one dies, another."""
        return self._database.leading(name)

    def take_for(self, reach: Reach) -> None:
        """From now on rows for these chats are this program's as soon as it commits them, and others are free."""
        self._lease.reach = reach

    # The hot path.

    async def load(
        self, key: AddressKey, application: ApplicationId | None = None, *, fresh: bool = False
    ) -> Snapshot:
        """What is known of an address and of its current application, or of another one.

        It may be older than what another program has committed: the commit says `Moved` then, and a `fresh`
        load reads.
        """
        if not fresh and (known := self._cache.snapshot(key, application)) is not None:
            return known
        since = self._cache.commit
        read = partial(loading.snapshot, key=key, application=application, held=self._cache.application)
        found = await self._database.read(read)
        self._cache.loaded(found, since=since)
        # a commit that came meanwhile knows better
        return self._cache.snapshot(key, application) or found

    async def commit(self, changes: Changes) -> Committed:
        """Keeps all of it, on disk, or nothing."""
        return await self._database.commit(changes)

    # Applications and what belongs to them.

    async def applications(
        self,
        *,
        person: PersonId | None = None,
        dialogue: str | None = None,
        states: Collection[State] | None = None,
    ) -> tuple[Listed, ...]:
        """Those that fit, the one touched last first, without their answers."""
        return await self._database.read(
            partial(listing.applications, person=person, dialogue=dialogue, states=states)
        )

    async def application_by_reference(self, reference: str) -> tuple[Application, int] | None:
        """An application, whole, and its revision."""
        return await self._database.read(
            partial(loading.by_reference, reference=reference, held=self._cache.application)
        )

    async def participants(self, application: ApplicationId) -> tuple[tuple[PersonId, Role], ...]:
        """Who may do what with an application."""
        return await self._database.read(partial(listing.participants, application=application))

    async def submission(self, reference: str, round: int | None = None) -> Submitted | None:  # noqa: A002 - DESIGN's word
        """An application as it was handed in: in this round, or last."""
        return await self._database.read(partial(listing.submission, reference=reference, in_round=round))

    async def verify_journal(self, application: ApplicationId | None) -> JournalCheck:
        """Reads an application's journal, or the one that belongs to none, and computes every hash again."""
        return await self._database.read(partial(journal.verify, application=application))

    async def unagreed_versions(self, before: datetime) -> frozenset[tuple[str, str]]:
        """Dialogue and version of applications that nobody agreed to, without an answer, untouched since then."""
        return await self._database.read(partial(dropping.unagreed_versions, before=before))

    async def drop_unagreed(self, before: datetime, versions: Collection[tuple[str, str]]) -> int:
        """Drops such applications of versions that ask for consent, and addresses and people of whom nothing is
        left; some at a time: how many, and 0 when there are no more."""
        dropped = await self._database.write(
            partial(dropping.drop, before=before, versions=versions), alone=Alone.WRITING
        )
        if dropped:
            self._cache.forget()
        return dropped

    # Dialogues.

    async def keep_version(
        self, dialogue: str, version: str, dialect: int, source: str, at: datetime
    ) -> None:
        """Keeps a version's source; it must be kept before anybody starts in it."""
        kept = DialogueVersion(dialogue=dialogue, version=version, dialect=dialect, source=source, at=at)
        await self._database.write(partial(listing.keep_version, kept=kept))

    async def version_source(self, dialogue: str, version: str) -> DialogueVersion | None:
        """A version as it was kept."""
        return await self._database.read(partial(listing.version, dialogue=dialogue, version=version))

    async def versions_in_use(self) -> frozenset[tuple[str, str]]:
        """Dialogue and version of every application."""
        return await self._database.read(listing.versions_in_use)

    # What came in, and where people are reached.

    async def received(
        self, channel: str | None = None, *, before: datetime | None = None, set_aside: bool = False
    ) -> tuple[Inbox, ...]:
        """Events that are still to be worked off, the oldest first: of one channel, kept before a moment, and, where
        that is wanted, what no program could cope with so far."""
        return await self._database.read(
            partial(listing.received, channel=channel, before=before, set_aside=set_aside)
        )

    async def forget_events(self, before: datetime) -> int:
        """Drops the keys of events that were done before this; how many."""
        return await self._database.write(partial(listing.forget_events, before=before))

    async def last_address(self, person: PersonId, channel: str | None = None) -> Address | None:
        """Where a person is reached: where they were last, if possible on this channel."""
        return await self._database.read(partial(listing.last_address, person=person, channel=channel))

    async def addresses_of(self, person: PersonId) -> tuple[Address, ...]:
        """Wherever a person was, where they were last first."""
        return await self._database.read(partial(joining.addresses_of, person=person))

    async def address(self, address: AddressId) -> Address | None:
        """An address by its id."""
        return await self._database.read(partial(joining.address_by, address=address))

    # Resume codes: found by their hashes, changed with a commit.

    async def code_of(self, owner: PersonId) -> ResumeCode | None:
        """A person's living code."""
        return await self._database.read(partial(joining.code_of, owner=owner))

    async def code_by(self, hashed: str) -> ResumeCode | None:
        """The living code with this hash."""
        return await self._database.read(partial(joining.code_by, hashed=hashed))

    async def is_spent(self, hashed: str) -> bool:
        """Whether there was a code with this hash that lives no more."""
        return await self._database.read(partial(joining.is_spent, hashed=hashed))

    async def claims_by(self, person: PersonId) -> tuple[ResumeCode, ...]:
        """The codes that a person waits to use, the one that has waited longest first."""
        return await self._database.read(partial(joining.claims_by, person=person))

    async def guesses_of(self, address: AddressId) -> Guesses | None:
        """How often an address was wrong."""
        return await self._database.read(partial(joining.guesses_of, address=address))

    # Messages.

    async def message_of(self, chat: AddressKey, message_id: str) -> Message | None:
        """The message that the platform calls so."""
        sent = (one for one in self._cache.unrecorded(chat) if one.message_id == message_id)
        return next(sent, None) or await self._database.read(
            partial(messages.by_id, chat=chat, message_id=message_id)
        )

    async def sent_message(self, message: str) -> Message | None:
        """Where `Outgoing.message` was delivered."""
        known = self._cache.sent(message)
        return known or await self._database.read(partial(messages.sent, message=message))

    async def prompt_before(self, chat: AddressKey, place: int) -> Message | None:
        """The newest prompt that stands before this place in the chat."""
        newest = self._cache.newest_prompt(chat)
        if newest is None:
            since = self._cache.commit
            newest = await self._database.read(partial(messages.prompt_before, chat=chat))
            newest = self._or_sent_later(newest, chat, messages.END)
            if newest is None:
                return None
            self._cache.found_prompt(chat, newest, since=since)
        if newest.place < place:
            return newest
        found = await self._database.read(partial(messages.prompt_before, chat=chat, place=place))
        return self._or_sent_later(found, chat, place)

    def _or_sent_later(self, found: Message | None, chat: AddressKey, place: int) -> Message | None:
        """This prompt, unless one stands below it that is not recorded yet."""
        sent = (one for one in self._cache.unrecorded(chat) if one.turn > 0 and one.place < place)
        return max(
            (one for one in (found, *sent) if one is not None), key=lambda one: one.place, default=None
        )

    async def newest_of_theirs(self, chat: AddressKey) -> int:
        """The place of the newest message that came from the chat; 0 where none did."""
        return await self._database.read(partial(messages.newest_of_theirs, chat=chat))

    def seen(self, message: Message) -> None:
        """A message that was sent just now, while its record is on the way to the disk: a reply may be faster."""
        self._cache.tell(message, last=True)

    # What is to go out, and when.

    async def lease(self, now: datetime, at_most: int, *, reach: Reach) -> tuple[Outgoing, ...]:
        """Takes rows for these chats that nobody has and that may be sent now. What this program commits is
        leased to it already."""
        return await self._database.write(
            partial(outbox.lease, by=self._lease, now=now, at_most=at_most, reach=reach), alone=Alone.LEASING
        )

    async def extend(self, ids: Sequence[int], now: datetime) -> frozenset[int]:
        """Keeps rows for longer; those that are not this program's any more are missing from the answer."""
        return await self._database.write(partial(outbox.extend, by=self._lease, ids=ids, now=now))

    async def backlog(self, now: datetime) -> Backlog:
        """How much waits, for monitoring."""
        return await self._database.read(partial(backlog, now=now))

    async def stuck(self) -> Stuck:
        """What platforms refused, and how much waits."""
        return await self._database.read(outbox.stuck)

    async def due_before(self, now: datetime, at_most: int, *, reach: Reach) -> tuple[Due, ...]:
        """Takes due rows whose moment has come and that nobody has, of people who are reached from here."""
        return await self._database.write(
            partial(dues.lease, by=self._lease, now=now, at_most=at_most, reach=reach), alone=Alone.LEASING
        )

    async def due_row(self, kind: str, person: PersonId, application: ApplicationId) -> Due | None:
        """A due row as it stands now: it may have been moved since it was taken."""
        return await self._database.read(
            partial(dues.row_of, kind=kind, person=person, application=application)
        )

    async def move_due(self, was: Due, at: datetime | None, *, text: str | None = None) -> bool:
        """Another moment for a due row, or none; says whether it still stood as it was. A `text` is said with it,
        "" for nothing, and makes it one that an organiser asked for."""
        return await self._database.write(
            partial(dues.move, was=was, at=at, text=text), tell=None if at is None else Heard(due=at)
        )

    async def last_reminded(self, person: PersonId, application: ApplicationId) -> datetime | None:
        """When a reminder of this application last fell for this person."""
        return await self._database.read(partial(dues.last_fallen, person=person, application=application))

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next due row is to be had, after now."""
        return await self._database.read(partial(dues.next_moment, now=now))

    async def release(self) -> None:
        """Gives back every row that this program, or one of its name before it, has taken."""
        await self._database.write(partial(_release, worker=self._lease.worker), tell=Heard(outbox=True))

    # Files.

    async def kept_file(self, sha256: str) -> KeptFile | None:
        """What is known of a file's content."""
        return await self._database.read(partial(listing.file, sha256=sha256))

    async def bytes_sent(self, person: PersonId) -> int:
        """How much this person has sent in files that were kept."""
        return await self._database.read(partial(listing.bytes_sent, person=person))

    async def file_references(self, sha256: str) -> frozenset[ApplicationId]:
        """The applications that hold a file; reads every answer."""
        return await self._database.read(partial(listing.file_references, sha256=sha256))


def _release(connection: Connection, worker: str) -> None:
    outbox.release(connection, worker)
    dues.release(connection, worker)
