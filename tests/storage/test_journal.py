"""The journal: nothing in it can be changed unnoticed, and what a person said can be erased."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from sqlalchemy import Connection, delete, select, update

from storage.changes import Changes
from storage.records import JournalCheck
from storage.store import Storage
from storage.tables import journal, journal_payloads
from tests.storage.samples import ADA, BEN, NOW, SECOND

OF_ADA = journal.c.application == ADA.application.id


@pytest.fixture
async def told(storage: Storage) -> Storage:
    """A storage where Ada's journal has five entries, and the one that belongs to no application three."""
    for number in range(2):
        entries = [ADA.entry(f"kind {number}.{part}") for part in range(2)]
        common = replace(ADA.entry("served"), application=None, person=None, address=None)
        await storage.commit(Changes(journal=(*entries, common)))
    await storage.commit(Changes(journal=(replace(common, payload="数据", at=NOW + SECOND),)))
    return storage


async def test_every_chain_is_its_own(told: Storage) -> None:
    """Entries follow each other in one chain per application, and one for all the rest."""
    await told.commit(BEN.begun())
    assert await told.verify_journal(ADA.application.id) == JournalCheck(entries=5, broken=None, erased=0)
    assert await told.verify_journal(None) == JournalCheck(entries=3, broken=None, erased=0)
    assert await told.verify_journal(BEN.application.id) == JournalCheck(entries=1, broken=None, erased=0)


async def test_the_hash_is_what_the_document_says(told: Storage) -> None:
    """SHA-256 of the metadata as RFC 8785, the payload's hash and the hash before among it."""
    rows = await told._database.read(
        lambda c: c.execute(select(journal).where(OF_ADA).order_by(journal.c.seq)).all()
    )
    before = ""
    for row in rows:
        entry = {
            "address": "address-ada",
            "application": "application-ada",
            "at": round(NOW.timestamp() * 1_000_000),
            "kind": row.kind,
            "payload_sha256": hashlib.sha256(f'{{"kind":"{row.kind}"}}'.encode()).hexdigest(),
            "person": "person-ada",
            "previous": before,
            "seq": row.seq,
        }
        before = hashlib.sha256(json.dumps(entry, separators=(",", ":")).encode()).hexdigest()
        assert row.sha256 == before


TAMPERING = {
    "a kind": update(journal).where(OF_ADA, journal.c.seq == 3).values(kind="other"),
    "a person": update(journal).where(OF_ADA, journal.c.seq == 3).values(person=None),
    "a moment": update(journal).where(OF_ADA, journal.c.seq == 3).values(at=NOW + SECOND),
    "a payload": update(journal_payloads)
    .where(journal_payloads.c.application == ADA.application.id, journal_payloads.c.seq == 3)
    .values(payload="{}"),
    "an entry less": delete(journal).where(OF_ADA, journal.c.seq == 3),
    "the last one's hash": update(journal).where(OF_ADA, journal.c.seq == 3).values(sha256="0" * 64),
}


@pytest.mark.parametrize("change", TAMPERING)
async def test_tampering_is_found(told: Storage, change: str) -> None:
    """With the first entry that does not fit; other chains are not concerned."""

    def tamper(connection: Connection) -> None:
        if change == "an entry less":
            connection.execute(delete(journal_payloads).where(journal_payloads.c.seq == 3))
        connection.execute(TAMPERING[change])

    await told._database.write(tamper)
    broken = (await told.verify_journal(ADA.application.id)).broken
    assert broken == (4 if change == "an entry less" else 3)
    assert (await told.verify_journal(None)).broken is None


async def test_a_payload_can_be_erased(told: Storage) -> None:
    """The chain still holds, and goes on."""
    await told._database.write(
        lambda c: c.execute(
            delete(journal_payloads).where(journal_payloads.c.application == ADA.application.id)
        ).close()
    )
    await told.commit(Changes(journal=(ADA.entry("later"),)))
    assert await told.verify_journal(ADA.application.id) == JournalCheck(entries=6, broken=None, erased=5)


async def test_an_empty_chain_holds(storage: Storage) -> None:
    """Of an application that nobody told anything of."""
    assert await storage.verify_journal(BEN.application.id) == JournalCheck(entries=0, broken=None, erased=0)


async def test_two_programs_write_one_chain(storage: Storage, other: Storage) -> None:
    """Each takes the head from the database, not from memory."""
    for storage_ in (storage, other, storage, other):
        await storage_.commit(Changes(journal=(ADA.entry("turn"),)))
    assert await storage.verify_journal(ADA.application.id) == JournalCheck(entries=5, broken=None, erased=0)
