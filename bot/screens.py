"""What is on somebody's screen, and what they have begun: for what a channel draws beside the chat (`base.Screens`).

Nothing is changed here and nothing is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.channels.base import Manner, Shown, Unsaved
from bot.planning import where_it_stands
from bot.shelf import Shelf
from dialogues.advance import prompt_of
from dialogues.application import Application, PersonId
from dialogues.cursor import Cursor
from dialogues.dialogue import Dialogue
from dialogues.fields import Value
from dialogues.filling import wrong
from dialogues.lobby import Mine, home
from dialogues.prompt import Prompt
from dialogues.relevance import viewed
from dialogues.words import Words
from storage.changes import Address, AddressKey, StorageUnavailable
from storage.store import Storage

#: applications of one person that the home page lists
MOST = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Looking:
    """`channels.base.Screens`."""

    storage: Storage
    shelf: Shelf
    #: by channel, with commands as they are typed there
    voices: Mapping[str, Words]
    manners: Mapping[str, Manner]
    now: Callable[[], datetime]

    async def shown(self, channel: str, team: str, external_id: str) -> Shown | None:
        """What the last prompt to them says now; None before there was one, or where they choose."""
        stood = await self._stood(channel, team, external_id)
        if stood is None:
            return None
        dialogue, application, cursor, person = stood
        prompt = prompt_of(dialogue, application, cursor, self.voices[channel], person, self.now())
        return Shown(turn=cursor.turn, application=application.id, prompt=prompt)

    async def wrong(
        self, channel: str, team: str, external_id: str, values: Mapping[str, Value]
    ) -> Mapping[str, str]:
        """Raises Unsaved."""
        stood = await self._stood(channel, team, external_id)
        if stood is None:
            return {}
        dialogue, application, cursor, person = stood
        return wrong(dialogue, application, cursor, self.voices[channel], person, self.now(), values)

    async def language(self, channel: str, team: str, external_id: str) -> str:
        """Raises Unsaved."""
        address = await self._address(AddressKey(channel=channel, team=team, external_id=external_id))
        return address.language if address is not None else ""

    async def home(self, channel: str, team: str, external_id: str, language: str) -> Prompt:
        """Raises Unsaved."""
        key = AddressKey(channel=channel, team=team, external_id=external_id)
        address = await self._address(key)
        try:
            mine = await self._mine(key, address) if address is not None else []
        except StorageUnavailable:
            raise Unsaved("") from None
        wanted = address.language if address is not None else ""
        return home(self.shelf.offers, mine, wanted or language, self.voices[channel])

    async def _address(self, key: AddressKey) -> Address | None:
        try:
            return (await self.storage.load(key)).address
        except StorageUnavailable:
            raise Unsaved("") from None

    async def _stood(
        self, channel: str, team: str, external_id: str
    ) -> tuple[Dialogue, Application, Cursor, PersonId] | None:
        """Where they stand; None before there was a prompt, or where they choose."""
        key = AddressKey(channel=channel, team=team, external_id=external_id)
        try:
            snapshot = await self.storage.load(key, fresh=True)
        except StorageUnavailable:
            raise Unsaved("") from None
        address, application = snapshot.address, snapshot.application
        if address is None or application is None or snapshot.cursor is None or not snapshot.is_theirs:
            return None
        dialogue = await self.shelf.get(application.dialogue, application.version)
        cursor = where_it_stands(snapshot, address, application, dialogue, self.manners[channel])
        return dialogue, application, cursor, address.person

    async def _mine(self, key: AddressKey, address: Address) -> list[Mine]:
        listed = await self.storage.applications(person=address.person)
        return [await self._counted(key, one.application) for one in listed[:MOST]]

    async def _counted(self, key: AddressKey, brief: Application) -> Mine:
        """With how much of it is answered."""
        whole = (await self.storage.load(key, application=brief.id)).application or brief
        dialogue = await self.shelf.get(whole.dialogue, whole.version)
        view = viewed(dialogue, whole, self.now())
        return Mine(
            id=whole.id, reference=whole.reference, dialogue=whole.dialogue, state=whole.state,
            answered=view.answered, total=view.total,
        )  # fmt: skip
