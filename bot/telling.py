"""What is told to people about resume codes, as rows of the outbox: in the language that each of their addresses reads.
What it says is in `dialogues/resuming.py`, when in `joining.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.outgoing import Addressee, outgoing
from bot.shelf import Shelf
from dialogues.application import PersonId
from dialogues.effects import Tell
from dialogues.lobby import language_of
from dialogues.prompt import Notice
from dialogues.resuming import PATIENCE, claim_notice, code_notice, notice
from dialogues.scene import spoken
from dialogues.words import Words
from storage.changes import Address, Outgoing
from storage.codes import ResumeCode
from storage.ids import Ids
from storage.store import Storage

Rows = tuple[Outgoing, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Teller:
    """Says things beside the conversation."""

    storage: Storage
    shelf: Shelf
    #: by channel
    voices: Mapping[str, Words]
    ids: Ids
    now: Callable[[], datetime]

    async def word(self, address: Address, key: str) -> str:
        """A sentence, for a toast."""
        words = self.voices[address.key.channel]
        return words.say(spoken(words, await self._reads(address)), key)

    async def at(self, address: Address, key: str, *, another: bool = False, **fields: int) -> Rows:
        """A sentence; with the button for another code where one may be had."""
        said = notice(
            self.voices[address.key.channel], await self._reads(address), key, another=another, **fields
        )
        return self._rows(address, said)

    async def everywhere(self, person: PersonId, key: str, *, another: bool = False) -> Rows:
        """A sentence wherever a person is reached."""
        rows: Rows = ()
        for address in await self.reached(person):
            rows += await self.at(address, key, another=another)
        return rows

    async def code(self, address: Address, code: str) -> Rows:
        """A new code."""
        return self._rows(
            address, code_notice(self.voices[address.key.channel], await self._reads(address), code)
        )

    async def claim(self, address: Address, code: ResumeCode, claimant: Address) -> Rows:
        """That somebody uses the code, with the two buttons."""
        told = claim_notice(
            self.voices[address.key.channel],
            await self._reads(address),
            channel=claimant.key.channel,
            name=claimant.key.external_id,
            claim=code.name,
            left=code.until - self.now() if code.until is not None else PATIENCE,
        )
        return self._rows(address, told)

    async def reached(self, person: PersonId) -> tuple[Address, ...]:
        """Where something that is said to a person arrives."""
        return tuple(each for each in await self.storage.addresses_of(person) if each.reachable)

    async def _reads(self, address: Address) -> str:
        """The language of an address: as its application is asked there, or would be."""
        application = (await self.storage.load(address.key)).application
        if application is None:
            offered = next(iter(self.shelf.offers), None)
            return address.language if offered is None else language_of(offered, address.language)
        dialogue = await self.shelf.get(application.dialogue, application.version)
        return language_of(dialogue, address.language)

    def _rows(self, address: Address, said: Notice) -> Rows:
        effect = Tell(to=address.id, notice=said)
        return outgoing(effect, Addressee.of(address), self.ids, self.now())
