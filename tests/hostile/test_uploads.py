"""Files: how large, of what type, how much of one person, under what name they lie; and that nothing in them is ever
unpacked, decoded or run."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from bot import fetching
from bot.assembly import Running
from bot.channels.base import Offered
from bot.channels.slack.channel import BySocket, Slack
from bot.giving import harmless
from dialogues.reply import Command
from storage.changes import AddressKey
from tests.bot.world import START, World
from tests.hostile.corpus import FILE_NAMES, FILES
from tests.hostile.sinks import obeyed, strange
from tests.test_transcripts import WORDS

ANN = AddressKey(channel="memory", external_id="ann")


async def at_the_file(world: World, parts: Running) -> None:
    """The first question that takes any file."""
    await world.open(parts)
    for reply in ("Sun Ltd", "ann@example.com", "40", "We dig.", Command(name="done")):
        await world.tell(parts, reply)


async def sends(world: World, parts: Running, content: bytes, name: str) -> str:
    """What is told of it, "" where it was kept."""
    before, token = len(world.told()), f"t{len(world.channel.files)}"
    world.channel.files[token] = content
    await world.tell(parts, Offered(token=token, name=name, size=1))  # whatever the platform says of its size
    return "".join(str(notice.blocks) for notice in world.told()[before:])


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "files").glob("*/*"))


async def test_every_file_lies_as_its_content_and_nothing_opens_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bombs, floods, lies: each is bytes, under its hash, for its owner alone, and not to be run. What unpacks or
    decodes is not even called."""
    world, contents = World(tmp_path, dialogue="grant"), {name: make() for name, make in FILES.values()}

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a file of a person was opened")

    for name in (
        "zipfile.ZipFile",
        "tarfile.open",
        "gzip.open",
        "zlib.decompress",
        "zlib.decompressobj",
        "xml.etree.ElementTree.parse",
    ):
        __import__(name.rpartition(".")[0])
        monkeypatch.setattr(name, never)
    async with world.program() as parts:
        await at_the_file(world, parts)
        for name, content in contents.items():
            await sends(world, parts, content, name)
    assert {path.read_bytes() for path in kept(tmp_path)} == {*contents.values()}
    assert strange(tmp_path) == []
    assert not any(
        path.stat().st_mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH | stat.S_IRWXO)
        for path in kept(tmp_path)
    )
    assert "PIL" not in sys.modules


async def test_what_is_larger_than_it_was_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given up on the way, whatever was said of its size, and nothing of it stays."""
    monkeypatch.setattr(fetching, "LARGEST", 1_000)
    world = World(tmp_path, dialogue="grant")
    async with world.program() as parts:
        await at_the_file(world, parts)
        assert "too large" in await sends(world, parts, b"x" * 1_001, "large.pdf")
        assert kept(tmp_path) == []
        assert list((tmp_path / "tmp").iterdir()) == []
        assert await sends(world, parts, b"x" * 1_000, "large.pdf") == ""


async def test_so_much_of_one_person_and_no_more(tmp_path: Path) -> None:
    """Also of what they have taken back; the same content counts once; and others are not touched by it."""
    world = World(tmp_path, dialogue="grant", quota=1_000)
    async with world.program() as parts:
        await at_the_file(world, parts)
        assert await sends(world, parts, b"a" * 600, "a.pdf") == ""
        assert "as large as they may be" in await sends(world, parts, b"b" * 401, "b.pdf")
        assert "as large as they may be" in await sends(world, parts, b"a" * 600, "again.pdf")
        application = (await parts.storage.load(ANN, fresh=True)).application
        assert application is not None
        (entry,) = application.drafts["report"]["files"]
        await world.tell(parts, Command(name="remove", argument=entry["sha256"][:12]))
        assert "as large as they may be" in await sends(world, parts, b"b" * 401, "b.pdf")
        assert await sends(world, parts, b"b" * 400, "b.pdf") == ""
        address = (await parts.storage.load(ANN)).address
        assert address is not None
        assert await parts.storage.bytes_sent(address.person) == 1_000
        await world.open(parts, "ben")
        world.channel.files["ben"] = b"b" * 900
        await world.tell(parts, Offered(token="ben", name="b.pdf"), "ben")
    assert sum(path.stat().st_size for path in kept(tmp_path)) == 1_900


async def test_the_type_is_that_of_the_content(tmp_path: Path) -> None:
    """A name that lies does not make a PDF of it, nor a content without its name."""
    world = World(tmp_path, dialogue="checks")
    async with world.program() as parts:
        await world.open(parts)
        for reply in ("10", "5", *["skip"] * 6):
            await world.tell(parts, reply)
        for content in (
            b"MZ\x90\x00",
            b"<!doctype html><script>",
            FILES["zip bomb"][1](),
            FILES["svg with script"][1](),
        ):
            await sends(world, parts, content, "proof.pdf")
            application = (await parts.storage.load(ANN, fresh=True)).application
            assert application is not None
            assert "proof" not in {*application.answers, *application.drafts}
        await sends(world, parts, b"%PDF-1.4\n%%EOF\n", "proof.pdf")
        application = (await parts.storage.load(ANN, fresh=True)).application
        assert application is not None
        assert "proof" in {*application.answers, *application.drafts}


async def test_an_empty_file_is_said_to_be_none(tmp_path: Path) -> None:
    """No platform takes one back, so no reviewer could be given it."""
    world = World(tmp_path, dialogue="grant")
    async with world.program() as parts:
        await at_the_file(world, parts)
        assert "is empty" in await sends(world, parts, b"", "empty.pdf")


def test_a_name_that_reviewers_get_is_harmless() -> None:
    for name in FILE_NAMES:
        said = harmless(name)
        assert obeyed([said]) == []
        assert not {*said} & {*'/\\:*?"<>|\n'}
        assert len(said.encode(errors="replace")) <= 255
        assert not said.startswith(".")
    assert harmless("Report 报告.pdf") == "Report 报告.pdf"
    assert harmless("字" * 300 + ".pdf") == "字" * 76 + ".pdf"
    assert harmless("..") == harmless(" ") == harmless("") == ""


@pytest.mark.parametrize(
    ("link", "is_theirs"),
    [
        ("https://files.slack.com/files-pri/T1-F1/x.pdf", True),
        ("https://evil.test/x.pdf", False),
        ("https://files.slack.com.evil.test/x", False),
        ("https://evilslack.com/x", False),
        ("http://files.slack.com/x", False),
        ("https://user@evil.test/files.slack.com", False),
        ("file:///etc/passwd", False),
        ("http://169.254.169.254/latest", False),
    ],
)
def test_the_bots_token_is_shown_to_slack_alone(link: str, is_theirs: bool) -> None:
    """A file of Slack's may lie elsewhere, where whoever keeps it would read the token."""
    slack = Slack(token="xoxb-t", incoming=BySocket(token="xapp-t"), words=WORDS, now=lambda: START)
    assert slack._is_of_slack(link) is is_theirs
