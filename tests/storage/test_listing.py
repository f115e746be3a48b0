"""What is looked up now and then: lists, versions, addresses, files, forgotten events."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues.application import Answer, ApplicationId, State
from dialogues.reply import StoredFile
from storage.changes import ApplicationChange, Changes, Inbox, Misuse, Role, Submitted
from storage.records import DialogueVersion, Listed
from storage.store import Storage
from tests.databases import Home
from tests.storage.samples import ADA, BEN, NOW, SECOND


async def test_lists_of_applications(storage: Storage) -> None:
    """By person, dialogue and state; the one touched last first, without answers."""
    await storage.keep_version("cccs", "v1", 1, "id: cccs", NOW)
    late = replace(
        BEN.application, dialogue="cccs", state=State.SUBMITTED, touched=NOW + SECOND, entries={"b": ("1",)}
    )
    begun = BEN.begun()
    assert begun.application is not None
    answer = Answer(value="x", raw="x", who=BEN.person, at=NOW)
    await storage.commit(
        replace(
            begun,
            application=replace(
                begun.application,
                application=late.with_answer("q", answer),
                answers={"q": answer},
                participants=((BEN.person, Role.OWNER), (ADA.person, Role.EDITOR)),
            ),
        )
    )
    await storage.commit(
        Changes(
            address=replace(
                ADA.address, id="second", key=replace(ADA.key, channel="slack"), used=NOW + SECOND
            )
        )
    )
    of_ada = Listed(application=ADA.application, revision=1, owner=ADA.person, used=NOW + SECOND)
    of_ben = Listed(application=late, revision=1, owner=BEN.person, used=NOW)
    assert await storage.applications() == (of_ben, of_ada)
    assert await storage.applications(person=ADA.person) == (of_ben, of_ada)
    assert await storage.applications(person=BEN.person) == (of_ben,)
    assert await storage.applications(dialogue="award") == (of_ada,)
    assert await storage.applications(states={State.IN_PROGRESS, State.SUBMITTED}) == (of_ben, of_ada)
    assert await storage.applications(person=ADA.person, states=[State.IN_PROGRESS]) == (of_ada,)
    assert await storage.applications(dialogue="cccs", states=[]) == ()


async def test_an_application_without_an_owner_is_listed(storage: Storage) -> None:
    """Nobody's address was used then."""
    await storage.commit(Changes(application=ApplicationChange(application=BEN.application, expected=0)))
    assert (await storage.applications(dialogue="award"))[1] == Listed(
        application=BEN.application, revision=1, owner=None, used=None
    )
    assert await storage.participants(BEN.application.id) == ()


async def test_the_source_of_a_version_is_kept_once(storage: Storage) -> None:
    """What somebody answers is never put in another form under their hands."""
    await storage.keep_version("award", "v1", 2, "other source", NOW + SECOND)
    assert await storage.version_source("award", "v1") == DialogueVersion(
        dialogue="award", version="v1", dialect=1, source="id: award", at=NOW
    )
    assert await storage.version_source("award", "v2") is None
    await storage.keep_version("award", "v2", 1, "newer", NOW)
    assert await storage.versions_in_use() == {("award", "v1")}


async def test_where_a_person_is_reached(storage: Storage) -> None:
    """Where they were last, where that can be reached, on the channel that was asked for if they are there."""
    slack = replace(ADA.address, id="s", key=replace(ADA.key, channel="slack", team="T"), used=NOW + SECOND)
    left = replace(
        ADA.address,
        id="x",
        key=replace(ADA.key, channel="terminal"),
        used=NOW + 2 * SECOND,
        reachable=False,
    )
    for address in (slack, left):
        await storage.commit(Changes(address=address))
    assert await storage.last_address(ADA.person) == slack
    assert await storage.last_address(ADA.person, "telegram") == ADA.address
    assert await storage.last_address(ADA.person, "terminal") == slack
    assert await storage.last_address(BEN.person) is None


async def test_files_are_found_where_they_are_used(storage: Storage) -> None:
    """In answers, in drafts and in what was handed in, so that a shared file is not erased with one of them."""
    sha256 = "ab" * 32
    files = [{"sha256": sha256, "name": "a.pdf", "size": 1, "type": "application/pdf"}]
    people = [replace(ADA, name=name) for name in ("answer", "draft", "submission", "loose", "none")]
    for person in people:
        await storage.commit(person.begun())
    answered, drafted, submitted, loose, _ = (person.application for person in people)
    answer = Answer(value=files, raw="", who=ADA.person, at=NOW)
    await storage.commit(
        Changes(
            application=ApplicationChange(
                application=answered, expected=1, answers={"logo": answer, "seal": answer}
            )
        )
    )
    await storage.commit(
        Changes(
            application=ApplicationChange(application=drafted, expected=1, drafts={"logo": {"files": files}})
        )
    )
    content = f'{{"logo":[{{"sha256":"{sha256}"}}]}}'
    await storage.commit(
        Changes(
            submission=Submitted(application=submitted.id, round=1, content=content, sha256="cd" * 32, at=NOW)
        )
    )
    kept = replace(loose, loose=(StoredFile(sha256=sha256, name="a.pdf", size=1, type="application/pdf"),))
    await storage.commit(Changes(application=ApplicationChange(application=kept, expected=1)))
    assert await storage.file_references(sha256) == {answered.id, drafted.id, submitted.id, loose.id}
    assert await storage.file_references("ef" * 32) == frozenset()


async def test_events_are_forgotten_when_nobody_repeats_them_any_more(storage: Storage) -> None:
    """Those that are done and old; one that is still to be worked off stays."""
    events = [
        Inbox(channel="telegram", key="old", at=NOW),
        Inbox(channel="telegram", key="waiting", status="received", raw="{}", at=NOW),
        Inbox(channel="telegram", key="new", at=NOW + SECOND),
    ]
    for event in events:
        await storage.commit(Changes(inbox=event))
    assert await storage.forget_events(NOW + SECOND) == 1
    again = [(await storage.commit(Changes(inbox=event))).duplicate for event in events]
    assert again == [None, "", ""]


async def test_a_lookup_before_the_schema_is_there_is_our_mistake(bare_home: Home) -> None:
    """It is no reason to try again."""
    async with await bare_home.open() as bare:
        with pytest.raises(Misuse):
            await bare.applications()
        with pytest.raises(Misuse):
            await bare.commit(ADA.begun())
        assert ApplicationId("a") == "a"
