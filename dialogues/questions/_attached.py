"""How files look in a prompt, a list or a summary: name, size, caption. What may be attached is for the types."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from dialogues.attachments import Entry, key_of
from dialogues.prompt import Listing, ListItem
from dialogues.question import Here
from dialogues.questions._saying import joined, one_line

MEGABYTE = 1024 * 1024


def key_in_button(entry: Entry) -> str:
    """Names the entry in a button; a link by a hash of its own."""
    return key_of(str(entry.get("sha256") or sha256(entry["link"].encode()).hexdigest()))


def named(entry: Entry, here: Here) -> str:
    """What it is called; a photo has no name."""
    return one_line(str(entry["name"])) or here.say("show.photo" if is_picture(entry) else "show.unnamed")


def is_picture(entry: Entry) -> bool:
    """Whether it is an image."""
    return str(entry.get("type", "")).startswith("image/")


def is_voice(entry: Entry) -> bool:
    """Whether it is a voice message."""
    return str(entry.get("type", "")).startswith("audio/")


def described(entry: Entry, here: Here, *, wants_caption: bool = False) -> str:
    """Name, size and caption in one line."""
    if "link" in entry:
        return str(entry["name"])
    caption = one_line(entry.get("caption") or "")
    key = "show.file_captioned" if caption else "show.file_uncaptioned" if wants_caption else "show.file"
    return here.say(key, name=named(entry, here), size=megabytes(entry["size"]), caption=caption)


def listed(entries: Iterable[Entry], here: Here, *, captions: bool = False) -> Listing:
    """The files, numbered. Of pictures it is said when they have no caption, where `captions` are wanted."""
    return Listing(
        items=tuple(
            ListItem(text=f"{number} {described(entry, here, wants_caption=captions and is_picture(entry))}")
            for number, entry in enumerate(entries, start=1)
        )
    )


def counted(characters: int, entries: Iterable[Entry], here: Here) -> str:
    """How much there is: 文字 4,408 字、图片 1."""
    every = list(entries)
    pictures = sum(map(is_picture, every))
    said = (
        [here.say("show.characters", n=characters, count=f"{characters:,}")]
        if characters or not every
        else []
    )
    said += [here.say("show.pictures", n=pictures)] if pictures else []
    said += [here.say("show.files", n=rest)] if (rest := len(every) - pictures) else []
    return joined(said, here)


def megabytes(size: int) -> str:
    """At least 0.1, with one decimal."""
    return f"{max(size / MEGABYTE, 0.1):,.1f}".removesuffix(".0")
