"""The corpus has every group that the reliability goals name (T16), so that none is lost when it is changed."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from tests.hostile.corpus import FILE_NAMES, FILES, FORGED, MESSAGES, MILLION, TEXTS

#: what must be found in the group of this name
WANTED = {
    "lengths": ("b" * 4095, "字" * 4096),
    "characters": ("\x00", "\ud800", "\ufeff", "\u202e", "\u200b", "\u0301" * 500, "e\u0301 and é", "\u200d", "а", "\U000e0041"),
    "telegram": ("_*[]()~`>#+-=|{}.!\\", "<b>", "tg://user?id="),
    "slack": ("<!channel>", "<@U123>", "<https://evil.test|https://good.test>", "&lt;"),
    "templates": ("{{7*7}}", "{0.__class__}", "%s%n"),
    "yaml": ("!!python/object", "&a"),
    "csv": ("=1", "+1", "-2", "@SUM", "\t", "=HYPERLINK(", "=cmd|", '"', "\n"),
    "sql": ("' OR 1=1",),
    "logs": ("\r\n", "\x1b["),
    "numbers": ("1e309", "NaN", "١٢٣", "-0"),
    "dates": ("0000-00-00", "02-29", "10000-"),
    "patterns": ("a" * 3000,),
}  # fmt: skip
NAMES = ("../../etc/passwd", "..\\", "\x00", "CON", "a" * 255, "\u202egpj.exe")
KINDS = ("empty", "wrong magic", "polyglot", "svg with script", "zip bomb", "nested zip", "pixel flood",
         "docx with an external entity", "a type that lies")  # fmt: skip


@pytest.mark.parametrize("group", WANTED)
def test_every_group_is_there(group: str) -> None:
    there = "\n".join(TEXTS[group])
    assert [part for part in WANTED[group] if part not in there] == []


def test_lengths_names_and_files_are_there() -> None:
    assert {4095, 4096} <= set(map(len, MESSAGES))
    assert any(10_000 <= len(text) < 20_000 for text in MESSAGES)
    assert len(MILLION) == 1_000_000
    assert [name for name in NAMES if not any(name in one for one in FILE_NAMES)] == []
    assert len(set(FILE_NAMES)) < len(FILE_NAMES), "the same name twice"
    assert set(KINDS) <= set(FILES)
    assert all(len(make()) < 200_000 for _, make in FILES.values()), "small here"
    assert len(set(FORGED)) == len(FORGED)


def test_the_bomb_is_one() -> None:
    with zipfile.ZipFile(BytesIO(FILES["zip bomb"][1]())) as archive:
        outside, link = archive.infolist()
    assert outside.file_size > 500 * outside.compress_size
    assert (outside.filename, link.external_attr >> 16) == ("../../outside", 0o120777)
