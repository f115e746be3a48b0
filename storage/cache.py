"""What was loaded or committed last, by key: never the truth, which is the revision that a commit compares.

A committed application is kept as the very object that was committed, so that what was derived from it stays
with it. Everything here runs on the event loop. A read that began before a commit must not put what it found
over what the commit has put: each entry remembers the commit it comes from, each read the last commit before
it.

What was sent and is not recorded yet stands on no disk: it is kept here until it is, whatever else is forgotten.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from dialogues.application import AddressId, Application, ApplicationId, PersonId
from dialogues.cursor import Cursor
from storage.changes import (
    Address,
    AddressKey,
    ApplicationChange,
    Changes,
    Committed,
    Message,
    Role,
    Snapshot,
)
from storage.groups import Group

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

#: names an entry, or some: what kind it is, then the words of its key
Mark = tuple[str, ...]


class Recent(Generic[K, V]):
    """The entries last used, `at_most` of them, each with the number of the commit that it comes from."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value, which counts as used."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: K, value: V, commit: int) -> None:
        """The value of this commit, or read after it; one of a later commit stays."""
        before = self._entries.get(key)
        if before is not None and before[1] > commit:
            return
        self._entries[key] = (value, commit)
        self._entries.move_to_end(key)
        if len(self._entries) > self._at_most:
            self._entries.popitem(last=False)

    def drop(self, key: K) -> None:
        """This one is not known any more."""
        self._entries.pop(key, None)

    def clear(self) -> None:
        """Nothing is known any more."""
        self._entries.clear()

    def __len__(self) -> int:
        return len(self._entries)


class _Held(NamedTuple):
    """An application at a revision, and who takes part in it then; None where that must be read."""

    application: Application
    revision: int
    participants: Mapping[PersonId, Role] | None


class Cache:
    """Applications with their revisions, addresses, cursors, and the messages that were sent last."""

    def __init__(self, at_most: int) -> None:
        #: of the last commit that is known here
        self.commit = 0
        self._cleared = 0
        self._applications: Recent[ApplicationId, _Held] = Recent(at_most)
        self._ids: Recent[AddressKey, AddressId] = Recent(at_most)
        self._addresses: Recent[AddressId, Address] = Recent(at_most)
        self._cursors: Recent[tuple[AddressId, ApplicationId], Cursor] = Recent(at_most)
        self._sent: Recent[str, Message] = Recent(at_most)
        self._prompts: Recent[AddressKey, Message] = Recent(at_most)
        self._unrecorded: Recent[AddressKey, tuple[Message, ...]] = Recent(at_most)

    def snapshot(self, key: AddressKey, application: ApplicationId | None) -> Snapshot | None:
        """All that a load would find, or None where any of it must be read."""
        address = self._addresses.get(self._ids.get(key) or AddressId(""))
        if address is None or address.key != key:
            return None
        wanted = application or address.current
        if wanted is None:
            return Snapshot(key=key, address=address)
        known = self._applications.get(wanted)
        cursor = self._cursors.get((address.id, wanted))
        if known is None or known.participants is None or cursor is None:
            return None
        return Snapshot(
            key=key, address=address, application=known.application, revision=known.revision,
            participants=known.participants, cursor=cursor,
        )  # fmt: skip

    def application(self, application: ApplicationId, revision: int) -> Application | None:
        """The application's object at exactly this revision."""
        known = self._applications.get(application)
        return known.application if known is not None and known.revision == revision else None

    def loaded(self, snapshot: Snapshot, *, since: int) -> None:
        """What a read found that began after commit `since`."""
        if since < self._cleared:
            return
        held = None
        if snapshot.application is not None:
            held = _Held(snapshot.application, snapshot.revision, snapshot.participants)
        self._keep(snapshot.address, held, snapshot.cursor, since)

    def settled(self, group: Sequence[Changes], result: Group) -> None:
        """A group has ended: what it committed is what is known now."""
        self.commit += 1
        if result.others_wrote:
            self._clear()
        for changes, outcome in zip(group, result.outcomes, strict=True):
            if isinstance(outcome, Committed) and outcome.duplicate is None:
                held = (
                    None
                    if changes.application is None
                    else self._after(changes.application, outcome.revision)
                )
                self._keep(changes.address, held, changes.cursor, self.commit)
                for message in changes.messages:
                    self.tell(message)
                    self._recorded(message)
        if any(changes.join is not None for changes in group):
            self._clear()  # addresses and applications that no change of the group names are another person's now

    def sent(self, message: str) -> Message | None:
        """Where an outgoing message was delivered, if that was lately."""
        return self._sent.get(message)

    def newest_prompt(self, chat: AddressKey) -> Message | None:
        """The prompt that stands last in the chat."""
        return self._prompts.get(chat)

    def unrecorded(self, chat: AddressKey) -> tuple[Message, ...]:
        """What was sent into the chat and is not known to be on disk."""
        return self._unrecorded.get(chat) or ()

    def found_prompt(self, chat: AddressKey, newest: Message, *, since: int) -> None:
        """The prompt that a read which began after commit `since` found last in the chat."""
        if since >= self._cleared:
            self._prompts.put(chat, newest, since)

    def forget(self) -> None:
        """Rows were written past the commits: what is read from now on is what is known."""
        self.commit += 1
        self._clear()

    def drop(self, marks: Iterable[Mark]) -> None:
        """Another program has written these. What began to be read before is not kept: it may be older."""
        self.commit += 1
        self._cleared = self.commit
        for mark in marks:
            match mark:
                case ("application", application):
                    self._applications.drop(ApplicationId(application))
                case ("address", address):
                    self._addresses.drop(AddressId(address))
                case ("cursor", address, application):
                    self._cursors.drop((AddressId(address), ApplicationId(application)))
                case ("sent", message):
                    self._sent.drop(message)
                case ("chat", channel, team, external_id):
                    self._prompts.drop(AddressKey(channel=channel, team=team, external_id=external_id))
                case _:  # a kind that a newer program knows
                    self._clear()

    def _after(self, change: ApplicationChange, revision: int) -> _Held:
        """What a change has made of what was known; it names only who is new."""
        before = self._applications.get(change.application.id)
        participants = None
        if change.expected == 0:
            participants = dict(change.participants)
        elif before is not None and before.revision == change.expected and before.participants is not None:
            participants = {**before.participants, **dict(change.participants)}
        return _Held(change.application, revision, participants)

    def _keep(self, address: Address | None, held: _Held | None, cursor: Cursor | None, commit: int) -> None:
        if address is not None:
            self._ids.put(address.key, address.id, commit)
            self._addresses.put(address.id, address, commit)
        if held is not None:
            self._applications.put(held.application.id, held, commit)
        if cursor is not None:
            self._cursors.put((cursor.address, cursor.application), cursor, commit)

    def tell(self, message: Message, *, last: bool = False) -> None:
        """A message stands in its chat; it is the `last` one there when it was sent just now."""
        if message.direction == "in":
            return
        if message.message and (
            (shown := self._sent.get(message.message)) is None or shown.place <= message.place
        ):
            # one that came twice stands where it came last, though a press teaches the first one afterwards
            self._sent.put(message.message, message, self.commit)
        chat = AddressKey(channel=message.channel, team=message.team, external_id=message.external_id)
        newest = self._prompts.get(chat)
        # where no prompt of the chat is known, this one need not be the last: a read must say
        known = last or newest is not None
        if known and message.turn > 0 and (newest is None or message.place >= newest.place):
            self._prompts.put(chat, message, self.commit)
        if last:
            others = (one for one in self.unrecorded(chat) if one.message_id != message.message_id)
            self._unrecorded.put(chat, (*others, message), self.commit)

    def _recorded(self, message: Message) -> None:
        chat = AddressKey(channel=message.channel, team=message.team, external_id=message.external_id)
        if waiting := self.unrecorded(chat):
            if left := tuple(one for one in waiting if one != message):
                self._unrecorded.put(chat, left, self.commit)
            else:
                self._unrecorded.drop(chat)

    def _clear(self) -> None:
        self._cleared = self.commit
        for entries in (
            self._applications,
            self._ids,
            self._addresses,
            self._cursors,
            self._sent,
            self._prompts,
        ):
            entries.clear()
