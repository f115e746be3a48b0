"""What belongs to an application besides its answers, and who reads plainly: kept, taken away, and upgraded to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

from dialogues import codec
from dialogues.application import Answer, Application, Consent
from dialogues.reply import StoredFile
from storage.changes import ApplicationChange, Changes
from storage.columns import micros
from storage.migrating import FOLDER
from storage.store import Storage
from tests.databases import Home
from tests.storage.samples import ADA, BEN, NOW

FILE = StoredFile(sha256="ab" * 32, name="图.pdf", size=7, type="application/pdf", caption="一层")
FURTHER: Mapping[str, Any] = {
    "consents": {ADA.person: Consent(notice="n1", at=NOW), BEN.person: Consent(notice="n2", at=NOW + timedelta(microseconds=1))},
    "muted": (ADA.person, BEN.person),
    "waiting": {"q1": NOW, "branches/3f/city": NOW + timedelta(days=1)},
    "loose": (FILE, replace(FILE, name="another", caption="")),
}  # fmt: skip


def changed(application: Application, expected: int) -> Changes:
    """This application, as it is."""
    return Changes(application=ApplicationChange(application=application, expected=expected))


async def reloaded(other: Storage) -> Application:
    """As a program reads it that has never seen it."""
    found = (await other.load(ADA.key, fresh=True)).application
    assert found is not None
    return found


def test_each_of_them_is_tried_here() -> None:
    """One that is added to the codec is added here."""
    assert {each.name for each in fields(codec._Further)} == set(FURTHER)


@pytest.mark.parametrize("name", FURTHER)
async def test_one_of_them_alone(storage: Storage, other: Storage, name: str) -> None:
    """Comes back as it was, and nothing else with it; taken away, it is gone."""
    application = replace(ADA.application, **{name: FURTHER[name]})
    await storage.commit(changed(application, 1))
    assert await reloaded(other) == application
    await storage.commit(changed(ADA.application, 2))
    assert await reloaded(other) == ADA.application


async def test_all_of_them_with_an_answer(storage: Storage, other: Storage) -> None:
    """An answer beside them changes none; the wait at its path is over."""
    application = replace(ADA.application, **FURTHER)
    await storage.commit(ADA.answered(application, 1))
    found = await reloaded(other)
    assert found == application.with_answer("q1", found.answers["q1"])
    assert found.waiting == {"branches/3f/city": NOW + timedelta(days=1)}
    assert (found.consents, found.muted, found.loose) == tuple(
        FURTHER[name] for name in ("consents", "muted", "loose")
    )


async def test_a_new_application_has_them_from_the_start(empty: Storage, home: Home) -> None:
    """A consent is given before the first answer."""
    begun = ADA.begun()
    assert begun.application is not None
    application = replace(ADA.application, **FURTHER)
    await empty.commit(replace(begun, application=replace(begun.application, application=application)))
    async with await home.open("two") as other:
        assert await reloaded(other) == application


async def test_who_reads_plainly(storage: Storage, other: Storage) -> None:
    """Belongs to the address, and can be taken back."""
    for plain in (True, False):
        address = replace(ADA.address, plain=plain)
        await storage.commit(Changes(address=address))
        assert (await other.load(ADA.key, fresh=True)).address == address


#: as a program of the first schema left them: one person, who has answered one question
FIRST: Mapping[str, Mapping[str, object]] = {
    "people": {"id": ADA.person, "since": micros(NOW)},
    "applications": {
        "id": ADA.application.id, "reference": "A-ada", "dialogue": "award", "version": "v1", "state": "in_progress",
        "started": micros(NOW), "touched": micros(NOW), "round": 0, "entries": '{"branches": ["1", "3f"]}',
        "next_entry": 4, "revision": 7,
    },
    "addresses": {
        "id": ADA.address.id, "person": ADA.person, "channel": "telegram", "team": "", "external_id": "chat-ada",
        "language": "en", "current": ADA.application.id, "reachable": True, "used": micros(NOW),
    },
    "answers": {
        "application": ADA.application.id, "path": "q1", "value": '{"picked": "yes"}', "raw": "Yes",
        "who": ADA.person, "at": micros(NOW), "nothing": None, "reason": "",
    },
}  # fmt: skip


def first_schema(connection: Connection) -> None:
    """The migrations up to the first."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


def first_rows(connection: Connection) -> None:
    """Written by a program that knows no other columns."""
    for table, row in FIRST.items():
        assert not {"further", "plain"} & {each["name"] for each in inspect(connection).get_columns(table)}
        names, holes = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({holes})"), row)  # noqa: S608 - names of ours


async def test_a_database_of_the_first_schema_is_upgraded(bare_home: Home) -> None:
    """With the rows that are in it: nobody has agreed, waits, or reads plainly; then all of it can be kept."""
    async with await bare_home.open("old") as old:
        await asyncio.to_thread(old._database.migrate, first_schema)
        await old.keep_version("award", "v1", 1, "id: award", NOW)
        await old._database.write(first_rows)
    async with await bare_home.open("new") as storage:
        await storage.upgrade()
        snapshot = await storage.load(ADA.key)
        answer = Answer(value={"picked": "yes"}, raw="Yes", who=ADA.person, at=NOW)
        application = replace(
            ADA.application, answers={"q1": answer}, entries={"branches": ("1", "3f")}, next_entry=4
        )
        assert (snapshot.application, snapshot.revision) == (application, 7)
        assert snapshot.address == ADA.address
        await storage.commit(
            replace(changed(replace(application, **FURTHER), 7), address=replace(ADA.address, plain=True))
        )
        async with await bare_home.open("third") as other:
            again = await other.load(ADA.key)
    assert again.application == replace(application, **FURTHER)
    assert again.address == replace(ADA.address, plain=True)
